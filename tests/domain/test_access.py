"""Who may do what, read as rules: who may, who may not, and the wrong place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.access import (
    NOBODY,
    PROGRAMME,
    PROGRAMME_ID,
    ROLE_PLACES,
    Actor,
    Held,
    Place,
    PlaceKind,
    Role,
    givable_roles,
    grant_is_active,
    is_administrator,
    may_decide_submissions,
    may_edit_sheet,
    may_give,
    may_manage_team,
    may_move_startup,
    may_see_access,
    may_see_submissions,
)

TODAY = date(2026, 11, 21)
QUAI, PONT = "quai", "pont"
BAIL = Place(PlaceKind.STARTUP, "bail", frozenset({QUAI}))
OTHER = Place(PlaceKind.STARTUP, "autre", frozenset({PONT}))
INCUBATOR = Place(PlaceKind.INCUBATOR, QUAI, frozenset({QUAI}))
SPONSOR = Place(PlaceKind.ORGANISATION, "direction")
EVERYWHERE = (BAIL, OTHER, INCUBATOR, SPONSOR, PROGRAMME)
#: What somebody who does not administer may give at most, by kind of place, as the rule says.
DELEGATED = {
    PlaceKind.STARTUP: {Role.TEAM_MEMBER, Role.INTRAPRENEUR},
    PlaceKind.INCUBATOR: {Role.COACH, Role.COMMITTEE_SECRETARY},
    PlaceKind.ORGANISATION: set(),
    PlaceKind.PROGRAMME: set(),
}


def somebody(role: Role, place_id: str = "") -> Actor:
    return Actor(frozenset({Held(role, place_id)}))


IDS = st.sampled_from(["", "bail", "autre", QUAI, PONT, "direction"])
ROLES = st.sampled_from(list(Role))
PLACES = st.builds(Place, st.sampled_from(list(PlaceKind)), IDS, st.frozensets(IDS, max_size=3))
ACTORS = st.builds(Actor, st.frozensets(st.builds(Held, ROLES, IDS), max_size=5))
OTHERS = st.sampled_from([role for role in Role if role is not Role.ADMINISTRATOR])
NOT_ADMINISTRATORS = st.builds(Actor, st.frozensets(st.builds(Held, OTHERS, IDS), max_size=6))


def test_every_role_is_held_in_one_kind_of_place() -> None:
    assert set(ROLE_PLACES) == set(Role)


def test_only_administrators_of_the_programme_administer() -> None:
    assert is_administrator(somebody(Role.ADMINISTRATOR))
    assert not is_administrator(somebody(Role.ADMINISTRATOR, QUAI))
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert not is_administrator(somebody(role))


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (NOBODY, ()),
        (somebody(Role.ADMINISTRATOR), EVERYWHERE),
        (somebody(Role.TEAM_MEMBER, "bail"), (BAIL,)),
        (somebody(Role.INTRAPRENEUR, "bail"), (BAIL,)),
        (somebody(Role.COACH, QUAI), (BAIL, INCUBATOR)),
        (somebody(Role.INCUBATOR_MANAGER, QUAI), (BAIL, INCUBATOR)),
        (somebody(Role.COMMITTEE_SECRETARY, QUAI), (INCUBATOR,)),
        (somebody(Role.SPONSOR, "direction"), (SPONSOR,)),
    ],
    ids=str,
)
def test_access_is_seen_by_those_of_the_place_and_of_its_incubator(
    actor: Actor, seen: tuple[Place, ...]
) -> None:
    assert tuple(place for place in EVERYWHERE if may_see_access(actor, place)) == seen


@pytest.mark.parametrize(
    ("actor", "place", "roles"),
    [
        (NOBODY, BAIL, ()),
        (somebody(Role.ADMINISTRATOR), BAIL, (Role.TEAM_MEMBER, Role.INTRAPRENEUR)),
        (
            somebody(Role.ADMINISTRATOR),
            INCUBATOR,
            (Role.COACH, Role.INCUBATOR_MANAGER, Role.COMMITTEE_SECRETARY),
        ),
        (somebody(Role.ADMINISTRATOR), SPONSOR, (Role.SPONSOR,)),
        (somebody(Role.ADMINISTRATOR), PROGRAMME, (Role.ADMINISTRATOR,)),
        (somebody(Role.INCUBATOR_MANAGER, QUAI), BAIL, (Role.TEAM_MEMBER, Role.INTRAPRENEUR)),
        (
            somebody(Role.INCUBATOR_MANAGER, QUAI),
            INCUBATOR,
            (Role.COACH, Role.COMMITTEE_SECRETARY),
        ),
        (somebody(Role.INCUBATOR_MANAGER, QUAI), OTHER, ()),
        (somebody(Role.INCUBATOR_MANAGER, QUAI), SPONSOR, ()),
        (somebody(Role.INCUBATOR_MANAGER, QUAI), PROGRAMME, ()),
        (somebody(Role.COACH, QUAI), BAIL, (Role.TEAM_MEMBER,)),
        (somebody(Role.COACH, QUAI), INCUBATOR, ()),
        (somebody(Role.COACH, QUAI), OTHER, ()),
        (somebody(Role.INTRAPRENEUR, "bail"), BAIL, (Role.TEAM_MEMBER,)),
        (somebody(Role.INTRAPRENEUR, "bail"), OTHER, ()),
        (somebody(Role.INTRAPRENEUR, "bail"), INCUBATOR, ()),
        (somebody(Role.TEAM_MEMBER, "bail"), BAIL, ()),
        (somebody(Role.COMMITTEE_SECRETARY, QUAI), BAIL, ()),
        (somebody(Role.COMMITTEE_SECRETARY, QUAI), INCUBATOR, ()),
        (somebody(Role.SPONSOR, "direction"), SPONSOR, ()),
    ],
    ids=str,
)
def test_each_gives_what_the_rule_says_where_it_says(
    actor: Actor, place: Place, roles: tuple[Role, ...]
) -> None:
    assert givable_roles(actor, place) == roles
    assert {role for role in Role if may_give(actor, role, place)} == set(roles)


@given(PLACES)
def test_nobody_may_anything(place: Place) -> None:
    assert not is_administrator(NOBODY)
    assert not may_see_access(NOBODY, place)
    assert givable_roles(NOBODY, place) == ()


@given(NOT_ADMINISTRATORS, PLACES)
def test_giving_never_escalates(actor: Actor, place: Place) -> None:
    given_here = set(givable_roles(actor, place))
    assert given_here <= DELEGATED[place.kind]
    assert not given_here & {Role.ADMINISTRATOR, Role.INCUBATOR_MANAGER, Role.SPONSOR}
    managed = actor.is_any((Role.INCUBATOR_MANAGER,), place.incubators)
    if given_here - {Role.TEAM_MEMBER}:
        assert managed
    if given_here:
        near = {Role.COACH, Role.INCUBATOR_MANAGER}
        assert actor.is_any(near, place.incubators) or actor.is_any(
            (Role.INTRAPRENEUR,), (place.id,)
        )


@given(NOT_ADMINISTRATORS, PLACES, PLACES)
def test_what_is_given_opens_no_giving_that_the_giver_lacked(
    giver: Actor, place: Place, elsewhere: Place
) -> None:
    """Somebody who gives themselves whatever they may give gives no more than before."""
    for role in givable_roles(giver, place):
        stronger = Actor(giver.roles | {Held(role, place.id)})
        assert set(givable_roles(stronger, place)) == set(givable_roles(giver, place))
        assert not is_administrator(stronger)


@given(ACTORS, PLACES)
def test_a_role_is_only_given_in_its_kind_of_place(actor: Actor, place: Place) -> None:
    assert all(ROLE_PLACES[role] is place.kind for role in givable_roles(actor, place))


@given(ACTORS, PLACES)
def test_whoever_gives_a_role_sees_who_has_one(actor: Actor, place: Place) -> None:
    assert may_see_access(actor, place) or not givable_roles(actor, place)


@given(ACTORS, ACTORS, PLACES)
def test_one_more_role_takes_nothing_away(actor: Actor, other: Actor, place: Place) -> None:
    both = Actor(actor.roles | other.roles)
    assert set(givable_roles(both, place)) >= set(givable_roles(actor, place))
    assert may_see_access(both, place) >= may_see_access(actor, place)


def test_a_grant_counts_until_its_last_day_included() -> None:
    assert grant_is_active(TODAY, None, revoked=False)
    assert grant_is_active(TODAY, TODAY, revoked=False)
    assert not grant_is_active(TODAY, TODAY - timedelta(days=1), revoked=False)
    assert not grant_is_active(TODAY, None, revoked=True)
    assert not grant_is_active(TODAY, TODAY, revoked=True)


@given(ACTORS, PLACES)
def test_whoever_manages_a_team_may_change_its_sheet(actor: Actor, place: Place) -> None:
    assert may_edit_sheet(actor, place) or not may_manage_team(actor, place)


@given(ACTORS, PLACES)
def test_whoever_moves_a_startup_gives_the_roles_that_moving_gives(
    actor: Actor, place: Place
) -> None:
    if place.kind is PlaceKind.STARTUP and may_move_startup(actor, place):
        assert {Role.TEAM_MEMBER, Role.INTRAPRENEUR} <= set(givable_roles(actor, place))


@given(ACTORS, PLACES)
def test_whoever_decides_what_is_brought_reads_it(actor: Actor, place: Place) -> None:
    assert may_see_submissions(actor, place) or not may_decide_submissions(actor, place)


def test_a_sheet_is_changed_by_its_team_and_those_of_its_incubator() -> None:
    place = Place(PlaceKind.STARTUP, "bac", frozenset({"fabrique"}))
    may = {
        role
        for role in Role
        for place_id in ("bac", "fabrique", "dinum", PROGRAMME_ID)
        if may_edit_sheet(Actor(frozenset({Held(role, place_id)})), place)
        and ROLE_PLACES[role] in (PlaceKind.STARTUP, PlaceKind.INCUBATOR, PlaceKind.PROGRAMME)
    }
    assert may == {
        Role.TEAM_MEMBER,
        Role.INTRAPRENEUR,
        Role.COACH,
        Role.INCUBATOR_MANAGER,
        Role.ADMINISTRATOR,
    }
