"""Files and their commit as one: all are made, or each file is as it was.

A process that is killed in between leaves a note in Git's folder, by which the next save finishes
its work where every file was written, and undoes it where some were not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from incubator.sheets import commits, safe_files
from incubator.sheets.commits import Author, GitError


@dataclass(frozen=True, slots=True)
class _Step:
    """One file's way: digests of what it held and of what it shall hold, "" where it is absent."""

    path: str
    former: str
    wanted: str


@dataclass(frozen=True, slots=True)
class _Note:
    """What a save is about to do."""

    steps: tuple[_Step, ...]
    author: Author
    message: str

    @property
    def paths(self) -> list[str]:
        """The files that change."""
        return [step.path for step in self.steps]


def replace_and_commit(
    content: Path, path: str, wanted: bytes, author: Author, message: str
) -> str:
    """Give a sheet new content and commit it; returns the commit.

    Raises:
        FileError, GitError: it was not done, and the file is as it was.
    """
    return change_and_commit(content, {path: wanted}, author, message)


def change_and_commit(
    content: Path, files: Mapping[str, bytes | None], author: Author, message: str
) -> str:
    """Give files new content, or remove those whose content is None, in one commit; returns it.

    Files that are as wanted already are passed over: "" when that is all of them.

    Raises:
        FileError, GitError: it was not done, and each file is as it was.
    """
    steps = tuple(
        step
        for path, data in files.items()
        if (step := _Step(path, _digest(content / path), _digest_of(data))).former != step.wanted
    )
    if not steps:
        # Without a path, Git would commit what others staged.
        return ""
    note = _Note(steps, author, message)
    place = commits.save_note_path(content)
    try:
        _replace(place, _told(note))
        try:
            for path in note.paths:
                _put(content / path, files[path])
            commit = commits.commit_files(content, note.paths, author, message)
        except BaseException:
            _undo(content, note)
            raise
        _settle(content, note.steps)
        return commit
    finally:
        place.unlink(missing_ok=True)


def finish_interrupted(content: Path) -> None:
    """Finish or undo a save that was cut short; what it had written whole becomes its commit."""
    place = commits.save_note_path(content)
    try:
        note = _read(place)
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError):
        # Cut short while it was noted: no file was touched yet.
        place.unlink(missing_ok=True)
        return
    if all(_is_written(content, step) for step in note.steps):
        if commits.is_dirty(content, *note.paths):
            try:
                commits.commit_files(content, note.paths, note.author, note.message)
            except GitError:
                # Git may have outlived the process that was killed, and be the faster one.
                if commits.is_dirty(content, *note.paths):
                    raise
        _settle(content, note.steps)
    else:
        # Somebody may have changed one since it was committed: what is in a commit stays.
        begun = [step for step in note.steps if commits.is_dirty(content, step.path)]
        _take_back(content, begun)
        _settle(content, note.steps)
    place.unlink(missing_ok=True)


def _undo(content: Path, note: _Note) -> None:
    """Put the former files back, unless the commit was made all the same."""
    is_written = all(_is_written(content, step) for step in note.steps)
    try:
        is_committed = is_written and not commits.is_dirty(content, *note.paths)
    except GitError:
        is_committed = False
    if is_committed:
        _settle(content, note.steps)
    else:
        _take_back(content, note.steps)


def _take_back(content: Path, steps: Iterable[_Step]) -> None:
    """Undo the steps that were made and not committed; to do so twice does no harm."""
    for step in steps:
        path = content / step.path
        if _is_written(content, step):
            safe_files.take_back(path)
        else:
            safe_files.forget_previous(path)
        if not path.exists():
            commits.forget_added(content, step.path)


def _settle(content: Path, steps: Iterable[_Step]) -> None:
    for step in steps:
        safe_files.forget_previous(content / step.path)


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        safe_files.remove_file(path)
    else:
        safe_files.replace_file(path, data)


def _is_written(content: Path, step: _Step) -> bool:
    return _digest(content / step.path) == step.wanted


def _told(note: _Note) -> bytes:
    steps = [asdict(step) for step in note.steps]
    told = {"steps": steps, **asdict(note.author), "message": note.message}
    return json.dumps(told).encode()


def _read(place: Path) -> _Note:
    told = json.loads(place.read_bytes())
    steps = tuple(_Step(**step) for step in told["steps"])
    return _Note(steps, Author(told["name"], told["email"]), str(told["message"]))


def _digest(path: Path) -> str:
    return _digest_of(path.read_bytes() if path.exists() else None)


def _digest_of(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _replace(path: Path, data: bytes) -> None:
    safe_files.replace_file(path, data)
    safe_files.forget_previous(path)
