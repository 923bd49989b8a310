"""The table of answers: rows are added, the newest counts, its author can be forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incubator.domain.readiness import Answer, Declared
from incubator.store import models
from incubator.store.assessments import (
    Asked,
    Assessed,
    Kind,
    add,
    forget_author,
    held_of_author,
    newest,
    row_before,
    rows_of,
)
from incubator.store.database import open_database

PARIS = ZoneInfo("Europe/Paris")
#: Late in the evening in UTC it is the next day in Paris.
AT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
ASKED = Asked("bac", Kind.STANDARD, "clavier")


@pytest.fixture(autouse=True)
async def _database(database_url: str) -> AsyncIterator[None]:
    async with open_database(database_url):
        yield


def row(criterion: str, answer: str = "met", asked: Asked = ASKED, days: int = 0) -> Assessed:
    at = AT + timedelta(days=days)
    return Assessed(0, asked, criterion, answer, "1", "Vu", "https://x.example", at, "ana")


async def test_the_row_added_last_counts_whatever_its_day() -> None:
    await add(row("souris"))
    first = await add(row("touches", days=3))
    second = await add(row("touches", "not-met"))
    await add(row("touches", asked=Asked("bac", Kind.PHASE, "clavier")))
    await add(row("touches", asked=Asked("autre", Kind.STANDARD, "clavier")))
    found = await newest("bac", Kind.STANDARD)
    assert {key: one.answer for key, one in found.items()} == {
        ("clavier", "souris"): "met",
        ("clavier", "touches"): "not-met",
    }
    last = found["clavier", "touches"]
    assert last.number == second
    before = await row_before(last)
    assert before is not None
    assert before.number == first
    assert await row_before(before) is None
    # A row that was written late and an author who is gone change nothing of that.
    assert [one.number for one in await rows_of("bac", [second, first, 999])] == [first, second]
    assert await rows_of("autre", [first]) == []
    await forget_author("ana")
    assert await held_of_author("ana") == []
    assert await models.Assessment.filter(answered_by="").count() == 5
    assert (await newest("bac", Kind.STANDARD))["clavier", "touches"].evidence == "Vu"


async def test_a_day_is_the_one_of_the_programmes_zone() -> None:
    await add(row("touches"))
    one = (await newest("bac", Kind.STANDARD))["clavier", "touches"]
    said = Declared(Answer.MET, date(2026, 3, 2), "Vu", "https://x.example", "1")
    assert one.declared(PARIS) == said
    taken_back = one.withdrawn(AT, "leo")
    assert (taken_back.declared(PARIS), taken_back.evidence, taken_back.url) == (None, "", "")
    assert taken_back.is_withdrawn
