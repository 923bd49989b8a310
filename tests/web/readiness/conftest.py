"""A startup before a gate and two standards, read as anybody and answered by its team."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store.accounts.accounts import find_by_email
from incubator.store.database import open_database
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of, stranger

GATE = "/startups/bac/jalons"
STANDARDS = "/startups/bac/standards"
TEAM_GATE = f"/espace{GATE}"
TEAM_STANDARDS = f"/espace{STANDARDS}"
CONSTRUCTION = """label: Construction
next: [acceleration, abandon]
criteria:
  - {id: tests, text: "L’équipe mène des tests.", source: declared}
  - {id: budget, text: "Le budget est publié.", check: budget-published}
  - {id: production, text: "Le service est en production.", check: in-production}
"""
CLAVIER = """title: Clavier
version: "{version}"
criteria:
  - {{id: touches, text: "Tout se fait au clavier."}}
  - {{id: ordre, text: "L’ordre est logique."}}
"""
BUDGET = """title: Argent
version: "1"
criteria:
  - {id: page, text: "Le budget est public.", check: budget-published}
"""


@dataclass
class Site:
    """The site, its folder of sheets, and the browsers of those who read it."""

    settings: Settings
    folder: Path
    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    async def write(self, path: str, text: str) -> None:
        """Change a sheet and sync it."""
        (self.folder / path).write_text(text, "utf-8")
        git(self.folder, "add", "--all", ".")
        git(self.folder, "commit", "--allow-empty", "-m", "Changement")
        await sync_sheets(self.folder)

    async def startup(self, extra: str = "", phases: str = "") -> None:
        """The startup's sheet, with more in it or with other phases."""
        front = STARTUP + extra
        if phases:
            front = f"title: Bac à sable\nmission: M\nphases:\n{phases}\n{extra}"
        await self.write("startups/bac.md", sheet_text(front))

    async def browser(self, name: str = "ana", *, days: int = 0) -> httpx.AsyncClient:
        """Somebody's browser, so many days from the tests' day; all but Zoe are of the team."""
        key, now, email = f"{name} {days}", NOW + timedelta(days=days), f"{name}@exemple.fr"
        if key not in self.browsers:
            is_new = await find_by_email(email) is None
            roles = [(Role.TEAM_MEMBER, "bac")] if is_new and name != "zoe" else []
            account = await account_with(email, roles, name=name.title(), now=now)
            self.browsers[key] = await browser_of(self.settings, account, now=now, today=now.date)
        return self.browsers[key]

    async def page(self, path: str, name: str = "", *, days: int = 0) -> Node:
        """A page that answers 200: the team's in the workspace, anybody's elsewhere."""
        name = name or ("ana" if "/espace" in path else "")
        now = NOW + timedelta(days=days)
        client = (
            await self.browser(name, days=days)
            if name
            else stranger(self.settings, now=now, today=now.date)
        )
        answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return sound(answer)

    async def say(
        self, path: str, name: str = "ana", *, status: int = 303, days: int = 0, **typed: str
    ) -> httpx.Response:
        """Fill the form as it is shown; an underscore stands for a hyphen in a field's name."""
        client = await self.browser(name, days=days)
        fields = form(await self.page(path, name, days=days))
        sent = fields | {key.replace("_", "-"): value for key, value in typed.items()}
        answer = await client.post(path, data=sent)
        assert answer.status_code == status, answer.text
        return answer


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    folder = write_tree(
        tmp_path / "content",
        {
            "incubators/fabrique.md": sheet_text("title: La Fabrique"),
            "startups/bac.md": sheet_text(STARTUP),
            "phases/construction.md": sheet_text(CONSTRUCTION),
            "standards/clavier.md": sheet_text(CLAVIER.format(version="2026.1"), "\nPourquoi.\n"),
            "standards/argent.md": sheet_text(BUDGET),
        },
    )
    git(folder, "init", ".")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "Les fiches")
    settings = Settings(content_dir=folder, database_url=sqlite_url)
    async with open_database(sqlite_url):
        await sync_sheets(folder)
        yield Site(settings, folder)


def sound(answer: httpx.Response) -> Node:
    """The tree of a page without faults."""
    page = parse(answer.text)
    assert not page_faults(page)
    return page


def form(page: Node) -> dict[str, str]:
    """The fields of the page's form as a browser would send them."""
    found = page.one("form", id="champ-formulaire")
    fields = {
        node.attrs["name"]: node.attrs.get("value", "")
        for node in found.all("input")
        if node.attrs.get("type") not in {"radio", "checkbox"} or "checked" in node.attrs
    }
    return fields | {node.attrs["name"]: node.text for node in found.all("textarea")}


def criteria(page: Node) -> list[Node]:
    """The criteria of every list of a page."""
    return [item for found in page.all("ul", cls="inc-criteria") for item in found.all("li")]


def answers(page: Node) -> list[str]:
    """The word of each criterion."""
    return [item.all("span", cls="inc-answer")[0].words for item in criteria(page)]
