"""What becomes of conditions and objectives, as rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.follow_up import (
    OPEN,
    Answer,
    Fate,
    Note,
    Promise,
    Sort,
    counts,
    due_of,
    fate,
    in_order,
)

TODAY = date(2026, 3, 12)
OWED = Promise(
    id="p1",
    sort=Sort.CONDITION,
    decision_id="d1",
    startup_id="bail-en-main",
    text="Publier l’audit d’accessibilité",
    due=date(2026, 6, 30),
    decided_on=date(2026, 3, 1),
    owner="L’équipe",
)


def noted(answer: Answer) -> Promise:
    return replace(OWED, note=Note(answer, datetime(2026, 3, 2, tzinfo=UTC), "qui"))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 3, 11), Fate.LATE),
        (date(2026, 3, 12), Fate.SOON),
        (date(2026, 3, 26), Fate.SOON),
        (date(2026, 3, 27), Fate.DUE),
    ],
)
def test_its_day_still_counts_and_it_is_recalled_two_weeks_before(
    due: date, expected: Fate
) -> None:
    assert fate(replace(OWED, due=due), TODAY) is expected


def test_what_was_noted_goes_before_what_the_day_says() -> None:
    late = date(2026, 1, 1)
    assert fate(replace(noted(Answer.MET), due=late), TODAY) is Fate.MET
    assert fate(replace(noted(Answer.NOT_MET), due=late), TODAY) is Fate.NOT_MET


def test_a_note_that_was_taken_back_leaves_it_owed() -> None:
    assert fate(noted(Answer.WITHDRAWN), TODAY) is Fate.DUE


def test_what_a_replaced_decision_asked_for_is_dropped_unless_it_was_noted() -> None:
    assert fate(replace(OWED, is_replaced=True), TODAY) is Fate.DROPPED
    assert fate(replace(noted(Answer.MET), is_replaced=True), TODAY) is Fate.MET


def test_a_startup_owes_from_its_first_day_that_is_open() -> None:
    late = replace(OWED, id="p2", due=date(2026, 2, 1))
    met = replace(noted(Answer.MET), id="p3", due=date(2025, 1, 1))
    assert due_of([OWED, late, met], TODAY) == {"bail-en-main": late.due}
    assert due_of([met], TODAY) == {}


def test_promises_are_counted_by_what_became_of_them() -> None:
    late = replace(OWED, due=date(2026, 2, 1))
    assert counts([OWED, late, late], TODAY) == {Fate.LATE: 2, Fate.DUE: 1}


@given(
    st.lists(
        st.tuples(st.integers(-400, 400), st.sampled_from([None, *Answer]), st.booleans()),
        max_size=8,
    )
)
def test_what_is_owed_comes_first_by_its_day_and_nothing_is_lost(
    drawn: list[tuple[int, Answer | None, bool]],
) -> None:
    promises = [
        replace(
            OWED if answer is None else noted(answer),
            id=f"p{rank}",
            due=TODAY + timedelta(days=days),
            is_replaced=is_replaced,
        )
        for rank, (days, answer, is_replaced) in enumerate(drawn)
    ]
    ordered = in_order(promises, TODAY)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in promises)
    fates = [fate(one, TODAY) in OPEN for one in ordered]
    assert fates == sorted(fates, reverse=True)
    owed = [one.due for one in ordered if fate(one, TODAY) in OPEN]
    assert owed == sorted(owed)
