"""A member's page and a team's page."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.members import Mission, active_startups, legacy_startups
from incubator.domain.published_members import github_account
from incubator.domain.text import initials
from incubator.sheets.layout import Collection
from incubator.store.people_reads import (
    MemberPage,
    find_member,
    find_team,
    team_names,
)
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.errors import missing_or_gone
from incubator.web.public.cards import person_card, startup_card
from incubator.web.public.paging import asked_id
from incubator.web.public.timelines import mission_rows
from incubator.web.site import snapshot_of
from incubator.web.sources import picture_url, source_of
from incubator.web.templating import page_url, render, translate


async def member(request: Request) -> Response:
    """``/communaute/{id}``"""
    member_id = asked_id(request)
    snapshot = await snapshot_of(request)
    page = await find_member(member_id)
    if page is None:
        raise await missing_or_gone(Collection.MEMBERS, member_id)
    sheet, today = page.member, snapshot.today
    active = active_startups(sheet, today)
    former = [i for i in legacy_startups(sheet, today) if i not in active]
    labelled = [
        (
            mission,
            _mission_label(request, snapshot, mission),
            _mission_link(request, snapshot, mission),
        )
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
            "picture": picture_url(request, Collection.MEMBERS, sheet.id),
            "is_active": sheet.is_active(today),
            "body_html": page.body_html,
            "github": github_account(sheet),
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


def _mission_link(request: Request, snapshot: Snapshot, mission: Mission) -> str | None:
    if len(mission.startups) != 1 or snapshot.card(mission.startups[0]) is None:
        return None
    return page_url(request, "startup", id=mission.startups[0])


def _startups(request: Request, snapshot: Snapshot, ids: list[str]) -> dict[str, list[Any]]:
    """Cards of the startups that have a sheet, and the ids of those that have none."""
    cards = [card for i in ids if (card := snapshot.card(i))]
    return {
        "cards": [startup_card(request, snapshot, card) for card in cards],
        "unknown": [i for i in ids if snapshot.card(i) is None],
    }


async def team(request: Request) -> Response:
    """``/equipes/{id}``"""
    team_id = asked_id(request)
    snapshot = await snapshot_of(request)
    page = await find_team(team_id, snapshot.today)
    if page is None:
        raise await missing_or_gone(Collection.TEAMS, team_id)
    people = [person_card(request, person) for person in page.people]
    return render(
        request,
        "public/team.html",
        {
            "team": page,
            "incubator": snapshot.public_incubator(page.incubator),
            "people": [person for person in people if person["active"]],
            "former": [person for person in people if not person["active"]],
            "source": source_of(request, page.source),
        },
    )


routes = [
    Route("/communaute/{id}", member, name="member"),
    Route("/equipes/{id}", team, name="team"),
]
