"""The programme in figures, from the histories of its startups."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.programme import (
    Committees,
    Course,
    committees_on,
    count_on,
    counts_over_time,
    flows,
    launches_by_year,
    lives,
    national_impact_by_year,
    stays_in,
)
from incubator.domain.startups import Event
from incubator.domain.survival import Stay

TODAY = date(2026, 7, 1)
INVESTIGATION, CONSTRUCTION = Phase.INVESTIGATION, Phase.CONSTRUCTION
ACCELERATION, STOPPED = Phase.ACCELERATION, Phase.STOPPED


def course(*entries: tuple[Phase, date], events: tuple[Event, ...] = ()) -> Course:
    return Course("x", tuple(PhaseEntry(phase, start) for phase, start in entries), events)


GROWING = course(
    (INVESTIGATION, date(2024, 1, 1)),
    (CONSTRUCTION, date(2024, 4, 10)),
    (ACCELERATION, date(2025, 4, 10)),
)
ENDED = course((INVESTIGATION, date(2022, 1, 1)), (STOPPED, date(2022, 4, 11)))
COMING = course((INVESTIGATION, date(2027, 1, 1)))


def test_a_state_of_the_past_knows_nothing_of_what_came_later() -> None:
    courses = [GROWING, ENDED, COMING]
    assert count_on(courses, date(2021, 1, 1)).by_phase == {}
    assert count_on(courses, date(2024, 4, 9)).by_phase == {INVESTIGATION: 1, STOPPED: 1}
    assert count_on(courses, TODAY).by_phase == {ACCELERATION: 1, STOPPED: 1}


def test_counts_are_taken_at_equal_steps_and_on_the_last_day() -> None:
    found = counts_over_time([GROWING], date(2026, 1, 1), date(2026, 7, 10), 3)
    assert [count.day for count in found] == [
        date(2026, 1, 1),
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 7, 10),
    ]


def test_launches_count_each_startup_once_and_years_without_any_are_zero() -> None:
    assert launches_by_year([GROWING, ENDED, COMING], TODAY) == {2022: 1, 2023: 0, 2024: 1}
    assert launches_by_year([], TODAY) == {}


def test_a_stay_that_goes_on_has_not_ended() -> None:
    assert stays_in([GROWING], CONSTRUCTION, TODAY) == [Stay(365, True)]
    assert stays_in([GROWING], ACCELERATION, TODAY) == [Stay(447, False)]
    assert stays_in([GROWING], ACCELERATION, date(2025, 4, 20)) == [Stay(10, False)]


def test_a_phase_entered_twice_gives_two_stays() -> None:
    again = course(
        (CONSTRUCTION, date(2024, 1, 1)),
        (ACCELERATION, date(2024, 2, 1)),
        (CONSTRUCTION, date(2024, 3, 1)),
    )
    assert [stay.has_ended for stay in stays_in([again], CONSTRUCTION, TODAY)] == [True, False]


def test_what_is_transferred_did_not_stop() -> None:
    moved = course((CONSTRUCTION, date(2025, 1, 1)), (Phase.TRANSFERRED, date(2025, 1, 31)))
    assert lives([ENDED, moved], TODAY) == [Stay(100, True), Stay(30, False)]


def test_flows_count_moves_between_phases_and_no_standing_still() -> None:
    still = course((CONSTRUCTION, date(2024, 1, 1)), (CONSTRUCTION, date(2025, 1, 1)))
    assert flows([GROWING, ENDED, still], TODAY) == {
        (INVESTIGATION, CONSTRUCTION): 1,
        (CONSTRUCTION, ACCELERATION): 1,
        (INVESTIGATION, STOPPED): 1,
    }


def test_national_impact_counts_in_its_first_year() -> None:
    events = tuple(Event("national_impact", date(year, 5, 1)) for year in (2024, 2025, 2027))
    assert national_impact_by_year([course(events=events), GROWING], TODAY) == {2024: 1}


def test_committees_are_in_time_late_or_never_heard_of() -> None:
    def met(day: date) -> Course:
        return course((CONSTRUCTION, date(2025, 1, 1)), events=(Event("committee", day),))

    found = committees_on([met(date(2026, 3, 1)), met(date(2025, 6, 1)), GROWING, ENDED], TODAY)
    assert found == Committees(in_time=1, overdue=1, never=1)
    assert found.total == 3


ENTRIES = st.lists(
    st.builds(
        PhaseEntry,
        st.sampled_from(list(Phase)),
        st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    ),
    max_size=6,
)
COURSES = st.lists(st.builds(Course, st.just("x"), ENTRIES.map(tuple)), max_size=8)
DAYS = st.dates(date(2014, 1, 1), date(2031, 1, 1))


@given(COURSES, DAYS)
def test_every_startup_that_has_begun_is_in_one_phase(courses: list[Course], day: date) -> None:
    begun = sum(1 for one in courses if any(entry.start <= day for entry in one.entries))
    assert sum(count_on(courses, day).by_phase.values()) == begun
    assert sum(launches_by_year(courses, day).values()) == begun
    assert len(lives(courses, day)) == begun


@given(COURSES, DAYS)
def test_lengths_are_never_negative_nor_longer_than_the_programme(
    courses: list[Course], day: date
) -> None:
    longest = (day - date(2015, 1, 1)).days
    for phase in Phase:
        assert all(0 <= stay.days <= longest for stay in stays_in(courses, phase, day))


@given(COURSES, DAYS, st.integers(1, 2000))
def test_what_is_added_later_changes_no_past_state(
    courses: list[Course], day: date, days: int
) -> None:
    later = PhaseEntry(Phase.STOPPED, day + timedelta(days=days))
    longer = [Course(one.id, (*one.entries, later)) for one in courses]
    assert count_on(longer, day) == count_on(courses, day)
    assert flows(longer, day) == flows(courses, day)
    assert lives(longer, day) == lives(courses, day)
    for phase in Phase:
        assert stays_in(longer, phase, day) == stays_in(courses, phase, day)
