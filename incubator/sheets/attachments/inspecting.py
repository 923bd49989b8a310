"""Recognise a file by its content, and refuse what could act where it is opened."""

from __future__ import annotations

import re
import unicodedata

from incubator.domain.attachments import MOST_BYTES, Kind
from incubator.sheets.attachments import faults
from incubator.sheets.attachments.faults import AttachmentError, Inspected
from incubator.sheets.pictures import Bounds, ImageError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
#: A picture of a dossier is read on a screen and printed on a page.
_IMAGE_SIDE = 4000
_TEXTS = {".csv": Kind.CSV, ".txt": Kind.TXT}
_ALLOWED_CONTROLS = "\t\n\r\f"
#: A cell that asks a spreadsheet to start a program: =cmd|'/c calc'!A1
_DDE_CELL = re.compile(r"""(?:^|[;,\t"\n])\s*["']?[=+\-@][^;,\t\n]*\|[^\n]*!""")


def inspect(data: bytes, name: str) -> Inspected:
    """What a file is; ``name`` tells a CSV from another text, and nothing else.

    Raises:
        AttachmentError: it is of another kind, damaged, or could act where it is opened.
    """
    if not data:
        raise AttachmentError(faults.EMPTY)
    if data.startswith(b"%PDF-"):
        from incubator.sheets.attachments.pdf import check_pdf

        check_pdf(data)
        return Inspected(Kind.PDF, data)
    if data.startswith(_ZIP):
        from incubator.sheets.attachments.office import office_kind

        return Inspected(office_kind(data), data)
    if data.startswith(_OLE):
        is_encrypted = _ENCRYPTED_PACKAGE in data
        raise AttachmentError(faults.ENCRYPTED if is_encrypted else faults.FORMER_OFFICE)
    image = _image_kind(data)
    if image is not None:
        return Inspected(image, _drawn_anew(data, image))
    return Inspected(_text_kind(data, name), data)


def _image_kind(data: bytes) -> Kind | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    return None


def _drawn_anew(data: bytes, kind: Kind) -> bytes:
    """Its pixels only: no place, no author, nothing behind its end."""
    from incubator.sheets.images import clean

    bounds = Bounds(1, 1, _IMAGE_SIDE, _IMAGE_SIDE, MOST_BYTES, kind.extension)
    try:
        return clean(data, bounds).data
    except ImageError as error:
        raise AttachmentError(error.message, **error.values) from error


def _text_kind(data: bytes, name: str) -> Kind:
    ending = name[name.rfind(".") :].casefold() if "." in name else ""
    kind = _TEXTS.get(ending)
    if kind is None:
        raise AttachmentError(faults.UNKNOWN)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AttachmentError(faults.NOT_UTF8) from error
    if any(
        unicodedata.category(sign) == "Cc" and sign not in _ALLOWED_CONTROLS for sign in set(text)
    ):
        raise AttachmentError(faults.CONTROLS)
    if kind is Kind.CSV and _DDE_CELL.search(text):
        raise AttachmentError(faults.COMMANDS)
    return kind
