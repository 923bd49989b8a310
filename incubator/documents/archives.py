"""An archive as a zip file with a manifest: each file named safely, with its size and SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

MANIFEST = "manifest.json"
#: What an archive may hold in all, in bytes before compression.
MAX_BYTES = 1024**3
MAX_FILES = 5000
CHUNK = 1024 * 1024
_LONGEST_NAME = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_SUFFIX = re.compile(r"[A-Za-z0-9]{1,10}")


class ArchiveTooLargeError(Exception):
    """The archive would hold more than it may."""


@dataclass(slots=True)
class ArchiveWriter:
    """Writes files to a zip one after another, and remembers what it wrote for the manifest.

    ``moment`` is the date that every file bears, so that one session always gives one archive.
    """

    target: IO[bytes]
    moment: datetime
    max_bytes: int = MAX_BYTES
    files: list[dict[str, Any]] = field(default_factory=list)
    _total: int = 0
    _zip: zipfile.ZipFile = field(init=False)

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self.target, "w", zipfile.ZIP_DEFLATED)

    def add(self, path: str, chunks: Iterable[bytes], **told: Any) -> dict[str, Any]:
        """Write a file; returns its line of the manifest, with what is ``told`` of it.

        Raises:
            ArchiveTooLargeError: the archive would hold too much.
        """
        digest, size = hashlib.sha256(), 0
        if len(self.files) >= MAX_FILES:
            raise ArchiveTooLargeError
        with self._zip.open(self._info(path), "w") as file:
            for chunk in chunks:
                size += len(chunk)
                self._total += len(chunk)
                if self._total > self.max_bytes:
                    raise ArchiveTooLargeError
                digest.update(chunk)
                file.write(chunk)
        line = {"path": path, "size": size, "sha256": digest.hexdigest(), **told}
        self.files.append(line)
        return line

    def close(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, which lists every other file, and end the archive."""
        text = json_bytes({**manifest, "files": self.files})
        self._zip.writestr(self._info(MANIFEST), text)
        self._zip.close()

    def abandon(self) -> None:
        """End an archive that will not be used."""
        self._zip.close()

    def _info(self, path: str) -> zipfile.ZipInfo:
        local = self.moment.astimezone(UTC)
        # A zip knows no day before 1980.
        stamp = (max(local.year, 1980), local.month, local.day, local.hour, local.minute, 0)
        info = zipfile.ZipInfo(path, stamp)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info


def json_bytes(value: Any) -> bytes:
    """JSON for people to read and for programs to compare: keys in order, instants as ISO 8601."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, default=_text)
    return f"{text}\n".encode()


def safe_name(name: str) -> str:
    """A file's name that is one step of a path in every system, whatever it was called before."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
    )
    stem, dot, suffix = plain.rpartition(".")
    if not dot or not _SUFFIX.fullmatch(suffix):
        stem, suffix = plain, ""
    kept = _UNSAFE.sub("-", stem).strip("-.")[:_LONGEST_NAME].strip("-.") or "fichier"
    return f"{kept}.{suffix}" if suffix else kept


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
