"""Files that a team joins to its dossier: which kinds, how many, how large, under which name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

MEGABYTE = 1024 * 1024
#: The most that a file weighs, that a dossier holds, and that its files weigh together, in bytes.
MOST_BYTES = 10 * MEGABYTE
MOST_FILES = 10
MOST_TOGETHER = 30 * MEGABYTE


@dataclass(frozen=True, slots=True)
class _Type:
    media_type: str
    extension: str


class Kind(Enum):
    """What a file may be, by what it contains; its name does not count."""

    PDF = _Type("application/pdf", ".pdf")
    PNG = _Type("image/png", ".png")
    JPEG = _Type("image/jpeg", ".jpg")
    WEBP = _Type("image/webp", ".webp")
    ODT = _Type("application/vnd.oasis.opendocument.text", ".odt")
    ODS = _Type("application/vnd.oasis.opendocument.spreadsheet", ".ods")
    ODP = _Type("application/vnd.oasis.opendocument.presentation", ".odp")
    DOCX = _Type("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
    XLSX = _Type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
    PPTX = _Type(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"
    )
    CSV = _Type("text/csv", ".csv")
    TXT = _Type("text/plain", ".txt")

    @property
    def media_type(self) -> str:
        """Its media type."""
        return self.value.media_type

    @property
    def extension(self) -> str:
        """How the name of such a file ends."""
        return self.value.extension


EXTENSIONS = tuple(kind.extension for kind in Kind)
_ENDINGS = (*EXTENSIONS, ".jpeg")
_MOST_NAME_BYTES = 160
#: Signs that some system gives a meaning to in a file's name.
_MEANT = re.compile(r'[<>:"|?*%\x00]')
#: Names that Windows gives to its devices, whatever follows the dot.
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
_ANONYMOUS = "fichier"
_MOST_SHOWN = 100


def safe_name(name: str, kind: Kind) -> str:
    """The name of a file as it is kept and shown: its last part, ending as its kind does.

    No folder, no invisible sign (among them those that turn the direction of writing), nothing
    that a system takes for something else than a name; at most 160 bytes.
    """
    bare = _MEANT.sub("-", _bare(name))
    for ending in _ENDINGS:
        if bare.casefold().endswith(ending):
            bare = bare[: -len(ending)]
            break
    stem = bare.strip(" .~") or _ANONYMOUS
    stem = f"_{stem}" if _DEVICES.match(stem) else stem
    room = _MOST_NAME_BYTES - len(kind.extension)
    short = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{short}{kind.extension}"


def shown_name(name: str) -> str:
    """How to speak of a file that was sent: its name without what is not seen, cut where long."""
    bare = _bare(name) or _ANONYMOUS
    return bare if len(bare) <= _MOST_SHOWN else f"{bare[:_MOST_SHOWN]}…"


def distinct_name(name: str, others: Iterable[str]) -> str:
    """The name, with a number where another file of the dossier has it."""
    taken = {other.casefold() for other in others}
    stem, dot, ending = name.rpartition(".")
    number, found = 2, name
    while found.casefold() in taken:
        found = f"{stem} ({number}){dot}{ending}"
        number += 1
    return found


def disposition(name: str) -> str:
    """The header that has a browser save a file under its name and never show it (RFC 6266)."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", letters)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _bare(name: str) -> str:
    """The last part of a path, on one line, without invisible signs."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    return " ".join("".join(_visible(sign) for sign in last).split())


def _visible(sign: str) -> str:
    """The sign; a space for those that end a line, nothing for those that are not seen."""
    category = unicodedata.category(sign)
    if category in {"Zl", "Zp", "Zs"} or sign in "\t\r\n":
        return " "
    return "" if category[0] == "C" else sign
