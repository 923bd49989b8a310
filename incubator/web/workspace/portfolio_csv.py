"""A portfolio as CSV (RFC 4180): the words of sheets, days as 2026-12-31, whatever the language."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from incubator.domain.portfolio import Concern, Row
from incubator.domain.progress import Progress

COLUMNS = (
    "startup",
    "nom",
    "phase",
    "depuis",
    "incubateurs",
    "administrations",
    "comite_au_plus_tard",
    "comite_en_retard",
    "financement_jusqu_au",
    "mois_de_financement",
    "mesure",
    "unite",
    "valeur",
    "valeur_du",
    "objectif",
    "objectif_pour",
    "avancement",
    "fiche_modifiee_le",
    "fiche_ancienne",
    "mesures_github_a_jour",
)
#: What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PROGRESS = {
    Progress.REACHED: "atteint",
    Progress.ON_COURSE: "en-bonne-voie",
    Progress.BEHIND: "en-retard",
    Progress.UNKNOWN: "inconnu",
}


def portfolio_csv(rows: Sequence[Row]) -> str:
    """The file, a line each; what is not known is empty."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_line(row) for row in rows)
    return file.getvalue()


def _line(row: Row) -> list[str]:
    card, indicator, stands = row.card, row.indicator, row.standing
    latest = stands.latest if stands else None
    target = stands.target if stands else None
    return [
        _harmless(card.id),
        _harmless(card.title),
        row.phase,
        _day(card.since),
        _harmless(" ".join(card.incubators)),
        _harmless(" ".join(card.sponsors)),
        _day(row.committee.day if row.committee else None),
        _yes_or_no(Concern.OVERDUE in row.concerns),
        _day(row.funding_until),
        "" if row.runway is None else str(row.runway),
        _harmless(indicator.name if indicator else ""),
        _harmless(indicator.unit if indicator else ""),
        _number(latest.value if latest else None),
        _day(latest.day if latest else None),
        _number(target.value if target else None),
        _day(target.day if target else None),
        _PROGRESS[stands.progress] if stands else "",
        _day(row.changed_on),
        _yes_or_no(Concern.STALE in row.concerns),
        "" if row.has_fresh_measures is None else _yes_or_no(row.has_fresh_measures),
    ]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _number(value: Decimal | None) -> str:
    """A number without exponent: it stays one, its minus is no formula."""
    return "" if value is None else f"{value:f}"


def _yes_or_no(value: bool) -> str:
    return "oui" if value else "non"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
