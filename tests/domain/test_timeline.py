"""A life drawn to scale: everything within the width, in order, ending where the life ends."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.phases import PHASES, Phase, PhaseEntry
from incubator.domain.startups import Event
from incubator.domain.timeline import Scale, timeline, years

TODAY = date(2026, 3, 1)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
entries = st.lists(st.builds(PhaseEntry, st.sampled_from(PHASES), days), max_size=6)
events = st.lists(st.builds(Event, st.just("committee"), days), max_size=6)


def test_nothing_dated_draws_nothing() -> None:
    assert timeline([], [], TODAY) is None


def test_a_running_startup_is_drawn_until_today() -> None:
    drawn = timeline([PhaseEntry(Phase.CONSTRUCTION, date(2024, 3, 1))], [], TODAY)
    assert drawn is not None
    assert (drawn.scale, drawn.today) == (Scale(date(2024, 3, 1), TODAY), 100.0)
    assert [(bar.left, bar.width, bar.end) for bar in drawn.bars] == [(0.0, 100.0, None)]


def test_a_stopped_startup_ends_at_its_last_day() -> None:
    written = [
        PhaseEntry(Phase.CONSTRUCTION, date(2016, 1, 1)),
        PhaseEntry(Phase.STOPPED, date(2018, 1, 1)),
    ]
    drawn = timeline(written, [], TODAY)
    assert drawn is not None
    assert (drawn.scale.end, drawn.today) == (date(2018, 1, 1), None)
    assert [bar.phase for bar in drawn.bars] == [Phase.CONSTRUCTION]
    assert [(mark.name, mark.left) for mark in drawn.marks] == [("abandon", 100.0)]


def test_an_event_after_the_end_is_still_on_the_line() -> None:
    written = [PhaseEntry(Phase.STOPPED, date(2018, 1, 1))]
    drawn = timeline(written, [Event("other", date(2019, 1, 1))], TODAY)
    assert drawn is not None
    assert drawn.scale.end == date(2019, 1, 1)


def test_a_startup_born_today_has_room_to_be_seen() -> None:
    drawn = timeline([PhaseEntry(Phase.INVESTIGATION, TODAY)], [], TODAY)
    assert drawn is not None
    assert (drawn.scale.end - drawn.scale.start).days == 60


def test_years_are_thinned_until_their_labels_fit() -> None:
    found = years(Scale(date(1990, 1, 1), date(2026, 1, 1)))
    assert 2 <= len(found) <= 8
    assert found[0] == (1990, 0.0)


@settings(max_examples=150, deadline=None)
@given(entries, events, days)
def test_everything_falls_within_the_width_and_in_order(
    written: list[PhaseEntry], known: list[Event], today: date
) -> None:
    drawn = timeline(written, known, today)
    if drawn is None:
        assert not written
        assert not known
        return
    for bar in drawn.bars:
        assert 0 <= bar.left <= 100
        assert bar.width >= 0
        assert bar.left + bar.width <= 100.001
    places = [mark.left for mark in drawn.marks]
    assert all(0 <= place <= 100 for place in places)
    assert [mark.day for mark in drawn.marks] == sorted(mark.day for mark in drawn.marks)
    assert [bar.start for bar in drawn.bars] == sorted(bar.start for bar in drawn.bars)
    assert list(drawn.years) == sorted(drawn.years)
    assert drawn.today is None or 0 <= drawn.today <= 100
    for earlier, later in pairwise(drawn.bars):
        assert earlier.left + earlier.width <= later.left + 0.002
