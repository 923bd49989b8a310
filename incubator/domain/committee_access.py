"""Who may do what around a committee: by their role in a place, or by their seat in the session.

The table of every address is in docs/access.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from incubator.domain.access import Actor, Place, PlaceKind, Role, is_administrator, may_edit_sheet


class Seat(StrEnum):
    """As what somebody sits in a committee. Observers read; they give no opinion."""

    CHAIR = "chair"
    SPONSOR = "sponsor"
    INCUBATOR_HEAD = "incubator-head"
    PORTFOLIO_MANAGER = "portfolio-manager"
    GUEST = "guest"
    OBSERVER = "observer"

    @property
    def has_voice(self) -> bool:
        """Whether the seat gives an opinion and counts for the quorum."""
        return self is not Seat.OBSERVER


class Right(StrEnum):
    """What can be done with a session."""

    #: See the session, its agenda, its members, the dossiers that were sent, and its minutes.
    SEE = "see"
    #: Plan, change, convene and cancel it; send dossiers; its archive.
    PREPARE = "prepare"
    #: Begin it, lead its agenda, note who is there and what is said.
    RUN = "run"
    #: Open the opinions, decide, close.
    PRESIDE = "preside"
    #: Give an opinion.
    OPINE = "opine"


def may_hold_committees(actor: Actor, place: Place) -> bool:
    """Who plans an incubator's committees and says by which rules.

    Its secretaries and managers, administrators.
    """
    return place.kind is PlaceKind.INCUBATOR and (
        is_administrator(actor)
        or actor.is_any((Role.COMMITTEE_SECRETARY, Role.INCUBATOR_MANAGER), (place.id,))
    )


def holds_committees(actor: Actor) -> bool:
    """Secretaries and managers of some incubator, administrators."""
    roles = {Role.COMMITTEE_SECRETARY, Role.INCUBATOR_MANAGER}
    return is_administrator(actor) or any(held.role in roles for held in actor.roles)


def rights(actor: Actor, incubator_id: str, seat: Seat | None) -> frozenset[Right]:
    """What somebody may do with a session of an incubator; ``seat`` is theirs, None without one.

    Secretaries and managers of the incubator and administrators prepare and run it. Only a chair
    presides, so that whoever decides is named in the session. Every seat sees; those with a voice
    give an opinion.
    """
    found: set[Right] = set()
    place = Place(PlaceKind.INCUBATOR, incubator_id, frozenset({incubator_id}))
    if may_hold_committees(actor, place):
        found |= {Right.SEE, Right.PREPARE, Right.RUN}
    if seat is not None:
        found.add(Right.SEE)
        if seat.has_voice:
            found.add(Right.OPINE)
    if seat is Seat.CHAIR:
        found |= {Right.RUN, Right.PRESIDE}
    return frozenset(found)


def may_read_dossier(
    actor: Actor,
    startup: Place,
    sponsors: Iterable[str],
    session: frozenset[Right],
    *,
    is_frozen: bool,
) -> bool:
    """Who reads a version of a startup's dossier; ``session`` are their rights in its session.

    Whoever may change the startup's sheet and whoever prepares the session, at any time. Once it
    was sent: whoever sees the session, and sponsors in an administration that sponsors the
    startup.
    """
    if may_edit_sheet(actor, startup) or Right.PREPARE in session:
        return True
    return is_frozen and (Right.SEE in session or actor.is_any((Role.SPONSOR,), sponsors))


def may_see_promise(
    actor: Actor, startup: Place, sponsors: Iterable[str], incubator_id: str, *, is_seated: bool
) -> bool:
    """Who reads what becomes of a condition or an objective; ``incubator_id`` decided it.

    The startup's team, secretaries, coaches and managers of its incubators and of the one that
    decided, sponsors in an administration that sponsors it, members of the session, administrators.
    """
    incubators = {*startup.incubators, incubator_id}
    return (
        is_seated
        or may_edit_sheet(actor, startup)
        or actor.is_any(FOLLOWING_ROLES, incubators)
        or actor.is_any((Role.SPONSOR,), sponsors)
    )


def may_note_promise(actor: Actor, startup: Place, incubator_id: str) -> bool:
    """Who notes what became of a condition or an objective.

    Whoever may change the startup's sheet, secretaries of its incubators and of the one that
    decided.
    """
    incubators = {*startup.incubators, incubator_id}
    return may_edit_sheet(actor, startup) or actor.is_any((Role.COMMITTEE_SECRETARY,), incubators)


#: Held in an incubator, those that read what becomes of what its committees ask for.
FOLLOWING_ROLES = (Role.COMMITTEE_SECRETARY, Role.COACH, Role.INCUBATOR_MANAGER)
