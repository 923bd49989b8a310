"""The feeds: of the whole programme, of an incubator, of an administration; and their page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.catalogue import Card, Facet
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.committees.public_reads import public_contents, public_list
from incubator.store.move_reads import moves_of_incubator, moves_of_sponsor
from incubator.store.snapshot import Snapshot
from incubator.web.api.open_answers import Handler, open_route
from incubator.web.committees.public_asked import INCUBATOR
from incubator.web.committees.public_files import decisions_feed
from incubator.web.errors import missing_or_gone
from incubator.web.public.paging import asked_id
from incubator.web.publishing.answers import feed_answer, kept_answer
from incubator.web.publishing.atom import ATOM, FEED_SIZE, Entry, Feed, atom_text, feed_of
from incubator.web.publishing.entries import moves, new_startups
from incubator.web.site import snapshot_of
from incubator.web.templating import absolute_url, page_url, render, translate


class Subject(StrEnum):
    """What a feed is about; values are the names of files."""

    NEW = "nouvelles"
    PHASES = "phases"
    DECISIONS = "decisions"


TITLES: Mapping[Subject, str] = {
    Subject.NEW: N_("Nouvelles startups"),
    Subject.PHASES: N_("Changements de phase"),
    Subject.DECISIONS: N_("Décisions des comités"),
}
#: The same below the name of a place.
_SHORT: Mapping[Subject, str] = {
    Subject.NEW: N_("Nouvelles"),
    Subject.PHASES: N_("Phases"),
    Subject.DECISIONS: N_("Décisions"),
}
TOLD: Mapping[Subject, str] = {
    Subject.NEW: N_("Chaque startup qui rejoint le programme, avec sa mission."),
    Subject.PHASES: N_(
        "Chaque startup qui entre dans une phase : ce qui accélère, ce qui s’arrête."
    ),
    Subject.DECISIONS: N_("Ce que les comités décident, quand l’incubateur le publie."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose feed it is: an incubator, an administration, or the programme with no id."""

    kind: str = ""
    id: str = ""
    name: str = ""

    def page(self, request: Request) -> str:
        """The path of the page about it."""
        return page_url(request, self.kind, id=self.id) if self.kind else page_url(request, "home")

    def feed(self, request: Request, subject: Subject) -> str:
        """The path of one of its feeds."""
        if self.kind:
            return page_url(request, f"{self.kind}_{subject.value}", id=self.id)
        return page_url(request, _ROUTE_NAMES[subject])

    def cards(self, snapshot: Snapshot) -> Iterable[Card]:
        """Its startups."""
        if not self.kind:
            return snapshot.index.by_id.values()
        facet = Facet.INCUBATOR if self.kind == _INCUBATOR else Facet.SPONSOR
        return snapshot.index.with_value(facet, self.id)


_INCUBATOR, _ORGANISATION = "incubator", "organisation"
_ROUTE_NAMES = {
    Subject.NEW: "feed_new",
    Subject.PHASES: "feed_phases",
    Subject.DECISIONS: "decisions_atom",
}
_PATHS = {_INCUBATOR: "/incubateurs", _ORGANISATION: "/organisations"}
PROGRAMME = Place()


async def _place(request: Request, kind: str, snapshot: Snapshot) -> Place:
    """The place that the address names; an incubator that is hidden has no page and no feed.

    Raises:
        HTTPException: 404, or 410 where there was one.
    """
    if not kind:
        return PROGRAMME
    place_id = asked_id(request)
    if kind == _INCUBATOR:
        incubator = snapshot.public_incubator(place_id)
        if incubator is None:
            raise await missing_or_gone(Collection.INCUBATORS, place_id)
        return Place(kind, place_id, incubator.title)
    organisation = snapshot.organisations.get(place_id)
    if organisation is None:
        raise await missing_or_gone(Collection.ORGANISATIONS, place_id)
    return Place(kind, place_id, organisation.name)


def _title(request: Request, subject: Subject, place: Place) -> str:
    title = translate(request, TITLES[subject])
    return f"{title} – {place.name}" if place.name else title


def _feed(request: Request, subject: Subject, place: Place, entries: list[Entry]) -> Feed:
    feed = feed_of(
        request,
        (subject.value, place.kind, place.id),
        _title(request, subject, place),
        absolute_url(request, place.feed(request, subject)),
        absolute_url(request, place.page(request)),
        translate(request, TOLD[subject]),
    )
    return replace(feed, entries=entries)


async def _moves(request: Request, place: Place, snapshot: Snapshot) -> list[Entry]:
    if not place.kind:
        latest = [(move.startup_id, move.phase, move.day) for move in snapshot.moves]
        return moves(request, latest, snapshot)
    read = moves_of_incubator if place.kind == _INCUBATOR else moves_of_sponsor
    return moves(request, await read(place.id, snapshot.today), snapshot)


def _of_catalogue(subject: Subject, kind: str) -> Handler:
    """The handler of a feed that depends on sheets only."""

    async def answer(request: Request) -> Response:
        snapshot = await snapshot_of(request)
        place = await _place(request, kind, snapshot)

        async def write() -> Callable[[], str]:
            if subject is Subject.NEW:
                entries = new_startups(request, place.cards(snapshot), snapshot)
            else:
                entries = await _moves(request, place, snapshot)
            feed = _feed(request, subject, place, entries)
            return lambda: atom_text(feed)

        return await kept_answer(request, ("feed", subject, kind, place.id), ATOM, write)

    return answer


def _of_decisions(kind: str) -> Handler:
    """The handler of a feed of decisions: an administration's are about what it sponsors."""

    async def answer(request: Request) -> Response:
        snapshot = await snapshot_of(request)
        place = await _place(request, kind, snapshot)
        if kind == _INCUBATOR:
            listed, rules = await public_list(incubator_id=place.id)
            # The same feed as that of the list filtered by this incubator.
            key = [(INCUBATOR, place.id)]
        else:
            every, rules = await public_list()
            own = {card.id for card in place.cards(snapshot)}
            listed = [one for one in every if one.startup_id in own]
            key = [("administration", place.id)]
        feed = decisions_feed(
            request,
            key,
            _title(request, Subject.DECISIONS, place),
            await public_contents(listed[:FEED_SIZE], rules),
            snapshot,
            address=place.feed(request, Subject.DECISIONS),
            page=place.page(request),
        )
        return await feed_answer(request, feed)

    return answer


async def feeds(request: Request) -> Response:
    """``/flux``: what a feed is, and every one of them."""
    snapshot = await snapshot_of(request)
    followed = snapshot.index.values(Facet.SPONSOR)
    incubators = [Place(_INCUBATOR, one.id, one.title) for one in snapshot.public_incubators]
    organisations = [
        Place(_ORGANISATION, one.id, one.name)
        for one in snapshot.organisations.values()
        if followed.get(one.id)
    ]
    programme = [
        {
            "title": translate(request, TITLES[subject]),
            "short": translate(request, _SHORT[subject]),
            "told": translate(request, TOLD[subject]),
            "url": PROGRAMME.feed(request, subject),
            "address": absolute_url(request, PROGRAMME.feed(request, subject)),
        }
        for subject in Subject
    ]
    context = {
        "programme": programme,
        "incubators": _rows(request, incubators),
        "organisations": _rows(request, organisations),
        "size": FEED_SIZE,
    }
    return render(request, "public/feeds.html", context)


def _rows(request: Request, places: Iterable[Place]) -> list[dict[str, Any]]:
    return [
        {
            "name": place.name,
            "url": place.page(request),
            "feeds": [place.feed(request, subject) for subject in Subject],
        }
        for place in sorted(places, key=lambda one: fold(one.name))
    ]


def _handler(subject: Subject, kind: str) -> Callable[[Request], Awaitable[Response]]:
    return _of_decisions(kind) if subject is Subject.DECISIONS else _of_catalogue(subject, kind)


page_routes = [Route("/flux", feeds, name="feeds")]
routes = [
    *(
        open_route(f"/flux/{subject.value}.atom", _handler(subject, ""), _ROUTE_NAMES[subject])
        for subject in (Subject.NEW, Subject.PHASES)
    ),
    *(
        open_route(
            f"{path}/{{id}}/{subject.value}.atom",
            _handler(subject, kind),
            f"{kind}_{subject.value}",
        )
        for kind, path in _PATHS.items()
        for subject in Subject
    ),
]
