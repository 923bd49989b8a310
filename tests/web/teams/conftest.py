"""A startup whose team and picture people change in the browser; its sheets are in Git."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.sheets.write import read_content
from incubator.store.database import open_database
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.web.dom import Node, parse
from tests.web.signed import account_with, browser_of

#: One mission in two startups, one mission here that is over, keys that the program does not know.
LEA = """fullname: Léa Roux
role: Développeuse
badges: [segur] # gardé
missions:
  - start: 2023-01-01
    end: 2023-12-31
    status: independent
    startups: [bac]
  - start: 2025-01-01
    end: 2027-06-30
    status: service
    employer: Société Maquette
    uuid: gardé
    startups:
      - autre
      - bac
"""
TOM = """fullname: Tom Blanc
startups: [bac, autre]
"""
NOUR = """fullname: Nour Haddad
role: Designer
missions:
  - start: 2025-01-01
    end: 2026-12-31
    status: admin
    startups: [autre]
"""
TEAM = "/espace/startups/bac/equipe"
PICTURE = "/espace/startups/bac/image"


@dataclass
class Site:
    """The site, its folder of sheets, and the browser of an intrapreneur."""

    settings: Settings
    folder: Path
    browser: httpx.AsyncClient

    def fields(self, member_id: str) -> dict[str, Any]:
        """What a member's file says."""
        data = (self.folder / f"members/{member_id}.md").read_bytes()
        return dict(read_content(data).fields)

    def log(self) -> list[str]:
        return git(self.folder, "log", "--format=%an <%ae> %s").splitlines()

    async def somebody(self, role: Role, place_id: str) -> httpx.AsyncClient:
        account = await account_with(f"{role}-{place_id}@exemple.fr", [(role, place_id)])
        return await browser_of(self.settings, account)

    async def page(self, path: str, status: int = 200) -> Node:
        answer = await self.browser.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return parse(answer.text)

    async def notice(self) -> str:
        """What the next page says, and where its button leads."""
        page = (await self.browser.get(TEAM)).text.replace("\xa0", " ")
        return page.split('role="status"')[1].split("</div>")[0]


@pytest.fixture
async def site(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Site]:
    folder = write_tree(
        tmp_path / "content",
        {
            "startups/bac.md": sheet_text(STARTUP),
            "startups/autre.md": sheet_text(STARTUP.replace("Bac à sable", "Autre")),
            "incubators/fabrique.md": sheet_text("title: Fabrique"),
            "members/lea.roux.md": sheet_text(LEA, "\nElle code.\n"),
            "members/tom.blanc.md": sheet_text(TOM),
            "members/nour.haddad.md": sheet_text(NOUR),
        },
    )
    git(folder, "init", ".")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "Les fiches")
    settings = Settings(
        content_dir=folder,
        database_url=sqlite_url,
        smtp_url="smtp://127.0.0.1:9",
        mail_from="x@exemple.fr",
    )
    async with open_database(sqlite_url):
        await sync_sheets(folder)
        account = await account_with("ana@exemple.fr", [(Role.INTRAPRENEUR, "bac")], name="Ana M")
        yield Site(settings, folder, await browser_of(settings, account))
