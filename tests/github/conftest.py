"""A GitHub with the sheets' repository, a clone of it that a site shows, and that site."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.deliver_proposals import deliver_proposals
from incubator.actions.desk import Desk, git_id, open_sheet
from incubator.actions.edit_sheet import Saved, edit_sheet
from incubator.actions.mails import Site
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import PULL_REQUEST, Settings
from incubator.github import client
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection
from incubator.sheets.write import Changes
from incubator.store import models, proposals
from incubator.store.database import open_database
from incubator.store.journal import Trace
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.github.server import REPOSITORY, TOKEN, Github, github_server
from tests.web.signed import NOW

ANA = Author("Ana Martín", "ana@exemple.fr")
SHEET = "startups/bac.md"
ON_GITHUB = f"content/{SHEET}"
BRANCH = "sheets/startups-bac"
SITE = Site("Incubateur", "https://incubateur.example")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub asks for pauses; this one does not, and answers within a second or never."""
    monkeypatch.setattr(client, "PAUSE_SECONDS", None)
    monkeypatch.setattr(client, "PAUSE_BETWEEN_WRITES_SECONDS", None)
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 1)


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that GitHub has, and its clone, made once and copied for each test."""
    place = tmp_path_factory.mktemp("origin")
    write_tree(
        place / "depart" / "content",
        {
            SHEET: sheet_text(STARTUP, "\n## Le problème\n"),
            "startups/autre.md": sheet_text(STARTUP.replace("Bac à sable", "Autre")),
            "incubators/fabrique.md": sheet_text("title: Fabrique"),
        },
    )
    git(place, "init", "depart")
    git(place / "depart", "add", ".")
    git(place / "depart", "commit", "-m", "Les fiches")
    git(place, "clone", "--quiet", "--bare", "depart", "github.git")
    git(place, "clone", "--quiet", "github.git", "site")
    return place


@pytest.fixture
def folder(origin: Path, tmp_path: Path) -> Path:
    """The content folder: below the root of a clone of the repository that GitHub has."""
    for name in ("github.git", "site"):
        shutil.copytree(origin / name, tmp_path / name)
    config = tmp_path / "site" / ".git" / "config"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace(str(origin), str(tmp_path)), encoding="utf-8")
    return tmp_path / "site" / "content"


@pytest.fixture
def github(folder: Path) -> Iterator[Github]:
    with github_server(folder.parent.parent / "github.git") as running:
        yield running


@dataclass
class Team:
    """A site whose team changes a sheet; its clock moves when it is told to."""

    settings: Settings
    github: Github
    now: datetime = NOW
    fields: dict[str, Any] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)

    async def change(self, sheet_id: str = "bac", **fields: Any) -> Saved:
        """Somebody opens the sheet and saves other values."""
        desk = Desk.of(self.settings)
        opened = await open_sheet(desk, Collection.STARTUPS, sheet_id)
        saved = await edit_sheet(desk, opened, Changes(fields), ANA, Trace("compte-ana"))
        # Saving takes the machine's own clock; what waits is due by the tests' one.
        waiting = models.ProposedChange.filter(status="waiting", attempts=0)
        await waiting.update(next_try_at=self.now, created_at=self.now)
        return saved

    async def exchange(self) -> dict[str, int]:
        """The periodic job."""
        return dict(await deliver_proposals(self.settings, SITE, clock=self.clock))

    def proposed(self, branch: str = BRANCH) -> str:
        """The sheet as a branch on GitHub has it."""
        data = self.github.read(branch, ON_GITHUB)
        assert data is not None
        return data.decode()

    def local(self) -> str:
        return (self.settings.content_dir / SHEET).read_text(encoding="utf-8")


@pytest.fixture
async def team(folder: Path, github: Github, sqlite_url: str) -> AsyncIterator[Team]:
    settings = Settings(
        content_dir=folder,
        database_url=sqlite_url,
        publication=PULL_REQUEST,
        content_repository=REPOSITORY,
        github_url=github.url,
        github_token=TOKEN,
        github_webhook_secret="un-secret",
    )
    async with open_database(sqlite_url):
        await sync_sheets(folder)
        yield Team(settings, github)


async def states() -> list[tuple[str, str]]:
    """Each change's status, with the reason of its last failure."""
    rows = await models.ProposedChange.all().order_by("proposal_id", "position")
    return [(row.status, row.error.partition(" ")[0]) for row in rows]


async def proposal_states() -> list[str]:
    return [row.status for row in await models.Proposal.all().order_by("id")]


def blob(text: str) -> str:
    return git_id(text.encode())


async def only_proposal() -> proposals.Proposal:
    """The one that is under way."""
    row = await models.Proposal.filter(ended_at__isnull=True).get()
    found = await proposals.find_proposal(row.public_id)
    assert found
    return found
