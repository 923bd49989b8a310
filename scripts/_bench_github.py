"""Reading a programme's repositories from an invented GitHub: the first time, and once more."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from _bench_sync import Workshop
from _bench_tools import Row, tell

from incubator.actions.refresh_github import refresh_github
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.simulation.repository import Repository
from incubator.simulation.server import RunningServer, simulated_github
from incubator.simulation.world import World
from incubator.store.database import open_database

REPOSITORIES = 300
_EACH = 100  # issues, and as many pull requests
_DAYS = 360
_TOKEN = "bench"
_WEB = "https://forge.example"


@dataclass(frozen=True, slots=True)
class _Turn:
    """A refresh: its seconds, and the answers that it was given by status."""

    seconds: float
    answers: Counter[int]

    @property
    def requests(self) -> int:
        return sum(self.answers.values())


async def measure(workshop: Workshop) -> list[Row]:
    """The rows about refreshing: the first time, nothing changed, one issue more."""
    tell(f"Inventing {REPOSITORIES} repositories")
    world = _world(random.Random(2026))
    content = workshop.folder / "github"
    _sheets(content)
    database = workshop.folder / "github.sqlite3"
    shutil.copy(workshop.empty, database)
    with simulated_github(world) as server:
        settings = Settings(
            content_dir=content,
            database_url=f"sqlite://{database}",
            github_url=server.url,
            github_web_url=_WEB,
            github_token=_TOKEN,
            github_requests=10**6,
        )
        async with open_database(settings.database_url):
            await sync_sheets(content)
            tell("The first refresh (some minutes)")
            first = await _refresh(settings, server)
            again = await _refresh(settings, server)
            _one_more(world)
            more = await _refresh(settings, server)
    if set(again.answers) != {304}:
        sys.exit(f"A refresh with nothing changed was answered {dict(again.answers)}.")
    size = f"{REPOSITORIES} repositories, {2 * REPOSITORIES * _EACH} issues and pull requests"
    file = database.stat().st_size / 1e6
    return [
        Row("first refresh", first.seconds, "s", None, f"{size}, database of {file:.0f} MB"),
        Row("first refresh, requests", first.requests, "", None, _told(first)),
        Row("nothing changed", again.seconds, "s", None, "two at once, on this machine"),
        Row("nothing changed, requests", again.requests, "", None, _told(again)),
        Row("nothing changed, answers that are no 304", 0, "", 0, "or the measurement fails"),
        Row(
            "one issue more, answers that are no 304",
            more.requests - more.answers[304],
            "",
            None,
            f"of {more.requests} requests, in {more.seconds:.1f} s",
        ),
    ]


async def _refresh(settings: Settings, server: RunningServer) -> _Turn:
    server.world.requests.clear()
    started = time.perf_counter()
    report = await refresh_github(settings)
    seconds = time.perf_counter() - started
    if report.outcome != "ok":
        sys.exit(f"The refresh ended {report.outcome}: {report.stop} {report.failed[:3]}")
    return _Turn(seconds, Counter(asked.status for asked in server.world.requests))


def _told(turn: _Turn) -> str:
    return ", ".join(f"{status}: {count}" for status, count in sorted(turn.answers.items()))


def _world(chance: random.Random) -> World:
    began = datetime.now(UTC) - timedelta(days=_DAYS)
    world = World(web_url=_WEB, began=began)
    world.add_token(_TOKEN, limit=10**6)
    for number in range(REPOSITORIES):
        repository = world.add_repository(f"equipe-{number}/service")
        _fill(world, repository, number, began, chance)
    return world


def _fill(
    world: World, repository: Repository, number: int, began: datetime, chance: random.Random
) -> None:
    """A year of work at a steady pace: an issue and a pull request each few days."""
    people = [world.person(f"personne-{number}-{one}") for one in range(4)]
    sprints = [
        repository.add_milestone(f"Sprint {n}", (began + timedelta(days=14 * n)).date())
        for n in range(1, _DAYS // 14)
    ]
    for turn in range(_EACH):
        at = began + timedelta(days=turn * (_DAYS - 10) / _EACH, hours=chance.randrange(8))
        author, reader = chance.sample(people, 2)
        issue = repository.open_issue(at, milestone=chance.choice([None, *sprints]))
        pull = repository.open_pull(author, at, first_commit_at=at - timedelta(hours=20))
        pull.review(reader, at + timedelta(hours=5))
        if chance.random() < 0.9:
            pull.merge(at + timedelta(hours=30))
            issue.close(at + timedelta(hours=40))
            repository.commit(author, at.date(), 3)
        if turn % 10 == 0:
            repository.release(f"v{turn}", at)


def _one_more(world: World) -> None:
    repository = next(iter(world.repositories.values()))
    repository.open_issue(datetime.now(UTC), title="Un sujet de plus")


def _sheets(content: Path) -> None:
    (content / "startups").mkdir(parents=True)
    for number in range(REPOSITORIES):
        text = (
            f"---\ntitle: Startup {number}\nmission: Une mission.\n"
            f"repository: {_WEB}/equipe-{number}/service\nphases:\n"
            "  - name: construction\n    start: 2025-01-01\n---\n\nUn texte.\n"
        )
        (content / f"startups/startup-{number}.md").write_text(text, "utf-8")
