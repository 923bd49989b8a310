"""The community: a directory of members, a member's page, a team's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.members import Mission, active_startups, legacy_startups
from incubator.domain.text import initials
from incubator.sheets.layout import Collection
from incubator.store.people_reads import (
    Directory,
    MemberPage,
    find_member,
    find_people,
    find_team,
    team_names,
)
from incubator.store.portfolio_reads import was_removed
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.errors import GoneError, MissingError
from incubator.web.public.cards import person_card, startup_card
from incubator.web.public.paging import Page, asked_page, asked_text, asked_values
from incubator.web.public.timelines import mission_rows
from incubator.web.site import site_of, snapshot_of
from incubator.web.sources import image_url, source_of
from incubator.web.templating import page_url, render, translate

PAGE_SIZE = 60
_PRESENCE = {"actuels": "current", "anciens": "former"}


async def community(request: Request) -> Response:
    """``/communaute``"""
    snapshot = await snapshot_of(request)
    text = asked_text(request)
    domains, statuses = asked_values(request, "metier"), asked_values(request, "statut")
    presence = request.query_params.get("presence", "")
    page_number = asked_page(request)
    directory = await find_people(
        snapshot.today,
        text=text,
        domains=domains,
        statuses=statuses,
        membership=_PRESENCE.get(presence, ""),
        offset=(page_number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    query = [("q", text)] if text else []
    query += [("metier", value) for value in domains] + [("statut", value) for value in statuses]
    query += [("presence", presence)] if presence in _PRESENCE else []

    def url(pairs: list[tuple[str, str]]) -> str:
        return page_url(request, "community") + (f"?{urlencode(pairs)}" if pairs else "")

    page = Page(
        page_number,
        PAGE_SIZE,
        directory.count,
        lambda number: url(query + ([("page", str(number))] if number > 1 else [])),
    )
    groups = _groups(request, directory, domains, statuses, presence)
    chosen = {(g["key"], v["value"]): v["label"] for g in groups for v in g["values"]}
    tags = [
        {
            "label": f"« {value} »" if key == "q" else chosen.get((key, value), value),
            "remove_url": url([pair for pair in query if pair != (key, value)]),
        }
        for key, value in query
    ]
    return render(
        request,
        "public/community.html",
        {
            "text": text,
            "count": directory.count,
            "people": [person_card(request, person) for person in directory.people],
            "groups": groups,
            "tags": tags,
            "clear_url": page_url(request, "community"),
            "page": page,
        },
    )


def _groups(
    request: Request, directory: Directory, domains: list[str], statuses: list[str], presence: str
) -> list[dict[str, Any]]:
    presences = {"actuels": directory.current, "anciens": directory.former}
    names = {
        "actuels": translate(request, "En mission"),
        "anciens": translate(request, "Anciens membres"),
    }
    return [
        {
            "key": "presence",
            "label": translate(request, "Présence"),
            "open": True,
            "values": [
                {"value": v, "label": names[v], "count": n, "checked": v == presence}
                for v, n in presences.items()
            ],
        },
        _group(request, "metier", translate(request, "Métier"), directory.domains, domains, {}),
        _group(
            request,
            "statut",
            translate(request, "Statut"),
            directory.statuses,
            statuses,
            labels.MEMBER_STATUSES,
        ),
    ]


def _group(
    request: Request,
    key: str,
    label: str,
    counts: Mapping[str, int],
    chosen: list[str],
    names: Mapping[str, str],
) -> dict[str, Any]:
    every = {**dict.fromkeys(chosen, 0), **counts}
    values = [
        {
            "value": value,
            "label": labels.label(names, value, lambda text: translate(request, text)),
            "count": count,
            "checked": value in chosen,
        }
        for value, count in sorted(every.items(), key=lambda item: (-item[1], item[0]))
    ]
    return {"key": key, "label": label, "open": True, "values": values}


async def member(request: Request) -> Response:
    """``/communaute/{id}``"""
    member_id = request.path_params["id"]
    snapshot = await snapshot_of(request)
    page = await find_member(member_id)
    if page is None:
        if await was_removed(Collection.MEMBERS, member_id):
            raise GoneError
        raise MissingError
    sheet, today = page.member, snapshot.today
    active = active_startups(sheet, today)
    former = [i for i in legacy_startups(sheet, today) if i not in active]
    labelled = [
        (mission, _mission_label(request, snapshot, mission), _mission_link(request, mission))
        for mission in _latest_first(page)
    ]
    rows, ticks = mission_rows(request, labelled, today)
    names = await team_names(sheet.teams)
    return render(
        request,
        "public/member.html",
        {
            "member": sheet,
            "initials": initials(sheet.full_name),
            "picture": image_url(site_of(request).settings, Collection.MEMBERS, sheet.id),
            "is_active": sheet.is_active(today),
            "body_html": page.body_html,
            "github": sheet.github if _is_github_name(sheet.github) else "",
            "missions": _mission_facts(request, snapshot, page),
            "rows": rows,
            "ticks": ticks,
            "active": _startups(request, snapshot, active),
            "former": _startups(request, snapshot, former),
            "teams": [{"id": i, "name": names[i]} for i in sheet.teams if i in names],
            "source": source_of(request, page.source),
        },
    )


def _latest_first(page: MemberPage) -> list[Mission]:
    return sorted(page.member.missions, key=lambda m: (m.start is not None, m.start), reverse=True)


def _mission_facts(request: Request, snapshot: Snapshot, page: MemberPage) -> list[dict[str, Any]]:
    return [
        {
            "start": mission.start,
            "end": mission.end,
            "is_active": mission.is_active(snapshot.today),
            "status": labels.label(
                labels.MEMBER_STATUSES, mission.status, lambda text: translate(request, text)
            ),
            "employer": mission.employer,
            "startups": [_named(snapshot, startup) for startup in mission.startups],
        }
        for mission in _latest_first(page)
    ]


def _named(snapshot: Snapshot, startup_id: str) -> dict[str, Any]:
    card = snapshot.card(startup_id)
    return {"id": startup_id, "title": card.title if card else startup_id, "known": bool(card)}


def _mission_label(request: Request, snapshot: Snapshot, mission: Mission) -> str:
    if not mission.startups:
        return mission.employer or translate(request, "Mission transverse")
    return ", ".join(str(_named(snapshot, startup)["title"]) for startup in mission.startups)


def _mission_link(request: Request, mission: Mission) -> str | None:
    if len(mission.startups) != 1:
        return None
    return page_url(request, "startup", id=mission.startups[0])


def _startups(request: Request, snapshot: Snapshot, ids: list[str]) -> dict[str, list[Any]]:
    """Cards of the startups that have a sheet, and the ids of those that have none."""
    cards = [card for i in ids if (card := snapshot.card(i))]
    return {
        "cards": [startup_card(request, snapshot, card) for card in cards],
        "unknown": [i for i in ids if snapshot.card(i) is None],
    }


def _is_github_name(name: str) -> bool:
    plain = name.replace("-", "")
    return plain.isascii() and plain.isalnum() and len(name) <= 39 and not name.startswith("-")


async def team(request: Request) -> Response:
    """``/equipes/{id}``"""
    team_id = request.path_params["id"]
    snapshot = await snapshot_of(request)
    page = await find_team(team_id, snapshot.today)
    if page is None:
        if await was_removed(Collection.TEAMS, team_id):
            raise GoneError
        raise MissingError
    incubator = snapshot.incubators.get(page.incubator)
    people = [person_card(request, person) for person in page.people]
    return render(
        request,
        "public/team.html",
        {
            "team": page,
            "incubator": incubator if incubator and not incubator.hidden else None,
            "people": [person for person in people if person["active"]],
            "former": [person for person in people if not person["active"]],
            "source": source_of(request, page.source),
        },
    )


routes = [
    Route("/communaute", community, name="community"),
    Route("/communaute/{id}", member, name="member"),
    Route("/equipes/{id}", team, name="team"),
]
