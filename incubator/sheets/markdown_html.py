"""python-markdown with what sheets need of it; imported when a text is first converted."""

from __future__ import annotations

import threading
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
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
        extensions=["tables", "fenced_code", "sane_lists", _SheetExtension()],
        output_format="html",
    )


_local = _Local()


def to_html(text: str) -> str:
    """HTML of a Markdown text, not sanitised: for :mod:`incubator.sheets.render` alone."""
    try:
        html: str = _local.markdown.reset().convert(text)
    except Exception:
        # It keeps the state in which it failed, whatever reset() is asked: texts to come would
        # lose their paragraphs.
        _local.markdown = _converter()
        raise
    return html
