"""Views of the portfolio that people keep: filters and an order under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from incubator.store import models
from incubator.store.accounts.accounts import Account
from incubator.store.tokens import new_public_id

#: What the table's columns hold.
NAME_LENGTH, QUERY_LENGTH = 100, 1000
#: As many as this fit in sight.
MOST = 20


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view of somebody's, by name; ``query`` is as an address writes it."""

    public_id: str
    name: str
    query: str


async def views_of(account: Account) -> Sequence[SavedView]:
    """The views of an account, by name."""
    rows = await models.SavedView.filter(account_id=account.number)
    found = [SavedView(row.public_id, row.name, row.query) for row in rows]
    return sorted(found, key=lambda view: (view.name.casefold(), view.name))


async def add_view(account: Account, name: str, query: str, now: datetime) -> bool:
    """Keep a view; False when there is one by that name already."""
    try:
        # A transaction of its own: where a caller's is open, a failed insert must not end it.
        async with in_transaction():
            await models.SavedView.create(
                public_id=new_public_id(),
                account_id=account.number,
                name=name,
                query=query,
                created_at=now,
            )
    except IntegrityError:
        return False
    return True


async def rename_view(account: Account, view: SavedView, name: str) -> bool:
    """Call a view otherwise; False when another one has that name."""
    try:
        async with in_transaction():
            query = models.SavedView.filter(account_id=account.number, public_id=view.public_id)
            await query.update(name=name)
    except IntegrityError:
        return False
    return True


async def remove_view(account: Account, view: SavedView) -> None:
    """Forget a view."""
    await models.SavedView.filter(account_id=account.number, public_id=view.public_id).delete()
