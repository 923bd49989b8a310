"""Office files (ZIP with XML in it): no macro, object, link, command, archive or bomb."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from incubator.domain.attachments import MEGABYTE, Kind
from incubator.sheets.attachments import faults
from incubator.sheets.attachments.faults import AttachmentError
from incubator.sheets.attachments.office_xml import check_part

_MOST_PARTS = 4000
_MOST_UNPACKED = 120 * MEGABYTE
#: XML shrinks twenty to fifty times; a part that shrinks more is made to fill a memory.
_MOST_RATIO = 250
_SMALL_PART = MEGABYTE
_ENCRYPTED_FLAG = 0x1
_OPEN_DOCUMENT = {kind.media_type: kind for kind in (Kind.ODT, Kind.ODS, Kind.ODP)}
_MAIN_PARTS = {
    f"{kind.media_type}.main+xml".encode(): kind for kind in (Kind.DOCX, Kind.XLSX, Kind.PPTX)
}
_MACRO_ENDINGS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_MACRO_FOLDERS = ("basic/", "scripts/", "dialogs/")
_OBJECT_FOLDERS = ("embeddings", "activex", "ctrlprops")
_LINK_PARTS = ("externallinks", "querytables", "connections.xml")
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
_XML_ENDINGS = (".xml", ".rels", ".vml", ".rdf", ".svg")
#: How XML begins, in the encodings that there are: a part may be called anything.
_XML_BEGINS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")


def office_kind(data: bytes) -> Kind:
    """Which office file this is.

    Raises:
        AttachmentError: it is none, or one that can do more than to be read.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_list(parts)
            kind = _kind(archive)
            for part in parts:
                _check_part(archive, part)
            return kind
    except AttachmentError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError) as error:
        raise AttachmentError(faults.DAMAGED) from error
    except (NotImplementedError, RuntimeError, MemoryError, RecursionError) as error:
        # A way to pack or to encrypt that office files do not use.
        raise AttachmentError(faults.TOO_COMPLEX) from error


def _check_list(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the archive announces, before anything is unpacked."""
    names = [part.filename for part in parts]
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise AttachmentError(faults.ENCRYPTED)
    if not parts or len(set(map(str.casefold, names))) < len(names):
        raise AttachmentError(faults.DAMAGED)
    # What stands before the first part would be another file to another program.
    if min(part.header_offset for part in parts) != 0 or not all(map(_is_inside, names)):
        raise AttachmentError(faults.DAMAGED)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise AttachmentError(faults.TOO_UNPACKED)
    if any(
        part.file_size > _SMALL_PART and part.file_size > _MOST_RATIO * part.compress_size
        for part in parts
    ):
        raise AttachmentError(faults.TOO_UNPACKED)


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name)


def _kind(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "mimetype" in names:
        told = archive.read("mimetype").decode("ascii", "replace").strip()
        if told in _OPEN_DOCUMENT and "content.xml" in names:
            return _OPEN_DOCUMENT[told]
    elif "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml")
        if b"macroEnabled" in types:
            raise AttachmentError(faults.MACROS)
        found = {kind for main, kind in _MAIN_PARTS.items() if main in types}
        if len(found) == 1:
            return found.pop()
    raise AttachmentError(faults.UNKNOWN)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.casefold()
    folders = PurePosixPath(name).parts
    if name.endswith(_MACRO_ENDINGS) or name.startswith(_MACRO_FOLDERS):
        raise AttachmentError(faults.MACROS)
    if set(_OBJECT_FOLDERS) & set(folders) or "oleobject" in name:
        raise AttachmentError(faults.OBJECTS)
    if set(_LINK_PARTS) & set(folders):
        raise AttachmentError(faults.LINKED)
    if part.is_dir():
        return
    content = archive.read(part)
    if content.startswith(_OLE):
        raise AttachmentError(faults.OBJECTS)
    if content.startswith(_ARCHIVES) or name.endswith((".zip", ".jar", ".7z", ".rar")):
        raise AttachmentError(faults.NESTED)
    if content.startswith(_PROGRAMS):
        raise AttachmentError(faults.OBJECTS)
    is_xml = name.endswith(_XML_ENDINGS) or content.lstrip().startswith(_XML_BEGINS)
    # LibreOffice leaves parts empty in which it has nothing to keep.
    if is_xml and content:
        check_part(content)
