"""A site whose sheets stand in a Git repository, and people who change them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.sheets.write import Content, read_content
from incubator.store.accounts.accounts import Account
from incubator.store.database import open_database
from tests.builders import git, sheet_text, write_tree
from tests.web.signed import account_with, browser_of

#: A sheet with comments, quotes and orders of its own: what is not changed must stay as it is.
SHEET = """title: Bac à sable # le nom court
mission: 'Essayer sans rien casser'
incubator: fabrique
sponsors:
  - /organisations/dinum
phases:
  - name: investigation
    start: 2024-01-15
    end: 2024-05-31
  - name: construction
    start: 2024-06-01
    note: gardée telle quelle
techno: [Python, Django]
contact: bac@exemple.fr
impact:
  - id: essais
    name: Essais menés
    dimension: impactant
    unit: essais/mois
    main: true
    values:
      - {date: 2026-08-01, value: 120}
      - {date: 2026-09-01, value: 140}
inconnu: gardé
"""
TEXT = "\n## Le problème\n\nTout casse.\n"
PATH = "startups/bac.md"
URL = "/espace/startups/bac/modifier"


@dataclass
class Office:
    """The site, its folder of sheets, and the browser of an intrapreneur."""

    settings: Settings
    folder: Path
    account: Account
    browser: httpx.AsyncClient

    @property
    def text(self) -> str:
        return (self.folder / PATH).read_bytes().decode()

    @property
    def sheet(self) -> Content:
        return read_content((self.folder / PATH).read_bytes())

    def log(self) -> list[str]:
        return git(self.folder, "log", "--format=%an %s").splitlines()

    def head(self) -> str:
        return git(self.folder, "rev-parse", "HEAD").strip()

    def blob(self, commit: str) -> str:
        return git(self.folder, "rev-parse", f"{commit}:{PATH}").strip()

    async def colleague(self, email: str = "lea@exemple.fr") -> httpx.AsyncClient:
        account = await account_with(email, [(Role.TEAM_MEMBER, "bac")], name="Léa Roux")
        return await browser_of(self.settings, account)

    async def stranger(self) -> httpx.AsyncClient:
        account = await account_with("tom@exemple.fr", [(Role.INTRAPRENEUR, "autre")])
        return await browser_of(self.settings, account)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = write_tree(
        tmp_path / "content",
        {
            PATH: sheet_text(SHEET, TEXT),
            "startups/autre.md": sheet_text(SHEET.replace("Bac à sable", "Autre")),
            "incubators/fabrique.md": sheet_text("title: La fabrique"),
            "incubators/atelier.md": sheet_text("title: L’atelier"),
            "organisations/dinum.md": sheet_text(
                "name: Direction du numérique\nacronym: DINUM\ndomaine_ministeriel: spm"
            ),
            "organisations/archives.md": sheet_text("name: Direction des archives"),
            "members/ana.md": sheet_text("fullname: Ana Martín\nrole: Dev"),
        },
    )
    git(content, "init", "-b", "main", ".")
    git(content, "add", ".")
    git(content, "commit", "-m", "Les fiches")
    return content


@pytest.fixture
async def office(folder: Path, sqlite_url: str) -> AsyncIterator[Office]:
    settings = Settings(content_dir=folder, database_url=sqlite_url)
    async with open_database(sqlite_url):
        await sync_sheets(folder)
        roles = [(Role.INTRAPRENEUR, "bac")]
        account = await account_with("ana@exemple.fr", roles, name="Ana Martín")
        yield Office(settings, folder, account, await browser_of(settings, account))
