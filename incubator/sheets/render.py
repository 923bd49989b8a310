"""Markdown to the HTML that pages show: converted once, at sync, then sanitised.

Nothing unsanitised is ever stored as HTML: :func:`render` is the only producer of ``*_html``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from incubator.i18n import N_

if TYPE_CHECKING:
    from nh3 import Cleaner

_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del details dfn dl dt em h1 h2 h3 h4 h5 h6 hr i"
    " ins kbd li mark ol p pre q s samp small strong sub summary sup table tbody td tfoot th thead"
    " tr u ul".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_DROPPED_WITH_CONTENT = {
    "script", "style", "iframe", "object", "textarea", "title", "noscript",
}  # fmt: skip
# python-markdown takes quadratic time on unmatched brackets and on headings in one block, and raw
# HTML nests without bound: texts beyond these counts are refused rather than waited for.
MAX_BRACKETS = 2000
MAX_RAW_TAGS = 4000
MAX_QUOTE_DEPTH = 40
MAX_HEADINGS = 400
_DEEP_QUOTE = re.compile(rf"(?:>[ \t]*){{{MAX_QUOTE_DEPTH}}}")
_HEADING = re.compile(r"^[ \t]*#", re.MULTILINE)
_HEADING_TAG = re.compile(r"<(/?)h([1-6])>")
_CELLS = 20_000


class RenderError(Exception):
    """A text that can't be shown; the message (marked for translation) says why."""


def render(text: str, *, first: int = 2) -> str:
    """Sanitised HTML of a Markdown text that may hold HTML; its headings begin at ``first``.

    Raises:
        RenderError: the text nests or repeats marks beyond what can be converted in fair time.
    """
    if not text.strip():
        return ""
    _check_limits(text)
    # Loaded here, so that a sync with nothing to convert starts at once.
    from incubator.sheets.markdown_html import to_html

    try:
        html = to_html(text)
    except TimeoutError as error:
        raise RenderError(N_("il est trop long à convertir")) from error
    except (RecursionError, AssertionError, ValueError) as error:
        raise RenderError(N_("des éléments s’imbriquent trop profondément")) from error
    return _levelled(_cleaner().clean(html), first)


@lru_cache(maxsize=1)
def _cleaner() -> Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow ugc",
        strip_comments=True,
    )


def _levelled(html: str, first: int) -> str:
    """Headings begin at a level, under the page's title, and never skip one.

    So they do in Markdown and in HTML.
    """
    shown: list[int] = []
    opened: list[int] = []

    def level(tag: re.Match[str]) -> str:
        written = int(tag[2])
        if tag[1]:
            return f"</h{opened.pop() if opened else max(first, written)}>"
        while shown and shown[-1] >= written:
            shown.pop()
        shown.append(written)
        opened.append(min(len(shown) + first - 1, 6))
        return f"<h{opened[-1]}>"

    return _HEADING_TAG.sub(level, html)


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
    if text.count("#") > MAX_HEADINGS and len(_HEADING.findall(text)) > MAX_HEADINGS:
        raise RenderError(N_("il contient trop de titres"))
    if text.count(">") >= MAX_QUOTE_DEPTH and _DEEP_QUOTE.search(text):
        raise RenderError(N_("des citations s’imbriquent trop profondément"))
