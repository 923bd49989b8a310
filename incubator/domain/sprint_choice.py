"""Which sprints a startup has: those of the first source that has some, and what they say.

Sources are tried in the order of DESIGN, section 5: milestones with a due date, iterations of a
project, the sheet, then a fixed cadence wherever something was done. A source whose last sprint
ended more than 90 days ago is outdated: the team works otherwise now. It is used only where no
later source has anything.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType

from incubator.domain.days import end_of, start_of
from incubator.domain.delivery_facts import BoxKind, History, Part, known_from
from incubator.domain.sprint_plans import (
    Plan,
    cadence_plans,
    iteration_plans,
    milestone_plans,
    planning_day,
    sheet_plans,
)
from incubator.domain.sprint_replay import Outcome, Span, replay
from incubator.domain.sprint_reports import (
    SourceAbsence,
    SprintFigures,
    SprintReport,
    Sprints,
    SprintSource,
)
from incubator.domain.sprint_timelines import Timeline, timelines
from incubator.domain.sprints import Sprint

Frozen = Mapping[tuple[SprintSource, str], SprintFigures]
_NOTHING_FROZEN: Frozen = MappingProxyType({})

#: How many past sprints are told.
KEPT = 12
#: A source is outdated when its last sprint ended longer ago than this.
RECENT = timedelta(days=90)


def sprints_of(
    histories: Sequence[History],
    declared: Sequence[Sprint],
    today: date,
    zone: tzinfo,
    frozen: Frozen = _NOTHING_FROZEN,
) -> Sprints:
    """A startup's sprints. ``frozen`` has figures kept when sprints closed: they win.

    Past sprints that began before the horizon of what was collected are left out, unless frozen.
    Of several sprints under way, the one that began last is current; then the fullest.
    """
    choice = _chosen(histories, declared, today, zone, frozen)
    if choice.source is None:
        return Sprints(None, choice.skipped, None, ())
    tell = _Teller(histories, today, zone, frozen).tell
    past = [plan for plan in choice.plans if plan.sprint.end < today][-KEPT:]
    running = [plan for plan in choice.plans if plan.sprint.start <= today <= plan.sprint.end]
    coming = [plan for plan in choice.plans if plan.sprint.start > today]
    coming.sort(key=lambda plan: (plan.sprint.start, plan.sprint.end, plan.key))
    return Sprints(
        source=choice.source,
        skipped=choice.skipped,
        current=max(map(tell, running), key=_currency, default=None),
        past=tuple(tell(plan) for plan in reversed(past)),
        coming=tuple(map(tell, coming)),
    )


def sprints_to_freeze(histories: Sequence[History], today: date, zone: tzinfo) -> list[Plan]:
    """Sprints whose figures can't change any more: over, and wholly collected since.

    They are those of the sources that say which issues a sprint holds, used or not. Boxes and
    events about iterations are enough to tell.
    """
    return [
        plan
        for plans in (milestone_plans(histories, zone), iteration_plans(histories))
        for plan in [one for one in plans if one.sprint.end < today][-KEPT:]
        if _is_known(plan, zone)
        and _is_seen(plan, zone)
        and all(history.until >= end_of(plan.sprint.end, zone) for history, _ in plan.members)
    ]


def figures_of(
    plans: Iterable[Plan], histories: Sequence[History], today: date, zone: tzinfo
) -> list[SprintReport]:
    """Reports of sprints, worked out from what is known now."""
    teller = _Teller(histories, today, zone, _NOTHING_FROZEN)
    return [teller.tell(plan) for plan in plans]


def _currency(report: SprintReport) -> tuple[date, int, str]:
    figures = report.figures
    size = figures.committed + figures.added if figures else 0
    return report.sprint.start, size, report.key


@dataclass(frozen=True, slots=True)
class _Choice:
    source: SprintSource | None
    plans: list[Plan]
    skipped: tuple[tuple[SprintSource, SourceAbsence], ...]


def _chosen(
    histories: Sequence[History],
    declared: Sequence[Sprint],
    today: date,
    zone: tzinfo,
    frozen: Frozen,
) -> _Choice:
    """The first source with a recent sprint, else the first with any."""
    planners: dict[SprintSource, Callable[[], list[Plan]]] = {
        SprintSource.MILESTONES: lambda: milestone_plans(histories, zone),
        SprintSource.ITERATIONS: lambda: iteration_plans(histories),
        SprintSource.SHEET: lambda: sheet_plans(declared, histories),
        SprintSource.CADENCE: lambda: _active_cadence(histories, today, zone),
    }
    skipped: list[tuple[SprintSource, SourceAbsence]] = []
    outdated: _Choice | None = None
    for source, plan in planners.items():
        planned = plan()
        plans = [one for one in planned if _is_told(one, today, zone, frozen)]
        if any(one.sprint.end >= today - RECENT for one in plans):
            return _Choice(source, plans, tuple(skipped))
        if plans and outdated is None:
            outdated = _Choice(source, plans, tuple(skipped))
        absence = SourceAbsence.OUTDATED if planned else _absence(source, histories)
        skipped.append((source, absence))
    return outdated or _Choice(None, [], tuple(skipped))


def _is_told(plan: Plan, today: date, zone: tzinfo, frozen: Frozen) -> bool:
    """Whether a sprint can be told: a past one only if its facts are all known.

    The sheet's sprints are told whatever is known.
    """
    if plan.sprint.end >= today or plan.source is SprintSource.SHEET:
        return True
    if (plan.source, plan.key) in frozen:
        return True
    return _is_known(plan, zone)


def _is_known(plan: Plan, zone: tzinfo) -> bool:
    return plan.known_from is None or plan.known_from <= start_of(plan.sprint.start, zone)


def _is_seen(plan: Plan, zone: tzinfo) -> bool:
    """Whether what a box held can be told: for iterations, if somebody looked before its end."""
    if plan.source is not SprintSource.ITERATIONS:
        return True
    return plan.seen_from is not None and plan.seen_from < end_of(plan.sprint.end, zone)


def _active_cadence(histories: Sequence[History], today: date, zone: tzinfo) -> list[Plan]:
    """The cadence from the first fortnight in which something was done; nothing without one."""
    if not histories:
        return []
    counter = _Counter(histories)
    plans = cadence_plans(histories, today, KEPT)
    for position, plan in enumerate(plans):
        start, end = start_of(plan.sprint.start, zone), end_of(min(plan.sprint.end, today), zone)
        if counter.closed(start, end) or counter.merged(start, end):
            return plans[position:]
    return []


def _absence(source: SprintSource, histories: Sequence[History]) -> SourceAbsence:
    """Why a source has no sprint at all."""
    if source is SprintSource.MILESTONES:
        if any(box.kind is BoxKind.MILESTONE for h in histories for box in h.boxes):
            return SourceAbsence.NONE_DATED
        # Repositories without issues have no milestones: there is nothing to hide.
        if any(Part.MILESTONES in h.hidden and h.repository.has_issues for h in histories):
            return SourceAbsence.HIDDEN
    if source is SprintSource.ITERATIONS and any(Part.ITERATIONS in h.hidden for h in histories):
        return SourceAbsence.HIDDEN
    return SourceAbsence.NONE


class _Counter:
    """Issues closed as planned and pull requests merged by people, in a time."""

    def __init__(self, histories: Iterable[History]) -> None:
        self._closed: list[datetime] = []
        self._merged: list[datetime] = []
        for history in histories:
            self._closed += [
                issue.closed_at
                for issue in history.issues
                if issue.closed_at is not None and issue.is_planned and not issue.is_open
            ]
            self._merged += [
                pull.merged_at
                for pull in history.pulls
                if pull.merged_at is not None and not pull.author_is_bot
            ]
        self._closed.sort()
        self._merged.sort()

    def closed(self, start: datetime, end: datetime) -> int:
        """Issues closed from ``start`` to before ``end``."""
        return max(0, bisect_left(self._closed, end) - bisect_left(self._closed, start))

    def merged(self, start: datetime, end: datetime) -> int:
        """Pull requests merged from ``start`` to before ``end``."""
        return max(0, bisect_left(self._merged, end) - bisect_left(self._merged, start))


class _Teller:
    """Tells sprints; reads each repository's events once."""

    def __init__(
        self, histories: Sequence[History], today: date, zone: tzinfo, frozen: Frozen
    ) -> None:
        self._histories = histories
        self._today = today
        self._zone = zone
        self._frozen = frozen
        self._counter = _Counter(histories)
        self._known_from = known_from(histories)
        self._timelines: dict[tuple[int, BoxKind], Mapping[str, list[Timeline]]] = {}

    def tell(self, plan: Plan) -> SprintReport:
        """A sprint's report; its figures are the frozen ones if there are."""
        sprint = plan.sprint
        start = start_of(sprint.start, self._zone)
        end = end_of(min(sprint.end, self._today), self._zone)
        is_over = sprint.end < self._today
        counted = self._is_counted(start)
        report = SprintReport(
            sprint=sprint,
            key=plan.key,
            source=plan.source,
            is_over=is_over,
            figures=None,
            closed_issues=self._counter.closed(start, end) if counted else 0,
            merged_pulls=self._counter.merged(start, end) if counted else 0,
            is_observed=plan.source is SprintSource.ITERATIONS,
            is_counted=counted,
        )
        frozen = self._frozen.get((plan.source, plan.key)) if is_over else None
        is_known = _is_known(plan, self._zone) and (not is_over or _is_seen(plan, self._zone))
        if not plan.members or (frozen is None and not is_known):
            return report
        outcome = self._outcome(plan)
        figures = frozen or outcome.figures
        late = min(outcome.late, figures.carried_over) if is_over else 0
        return replace(report, figures=figures, late=late, is_frozen=frozen is not None)

    def _is_counted(self, start: datetime) -> bool:
        # Where nobody ever opened an issue or a pull request, none closed says nothing.
        if not any(history.issues or history.pulls for history in self._histories):
            return False
        if self._known_from is not None and self._known_from > start:
            return False
        return not any(
            Part.PULLS in history.hidden
            or (Part.ISSUES in history.hidden and history.repository.has_issues)
            for history in self._histories
        )

    def _outcome(self, plan: Plan) -> Outcome:
        """A repository that could not be read lately is taken as it was last seen."""
        sprint, zone = plan.sprint, self._zone
        start, end = start_of(sprint.start, zone), end_of(sprint.end, zone)
        seen_until = min(
            max(history.until for history, _ in plan.members), end_of(self._today, zone)
        )
        held = [
            (timeline, box.key)
            for history, box in plan.members
            for timeline in self._of(history, box.kind).get(box.key, [])
        ]
        return replay(
            held,
            Span(
                first_day=sprint.start,
                start=start,
                committed_until=end_of(planning_day(sprint), zone),
                end=min(end, seen_until),
                seen_until=seen_until,
                zone=zone,
            ),
        )

    def _of(self, history: History, kind: BoxKind) -> Mapping[str, list[Timeline]]:
        key = history.repository.github_id, kind
        if key not in self._timelines:
            self._timelines[key] = timelines(history, kind, self._zone)
        return self._timelines[key]
