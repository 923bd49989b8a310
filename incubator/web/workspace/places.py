"""Startups, incubators and administrations as people who work there see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from starlette.requests import Request

from incubator.domain.access import PROGRAMME, ROLE_PLACES, Actor, Held, Place, PlaceKind
from incubator.sheets.layout import Collection
from incubator.store.snapshot import Snapshot
from incubator.web.errors import missing_or_gone
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url
from incubator.web.visitor import ForbiddenError, SignedIn, signed_in

Permission = Callable[[Actor, Place], bool]
#: How addresses name each kind, the sheets that it is made of, and its public page.
SLUGS = {
    "startups": PlaceKind.STARTUP,
    "incubateurs": PlaceKind.INCUBATOR,
    "organisations": PlaceKind.ORGANISATION,
}
_COLLECTIONS = {
    PlaceKind.STARTUP: Collection.STARTUPS,
    PlaceKind.INCUBATOR: Collection.INCUBATORS,
    PlaceKind.ORGANISATION: Collection.ORGANISATIONS,
}
_PAGES = {
    PlaceKind.STARTUP: "startup",
    PlaceKind.INCUBATOR: "incubator",
    PlaceKind.ORGANISATION: "organisation",
}


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place with its name."""

    place: Place
    name: str

    @property
    def slug(self) -> str:
        """How addresses name its kind."""
        return next(slug for slug, kind in SLUGS.items() if kind is self.place.kind)


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody in a place where they may be."""

    person: SignedIn
    named: NamedPlace


async def enter(request: Request, permission: Permission) -> Entered:
    """The place that the address names, for somebody who has the permission there.

    An address without a kind is a startup's.

    Raises:
        SignInNeededError: nobody is signed in.
        MissingError, GoneError: there is no such place.
        ForbiddenError: they may not.
    """
    person = signed_in(request)
    kind = SLUGS.get(request.path_params.get("kind", "startups"), PlaceKind.PROGRAMME)
    place_id = request.path_params["place_id"]
    named = find_place(await snapshot_of(request), kind, place_id)
    if named is None or kind is PlaceKind.PROGRAMME:
        raise await missing_or_gone(_COLLECTIONS.get(kind, Collection.STARTUPS), place_id)
    if not permission(person.actor, named.place):
        raise ForbiddenError
    return Entered(person, named)


def find_place(snapshot: Snapshot, kind: PlaceKind, place_id: str) -> NamedPlace | None:
    """A place with its name and its incubators; None when no sheet is published for it."""
    match kind:
        case PlaceKind.PROGRAMME:
            return NamedPlace(PROGRAMME, "")
        case PlaceKind.STARTUP:
            card = snapshot.card(place_id)
            if card is None:
                return None
            return NamedPlace(Place(kind, place_id, frozenset(card.incubators)), card.title)
        case PlaceKind.INCUBATOR:
            incubator = snapshot.incubators.get(place_id)
            if incubator is None:
                return None
            return NamedPlace(Place(kind, place_id, frozenset({place_id})), incubator.title)
        case PlaceKind.ORGANISATION:
            organisation = snapshot.organisations.get(place_id)
            return NamedPlace(Place(kind, place_id), organisation.name) if organisation else None


def place_name(snapshot: Snapshot, kind: PlaceKind, place_id: str) -> str:
    """How to name a place; its id where its sheet is no more."""
    found = find_place(snapshot, kind, place_id)
    return found.name if found else place_id


def places_of(snapshot: Snapshot, roles: Iterable[Held]) -> list[tuple[NamedPlace, list[Held]]]:
    """The places in which roles are held, with them; startups first, each kind by name."""
    by_place: dict[tuple[PlaceKind, str], list[Held]] = {}
    for held in roles:
        by_place.setdefault((ROLE_PLACES[held.role], held.place_id), []).append(held)
    found = [
        (named, sorted(held, key=lambda one: list(ROLE_PLACES).index(one.role)))
        for (kind, place_id), held in by_place.items()
        if kind is not PlaceKind.PROGRAMME
        and (named := find_place(snapshot, kind, place_id)) is not None
    ]
    order = list(PlaceKind)
    return sorted(found, key=lambda p: (order.index(p[0].place.kind), p[0].name.casefold()))


def public_url(request: Request, named: NamedPlace) -> str:
    """The public page of a place."""
    return page_url(request, _PAGES[named.place.kind], id=named.place.id)


def access_url(request: Request, named: NamedPlace) -> str:
    """The page that says who may do what in a place."""
    return page_url(request, "place_access", kind=named.slug, place_id=named.place.id)
