"""Somebody can always administer the programme, whatever two people do at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from incubator.actions.manage_access import AccessError, take_role
from incubator.actions.manage_accounts import disable_account, erase_account
from incubator.domain.access import Role
from incubator.store import journal
from incubator.store.accounts import grants
from incubator.store.accounts.accounts import Account
from incubator.store.database import open_database
from tests.conftest import TODAY
from tests.web.signed import CLI, SITE, account_with

Removal = Callable[[Account], Awaitable[None]]


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[list[Account]]:
    """The two administrators of a programme."""
    async with open_database(database_url):
        role = [(Role.ADMINISTRATOR, "")]
        yield [await account_with(f"{name}@exemple.fr", role) for name in ("ana", "bob")]


async def take(account: Account) -> None:
    grant = await grants.find_active_grant(account, Role.ADMINISTRATOR, "", TODAY)
    assert grant is not None
    await take_role(SITE, grant, "", CLI, today=TODAY)


async def disable(account: Account) -> None:
    await disable_account(account, CLI, TODAY)


async def erase(account: Account) -> None:
    await erase_account(account, CLI, TODAY)


@pytest.mark.parametrize(
    ("remove", "other"), [(take, take), (take, erase), (disable, disable), (erase, disable)]
)
async def test_two_administrators_who_remove_each_other_at_once_can_not_both_succeed(
    both: list[Account], remove: Removal, other: Removal
) -> None:
    outcomes = await asyncio.gather(remove(both[0]), other(both[1]), return_exceptions=True)
    (refused,) = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(refused, AccessError)
    assert refused.code in {"last_administrator", "not_erasable"}
    assert await grants.count_administrators(TODAY) == 1
    assert (await journal.verify()).fault is None


@pytest.mark.parametrize("remove", [take, disable, erase])
async def test_a_refusal_leaves_everything_as_it_was(both: list[Account], remove: Removal) -> None:
    await remove(both[0])
    before = await journal.verify()
    with pytest.raises(AccessError):
        await remove(both[1])
    actor = await grants.load_actor(both[1], TODAY)
    assert actor.is_any((Role.ADMINISTRATOR,), ("",))
    assert await journal.verify() == before
