"""A job's lease: one process has it at a time, and a dead one does not keep it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from incubator.config import PROJECT_ROOT
from incubator.store.database import open_database
from incubator.store.leases import OK, end_lease, job_states, renew_lease, take_lease

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LENGTH = timedelta(minutes=15)
LEASES = 40


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[None]:
    async with open_database(database_url):
        yield


@pytest.mark.usefixtures("database")
async def test_one_has_it_until_it_is_given_back() -> None:
    holder = await take_lease("job", LENGTH, NOW)
    assert holder
    assert await take_lease("job", LENGTH, NOW) is None
    assert await take_lease("other", LENGTH, NOW)
    assert await end_lease("job", holder, OK, "told 2", NOW + timedelta(minutes=1))
    again = await take_lease("job", LENGTH, NOW + timedelta(minutes=1))
    assert again not in {None, holder}


@pytest.mark.usefixtures("database")
async def test_one_that_has_expired_is_taken_over_and_its_holder_changes_nothing_more() -> None:
    dead = await take_lease("job", LENGTH, NOW)
    assert dead
    assert await take_lease("job", LENGTH, NOW + LENGTH - timedelta(seconds=1)) is None
    holder = await take_lease("job", LENGTH, NOW + LENGTH)
    assert holder
    assert not await end_lease("job", dead, OK, "late", NOW + LENGTH)
    (state,) = await job_states(NOW + LENGTH)
    assert (state.running, state.detail) == (True, "")
    assert await take_lease("job", LENGTH, NOW + LENGTH) is None
    assert await end_lease("job", holder, OK, "done", NOW + LENGTH)


@pytest.mark.usefixtures("database")
async def test_a_state_tells_how_the_last_run_ended() -> None:
    assert await job_states(NOW) == []
    holder = await take_lease("job", LENGTH, NOW)
    assert holder
    (state,) = await job_states(NOW)
    assert (state.running, state.started_at, state.ended_at) == (True, NOW, None)
    await end_lease("job", holder, OK, "done", NOW + timedelta(seconds=3))
    (state,) = await job_states(NOW)
    assert (state.running, state.outcome, state.detail) == (False, OK, "done")
    assert state.ended_at == NOW + timedelta(seconds=3)


@pytest.mark.usefixtures("database")
async def test_of_many_at_once_one_has_it() -> None:
    for name in ("first", "second"):
        taken = await asyncio.gather(*(take_lease(name, LENGTH, NOW) for _ in range(8)))
        assert sum(holder is not None for holder in taken) == 1


_TAKER = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from incubator.store.database import open_database
from incubator.store.leases import take_lease

async def main(url, count):
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    async with open_database(url):
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(int(count)):
            if await take_lease(f"job{number}", timedelta(minutes=15), now):
                print(f"job{number}")

asyncio.run(main(*sys.argv[1:]))
"""


def test_of_several_processes_one_has_it(database_url: str) -> None:
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", _TAKER, database_url, str(LEASES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT_ROOT,
        )
        for _ in range(3)
    ]
    for taker in takers:
        assert taker.stdout
        assert taker.stdout.readline() == "ready\n"
    for taker in takers:
        assert taker.stdin
        taker.stdin.write("go\n")
        taker.stdin.flush()
    taken: list[str] = []
    for taker in takers:
        output, errors = taker.communicate(timeout=60)
        assert (errors, taker.returncode) == ("", 0)
        taken += output.split()
    assert sorted(taken) == sorted(f"job{number}" for number in range(LEASES))


@pytest.mark.usefixtures("database")
async def test_whoever_has_it_may_keep_it_longer_and_nobody_else() -> None:
    minute = timedelta(minutes=1)
    holder = await take_lease("job", minute, NOW)
    assert holder
    assert await renew_lease("job", holder, minute, NOW + minute / 2)
    assert await take_lease("job", minute, NOW + minute) is None
    other = await take_lease("job", minute, NOW + 2 * minute)
    assert other
    assert not await renew_lease("job", holder, minute, NOW + 2 * minute)
