"""Committees for whoever is signed in: what waits for them first, then sessions, then dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import Role
from incubator.domain.committee_access import Right, rights
from incubator.domain.committee_states import TO_COME, DossierState, State
from incubator.domain.follow_up import Fate, fate
from incubator.i18n import N_
from incubator.store.committees.due_reads import dues, planned
from incubator.store.committees.home_reads import sessions_around
from incubator.store.committees.opinions import opinion_counts
from incubator.store.committees.promises import promises_of_startups
from incubator.store.committees.sessions import Committee, Member
from incubator.store.snapshot import Snapshot
from incubator.web.committees.entering import startup_of
from incubator.web.committees.session_views import (
    deciding_startups,
    due_rows,
    incubators_held,
    session_row,
    soon,
    title_of,
)
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import formats_of, page_url, render, translate
from incubator.web.visitor import SignedIn, signed_in

_COMING = TO_COME | {State.OPEN}
#: At most as many lines of what is due, of past sessions, and of dossiers of those sponsored.
_MOST_DUE, _MOST_PAST, _MOST_SPONSORED = 12, 10, 20
_TEAM = frozenset({Role.TEAM_MEMBER, Role.INTRAPRENEUR})


async def show(request: Request) -> Response:
    """``GET /comites``"""
    person = signed_in(request)
    snapshot, today = await snapshot_of(request), site_of(request).today()
    held = incubators_held(snapshot, person.actor)
    team = sorted({one.place_id for one in person.actor.roles if one.role in _TEAM})
    sessions = await sessions_around(person.account.public_id, held, team)
    seats = _seats(person, sessions)
    ids = deciding_startups(snapshot, held)
    found, on_agendas = await dues(ids, today), await planned(ids)
    urgent = soon(found, on_agendas, today)
    coming = [one for one in reversed(sessions) if one.state in _COMING]
    past = [
        one
        for one in sessions
        if one.state not in _COMING and (one.public_id in seats or one.incubator_id in held)
    ]
    context: dict[str, Any] = {
        "waiting": [
            *await _of_members(request, snapshot, coming, seats),
            *_of_teams(request, snapshot, coming, team),
            *_of_holders(request, snapshot, coming, person),
            *await _of_promises(request, [*ids, *team], today),
        ],
        "mine": _rows(request, snapshot, [one for one in coming if one.public_id in seats]),
        "others": _rows(
            request,
            snapshot,
            [o for o in coming if o.public_id not in seats and o.incubator_id in held],
        ),
        "past": _rows(request, snapshot, past[:_MOST_PAST]),
        "sponsored": await _sponsored(request, snapshot, person),
        "due": due_rows(request, snapshot, urgent[:_MOST_DUE], {}, today),
        "due_count": len(urgent),
        "incubators": [
            (
                snapshot.incubators[one].title,
                page_url(request, "incubator_committees", place_id=one),
            )
            for one in held
        ],
    }
    return render(request, "committees/home.html", context)


def _rows(
    request: Request, snapshot: Snapshot, sessions: Sequence[Committee]
) -> list[dict[str, Any]]:
    return [session_row(request, snapshot, one) for one in sessions]


def _seats(person: SignedIn, sessions: Sequence[Committee]) -> dict[str, Member]:
    """Where somebody sits, by the session's public id."""
    account = person.account.public_id
    return {one.public_id: seat for one in sessions if (seat := one.member_of(account))}


async def _sponsored(
    request: Request, snapshot: Snapshot, person: SignedIn
) -> list[dict[str, Any]]:
    """Dossiers that were sent of the startups that the reader's administration sponsors."""
    ids = {
        card.id
        for card in snapshot.index.cards
        if person.actor.is_any((Role.SPONSOR,), startup_of(snapshot, card.id)[1])
    }
    sessions = await sessions_around("", (), ids) if ids else []
    found = [
        {
            "name": startup_of(snapshot, item.startup_id)[0].name,
            "starts_at": session.starts_at,
            "url": page_url(
                request, "dossier", committee_id=session.public_id, item_id=item.public_id
            ),
        }
        for session in sessions
        for item in session.items
        if item.startup_id in ids and item.sent is not None
    ]
    return found[:_MOST_SPONSORED]


async def _of_members(
    request: Request,
    snapshot: Snapshot,
    coming: Sequence[Committee],
    seats: Mapping[str, Member],
) -> list[dict[str, str]]:
    """Sessions held now, dossiers to read, opinions to give."""
    found = []
    for one in coming:
        me = seats.get(one.public_id)
        if me is None or one.state is State.PLANNED:
            continue
        title, here = title_of(request, snapshot, one), {"committee_id": one.public_id}
        if one.state is State.OPEN:
            text = translate(request, N_("%(title)s : la séance est en cours."), title=title)
            join = translate(request, N_("Rejoindre la séance"))
            found.append(_thing(text, join, page_url(request, "session", **here)))
            continue
        written = await opinion_counts(one)
        open_items = [item for item in one.items if item.sent and me.has_voice_on(item.public_id)]
        missing = [i for i in open_items if me.public_id not in written.get(i.public_id, ())]
        if missing:
            names = ", ".join(startup_of(snapshot, item.startup_id)[0].name for item in missing)
            text = translate(
                request,
                N_("%(title)s, le %(day)s : lisez le dossier et donnez votre avis sur %(names)s."),
                title=title,
                day=formats_of(request).day(one.starts_at),
                names=names,
            )
            go = translate(request, N_("Lire et donner mon avis"))
            found.append(_thing(text, go, page_url(request, "committee", **here)))
    return found


def _of_teams(
    request: Request, snapshot: Snapshot, coming: Sequence[Committee], team: Sequence[str]
) -> Iterator[dict[str, str]]:
    """Dossiers that a team has yet to hand in."""
    for one in coming:
        for item in one.items:
            is_ready = item.sent is not None or item.dossier is DossierState.SUBMITTED
            if item.startup_id not in team or one.state is not State.CONVENED or is_ready:
                continue
            text = translate(
                request,
                N_("%(name)s passe en comité le %(day)s : préparez le dossier."),
                name=startup_of(snapshot, item.startup_id)[0].name,
                day=formats_of(request).day(one.starts_at),
            )
            go = translate(request, N_("Préparer le dossier"))
            address = page_url(request, "startup_committee", place_id=item.startup_id)
            yield _thing(text, go, address)


def _of_holders(
    request: Request, snapshot: Snapshot, coming: Sequence[Committee], person: SignedIn
) -> Iterator[dict[str, str]]:
    """Sessions that nobody was told of yet, and dossiers to send."""
    for one in coming:
        if Right.PREPARE not in rights(person.actor, one.incubator_id, None):
            continue
        handed_in = sum(item.dossier is DossierState.SUBMITTED for item in one.items)
        values = {
            "title": title_of(request, snapshot, one),
            "day": formats_of(request).day(one.starts_at),
            "count": str(handed_in),
        }
        address = page_url(request, "committee", committee_id=one.public_id)
        if one.state is State.PLANNED:
            text = N_("%(title)s, le %(day)s : personne n’est encore convoqué.")
            yield _thing(
                translate(request, text, **values),
                translate(request, N_("Préparer la séance")),
                address,
            )
        elif handed_in:
            text = N_("%(title)s, le %(day)s : dossiers déposés à envoyer : %(count)s.")
            yield _thing(
                translate(request, text, **values),
                translate(request, N_("Voir la séance")),
                address,
            )


async def _of_promises(
    request: Request, startups: Sequence[str], today: date
) -> list[dict[str, str]]:
    """Conditions and objectives whose day has come, or comes soon."""
    fates = [fate(one, today) for one in await promises_of_startups(set(startups))]
    late, near = fates.count(Fate.LATE), fates.count(Fate.SOON)
    if not late and not near:
        return []
    text = translate(
        request,
        N_("Conditions et objectifs : %(late)s en retard, %(near)s à échéance proche."),
        late=late,
        near=near,
    )
    return [_thing(text, translate(request, N_("Suivre")), page_url(request, "follow_up"))]


def _thing(text: str, label: str, url: str) -> dict[str, str]:
    return {"text": text, "label": label, "url": url}


routes = [Route("/comites", show, name="committees")]
