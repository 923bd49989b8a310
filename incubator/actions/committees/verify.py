"""What committees keep for ever, verified: decisions, dossiers, their files, minutes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from incubator.documents.archives import CHUNK
from incubator.store.committees import records
from incubator.store.committees.decisions import verify_chain
from incubator.store.committees.files import path_of

_ANCHOR = re.compile(r"(?P<position>[0-9]{1,9}):(?P<hash>[0-9a-f]{64})")
#: The end of a chain in which nothing was decided yet.
EMPTY = "0:"


class AnchorError(Exception):
    """The anchor is not written as one; the message says how."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was kept, and where."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, in lines for people, and what is wrong with it."""

    lines: tuple[str, ...]
    faults: tuple[Fault, ...]


async def verify_database(attachments: Path, anchor: str = "") -> Verified:
    """Recompute every hash; ``attachments`` is the folder of dossiers' files.

    ``anchor`` is an end of the chain that was noted before, ``POSITION:HASH``: it shows that
    nothing up to there was rewritten or cut off.

    Raises:
        AnchorError: the anchor is not written so.
    """
    count, broken = await verify_chain()
    faults = [Fault(f"decision {broken.position}", broken.reason)] if broken else []
    faults += [fault async for fault in _anchored(anchor)]
    counts = {"dossiers sent": 0, "attachments": 0, "minutes": 0}
    named: dict[str, str] = {}
    async for one in records.frozen_dossiers():
        counts["dossiers sent"] += 1
        named |= dict.fromkeys(_files_named(one.text), one.place)
        if not one.text or _sha256(one.text) != one.sha256:
            faults.append(Fault(one.place, "the dossier was changed after it was sent"))
    async for file in records.kept_files():
        counts["attachments"] += 1
        named.pop(file.sha256, None)
        reason = await asyncio.to_thread(_file_fault, attachments, file)
        if reason:
            faults.append(Fault(file.place, reason))
    # Its row may be gone with it: the dossier still names it.
    for sha256, place in named.items():
        faults.append(Fault(place, f"a file that it names is gone: {sha256}"))
    async for one in records.every_minutes():
        counts["minutes"] += 1
        if _sha256(one.text) != one.sha256:
            faults.append(Fault(one.place, "the minutes were changed"))
    for public_id in await records.closed_without_minutes():
        faults.append(Fault(f"session {public_id}", "the session is closed and has no minutes"))
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    end = f"{count}:{await records.chain_hash_at(count) or ''}"
    return Verified((f"{count} decisions, {told}.", end), tuple(faults))


async def _anchored(anchor: str) -> AsyncIterator[Fault]:
    if not anchor or anchor == EMPTY:
        return
    noted = _ANCHOR.fullmatch(anchor)
    if noted is None:
        raise AnchorError("An anchor is written POSITION:HASH, as `verify` printed it.")
    if await records.chain_hash_at(int(noted["position"])) != noted["hash"]:
        yield Fault(f"decision {noted['position']}", "it is not the one that was noted")


def _file_fault(attachments: Path, file: records.SealedFile) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        path = path_of(attachments, file.sha256)
    except ValueError:
        return "its SHA-256 is none"
    try:
        with path.open("rb") as source:
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
    except OSError:
        return f"its file is missing or can't be read: {path}"
    if (size, digest.hexdigest()) != (file.size, file.sha256):
        return f"its file was changed: {path}"
    return ""


def _files_named(content: str) -> list[str]:
    """The SHA-256 of the files that a dossier names; nothing where it can't be read."""
    try:
        return [str(file["sha256"]) for file in json.loads(content)["attachments"]]
    except (ValueError, KeyError, TypeError):
        return []


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
