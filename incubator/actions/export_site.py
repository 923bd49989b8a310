"""Export the public site as files that any host serves.

Begins with the addresses that are known and follows the links of what is answered; each address
becomes a file, written by one of several processes. See docs/static-site.md.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from incubator.actions.exporting.addresses import Published
from incubator.actions.exporting.crew import Crew, crew_of
from incubator.actions.exporting.folder import ExportError, Folders, folders_of
from incubator.actions.exporting.hosts import host_files
from incubator.actions.exporting.manifest import NAME, Manifest, manifest_bytes, read_manifest
from incubator.actions.exporting.names import clashes
from incubator.actions.exporting.redirects import Moved, former_pages
from incubator.actions.exporting.source import OpenSource
from incubator.actions.exporting.workers import Made, Order

__all__ = ["Export", "ExportError", "Report", "export_site"]

#: How many addresses a process is given at once.
_CHUNK = 120
_TRIES = 3
_MISSING = "404.html"


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for. ``stamp`` changes with whatever the files are made of; "" for unknown."""

    out: Path
    published: Published
    languages: tuple[str, ...]
    open_source: OpenSource
    jobs: int
    compresses: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    stamp: str = ""


@dataclass(slots=True)
class Report:
    """What an export did. ``dead`` are links to what is not there, with a page that has each.

    ``lost`` are links to what needs a server; ``clashes`` are files that some file systems take
    for one; ``kept`` are files in the folder that are not the export's own.
    """

    pages: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    size: int = 0
    seconds: float = 0.0
    is_skipped: bool = False
    redirects: int = 0
    dead: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    clashes: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def export_site(
    export: Export, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Report:
    """Write the site; the folder holds the former export until the new one is whole.

    Raises:
        ExportError: the folder holds something else or can't be written, or the catalogue keeps
            changing meanwhile.
    """
    started = time.monotonic()
    former = read_manifest(export.out)
    if former is None and export.out.exists() and any(export.out.iterdir()):
        raise ExportError(
            f"{export.out} is not empty and holds no export: name an empty or a new folder."
        )
    with folders_of(export.out) as folders:
        # A replacement that was cut short has just been ended.
        former = read_manifest(export.out) or Manifest()
        report = _untouched(export, former)
        if report is None:
            report = _written(export, folders, former, progress)
    report.seconds = time.monotonic() - started
    return report


def _untouched(export: Export, former: Manifest) -> Report | None:
    """The report of an export that would change nothing; None where that is not sure."""
    if not export.stamp or not former.files or former.made_of != export.stamp:
        return None
    report = Report(is_skipped=True, unchanged=len(former.files))
    for name, digest in former.files.items():
        try:
            content = (export.out / name).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest()[:32] != digest:
            return None
        report.size += len(content)
        report.pages += name.endswith("index.html")
    return report


def _written(
    export: Export, folders: Folders, former: Manifest, progress: Callable[[int, int], None]
) -> Report:
    order = Order(
        folders, export.published, export.languages, export.open_source, export.compresses
    )
    with crew_of(order, export.jobs) as crew:
        for _ in range(_TRIES):
            writing = _Writing(export, folders, crew, progress)
            if writing.is_of_one_state():
                return writing.end(former)
    raise ExportError(
        "The catalogue changed again and again while it was exported: run it again when the sync"
        " has ended."
    )


class _Writing:
    """One export under way."""

    def __init__(
        self,
        export: Export,
        folders: Folders,
        crew: Crew,
        progress: Callable[[int, int], None],
    ) -> None:
        self._export, self._folders, self._crew = export, folders, crew
        self._progress = progress
        self._report = Report()
        self._files: dict[str, str] = {}
        self._pages: set[str] = set()
        self._moved: dict[str, str] = {}
        #: Each address that was found, with the one that led to it.
        self._found: dict[str, str] = {}
        self._beginning, roots = crew.beginning()
        self._follow(roots)

    def is_of_one_state(self) -> bool:
        """Whether the site said the same from the first page to the last."""
        return self._crew.state() == self._beginning.state

    def end(self, former: Manifest) -> Report:
        """Write what is no page, and put the export in place."""
        export, report = self._export, self._report
        self._write_redirects()
        report.clashes = clashes(self._files)
        gone = set(former.files) - set(self._files)
        report.removed = len(gone)
        report.kept = self._folders.bring_along({*former.files, *self._files})
        self._folders.place(NAME, manifest_bytes(Manifest(export.stamp, self._files)))
        if report.written or gone or export.stamp != former.made_of or not former.files:
            self._folders.publish()
        return report

    def _follow(self, roots: Sequence[str]) -> None:
        """Write the roots, then what they lead to, until nothing is new."""
        self._found = dict.fromkeys(roots, "")
        waiting = list(roots)
        done = 0
        while waiting:
            # Addresses of one sheet come together: what they need is read once.
            waiting.sort()
            following: dict[str, str] = {}
            for chunk in self._crew.write(_chunks(waiting, _CHUNK)):
                done += len(chunk)
                self._progress(done, len(self._found))
                for made in chunk:
                    self._note(made)
                    for link in made.links:
                        following.setdefault(link, made.address)
            waiting = [address for address in following if address not in self._found]
            self._found |= {address: following[address] for address in waiting}

    def _note(self, made: Made) -> None:
        for path in made.lost:
            self._report.lost.setdefault(path, made.address)
        for path in made.dead:
            self._report.dead.setdefault(path, made.address)
        if made.location and made.location != made.address:
            self._moved[made.address] = made.location
        elif not made.files and self._found.get(made.address):
            self._report.dead[made.address] = self._found[made.address]
        for file in made.files:
            self._count(file.name, file.digest, file.size, is_written=file.is_written)
        if made.is_page:
            self._pages.add(made.address)

    def _count(self, name: str, digest: str, size: int, *, is_written: bool) -> None:
        report = self._report
        self._files[name] = digest
        report.written += is_written
        report.unchanged += not is_written
        report.size += size
        report.pages += name.endswith("index.html")

    def _write_redirects(self) -> None:
        export = self._export
        moved: Moved = former_pages(
            export.published, self._beginning.redirects, self._moved, self._pages, self._files
        )
        self._report.redirects = len(moved.rules)
        languages = export.published.languages
        files = moved.pages | host_files(
            export.published.path, moved.rules, languages, export.headers
        )
        if _MISSING not in self._files:
            # Hosts look for one at the root: the only language's own.
            own = self._folders.new / languages[0] / _MISSING
            files[_MISSING] = own.read_bytes()
        for name, content in sorted(files.items()):
            if name in self._files:
                continue
            placed = self._folders.place(name, content)
            digest = hashlib.sha256(content).hexdigest()[:32]
            self._count(name, digest, placed.size, is_written=placed.is_written)


def _chunks(addresses: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(addresses), size):
        yield addresses[start : start + size]
