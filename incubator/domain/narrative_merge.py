"""Two people write in one dossier: what each changed is brought together, field by field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from incubator.domain.decisions import canonical
from incubator.domain.narratives import Narrative, from_plain, to_plain

_DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Merged:
    """What two people wrote, together; ``conflicts`` are the fields that both changed.

    Of those, ``narrative`` has what the second one wrote.
    """

    narrative: Narrative
    conflicts: tuple[str, ...]


def digests(narrative: Narrative) -> dict[str, str]:
    """A short hash of each field: enough to tell later which ones somebody changed since."""
    return {name: _digest(value) for name, value in to_plain(narrative).items()}


def merge(seen: Mapping[str, str], mine: Narrative, theirs: Narrative) -> Merged:
    """Bring together what somebody wrote and what was saved since they were shown the form.

    ``seen`` are the :func:`digests` of what they were shown. A field that is not in it counts as
    changed by both.
    """
    ours, saved = to_plain(mine), to_plain(theirs)
    conflicts = []
    for name in ours:
        if ours[name] == saved[name]:
            continue
        if _digest(ours[name]) == seen.get(name):
            ours[name] = saved[name]
        elif _digest(saved[name]) != seen.get(name):
            conflicts.append(name)
    return Merged(from_plain(ours), tuple(conflicts))


def _digest(value: object) -> str:
    return hashlib.sha256(canonical({"value": value}).encode()).hexdigest()[:_DIGEST_LENGTH]
