"""Many members at once, as their sheets say: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from incubator.domain.members import Member, Mission
from incubator.store import models
from incubator.store.grouping import among

_COLUMNS = ("id", "full_name", "role", "domain", "github", "link", "avatar", "path")


async def members_by_id(
    ids: Collection[str] | None, *, with_lists: bool = True
) -> dict[str, tuple[str, Member]]:
    """Members with missions and startups, all of them for None, each with the path of its sheet.

    ``with_lists`` reads teams and skills too. In the order of their files; unknown ids are left
    out. Three queries, or five.
    """
    # Columns, not rows of the models: a large page has hundreds of members.
    rows: Any = await among(models.Member.all(), "id", ids).values_list(*_COLUMNS)
    links, listed = await _links(ids)
    missions = await _missions(ids, links)
    listed_ids = ids if with_lists else ()
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


async def _links(
    ids: Collection[str] | None,
) -> tuple[dict[tuple[str, int], list[str]], dict[tuple[str, str], list[str]]]:
    """Startups by member and mission, and by member and list of the sheet."""
    of_missions: dict[tuple[str, int], list[str]] = defaultdict(list)
    listed: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows: Any = (
        await among(models.Membership.all(), "member_id", ids)
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
    ids: Collection[str] | None, links: dict[tuple[str, int], list[str]]
) -> dict[str, list[Mission]]:
    found: dict[str, list[Mission]] = defaultdict(list)
    rows: Any = (
        await among(models.Mission.all(), "member_id", ids)
        .order_by("member_id", "position")
        .values_list("member_id", "position", "start", "end", "status", "employer")
    )
    for member_id, position, start, end, status, employer in rows:
        startups = tuple(links.get((member_id, position), ()))
        found[member_id].append(Mission(start, end, status, employer, startups))
    return found


async def _texts(model: Any, column: str, ids: Collection[str] | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if ids is not None and not ids:
        return found
    rows: Any = (
        await among(model.all(), "member_id", ids)
        .order_by("member_id", "position")
        .values_list("member_id", column)
    )
    for member_id, text in rows:
        found[member_id].append(text)
    return found
