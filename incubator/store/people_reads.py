"""The community: the directory with its filters, a member's page, a team's page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q

from incubator.domain.members import Member, Mission
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.search import matching_numbers
from incubator.store.startup_reads import SheetSource, sheet_source


@dataclass(frozen=True, slots=True)
class Person:
    """A member as lists show them."""

    id: str
    full_name: str
    role: str
    domain: str
    status: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of the directory: people, how many in all, and how many by each filter's value."""

    people: tuple[Person, ...]
    count: int
    domains: Mapping[str, int]
    statuses: Mapping[str, int]
    current: int
    former: int


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


def _is_active(today: date) -> Q:
    return Q(is_open_ended=True) | Q(last_day__gte=today)


async def find_people(
    today: date,
    *,
    text: str = "",
    domains: Sequence[str] = (),
    statuses: Sequence[str] = (),
    membership: str = "",
    offset: int = 0,
    limit: int = 60,
) -> Directory:
    """Members by name, or by relevance for a search; ``membership`` is "current" or "former".

    Counts of a filter leave its own choice aside; a fixed number of queries.
    """
    numbers = await matching_numbers(text, Collection.MEMBERS) if text else None
    rank: dict[str, int] = {}
    if numbers is not None:
        places = {number: index for index, number in enumerate(numbers)}
        documents = await models.SearchDocument.filter(
            collection=Collection.MEMBERS.value
        ).values_list("sheet_id", "number")
        rank = {sheet_id: places[n] for sheet_id, n in documents if n in places}
    rows = (
        await models.Member.all()
        .order_by("sort_name", "id")
        .values_list(
            "id", "full_name", "role", "domain", "last_status", "is_open_ended", "last_day"
        )
    )
    everyone = [
        Person(row[0], row[1], row[2], row[3], row[4], row[5] or (row[6] or date.min) >= today)
        for row in rows
        if numbers is None or row[0] in rank
    ]
    if numbers is not None:
        everyone.sort(key=lambda person: rank[person.id])
    chosen = {"domain": set(domains), "status": set(statuses), "membership": {membership} - {""}}
    found = [person for person in everyone if _passes(person, chosen, "")]
    return Directory(
        people=tuple(found[offset : offset + limit]),
        count=len(found),
        domains=Counter(p.domain for p in everyone if p.domain and _passes(p, chosen, "domain")),
        statuses=Counter(p.status for p in everyone if p.status and _passes(p, chosen, "status")),
        current=sum(p.is_active for p in everyone if _passes(p, chosen, "membership")),
        former=sum(not p.is_active for p in everyone if _passes(p, chosen, "membership")),
    )


def _passes(person: Person, chosen: Mapping[str, set[str]], aside: str) -> bool:
    values = {
        "domain": person.domain,
        "status": person.status,
        "membership": "current" if person.is_active else "former",
    }
    return all(
        not wanted or name == aside or values[name] in wanted for name, wanted in chosen.items()
    )


async def count_current_members(today: date) -> int:
    """How many members have an active mission today."""
    return await models.Member.filter(_is_active(today)).count()


async def find_member(member_id: str) -> MemberPage | None:
    """A member with missions, startups, teams and skills; or None."""
    row = await models.Member.get_or_none(id=member_id)
    if row is None:
        return None
    links: dict[int, list[str]] = defaultdict(list)
    listed: dict[str, list[str]] = defaultdict(list)
    for link in await models.Membership.filter(member_id=member_id).order_by("id"):
        (listed[link.listed] if link.listed else links[link.position]).append(link.startup_id)
    missions = await models.Mission.filter(member_id=member_id).order_by("position")
    teams = await models.TeamMembership.filter(member_id=member_id).order_by("position")
    skills = await models.MemberSkill.filter(member_id=member_id).order_by("position")
    text = await models.SheetText.get(path=row.path)
    member = Member(
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
    return MemberPage(member, text.body_html, await sheet_source(Collection.MEMBERS, member_id))


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
        source=await sheet_source(Collection.TEAMS, team_id),
    )


async def people_by_id(ids: Sequence[str], today: date) -> tuple[Person, ...]:
    """Members by id, current ones first, then by name; unknown ids are left out."""
    rows = await models.Member.filter(id__in=list(ids)).order_by("sort_name")
    people = [
        Person(
            row.id,
            row.full_name,
            row.role,
            row.domain,
            row.last_status,
            row.is_open_ended or (row.last_day or date.min) >= today,
        )
        for row in rows
    ]
    return tuple(sorted(people, key=lambda person: not person.is_active))


async def team_names(ids: Sequence[str]) -> dict[str, str]:
    """Names of teams by id; unknown ids are left out."""
    rows = await models.Team.filter(id__in=list(ids)).values_list("id", "name")
    return dict(rows)
