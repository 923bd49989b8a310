"""What committees decided before, and what became of what they were promised, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any

from incubator.domain.decisions import Decision, in_force
from incubator.domain.dossier_facts import standing_told, value_told
from incubator.domain.dossiers import iso, plain
from incubator.domain.follow_up import Promise, Sort, asked_by, fate
from incubator.domain.impact import DatedValue, Indicator
from incubator.domain.progress import standing


def decisions_told(
    decisions: Sequence[Decision],
    promises: Sequence[Promise],
    indicators: Sequence[Indicator],
    today: date,
    zone: tzinfo,
) -> list[dict[str, Any]]:
    """Every decision with what it asked for, the newest first; the zone makes days of instants."""
    replaced = {one.replaces: one.id for one in decisions if one.replaces}
    return [
        {
            "id": one.id,
            "decided_on": iso(one.decided_on),
            "kind": one.kind.value,
            "phase": one.phase.value if one.phase else None,
            "amount": one.amount,
            "period_from": iso(one.period_from),
            "period_until": iso(one.period_until),
            "months": one.months,
            "evidence": one.evidence,
            "reasons": one.reasons,
            "replaces": one.replaces or None,
            "replaced_by": replaced.get(one.id),
            "objectives": [
                objective_told(each, indicators, today, zone)
                for each in asked_by(promises, one.id, Sort.OBJECTIVE)
            ],
            "conditions": [
                promise_told(each, today, zone)
                for each in asked_by(promises, one.id, Sort.CONDITION)
            ],
        }
        for one in reversed(decisions)
    ]


def promised_told(
    decisions: Sequence[Decision],
    promises: Sequence[Promise],
    indicators: Sequence[Indicator],
    today: date,
    zone: tzinfo,
) -> dict[str, Any] | None:
    """What the last decision that stands was promised; None where nothing was ever decided."""
    last = next(reversed(in_force(decisions)), None)
    if last is None:
        return None
    return {
        "decision": last.id,
        "decided_on": iso(last.decided_on),
        "objectives": [
            objective_told(each, indicators, today, zone)
            for each in asked_by(promises, last.id, Sort.OBJECTIVE)
        ],
    }


def promise_told(promise: Promise, today: date, zone: tzinfo) -> dict[str, Any]:
    """A promise, its fate and the note that says so."""
    answered = promise.answered
    return {
        "id": promise.id,
        "text": promise.text,
        "owner": promise.owner,
        "due": iso(promise.due),
        "fate": fate(promise, today).value,
        "answered": {
            "on": iso(answered.at.astimezone(zone).date()),
            "evidence": answered.evidence,
            "url": answered.url,
        }
        if answered
        else None,
    }


def objective_told(
    promise: Promise, indicators: Sequence[Indicator], today: date, zone: tzinfo
) -> dict[str, Any]:
    """An objective, with its measure on the day of the decision and today.

    It stands on course where its value is on the straight line from the value known at the
    decision to the one promised.
    """
    told = {
        **promise_told(promise, today, zone),
        "value": None if promise.value is None else plain(promise.value),
        "unit": promise.unit,
        "indicator": promise.indicator,
    }
    measured = next((one for one in indicators if one.id == promise.indicator), None)
    if measured is None or not promise.indicator:
        return {**told, "name": "", "at_decision": None, "latest": None}
    told |= {
        "name": measured.name,
        "unit": promise.unit or measured.unit,
        "at_decision": value_told(measured.latest(promise.decided_on)),
        "latest": value_told(measured.latest(today)),
    }
    if promise.value is None:
        return told
    return told | standing_told(standing(_as_promised(measured, promise), today))


def _as_promised(measured: Indicator, promise: Promise) -> Indicator:
    """The measure since the decision, with what was promised for its only target."""
    known = measured.latest(promise.decided_on)
    values = tuple(one for one in measured.values if known is None or one.day >= known.day)
    target = DatedValue(promise.due, promise.value or Decimal(0))
    return replace(measured, values=values, targets=(target,))
