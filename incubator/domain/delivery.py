"""Measures of delivery from what GitHub knows, over the last 90 days, and week by week.

Definitions are with each measure (delivery_pulls, delivery_deployments, delivery_people,
delivery_incidents); METHOD names their sources. All of a startup's repositories count together. A
count needs every repository to be seen; a median is taken of those that are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from statistics import median

from incubator.domain.days import day_of, end_of
from incubator.domain.delivery_deployments import (
    Deliveries,
    deployment_frequency,
    is_by_releases,
)
from incubator.domain.delivery_facts import History
from incubator.domain.delivery_incidents import (
    Incidents,
    change_fail_rate,
    recovery_time,
    rework_rate,
)
from incubator.domain.delivery_people import absence_factor, contributors, maintenance
from incubator.domain.delivery_pulls import (
    Pulls,
    cycle_time,
    lead_time,
    pickup_time,
    review_time,
    throughput,
)
from incubator.domain.delivery_window import (
    Finding,
    Window,
    first_known_day,
    hours,
    last_known_day,
    windows_of,
)
from incubator.domain.measures import Measure, MeasureId, Unit

_UNITS = {
    MeasureId.THROUGHPUT: Unit.PULLS_PER_WEEK,
    MeasureId.CYCLE_TIME: Unit.HOURS,
    MeasureId.LEAD_TIME: Unit.HOURS,
    MeasureId.PICKUP_TIME: Unit.HOURS,
    MeasureId.REVIEW_TIME: Unit.HOURS,
    MeasureId.DEPLOYMENT_FREQUENCY: Unit.DAYS_PER_WEEK,
    MeasureId.CONTRIBUTORS: Unit.PEOPLE,
    MeasureId.ABSENCE_FACTOR: Unit.PEOPLE,
    MeasureId.MAINTENANCE: Unit.COMMITS_PER_WEEK,
    MeasureId.CHANGE_FAIL_RATE: Unit.SHARE,
    MeasureId.RECOVERY_TIME: Unit.HOURS,
    MeasureId.REWORK_RATE: Unit.SHARE,
}
_WEEK = timedelta(days=7)

Rule = Callable[[Window], Finding]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of work, from ``start``, a Monday. ``is_partial`` says that it is not over.

    ``cycle_hours`` is the median cycle time of what was merged in it; None for none.
    """

    start: date
    merged: int
    cycle_hours: float | None
    deployed_days: int
    releases: int
    is_partial: bool = False


def measures_of(histories: Sequence[History], today: date, zone: tzinfo) -> tuple[Measure, ...]:
    """A measure for each ``MeasureId``, in order."""
    windows = windows_of(histories, today, zone)
    if windows.current is None:
        return tuple(
            Measure(name, _UNITS[name], windows.period, None, windows.absence) for name in MeasureId
        )
    rules = _rules(histories, windows.current, windows.previous)
    return tuple(
        _measure(name, rules[name], windows.current, windows.previous) for name in MeasureId
    )


def weeks_of(
    histories: Sequence[History], today: date, zone: tzinfo, count: int = 26
) -> tuple[Week, ...]:
    """The last ``count`` weeks, oldest first, up to that of the last collection.

    Weeks that began before the horizon of what was collected are left out, and so are those that
    were over before the first repository was made. What is hidden counts for nothing here: the
    measures say what is.
    """
    if not histories or count < 1:
        return ()
    last = last_known_day(histories, today, zone)
    created = day_of(min(history.repository.created_at for history in histories), zone)
    first = max(first_known_day(histories, zone) or date.min, _monday(created))
    starts = [_monday(last) - number * _WEEK for number in range(count - 1, -1, -1)]
    end = end_of(last, zone)
    pulls, deliveries = Pulls(histories, end), Deliveries(histories)
    cycles: dict[date, list[float]] = defaultdict(list)
    merged: Counter[date] = Counter()
    for story in pulls.all:
        if story.pull.merged_at is not None and story.pull.merged_at < end:
            week = _monday(day_of(story.pull.merged_at, zone))
            merged[week] += 1
            if (cycle := story.cycle) is not None:
                cycles[week].append(hours(cycle))
    days = {day_of(at, zone) for at in deliveries.deployed if at < end}
    deployed = Counter(map(_monday, days))
    released = Counter(_monday(day_of(at, zone)) for at in deliveries.released if at < end)
    return tuple(
        Week(
            start=start,
            merged=merged[start],
            cycle_hours=median(cycles[start]) if cycles[start] else None,
            deployed_days=deployed[start],
            releases=released[start],
            is_partial=start == starts[-1],
        )
        for start in starts
        if start >= first
    )


def _rules(
    histories: Sequence[History], current: Window, previous: Window | None
) -> dict[MeasureId, Rule]:
    """What finds each measure in a period, as of the end of the current one."""
    pulls, deliveries = Pulls(histories, current.end), Deliveries(histories)
    incidents = Incidents(histories, current.end)
    by_releases = is_by_releases(deliveries, current, previous)
    return {
        MeasureId.THROUGHPUT: lambda w: throughput(pulls, w),
        MeasureId.CYCLE_TIME: lambda w: cycle_time(pulls, w),
        MeasureId.LEAD_TIME: lambda w: lead_time(pulls, deliveries, w),
        MeasureId.PICKUP_TIME: lambda w: pickup_time(pulls, w),
        MeasureId.REVIEW_TIME: lambda w: review_time(pulls, w),
        MeasureId.DEPLOYMENT_FREQUENCY: lambda w: deployment_frequency(deliveries, w, by_releases),
        MeasureId.CONTRIBUTORS: lambda w: contributors(histories, w),
        MeasureId.ABSENCE_FACTOR: lambda w: absence_factor(histories, w),
        MeasureId.MAINTENANCE: lambda w: maintenance(histories, w),
        MeasureId.CHANGE_FAIL_RATE: lambda w: change_fail_rate(incidents, deliveries, w),
        MeasureId.RECOVERY_TIME: lambda w: recovery_time(incidents, w),
        MeasureId.REWORK_RATE: lambda w: rework_rate(pulls, w),
    }


def _measure(name: MeasureId, rule: Rule, current: Window, previous: Window | None) -> Measure:
    found = rule(current)
    before = rule(previous) if previous is not None and found.value is not None else None
    return Measure(
        id=name,
        unit=Unit.RELEASES_PER_WEEK if found.by_releases else _UNITS[name],
        period=current.period,
        value=found.value,
        absence=found.absence,
        counted=found.counted,
        total=found.total,
        previous=before.value if before is not None else None,
        by_releases=found.by_releases,
        previous_counted=before.counted
        if before is not None and before.value is not None
        else None,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
