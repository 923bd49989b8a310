"""Links sent by mail and sign-ins under way at a provider: each is used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.tokens import digest, new_secret


@dataclass(frozen=True, slots=True)
class Link:
    """A link that can still be used. ``account`` is None for an address nobody has here."""

    number: int
    account: Account | None
    browser_hash: str
    next_path: str

    def is_of_browser(self, browser_secret: str) -> bool:
        """Whether the browser that asked for the link is the one that opens it."""
        if not self.browser_hash or not browser_secret:
            return False
        return compare_digest(self.browser_hash, digest(browser_secret))


async def create_link(
    account: Account | None,
    *,
    browser_secret: str,
    next_path: str,
    expires_at: datetime,
    now: datetime,
) -> str:
    """A new link; returns its secret, which is kept nowhere else."""
    secret = new_secret()
    await models.SignInLink.create(
        account_id=account.number if account else None,
        token_hash=digest(secret),
        browser_hash=digest(browser_secret) if browser_secret else "",
        next_path=next_path,
        created_at=now,
        expires_at=expires_at,
    )
    return secret


async def find_link(secret: str, now: datetime) -> Link | None:
    """The link of a secret, if it is neither used nor expired."""
    row = await models.SignInLink.get_or_none(
        token_hash=digest(secret), used_at__isnull=True, expires_at__gt=now
    ).prefetch_related("account")
    if row is None:
        return None
    account = account_of(row.account) if row.account else None
    return Link(row.id, account, row.browser_hash, row.next_path)


async def use_link(link: Link, now: datetime) -> bool:
    """Mark a link as used; False when somebody was faster."""
    query = models.SignInLink.filter(id=link.number, used_at__isnull=True)
    return bool(await query.update(used_at=now))


async def forget_links_of(account: Account) -> int:
    """Remove every link of an account, those of its invitations included; returns how many."""
    return await models.SignInLink.filter(account_id=account.number).delete()


async def forget_links(now: datetime) -> int:
    """Remove links and sign-ins under way that have expired; returns how many."""
    links = await models.SignInLink.filter(expires_at__lte=now).delete()
    return links + await models.OpenIdFlow.filter(expires_at__lte=now).delete()


@dataclass(frozen=True, slots=True)
class Flow:
    """What has to come back from a provider, and where to go then."""

    nonce: str
    code_verifier: str
    next_path: str


async def start_flow(state: str, browser_secret: str, flow: Flow, expires_at: datetime) -> None:
    """Keep a sign-in that has been sent to a provider."""
    await models.OpenIdFlow.create(
        state_hash=digest(state),
        browser_hash=digest(browser_secret),
        nonce=flow.nonce,
        code_verifier=flow.code_verifier,
        next_path=flow.next_path,
        expires_at=expires_at,
    )


async def take_flow(state: str, browser_secret: str, now: datetime) -> Flow | None:
    """The sign-in of a state, once, for the browser that began it; or None."""
    row = await models.OpenIdFlow.get_or_none(
        state_hash=digest(state), browser_hash=digest(browser_secret), expires_at__gt=now
    )
    if row is None or not await models.OpenIdFlow.filter(id=row.id).delete():
        return None
    return Flow(row.nonce, row.code_verifier, row.next_path)
