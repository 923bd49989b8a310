"""Every figure of the programme together: by whom, when, and on days that are over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.catalogue import Published
from incubator.domain.members import Mission
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.programme import Course, Years
from incubator.domain.programme_facts import Choice, PersonFacts, Programme, StartupFacts
from incubator.domain.programme_people import by_quarter, people_over_time
from incubator.domain.programme_report import MOST_YEARS, lengths, report
from incubator.domain.startups import Event
from incubator.domain.survival import Stay

TODAY = date(2026, 7, 1)
DAY = date(2024, 3, 15)


def startup(name: str, *entries: tuple[str, date], events: tuple[Event, ...] = ()) -> StartupFacts:
    course = Course(name, tuple(PhaseEntry(Phase(p), day) for p, day in entries), events)
    return StartupFacts(course, incubators=("verriere",), published=frozenset({Published.CODE}))


def person(*missions: Mission, profession: str = "Design") -> PersonFacts:
    return PersonFacts(profession, missions)


ONE = startup("un", ("investigation", date(2023, 1, 1)), ("construction", date(2023, 6, 1)))
TWO = replace(
    startup("deux", ("investigation", date(2024, 2, 1)), ("abandon", date(2025, 2, 1))),
    incubators=("hangar",),
)
NOW = report(Programme((ONE, TWO), ()), Choice(), TODAY, TODAY)


def test_a_day_that_is_over_knows_no_committee_announced_nor_what_is_published() -> None:
    met = startup(
        "x",
        ("construction", date(2024, 1, 1)),
        events=(Event("committee", date(2024, 9, 1)), Event("national_impact", DAY)),
    )
    then = report(Programme((met,), ()), Choice(), date(2024, 3, 1), TODAY)
    assert then.is_past
    assert then.states is None
    assert then.committees[Phase.CONSTRUCTION].never == 1
    assert then.national_impact == {}
    now = report(Programme((met,), ()), Choice(), TODAY, TODAY)
    assert now.states is not None
    assert now.states[Phase.CONSTRUCTION].published[Published.CODE] == 1
    assert now.national_impact == {2024: 1, 2025: 0, 2026: 0}


def test_a_day_to_come_is_today() -> None:
    assert report(Programme((ONE,), ()), Choice(), TODAY + timedelta(9), TODAY).day == TODAY


def test_years_bound_what_is_counted_by_its_day_and_no_state() -> None:
    found = report(Programme((ONE, TWO), ()), Choice(years=Years(2024, 2025)), TODAY, TODAY)
    assert found.launches == {2024: 1, 2025: 0}
    assert found.flows == {(Phase.INVESTIGATION, Phase.STOPPED): 1}
    assert found.lengths[Phase.INVESTIGATION].stays == 1
    assert found.lengths[Phase.CONSTRUCTION].stays == 0
    assert found.life.stays == 1
    assert found.phases[0].day == date(2024, 1, 1)
    assert found.phases[-1].day == date(2025, 12, 31)
    assert found.now == NOW.now


def test_a_choice_counts_its_startups_and_the_missions_that_name_them() -> None:
    people = (
        person(Mission(date(2024, 1, 1), None, "admin", startups=("un",))),
        person(Mission(date(2024, 1, 1), None, "admin", startups=("deux",))),
        person(Mission(date(2024, 1, 1), None, "admin")),
    )
    programme = Programme((ONE, TWO), people)
    everyone = report(programme, Choice(), TODAY, TODAY)
    hangar = report(programme, Choice(incubators=frozenset({"hangar"})), TODAY, TODAY)
    assert everyone.people[-1].total == 3
    assert hangar.people[-1].total == 1
    assert (everyone.startups, hangar.startups) == (2, 1)
    assert hangar.portfolios == {"hangar": {Phase.STOPPED: 1}}
    # The counts of a filter leave its own choice aside.
    assert hangar.counts["incubators"] == {"verriere": 1, "hangar": 1}
    nobody = report(programme, Choice(sponsors=frozenset({""})), TODAY, TODAY)
    assert (nobody.startups, nobody.people, nobody.phases) == (0, (), ())


def test_a_date_that_is_wrong_by_a_thousand_years_makes_no_endless_series() -> None:
    old = startup("x", ("construction", date(1024, 1, 1)))
    ancient = person(Mission(date(1, 1, 1), None, "service"))
    found = report(Programme((old,), (ancient,)), Choice(), TODAY, TODAY)
    assert len(found.phases) <= 4 * (MOST_YEARS + 1) + 1
    assert len(found.people) <= 4 * (MOST_YEARS + 1) + 1
    assert len(found.launches) <= MOST_YEARS + 1
    assert found.newcomers == {}


def test_somebody_with_two_missions_counts_once_with_the_latest_status() -> None:
    both = person(
        Mission(date(2024, 1, 1), date(2024, 12, 31), "admin"),
        Mission(date(2024, 3, 1), date(2024, 6, 30), "independent"),
        Mission(date(2024, 3, 1), date(2024, 2, 1), "service"),
    )
    days = [date(2024, 2, 29), date(2024, 6, 30), date(2024, 12, 31), date(2025, 1, 1)]
    found = [one.by_status for one in people_over_time([both], days)]
    assert found == [{"admin": 1}, {"independent": 1}, {"admin": 1}, {}]


def test_a_status_that_the_programme_does_not_name_is_another() -> None:
    (found,) = people_over_time([person(Mission(DAY, None, "stagiaire"))], [DAY])
    assert found.by_status == {"": 1}


def test_quarters_without_anybody_are_zero() -> None:
    assert by_quarter([date(2024, 11, 30), date(2025, 5, 1)]) == {
        date(2024, 10, 1): 1,
        date(2025, 1, 1): 0,
        date(2025, 4, 1): 1,
    }


def test_how_many_are_watched_and_the_share_at_an_age() -> None:
    found = lengths([Stay(100, True), Stay(200, True), Stay(300, False), Stay(400, False)])
    assert (found.stays, found.ended, found.going_on) == (4, 2, 2)
    assert [found.watched(days) for days in (0, 100, 101, 400, 401)] == [4, 4, 3, 1, 0]
    assert [found.share(days) for days in (99, 100, 350)] == [1.0, 0.75, 0.5]
    assert (found.median, found.median_of_ended, found.watched_at_median) == (200, 150, 3)


ENTRIES = st.lists(
    st.builds(
        PhaseEntry, st.sampled_from(list(Phase)), st.dates(date(2018, 1, 1), date(2027, 1, 1))
    ),
    max_size=5,
)
EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(["committee", "national_impact"]),
        st.dates(date(2018, 1, 1), date(2027, 1, 1)),
    ),
    max_size=3,
)
MISSIONS = st.lists(
    st.builds(
        Mission,
        st.dates(date(2018, 1, 1), date(2027, 1, 1)),
        st.none() | st.dates(date(2018, 1, 1), date(2027, 1, 1)),
        st.sampled_from(["independent", "admin", "service", "autre"]),
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    startups = tuple(
        StartupFacts(
            Course(str(number), tuple(entries), tuple(draw(EVENTS))),
            incubators=(draw(st.sampled_from(["a", "b", "c"])),),
        )
        for number, entries in enumerate(draw(st.lists(ENTRIES, max_size=6)))
    )
    people = draw(
        st.lists(st.builds(PersonFacts, st.sampled_from(["x", ""]), MISSIONS), max_size=4)
    )
    return Programme(startups, tuple(replace(p, missions=tuple(p.missions)) for p in people))


DAYS = st.dates(date(2017, 6, 1), TODAY)
#: A report is a dozen figures: fewer examples try as much.
FEWER = settings(max_examples=40)


@FEWER
@given(programmes(), DAYS)
def test_what_each_incubator_has_adds_up_to_the_programme(programme: Programme, day: date) -> None:
    whole = report(programme, Choice(), day, TODAY)
    parts = [report(programme, Choice(incubators=frozenset({name})), day, TODAY) for name in "abc"]

    def together(of: str) -> Counter[object]:
        return sum((Counter(getattr(part, of)) for part in parts), Counter())

    for of in ("launches", "national_impact", "flows", "first"):
        assert together(of) == +Counter(getattr(whole, of)), of
    assert sum((Counter(p.now.by_phase) for p in parts), Counter()) == whole.now.by_phase
    assert sum(part.life.stays for part in parts) == whole.life.stays == whole.startups
    assert {n: sum(c.values()) for n, c in whole.portfolios.items()} == whole.counts["incubators"]


@FEWER
@given(programmes(), DAYS)
def test_what_enters_a_phase_leaves_it_or_is_there(programme: Programme, day: date) -> None:
    found = report(programme, Choice(), day, TODAY)
    for phase in Phase:
        entered = found.first.get(phase, 0)
        entered += sum(n for (_, after), n in found.flows.items() if after is phase)
        left = sum(n for (before, _), n in found.flows.items() if before is phase)
        assert entered == left + found.now.by_phase.get(phase, 0)


@FEWER
@given(programmes(), DAYS, st.integers(1, 900), st.sampled_from(list(Phase)))
def test_a_past_state_does_not_depend_on_what_came_later(
    programme: Programme, day: date, days: int, phase: Phase
) -> None:
    if day == TODAY:
        return
    later = day + timedelta(days=days)
    longer = Programme(
        tuple(
            replace(
                one,
                course=replace(
                    one.course,
                    entries=(*one.course.entries, PhaseEntry(phase, later)),
                    events=(*one.course.events, Event("committee", later)),
                    funding_until=later,
                ),
                published=frozenset(Published),
                accessibility="totalement conforme",
            )
            for one in programme.startups
        ),
        tuple(
            replace(one, missions=(*one.missions, Mission(later, None, "admin")))
            for one in programme.people
        ),
    )
    expected = report(programme, Choice(), day, TODAY)
    assert report(longer, Choice(), day, TODAY) == expected
