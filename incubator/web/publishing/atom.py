"""Feeds (Atom, RFC 4287): the one place for their ids, their dates and what XML has no sign for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request

from incubator.web.templating import language_of, site_names

ATOM = "application/atom+xml; charset=utf-8"
#: How many entries a feed holds: the newest ones.
FEED_SIZE = 50
#: When a feed was last updated that never had an entry: Atom wants a date even then.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
#: Signs that XML has no place for, which a text of a sheet or of a form may hold.
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), " ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: ``id`` never changes, ``link`` is the full address of its page.

    ``category`` is a word for programs and its label; ``author`` is "" for the feed's own.
    """

    id: str
    title: str
    link: str
    summary: str
    published: datetime
    updated: datetime
    category: tuple[str, str]
    author: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: ``address`` is its own full address and ``page`` that of the page about the same."""

    id: str
    title: str
    author: str
    language: str
    address: str
    page: str
    subtitle: str = ""
    entries: Sequence[Entry] = field(default=())


def feed_of(
    request: Request, key: Sequence[str], title: str, address: str, page: str, subtitle: str = ""
) -> Feed:
    """A feed without entries, in the reader's language, published by this site."""
    site = site_names(request)[0]
    return Feed(
        id=stable_id(*key),
        title=f"{title} – {site}",
        author=site,
        language=language_of(request),
        address=address,
        page=page,
        subtitle=subtitle,
    )


def atom_text(feed: Feed) -> str:
    """The feed as XML; it was updated when its newest entry was."""
    # Loaded here: nothing else of the site writes a feed, and it brings an XML library with it.
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

    made = FeedGenerator()
    set_to = _setter(made)
    set_to("id", feed.id)
    set_to("title", plain(feed.title))
    if feed.subtitle:
        set_to("subtitle", plain(feed.subtitle))
    set_to("author", {"name": plain(feed.author)})
    set_to("language", feed.language)
    set_to("link", {"href": feed.address, "rel": "self", "type": "application/atom+xml"})
    set_to("link", {"href": feed.page, "rel": "alternate", "type": "text/html"})
    set_to("updated", max((entry.updated for entry in feed.entries), default=NEVER))
    for entry in feed.entries:
        _write(_setter(made.add_entry(order="append")), entry)
    written: bytes = made.atom_str(pretty=True)
    return written.decode()


def _write(set_to: Callable[[str, object], None], entry: Entry) -> None:
    term, label = entry.category
    set_to("id", entry.id)
    set_to("title", plain(entry.title))
    if entry.author:
        set_to("author", {"name": plain(entry.author)})
    set_to("link", {"href": entry.link, "rel": "alternate"})
    set_to("category", {"term": term, "label": plain(label)})
    set_to("summary", plain(entry.summary))
    set_to("published", entry.published)
    set_to("updated", entry.updated)


def _setter(element: object) -> Callable[[str, object], None]:
    """Feedgen has a method of one argument for each element, and no types."""

    def set_to(name: str, value: object) -> None:
        getattr(element, name)(value)

    return set_to


def stable_id(*parts: str) -> str:
    """The id of a feed or of an entry: the same whatever the site's address and the language."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "/".join(("incubator", *parts))).urn


def plain(text: str) -> str:
    """A text without the signs that XML has no place for."""
    return text.translate(_NOT_XML)
