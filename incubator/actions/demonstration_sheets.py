"""A copy of the demonstration's sheets in a repository of its own, for its visitors to change.

What they change would otherwise be commits in the project's own repository.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from incubator.sheets import commits
from incubator.sheets.commits import Author

_AUTHOR = Author("Démonstration", "demonstration@incubateur.example")


def lay_out(source: Path, target: Path, *, anew: bool = False) -> bool:
    """See that the copy is there; returns whether it was made.

    A copy that nobody changed is made again, so that it follows the demonstration's own sheets.
    One that somebody changed stays, unless it is asked for ``anew``.

    Raises:
        GitError: Git is missing, or refuses.
        OSError: the folder can't be written.
    """
    if (target / ".git").is_dir() and not anew and not commits.is_as_started(target):
        return False
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(source, draft)
    commits.start_repository(draft, _AUTHOR, "Les fiches de la démonstration")
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    return True
