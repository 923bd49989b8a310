"""A session or an item of its agenda, found for somebody who has a right there, in one call."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from incubator.domain.access import Place, PlaceKind
from incubator.domain.committee_access import Right, may_read_dossier, rights
from incubator.store.committees.sessions import Committee, Item, Member, find_committee
from incubator.store.snapshot import Snapshot
from incubator.web.errors import MissingError
from incubator.web.site import snapshot_of
from incubator.web.visitor import ForbiddenError, SignedIn, signed_in
from incubator.web.workspace.places import NamedPlace, find_place


@dataclass(frozen=True, slots=True)
class EnteredCommittee:
    """Somebody in a session; ``seat`` is theirs, None where they do not sit in it."""

    person: SignedIn
    committee: Committee
    member: Member | None
    rights: frozenset[Right]
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class EnteredItem:
    """Somebody at an item of a session. ``startup`` is the place that it is about.

    ``sponsors`` are the ids of the administrations that sponsor it. A startup whose sheet is no
    more keeps its id for a name.
    """

    in_committee: EnteredCommittee
    item: Item
    startup: NamedPlace
    sponsors: tuple[str, ...]

    @property
    def may_read_sent(self) -> bool:
        """Whether they read the dossiers that were sent."""
        return self.may_read(is_frozen=True)

    def may_read(self, *, is_frozen: bool) -> bool:
        """Whether they read a version of the dossier that is, or is not, frozen."""
        entered = self.in_committee
        return may_read_dossier(
            entered.person.actor,
            self.startup.place,
            self.sponsors,
            entered.rights,
            is_frozen=is_frozen,
        )


async def enter_committee(request: Request, right: Right) -> EnteredCommittee:
    """The session that the address names (``committee_id``), for somebody who has a right there.

    Raises:
        SignInNeededError: nobody is signed in.
        MissingError: there is no such session.
        ForbiddenError: they may not.
    """
    entered = await _approach(request)
    if right not in entered.rights:
        raise ForbiddenError
    return entered


async def enter_item(request: Request, right: Right) -> EnteredItem:
    """The item that the address names (``item_id``, in ``committee_id``), likewise."""
    return _item_of(request, await enter_committee(request, right))


async def enter_dossier(request: Request, *, is_frozen: bool = True) -> EnteredItem:
    """The item that the address names, for somebody who reads its dossier.

    Raises: as :func:`enter_committee` does.
    """
    at = _item_of(request, await _approach(request))
    if not at.may_read(is_frozen=is_frozen):
        raise ForbiddenError
    return at


async def _approach(request: Request) -> EnteredCommittee:
    person = signed_in(request)
    committee = await find_committee(request.path_params["committee_id"])
    if committee is None:
        raise MissingError
    member = committee.member_of(person.account.public_id)
    held = rights(person.actor, committee.incubator_id, member.seat if member else None)
    return EnteredCommittee(person, committee, member, held, await snapshot_of(request))


def _item_of(request: Request, entered: EnteredCommittee) -> EnteredItem:
    item = entered.committee.item(request.path_params["item_id"])
    if item is None:
        raise MissingError
    startup, sponsors = startup_of(entered.snapshot, item.startup_id)
    return EnteredItem(entered, item, startup, sponsors)


def startup_of(snapshot: Snapshot, startup_id: str) -> tuple[NamedPlace, tuple[str, ...]]:
    """A startup as a place, with its sponsors' ids; named by its id once its sheet is no more."""
    found = find_place(snapshot, PlaceKind.STARTUP, startup_id)
    card = snapshot.card(startup_id)
    if found is None or card is None:
        return NamedPlace(Place(PlaceKind.STARTUP, startup_id), startup_id), ()
    return found, tuple(card.sponsors)
