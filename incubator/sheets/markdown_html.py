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
from markdown.treeprocessors import Treeprocessor

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


class _SheetExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_Images(md), "incubator-images", 4)


class _Local(threading.local):
    """python-markdown is not thread-safe: one converter a thread."""

    def __init__(self) -> None:
        self.markdown = _converter()


def _converter() -> Markdown:
    return Markdown(
        # Instances, since finding extensions by name reads every installed package's metadata.
        extensions=[
            TableExtension(),
            FencedCodeExtension(),
            SaneListExtension(),
            _SheetExtension(),
        ],
        output_format="html",
    )


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
