"""Who makes a request, and what they must be for it to go on.

A guard raises where the answer is no; a handler that has passed it needs no other check.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from incubator.actions.mails import Site as MailSite
from incubator.actions.sign_in import Browser, Entrance
from incubator.domain.access import ADMINISTRATION_TIME, NOBODY, Actor, is_administrator
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.sessions import Lifetime, Session, set_notice
from incubator.store.journal import Trace
from incubator.web.cookies import BROWSER, read_cookie
from incubator.web.formats import browser_name
from incubator.web.links import site_address
from incubator.web.site import Site, site_of
from incubator.web.templating import site_names, translate


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks: nobody in particular, or somebody with a session and roles."""

    session: Session | None = None
    actor: Actor = NOBODY
    notice: dict[str, Any] = field(default_factory=dict)

    @property
    def account(self) -> Account | None:
        """The account of the session."""
        return self.session.account if self.session else None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody with a session."""

    session: Session
    account: Account
    actor: Actor


class SignInNeededError(HTTPException):
    """Nobody is signed in: the visitor is taken to the page that mends it, and back."""

    def __init__(self, *, again: bool = False) -> None:
        super().__init__(401)
        self.again = again


class ForbiddenError(HTTPException):
    """Somebody is signed in, and this is not for them: 403."""

    def __init__(self) -> None:
        super().__init__(403)


def visitor_of(request: Request) -> Visitor:
    """Who makes the request; the middleware of sessions found out."""
    visitor: Visitor = request.scope.get("visitor") or Visitor()
    return visitor


def signed_in(request: Request) -> SignedIn:
    """Whoever is signed in.

    Raises:
        SignInNeededError: nobody is.
    """
    visitor = visitor_of(request)
    if visitor.session is None:
        raise SignInNeededError
    return SignedIn(visitor.session, visitor.session.account, visitor.actor)


def administrator(request: Request) -> SignedIn:
    """An administrator who signed in not long ago.

    Raises:
        SignInNeededError: nobody is signed in, or too long ago.
        ForbiddenError: somebody else is.
    """
    if not is_administrator(signed_in(request).actor):
        raise ForbiddenError
    return lately_signed_in(request)


def lately_signed_in(request: Request) -> SignedIn:
    """Whoever signed in not long ago, for what outlives a session or can't be undone.

    Raises:
        SignInNeededError: nobody is signed in, or too long ago.
    """
    person = signed_in(request)
    if now_of(request) - person.session.created_at > ADMINISTRATION_TIME:
        raise SignInNeededError(again=True)
    return person


def trace_of(request: Request) -> Trace:
    """How the journal names who acts and from where."""
    account = visitor_of(request).account
    return browser_of(request).trace(account.public_id if account else "nobody")


def browser_of(request: Request) -> Browser:
    """The browser that knocks."""
    return Browser(
        description=browser_name(request.headers.get("user-agent", "")),
        network=request.client.host if request.client else "",
        request_id=request.scope.get("request_id", ""),
        secret=read_cookie(request, BROWSER),
    )


def entrance_of(request: Request) -> Entrance:
    """What signing in needs to know of a request."""
    return Entrance(
        site=mail_site(request),
        lifetime=lifetime_of(site_of(request)),
        browser=browser_of(request),
        replaces=visitor_of(request).session,
    )


def mail_site(request: Request) -> MailSite:
    """How mails name the site and begin their links."""
    title = site_names(request)[0]
    has_links = site_of(request).settings.sign_in_links
    return MailSite(title, site_address(request), has_links)


def lifetime_of(site: Site) -> Lifetime:
    """How long sessions last."""
    settings = site.settings
    return Lifetime(
        idle=timedelta(hours=settings.session_idle_hours),
        absolute=timedelta(hours=settings.session_max_hours),
    )


def now_of(request: Request) -> datetime:
    """The present instant, in UTC."""
    return site_of(request).now().astimezone(UTC)


async def leave_notice(
    request: Request, message: str, *, undo: tuple[str, str] | None = None, **values: Any
) -> None:
    """Say something on the next page; ``undo`` is a label and the address that undoes it."""
    session = visitor_of(request).session
    if session is not None:
        label, url = undo or ("", "")
        text = translate(request, message, **values)
        notice = {"text": text, "undo_label": label, "undo_url": url}
        await set_notice(session, json.dumps(notice, ensure_ascii=False))
