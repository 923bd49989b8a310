"""Incubators and organisations, the programme's own sheets, and former addresses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.domain.directory import Person
from incubator.sheets.fields import PATH_LIMIT
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.people_reads import people_by_id
from incubator.store.sheet_states import REMOVED
from incubator.store.startup_reads import SheetSource, sheet_source


@dataclass(frozen=True, slots=True)
class IncubatorPage:
    """Everything that an incubator's page shows besides its startups."""

    id: str
    title: str
    owner: str
    contact: str
    address: str
    website: str
    github: str
    summary_html: str
    body_html: str
    highlighted: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    source: SheetSource


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """Everything that an organisation's page shows besides its startups."""

    id: str
    name: str
    acronym: str
    ministry_domain: str
    kind: str
    directory_url: str
    body_html: str
    incubators: tuple[str, ...]
    source: SheetSource


@dataclass(frozen=True, slots=True)
class PhaseText:
    """What the programme's own sheet says of a phase."""

    id: str
    title: str
    summary: str
    body_html: str


async def list_incubators() -> list[tuple[str, str, str, str]]:
    """Visible incubators by title: id, title, owner's id, sanitised summary."""
    return await (
        models.Incubator.filter(hidden=False)
        .order_by("sort_title")
        .values_list("id", "title", "owner_id", "summary_html")
    )


async def find_incubator(incubator_id: str, today: date) -> IncubatorPage | None:
    """A visible incubator with its teams and their people; None when hidden or unknown."""
    row = await models.Incubator.get_or_none(id=incubator_id, hidden=False)
    if row is None:
        return None
    teams = await models.Team.filter(incubator_id=incubator_id).order_by("name")
    ids = await models.TeamMembership.filter(
        team_id__in=[team.id for team in teams] or [""]
    ).values_list("member_id", flat=True)
    text = await models.SheetText.get(path=row.path)
    return IncubatorPage(
        id=row.id,
        title=row.title,
        owner=row.owner_id,
        contact=row.contact,
        address=row.address,
        website=row.website,
        github=row.github,
        summary_html=row.summary_html,
        body_html=text.body_html,
        highlighted=tuple(json.loads(row.highlighted)),
        teams=tuple((team.id, team.name) for team in teams),
        people=await people_by_id([str(member_id) for member_id in ids], today),
        source=await sheet_source(Collection.INCUBATORS, incubator_id),
    )


async def find_organisation(organisation_id: str) -> OrganisationPage | None:
    """An organisation and the visible incubators that it owns; or None."""
    row = await models.Organisation.get_or_none(id=organisation_id)
    if row is None:
        return None
    owned = await models.Incubator.filter(owner_id=organisation_id, hidden=False).order_by(
        "sort_title"
    )
    text = await models.SheetText.get(path=row.path)
    return OrganisationPage(
        id=row.id,
        name=row.name,
        acronym=row.acronym,
        ministry_domain=row.ministry_domain,
        kind=row.kind,
        directory_url=row.directory_url,
        body_html=text.body_html,
        incubators=tuple(incubator.id for incubator in owned),
        source=await sheet_source(Collection.ORGANISATIONS, organisation_id),
    )


async def phase_texts() -> dict[str, PhaseText]:
    """What the programme's sheets say of each phase, by phase."""
    rows = await models.ReferenceSheet.filter(collection=Collection.PHASES.value).order_by("rank")
    texts = await models.SheetText.filter(path__in=[row.path for row in rows] or [""])
    bodies = {text.path: text.body_html for text in texts}
    return {
        row.sheet_id: PhaseText(row.sheet_id, row.title, row.summary, bodies.get(row.path, ""))
        for row in rows
    }


async def sheet_title(collection: Collection, sheet_id: str) -> str | None:
    """How a published startup, incubator or organisation is called; or None."""
    match collection:
        case Collection.STARTUPS:
            startup = await models.Startup.get_or_none(id=sheet_id)
            return startup.title if startup else None
        case Collection.INCUBATORS:
            incubator = await models.Incubator.get_or_none(id=sheet_id)
            return incubator.title if incubator else None
        case Collection.ORGANISATIONS:
            organisation = await models.Organisation.get_or_none(id=sheet_id)
            return organisation.name if organisation else None
        case _:
            return None


async def find_redirect(path: str) -> str | None:
    """Where a former path leads; the first file that claims it wins."""
    if len(path) > PATH_LIMIT or not path.isprintable():
        return None
    row = await models.Redirect.filter(path=path).order_by("sheet_path").first()
    return row.target if row else None


async def every_redirect() -> list[tuple[str, str]]:
    """Every former path with its target, in the order of the paths; the first that claims wins."""
    rows: Any = await models.Redirect.all().order_by("path", "-sheet_path")
    return list({row.path: row.target for row in rows}.items())


async def was_removed(collection: Collection, sheet_id: str) -> bool:
    """Whether a sheet by this id was published and is gone."""
    return await models.SheetState.filter(
        collection=collection.value, sheet_id=sheet_id, status=REMOVED
    ).exists()
