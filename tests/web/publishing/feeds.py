"""Feeds read back, and held to what RFC 4287 asks of them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime
from urllib.parse import urlsplit

from tests.web.conftest import Site

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def said(of: ET.Element, name: str) -> str:
    """The text of the one element by a name."""
    (found,) = of.findall(f"{ATOM}{name}")
    return "".join(found.itertext()).strip()


def link(of: ET.Element, rel: str) -> str:
    """The address of the one link of a relation; "alternate" is what is meant by none."""
    (found,) = (
        one.attrib["href"]
        for one in of.findall(f"{ATOM}link")
        if one.attrib.get("rel", "alternate") == rel
    )
    return found


def moment(text: str) -> datetime:
    """A date as RFC 3339 writes it, its zone told."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo is not None
    return found


def checked(text: str, path: str) -> tuple[ET.Element, list[ET.Element]]:
    """A feed and its entries, after the rules that a reader of feeds counts on."""
    feed = ET.fromstring(text.encode())  # noqa: S314 - our own answer
    assert feed.tag == f"{ATOM}feed"
    assert said(feed, "id").startswith("urn:uuid:")
    assert said(feed, "title")
    assert feed.findall(f"{ATOM}author/{ATOM}name")
    assert feed.attrib[LANGUAGE] in {"fr", "en"}
    assert urlsplit(link(feed, "self")).path == path
    assert urlsplit(link(feed, "alternate")).scheme == "http"
    entries = feed.findall(f"{ATOM}entry")
    ids = [said(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert len(ids) <= 50
    for entry in entries:
        assert said(entry, "title")
        assert said(entry, "summary")
        assert urlsplit(link(entry, "alternate")).netloc
        assert moment(said(entry, "published")) <= moment(said(entry, "updated"))
    newest = max((moment(said(entry, "updated")) for entry in entries), default=None)
    assert newest is None or moment(said(feed, "updated")) == newest
    return feed, entries


async def feed_at(site: Site, path: str) -> tuple[ET.Element, list[ET.Element]]:
    """The checked feed of an address."""
    answer = await site.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    return checked(answer.text, path)
