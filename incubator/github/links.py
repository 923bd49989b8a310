"""Addresses below the API's, in one form: what validators are kept by."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from requests.utils import parse_header_links

from incubator.github.errors import Reason, UnavailableError

#: No address of ours is longer, nor any page's that GitHub names.
_MAX_CHARS = 480


class Base:
    """The API's address: https://api.github.com, or an Enterprise's that ends in /api/v3."""

    def __init__(self, url: str) -> None:
        self._prefix = urlsplit(url).path.rstrip("/")

    def address(self, url: str, params: Mapping[str, str] | None = None) -> str:
        """A path and its query, parameters in order.

        Raises:
            UnavailableError: it is too long to be an address of GitHub.
        """
        parts = urlsplit(url)
        pairs = sorted([*parse_qsl(parts.query), *(params or {}).items()])
        address = f"{parts.path}?{urlencode(pairs)}" if pairs else parts.path
        if len(address) > _MAX_CHARS:
            raise UnavailableError(Reason.GARBLED, "an address too long")
        return address

    def relative(self, url: str) -> str:
        """What GitHub links to, below the API's address; "" for nothing.

        Only the path is taken: whatever host it names, the API's is asked.

        Raises:
            UnavailableError: it is no address of the API.
        """
        if not url:
            return ""
        try:
            parts = urlsplit(url)
        except ValueError:
            raise UnavailableError(Reason.GARBLED, "Link") from None
        path = parts.path.removeprefix(self._prefix)
        if not parts.path.startswith(f"{self._prefix}/"):
            raise UnavailableError(Reason.GARBLED, "Link")
        return self.address(f"{path}?{parts.query}" if parts.query else path)


def next_of(link: str) -> str:
    """The page that follows, by the Link header of this one; "" where there is none."""
    for one in parse_header_links(link):
        if one.get("rel") == "next":
            return str(one.get("url", ""))
    return ""
