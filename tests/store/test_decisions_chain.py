"""The chain of decisions in the database: what it refuses to change, what tampering it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from incubator.domain.decisions import Decision, Kind, content
from incubator.store import journal, models
from incubator.store.committees.decisions import add_decision, newest, verify_chain
from incubator.store.committees.decisions import decisions_of_startups as of_startups
from incubator.store.database import open_database

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
FIRST = Decision("d1", "bac", "quai", "c", "i", Kind.CONTINUE, date(2026, 11, 21))


async def add(*decisions: Decision) -> None:
    for one in decisions:
        async with journal.transaction():
            await add_decision(one, "preside", NOW)


async def test_the_database_refuses_to_change_or_remove_a_decision(database_url: str) -> None:
    async with open_database(database_url):
        await add(FIRST, replace(FIRST, id="d2", kind=Kind.REINFORCE, replaces="d1"))
        for change in (
            models.Decision.filter(position=1).update(kind="stop"),
            models.Decision.filter(position=2).delete(),
        ):
            with pytest.raises(Exception, match="never changed"):
                await change
        assert await verify_chain() == (2, None)
        last = newest(await of_startups(["bac"]))
        assert last is not None
        assert last.decision.id == "d2"


TAMPERING: dict[str, dict[str, object]] = {
    "content": {"content": content(replace(FIRST, amount=9))},
    "column": {"kind": "stop"},
    "hash": {"hash": "0" * 64},
    "gap": {"position": 7},
}


@pytest.mark.parametrize("name", TAMPERING)
async def test_a_decision_that_was_changed_behind_the_guard_is_found(
    sqlite_url: str, name: str
) -> None:
    async with open_database(sqlite_url) as database:
        await add(FIRST, replace(FIRST, id="d2", startup_id="plume"))
        guards = await database.execute_query_dict(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decisions'"
        )
        for guard in guards:
            await database.execute_query(f"DROP TRIGGER {guard['name']}")
        changed = TAMPERING[name]
        column, value = next(iter(changed.items()))
        await database.execute_query(
            f"UPDATE decisions SET {column} = ? WHERE position = 1",  # noqa: S608 - a test's own
            [value],
        )
        _, fault = await verify_chain()
        assert fault is not None
