"""Signing in: asking for a link, opening it, coming back from a provider, and signing out.

The answer to "send me a link" is the same whether the address is known or not, and so is the work
done: the same rows are written, and the mail leaves later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tortoise.transactions import in_transaction

from incubator.actions import mails
from incubator.domain.email import normalise, shorten
from incubator.openid import Identity
from incubator.store import attempts, journal
from incubator.store.accounts import accounts, invitations, links, sessions
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.sessions import Lifetime, Session
from incubator.store.accounts.teams import note_reminder
from incubator.store.attempts import Limit
from incubator.store.journal import Trace

LINK_LIFETIME = timedelta(minutes=15)
FLOW_LIFETIME = timedelta(minutes=15)
# As many mails as this within a link's lifetime: when the limit is reached, one of those that
# were sent still works, so that nobody can keep somebody else out by asking in their name.
BY_ADDRESS = Limit("link-by-address", 5, LINK_LIFETIME)
BY_NETWORK = Limit("link-by-network", 60, LINK_LIFETIME)
OPENINGS = Limit("open-by-network", 60, LINK_LIFETIME)


@dataclass(frozen=True, slots=True)
class Browser:
    """Who knocks: the browser's own words, its network, and the secret of its cookie."""

    description: str
    network: str
    request_id: str
    secret: str = ""

    @property
    def network_key(self) -> str:
        """What limits by network count under."""
        return attempts.network_key(self.network)

    def trace(self, actor: str) -> Trace:
        """How the journal names the origin of what is done."""
        return Trace(actor, self.request_id, self.network)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session has begun: the cookie's secret, and where to go."""

    secret: str
    session: Session
    next_path: str


@dataclass(frozen=True, slots=True)
class NeedsConfirmation:
    """The link is opened in another browser than the one that asked: a person must press."""

    account: Account


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where somebody comes in: the site, how long sessions last, the browser and what it held."""

    site: mails.Site
    lifetime: Lifetime
    browser: Browser
    replaces: Session | None = None


class TooManyError(Exception):
    """Too many tries from one network; the next one may come after the window."""


class UnknownPersonError(Exception):
    """A provider vouches for somebody who has no account here; ``email`` is what it says."""

    def __init__(self, email: str) -> None:
        super().__init__("This person has no account.")
        self.email = email


async def ask_for_link(
    site: mails.Site,
    email: str,
    browser: Browser,
    *,
    next_path: str,
    language: str,
    now: datetime | None = None,
) -> None:
    """Send a link to an address, or say to it that it is not known.

    Raises:
        TooManyError: the network has asked too often. An address that is asked for too often gets
            no more mail, and the answer does not tell.
    """
    at = now or datetime.now(UTC)
    if not await attempts.is_within(BY_NETWORK, browser.network_key, at):
        raise TooManyError
    if not await attempts.is_within(BY_ADDRESS, email, at):
        return
    account = await accounts.find_by_email(email)
    known = account if account is not None and account.may_sign_in else None
    async with in_transaction():
        secret = await links.create_link(
            known,
            browser_secret=browser.secret,
            next_path=next_path,
            expires_at=at + LINK_LIFETIME,
            now=at,
        )
        minutes = int(LINK_LIFETIME.total_seconds() // 60)
        reader: mails.Reader = known or mails.Stranger(email, language)
        message = (
            mails.sign_in_link(site, reader.language, secret, minutes)
            if known
            else mails.unknown_address(site, language)
        )
        await mails.post(site, "sign_in", reader, message, now=at, expires_at=at + LINK_LIFETIME)


async def open_link(
    entrance: Entrance, secret: str, *, confirmed: bool, now: datetime | None = None
) -> SignedIn | NeedsConfirmation | None:
    """Sign in with a link; None when it is used, expired or was never sent.

    Nothing is used up unless the browser that asked opens it, or a person confirmed.

    Raises:
        TooManyError: the network has opened too many links.
    """
    at = now or datetime.now(UTC)
    browser = entrance.browser
    if not await attempts.is_within(OPENINGS, browser.network_key, at):
        raise TooManyError
    link = await links.find_link(secret, at)
    if link is None or link.account is None or not link.account.may_sign_in:
        return None
    if not confirmed and not link.is_of_browser(browser.secret):
        return NeedsConfirmation(link.account)
    async with journal.transaction():
        if not await links.use_link(link, at):
            return None
        return await begin_session(
            entrance, link.account, method="link", next_path=link.next_path, now=at
        )


async def sign_in_with_identity(
    entrance: Entrance,
    identity: Identity,
    *,
    trust_email: bool,
    next_path: str,
    now: datetime | None = None,
) -> SignedIn:
    """Sign in a person for whom an OpenID provider vouches.

    The first time, the account is found by the address, if the provider says that it has verified
    it or is trusted for that; afterwards by the provider's own subject.

    Raises:
        UnknownPersonError: there is no such account, or it may not sign in.
    """
    at = now or datetime.now(UTC)
    account = await accounts.find_by_identity(identity.issuer, identity.subject)
    email = normalise(identity.email) or ""
    vouched = identity.email_verified or (identity.email_verified is None and trust_email)
    if account is None and email and vouched:
        account = await accounts.find_by_email(email)
    if account is None or not account.may_sign_in:
        subject = f"account:{account.public_id}" if account else "openid"
        await journal.record(
            entrance.browser.trace("nobody"),
            "sign_in_refused",
            subject,
            personal={"email": shorten(email)},
            now=at,
        )
        raise UnknownPersonError(email)
    async with journal.transaction():
        await accounts.keep_identity(account, identity.issuer, identity.subject, at)
        return await begin_session(
            entrance,
            account,
            method="openid",
            next_path=next_path,
            now=at,
            id_token=identity.id_token,
        )


async def begin_session(
    entrance: Entrance,
    account: Account,
    *,
    method: str,
    next_path: str,
    now: datetime,
    id_token: str = "",
) -> SignedIn:
    """Open a session with a new secret; the one that the browser had before ends.

    The caller has made sure who it is: nothing else may call this.
    """
    browser, replaces = entrance.browser, entrance.replaces
    is_new_browser = await note_reminder(account, f"browser:{browser.description}", now)
    if replaces is not None:
        await sessions.end_session(replaces.account, replaces.public_id)
    secret, session = await sessions.start_session(
        account,
        method=method,
        browser=sessions.BrowserName(browser.description, browser.network),
        id_token=id_token,
        lifetime=entrance.lifetime,
        now=now,
    )
    await invitations.accept_invitations(account, now)
    await journal.record(
        browser.trace(account.public_id),
        "signed_in",
        f"account:{account.public_id}",
        detail={"method": method, "session": session.public_id},
        personal={"browser": browser.description},
        now=now,
    )
    was_here = account.last_sign_in_at is not None and method != "demonstration"
    if is_new_browser and was_here and account.notify_sign_in:
        message = mails.new_browser(entrance.site, account.language, browser.description)
        await mails.post(entrance.site, "new_browser", account, message, now=now)
    return SignedIn(secret, session, next_path)


async def sign_out(session: Session, trace: Trace) -> None:
    """End a session."""
    async with journal.transaction():
        await sessions.end_session(session.account, session.public_id)
        await journal.record(
            trace,
            "signed_out",
            f"account:{session.account.public_id}",
            detail={"session": session.public_id},
        )


async def end_sessions(
    account: Account, trace: Trace, *, public_id: str = "", but: str = ""
) -> int:
    """End one session of an account, or every one except ``but``; returns how many."""
    async with journal.transaction():
        if public_id:
            count = int(await sessions.end_session(account, public_id))
        else:
            count = await sessions.end_sessions(account, but=but)
        if count:
            detail = {"session": public_id} if public_id else {"count": count}
            subject = f"account:{account.public_id}"
            await journal.record(trace, "sessions_ended", subject, detail=detail)
    return count
