"""python-markdown with what sheets need of it; imported when a text is first converted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AtomicString

#: The largest real sheet takes a twentieth of a second.
MAX_SECONDS = 5.0


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


#: What a text must hold before a mark of that name can be in it; the marks that are not named
#: here are looked for in every text.
_NEEDED = {
    "backtick": "`",
    "escape": "\\",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
}


class _Inline(InlineProcessor):
    """python-markdown's own, which looks for each mark only where its sign stands.

    It tries fourteen expressions on each piece of text, and nearly all pieces have no mark at all:
    this halves the time of a conversion and changes no letter of what comes out.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        needed = {
            md.inlinePatterns[name]: sign
            for name, sign in _NEEDED.items()
            if name in md.inlinePatterns
        }
        self._marks = [(pattern, needed.get(pattern, "")) for pattern in md.inlinePatterns]

    # The name that Python gives to the library's private method, which has no public one.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        apply, count = self._InlineProcessor__applyPattern, len(self._marks)  # type: ignore[attr-defined]
        start = 0
        while patternIndex < count:
            pattern, needed = self._marks[patternIndex]
            matched = needed in data
            if matched:
                data, matched, start = apply(pattern, data, patternIndex, start)
            if not matched:
                patternIndex, start = patternIndex + 1, 0  # noqa: N806
        return data


class _SheetExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_Images(md), "incubator-images", 4)


class _Local(threading.local):
    """python-markdown is not thread-safe: one converter a thread."""

    def __init__(self) -> None:
        self.markdown = _converter()


def _converter() -> Markdown:
    converter = Markdown(
        # Instances, since finding extensions by name reads every installed package's metadata.
        extensions=[
            TableExtension(),
            FencedCodeExtension(),
            SaneListExtension(),
            _SheetExtension(),
        ],
        output_format="html",
    )
    # Last, when every extension has said which marks there are.
    converter.treeprocessors.register(_Inline(converter), "inline", 20)
    return converter


_local = _Local()


def to_html(text: str) -> str:
    """HTML of a Markdown text, not sanitised: for :mod:`incubator.sheets.render` alone.

    Raises:
        TimeoutError: the conversion takes longer than any honest text does.
    """
    try:
        with _deadline():
            html: str = _local.markdown.reset().convert(text)
    except Exception:
        # It keeps the state in which it failed, whatever reset() is asked: texts to come would
        # lose their paragraphs.
        _local.markdown = _converter()
        raise
    return html


@contextmanager
def _deadline() -> Iterator[None]:
    """Raise TimeoutError past the limit, where this thread can be interrupted: the main one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
