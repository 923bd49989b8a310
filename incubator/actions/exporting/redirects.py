"""Former addresses: where each leads now, and the pages that stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from incubator.actions.exporting.addresses import Published
from incubator.actions.exporting.hosts import moved_page

_SAFE = "/:@!$&'()*+,;=~"


@dataclass(slots=True)
class Moved:
    """Rules for hosts, link by link, and the pages for hosts that know none, by name."""

    rules: dict[str, str] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)


def former_pages(
    published: Published,
    redirects: Iterable[tuple[str, str]],
    answered: Mapping[str, str],
    pages: Collection[str],
    files: Collection[str],
) -> Moved:
    """What is to be written for former paths, in each language.

    ``answered`` are addresses that the site itself redirects; ``pages`` those that are there. The
    pages below one that moved moved with it.
    """
    moved = Moved()
    children = _children(pages)
    for language in published.languages:
        start = "" if language == published.source_language else f"/{language}"
        for former, present in redirects:
            target = start + _quoted(present)
            if target not in pages:
                continue
            _add(moved, published, language, start + _quoted(former), target, files)
            for child in children.get(target, ()):
                address = start + _quoted(former) + child
                _add(moved, published, language, address, target + child, files)
    if published.source_language not in published.languages:
        # A site in another language only has no page at its root yet.
        start = f"/{published.languages[0]}"
        link = f"{published.path}{start}/"
        full = published.base_url.removesuffix(published.path) + link
        moved.pages["index.html"] = moved_page(published.languages[0], link, full)
    for former, present in sorted(answered.items()):
        if present in pages and "?" not in former:
            language = _language(published, former)
            _add(moved, published, language, former, present, files)
    return moved


def _add(
    moved: Moved,
    published: Published,
    language: str,
    former: str,
    target: str,
    files: Collection[str],
) -> None:
    name = unquote(former).strip("/") + "/index.html"
    rule = published.path + former
    if not _is_plain(name):
        return
    if name in files or name == "/index.html" or rule in moved.rules or former == target:
        return
    link = published.path + target.rstrip("/") + "/"
    full = published.base_url.removesuffix(published.path) + link
    moved.rules[rule] = link
    # A name that is also that of a file can't be a folder.
    if not any(part in files for part in _above(name)):
        moved.pages[name] = moved_page(language, link, full)


def _is_plain(name: str) -> bool:
    """Whether a name is that of a file within the export, and of one line in a configuration."""
    return name.isprintable() and not {"", ".", ".."} & set(name.split("/")) and "\\" not in name


def _children(pages: Collection[str]) -> dict[str, list[str]]:
    """For each page, the ends of the addresses of those right below it."""
    found: dict[str, list[str]] = {}
    for page in sorted(pages):
        if "?" in page:
            continue
        above, _, last = page.rpartition("/")
        if above in pages:
            found.setdefault(above, []).append(f"/{last}")
    return found


def _above(name: str) -> Iterable[str]:
    parts = name.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))


def _language(published: Published, address: str) -> str:
    first = address.split("/")[1]
    return first if first in published.languages else published.source_language


def _quoted(path: str) -> str:
    return quote(unquote(path).rstrip("/") or "/", safe=_SAFE)
