"""Over which days delivery is measured, how it goes week by week, and what a tendency is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.delivery import measures_of, weeks_of
from incubator.domain.delivery_facts import History
from incubator.domain.measures import Absence, Measure, MeasureId, Period, Trend, Unit, trend_of
from tests.domain.github_facts import (
    PARIS,
    answer,
    commits,
    deployment,
    history,
    moment,
    pull,
    release,
    repository,
)

TODAY = date(2026, 5, 30)


def throughput(*histories: History) -> Measure:
    return measures_of(histories, TODAY, PARIS)[0]


def test_there_is_a_measure_for_each_name_in_order() -> None:
    for known in ([], [history()]):
        assert [one.id for one in measures_of(known, TODAY, PARIS)] == list(MeasureId)


def test_nothing_collected_is_no_measure() -> None:
    for one in measures_of([], TODAY, PARIS):
        assert (one.value, one.absence) == (None, Absence.NOT_COLLECTED)
        assert one.period == Period(date(2026, 3, 2), TODAY)


def test_the_period_ends_with_the_last_collection() -> None:
    found = throughput(history(until="05-20T05:00"))
    assert found.period == Period(date(2026, 2, 20), date(2026, 5, 20))


def test_the_period_begins_no_earlier_than_what_is_known() -> None:
    pulls = (pull(1, "05-02", "05-03"),)
    shorter = throughput(history(since="05-01T00:00", pulls=pulls))
    assert shorter.period == Period(date(2026, 5, 1), TODAY)
    assert shorter.value == pytest.approx(1 / (30 / 7))
    assert shorter.previous is None
    from_noon = throughput(history(since="05-01T12:00", pulls=pulls))
    assert from_noon.period.start == date(2026, 5, 2)
    other = history(repository=repository(2), since="05-10T00:00")
    assert throughput(history(since="05-01"), other).period.start == date(2026, 5, 10)


def test_the_period_begins_no_earlier_than_the_first_repository() -> None:
    young = history(repository=repository(created_at=moment("05-11")), pulls=(pull(1, "05-12"),))
    assert throughput(young).period.start == date(2026, 5, 11)
    assert throughput(young).value == 0
    assert throughput(young, history()).period.start == date(2026, 3, 2)


def test_less_than_a_week_is_no_measure() -> None:
    assert throughput(history(since="05-26")).absence is Absence.NOT_COLLECTED
    newborn = history(repository=repository(created_at=moment("05-26")))
    assert throughput(newborn).absence is Absence.TOO_YOUNG


def test_weeks_go_from_monday_and_the_last_is_not_over() -> None:
    known = history(
        until="05-30T08:00",
        pulls=(
            pull(1, "05-04", "05-04", first_commit_at=moment("05-03")),
            pull(2, "05-04", "05-10T23:30", first_commit_at=moment("05-08T23:30")),
            pull(3, "05-04", "05-11T00:30"),
            pull(4, "05-04", "05-25", author_is_bot=True),
        ),
        deployed=(
            deployment(1, "05-05T09:00", "05-05T09:10"),
            deployment(2, "05-05T10:00", "05-05T10:10"),
            deployment(3, "05-26", "05-26"),
        ),
        releases=(release(1, "05-12"), release(2, "05-12", is_prerelease=True)),
    )
    found = weeks_of([known], TODAY, PARIS, count=4)
    assert [(one.start.day, one.merged, one.cycle_hours) for one in found] == [
        (4, 2, 36),
        (11, 1, None),
        (18, 0, None),
        (25, 0, None),
    ]
    assert [(one.deployed_days, one.releases) for one in found] == [(1, 0), (0, 1), (0, 0), (1, 0)]
    assert [one.is_partial for one in found] == [False, False, False, True]


def test_weeks_of_which_something_is_unknown_are_left_out() -> None:
    assert len(weeks_of([history()], TODAY, PARIS)) == 26
    assert weeks_of([], TODAY, PARIS) == ()
    since = weeks_of([history(since="05-12T09:00")], TODAY, PARIS)
    assert [one.start.day for one in since] == [18, 25]
    young = history(repository=repository(created_at=moment("05-13")))
    assert [one.start.day for one in weeks_of([young], TODAY, PARIS)] == [11, 18, 25]
    stale = weeks_of([history(until="05-12T09:00")], TODAY, PARIS, count=2)
    assert [(one.start.day, one.is_partial) for one in stale] == [(4, False), (11, True)]


@pytest.mark.parametrize(
    ("name", "unit", "value", "previous", "expected"),
    [
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, 12, 10, Trend.BETTER),
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, 8, 10, Trend.WORSE),
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, 11, 10, Trend.STEADY),
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, 9, 10, Trend.STEADY),
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, 1, 0, Trend.BETTER),
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, 0, 0, Trend.STEADY),
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, 1, None, Trend.UNKNOWN),
        (MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, None, 1, Trend.UNKNOWN),
        (MeasureId.CYCLE_TIME, Unit.HOURS, 12, 10, Trend.WORSE),
        (MeasureId.LEAD_TIME, Unit.HOURS, 8, 10, Trend.BETTER),
        (MeasureId.PICKUP_TIME, Unit.HOURS, 8, 10, Trend.BETTER),
        (MeasureId.REVIEW_TIME, Unit.HOURS, 12, 10, Trend.WORSE),
        (MeasureId.DEPLOYMENT_FREQUENCY, Unit.DAYS_PER_WEEK, 3, 2, Trend.BETTER),
        (MeasureId.CONTRIBUTORS, Unit.PEOPLE, 3, 2, Trend.BETTER),
        (MeasureId.ABSENCE_FACTOR, Unit.PEOPLE, 1, 2, Trend.WORSE),
        (MeasureId.MAINTENANCE, Unit.COMMITS_PER_WEEK, 1, 2, Trend.WORSE),
        (MeasureId.CHANGE_FAIL_RATE, Unit.SHARE, 0.1, 0.2, Trend.BETTER),
        (MeasureId.RECOVERY_TIME, Unit.HOURS, 9, 4, Trend.WORSE),
        (MeasureId.REWORK_RATE, Unit.SHARE, 0.3, 0.2, Trend.WORSE),
    ],
)
def test_a_tendency_is_more_than_a_tenth_in_the_direction_that_helps(
    name: MeasureId, unit: Unit, value: float | None, previous: float | None, expected: Trend
) -> None:
    period = Period(date(2026, 3, 2), TODAY)
    assert trend_of(Measure(name, unit, period, value, counted=20, previous=previous)) is expected


def test_a_few_things_are_no_tendency() -> None:
    period = Period(date(2026, 3, 2), TODAY)
    few = Measure(MeasureId.CYCLE_TIME, Unit.HOURS, period, 12, counted=4, previous=10)
    assert trend_of(few) is Trend.UNKNOWN
    assert trend_of(replace(few, counted=5)) is Trend.WORSE
    assert trend_of(replace(few, counted=5, previous_counted=4)) is Trend.UNKNOWN
    # Nothing after much is one.
    rate = replace(few, id=MeasureId.THROUGHPUT, unit=Unit.PULLS_PER_WEEK, value=0, counted=0)
    assert trend_of(replace(rate, previous_counted=20)) is Trend.WORSE
    assert trend_of(replace(rate, previous_counted=4)) is Trend.UNKNOWN
    people = replace(rate, id=MeasureId.CONTRIBUTORS, unit=Unit.PEOPLE, previous=2)
    assert trend_of(replace(people, previous_counted=20)) is Trend.WORSE


def _world(chance: random.Random) -> list[History]:
    """A few repositories with anything in them."""

    def day() -> str:
        return str(date(2025, 10, 1) + timedelta(days=chance.randrange(260)))

    known = []
    for number in range(1, chance.randint(2, 4)):
        pulls = tuple(
            pull(
                one,
                day(),
                day() if chance.random() < 0.8 else None,
                author=chance.choice([None, 1, 2]),
                author_is_bot=chance.random() < 0.1,
                first_commit_at=moment(day()) if chance.random() < 0.8 else None,
                labels=chance.choice([(), ("hotfix",)]),
            )
            for one in range(chance.randint(0, 8))
        )
        known.append(
            history(
                repository=repository(number, is_archived=chance.random() < 0.2),
                since=chance.choice(["2025-01-01", "2026-01-10", "2026-05-20"]),
                until=chance.choice(["2026-05-29", "2026-04-02"]),
                pulls=pulls,
                responses=tuple(
                    answer(one, day(), chance.choice([None, 1, 2]), review=chance.random() < 0.5)
                    for one in range(chance.randint(0, 8))
                ),
                deployed=tuple(
                    deployment(100 * number + one, day(), chance.choice([None, day()]))
                    for one in range(chance.randint(0, 5))
                ),
                releases=tuple(release(one, day()) for one in range(chance.randint(0, 2))),
                contributor_weeks=tuple(
                    commits(one % 3, day(), one) for one in range(chance.randint(0, 5))
                ),
            )
        )
    return known


@given(st.randoms(use_true_random=True))
@settings(max_examples=60, deadline=None)
def test_measures_are_bounded_and_do_not_depend_on_the_order_of_anything(
    chance: random.Random,
) -> None:
    known = _world(chance)
    found = measures_of(known, TODAY, PARIS)
    for one in found:
        assert (one.value is None) == (one.absence is not None)
        assert one.value is None or one.value >= 0
        assert 0 <= one.counted <= one.total
        assert one.unit is not Unit.SHARE or (one.value or 0) <= 1
        assert one.unit is not Unit.DAYS_PER_WEEK or (one.value or 0) <= 7
        assert one.previous is None or one.value is not None
        assert one.period.start <= one.period.end <= TODAY
        trend_of(one)
    weeks = weeks_of(known, TODAY, PARIS)
    chance.shuffle(known)
    fields = ("pulls", "responses", "deployments", "statuses", "releases", "contributor_weeks")
    shuffled = [
        replace(
            one,
            **{
                name: tuple(chance.sample(getattr(one, name), len(getattr(one, name))))
                for name in fields
            },
        )
        for one in known
    ]
    assert measures_of(shuffled, TODAY, PARIS) == found
    assert weeks_of(shuffled, TODAY, PARIS) == weeks
