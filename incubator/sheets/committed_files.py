"""A file and its commit as one: both are made, or the file is as it was.

A process that is killed between the two leaves a note in Git's folder, by which the next save
finishes its work.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from incubator.sheets import commits, safe_files
from incubator.sheets.commits import Author, GitError


def replace_and_commit(
    content: Path, path: str, wanted: bytes, author: Author, message: str
) -> str:
    """Give a sheet new content and commit it; returns the commit.

    Raises:
        FileError, GitError: it was not done, and the file is as it was.
    """
    note = commits.save_note_path(content)
    told = {
        "path": path,
        "digest": hashlib.sha256(wanted).hexdigest(),
        "name": author.name,
        "email": author.email,
        "message": message,
    }
    try:
        _replace(note, json.dumps(told).encode())
        safe_files.replace_file(content / path, wanted)
        try:
            commit = commits.commit_file(content, path, author, message)
        except BaseException:
            _undo(content, path)
            raise
        safe_files.forget_previous(content / path)
        return commit
    finally:
        note.unlink(missing_ok=True)


def _undo(content: Path, path: str) -> None:
    """Put the former file back, unless the commit was made all the same."""
    try:
        is_committed = not commits.is_dirty(content, path)
    except GitError:
        is_committed = False
    if is_committed:
        safe_files.forget_previous(content / path)
        return
    safe_files.take_back(content / path)
    if not (content / path).exists():
        commits.forget_added(content, path)


def finish_interrupted(content: Path) -> None:
    """Commit what a save that was cut short had written, in its editor's name."""
    note = commits.save_note_path(content)
    try:
        told = json.loads(note.read_bytes())
        path, digest = str(told["path"]), told["digest"]
        author, message = Author(told["name"], told["email"]), str(told["message"])
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError):
        # Cut short while it was noted: the sheet was not touched yet.
        note.unlink(missing_ok=True)
        return
    whole = content / path
    is_written = whole.exists() and hashlib.sha256(whole.read_bytes()).hexdigest() == digest
    if is_written and commits.is_dirty(content, path):
        try:
            commits.commit_file(content, path, author, message)
        except GitError:
            # Git may have outlived the process that was killed, and be the faster one.
            if commits.is_dirty(content, path):
                raise
    safe_files.forget_previous(whole)
    note.unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    safe_files.replace_file(path, data)
    safe_files.forget_previous(path)
