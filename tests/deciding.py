"""A session in which there is something to decide: sheets in a Git folder, members, an agenda.

The sheets are few, so that a test that closes a session takes no longer than it must.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.sheets.write import Content, read_content
from incubator.store import models
from incubator.store.committees.sessions import Committee
from incubator.store.database import open_database
from tests.builders import git, sheet_text, write_tree
from tests.committees import again, browser_in, session_with
from tests.conftest import DEMONSTRATION
from tests.web.dom import Node, parse
from tests.web.signed import NOW, account_with, browser_of

INCUBATOR = "quai"
#: The first is in construction and says when phases end; the second is in investigation.
STARTUPS = ("bac", "plume")
SEATS: Mapping[str, Seat] = {
    "preside@exemple.gouv.fr": Seat.CHAIR,
    "copreside@exemple.gouv.fr": Seat.CHAIR,
    "sponsor@exemple.gouv.fr": Seat.SPONSOR,
    "observe@exemple.gouv.fr": Seat.OBSERVER,
}
TEAMS = {"bac": "ana@exemple.fr", "plume": "tom@exemple.fr"}
_BAC = """title: Bac à sable # le nom court
mission: Essayer sans rien casser
incubator: quai
phases:
  - name: investigation
    start: 2025-01-15
    end: 2025-05-31
  - name: construction
    start: 2025-06-01
    note: gardée telle quelle
events:
  - name: committee
    date: 2026-06-02
    comment: Poursuite.
contact: bac@exemple.fr
impact:
  - id: essais
    name: Essais menés
    dimension: impactant
    unit: essais/mois
    main: true
inconnu: gardé
"""
_PLUME = """title: Plume
mission: Écrire vite
incubator: quai
phases:
  - name: investigation
    start: 2026-06-15
contact: plume@exemple.fr
"""


def write_sheets(folder: Path) -> Path:
    """The content folder, in a Git repository with everything in a commit."""
    write_tree(
        folder,
        {
            "startups/bac.md": sheet_text(_BAC),
            "startups/plume.md": sheet_text(_PLUME),
            "incubators/quai.md": sheet_text("title: Quai des essais"),
        },
    )
    shutil.copytree(DEMONSTRATION / "phases", folder / "phases")
    git(folder, "init", "-b", "main", ".")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "Les fiches")
    return folder


@dataclass
class Chamber:
    """A site with an open session, and the browsers of those who sit in it."""

    settings: Settings
    folder: Path
    committee: Committee

    @property
    def url(self) -> str:
        return f"/comites/{self.committee.public_id}"

    def item_url(self, startup_id: str = "bac") -> str:
        return f"{self.url}/points/{self.item(startup_id)}/decision"

    def item(self, startup_id: str) -> str:
        found = (one for one in self.committee.items if one.startup_id == startup_id)
        return next(found).public_id

    async def again(self) -> Committee:
        return await again(self.committee)

    async def browser(self, email: str = "preside@exemple.gouv.fr") -> httpx.AsyncClient:
        return await browser_of(self.settings, await account_with(email))

    async def sits(self, seat: Seat) -> httpx.AsyncClient:
        return await browser_in(self.settings, self.committee, seat)

    def sheet(self, startup_id: str = "bac") -> Content:
        return read_content((self.folder / f"startups/{startup_id}.md").read_bytes())

    def log(self) -> list[str]:
        return git(self.folder, "log", "--format=%an %s").splitlines()


@asynccontextmanager
async def chamber_of(
    folder: Path, url: str, startups: Iterable[str] = STARTUPS, **settings: Any
) -> AsyncIterator[Chamber]:
    """An open session over those startups, with everybody of :data:`SEATS` noted as present."""
    write_sheets(folder)
    # Nothing listens on this port: mails stay in the outbox, where a test reads them.
    known = Settings(
        content_dir=folder,
        database_url=url,
        smtp_url="smtp://127.0.0.1:9",
        mail_from="x@incubateur.example",
        **settings,
    )
    async with open_database(url):
        await sync_sheets(folder)
        yield Chamber(known, folder, await open_session(startups))


async def open_session(startups: Iterable[str] = STARTUPS) -> Committee:
    """The session, in an open database whose sheets are synced."""
    await account_with("preside@exemple.gouv.fr", name="Paule Roux")
    committee = await session_with(
        SEATS, startups, incubator=INCUBATOR, state=State.OPEN, starts_at=NOW
    )
    for startup_id, email in TEAMS.items():
        await account_with(email, [(Role.INTRAPRENEUR, startup_id)])
    await models.CommitteeMember.filter(committee_id=committee.number).update(is_present=True)
    return await again(committee)


def form_of(page: httpx.Response, **changed: str) -> dict[str, str]:
    """What a browser would send of a page's decision form, with some answers changed."""
    tree = parse(page.text)
    sent: dict[str, str] = {}
    for form in tree.all("form"):
        if form.attrs.get("action", "").endswith(("/decision", "/clore")):
            sent |= _fields(form)
    return sent | changed


def _fields(form: Node) -> dict[str, str]:
    sent = {}
    for node in form.walk():
        name = node.attrs.get("name")
        if not name or node.tag == "button":
            continue
        if node.tag == "textarea":
            sent[name] = node.raw_text.removeprefix("\n")
        elif node.tag == "select":
            options = node.all("option")
            chosen = next((one for one in options if "selected" in one.attrs), options[0])
            sent[name] = chosen.attrs["value"]
        elif node.attrs.get("type") not in {"radio", "checkbox"} or "checked" in node.attrs:
            sent[name] = node.attrs.get("value", "")
    return sent


async def decide(browser: httpx.AsyncClient, address: str, **answers: str) -> httpx.Response:
    """Answer the form, read it over, confirm."""
    form = form_of(await browser.get(address), **answers)
    review = await browser.post(address, data=form)
    assert review.status_code == 200, review.text
    return await browser.post(address, data=form_of(review, action="confirmer"))
