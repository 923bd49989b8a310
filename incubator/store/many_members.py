"""Many members at once, as their sheets say: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from incubator.domain.members import Member, Mission
from incubator.store import models

_COLUMNS = ("id", "full_name", "role", "domain", "github", "link", "avatar", "path")


async def members_by_id(
    ids: Collection[str], *, with_lists: bool = True
) -> dict[str, tuple[str, Member]]:
    """Members with missions and startups, each with the path of its sheet.

    ``with_lists`` reads teams and skills too. In the order of their files; unknown ids are left
    out. Three queries, or five.
    """
    wanted = list(ids)
    # Columns, not rows of the models: a large page has hundreds of members.
    rows: Any = await models.Member.filter(id__in=wanted).values_list(*_COLUMNS)
    links, listed = await _links(wanted)
    missions = await _missions(wanted, links)
    listed_ids = wanted if with_lists else []
    teams = await _texts(models.TeamMembership, "team_id", listed_ids)
    skills = await _texts(models.MemberSkill, "label", listed_ids)
    found = {}
    for row in sorted(rows, key=lambda row: str(row[-1]).encode()):
        one, full_name, role, domain, github, link, avatar, path = row
        member = Member(
            id=one,
            full_name=full_name,
            role=role,
            domain=domain,
            github=github,
            link=link,
            avatar=avatar,
            missions=tuple(missions[one]),
            startups=tuple(listed[one, "current"]),
            previously=tuple(listed[one, "former"]),
            teams=tuple(teams[one]),
            skills=tuple(skills[one]),
        )
        found[one] = (path, member)
    return found


async def ids_in_startups(startups: Collection[str]) -> set[str]:
    """Everybody whom a sheet ties to some startups, on whatever day."""
    rows: Any = await models.Membership.filter(startup_id__in=list(startups)).values_list(
        "member_id", flat=True
    )
    return set(rows)


async def ids_in_teams(teams: Collection[str]) -> set[str]:
    """Everybody of some standing teams."""
    rows: Any = await models.TeamMembership.filter(team_id__in=list(teams)).values_list(
        "member_id", flat=True
    )
    return set(rows)


async def _links(
    ids: list[str],
) -> tuple[dict[tuple[str, int], list[str]], dict[tuple[str, str], list[str]]]:
    """Startups by member and mission, and by member and list of the sheet."""
    of_missions: dict[tuple[str, int], list[str]] = defaultdict(list)
    listed: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows: Any = (
        await models.Membership.filter(member_id__in=ids)
        .order_by("id")
        .values_list("member_id", "position", "listed", "startup_id")
    )
    for member_id, position, kind, startup_id in rows:
        if kind:
            listed[member_id, kind].append(startup_id)
        else:
            of_missions[member_id, position].append(startup_id)
    return of_missions, listed


async def _missions(
    ids: list[str], links: dict[tuple[str, int], list[str]]
) -> dict[str, list[Mission]]:
    found: dict[str, list[Mission]] = defaultdict(list)
    rows: Any = (
        await models.Mission.filter(member_id__in=ids)
        .order_by("member_id", "position")
        .values_list("member_id", "position", "start", "end", "status", "employer")
    )
    for member_id, position, start, end, status, employer in rows:
        startups = tuple(links.get((member_id, position), ()))
        found[member_id].append(Mission(start, end, status, employer, startups))
    return found


async def _texts(model: Any, column: str, ids: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if not ids:
        return found
    rows: Any = (
        await model.filter(member_id__in=ids)
        .order_by("member_id", "position")
        .values_list("member_id", column)
    )
    for member_id, text in rows:
        found[member_id].append(text)
    return found
