"""The community: the people of lists, a member's page, a team's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.domain.directory import Person
from incubator.domain.members import Member, Mission
from incubator.sheets.layout import Collection as SheetCollection
from incubator.store import models
from incubator.store.read_ahead import row_of, rows_of
from incubator.store.search import search_numbers
from incubator.store.startup_reads import SheetSource, sheet_source


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Everything that a member's page shows."""

    member: Member
    body_html: str
    source: SheetSource


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A standing team with its members."""

    id: str
    name: str
    mission_html: str
    incubator: str
    body_html: str
    people: tuple[Person, ...]
    source: SheetSource


async def load_people(today: date, ids: Collection[str] | None = None) -> tuple[Person, ...]:
    """Members by name, as lists show them on a day; ``ids`` keeps only those."""
    query = models.Member.all() if ids is None else models.Member.filter(id__in=list(ids))
    rows = await query.order_by("sort_name", "id").values_list(
        "id", "full_name", "role", "domain", "last_status", "is_open_ended", "last_day"
    )
    numbers = await search_numbers(SheetCollection.MEMBERS, ids)
    return tuple(
        Person(
            id=row[0],
            number=numbers.get(row[0], 0),
            full_name=row[1],
            role=row[2],
            profession=row[3],
            status=row[4],
            is_active=row[5] or (row[6] or date.min) >= today,
        )
        for row in rows
    )


async def find_member(member_id: str) -> MemberPage | None:
    """A member's sheet with missions, startups, teams, skills and text; or None."""
    row = await row_of(models.Member, "id", member_id)
    if row is None:
        return None
    text: Any = await row_of(models.SheetText, "path", row.path)
    return MemberPage(
        await _member(row), text.body_html, await sheet_source(SheetCollection.MEMBERS, member_id)
    )


async def load_member(member_id: str) -> Member | None:
    """A member with missions, startups, teams and skills; or None."""
    row = await models.Member.get_or_none(id=member_id)
    return await _member(row) if row else None


async def _member(row: models.Member) -> Member:
    member_id = row.id
    links: dict[int, list[str]] = defaultdict(list)
    listed: dict[str, list[str]] = defaultdict(list)
    for link in await rows_of(models.Membership, "member_id", member_id, "id"):
        (listed[link.listed] if link.listed else links[link.position]).append(link.startup_id)
    missions = await rows_of(models.Mission, "member_id", member_id, "position")
    teams = await rows_of(models.TeamMembership, "member_id", member_id, "position")
    skills = await rows_of(models.MemberSkill, "member_id", member_id, "position")
    return Member(
        id=row.id,
        full_name=row.full_name,
        role=row.role,
        domain=row.domain,
        github=row.github,
        link=row.link,
        avatar=row.avatar,
        missions=tuple(
            Mission(m.start, m.end, m.status, m.employer, tuple(links[m.position]))
            for m in missions
        ),
        startups=tuple(listed["current"]),
        previously=tuple(listed["former"]),
        teams=tuple(team.team_id for team in teams),
        skills=tuple(skill.label for skill in skills),
    )


async def find_team(team_id: str, today: date) -> TeamPage | None:
    """A standing team with its members, current ones first; or None."""
    row = await models.Team.get_or_none(id=team_id)
    if row is None:
        return None
    ids = await models.TeamMembership.filter(team_id=team_id).values_list("member_id", flat=True)
    text = await models.SheetText.get(path=row.path)
    return TeamPage(
        id=row.id,
        name=row.name,
        mission_html=row.mission_html,
        incubator=row.incubator_id,
        body_html=text.body_html,
        people=await people_by_id([str(member_id) for member_id in ids], today),
        source=await sheet_source(SheetCollection.TEAMS, team_id),
    )


async def people_by_id(ids: Collection[str], today: date) -> tuple[Person, ...]:
    """Members by id, current ones first, then by name; unknown ids are left out."""
    return tuple(sorted(await load_people(today, ids), key=lambda person: not person.is_active))


async def team_names(ids: Sequence[str]) -> dict[str, str]:
    """Names of teams by id; unknown ids are left out."""
    if not ids:
        return {}
    rows = await models.Team.filter(id__in=list(ids)).values_list("id", "name")
    return dict(rows)
