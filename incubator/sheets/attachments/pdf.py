"""PDF files: whatever runs, opens, sends, or hides another file is refused.

Every object of the file is looked at, also those that no page uses. A reader that mends a broken
file may find objects where its table names none: names that only do harm are also looked for in
the bytes, and each packed stream of objects must be one that the table knows.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from incubator.sheets.attachments import faults
from incubator.sheets.attachments.faults import AttachmentError

_MOST_OBJECTS = 300_000
_MOST_DEPTH = 100
_SCRIPTS = {"/JavaScript", "/JS", "/Rendition"}
_ACTIONS = {
    "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData",
    "/GoTo3DView", "/RichMediaExecute", "/Movie", "/Sound",
}  # fmt: skip
_EMBEDDED = {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RF", "/Collection"}
_MEDIA_TYPES = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
#: Links to pages of the web and to people; nothing of this machine.
_LINKS = re.compile(r"(?i)\s*(?:https?:|mailto:|tel:|#|[^:]*\Z)")
#: Names that no honest text of a page holds as such, with the reason that they give.
_IN_BYTES = {
    b"/JavaScript": faults.SCRIPT,
    b"/Launch": faults.ACTION,
    b"/EmbeddedFile": faults.EMBEDDED,
    b"/RichMedia": faults.MEDIA,
    b"/XFA": faults.XFA,
}
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED = re.compile(rb"/ObjStm(?![A-Za-z0-9])")


def check_pdf(data: bytes) -> None:
    """Refuse a PDF that is damaged, encrypted, or more than pages.

    Raises:
        AttachmentError: it is.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _check(data)
    except AttachmentError:
        raise
    except MemoryError as error:
        raise AttachmentError(faults.TOO_COMPLEX) from error
    except Exception as error:
        # A reader raises whatever a broken file makes it stumble over.
        raise AttachmentError(faults.DAMAGED) from error


def _check(data: bytes) -> None:
    # Names may be written with codes: /J#61vaScript is /JavaScript.
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    for name, reason in _IN_BYTES.items():
        if re.search(re.escape(name) + rb"(?![A-Za-z0-9])", plain):
            raise AttachmentError(reason)
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted or "/Encrypt" in reader.trailer:
        raise AttachmentError(faults.ENCRYPTED)
    packed = 0
    for value in _objects(reader):
        if isinstance(value, DictionaryObject) and value.get("/Type") == "/ObjStm":
            packed += 1
        for one in _parts(value):
            _check_dictionary(one)
    _check_dictionary(reader.trailer)
    if packed < len(_PACKED.findall(plain)):
        raise AttachmentError(faults.DAMAGED)
    # The pages are counted last: a file without any shows nothing.
    if not len(reader.pages):
        raise AttachmentError(faults.DAMAGED)


def _objects(reader: PdfReader) -> Iterator[PdfObject | None]:
    """Every object that the tables name, each once."""
    numbers = {
        (number, generation)
        for generation, found in reader.xref.items()
        for number in found
        if number
    }
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > _MOST_OBJECTS:
        raise AttachmentError(faults.TOO_COMPLEX)
    for number, generation in sorted(numbers):
        yield reader.get_object(IndirectObject(number, generation, reader))


def _parts(value: Any) -> Iterator[DictionaryObject]:
    """The dictionaries in a value; what it refers to is an object of its own."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > _MOST_DEPTH:
            raise AttachmentError(faults.TOO_COMPLEX)
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [(dict.__getitem__(one, key), depth + 1) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += [(item, depth + 1) for item in list.__iter__(one)]


def _check_dictionary(found: DictionaryObject) -> None:
    keys = set(found)
    does, kind = _name(found, "/S"), _name(found, "/Subtype")
    if does in _SCRIPTS or keys & {"/JavaScript", "/JS"}:
        raise AttachmentError(faults.SCRIPT)
    if does in _ACTIONS or "/AA" in keys or _opens_something(found):
        raise AttachmentError(faults.ACTION)
    if keys & _EMBEDDED or kind == "/FileAttachment" or _name(found, "/Type") in _EMBEDDED:
        raise AttachmentError(faults.EMBEDDED)
    if kind in _MEDIA_TYPES or "/RichMediaContent" in keys:
        raise AttachmentError(faults.MEDIA)
    if "/XFA" in keys:
        raise AttachmentError(faults.XFA)
    if does == "/URI" and not _LINKS.match(str(found.get("/URI", ""))):
        raise AttachmentError(faults.ACTION)


def _opens_something(found: DictionaryObject) -> bool:
    """Whether opening the document does more than to show a page of it."""
    if "/OpenAction" not in found:
        return False
    action = found["/OpenAction"].get_object()
    if isinstance(action, DictionaryObject):
        return _name(action, "/S") != "/GoTo"
    return not isinstance(action, ArrayObject | NameObject)


def _name(found: DictionaryObject, key: str) -> str:
    value = found.get(key)
    value = value.get_object() if value is not None else None
    return str(value) if isinstance(value, NameObject) else ""
