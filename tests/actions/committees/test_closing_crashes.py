"""A process that is killed while it closes a session: all of it is done in the end, once."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incubator.actions.committees.carry_out import carry_out_orders
from incubator.actions.committees.decide import Course, decide
from incubator.actions.desk import Desk
from incubator.config import PROJECT_ROOT
from incubator.domain.committee_states import State
from incubator.domain.decisions import Decision, Kind
from incubator.domain.phases import Phase
from incubator.sheets.write import read_content
from incubator.store import journal, models
from incubator.store.committees import orders
from incubator.store.committees.decisions import verify_chain
from incubator.store.database import open_database
from incubator.store.journal import Trace
from tests.actions.committees.closing_process import close
from tests.builders import git
from tests.committees import again
from tests.conftest import TODAY
from tests.deciding import SEATS, chamber_of
from tests.web.signed import NOW

#: How many times the process is killed.
CRASHES = int(os.environ.get("INCUBATOR_TEST_CRASHES", "100"))
#: A lease has ended by then.
LATER = timedelta(minutes=11)


@dataclass(frozen=True)
class Place:
    """A folder with a database and sheets, in which one session is to be closed."""

    folder: Path
    committee_id: str

    @property
    def url(self) -> str:
        return f"sqlite://{self.folder / 'test.sqlite3'}"

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def copy(self, folder: Path) -> Place:
        shutil.copytree(self.folder, folder, symlinks=True)
        return Place(folder, self.committee_id)


class Lives:
    """The process that begins a new life on demand."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, place: Place) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{place.url}\t{place.content}\t{place.committee_id}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def whole(self, place: Place) -> float:
        """How long a life lasts that nobody kills, in seconds."""
        begun = time.monotonic()
        self.begin(place)
        while not (place.folder / "ended").exists():
            assert time.monotonic() - begun < 60
            time.sleep(0.005)
        return time.monotonic() - begun


@contextmanager
def lives() -> Iterator[Lives]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.actions.committees.closing_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
        env=os.environ | {"PYTHONPATH": str(PROJECT_ROOT)},
    )
    try:
        yield Lives(process)
    finally:
        process.communicate(timeout=10)


@pytest.fixture
async def template(tmp_path: Path, sqlite_template: Path) -> Place:
    """A session with one item, decided and ready to be closed."""
    folder = tmp_path / "template"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "test.sqlite3")
    place = Place(folder, "")
    async with chamber_of(place.content, place.url, ["bac"]) as chamber:
        committee = chamber.committee
        wanted = Decision(
            id="",
            startup_id="bac",
            incubator_id=committee.incubator_id,
            committee_id=committee.public_id,
            item_id=committee.items[0].public_id,
            kind=Kind.CHANGE_PHASE,
            decided_on=TODAY,
            phase=Phase.ACCELERATION,
        )
        course = Course(Phase.CONSTRUCTION, (Phase.ACCELERATION,))
        await decide(wanted, course, "", Trace("test"), NOW)
    return Place(folder, committee.public_id)


async def test_a_process_that_is_killed_while_it_closes_a_session(
    template: Place, tmp_path: Path
) -> None:
    chance = random.Random(2026)  # noqa: S311 - any points in time will do, the same each time
    found: Counter[str] = Counter()
    with lives() as living:
        place = template.copy(tmp_path / "whole")
        living.whole(place)
        longest = living.whole(template.copy(tmp_path / "measured"))
        for number in range(CRASHES):
            place = template.copy(tmp_path / str(number))
            pid = living.begin(place)
            await asyncio.sleep(chance.random() * longest * 1.1)
            if not (place.folder / "ended").exists():
                os.kill(pid, signal.SIGKILL)
            found[await _ends_well(place, number)] += 1
            shutil.rmtree(place.folder)
    # The kills fell before, within and after the closing, or this test proves nothing.
    assert found["open"] > 0, found
    assert found["unwritten"] > 0, found


async def _ends_well(place: Place, number: int) -> str:
    """See that the session is closed whole or not at all, finish it, and see that all agrees."""
    async with open_database(place.url):
        state = await _state(place)
        if state == "open":
            await close(place.content, place.committee_id)
        await carry_out_orders(Desk(place.content), clock=lambda: datetime.now(UTC) + LATER)
        assert (await again(place.committee_id)).state is State.CLOSED, number
        assert [row.status for row in await models.SheetOrder.all()] == [orders.DONE], number
        assert await _counts() == (1, 1, len(SEATS) + 1, 1), number
        recipients = [row.recipient for row in await models.OutboxMail.filter(kind="minutes")]
        assert len(set(recipients)) == len(recipients), number
        assert (await verify_chain())[1] is None, number
        assert (await journal.verify()).fault is None, number
        shown = await models.PhaseEntry.filter(startup_id="bac").order_by("start")
        assert [row.phase for row in shown][-1] == Phase.ACCELERATION.value, number
    fields = read_content((place.content / "startups/bac.md").read_bytes()).fields
    assert [one["name"] for one in fields["phases"]].count("acceleration") == 1, number
    assert [str(one["date"]) for one in fields["events"]] == ["2026-06-02", TODAY.isoformat()]
    assert len(git(place.content, "log", "--format=%h").splitlines()) == 2, number
    assert git(place.content, "status", "--porcelain") == "", number
    return state


async def _state(place: Place) -> str:
    """Where the kill fell: nothing of the closing is there, or all that is of the database."""
    committee = await again(place.committee_id)
    if committee.state is State.OPEN:
        assert await _counts() == (0, 0, 0, 0)
        return "open"
    assert committee.state is State.CLOSED
    assert await _counts() == (1, 1, len(SEATS) + 1, 1)
    (order,) = await models.SheetOrder.all()
    return "written" if order.status == orders.DONE else "unwritten"


async def _counts() -> tuple[int, int, int, int]:
    return (
        await models.CommitteeMinutes.all().count(),
        await models.SheetOrder.all().count(),
        await models.OutboxMail.filter(kind="minutes").count(),
        await models.JournalEntry.filter(action="session_closed").count(),
    )
