"""Who is written to about a session, and what was told."""

from __future__ import annotations

from collections.abc import Iterable

from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.committees.sessions import Committee


async def accounts_with(public_ids: Iterable[str]) -> dict[str, Account]:
    """Those of some accounts that may sign in, by their opaque id."""
    rows = await models.Account.filter(public_id__in=sorted(set(public_ids)))
    found = [account_of(row) for row in rows]
    return {one.public_id: one for one in found if one.may_sign_in}


async def note_told(committee: Committee) -> None:
    """Note that those invited know the session as it is in this value."""
    await models.Committee.filter(id=committee.number).update(told_revision=committee.revision)
