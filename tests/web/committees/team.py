"""A team at work on its dossier: a site with a session, browsers of its people, a whole form."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store import models
from incubator.store.committees.dossiers import DossierVersion, versions_of
from incubator.store.committees.sessions import Committee
from incubator.store.database import open_database
from tests.committees import STARTUP, again, session_with
from tests.conftest import DEMONSTRATION
from tests.web.dom import Node, parse
from tests.web.signed import NOW, account_with, browser_of

HERE = f"/espace/startups/{STARTUP}/comite"
FORM = f"{HERE}/dossier"
FILES = f"{FORM}/pieces"
#: What a team sends that has thought of everything.
WHOLE: Mapping[str, str] = {
    "results": "Les **ménages** répondent.\n\n- 1 190 en octobre",
    "learnings": "Un message court suffit.",
    "blockers": "",
    "kind": "continue",
    "phase": "",
    "amount": "120 000",
    "from": "2026-12-03",
    "until": "2027-06-03",
    "objectif-1-origin": "",
    "objectif-1-text": "Deux mille ménages",
    "objectif-1-indicator": "menages-en-contact",
    "objectif-1-value": "2 000,5",
    "objectif-1-unit": "",
    "objectif-1-due": "2027-06-01",
}


@dataclass
class Team:
    """A site whose session has the startup on its agenda."""

    settings: Settings
    session: Committee

    async def browser(
        self,
        email: str = "porte@exemple.gouv.fr",
        role: Role = Role.INTRAPRENEUR,
        place: str = STARTUP,
        now: datetime = NOW,
    ) -> httpx.AsyncClient:
        """A browser of somebody with a role, the intrapreneur unless it is said."""
        account = await account_with(email, [(role, place)], now=now)
        return await browser_of(self.settings, account, now=now, today=now.date)

    async def versions(self) -> list[DossierVersion]:
        """The versions of the dossier, as they are stored."""
        return await versions_of((await again(self.session)).items[0].number)

    async def newest(self) -> DossierVersion:
        """The newest version."""
        return (await self.versions())[-1]


#: A database with the sheets and the session, made once for all tests of this process.
_MADE: list[bytes] = []


@asynccontextmanager
async def team_at(url: str) -> AsyncIterator[Team]:
    """The demonstration's sheets, with a session twelve days ahead."""
    if not _MADE:
        async with open_database(url):
            await sync_sheets(DEMONSTRATION)
            await session_with()
        _MADE.append(_file(url).read_bytes())
    _file(url).write_bytes(_MADE[0])
    async with open_database(url):
        settings = Settings(content_dir=DEMONSTRATION, database_url=url)
        yield Team(settings, await again((await models.Committee.get()).public_id))


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite://"))


def form_of(page: Node, action: str = FORM) -> dict[str, str]:
    """What a browser would send of a form that nobody touched."""
    form = page.one("form", action=action)
    sent = {}
    for field in form.walk():
        name = field.attrs.get("name", "")
        if not name or field.tag == "button":
            continue
        if field.tag == "textarea":
            # The first line end of a text area is the template's own.
            sent[name] = field.raw_text.removeprefix("\n")
        elif field.tag == "select":
            chosen = [one for one in field.all("option") if "selected" in one.attrs]
            sent[name] = (chosen or field.all("option"))[0].attrs["value"]
        elif field.attrs.get("type") not in {"checkbox", "radio"} or "checked" in field.attrs:
            sent[name] = field.attrs.get("value", "")
    return sent


async def opened_form(browser: httpx.AsyncClient) -> dict[str, str]:
    """The form as it is shown now."""
    answer = await browser.get(FORM)
    assert answer.status_code == 200, answer.headers
    return form_of(parse(answer.text))


async def write(browser: httpx.AsyncClient, **changes: str) -> httpx.Response:
    """Open the form, fill it in whole with some changes, and save it."""
    shown = await opened_form(browser)
    return await browser.post(FORM, data={**shown, **WHOLE, **changes})
