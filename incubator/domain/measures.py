"""What a measure says: a figure with its period and coverage, or why there is none.

Source of the definitions: METHOD's table of delivery measures (DORA, CHAOSS, DevLake, Scorecard).
Measures help a team to look at itself: nothing here compares two teams.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: Measures are fresh while what they come from was read within that time.
FRESH_FOR = timedelta(days=2)


class MeasureId(StrEnum):
    """The measures of delivery, in the order in which they are shown."""

    THROUGHPUT = "throughput"
    CYCLE_TIME = "cycle-time"
    LEAD_TIME = "lead-time"
    PICKUP_TIME = "pickup-time"
    REVIEW_TIME = "review-time"
    DEPLOYMENT_FREQUENCY = "deployment-frequency"
    CONTRIBUTORS = "contributors"
    ABSENCE_FACTOR = "absence-factor"
    MAINTENANCE = "maintenance"
    CHANGE_FAIL_RATE = "change-fail-rate"
    RECOVERY_TIME = "recovery-time"
    REWORK_RATE = "rework-rate"


class Unit(StrEnum):
    """What a measure's value counts. Shares are between 0 and 1, times are in hours."""

    PULLS_PER_WEEK = "pulls-per-week"
    HOURS = "hours"
    DAYS_PER_WEEK = "days-per-week"
    RELEASES_PER_WEEK = "releases-per-week"
    COMMITS_PER_WEEK = "commits-per-week"
    PEOPLE = "people"
    SHARE = "share"


class Absence(StrEnum):
    """Why there is no figure; screens have a sentence for each."""

    NOT_COLLECTED = "not-collected"
    HIDDEN = "hidden"
    NO_PULLS = "no-pulls"
    NO_DATES = "no-dates"
    NO_RESPONSES = "no-responses"
    NO_DEPLOYMENTS = "no-deployments"
    NO_COMMITS = "no-commits"
    NO_INCIDENTS = "no-incidents"
    ARCHIVED = "archived"
    TOO_YOUNG = "too-young"


class Trend(StrEnum):
    """A measure against the same startup's own past."""

    BETTER = "better"
    WORSE = "worse"
    STEADY = "steady"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both of them included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure over a period.

    ``value`` is None exactly where ``absence`` says why. ``counted`` of ``total`` things (pull
    requests, deployments...) had what the measure needs. ``previous`` is the value over the
    period of the same length just before, None where that one has none; ``previous_counted``
    says how many things it rests on, where that matters. ``by_releases`` says that releases stood
    in for deployments.
    """

    id: MeasureId
    unit: Unit
    period: Period
    value: float | None
    absence: Absence | None = None
    counted: int = 0
    total: int = 0
    previous: float | None = None
    by_releases: bool = False
    previous_counted: int | None = None


_LOWER_IS_BETTER = frozenset(
    {
        MeasureId.CYCLE_TIME,
        MeasureId.LEAD_TIME,
        MeasureId.PICKUP_TIME,
        MeasureId.REVIEW_TIME,
        MeasureId.CHANGE_FAIL_RATE,
        MeasureId.RECOVERY_TIME,
        MeasureId.REWORK_RATE,
    }
)
_RATES = frozenset(
    {Unit.PULLS_PER_WEEK, Unit.DAYS_PER_WEEK, Unit.RELEASES_PER_WEEK, Unit.COMMITS_PER_WEEK}
)
#: Fewer things than this say nothing of a tendency.
ENOUGH = 5
#: A change of at most a tenth is none.
BAND = 0.1


def trend_of(measure: Measure) -> Trend:
    """A measure against the same startup's period before: a tenth more or less is no change.

    Unknown without a period before, or where too few things were counted: for rates and people in
    both periods (nobody after many is a tendency), for anything else in either.
    """
    value, previous = measure.value, measure.previous
    if value is None or previous is None or _rests_on_too_little(measure):
        return Trend.UNKNOWN
    # The small part is for figures that are a tenth apart but for their rounding.
    if abs(value - previous) <= BAND * abs(previous) + 1e-9:
        return Trend.STEADY
    is_better = (value < previous) == (measure.id in _LOWER_IS_BETTER)
    return Trend.BETTER if is_better else Trend.WORSE


def _rests_on_too_little(measure: Measure) -> bool:
    before = ENOUGH if measure.previous_counted is None else measure.previous_counted
    if measure.unit in _RATES or measure.id is MeasureId.CONTRIBUTORS:
        return max(measure.counted, before) < ENOUGH
    return min(measure.counted, before) < ENOUGH
