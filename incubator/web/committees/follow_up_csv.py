"""The follow-up as CSV (RFC 4180): the words of decisions, days as 2026-12-31."""

from __future__ import annotations

from collections.abc import Sequence

from incubator.domain.follow_up import Promise, fate, is_reached
from incubator.web.committees.entering import startup_of
from incubator.web.committees.follow_up_asked import FATE_WORDS, SORT_WORDS
from incubator.web.committees.follow_up_views import Known
from incubator.web.csv_files import csv_text, day_cell, harmless, number_cell, yes_or_no

COLUMNS = (
    "startup",
    "nom",
    "quoi",
    "texte",
    "a_la_charge_de",
    "pour_le",
    "etat",
    "chiffre_promis",
    "unite",
    "mesure",
    "chiffre_actuel",
    "chiffre_actuel_du",
    "chiffre_atteint",
    "preuve",
    "lien",
    "note_le",
    "decision",
    "decide_le",
    "incubateur",
)


def follow_up_csv(promises: Sequence[Promise], known: Known) -> str:
    """The file, a line each; what is not known is empty."""
    return csv_text(COLUMNS, (_line(one, known) for one in promises))


def _line(promise: Promise, known: Known) -> list[str]:
    startup, _ = startup_of(known.snapshot, promise.startup_id)
    indicator = known.indicators.get((promise.startup_id, promise.indicator))
    latest = indicator.latest(known.today) if indicator else None
    note = promise.answered
    reached = is_reached(promise, indicator, known.today) if indicator else None
    return [
        harmless(promise.startup_id),
        harmless(startup.name),
        SORT_WORDS[promise.sort],
        harmless(promise.text),
        harmless(promise.owner),
        promise.due.isoformat(),
        FATE_WORDS[fate(promise, known.today)],
        number_cell(promise.value),
        harmless(promise.unit),
        harmless(indicator.name if indicator else ""),
        number_cell(latest.value if latest else None),
        day_cell(latest.day if latest else None),
        yes_or_no(reached),
        harmless(note.evidence if note else ""),
        harmless(note.url if note else ""),
        day_cell(note.at.astimezone(known.zone).date() if note else None),
        harmless(promise.decision_id),
        promise.decided_on.isoformat(),
        harmless(promise.incubator_id),
    ]
