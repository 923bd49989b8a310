"""A small reading of HTML for tests: a tree to look into, and what no page may hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Drawing elements that close themselves.
_LEAVES = frozenset("line path rect circle polygon".split())
_SCHEMES = ("http:", "https:", "mailto:", "tel:", "/", "#", "?")
#: Where a sheet's own text stands: its links may lead nowhere, as they do in the sheet.
_SHEET_TEXT = "inc-prose"
#: Types of data in a page: browsers run nothing of them.
_DATA = ("application/json", "application/ld+json")


@dataclass
class Node:
    """An element: its tag, its attributes, and what is in it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This element and all within it, in the order of the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [child for child in reversed(node.children) if isinstance(child, Node)]

    def all(self, tag: str = "", cls: str = "", **attrs: str) -> list[Node]:
        """Elements by tag, class and attributes (``data_x`` stands for ``data-x``)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            node
            for node in self.walk()
            if (not tag or node.tag == tag)
            and (not cls or cls in node.attrs.get("class", "").split())
            and all(node.attrs.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", cls: str = "", **attrs: str) -> Node:
        found = self.all(tag, cls, **attrs)
        assert len(found) == 1, f"{len(found)} elements {tag} .{cls} {attrs}"
        return found[0]

    @property
    def text(self) -> str:
        """The words, white space folded; the spaces of typography are kept."""
        return " ".join(self.raw_text.replace("\n", " ").split(" ")).strip()

    @property
    def raw_text(self) -> str:
        return "".join(c if isinstance(c, str) else c.raw_text for c in self.children)

    @property
    def words(self) -> str:
        """The text with every kind of space as one plain space."""
        return " ".join(self.raw_text.split())

    def links(self) -> list[str]:
        return [node.attrs["href"] for node in self.all("a") if "href" in node.attrs]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document")
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}>, line {self.getpos()[0]}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Node:
    """The tree of a page. Fails when an element is not closed where it should be."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    builder.faults += [f"<{node.tag}> is never closed" for node in builder.open[1:]]
    assert not builder.faults, builder.faults[:5]
    return builder.root


def page_faults(page: Node) -> list[str]:
    """What a page must not hold, whatever its sheet says; empty for a sound page."""
    faults = []
    ids = [node.attrs["id"] for node in page.walk() if "id" in node.attrs]
    faults += [f"id {name!r} twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    written = {id(node) for prose in page.all(cls=_SHEET_TEXT) for node in prose.walk()}
    for node in page.walk():
        faults += _element_faults(node, is_sheet_text=id(node) in written)
    fields = {node.attrs["id"] for node in page.walk() if "id" in node.attrs}
    for node in page.all("a"):
        link = node.attrs.get("href", "")
        if link.startswith("#") and link[1:] not in fields and id(node) not in written:
            faults.append(f"a link to {link}, which is not in the page")
    if len(page.all("h1")) != 1:
        faults.append(f"{len(page.all('h1'))} h1")
    if len(page.all("title")) < 1:
        faults.append("no title")
    return faults


def _element_faults(node: Node, *, is_sheet_text: bool) -> list[str]:
    faults = []
    is_data = node.attrs.get("type") in _DATA and len(node.attrs) == 1
    if node.tag == "script" and not is_data:
        source = node.attrs.get("src", "")
        if not source.startswith("/static/") or node.raw_text.strip():
            faults.append(f"script: {node}")
    if node.tag in {"style", "iframe", "object", "embed", "frame", "base", "template"}:
        faults.append(f"element <{node.tag}>")
    for name, value in node.attrs.items():
        bare = "".join(value.split()).lower()
        if name.startswith("on") or name in {"style", "srcdoc", "formaction", "ping"}:
            faults.append(f"attribute {name}={value!r}")
        if name in {"href", "src", "action", "poster", "xlink:href"}:
            relative = is_sheet_text and ":" not in bare.partition("/")[0]
            if not bare.startswith(_SCHEMES) and not relative:
                faults.append(f"address {name}={value!r}")
        if name in {"src", "action"} and not value.startswith("/"):
            faults.append(f"another site: {name}={value!r}")
    return faults
