"""The programme's phases: which one a startup is in on a day, and how long it stayed in each."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.phases import (
    ACTIVE_PHASES,
    ENDING_PHASES,
    FORMER_NAMES,
    PHASES,
    Phase,
    PhaseEntry,
    PhasePeriod,
    current_entry,
    current_phase,
    periods,
)

INVESTIGATION, CONSTRUCTION, ACCELERATION = PHASES[:3]
TODAY = date(2026, 3, 1)
entries = st.lists(
    st.builds(
        PhaseEntry,
        st.sampled_from(PHASES),
        st.dates(date(2015, 1, 1), date(2030, 1, 1)),
        st.none() | st.dates(date(2030, 1, 2), date(2031, 1, 1)),
    ),
    max_size=8,
)


def entry(phase: Phase, day: str, end: str = "") -> PhaseEntry:
    return PhaseEntry(phase, date.fromisoformat(day), date.fromisoformat(end) if end else None)


def test_the_programme_has_eight_phases_in_its_order() -> None:
    assert [phase.value for phase in sorted(PHASES, key=lambda phase: phase.order)] == [
        "investigation",
        "construction",
        "acceleration",
        "consolidation",
        "opere",
        "transfere",
        "abandon",
        "abandon-investigation",
    ]


def test_the_first_five_phases_are_active_and_the_others_end_a_startup() -> None:
    assert [phase for phase in PHASES if phase.is_active] == list(PHASES[:5])
    assert [phase for phase in PHASES if phase.is_ending] == list(PHASES[5:])
    assert set(PHASES) == ACTIVE_PHASES | ENDING_PHASES


def test_former_names_lead_to_todays_phases() -> None:
    assert FORMER_NAMES == {
        "success": Phase.CONSOLIDATION,
        "transfer": Phase.TRANSFERRED,
        "alumni": Phase.STOPPED,
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([], None),
        ([entry(INVESTIGATION, "2026-03-02")], None),
        ([entry(INVESTIGATION, "2026-03-01")], INVESTIGATION),
        ([entry(INVESTIGATION, "2025-01-01"), entry(CONSTRUCTION, "2025-06-01")], CONSTRUCTION),
        ([entry(CONSTRUCTION, "2025-06-01"), entry(INVESTIGATION, "2025-01-01")], CONSTRUCTION),
        ([entry(CONSTRUCTION, "2025-06-01"), entry(ACCELERATION, "2026-04-01")], CONSTRUCTION),
        ([entry(ACCELERATION, "2025-01-01"), entry(CONSTRUCTION, "2026-01-01")], CONSTRUCTION),
        ([entry(CONSTRUCTION, "2025-01-01", "2025-02-01")], CONSTRUCTION),
    ],
    ids=[
        "nothing written",
        "all in the future",
        "begins today",
        "the latest",
        "whatever the order",
        "not the future one",
        "a phase may come back",
        "a written end does not end it",
    ],
)
def test_the_current_phase_is_the_latest_that_has_begun(
    written: list[PhaseEntry], expected: Phase | None
) -> None:
    assert current_phase(written, TODAY) == expected


@pytest.mark.parametrize("reverse", [False, True])
def test_two_phases_on_one_day_leave_the_later_in_the_programmes_order(reverse: bool) -> None:
    same_day = [entry(ACCELERATION, "2025-01-01"), entry(INVESTIGATION, "2025-01-01")]
    assert current_phase(sorted(same_day, reverse=reverse, key=str), TODAY) == ACCELERATION


def test_a_stay_lasts_until_the_next_phase_begins() -> None:
    stays = periods(
        [entry(CONSTRUCTION, "2025-06-01"), entry(INVESTIGATION, "2025-01-01", "2025-04-01")]
    )
    assert stays == [
        PhasePeriod(INVESTIGATION, date(2025, 1, 1), date(2025, 6, 1)),
        PhasePeriod(CONSTRUCTION, date(2025, 6, 1), None),
    ]


def test_the_last_stay_keeps_the_end_that_the_sheet_writes() -> None:
    (stay,) = periods([entry(CONSTRUCTION, "2025-06-01", "2025-12-31")])
    assert stay.end == date(2025, 12, 31)


def test_of_two_phases_on_one_day_only_the_later_is_a_stay() -> None:
    stays = periods([entry(CONSTRUCTION, "2025-06-01"), entry(INVESTIGATION, "2025-06-01")])
    assert [stay.phase for stay in stays] == [CONSTRUCTION]


@given(entries)
def test_stays_follow_each_other_without_gap_or_overlap(written: list[PhaseEntry]) -> None:
    stays = periods(written)
    for earlier, later in pairwise(stays):
        assert earlier.end == later.start
        assert earlier.start < later.start


@given(entries, st.dates(date(2014, 1, 1), date(2029, 12, 31)))
def test_the_current_phase_is_that_of_the_stay_that_holds_today(
    written: list[PhaseEntry], today: date
) -> None:
    holding = [
        stay
        for stay in periods(written)
        if stay.start <= today and (stay.end or today + timedelta(1)) > today
    ]
    current = current_entry(written, today)
    assert [stay.phase for stay in holding] == ([current.phase] if current else [])
