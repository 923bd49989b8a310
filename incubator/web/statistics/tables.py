"""The same figures for machines: files of values separated by commas, in stable words.

Columns and values have the words of sheets, whatever the reader's language; docs/statistics.md
names them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from incubator.domain.catalogue import UNKNOWN, Published
from incubator.domain.phases import PHASES
from incubator.domain.programme_people import OTHER
from incubator.domain.programme_report import Report
from incubator.domain.startups import ACCESSIBILITY_STATUSES

Cell = str | int | float | None
Rows = Iterable[tuple[Cell, ...]]
#: A cell that begins so would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OTHER = "autre"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a file, and how its rows come from a report."""

    columns: tuple[str, ...]
    rows: Callable[[Report], Rows]


def to_csv(sheet: Sheet, report: Report) -> str:
    """The file as RFC 4180 has it: a line of names, commas, quotes where needed, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([_safe(cell) for cell in row] for row in sheet.rows(report))
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def _phases(report: Report) -> Rows:
    for count in report.phases:
        for phase in PHASES:
            yield count.day.isoformat(), phase.value, count.by_phase.get(phase, 0)


def _lengths(report: Report) -> Rows:
    for phase, found in report.lengths.items():
        counts = (found.stays, found.ended, found.going_on)
        yield phase.value, *counts, *found.quartiles, found.median_of_ended


def _flows(report: Report) -> Rows:
    for phase in PHASES:
        if report.first.get(phase):
            yield "", phase.value, report.first[phase]
    for before, after in sorted(report.flows, key=lambda pair: (pair[0].order, pair[1].order)):
        yield before.value, after.value, report.flows[before, after]


def _life(report: Report) -> Rows:
    for step in report.life.steps:
        yield step.days, round(step.share, 4), step.at_risk


def _committees(report: Report) -> Rows:
    for phase, one in report.committees.items():
        yield phase.value, one.in_time, one.overdue, one.never


def _published(report: Report) -> Rows:
    for phase, state in (report.states or {}).items():
        for what in Published:
            yield phase.value, what.value, state.published[what], state.startups


def _accessibility(report: Report) -> Rows:
    for phase, state in (report.states or {}).items():
        counts = {status: state.accessibility.get(status, 0) for status in ACCESSIBILITY_STATUSES}
        counts[UNKNOWN] = state.startups - sum(counts.values())
        for status, count in counts.items():
            yield phase.value, status, count


def _professions(report: Report) -> Rows:
    names = sorted({name for one in report.people for name in one.by_profession})
    for one in report.people:
        for name in names:
            yield one.day.isoformat(), name or UNKNOWN, one.by_profession.get(name, 0)


def _statuses(report: Report) -> Rows:
    names = sorted({name for one in report.people for name in one.by_status} - {OTHER})
    for one in report.people:
        for name in [*names, OTHER]:
            yield one.day.isoformat(), name or _OTHER, one.by_status.get(name, 0)


def _newcomers(report: Report) -> Rows:
    for quarter, count in report.newcomers.items():
        yield quarter.isoformat(), count


def _portfolios(report: Report) -> Rows:
    for incubator in sorted(report.portfolios):
        for phase in PHASES:
            yield incubator, phase.value, report.portfolios[incubator].get(phase, 0)


SHEETS: Mapping[str, Sheet] = {
    "phases": Sheet(("jour", "phase", "startups"), _phases),
    "lancements": Sheet(("annee", "startups"), lambda report: report.launches.items()),
    "impact-national": Sheet(("annee", "startups"), lambda report: report.national_impact.items()),
    "incubateurs": Sheet(("incubateur", "phase", "startups"), _portfolios),
    "durees": Sheet(
        (
            "phase",
            "sejours",
            "termines",
            "en_cours",
            "premier_quartile_jours",
            "mediane_jours",
            "troisieme_quartile_jours",
            "mediane_des_termines_jours",
        ),
        _lengths,
    ),
    "passages": Sheet(("de", "vers", "passages"), _flows),
    "survie": Sheet(("jours", "part_non_arretee", "suivies"), _life),
    "comites": Sheet(("phase", "a_l_heure", "en_retard", "aucun_connu"), _committees),
    "publications": Sheet(("phase", "publication", "startups", "total"), _published),
    "accessibilite": Sheet(("phase", "niveau", "startups"), _accessibility),
    "metiers": Sheet(("jour", "metier", "personnes"), _professions),
    "statuts": Sheet(("jour", "statut", "personnes"), _statuses),
    "arrivees": Sheet(("trimestre", "personnes"), _newcomers),
}
