"""A startup whose repositories have facts in the database, read as anybody and as its team."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store.database import open_database
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import account_with, browser_of, stranger

PUBLIC = "/startups/bac/sprints"
TEAM = "/espace/startups/bac/sprints"
FORGE = "https://forge.example"


@dataclass
class Site:
    """The site, and the two kinds of people who read it."""

    settings: Settings
    visitors: dict[bool, httpx.AsyncClient] = field(default_factory=dict)

    async def names(self, *sources: str, extra: str = "", startup: str = STARTUP) -> None:
        """Give the sheet repositories: names at the forge, or whole addresses."""
        addresses = [one if "://" in one else f"{FORGE}/{one}" for one in sources]
        listed = "".join(f"\n  - {address}" for address in addresses)
        front = startup + extra + (f"\nrepositories:{listed}\n" if addresses else "\n")
        path = self.settings.content_dir / "startups/bac.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(sheet_text(front), "utf-8")
        git(self.settings.content_dir, "add", "--all", ".")
        git(self.settings.content_dir, "commit", "--allow-empty", "-m", "Changement")
        await sync_sheets(self.settings.content_dir)

    async def get(self, path: str, *, signed: bool = False) -> httpx.Response:
        if signed not in self.visitors:
            self.visitors[signed] = await self.browser() if signed else stranger(self.settings)
        return await self.visitors[signed].get(path)

    async def page(self, path: str = PUBLIC, status: int = 200) -> Node:
        """A page, as its team sees it where it is in the workspace."""
        answer = await self.get(path, signed="/espace" in path)
        assert answer.status_code == status, answer.text
        page = parse(answer.text)
        assert not page_faults(page)
        return page

    async def browser(self) -> httpx.AsyncClient:
        """The browser of an intrapreneur of the startup."""
        account = await account_with("lea@exemple.gouv.fr", [(Role.INTRAPRENEUR, "bac")])
        return await browser_of(self.settings, account)


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    content = write_tree(
        tmp_path / "content", {"incubators/fabrique.md": sheet_text("title: La Fabrique")}
    )
    git(content, "init")
    settings = Settings(content_dir=content, database_url=sqlite_url, github_web_url=FORGE)
    async with open_database(sqlite_url):
        yield Site(settings)


def section(page: Node, name: str) -> str:
    """The words of a section, by its id; "" where there is none."""
    found = page.all("section", id=name)
    return found[0].words if found else ""


def card(page: Node, name: str) -> Node:
    """A measure."""
    return page.one("li", id=f"mesure-{name}")


def rows(page: Node, caption: str) -> list[list[str]]:
    """The cells of a table, row by row, heads left out."""
    table = next(one for one in page.all("table") if one.one("caption").words == caption)
    body = table.one("tbody")
    cells = ("th", "td")
    return [[one.words for one in row.walk() if one.tag in cells] for row in body.all("tr")]
