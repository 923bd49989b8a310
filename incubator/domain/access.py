"""Who may do what: roles, the place each one counts in, and the permissions that follow.

Every permission is a function over an actor and a place. Its docstring lists who has it; nothing
else in the program compares roles. The table of every address is in docs/access.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PlaceKind(StrEnum):
    """What a role is about."""

    STARTUP = "startup"
    INCUBATOR = "incubator"
    ORGANISATION = "organisation"
    PROGRAMME = "programme"


class Role(StrEnum):
    """What somebody is, always in one place."""

    TEAM_MEMBER = "team_member"
    INTRAPRENEUR = "intrapreneur"
    COACH = "coach"
    INCUBATOR_MANAGER = "incubator_manager"
    COMMITTEE_SECRETARY = "committee_secretary"
    SPONSOR = "sponsor"
    ADMINISTRATOR = "administrator"


#: In which kind of place each role is held.
ROLE_PLACES: Mapping[Role, PlaceKind] = {
    Role.TEAM_MEMBER: PlaceKind.STARTUP,
    Role.INTRAPRENEUR: PlaceKind.STARTUP,
    Role.COACH: PlaceKind.INCUBATOR,
    Role.INCUBATOR_MANAGER: PlaceKind.INCUBATOR,
    Role.COMMITTEE_SECRETARY: PlaceKind.INCUBATOR,
    Role.SPONSOR: PlaceKind.ORGANISATION,
    Role.ADMINISTRATOR: PlaceKind.PROGRAMME,
}
#: The programme has no id.
PROGRAMME_ID = ""
#: How long after signing in an administrator may act; then they sign in again.
ADMINISTRATION_TIME = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Held:
    """A role held in a place, whose kind follows from the role."""

    role: Role
    place_id: str


@dataclass(frozen=True, slots=True)
class Place:
    """A startup, an incubator, an organisation or the programme.

    ``incubators`` are those that a startup belongs to; an incubator has itself there.
    """

    kind: PlaceKind
    id: str
    incubators: frozenset[str] = frozenset()


PROGRAMME = Place(PlaceKind.PROGRAMME, PROGRAMME_ID)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with the roles in force today; nobody in particular has none."""

    roles: frozenset[Held] = frozenset()

    def is_any(self, roles: Iterable[Role], place_ids: Iterable[str]) -> bool:
        """Whether one of the roles is held in one of the places."""
        wanted = set(place_ids)
        return any(held.place_id in wanted for held in self.roles if held.role in set(roles))


NOBODY = Actor()


def grant_is_active(today: date, until: date | None, *, revoked: bool) -> bool:
    """A grant counts until its last day, that day included, unless it was taken back."""
    return not revoked and (until is None or until >= today)


def is_administrator(actor: Actor) -> bool:
    """Administrators of the programme."""
    return actor.is_any((Role.ADMINISTRATOR,), (PROGRAMME_ID,))


def may_see_access(actor: Actor, place: Place) -> bool:
    """Those who hold a role in the place, coaches and managers of its incubator, administrators."""
    return (
        is_administrator(actor)
        or any(_is_about(held, place) for held in actor.roles)
        or actor.is_any((Role.COACH, Role.INCUBATOR_MANAGER), place.incubators)
    )


def may_edit_sheet(actor: Actor, place: Place) -> bool:
    """Who may change a sheet, and read what is written to its team.

    A startup's: its team members and intrapreneurs, coaches and managers of its incubators. An
    incubator's: its managers. Any: administrators.
    """
    if is_administrator(actor):
        return True
    if place.kind is PlaceKind.STARTUP:
        return actor.is_any((Role.TEAM_MEMBER, Role.INTRAPRENEUR), (place.id,)) or actor.is_any(
            (Role.COACH, Role.INCUBATOR_MANAGER), place.incubators
        )
    return place.kind is PlaceKind.INCUBATOR and actor.is_any(
        (Role.INCUBATOR_MANAGER,), (place.id,)
    )


def may_move_startup(actor: Actor, place: Place) -> bool:
    """Who says which incubators a startup belongs to: that gives their managers power over it.

    Managers of its incubators, administrators.
    """
    return is_administrator(actor) or (
        place.kind is PlaceKind.STARTUP
        and actor.is_any((Role.INCUBATOR_MANAGER,), place.incubators)
    )


def may_manage_team(actor: Actor, place: Place) -> bool:
    """Who adds people to a startup's team, ends and extends their missions.

    Those who may give and take team_member there: a mission gives that role to whoever's account
    is tied to the member.
    """
    return may_give(actor, Role.TEAM_MEMBER, place)


def may_see_submissions(actor: Actor, place: Place) -> bool:
    """Who reads what is brought to an incubator, and asks for more.

    Its coaches and managers, administrators.
    """
    return place.kind is PlaceKind.INCUBATOR and (
        is_administrator(actor) or actor.is_any((Role.COACH, Role.INCUBATOR_MANAGER), (place.id,))
    )


def may_decide_submissions(actor: Actor, place: Place) -> bool:
    """Who accepts or declines what is brought to an incubator, and opens calls for projects.

    Its managers, administrators.
    """
    return place.kind is PlaceKind.INCUBATOR and (
        is_administrator(actor) or actor.is_any((Role.INCUBATOR_MANAGER,), (place.id,))
    )


def may_follow(actor: Actor, incubators: Iterable[str], sponsors: Iterable[str]) -> bool:
    """Who has a startup in their portfolio.

    Coaches and managers of its incubators, sponsors in an administration that sponsors it,
    administrators.
    """
    return (
        is_administrator(actor)
        or actor.is_any((Role.COACH, Role.INCUBATOR_MANAGER), incubators)
        or actor.is_any((Role.SPONSOR,), sponsors)
    )


def has_portfolio(actor: Actor) -> bool:
    """Coaches, managers of an incubator, sponsors, administrators; it may be empty."""
    roles = {Role.COACH, Role.INCUBATOR_MANAGER, Role.SPONSOR}
    return is_administrator(actor) or any(held.role in roles for held in actor.roles)


def givable_roles(actor: Actor, place: Place) -> tuple[Role, ...]:
    """The roles that the actor may give, and take back, in a place.

    Administrators: every role of the place. Managers of an incubator: those of its startups,
    coach and secretary in the incubator itself. Coaches of the incubator and intrapreneurs of the
    startup: team member. Nobody gives a role above their own.
    """
    if is_administrator(actor):
        return tuple(role for role, kind in ROLE_PLACES.items() if kind is place.kind)
    manages = actor.is_any((Role.INCUBATOR_MANAGER,), place.incubators)
    if place.kind is PlaceKind.INCUBATOR and manages:
        return (Role.COACH, Role.COMMITTEE_SECRETARY)
    if place.kind is PlaceKind.STARTUP:
        if manages:
            return (Role.TEAM_MEMBER, Role.INTRAPRENEUR)
        if actor.is_any((Role.COACH,), place.incubators) or actor.is_any(
            (Role.INTRAPRENEUR,), (place.id,)
        ):
            return (Role.TEAM_MEMBER,)
    return ()


def may_give(actor: Actor, role: Role, place: Place) -> bool:
    """Those whose :func:`givable_roles` has the role."""
    return role in givable_roles(actor, place)


def _is_about(held: Held, place: Place) -> bool:
    return ROLE_PLACES[held.role] is place.kind and held.place_id == place.id
