"""Days as instants, up to where the calendar ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incubator.domain.days import day_of, end_of, start_of
from incubator.domain.sprint_choice import sprints_of
from tests.domain.github_facts import PARIS, history, milestone, moment, told


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)]
)
def test_a_day_lasts_as_long_as_the_clocks_say(day: date, hours: int) -> None:
    assert end_of(day, PARIS) - start_of(day, PARIS) == timedelta(hours=hours)
    assert day_of(start_of(day, PARIS), PARIS) == day
    assert day_of(end_of(day, PARIS) - timedelta(microseconds=1), PARIS) == day


@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Auckland", "America/Los_Angeles"])
def test_the_calendar_ends_without_harm(zone: str) -> None:
    here = ZoneInfo(zone)
    assert start_of(date.min, here) < end_of(date.min, here) < start_of(date.max, here)
    assert start_of(date.max, here) <= end_of(date.max, here) <= datetime.max.replace(tzinfo=UTC)


def test_a_sprint_that_ends_with_the_calendar_is_to_come() -> None:
    box = milestone(1, "Un jour", None, end=date.max, created_at=moment("02-02"))
    found = sprints_of(
        [history(boxes=(box,), stories=(told(1, "02-10 in", box=box),))],
        (),
        date(2026, 3, 18),
        PARIS,
    )
    assert [one.sprint.name for one in found.coming] == ["Un jour"]
