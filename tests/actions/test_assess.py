"""Answering criteria: only what changed, nothing of anybody else's lost, undone, noted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from incubator.actions.assess import SAVES, Given, MovedError, TooManyError, assess, undo
from incubator.domain.readiness import Answer
from incubator.store import journal, models
from incubator.store.assessments import Asked, Assessed, Kind, newest
from incubator.store.database import open_database
from incubator.store.journal import Trace

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ASKED = Asked("bac", Kind.STANDARD, "clavier")
ANA, LEO = Trace("ana"), Trace("leo")
MET, NOT_MET, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN


@pytest.fixture(autouse=True)
async def _database(sqlite_url: str) -> AsyncIterator[None]:
    async with open_database(sqlite_url):
        yield


async def say(*given: Given, trace: Trace = ANA, version: str = "1") -> list[int]:
    return await assess(ASKED, version, given, trace, NOW)


async def present(criterion: str = "touches") -> Assessed:
    return (await newest("bac", Kind.STANDARD))["clavier", criterion]


async def test_only_what_differs_from_the_form_is_saved() -> None:
    (first,) = await say(Given("touches", MET, "Vu"), Given("souris", UNKNOWN))
    assert await say(Given("touches", MET, "Vu", seen=first)) == []
    (second,) = await say(Given("touches", MET, "Revu", seen=first), Given("souris", UNKNOWN))
    assert (await present()).number == second
    assert await models.Assessment.all().count() == 2


async def test_two_people_who_answer_other_criteria_lose_nothing() -> None:
    (first,) = await say(Given("touches", MET))
    await asyncio.gather(
        say(Given("touches", NOT_MET, seen=first), Given("souris", UNKNOWN)),
        say(Given("touches", MET, seen=first), Given("souris", MET), trace=LEO),
    )
    found = await newest("bac", Kind.STANDARD)
    assert {name: row.answer for (_, name), row in found.items()} == {
        "touches": "not-met",
        "souris": "met",
    }


async def test_the_same_criterion_is_not_overwritten_unseen() -> None:
    (first,) = await say(Given("touches", MET))
    (second,) = await say(Given("touches", NOT_MET, "Léo", seen=first), trace=LEO)
    with pytest.raises(MovedError) as error:
        await say(Given("touches", MET, "Ana", seen=first), Given("souris", MET))
    assert error.value.criteria == {"touches"}
    assert await models.Assessment.all().count() == 2
    # Having seen it, one may; and what two say alike is no conflict.
    assert len(await say(Given("touches", MET, "Ana", seen=second))) == 1
    assert await say(Given("touches", MET, "Ana", seen=second), trace=LEO) == []


async def test_a_row_of_another_criterion_is_not_what_the_form_showed() -> None:
    (first,) = await say(Given("souris", MET))
    await say(Given("touches", MET), trace=LEO)
    with pytest.raises(MovedError):
        await say(Given("touches", NOT_MET, seen=first))


async def test_an_answer_is_confirmed_for_another_version_only_when_asked() -> None:
    (first,) = await say(Given("touches", MET, "Vu"))
    assert await say(Given("touches", MET, "Vu", seen=first), version="2") == []
    confirmed = Given("touches", MET, "Vu", seen=first, is_confirmed=True)
    assert len(await say(confirmed, version="2")) == 1
    assert (await present()).version == "2"
    # Sent twice, it is confirmed once.
    assert await say(confirmed, version="2") == []


async def test_undoing_puts_the_former_answer_back_with_its_day_and_author() -> None:
    (first,) = await say(Given("touches", MET, "Vu"), trace=LEO)
    numbers = await say(
        Given("touches", UNKNOWN, seen=first), Given("souris", NOT_MET, "Rien", seen=0)
    )
    later = NOW + timedelta(minutes=5)
    assert await undo("autre", numbers, ANA, later) == 0
    assert await undo("bac", numbers, ANA, later) == 2
    back = await present()
    assert (back.answer, back.evidence, back.author, back.at) == ("met", "Vu", "leo", NOW)
    assert (await present("souris")).is_withdrawn
    assert await undo("bac", numbers, ANA, later) == 0
    assert await models.Assessment.all().count() == 5


async def test_undoing_leaves_what_came_after() -> None:
    (first,) = await say(Given("touches", MET))
    await say(Given("touches", NOT_MET, seen=first), trace=LEO)
    assert await undo("bac", [first], ANA, NOW) == 0
    assert (await present()).answer == "not-met"


async def test_the_journal_says_who_answered_which_criteria_and_holds_no_text() -> None:
    (first,) = await say(Given("touches", MET, "Un secret", "https://x.example"))
    await undo("bac", [first], LEO, NOW)
    await say(Given("touches", UNKNOWN, seen=0))
    _, entries = await journal.find_entries()
    assert [(one.actor, one.action, one.subject) for one in entries] == [
        ("leo", "assessment_undone", "startup:bac"),
        ("ana", "assessed", "startup:bac"),
    ]
    assert entries[0].detail == {"sheet": "standards/clavier", "criteria": ["touches"]}
    assert "secret" not in str(entries)


async def test_an_account_can_not_fill_the_table() -> None:
    for _ in range(SAVES.count):
        await models.Attempt.create(bucket=SAVES.bucket("ana"), at=NOW)
    with pytest.raises(TooManyError):
        await say(Given("touches", MET))
    assert len(await say(Given("touches", MET), trace=LEO)) == 1
