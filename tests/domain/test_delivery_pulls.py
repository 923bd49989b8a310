"""Measures of pull requests: examples worked out by hand.

Today is 30 May 2026: the period goes from 2 March to 30 May, the one before from 2 December.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from incubator.domain.delivery import measures_of
from incubator.domain.delivery_facts import EventKind, History, IssueEvent, Part
from incubator.domain.measures import Absence, Measure, MeasureId, Period, Unit
from tests.domain.github_facts import PARIS, answer, deployment, history, moment, pull, repository

TODAY = date(2026, 5, 30)
PERIOD = Period(date(2026, 3, 2), TODAY)


def measure(name: MeasureId, *histories: History) -> Measure:
    (found,) = (one for one in measures_of(histories, TODAY, PARIS) if one.id is name)
    return found


def of(name: MeasureId, **fields: Any) -> Measure:
    fields.setdefault("until", "05-30T20:00")
    return measure(name, history(**fields))


def test_throughput_is_what_people_merged_per_week() -> None:
    pulls = (
        *(pull(number, "03-02", "03-20") for number in range(18)),
        *(pull(number, "2025-12-10", "2025-12-20") for number in range(20, 29)),
        pull(40, "03-02", "03-20", author_is_bot=True),
        pull(41, "03-02"),
        pull(42, "03-02", "06-02"),
    )
    found = of(MeasureId.THROUGHPUT, pulls=pulls)
    assert found.period == PERIOD
    assert found.unit is Unit.PULLS_PER_WEEK
    assert found.value == pytest.approx(18 / (90 / 7))
    assert found.previous == pytest.approx(9 / (90 / 7))
    assert (found.counted, found.total) == (18, 18)


def test_no_merge_in_the_period_is_none_but_no_pull_request_ever_is_no_measure() -> None:
    assert of(MeasureId.THROUGHPUT, pulls=(pull(1, "2025-05-01", "2025-05-02"),)).value == 0
    nothing = of(MeasureId.THROUGHPUT)
    assert (nothing.value, nothing.absence) == (None, Absence.NO_PULLS)
    bots = (pull(1, "03-03", "03-04", author_is_bot=True),)
    assert of(MeasureId.THROUGHPUT, pulls=bots).absence is Absence.NO_PULLS


def test_the_period_ends_in_the_evening_of_its_last_day_in_the_zone() -> None:
    nights = ("03-01T23:59", "03-02T00:00", "05-30T19:00")
    pulls = tuple(pull(number, "02-20", at) for number, at in enumerate(nights))
    assert of(MeasureId.THROUGHPUT, pulls=pulls).counted == 2


def test_cycle_time_is_the_median_from_first_commit_to_merge() -> None:
    pulls = (
        pull(1, "03-09", "03-10", first_commit_at=moment("03-09")),  # 24 hours
        pull(2, "03-09", "03-10", first_commit_at=moment("03-08")),  # 48 hours
        pull(3, "03-09", "05-09", first_commit_at=moment("03-09")),  # two months
        pull(4, "03-09", "03-10", first_commit_at=moment("03-11")),  # clocks that disagree
        pull(5, "03-09", "03-10"),
    )
    found = of(MeasureId.CYCLE_TIME, pulls=pulls)
    assert (found.value, found.counted, found.total) == (48, 3, 5)
    two = of(MeasureId.CYCLE_TIME, pulls=pulls[:2])
    assert two.value == 36
    assert of(MeasureId.CYCLE_TIME, pulls=pulls[3:]).absence is Absence.NO_DATES
    assert of(MeasureId.CYCLE_TIME, pulls=pulls[3:]).total == 2


def test_pickup_is_until_somebody_else_answers() -> None:
    pulls = tuple(pull(number, "03-09T08:00", "03-20") for number in range(1, 7))
    responses = (
        answer(1, "03-09T09:00", author=1),  # The author.
        answer(1, "03-09T10:00", author=8, bot=True),
        answer(1, "03-09T12:00"),  # 4 hours.
        answer(1, "03-10T12:00", review=True),
        answer(2, "03-09T14:00", review=True),  # 6 hours.
        answer(3, "03-21T12:00"),  # After the merge.
        answer(4, "03-09T16:00", author=None),  # Somebody whose account is gone: 8 hours.
    )
    found = of(MeasureId.PICKUP_TIME, pulls=pulls, responses=responses)
    assert (found.value, found.counted, found.total) == (6, 3, 6)
    alone = of(MeasureId.PICKUP_TIME, pulls=pulls, responses=responses[:2])
    assert (alone.value, alone.absence, alone.total) == (None, Absence.NO_RESPONSES, 6)


def test_a_draft_waits_for_nobody_before_it_is_ready() -> None:
    ready = IssueEvent(1, 1, EventKind.READY_FOR_REVIEW, "", moment("03-10T08:00"))
    later = IssueEvent(2, 1, EventKind.READY_FOR_REVIEW, "", moment("03-12T08:00"))
    pulls = (pull(1, "03-02"), pull(2, "03-02", is_draft=True))
    responses = (answer(1, "03-04"), answer(1, "03-10T11:00"), answer(2, "03-03"))
    found = of(MeasureId.PICKUP_TIME, pulls=pulls, responses=responses, events=(later, ready))
    assert (found.value, found.counted, found.total) == (3, 1, 1)


def test_a_pull_request_whose_answers_were_not_all_read_lowers_the_coverage() -> None:
    pulls = (pull(1, "03-09", "03-20", is_complete=False), pull(2, "03-09", "03-20"))
    responses = (answer(1, "03-10", review=True), answer(2, "03-10", review=True))
    for name in (MeasureId.PICKUP_TIME, MeasureId.REVIEW_TIME):
        found = of(name, pulls=pulls, responses=responses)
        assert (found.counted, found.total) == (1, 2)


def test_review_time_is_from_the_first_review_by_somebody_else_to_the_merge() -> None:
    pulls = (pull(1, "03-09", "03-12"), pull(2, "03-09", "03-12"), pull(3, "03-09"))
    responses = (
        answer(1, "03-09T13:00"),
        answer(1, "03-10", review=True, author=1),
        answer(1, "03-11", review=True),
        answer(1, "03-11T18:00", review=True, author=3),
        answer(3, "03-11", review=True),
    )
    found = of(MeasureId.REVIEW_TIME, pulls=pulls, responses=responses)
    assert (found.value, found.counted, found.total) == (24, 1, 2)


def test_lead_time_goes_to_the_first_deployment_made_after_the_merge_that_succeeded() -> None:
    deployed = (
        deployment(1, "03-03", "03-03T12:10"),  # The first of the period is left out.
        deployment(2, "03-11T13:00", None),  # It never succeeded.
        deployment(3, "03-12", "03-12T13:00"),
        deployment(4, "03-13", "03-13T12:05", environment="staging"),
        deployment(5, "03-16", "03-16T12:30"),
    )
    pulls = (
        pull(1, "02-27", "03-02", first_commit_at=moment("02-27")),
        pull(2, "03-10", "03-11", first_commit_at=moment("03-10T13:00")),  # 48 hours.
        pull(3, "03-12", "03-12T12:00", first_commit_at=moment("03-12T03:00")),  # 10 hours.
        pull(4, "03-12", "03-13", first_commit_at=moment("03-15T12:30")),  # Clocks disagree.
        pull(5, "03-12", "03-13"),
        pull(6, "03-12", "03-20", first_commit_at=moment("03-12")),  # Not deployed yet.
    )
    found = of(MeasureId.LEAD_TIME, pulls=pulls, deployed=deployed)
    assert (found.value, found.counted, found.total) == (29, 2, 4)
    assert of(MeasureId.LEAD_TIME, pulls=pulls).absence is Absence.NO_DEPLOYMENTS
    assert of(MeasureId.LEAD_TIME, pulls=pulls[4:5], deployed=deployed).absence is Absence.NO_DATES


def test_a_deployment_delivers_its_own_repository_only() -> None:
    deployed = (deployment(1, "03-03", "03-03"), deployment(2, "03-12", "03-12"))
    elsewhere = history(
        repository=repository(2),
        pulls=(pull(1, "03-09", "03-10", first_commit_at=moment("03-09")),),
    )
    found = measure(MeasureId.LEAD_TIME, history(deployed=deployed), elsewhere)
    assert found.absence is Absence.NO_PULLS


def test_a_count_needs_every_repository_and_a_median_those_that_can_be_seen() -> None:
    seen = history(pulls=(pull(1, "03-09", "03-10", first_commit_at=moment("03-09")),))
    hidden = history(repository=repository(2), hidden=frozenset({Part.PULLS}))
    assert measure(MeasureId.THROUGHPUT, seen, hidden).absence is Absence.HIDDEN
    assert measure(MeasureId.CYCLE_TIME, seen, hidden).value == 24
    assert measure(MeasureId.CYCLE_TIME, hidden).absence is Absence.HIDDEN
    mute = replace(seen, hidden=frozenset({Part.COMMENTS}))
    assert measure(MeasureId.PICKUP_TIME, mute).absence is Absence.HIDDEN
