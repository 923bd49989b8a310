"""What is known of a startup, as the plain values that a dossier keeps for ever.

Each function makes a part of the content (``domain.dossiers`` names them): codes, days as ISO 8601,
figures as texts. Nothing is filled in: what is not known is None, or an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from incubator.domain.costs import (
    UnitCost,
    cost_per_unit,
    cost_per_user,
    cost_since_start,
    runway_months,
)
from incubator.domain.dossiers import iso, plain
from incubator.domain.impact import DatedValue, Dimension, Indicator
from incubator.domain.measures import Measure, trend_of
from incubator.domain.phases import PhaseEntry, current_entry, periods
from incubator.domain.progress import Standing, change_over, standing
from incubator.domain.readiness import Reply, Source, score
from incubator.domain.sprint_reports import SprintReport, Sprints
from incubator.domain.startups import Event, EventKind, Startup

#: How many values of a measure are told, the newest ones, and how many past sprints.
VALUES_TOLD = 12
SPRINTS_TOLD = 6
_HALF_YEAR = 6

Values = dict[str, Any]


def phase_told(sheet: Startup, today: date) -> Values | None:
    """The phase of today, and since when."""
    entry = current_entry(sheet.phases, today)
    return {"phase": entry.phase.value, "since": iso(entry.start)} if entry else None


def phases_told(entries: Sequence[PhaseEntry]) -> list[Values]:
    """The stays in phases, in time."""
    return [
        {
            "phase": one.phase.value,
            "start": iso(one.start),
            "end": iso(one.end),
            "comment": one.comment,
        }
        for one in periods(entries)
    ]


def committees_told(events: Iterable[Event], today: date) -> list[Values]:
    """The committees that the sheet records, in time; those to come are announced."""
    held = sorted(
        (one for one in events if one.name == EventKind.COMMITTEE), key=lambda one: one.day
    )
    return [
        {"day": iso(one.day), "comment": one.comment, "is_announced": one.day > today}
        for one in held
    ]


def impact_told(
    indicators: Sequence[Indicator], decided_on: date | None, today: date
) -> list[Values]:
    """Each measure of the impact matrix, in the matrix's order.

    ``decided_on`` is the day of the last decision: the value known then stands beside today's.
    """
    order = list(Dimension)
    return [
        _indicator_told(one, decided_on, today)
        for one in sorted(indicators, key=lambda one: order.index(one.dimension))
    ]


def _indicator_told(indicator: Indicator, decided_on: date | None, today: date) -> Values:
    known = sorted((one for one in indicator.values if one.day <= today), key=lambda one: one.day)
    change = change_over(indicator, _HALF_YEAR, today)
    return {
        "id": indicator.id,
        "name": indicator.name,
        "dimension": indicator.dimension.value,
        "unit": indicator.unit,
        "is_main": indicator.is_main,
        "lower_is_better": indicator.lower_is_better,
        "source": indicator.source,
        "latest": value_told(indicator.latest(today)),
        "at_decision": value_told(indicator.latest(decided_on)) if decided_on else None,
        "half_a_year_ago": value_told(change.former) if change else None,
        **standing_told(standing(indicator, today)),
        "targets": [value_told(one) for one in sorted(indicator.targets, key=lambda one: one.day)],
        "values": [value_told(one) for one in known[-VALUES_TOLD:]],
        "values_before": max(0, len(known) - VALUES_TOLD),
    }


def standing_told(now: Standing) -> Values:
    """Where a measure stands against one target."""
    return {
        "target": value_told(now.target),
        "progress": now.progress.value,
        "doubt": now.doubt.value if now.doubt else None,
        "since": value_told(now.since),
        "expected": _rounded(now.expected),
    }


def value_told(one: DatedValue | None) -> Values | None:
    """A figure and its day."""
    return {"day": iso(one.day), "value": plain(one.value)} if one else None


def money_told(sheet: Startup, today: date) -> Values:
    """Budgets by year, what all of it cost, a user's and a result's cost, how long money lasts."""
    total = cost_since_start(sheet.budgets, today)
    until = sheet.funding_until
    return {
        "budgets": [
            {
                "year": one.year,
                "committed_cents": one.committed_cents,
                "spent_cents": one.spent_cents,
                "source": one.source,
            }
            for one in sorted(sheet.budgets, key=lambda one: one.year)
        ],
        "budget_url": sheet.budget_url,
        "total": {"cents": total.cents, "years": list(total.years)} if total else None,
        "per_user": _cost_told(cost_per_user(sheet.indicators, sheet.budgets, today)),
        "per_unit": _cost_told(cost_per_unit(sheet.indicators, sheet.budgets, today)),
        "funding_until": iso(until),
        "runway_months": runway_months(until, today) if until else None,
        "is_over": until < today if until else None,
        "fund": {"round": sheet.fund.round, "amount_euros": sheet.fund.amount_euros}
        if sheet.fund
        else None,
    }


def _cost_told(cost: UnitCost | None) -> Values | None:
    if cost is None:
        return None
    return {
        "year": cost.year,
        "cents": cost.cents,
        "basis": cost.basis.value,
        "indicator": cost.indicator.id,
        "name": cost.indicator.name,
        "unit": cost.indicator.unit,
        "months": cost.months,
    }


def sprints_told(sprints: Sprints) -> Values:
    """The sprint of today and the past ones, the newest first, with where they come from."""
    past = sprints.past[:SPRINTS_TOLD]
    reports = [one for one in (sprints.current, *past) if one is not None]
    return {
        "source": sprints.source.value if sprints.source else None,
        "sprints": [_sprint_told(one) for one in reports],
    }


def _sprint_told(report: SprintReport) -> Values:
    """A sprint; its issues where its source has them, else what was closed and merged meanwhile."""
    figures = report.figures
    told: Values = {
        "name": report.sprint.name,
        "start": iso(report.sprint.start),
        "end": iso(report.sprint.end),
        "goal": report.sprint.goal,
        "is_over": report.is_over,
        "committed": figures.committed if figures else None,
        "added": figures.added if figures else None,
        "removed": figures.removed if figures else None,
        "done": figures.done if figures else None,
        "carried_over": figures.carried_over if figures else None,
        "closed_issues": report.closed_issues if report.is_counted else None,
        "merged_pulls": report.merged_pulls if report.is_counted else None,
    }
    return told


def measures_told(measures: Iterable[Measure]) -> list[Values]:
    """The measures of delivery, each with its period, or why there is no figure."""
    return [
        {
            "id": one.id.value,
            "unit": one.unit.value,
            "start": iso(one.period.start),
            "end": iso(one.period.end),
            "value": _float(one.value),
            "previous": _float(one.previous),
            "trend": trend_of(one).value,
            "absence": one.absence.value if one.absence else None,
        }
        for one in measures
    ]


def replies_told(replies: Sequence[Reply]) -> Values:
    """Criteria with their answers and what these rest on, and how many are met."""
    counted = score(replies)
    return {
        "met": counted.met,
        "not_met": counted.not_met,
        "unknown": counted.unknown,
        "criteria": [_reply_told(one) for one in replies],
    }


def _reply_told(reply: Reply) -> Values:
    finding = reply.finding if reply.source not in (None, Source.DECLARED) else None
    declared = reply.declared
    return {
        "id": reply.criterion.id,
        "text": reply.criterion.text,
        "answer": reply.answer.value,
        "source": reply.source.value if reply.source else None,
        "as_of": iso(reply.as_of),
        "check": reply.criterion.check,
        "figures": _plain_figures(finding.figures) if finding else {},
        "declared": {
            "answer": declared.answer.value,
            "day": iso(declared.day),
            "evidence": declared.evidence,
            "url": declared.url,
            "version": declared.version,
        }
        if declared
        else None,
    }


def _plain_figures(figures: Mapping[str, object]) -> Values:
    return {name: _plain_value(value) for name, value in figures.items()}


def _plain_value(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain_value(one) for one in value]
    return value


def _float(value: float | None) -> str | None:
    """A measure to three digits after the point: no more is meant by it."""
    return None if value is None else plain(Decimal(repr(round(value, 3))))


def _rounded(value: Decimal | None) -> str | None:
    return None if value is None else plain(round(value, 2))
