"""What is known of a startup today, gathered for its dossier: nobody types what the system has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from incubator.actions.startup_findings import Findings, find_out, known_of
from incubator.config import Settings
from incubator.domain.decisions import Decision
from incubator.domain.dossier_facts import (
    committees_told,
    impact_told,
    measures_told,
    money_told,
    phase_told,
    phases_told,
    replies_told,
    sprints_told,
)
from incubator.domain.dossier_promises import decisions_told, promised_told
from incubator.domain.dossiers import iso
from incubator.domain.phases import current_entry
from incubator.domain.readiness import Declared, Known
from incubator.domain.readiness_gates import gate_of, replies
from incubator.domain.startups import Startup
from incubator.store import assessments, criteria_reads
from incubator.store.assessments import Assessed, Kind
from incubator.store.committees.decisions import settled_about
from incubator.store.committees.dossiers import DossierVersion
from incubator.store.committees.promises import promises_of_startups
from incubator.store.committees.sessions import find_committee
from incubator.store.portfolio_rows import incubator_titles, named_organisations
from incubator.store.sheet_states import read_version
from incubator.store.startup_reads import StartupPage, find_startup

#: A sync between two reads starts them again; this often at most, since syncs may follow closely.
_TRIES = 3


async def assemble(settings: Settings, dossier: DossierVersion, now: datetime) -> dict[str, Any]:
    """The facts of a dossier's content, as they are known at an instant.

    All of them are of one version of the catalogue. A startup whose sheet is no more has the
    sections that do not come from it: what was decided, and what was promised.
    """
    facts: dict[str, Any] = {}
    for _ in range(_TRIES):
        version = (await read_version()).number
        facts = await _gather(settings, dossier, now)
        if (await read_version()).number == version:
            break
    return facts


async def _gather(settings: Settings, dossier: DossierVersion, now: datetime) -> dict[str, Any]:
    zone = settings.time_zone
    today = now.astimezone(zone).date()
    page = await find_startup(dossier.startup_id, today)
    sheet = page.startup if page else Startup(dossier.startup_id, "", "", ())
    # What was decided on this very item is not what was decided before it.
    decisions = [
        taken.decision
        for taken in await settled_about(dossier.startup_id)
        if taken.decision.item_id != dossier.item_id
    ]
    return {
        "known_on": iso(today),
        "session": await _session(dossier, zone),
        "startup": await _startup(sheet, page, today, zone),
        "phases": phases_told(sheet.phases),
        "committees": committees_told(sheet.events, today),
        "money": money_told(sheet, today),
        **await _promises(dossier.startup_id, decisions, sheet, today, zone),
        **await _measured(settings, page, today),
    }


async def _session(dossier: DossierVersion, zone: ZoneInfo) -> dict[str, Any]:
    committee = await find_committee(dossier.committee_id)
    if committee is None:
        raise LookupError(f"The dossier {dossier.public_id} has no session.")
    titles = await incubator_titles()
    return {
        "committee": committee.public_id,
        "item": dossier.item_id,
        "title": committee.title,
        "day": iso(committee.starts_at.astimezone(zone).date()),
        "incubator": {
            "id": committee.incubator_id,
            "name": titles.get(committee.incubator_id, ""),
        },
    }


async def _startup(
    sheet: Startup, page: StartupPage | None, today: date, zone: ZoneInfo
) -> dict[str, Any]:
    titles = await incubator_titles()
    return {
        "id": sheet.id,
        "title": sheet.title or sheet.id,
        "mission": sheet.mission,
        "link": sheet.link,
        "is_published": page is not None,
        "changed_on": iso(page.source.changed_at.astimezone(zone).date()) if page else None,
        "phase": phase_told(sheet, today),
        "sponsors": await named_organisations(sheet.sponsors),
        "incubators": [{"id": one, "name": titles.get(one, "")} for one in sheet.incubators],
    }


async def _promises(
    startup_id: str, decisions: list[Decision], sheet: Startup, today: date, zone: ZoneInfo
) -> dict[str, Any]:
    """Decisions with their promises, and the impact matrix against the last ones."""
    promises = await promises_of_startups([startup_id])
    promised = promised_told(decisions, promises, sheet.indicators, today, zone)
    decided_on = date.fromisoformat(promised["decided_on"]) if promised else None
    return {
        "decisions": decisions_told(decisions, promises, sheet.indicators, today, zone),
        "promised": promised,
        "impact": impact_told(sheet.indicators, decided_on, today),
    }


async def _measured(settings: Settings, page: StartupPage | None, today: date) -> dict[str, Any]:
    """The team, its sprints and measures, and the criteria that all this answers.

    Private repositories count nowhere: sponsors and guests read the dossier.
    """
    if page is None:
        return {"team": [], "delivery": None, "gate": None, "standards": []}
    zone = settings.time_zone
    findings = await find_out(
        page.startup, settings.github_web_url, today, zone, with_private=False
    )
    known = known_of(page.startup, page.team, page.source, findings, today, zone)
    return {
        "team": [
            {
                "name": mate.full_name,
                "role": mate.role,
                "since": iso(mate.start),
                "status": asked.status,
            }
            for mate, asked in zip(
                [one for one in page.team if one.is_active], known.team, strict=True
            )
        ],
        "delivery": _delivery(findings, zone),
        "gate": await _gate(page.startup, known, today, zone),
        "standards": await _standards(page.startup, known, today, zone),
    }


def _delivery(findings: Findings, zone: ZoneInfo) -> dict[str, Any]:
    read_at = findings.read_at
    return {
        "repositories": list(findings.names),
        "is_known": findings.is_known,
        "is_invented": findings.is_invented,
        "read_on": iso(read_at.astimezone(zone).date()) if read_at else None,
        **sprints_told(findings.sprints),
        "measures": measures_told(findings.measures),
    }


async def _gate(sheet: Startup, known: Known, today: date, zone: ZoneInfo) -> dict[str, Any] | None:
    """The gate before the startup; None before its first phase and after its end."""
    entry = current_entry(sheet.phases, today)
    if entry is None or entry.phase.is_ending:
        return None
    asked = await criteria_reads.phase_criteria(entry.phase)
    gate = gate_of(entry.phase, asked.following)
    rows = await assessments.newest(sheet.id, Kind.PHASE)
    declared = _declared(rows, entry.phase.value, zone)
    return {
        "phase": entry.phase.value,
        "aim": gate.aim.value if gate.aim else None,
        "others": [one.value for one in gate.others],
        **replies_told(replies(asked.criteria, known, declared, "", today)),
    }


async def _standards(
    sheet: Startup, known: Known, today: date, zone: ZoneInfo
) -> list[dict[str, Any]]:
    rows = await assessments.newest(sheet.id, Kind.STANDARD)
    return [
        {
            "id": one.id,
            "title": one.title,
            "version": one.version,
            **replies_told(
                replies(one.criteria, known, _declared(rows, one.id, zone), one.version, today)
            ),
        }
        for one in await criteria_reads.standards()
    ]


def _declared(
    rows: Mapping[tuple[str, str], Assessed], sheet_id: str, zone: ZoneInfo
) -> dict[str, Declared]:
    """What the team says of a sheet's criteria, by criterion."""
    said = {
        criterion: row.declared(zone)
        for (sheet, criterion), row in rows.items()
        if sheet == sheet_id
    }
    return {name: one for name, one in said.items() if one is not None}
