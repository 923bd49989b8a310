"""Sending what is announced: kept where it depends on sheets only, made anew where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from incubator.web.api.documents import Edition, made_of
from incubator.web.api.open_answers import document_answer, edition_of
from incubator.web.links import site_address
from incubator.web.publishing.atom import ATOM, NEVER, Feed, atom_text
from incubator.web.site import site_of
from incubator.web.templating import language_of

#: No copy that a client has is as new as this.
_AFTER_ANY = datetime.max.replace(tzinfo=UTC)


async def kept_answer(
    request: Request,
    key: tuple[Hashable, ...],
    media_type: str,
    write: Callable[[], Awaitable[Callable[[], str]]],
) -> Response:
    """A document that depends on sheets only, in the reader's language, with full addresses."""
    edition = await edition_of(request)
    # Each name and port that a request may give makes other addresses, so another document.
    whole = (*key, language_of(request), site_address(request))
    document = await site_of(request).documents.get(whole, edition, media_type, write)
    return document_answer(request, document)


async def fresh_answer(
    request: Request, media_type: str, compose: Callable[[], str], changed_at: datetime
) -> Response:
    """A document that depends on more than sheets; ``changed_at`` is told as when it last changed.

    Only its tag answers 304: what an incubator no longer publishes leaves without a date.
    """
    edition = Edition(0, site_of(request).today(), _AFTER_ANY)
    document = await asyncio.to_thread(made_of, compose, media_type, edition)
    answer = document_answer(request, document, is_live=True)
    answer.headers["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    return answer


async def feed_answer(request: Request, feed: Feed) -> Response:
    """A feed of what only the database knows; it changed when its newest entry did."""
    changed_at = max((entry.updated for entry in feed.entries), default=NEVER)
    return await fresh_answer(request, ATOM, lambda: atom_text(feed), changed_at)
