"""Three repositories of an invented GitHub, the sheets that name them, and their refresh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from incubator.actions.refresh_github import refresh_github
from incubator.actions.refresh_report import RefreshReport
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.simulation.repository import Repository
from incubator.simulation.server import RunningServer, simulated_github
from incubator.simulation.world import World
from incubator.store import models
from incubator.store.database import open_database
from tests.builders import STARTUP, sheet_text, write_tree

TOKEN = "ghp_un-jeton-que-personne-ne-lit"
WEB = "https://github.com"
DAY = timedelta(days=1)
#: The repositories that sheets name, and those that the organisation brings.
NAMED, LISTED = ("quai/outil", "quai/relais"), ("fabrique/carte", "fabrique/moteur")
FACTS = (
    models.Issue, models.IssueEvent, models.Milestone, models.PullRequest, models.PullResponse,
    models.Release, models.Deployment, models.DeploymentStatus, models.ContributorWeek,
)  # fmt: skip
Result = TypeVar("Result")


def write_sheets(folder: Path) -> Path:
    """Sheets of two active startups, and of one that is over."""
    over = STARTUP.replace("construction", "abandon")
    texts = {
        "outil": STARTUP + f"repository: {WEB}/Quai/Outil/\nrepositories:\n  - {WEB}/quai/relais\n",
        "carte": STARTUP + f"repository: {WEB}/Fabrique\n",
        "fini": over + f"repository: {WEB}/quai/fini\n",
        "ailleurs": STARTUP + "repository: https://gitlab.com/quai/ailleurs\n",
    }
    return write_tree(
        folder, {f"startups/{name}.md": sheet_text(text) for name, text in texts.items()}
    )


def fill(world: World) -> None:
    """Four repositories with a little of everything, one that is over, and a fork."""
    world.add_token(TOKEN)
    for name in (*NAMED, *LISTED, "quai/fini"):
        repository = world.add_repository(name, created_at=datetime.now(UTC) - 100 * DAY)
        work_in(world, repository)
    world.add_repository("fabrique/copie", is_fork=True)


def work_in(world: World, repository: Repository) -> None:
    ana, bo = world.person("ana"), world.person("bo")
    began = datetime.now(UTC) - 30 * DAY
    sprint = repository.add_milestone("Sprint 1", date.today() + 4 * DAY, at=began)  # noqa: DTZ011
    issue = repository.open_issue(began, author=ana, milestone=sprint)
    repository.open_issue(began, author=bo, milestone=sprint)
    issue.close(began + DAY)
    pull = repository.open_pull(ana, began, first_commit_at=began - DAY)
    pull.review(bo, began + timedelta(hours=2))
    pull.comment(bo, began + timedelta(hours=1))
    pull.merge(began + DAY)
    repository.release("v1", began + DAY)
    deployment = repository.deploy(began + DAY)
    deployment.becomes("success", began + DAY + timedelta(minutes=5))
    repository.commit(ana, began.date(), 3)


@dataclass
class Place:
    """A database, an invented GitHub, and the settings that bring them together."""

    settings: Settings
    server: RunningServer
    ahead: timedelta = timedelta()
    seen: list[tuple[int, int]] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.server.world

    def repository(self, name: str) -> Repository:
        found, _ = self.world.find(name)
        assert found is not None
        return found

    def clock(self) -> datetime:
        """The machine's time, moved where a test does not want to wait."""
        return datetime.now(UTC) + self.ahead

    async def refresh(self, **asked: Any) -> RefreshReport:
        settings = replace(self.settings, **asked.pop("settings", {}))
        self.world.requests.clear()
        self.world.anonymous.remaining = 5000
        return await refresh_github(
            settings, clock=self.clock, progress=lambda *n: self.seen.append(n), **asked
        )

    def asked(self) -> list[str]:
        """The repositories and organisations that were asked for, in order, each once."""
        paths = [one.path.split("?")[0].split("/") for one in self.world.requests]
        found = [
            "/".join(parts[2:4]) if parts[1] == "repos" else parts[2]
            for parts in paths
            if parts[1] in {"repos", "orgs", "users"}
        ]
        return list(dict.fromkeys(found))

    def statuses(self) -> set[int]:
        return {one.status for one in self.world.requests}


async def states() -> dict[str, str]:
    return {row.name: row.state for row in await models.TrackedSource.all().order_by("name")}


async def facts() -> list[Any]:
    """Every fact of every repository, ours ids included."""
    return [await table.all().order_by("id").values() for table in FACTS]


@contextmanager
def github() -> Iterator[RunningServer]:
    world = World(web_url=WEB)
    fill(world)
    with simulated_github(world) as server:
        yield server


def settings_of(url: str, server: RunningServer, content: Path) -> Settings:
    return Settings(
        content_dir=content,
        database_url=url,
        github_url=server.url,
        github_token=TOKEN,
        github_web_url=WEB,
        github_max_wait_seconds=1,
    )


@asynccontextmanager
async def place(url: str, server: RunningServer, content: Path) -> AsyncIterator[Place]:
    """Everything open and synced."""
    async with open_database(url):
        await sync_sheets(content)
        yield Place(settings_of(url, server, content), server)


def inside(url: str, work: Callable[[], Awaitable[Result]]) -> Result:
    """Do something with a database open, from a test that is no coroutine."""

    async def opened() -> Result:
        async with open_database(url):
            return await work()

    return asyncio.run(opened())
