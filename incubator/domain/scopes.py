"""What a token for a machine may be used for: never more than its person may do themselves."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from incubator.domain.access import Actor, is_administrator


class Scope(StrEnum):
    """A part of what somebody may do, that a token can be given."""

    ME_READ = "me:read"
    JOURNAL_READ = "journal:read"


def scope_is_useful(actor: Actor, scope: Scope) -> bool:
    """Those who could do by themselves what the scope is for.

    ``me:read``: everybody who has an account. ``journal:read``: administrators.
    """
    match scope:
        case Scope.ME_READ:
            return True
        case Scope.JOURNAL_READ:
            return is_administrator(actor)


def may_use(actor: Actor, token_scopes: Collection[str], scope: Scope) -> bool:
    """Tokens that have the scope, while their person could do today what it is for.

    A role that ends takes with it what tokens could do by it; nothing has to be revoked.
    """
    return scope.value in token_scopes and scope_is_useful(actor, scope)
