"""Links of what the site answers: found, and written as the export's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote, urljoin

from incubator.actions.exporting.addresses import Addresses
from incubator.actions.exporting.source import OWN_ADDRESS

# Templates and the sanitiser both write attributes between double quotes.
_ATTRIBUTE = re.compile(r'(\s(href|src|action|formaction|poster|content|data-[a-z-]+)=")([^"]*)"')
_LINKS = frozenset({"href", "src", "action", "formaction", "poster"})
_FULL = re.compile(re.escape(OWN_ADDRESS) + r"((?:[^\s\"'<>&\\()\[\]{}|`]|&amp;)*)")
_TRAILING = ".,;:!?"
_STYLE_LINK = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"')\s]+)""")
_OTHER_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ENCODED = quote(OWN_ADDRESS, safe="")
_TEXTS = re.compile(
    r"text/|application/(?:[a-z.+-]*(?:json|xml|javascript|yaml)|x-ndjson)|image/svg\+xml"
)


@dataclass(slots=True)
class Rewritten:
    """An answer as it is written; ``links`` are the addresses it leads to.

    ``lost`` are the paths in it that need a server, ``dead`` those that nothing answers.
    """

    body: bytes
    links: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)


def rewrite(addresses: Addresses, address: str, media_type: str, body: bytes) -> Rewritten:
    """An answer with its links written as those of the export."""
    kind = media_type.partition(";")[0].strip()
    if not _TEXTS.match(kind):
        return Rewritten(body)
    done = Rewritten(b"")
    text = body.decode("utf-8", "surrogateescape")
    if kind == "text/html":
        text = _html(addresses, address, text, done)
    elif kind == "text/css":
        text = _css(addresses, address, text, done)
    if OWN_ADDRESS in text:
        text = _FULL.sub(_full(addresses, done), text)
    text = text.replace(_ENCODED, quote(addresses.published.base_url, safe=""))
    done.body = text.encode("utf-8", "surrogateescape")
    return done


def _html(addresses: Addresses, address: str, text: str, done: Rewritten) -> str:
    own = OWN_ADDRESS + address

    def replaced(found: re.Match[str]) -> str:
        before, name, value = found.groups()
        if not value or value[0] == "#":
            return found[0]
        plain = unescape(value) if "&" in value else value
        if plain[0] != "/" and not plain.startswith(OWN_ADDRESS):
            if name not in _LINKS or _OTHER_SCHEME.match(plain):
                return found[0]
            # Pages move down by one folder: what is relative must not be any more.
            plain = urljoin(own, plain).removeprefix(OWN_ADDRESS)
        if plain.startswith("//"):
            return found[0]
        link = _link(addresses, plain, done, is_link=name in _LINKS)
        return found[0] if link is None else f'{before}{escape(link)}"'

    return _ATTRIBUTE.sub(replaced, text)


def _css(addresses: Addresses, address: str, text: str, done: Rewritten) -> str:
    own = OWN_ADDRESS + address

    def replaced(found: re.Match[str]) -> str:
        value = found[2]
        if value.startswith(("#", "//")) or _OTHER_SCHEME.match(value):
            return found[0]
        # Static files keep their places: a relative link stays as it is.
        link = _link(addresses, urljoin(own, value), done, is_link=True)
        return found[1] + link if link and value.startswith("/") else found[0]

    return _STYLE_LINK.sub(replaced, text)


def _full(addresses: Addresses, done: Rewritten) -> Callable[[re.Match[str]], str]:
    base = addresses.published.base_url

    def replaced(found: re.Match[str]) -> str:
        whole = found[1]
        path = whole.rstrip(_TRAILING)
        plain = path.replace("&amp;", "&")
        link = _link(addresses, OWN_ADDRESS + plain, done, is_link=False) if path else base
        return (base + path if link is None else link) + whole[len(path) :]

    return replaced


def _link(addresses: Addresses, text: str, done: Rewritten, *, is_link: bool) -> str | None:
    target = addresses.target(text)
    if target is None:
        if is_link:
            path = text.removeprefix(OWN_ADDRESS).partition("?")[0]
            (done.lost if addresses.needs_server(text) else done.dead).add(path)
        return None
    if target.address:
        done.links.add(target.address)
    return target.link
