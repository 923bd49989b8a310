"""Reminders: by which rule, whom, never twice of the same; and when people are at work."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.access import PlaceKind
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.reminders import (
    APART,
    Kind,
    may_write,
    of_managers,
    of_startup,
    received,
    to_tell,
)
from incubator.domain.upkeep_facts import Facts, Measure
from incubator.domain.working_days import easter_sunday, is_working_day, is_working_time

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def facts(phase: Phase = Phase.CONSTRUCTION, **known: object) -> Facts:
    start = known.pop("start", date(2026, 10, 1))
    return Facts(phases=(PhaseEntry(phase, start),), **known)  # type: ignore[arg-type]


def figure(day: date) -> tuple[Measure, ...]:
    return (Measure("Mesure", True, day),)


@pytest.mark.parametrize(
    ("known", "keys"),
    [
        ({}, []),
        # A committee: from 45 days before, then once it is overdue.
        ({"start": date(2026, 7, 6)}, []),
        ({"start": date(2026, 7, 5)}, ["committee-due:s:2027-01-05"]),
        ({"start": date(2026, 5, 21)}, ["committee-due:s:2026-11-21"]),
        ({"start": date(2026, 5, 20)}, ["committee-overdue:s:2026-11-20"]),
        ({"start": date(2026, 5, 1), "committees": (date(2026, 12, 1),)}, []),
        # A figure: a month and a half after the month that it is of.
        ({"measures": figure(date(2026, 10, 1))}, []),
        ({"measures": figure(date(2026, 9, 1))}, ["figure-old:s:2026-09"]),
        ({"measures": figure(date(2026, 10, 7))}, []),
        ({"measures": figure(date(2026, 10, 6))}, ["figure-old:s:2026-10"]),
        ({"measures": (Measure("Autre", False, date(2020, 1, 1)),)}, []),
        ({"measures": (Measure("Sans chiffre", True),)}, []),
        # A sheet: three months without a change.
        ({"changed_on": date(2026, 8, 21)}, []),
        ({"changed_on": date(2026, 8, 20)}, ["untouched:s:2026-08-20"]),
        # Whoever has left the programme is asked for nothing.
        ({"phase": Phase.STOPPED, "changed_on": date(2020, 1, 1)}, []),
        ({"phase": Phase.OPERATED, "changed_on": date(2020, 1, 1)}, ["untouched:s:2020-01-01"]),
    ],
)
def test_a_team_is_reminded_by_its_dates(known: dict[str, object], keys: list[str]) -> None:
    found = of_startup("s", facts(**known), TODAY)  # type: ignore[arg-type]
    assert [thing.key for thing in found] == keys


def test_managers_are_told_of_overdue_committees_alone() -> None:
    known = {"start": date(2026, 5, 1), "changed_on": date(2026, 1, 1)}
    things = of_startup("s", facts(**known), TODAY)  # type: ignore[arg-type]
    assert [thing.kind for thing in things] == [Kind.COMMITTEE, Kind.SHEET]
    assert [thing.kind for thing in of_managers(things)] == [Kind.COMMITTEE]
    assert not of_managers(of_startup("s", facts(start=date(2026, 6, 1)), TODAY))


def test_what_waits_is_named_by_itself_and_goes_to_its_place() -> None:
    remark = received(PlaceKind.STARTUP, "s", "abc")
    idea = received(PlaceKind.INCUBATOR, "i", "abc")
    assert (remark.kind, remark.key) == (Kind.REMARKS, "remarks:abc")
    assert (idea.kind, idea.key) == (Kind.BROUGHT, "brought:abc")


def test_what_was_told_and_what_is_switched_off_is_left_out_and_nothing_comes_twice() -> None:
    one, other = received(PlaceKind.STARTUP, "s", "1"), received(PlaceKind.INCUBATOR, "i", "2")
    assert to_tell([one, one, other], {other.key}, ()) == (one,)
    assert to_tell([one, other], (), {Kind.REMARKS}) == (other,)


@pytest.mark.parametrize(("days", "may"), [(None, True), (6, False), (7, True), (8, True)])
def test_a_week_passes_between_two_mails(days: int | None, may: bool) -> None:
    last = None if days is None else TODAY - days * DAY
    assert may_write(last, TODAY) is may


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[int, Facts, list[str], set[str]]]:
    """Days that pass, and on each what the sheet says, what waits and what is switched off."""
    some_day = st.dates(date(2026, 1, 1), date(2027, 6, 1))
    steps = []
    for _ in range(draw(st.integers(1, 12))):
        known = facts(
            draw(st.sampled_from([Phase.CONSTRUCTION, Phase.OPERATED, Phase.STOPPED])),
            start=draw(some_day),
            changed_on=draw(some_day),
            funding_until=draw(st.none() | some_day),
            measures=figure(draw(some_day)),
        )
        waiting = draw(st.lists(st.sampled_from("abc"), max_size=3))
        muted = set(draw(st.lists(st.sampled_from(Kind), max_size=2)))
        steps.append((draw(st.integers(0, 40)), known, waiting, muted))
    return steps


@settings(max_examples=50)
@given(lives())
def test_nobody_is_told_the_same_twice_nor_written_to_twice_in_a_week(
    steps: list[tuple[int, Facts, list[str], set[str]]],
) -> None:
    day, last = TODAY, None
    told: list[str] = []
    for passed, known, waiting, muted in steps:
        day += passed * DAY
        things = of_startup("s", known, day)
        things += [received(PlaceKind.STARTUP, "s", one) for one in waiting]
        new = to_tell(things, set(told), muted)
        if not new or not may_write(last, day):
            continue
        assert last is None or day - last >= APART
        assert not {thing.kind for thing in new} & muted
        told += [thing.key for thing in new]
        last = day
        # At once again: there is nothing more.
        assert not to_tell(things, set(told), muted)
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # A Friday.
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 11), False),
        (date(2026, 12, 25), False),
        (date(2027, 1, 1), False),
        (date(2026, 4, 6), False),  # Easter Monday.
        (date(2026, 5, 14), False),  # Ascension Day.
        (date(2026, 5, 25), False),  # Whit Monday.
        (date(2026, 5, 26), True),
    ],
)
def test_holidays_and_weekends_are_left_in_peace(day: date, works: bool) -> None:
    assert is_working_day(day) is works
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert is_working_time(noon) is works


def test_nights_are_left_in_peace() -> None:
    hours = [
        hour for hour in range(24) if is_working_time(datetime(2026, 11, 20, hour, tzinfo=UTC))
    ]
    assert hours == list(range(8, 18))


@pytest.mark.parametrize(
    "day",
    [
        *(date(1900, 4, 15), date(1954, 4, 18), date(1981, 4, 19), date(2000, 4, 23)),
        *(date(2008, 3, 23), date(2011, 4, 24), date(2019, 4, 21), date(2025, 4, 20)),
        *(date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25), date(2076, 4, 19)),
    ],
)
def test_easter_is_where_calendars_have_it(day: date) -> None:
    assert easter_sunday(day.year) == day
