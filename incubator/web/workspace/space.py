"""The first page after signing in: what is to be done, where one works, and with which rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.wording import ROLE_NAMES
from incubator.domain.access import (
    Held,
    PlaceKind,
    Role,
    has_portfolio,
    is_administrator,
    may_see_access,
    may_see_submissions,
)
from incubator.domain.catalogue import Facet
from incubator.domain.committee_access import may_hold_committees
from incubator.domain.upkeep import points
from incubator.domain.upkeep_facts import OVERDUE, Code
from incubator.sheets.layout import Collection
from incubator.store.accounts.grants import grants_of
from incubator.store.drafts import drafted_sheets
from incubator.store.snapshot import Snapshot
from incubator.store.submissions import waiting_in
from incubator.store.upkeep_reads import Kept, proposed_in, upkeep_of
from incubator.web.site import site_of, snapshot_of
from incubator.web.sources import image_url
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import SignedIn, signed_in
from incubator.web.workspace.places import NamedPlace, access_url, places_of, public_url
from incubator.web.workspace.todo import BLOCKS, Mine, block, by_urgency, mine_of, summary

_NOTHING_WAITS: Mapping[str, Any] = {
    "startups": 0,
    "brought": 0,
    "inbox_url": "",
    "committees_url": "",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the page was made of: somebody, their places, and what was read about them."""

    request: Request
    person: SignedIn
    snapshot: Snapshot
    today: date
    places: list[tuple[NamedPlace, list[Held]]]
    upkeep: Mapping[str, Kept]
    brought: Mapping[str, int]
    remarks: Mapping[str, int]
    drafted: set[str]
    proposed: set[str]
    ends: Mapping[tuple[Role, str], date | None]


async def space(request: Request) -> Response:
    """``/espace``"""
    known = await _read(request)
    groups: dict[str, list[dict[str, Any]]] = {}
    startups: dict[str, tuple[Mine, dict[str, Any]]] = {}
    for named, roles in known.places:
        shown = _place(known, named, roles)
        if named.place.kind is PlaceKind.STARTUP:
            mine = _mine(known, named)
            startups[mine.id] = (mine, shown | _startup(known, mine.id))
            continue
        is_incubator = named.place.kind is PlaceKind.INCUBATOR
        shown |= _incubator(known, named) if is_incubator else _NOTHING_WAITS
        groups.setdefault(named.slug, []).append(shown)
    ordered = by_urgency([mine for mine, _ in startups.values()])
    drafts = sum(mine.id in known.drafted for mine in ordered)
    shown_startups = [
        {**startups[mine.id][1], **block(request, mine, known.today)} for mine in ordered
    ]
    return render(
        request,
        "workspace/space.html",
        {
            "account": known.person.account,
            "summary": summary(request, ordered, drafts, known.today) if ordered else "",
            "blocks": shown_startups[:BLOCKS],
            "rows": shown_startups[BLOCKS:],
            "groups": groups,
            "is_administrator": is_administrator(known.person.actor),
            "has_portfolio": has_portfolio(known.person.actor),
        },
    )


async def _read(request: Request) -> _Known:
    """Everything that the page needs; a fixed number of queries, however many the places."""
    person = signed_in(request)
    site = site_of(request)
    snapshot, today = await snapshot_of(request), site.today()
    places = places_of(snapshot, person.actor.roles)
    by_kind: dict[PlaceKind, list[str]] = {kind: [] for kind in PlaceKind}
    for named, _ in places:
        by_kind[named.place.kind].append(named.place.id)
    mine, incubators = by_kind[PlaceKind.STARTUP], by_kind[PlaceKind.INCUBATOR]
    theirs = [card.id for one in incubators for card in _active_cards(snapshot, one)]
    return _Known(
        request=request,
        person=person,
        snapshot=snapshot,
        today=today,
        places=places,
        upkeep=await upkeep_of([*mine, *theirs], today, site.settings.time_zone),
        brought=await waiting_in(PlaceKind.INCUBATOR, incubators) if incubators else {},
        remarks=await waiting_in(PlaceKind.STARTUP, mine) if mine else {},
        drafted=await drafted_sheets(person.account, Collection.STARTUPS) if mine else set(),
        proposed=await proposed_in(mine) if mine else set(),
        ends={
            (grant.role, grant.place_id): grant.until
            for grant in await grants_of(person.account)
            if grant.is_active(today)
        },
    )


def _place(known: _Known, named: NamedPlace, roles: list[Held]) -> dict[str, Any]:
    request, actor = known.request, known.person.actor
    may_see = may_see_access(actor, named.place)
    return {
        "name": named.name,
        "roles": [translate(request, ROLE_NAMES[held.role]) for held in roles],
        "until": _first_end(roles, known.ends),
        "url": public_url(request, named),
        "access_url": access_url(request, named) if may_see else "",
    }


def _mine(known: _Known, named: NamedPlace) -> Mine:
    """A startup of theirs; whether it has a picture is seen in the folder."""
    kept = known.upkeep[named.place.id]
    settings = site_of(known.request).settings
    if image_url(settings, Collection.STARTUPS, named.place.id):
        facts = replace(kept.facts, said=kept.facts.said | {Code.PICTURE})
        kept = replace(kept, facts=facts)
    return mine_of(named.place.id, named.name, kept, known.today)


def _startup(known: _Known, startup_id: str) -> dict[str, Any]:
    """What waits in a startup besides its sheet."""
    return {
        "has_draft": startup_id in known.drafted,
        "proposals_url": page_url(
            known.request, "place_proposals", kind="startups", place_id=startup_id
        )
        if startup_id in known.proposed
        else "",
        "remarks": known.remarks.get(startup_id, 0),
        "remarks_url": page_url(known.request, "team_remarks", place_id=startup_id),
    }


def _incubator(known: _Known, named: NamedPlace) -> dict[str, Any]:
    """What an incubator's people watch: what is brought to it, its startups that are late."""
    request, place = known.request, named.place
    cards = _active_cards(known.snapshot, place.id)
    late = sum(
        any(point.code in OVERDUE for point in points(known.upkeep[card.id].facts, known.today))
        for card in cards
        if card.id in known.upkeep
    )
    may_read = may_see_submissions(known.person.actor, place)
    return {
        "startups": len(cards),
        "late": late,
        "startups_url": page_url(request, "startups", **{Facet.INCUBATOR.value: place.id}),
        "brought": known.brought.get(place.id, 0) if may_read else 0,
        "inbox_url": page_url(request, "inbox", place_id=place.id) if may_read else "",
        "committees_url": page_url(request, "incubator_committees", place_id=place.id)
        if may_hold_committees(known.person.actor, place)
        else "",
    }


def _active_cards(snapshot: Snapshot, incubator_id: str) -> list[Any]:
    return [
        card
        for card in snapshot.index.cards
        if incubator_id in card.incubators and card.phase is not None and card.phase.is_active
    ]


def _first_end(roles: Iterable[Held], ends: Mapping[tuple[Role, str], date | None]) -> date | None:
    days = [day for held in roles if (day := ends.get((held.role, held.place_id)))]
    return min(days, default=None)


routes = [Route("/espace", space, name="space")]
