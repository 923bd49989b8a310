"""Reads rendered HTML with a parser of its own, and says what should not be there."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

ALLOWED = set(
    "a abbr b blockquote br caption cite code dd del details dfn dl dt em h2 h3 h4 h5 h6 hr i ins"
    " kbd li mark ol p pre q s samp small strong sub summary sup table tbody td tfoot th thead tr"
    " u ul".split()
)
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"", "http", "https", "mailto", "tel"}
VOID = {"br", "hr"}


class Reading(HTMLParser):
    """Tags in order, links, text, and every departure from what pages may show."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[dict[str, str]] = []
        self.text = ""
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        if self._open:
            self.faults.append(f"left open: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self._open.append(tag)
        if tag not in ALLOWED:
            self.faults.append(f"<{tag}>")
        values = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag} {name}>" for name in set(values) - ATTRIBUTES.get(tag, set())]
        if tag == "a" and "href" in values:
            self.links.append(values)
            self.faults += self._link_faults(values)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}]>")

    @property
    def headings(self) -> list[int]:
        return [int(tag[1]) for tag in self.tags if tag[0] == "h" and tag[1:].isdigit()]

    @staticmethod
    def _link_faults(values: dict[str, str]) -> Iterator[str]:
        # A browser passes over tabs and line ends anywhere, and over controls before a scheme.
        seen = "".join(char for char in values["href"] if char not in "\t\r\n").lower()
        seen = seen.lstrip("".join(map(chr, range(33))))
        try:
            scheme = urlsplit(seen).scheme
        except ValueError:
            scheme = ""
        if scheme not in SCHEMES or seen.startswith(("javascript", "data:", "vbscript")):
            yield f"href {values['href']!r}"
        if "noopener" not in values.get("rel", ""):
            yield "a link without rel"


def skips(levels: list[int]) -> bool:
    """Whether headings begin elsewhere than at 2, or go down by more than one level."""
    return any(level > previous + 1 for previous, level in zip([1, *levels], levels, strict=False))
