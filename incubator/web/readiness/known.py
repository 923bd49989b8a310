"""Everything that criteria are answered from, for one startup; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.requests import Request

from incubator.actions.startup_findings import Findings, known_of
from incubator.domain.readiness import Declared, Known
from incubator.domain.startups import Startup
from incubator.sheets.layout import Collection
from incubator.store.assessments import Assessed, Kind
from incubator.store.startup_reads import SheetSource, TeamMate, load_team, sheet_source
from incubator.web.measures.findings import findings_of
from incubator.web.site import site_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """What checks may look at. ``is_tracked``: the sheet names repositories that are read."""

    known: Known
    is_tracked: bool
    is_invented: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What the team says of the criteria of a sheet, and the rows that say it."""

    rows: Mapping[str, Assessed]
    declared: Mapping[str, Declared]


async def evidence_of(request: Request, sheet: Startup) -> Evidence:
    """What is known of a startup. Private repositories count nowhere.

    A criterion has one answer, whoever reads it: what only the team may see can't be a part of it.
    """
    team = await load_team(sheet.id, site_of(request).today())
    source = await sheet_source(Collection.STARTUPS, sheet.id)
    findings = await findings_of(request, sheet, with_private=False)
    return evidence_from(request, sheet, team, source, findings)


def evidence_from(
    request: Request,
    sheet: Startup,
    team: Iterable[TeamMate],
    source: SheetSource,
    findings: Findings,
) -> Evidence:
    """The same, for a page that has read all of it. Facts are as old as the oldest reading."""
    site = site_of(request)
    known = known_of(sheet, team, source, findings, site.today(), site.settings.time_zone)
    return Evidence(known, bool(findings.names), findings.is_invented)


def words_of(
    request: Request, rows: Mapping[tuple[str, str], Assessed], kind: Kind, sheet_id: str
) -> Words:
    """What the newest rows of a startup say of one sheet's criteria."""
    zone = site_of(request).settings.time_zone
    own = {
        criterion: row
        for (sheet, criterion), row in rows.items()
        if sheet == sheet_id and row.asked.kind is kind
    }
    declared = {criterion: row.declared(zone) for criterion, row in own.items()}
    return Words(own, {name: said for name, said in declared.items() if said is not None})
