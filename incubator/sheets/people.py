"""Read the sheets of those around the startups: members, incubators, organisations, teams."""

from __future__ import annotations

from incubator.domain.members import Member, Mission, MissionStatus
from incubator.domain.organisations import Incubator, Organisation, ReferenceSheet, Team
from incubator.sheets.criteria import report_criteria
from incubator.sheets.fields import Fields


def read_member(sheet_id: str, fields: Fields) -> Member:
    """The member that the fields describe."""
    return Member(
        id=sheet_id,
        full_name=fields.text("fullname", required=True),
        role=fields.text("role"),
        domain=fields.text("domaine"),
        github=fields.text("github"),
        link=fields.address("link"),
        avatar=fields.text("avatar"),
        missions=_missions(fields),
        startups=fields.ids("startups", "startups"),
        previously=fields.ids("previously", "startups"),
        teams=fields.ids("teams", "teams"),
        skills=fields.strings("competences"),
    )


def _missions(fields: Fields) -> tuple[Mission, ...]:
    return tuple(
        Mission(
            start=record.day("start"),
            end=record.day("end"),
            status=record.choice("status", MissionStatus),
            employer=record.text("employer"),
            startups=record.ids("startups", "startups"),
        )
        for record in fields.records("missions")
    )


def read_incubator(sheet_id: str, fields: Fields) -> Incubator:
    """The incubator that the fields describe."""
    return Incubator(
        id=sheet_id,
        title=fields.text("title", required=True),
        owner=fields.reference("owner", "organisations"),
        contact=fields.text("contact"),
        address=fields.text("address"),
        website=fields.address("website"),
        github=fields.address("github"),
        short_description=fields.text("short_description"),
        highlighted_startups=fields.ids("highlighted_startups", "startups"),
        hidden=fields.flag("hidden"),
        redirects=fields.redirects(),
    )


def read_organisation(sheet_id: str, fields: Fields) -> Organisation:
    """The organisation that the fields describe."""
    return Organisation(
        id=sheet_id,
        name=fields.text("name", required=True),
        acronym=fields.text("acronym"),
        ministry_domain=fields.text("domaine_ministeriel"),
        kind=fields.text("type"),
        directory_url=fields.address("annuaire"),
        redirects=fields.redirects(),
    )


def read_team(sheet_id: str, fields: Fields) -> Team:
    """The team that the fields describe."""
    return Team(
        id=sheet_id,
        name=fields.text("name", required=True),
        mission=fields.text("mission"),
        incubator=fields.reference("incubator", "incubators"),
        redirects=fields.redirects(),
    )


def read_reference(sheet_id: str, fields: Fields) -> ReferenceSheet:
    """A sheet that describes the programme: it is kept whole, its title and order are known."""
    title = fields.text("label") or fields.text("title")
    if not title:
        fields.report("missing", "label")
    report_criteria(fields)
    return ReferenceSheet(
        id=sheet_id,
        title=title,
        summary=fields.text("short_description"),
        order=fields.whole("order") or 0,
        redirects=fields.redirects(),
    )
