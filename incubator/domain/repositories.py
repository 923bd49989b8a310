"""Which repositories a sheet's addresses name, however people wrote them."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_OWNER = re.compile(r"[a-z0-9][a-z0-9_-]{0,38}")
_REPOSITORY = re.compile(r"[a-z0-9._-]{1,100}")
#: First segments that are the forge's own pages, not somebody's name.
_PAGES = frozenset(
    "about apps collections enterprise explore features login marketplace notifications orgs"
    " pricing search security settings site sponsors stars team teams topics users".split()
)
#: Pages about an organisation as a whole, after ``orgs/name``.
_WHOLE = frozenset({"", "repositories", "dashboard", "people"})
#: What is left of a sentence or of a quotation around an address.
_AROUND = " \t\r\n;,<>\"'"


def source_name(url: str, web_url: str) -> str | None:
    """ "owner/name" for a repository's address, "owner" for an organisation's; in lower case.

    ``web_url`` is the forge's own address. None for another host, and for what names neither:
    a team's page, a search, an address that can't be read.
    """
    found = _place(url)
    forge = _place(web_url)
    if found is None or forge is None or found[0] != forge[0]:
        return None
    prefix = forge[1]
    if found[1][: len(prefix)] != prefix:
        return None
    segments = found[1][len(prefix) :]
    if segments[:1] == ["orgs"] and len(segments) in {2, 3}:
        return _owner(segments[1]) if (segments[2:] or [""])[0] in _WHOLE else None
    if not segments or segments[0] in _PAGES:
        return None
    owner = _owner(segments[0])
    if owner is None or len(segments) == 1:
        return owner
    name = segments[1].removesuffix(".git")
    if not _REPOSITORY.fullmatch(name) or not name.strip("."):
        return None
    return f"{owner}/{name}"


def is_organisation(name: str) -> bool:
    """Whether a name of :func:`source_name` stands for all of somebody's repositories."""
    return "/" not in name


def _owner(segment: str) -> str | None:
    return segment if _OWNER.fullmatch(segment) else None


def _place(url: str) -> tuple[str, list[str]] | None:
    """The host, with its port unless usual, and the path's segments, all in lower case."""
    try:
        parts = urlsplit(url.strip(_AROUND))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    host = host.removeprefix("www.").rstrip(".")
    usual = {"http": 80, "https": 443}[parts.scheme]
    address = host if port in {None, usual} else f"{host}:{port}"
    path = unquote(parts.path).lower()
    # A name may begin with a dot: only blanks and commas are never part of one.
    segments = [segment.strip(" \t;,") for segment in path.split("/")]
    return address, [segment for segment in segments if segment]
