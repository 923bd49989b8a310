"""What the addresses of a site become: files, and links that lead to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from incubator.actions.exporting.source import OWN_ADDRESS, Kind

_SAFE = "/:@!$&'()*+,;=~"
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
#: The part of a path that says which page of a list it is.
_PAGE = "page"


@dataclass(frozen=True, slots=True)
class Published:
    """Where the export will stand: its full address, or "" where nobody said it.

    ``path`` is what comes before its own paths, such as ``/catalogue``. ``live`` is the address of
    the site with a server, or "".
    """

    base_url: str
    languages: tuple[str, ...]
    source_language: str
    live: str = ""

    @property
    def path(self) -> str:
        """The path of the base address, without a slash at its end."""
        return urlsplit(self.base_url).path.rstrip("/")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: the address to ask the site for ("" for none), and the link to write."""

    address: str
    link: str


class Addresses:
    """The addresses of a site, with what each becomes; remembers what it was asked."""

    def __init__(
        self,
        published: Published,
        kind_of: Callable[[str], Kind | None],
        languages: Collection[str],
    ) -> None:
        self.published = published
        self._kind_of = kind_of
        self._source = published.source_language
        others = "|".join(language for language in languages if language != self._source)
        self._language = re.compile(rf"/({others})(?=/|$)")
        self._targets: dict[str, Target | None] = {}

    def target(self, text: str) -> Target | None:
        """Where a path of ours leads, with query and fragment; None where it is none of ours.

        ``text`` begins with one slash, or with the address that the site believes to be its own.
        """
        held = self._targets.get(text, ...)
        if held is ...:
            self._targets[text] = held = self._find(text)
        return held

    def needs_server(self, text: str) -> bool:
        """Whether a path of ours is answered by a site with a server only."""
        path = text.removeprefix(OWN_ADDRESS).partition("?")[0].partition("#")[0]
        return self._kind(path)[0] is not None

    def file_of(self, address: str) -> str:
        """The file of an address, relative to the folder of the export."""
        path, _, query = address.partition("?")
        plain = unquote(path).strip("/")
        if self._kind(path)[0] is not Kind.PAGE:
            return plain
        number = query.removeprefix("page=")
        parts = [part for part in (plain, f"{_PAGE}/{number}" if query else "") if part]
        return "/".join([*parts, "index.html"])

    def language_of(self, address: str) -> str:
        """The language of an address."""
        found = self._language.match(address)
        return found[1] if found else self._source

    def link_to(self, address: str) -> str:
        """The path to write for an address, the base's path included."""
        path, _, query = address.partition("?")
        link = self.published.path + path
        if self._kind(path)[0] is Kind.PAGE:
            link = link.rstrip("/") + "/"
            link += f"{_PAGE}/{query.removeprefix('page=')}/" if query else ""
        return link

    def _kind(self, path: str) -> tuple[Kind | None, str]:
        """What a path becomes, and its language."""
        found = self._language.match(path)
        plain = path[found.end() :] or "/" if found else path
        return self._kind_of(unquote(plain)), found[1] if found else self._source

    def _find(self, text: str) -> Target | None:
        is_full = text.startswith(OWN_ADDRESS)
        rest = text.removeprefix(OWN_ADDRESS) or "/"
        try:
            parts = urlsplit(rest)
        except ValueError:
            return None
        if parts.netloc or not parts.path.startswith("/"):
            return None
        plain = unquote(parts.path)
        path = quote(plain.rstrip("/") or "/", safe=_SAFE)
        kind, language = self._kind(path)
        # A server would refuse what can't be printed before any page sees it.
        if kind is None or not plain.isprintable() or {"..", "."} & set(path.split("/")):
            return None
        if kind is Kind.SHARED:
            path = self._language.sub("", path, count=1)
        elif kind is Kind.LIVE or language not in self.published.languages:
            live = self.published.live
            return Target("", live + rest) if live else None
        number, query = _page_asked(parts.query) if kind is Kind.PAGE else ("", parts.query)
        address = f"{path}?page={number}" if number else path
        link = self.link_to(address)
        link += (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        start = self._start if is_full else ""
        return Target(address, start + link)

    @property
    def _start(self) -> str:
        """Scheme and host of the base address, or "" where there is none."""
        return self.published.base_url.removesuffix(self.published.path)


def _page_asked(query: str) -> tuple[str, str]:
    """The page that a query asks for, where it asks for nothing else, and the query that is left.

    The first page has the list's own address.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if [name for name, _ in pairs] != ["page"] or not _NUMBER.fullmatch(pairs[0][1]):
        return "", query
    return ("" if pairs[0][1] == "1" else pairs[0][1]), ""
