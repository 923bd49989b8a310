"""Markdown to the HTML that pages show: converted once, at sync, then sanitised.

Nothing unsanitised is ever stored as HTML: :func:`render` is the only producer of ``*_html``.
"""

from __future__ import annotations

import re
import threading
from html import unescape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from incubator.i18n import N_

_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del details dfn dl dt em h2 h3 h4 h5 h6 hr i ins"
    " kbd li mark ol p pre q s samp small strong sub summary sup table tbody td tfoot th thead tr"
    " u ul".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style", "iframe", "object", "textarea", "title", "noscript"},
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow ugc",
    strip_comments=True,
)
# python-markdown's inline patterns take quadratic time on unmatched brackets, and raw HTML nests
# without bound: texts beyond these counts are refused rather than waited for.
MAX_BRACKETS = 2000
MAX_RAW_TAGS = 4000
MAX_QUOTE_DEPTH = 40
_DEEP_QUOTE = re.compile(rf"(?:>[ \t]*){{{MAX_QUOTE_DEPTH}}}")
_CELLS = 20_000


class _Headings(Treeprocessor):
    """Headings begin at h2 under the page's title and never skip a level."""

    def run(self, root: Element) -> None:
        shown: list[int] = []
        for element in root.iter():
            if len(element.tag) == 2 and element.tag[0] == "h" and element.tag[1] in "123456":
                written = int(element.tag[1])
                while shown and shown[-1] >= written:
                    shown.pop()
                shown.append(written)
                element.tag = f"h{min(len(shown) + 1, 6)}"


class _Images(Treeprocessor):
    """An image of another site becomes a link: pages ask nothing of other servers."""

    def run(self, root: Element) -> None:
        inside_links = {child for link in root.iter("a") for child in link.iter("img")}
        for image in list(root.iter("img")):
            source, text = image.get("src", ""), image.get("alt") or image.get("src", "")
            tail = image.tail
            image.clear()
            image.tag, image.text, image.tail = "a", text, tail
            if image in inside_links:
                image.tag = "span"
            else:
                image.set("href", source)


class _SheetExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_Headings(md), "incubator-headings", 5)
        md.treeprocessors.register(_Images(md), "incubator-images", 4)


class _Local(threading.local):
    """python-markdown is not thread-safe: one converter a thread."""

    def __init__(self) -> None:
        self.markdown = Markdown(
            extensions=["tables", "fenced_code", "sane_lists", _SheetExtension()],
            output_format="html",
        )


_local = _Local()


class RenderError(Exception):
    """A text that can't be shown; the message (marked for translation) says why."""


def render(text: str) -> str:
    """Sanitised HTML of a Markdown text that may hold HTML.

    Raises:
        RenderError: the text nests or repeats marks beyond what can be converted in fair time.
    """
    if not text.strip():
        return ""
    _check_limits(text)
    try:
        html = _local.markdown.reset().convert(text)
    except (RecursionError, AssertionError, ValueError) as error:
        raise RenderError(N_("des éléments s’imbriquent trop profondément")) from error
    return _CLEANER.clean(html)


def plain_text(html: str) -> str:
    """The words of sanitised HTML, for the search index and for descriptions."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _check_limits(text: str) -> None:
    if text.count("[") > MAX_BRACKETS:
        raise RenderError(N_("il contient trop de crochets ouvrants"))
    if text.count("<") > MAX_RAW_TAGS:
        raise RenderError(N_("il contient trop de balises"))
    if text.count("|") > _CELLS:
        raise RenderError(N_("ses tableaux ont trop de cases"))
    if _DEEP_QUOTE.search(text):
        raise RenderError(N_("des citations s’imbriquent trop profondément"))

