"""People who are signed in: an account with roles, a session, and the browser that has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

import httpx
from starlette.applications import Starlette

from incubator.actions.mails import Site
from incubator.actions.manage_access import Newcomer, Wanted, give_role, open_account
from incubator.actions.manage_accounts import change_account
from incubator.actions.sign_in import Browser, Entrance, begin_session
from incubator.app import create_app
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store import models
from incubator.store.accounts.accounts import Account, find_by_email
from incubator.store.accounts.sessions import Lifetime
from incubator.store.journal import Trace
from tests.conftest import TODAY

SITE = Site("Incubateur", "http://127.0.0.1")
CLI = Trace("cli")
#: The instant at which tests happen, on the tests' day.
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 0, tzinfo=UTC)


async def account_with(
    email: str,
    roles: Iterable[tuple[Role, str]] = (),
    *,
    name: str = "",
    member_id: str = "",
    now: datetime = NOW,
) -> Account:
    """An account, its roles given without end; no mail is left in the outbox."""
    if await find_by_email(email) is None:
        await open_account(email, Newcomer(name), CLI, now)
    for role, place_id in roles:
        wanted = Wanted(role, place_id, place_id, "test", None)
        await give_role(SITE, email, wanted, CLI, today=now.date(), now=now)
    await models.OutboxMail.filter(recipient=email).delete()
    account = await find_by_email(email)
    assert account is not None
    if member_id:
        await change_account(account, {"member_id": member_id}, CLI)
        account = await find_by_email(email)
        assert account is not None
    return account


async def browser_of(
    settings: Settings,
    account: Account,
    *,
    now: datetime = NOW,
    today: Callable[[], date] = lambda: TODAY,
    app: Starlette | None = None,
) -> httpx.AsyncClient:
    """A browser in which the account is signed in; redirects are not followed.

    It visits ``app`` where one is given, else an application of its own.
    """
    lifetime = Lifetime(timedelta(hours=72), timedelta(hours=336))
    entrance = Entrance(SITE, lifetime, Browser("Firefox, Linux", "127.0.0.1", "test"))
    signed = await begin_session(entrance, account, method="link", next_path="/espace", now=now)
    client = stranger(settings, now=now, today=today, app=app)
    client.cookies.set("session", signed.secret)
    return client


def stranger(
    settings: Settings,
    *,
    now: datetime = NOW,
    today: Callable[[], date] = lambda: TODAY,
    app: Starlette | None = None,
) -> httpx.AsyncClient:
    """A browser in which nobody is signed in, whose posts come from the site's own pages."""
    app = app or create_app(settings, today=today, now=lambda: now)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
