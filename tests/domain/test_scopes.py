"""What a token may be used for: never more than its person may do."""

from __future__ import annotations

import pytest

from incubator.domain.access import NOBODY, PROGRAMME_ID, Actor, Held, Role
from incubator.domain.scopes import Scope, may_use, scope_is_useful

ADMINISTRATOR = Actor(frozenset({Held(Role.ADMINISTRATOR, PROGRAMME_ID)}))
OTHERS = [role for role in Role if role is not Role.ADMINISTRATOR]


def test_anybody_with_an_account_may_ask_who_they_are() -> None:
    assert scope_is_useful(NOBODY, Scope.ME_READ)
    assert may_use(NOBODY, {"me:read"}, Scope.ME_READ)


def test_an_administrator_may_let_a_program_read_the_journal() -> None:
    assert scope_is_useful(ADMINISTRATOR, Scope.JOURNAL_READ)
    assert may_use(ADMINISTRATOR, {"journal:read"}, Scope.JOURNAL_READ)


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_may(role: Role) -> None:
    for place_id in ("bail-en-main", PROGRAMME_ID):
        actor = Actor(frozenset({Held(role, place_id)}))
        assert not scope_is_useful(actor, Scope.JOURNAL_READ)
        assert not may_use(actor, {"journal:read"}, Scope.JOURNAL_READ)


@pytest.mark.parametrize("scope", Scope)
def test_a_token_without_the_scope_may_nothing_whoever_its_person_is(scope: Scope) -> None:
    others = {other.value for other in Scope} - {scope.value}
    assert not may_use(ADMINISTRATOR, others, scope)
    assert not may_use(ADMINISTRATOR, {scope.value.upper(), "*", ""}, scope)
