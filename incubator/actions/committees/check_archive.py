"""An archive of a session checked without a database: its files, its hashes, its decisions.

Whoever gives the archive is not trusted: nothing of it is written anywhere, and what is read of it
is bounded.
"""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from incubator.actions.committees.archive import FORMAT, VERSION
from incubator.actions.committees.verify import Fault, Verified
from incubator.documents.archives import CHUNK, MANIFEST, MAX_BYTES, MAX_FILES
from incubator.domain.decisions import chain_hash, from_content

#: What is read whole, in bytes; the rest is read in pieces.
_MAX_JSON_BYTES = 32 * 1024 * 1024
_ENCRYPTED = 0x1


class ArchiveError(Exception):
    """The file is no archive of a session, or one that is not safe to read."""


@dataclass(slots=True)
class _Opened:
    """An archive whose list of files was found safe; bytes read are counted over all of it."""

    file: zipfile.ZipFile
    names: frozenset[str]
    left: int = MAX_BYTES
    digests: dict[str, tuple[int, str]] = field(default_factory=dict)

    def pieces(self, name: str) -> Iterator[bytes]:
        with self.file.open(name) as source:
            while piece := source.read(CHUNK):
                # Counted as it is unfolded: what the list says of sizes may be a lie.
                self.left -= len(piece)
                if self.left < 0:
                    raise ArchiveError("The archive unfolds to more than an archive may hold.")
                yield piece

    def bytes_of(self, name: str) -> bytes:
        found = bytearray()
        for piece in self.pieces(name):
            found += piece
            if len(found) > _MAX_JSON_BYTES:
                raise ArchiveError(f"{name} is too large.")
        return bytes(found)

    def json_of(self, name: str) -> Any:
        try:
            return json.loads(self.bytes_of(name))
        except (ValueError, RecursionError) as error:
            raise ArchiveError(f"{name} is no JSON.") from error


def check_archive(path: Path) -> Verified:
    """What is wrong with an archive, and the SHA-256 of its manifest, to be noted elsewhere.

    Raises:
        ArchiveError: it is no archive of a session, or one that is not safe to read.
    """
    try:
        with zipfile.ZipFile(path) as file:
            opened = _Opened(file, _safe_names(file))
            if MANIFEST not in opened.names:
                raise ArchiveError(f"There is no {MANIFEST} in it.")
            text = opened.bytes_of(MANIFEST)
            faults = list(_faults(opened, _manifest(text)))
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise ArchiveError(f"The archive can't be read: {error}") from error
    lines = (
        f"{len(opened.names)} files.",
        f"{MANIFEST} sha256:{hashlib.sha256(text).hexdigest()}",
    )
    return Verified(lines, tuple(faults))


def _safe_names(file: zipfile.ZipFile) -> frozenset[str]:
    """The names of the files, once their list is known to be harmless."""
    entries = file.infolist()
    if len(entries) > MAX_FILES + 1:
        raise ArchiveError("The archive has more files than an archive may hold.")
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise ArchiveError("The archive unfolds to more than an archive may hold.")
    for entry in entries:
        path = PurePosixPath(entry.filename)
        is_odd = any(sign in entry.filename for sign in "\\:\x00") or entry.is_dir()
        if path.is_absolute() or ".." in path.parts or str(path) != entry.filename or is_odd:
            raise ArchiveError(f"A file has a name that is not safe: {entry.filename!r}.")
        mode = entry.external_attr >> 16
        if entry.flag_bits & _ENCRYPTED or stat.S_ISLNK(mode):
            raise ArchiveError(f"{entry.filename} is no plain file.")
    counted = Counter(entry.filename.casefold() for entry in entries)
    doubled = sorted(name for name, count in counted.items() if count > 1)
    if doubled:
        raise ArchiveError(f"Two files have one name: {doubled[0]!r}.")
    return frozenset(entry.filename for entry in entries)


def _manifest(text: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{MANIFEST} is no JSON.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ArchiveError("It is no archive of a session.")
    if manifest.get("version") != VERSION:
        raise ArchiveError("The archive is of a version that this program does not know.")
    return manifest


def _faults(opened: _Opened, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        yield from _files(opened, manifest)
        yield from _sealed(opened, manifest)
        yield from _chain(opened, manifest)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ArchiveError(f"{MANIFEST} does not say what it should ({error}).") from error


def _files(opened: _Opened, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Each file that is listed is there as listed, and no other one is."""
    listed = {line["path"]: line for line in manifest["files"]}
    for path in sorted(opened.names - listed.keys() - {MANIFEST}):
        yield Fault(path, "the file is not in the manifest")
    for path, line in sorted(listed.items()):
        if path not in opened.names:
            yield Fault(path, "the file is missing")
            continue
        size, digest = _digest(opened, path)
        if (size, digest) != (line["size"], line["sha256"]):
            yield Fault(path, "the file was changed")
        elif line.get("kept_sha256", digest) != digest:
            yield Fault(path, "the file was changed before the archive was made")
    for line in manifest["missing"]:
        yield Fault(str(line["path"]), "the file was missing when the archive was made")


def _sealed(opened: _Opened, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Dossiers and minutes are those that were sent and kept."""
    for line in manifest["dossiers"]:
        if opened.digests.get(line["path"], (0, ""))[1] != line["sha256"]:
            yield Fault(str(line["path"]), "the dossier is not the one that was sent")
    minutes = manifest["minutes"]
    if minutes is None:
        yield Fault("releve.md", "the session has no minutes")
    elif opened.digests.get(minutes["path"], (0, ""))[1] != minutes["sha256"]:
        yield Fault(str(minutes["path"]), "the minutes are not those that were kept")


def _chain(opened: _Opened, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Each decision has its hash, and continues the one before where that is here too."""
    if "decisions.json" not in opened.names:
        return
    links = opened.json_of("decisions.json")
    told = [(line["position"], line["hash"]) for line in manifest["chain"]]
    if [(link["position"], link["hash"]) for link in links] != told:
        yield Fault("decisions.json", "the decisions are not those of the manifest")
    hashes: dict[int, str] = {}
    for link in links:
        place = f"decisions.json, decision {link['position']}"
        if chain_hash(link["previous"], link["content"]) != link["hash"]:
            yield Fault(place, "the decision was changed")
        elif hashes.get(link["position"] - 1, link["previous"]) != link["previous"]:
            yield Fault(place, "the decision does not continue the one before")
        elif _session_of(link["content"]) != manifest["session"]:
            yield Fault(place, "the decision is of another session")
        hashes[link["position"]] = link["hash"]


def _session_of(content: str) -> str:
    try:
        return from_content(content).committee_id
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return ""


def _digest(opened: _Opened, path: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for piece in opened.pieces(path):
        digest.update(piece)
        size += len(piece)
    opened.digests[path] = size, digest.hexdigest()
    return opened.digests[path]
