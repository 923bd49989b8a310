"""A portfolio as CSV (RFC 4180): the words of sheets, days as 2026-12-31, whatever the language."""

from __future__ import annotations

from collections.abc import Sequence

from incubator.domain.portfolio import Concern, Row
from incubator.domain.progress import Progress
from incubator.web.csv_files import csv_text, day_cell, harmless, number_cell, yes_or_no

COLUMNS = (
    "startup",
    "nom",
    "phase",
    "depuis",
    "incubateurs",
    "administrations",
    "comite_au_plus_tard",
    "comite_en_retard",
    "du_au_comite_le",
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
_PROGRESS = {
    Progress.REACHED: "atteint",
    Progress.ON_COURSE: "en-bonne-voie",
    Progress.BEHIND: "en-retard",
    Progress.UNKNOWN: "inconnu",
}


def portfolio_csv(rows: Sequence[Row]) -> str:
    """The file, a line each; what is not known is empty."""
    return csv_text(COLUMNS, (_line(row) for row in rows))


def _line(row: Row) -> list[str]:
    card, indicator, stands = row.card, row.indicator, row.standing
    latest = stands.latest if stands else None
    target = stands.target if stands else None
    return [
        harmless(card.id),
        harmless(card.title),
        row.phase,
        day_cell(card.since),
        harmless(" ".join(card.incubators)),
        harmless(" ".join(card.sponsors)),
        day_cell(row.committee.day if row.committee else None),
        yes_or_no(Concern.OVERDUE in row.concerns),
        day_cell(row.conditions_due),
        day_cell(row.funding_until),
        "" if row.runway is None else str(row.runway),
        harmless(indicator.name if indicator else ""),
        harmless(indicator.unit if indicator else ""),
        number_cell(latest.value if latest else None),
        day_cell(latest.day if latest else None),
        number_cell(target.value if target else None),
        day_cell(target.day if target else None),
        _PROGRESS[stands.progress] if stands else "",
        day_cell(row.changed_on),
        yes_or_no(Concern.STALE in row.concerns),
        yes_or_no(row.has_fresh_measures),
    ]
