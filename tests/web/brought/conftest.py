"""A small programme to bring things to: two incubators, one of them hidden, and a startup."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.domain.access import Role
from incubator.store import models
from incubator.store.database import open_database
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.web.dom import Node, page_faults, parse
from tests.web.door import Door
from tests.web.signed import account_with, browser_of

MANAGER, COACH, TEAM, ANA = (
    f"{name}@exemple.gouv.fr" for name in ("responsable", "coach", "equipe", "ana")
)
ROLES = {
    MANAGER: [(Role.INCUBATOR_MANAGER, "fabrique")],
    COACH: [(Role.COACH, "fabrique")],
    TEAM: [(Role.TEAM_MEMBER, "bac")],
    ANA: [],
}
PROBLEM = {
    "title": "Les aidants remplissent six fois le même dossier",
    "who": "9 300 000 aidants\n\nDouze fois par an.",
    "today": "Ils photocopient <b>tout</b>.",
    "organisation": "CAF du Nord",
    "name": "Lou Martin",
    "email": "lou@exemple.fr",
}
IDEA = {
    "title": "Bail clair",
    "mission": "Prévenir l’impayé avant la première lettre.",
    "problem": "500 000 impayés par an.",
    "solution": "Alerter tôt.",
    "reach": "Par les CAF.",
    "sponsor": "DGL",
    "role": "Cheffe de projet",
    "time": "Deux jours par semaine",
}


@dataclass
class Place:
    """The site, and a browser for each person."""

    door: Door
    content: Path
    signed: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    def visitor(self, network: str = "127.0.0.1") -> httpx.AsyncClient:
        return self.door.browser(network)

    async def browser(self, email: str) -> httpx.AsyncClient:
        if email not in self.signed:
            name = email.partition("@")[0].capitalize()
            account = await account_with(email, ROLES.get(email, []), name=name)
            self.signed[email] = await browser_of(self.door.settings, account)
            # On the site whose clock the test moves.
            cookies = self.signed[email].cookies
            self.signed[email] = self.door.browser()
            self.signed[email].cookies = cookies
        return self.signed[email]


@pytest.fixture
async def place(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    content = write_tree(
        tmp_path / "content",
        {
            "startups/bac.md": sheet_text(STARTUP),
            "incubators/fabrique.md": sheet_text("title: La Fabrique\nowner: dgl"),
            "incubators/voisin.md": sheet_text("title: Le Voisin"),
            "incubators/cache.md": sheet_text("title: Le Caché\nhidden: true"),
            "organisations/dgl.md": sheet_text("name: Direction du logement\nacronym: DGL"),
        },
    )
    git(content, "init", "-q")
    git(content, "add", ".")
    git(content, "commit", "-q", "-m", "fiches")
    async with open_database(sqlite_url):
        await sync_sheets(content)
        yield Place(Door(sqlite_url, {"content_dir": content}), content)


def sound(answer: httpx.Response, status: int = 200) -> Node:
    """The page of an answer, which must have this status and no fault."""
    assert answer.status_code == status, (answer.status_code, answer.text[-800:])
    page = parse(answer.text)
    assert not page_faults(page), page_faults(page)
    return page


async def mails(email: str = "") -> list[models.OutboxMail]:
    rows = models.OutboxMail.filter(recipient=email) if email else models.OutboxMail.all()
    return await rows.order_by("id")


async def secret_in_mail(email: str) -> str:
    """The secret of the last mail's link."""
    last = (await mails(email))[-1]
    found = re.search(r"jeton=([\w-]+)", last.text)
    assert found, last.text
    return found[1]


async def brought(place: Place, kind: str = "problem") -> models.Submission:
    """Something in the incubator's inbox: Ana has an account, Lou has none."""
    if kind == "problem":
        browser = place.visitor()
        await browser.post("/incubateurs/fabrique/irritant", data=PROBLEM)
        secret = await secret_in_mail(PROBLEM["email"])
        answer = await browser.post("/suivi/confirmer", data={"jeton": secret})
    else:
        browser = await place.browser(ANA)
        answer = await browser.post("/espace/proposer", data={**IDEA, "incubator": "fabrique"})
    assert answer.status_code == 303, answer.text
    found = await models.Submission.filter(kind=kind).order_by("-id").first()
    assert found
    return found
