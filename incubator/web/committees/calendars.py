"""Sessions as calendars: feeds at secret addresses, and one session as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees import calendars as actions
from incubator.actions.committees.calendars import BY_NETWORK, MOST_FEEDS, Shown, TooManyFeedsError
from incubator.actions.committees.events import Names, event_of
from incubator.documents.calendars import Event, Method, calendar_text
from incubator.domain.committee_access import Right
from incubator.i18n import N_
from incubator.store.committees.feeds import Feed, feeds_of
from incubator.store.committees.sessions import Committee
from incubator.store.snapshot import Snapshot
from incubator.web.committees.entering import enter_committee, startup_of
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import (
    absolute_url,
    language_of,
    page_url,
    render,
    site_names,
    translate,
)
from incubator.web.visitor import (
    SignedIn,
    browser_of,
    leave_notice,
    now_of,
    signed_in,
    trace_of,
)

#: The choice in the form that is no incubator: one's own sessions.
_OWN = "moi"
_TYPE = "text/calendar; charset=utf-8"
_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


async def show(request: Request) -> Response:
    """``GET /comites/calendriers``"""
    return await _page(request, signed_in(request))


async def create(request: Request) -> Response:
    """``POST /comites/calendriers``: the answer itself shows the address, once."""
    person = signed_in(request)
    sent = await read_form(request)
    choices = {value for value, _ in _choices(request, person, await snapshot_of(request))}
    chosen = sent.choice("sessions", tuple(choices))
    if not sent.errors:
        incubator_id = "" if chosen == _OWN else chosen
        try:
            secret = await actions.create_feed(
                person.account, incubator_id, trace_of(request), now_of(request)
            )
        except TooManyFeedsError:
            sent.fault(
                "formulaire",
                N_("Vous avez %(most)s calendriers : révoquez-en un d’abord."),
                most=MOST_FEEDS,
            )
        else:
            return _shown_once(request, secret)
    return await _page(request, person, sent)


async def confirm(request: Request) -> Response:
    """``GET /comites/calendriers/{feed_id}/revoquer``"""
    person = signed_in(request)
    snapshot = await snapshot_of(request)
    for feed in await feeds_of(person.account):
        if feed.public_id == request.path_params["feed_id"]:
            context = {"feed": _row(request, feed, snapshot)}
            return render(request, "committees/revoke_calendar.html", context)
    raise MissingError


async def revoke(request: Request) -> Response:
    """``POST /comites/calendriers/{feed_id}/revoquer``"""
    person = signed_in(request)
    ended = await actions.revoke_feed(
        person.account, request.path_params["feed_id"], trace_of(request), now_of(request)
    )
    message = N_("Calendrier révoqué.") if ended else N_("Ce calendrier était déjà révoqué.")
    await leave_notice(request, message)
    return RedirectResponse(page_url(request, "committee_calendars"), 303)


async def feed(request: Request) -> Response:
    """``GET /comites/calendrier/{token}.ics``: whoever knows the address reads it."""
    site = site_of(request)
    now, today = now_of(request), site.today()
    try:
        found = await actions.open_feed(
            request.path_params["token"], browser_of(request).network_key, now, today
        )
        shown = await actions.sessions_of(found, today, now)
    except actions.UnknownFeedError:
        text = translate(request, N_("Ce calendrier n’existe pas ou n’existe plus."))
        return PlainTextResponse(text, 404, _PRIVATE)
    except actions.TooOftenError:
        wait = str(int(BY_NETWORK.window.total_seconds()))
        text = translate(request, N_("Trop de demandes : revenez dans quelques minutes."))
        return PlainTextResponse(text, 429, {**_PRIVATE, "Retry-After": wait})
    snapshot = await snapshot_of(request)
    name = _feed_name(request, found, snapshot)
    return _calendar(request, _events(request, shown, snapshot), name, _PRIVATE)


async def one_session(request: Request) -> Response:
    """``GET /comites/{committee_id}/seance.ics``"""
    entered = await enter_committee(request, Right.SEE)
    events = _events(request, [Shown(entered.committee)], entered.snapshot)
    headers = {"Content-Disposition": 'attachment; filename="seance.ics"', **_PRIVATE}
    return _calendar(request, events, events[0].summary, headers)


def _calendar(
    request: Request, events: Iterable[Event], name: str, headers: dict[str, str]
) -> Response:
    text = calendar_text(
        events,
        Method.PUBLISH,
        name=name,
        time_zone=site_of(request).settings.time_zone,
        now=now_of(request),
    )
    return Response(text, headers={"Content-Type": _TYPE, **headers})


def _events(request: Request, shown: Iterable[Shown], snapshot: Snapshot) -> list[Event]:
    language = language_of(request)
    return [
        event_of(
            one.committee,
            _names(one.committee, snapshot),
            language,
            absolute_url(request, _page_of(request, one)),
            one.startups,
        )
        for one in shown
    ]


def _page_of(request: Request, shown: Shown) -> str:
    """Where the reader finds out more: the session's page, or their startup's."""
    if shown.startups:
        return page_url(request, "startup_committee", place_id=shown.startups[0])
    return page_url(request, "committee", committee_id=shown.committee.public_id)


def _names(committee: Committee, snapshot: Snapshot) -> Names:
    startups = {
        item.startup_id: startup_of(snapshot, item.startup_id)[0].name for item in committee.items
    }
    return Names(_incubator(snapshot, committee.incubator_id), startups)


def _incubator(snapshot: Snapshot, incubator_id: str) -> str:
    found = snapshot.incubators.get(incubator_id)
    return found.title if found else incubator_id


def _feed_name(request: Request, feed: Feed, snapshot: Snapshot) -> str:
    if feed.incubator_id:
        name = _incubator(snapshot, feed.incubator_id)
        return translate(request, N_("Comités de %(incubator)s"), incubator=name)
    title = site_names(request)[0]
    return translate(request, N_("Mes comités – %(title)s"), title=title)


def _choices(request: Request, person: SignedIn, snapshot: Snapshot) -> list[tuple[str, str]]:
    """What a feed may be of, for somebody: a value and its words."""
    held = actions.held_incubators(person.actor, list(snapshot.incubators))
    own = translate(request, N_("Mes séances, et celles qui examinent mes startups"))
    named = [
        (one, translate(request, N_("Toutes les séances de %(incubator)s"), incubator=title))
        for one in held
        if one in snapshot.incubators
        for title in [_incubator(snapshot, one)]
    ]
    return [(_OWN, own), *sorted(named, key=lambda one: one[1].casefold())]


def _shown_once(request: Request, secret: str) -> Response:
    path = page_url(request, "calendar_feed", token=secret)
    context = {"address": absolute_url(request, path)}
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return render(request, "committees/calendar_created.html", context, status=201, headers=headers)


async def _page(request: Request, person: SignedIn, sent: Form | None = None) -> Response:
    snapshot = await snapshot_of(request)
    context = {
        "feeds": [_row(request, one, snapshot) for one in await feeds_of(person.account)],
        "choices": _choices(request, person, snapshot),
        "values": sent.values if sent else {"sessions": _OWN},
        "errors": sent.errors if sent else {},
    }
    return render(request, "committees/calendars.html", context, status=422 if sent else 200)


def _row(request: Request, feed: Feed, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": feed.public_id,
        "name": _feed_name(request, feed, snapshot),
        "created_at": feed.created_at,
        "last_used_on": feed.last_used_on,
    }


_BASE = "/comites/calendriers"
routes = [
    Route(_BASE, show, name="committee_calendars"),
    Route(_BASE, create, name="create_calendar", methods=["POST"]),
    Route(f"{_BASE}/{{feed_id}}/revoquer", confirm, name="confirm_revoke_calendar"),
    Route(f"{_BASE}/{{feed_id}}/revoquer", revoke, name="revoke_calendar", methods=["POST"]),
    Route("/comites/calendrier/{token}.ics", feed, name="calendar_feed"),
    Route("/comites/{committee_id}/seance.ics", one_session, name="committee_ics"),
]
