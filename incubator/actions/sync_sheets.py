"""Bring the database to the sheets: read what changed, write it in one transaction.

Files are read and parsed before the transaction, which then claims the catalogue's next version.
When another sync claimed it meanwhile, this one starts anew and finds most of its work done.
"""

from __future__ import annotations

import gc
import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tortoise.transactions import in_transaction

from incubator.actions.sync_links import changed_links
from incubator.actions.sync_report import SyncReport, note_run
from incubator.sheets import repository
from incubator.sheets.layout import SheetFile, find_content, scan
from incubator.sheets.parse import Parsed, Sheet, parse
from incubator.sheets.problems import Problem
from incubator.store import sheet_states, sheet_writes
from incubator.store.sheet_states import PUBLISHED, REFUSED, REMOVED, State

#: Part of every digest: a new reader reads every file anew.
READER_VERSION = "4"
_ATTEMPTS = 5
# A file written while it is read may keep its time and size: such young files are hashed again
# at the next sync, whatever their time says.
_YOUNG_NS = 2_000_000_000

Progress = Callable[[int, int], None]


class SyncConflictError(Exception):
    """Other syncs kept changing the catalogue; the message says what to do."""


@dataclass(slots=True)
class _Work:
    """What one attempt found: states to write, sheets to publish, files to withdraw."""

    states: list[State] = field(default_factory=list)
    published: list[Sheet] = field(default_factory=list)
    replaced: list[SheetFile] = field(default_factory=list)
    withdrawn: list[SheetFile] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    def is_news(self, known: Mapping[str, State]) -> bool:
        """Whether a page may read differently; new times of unchanged files are no news."""
        return bool(self.published or self.withdrawn or self.forgotten) or any(
            state.path not in known
            or (state.status, state.problems, state.link_problems)
            != (
                known[state.path].status,
                known[state.path].problems,
                known[state.path].link_problems,
            )
            for state in self.states
        )


async def sync_sheets(folder: Path, *, progress: Progress | None = None) -> SyncReport:
    """Make the database say what the sheets in ``folder`` say.

    A refused sheet keeps its last good version published. An interrupted sync changes nothing.

    Raises:
        ContentError: the folder has no sheets.
        SyncConflictError: other syncs were always faster.
    """
    started, moment = time.perf_counter(), datetime.now(UTC)
    content = find_content(folder)
    for _ in range(_ATTEMPTS):
        with _uncollected():
            report = await _attempt(content, progress)
        if report is not None:
            report.seconds = time.perf_counter() - started
            if report.is_news:
                await note_run(moment, report)
            return report
    raise SyncConflictError("Other syncs keep changing the catalogue. Wait for them, then retry.")


async def _attempt(content: Path, progress: Progress | None) -> SyncReport | None:
    version = await sheet_states.read_version()
    known = await sheet_states.read_states()
    files, layout_problems = scan(content)
    report, work = SyncReport(), _Work()
    pending = _pending(files, known, report)
    for index, file in enumerate(pending):
        if progress:
            progress(index, len(pending))
        _read(content, file, known.get(file.path), report, work)
    if progress:
        progress(len(pending), len(pending))
    _find_removed(files, known, report, work)
    states = {path: state for path, state in known.items() if path not in work.forgotten}
    commit = version.content_commit
    if work.states:
        commit = repository.head_commit(content)
        if commit:
            _date_states(content, work)
        states.update((state.path, state) for state in work.states)
        _update_links(known, states, work)
        states.update((state.path, state) for state in work.states)
    if not await _write(version.number, commit, known, work):
        return None
    report.is_news = work.is_news(known)
    report.problems = layout_problems + [
        problem
        for state in states.values()
        if state.status != REMOVED and (state.problems or state.link_problems)
        for dumped in (state.problems, state.link_problems)
        for problem in sheet_states.load_problems(state.path, dumped)
    ]
    return report


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave the cyclic collector out of a sync.

    Everything that is read is kept until it is written: looking through it again and again for
    what could be freed takes a tenth of the time and finds nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _pending(
    files: Sequence[SheetFile], known: Mapping[str, State], report: SyncReport
) -> list[SheetFile]:
    """The files that a look at their size and time does not settle; the others are counted."""
    pending = []
    current = f"{READER_VERSION}:"
    for file in files:
        report.counts.setdefault(file.collection, Counter())
        state = known.get(file.path)
        if (
            state is not None
            and state.mtime_ns == file.mtime_ns
            and state.size == file.size
            and state.status != REMOVED
            and state.digest.startswith(current)
        ):
            report.count(file.collection, "refused" if state.status == REFUSED else "unchanged")
        else:
            pending.append(file)
    return pending


def _read(
    content: Path, file: SheetFile, state: State | None, report: SyncReport, work: _Work
) -> None:
    try:
        with open(os.path.join(content, file.path), "rb") as source:
            data = source.read()
    except FileNotFoundError:
        # It went between the scan and now: the next sync says so.
        return
    except OSError as error:
        params = {"reason": error.strerror or str(error)}
        problem = Problem(file.path, "unreadable", params=params)
        _keep_refused(file, "", (problem,), state, report, work)
        return
    digest = f"{READER_VERSION}:{hashlib.sha256(data).hexdigest()}"
    if state is not None and state.digest == digest and state.status != REMOVED:
        report.count(file.collection, "refused" if state.status == REFUSED else "unchanged")
        work.states.append(replace(state, size=file.size, mtime_ns=_settled_mtime(file)))
        return
    _keep(parse(file, data), digest, state, report, work)


def _keep(
    parsed: Parsed, digest: str, state: State | None, report: SyncReport, work: _Work
) -> None:
    file, sheet = parsed.file, parsed.sheet
    if sheet is None:
        _keep_refused(file, digest, parsed.problems, state, report, work)
        return
    was_published = state is not None and state.is_published
    report.count(file.collection, "changed" if was_published else "created")
    if was_published:
        work.replaced.append(file)
    work.published.append(sheet)
    redirects: tuple[str, ...] = getattr(sheet.value, "redirects", ())
    named = sheet_states.dump_references(sheet.references, redirects)
    work.states.append(_state(file, PUBLISHED, digest, parsed.problems, True, named))


def _keep_refused(
    file: SheetFile,
    digest: str,
    problems: Sequence[Problem],
    state: State | None,
    report: SyncReport,
    work: _Work,
) -> None:
    report.count(file.collection, "refused")
    is_published = state is not None and state.is_published
    named = state.references if state is not None and is_published else ""
    work.states.append(_state(file, REFUSED, digest, problems, is_published, named))


def _state(
    file: SheetFile,
    status: str,
    digest: str,
    problems: Sequence[Problem],
    is_published: bool,
    named: str,
) -> State:
    return State(
        path=file.path,
        collection=file.collection,
        sheet_id=file.id,
        status=status,
        is_published=is_published,
        size=file.size,
        mtime_ns=_settled_mtime(file),
        digest=digest,
        changed_at=file.mtime_ns // 1_000_000_000,
        problems=sheet_states.dump_problems(problems),
        link_problems="",
        references=named,
    )


def _settled_mtime(file: SheetFile) -> int:
    return file.mtime_ns if time.time_ns() - file.mtime_ns > _YOUNG_NS else -1


def _find_removed(
    files: Sequence[SheetFile], known: Mapping[str, State], report: SyncReport, work: _Work
) -> None:
    present = {file.path for file in files}
    for state in known.values():
        if state.path in present or state.status == REMOVED:
            continue
        file = SheetFile(state.path, state.collection, state.sheet_id, 0, 0)
        if state.is_published:
            report.count(state.collection, "removed")
            work.withdrawn.append(file)
        elif state.status == REFUSED:
            # It was never published: there is no page to say "removed" about.
            work.forgotten.append(state.path)
            continue
        work.states.append(
            replace(state, status=REMOVED, is_published=False, problems="", references="")
        )


def _date_states(content: Path, work: _Work) -> None:
    """Where Git knows when a file last changed, that is its date."""
    fresh = [state.path for state in work.states if state.status != REMOVED]
    dates = repository.last_changes(content, fresh)
    work.states = [
        replace(state, changed_at=int(dates[state.path].timestamp()))
        if state.path in dates
        else state
        for state in work.states
    ]


def _update_links(known: Mapping[str, State], states: Mapping[str, State], work: _Work) -> None:
    """Recompute what sheets name in vain; the states whose answer changed are written too."""
    just_read = {sheet.file.path: sheet.references for sheet in work.published}
    rewritten = {state.path: index for index, state in enumerate(work.states)}
    for state in changed_links(known, states, just_read):
        if state.path in rewritten:
            work.states[rewritten[state.path]] = state
        else:
            work.states.append(state)


async def _write(seen: int, commit: str, known: Mapping[str, State], work: _Work) -> bool:
    now = datetime.now(UTC)
    async with in_transaction() as client:
        claimed = await sheet_writes.claim_version(
            client, seen, advance=work.is_news(known), synced_at=now, content_commit=commit
        )
        if not claimed:
            return False
        await sheet_writes.withdraw(client, work.withdrawn)
        await sheet_writes.publish(client, work.published, work.replaced)
        await sheet_writes.write_states(client, work.states, set(known), work.forgotten)
    return True
