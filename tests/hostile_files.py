"""Files as people and attackers make them, for tests of what may be joined to a dossier."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = {
    "docx": ("wordprocessingml.document", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("presentationml.presentation", "ppt/presentation.xml"),
}
_OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(change: Callable[[PdfWriter], object] = lambda writer: None, **options: str) -> bytes:
    """A PDF of one page, after a change."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    if "password" in options:
        writer.encrypt(options["password"])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def named(**values: object) -> DictionaryObject:
    """A dictionary of a PDF: a value that begins with "/" is a name, another a text."""
    found = DictionaryObject()
    for key, value in values.items():
        if isinstance(value, str):
            kept = NameObject(value) if value.startswith("/") else TextStringObject(value)
            found[NameObject(f"/{key}")] = kept
        else:
            found[NameObject(f"/{key}")] = value  # type: ignore[assignment]
    return found


def opening(**action: object) -> bytes:
    """A PDF that does something when it is opened."""
    return pdf(lambda w: w.root_object.__setitem__(NameObject("/OpenAction"), named(**action)))


def annotated(**annotation: object) -> bytes:
    """A PDF with an annotation on its page."""

    def change(writer: PdfWriter) -> None:
        box = ArrayObject([NumberObject(n) for n in (0, 0, 50, 50)])
        one = named(Type="/Annot", Rect=box, **annotation)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(one)])

    return pdf(change)


def linked(address: str) -> bytes:
    """A PDF with a link."""
    return pdf(lambda w: w.add_annotation(0, Link(rect=(0, 0, 50, 50), url=address)))


def unused_script() -> bytes:
    """A PDF with a script that nothing refers to, in a compressed stream of objects."""
    return pdf(lambda w: w._add_object(named(S="/JavaScript", JS="app.alert(1)")))


def codes_for_names() -> bytes:
    """A PDF whose script is called /J#61vaScript, as any reader understands."""
    return opening(S="/JavaScript", JS="app.alert(1)").replace(b"/JavaScript", b"/J#61vaScript")


def hidden_objects() -> bytes:
    """A PDF with a packed stream of objects that its table does not name."""
    whole = pdf()
    packed = (
        b"99 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length 9 >>\nstream\n98 0 null\nendstream\n"
    )
    end = whole.rindex(b"startxref")
    return whole[:end] + packed + b"endobj\n" + whole[end:]


def form_xfa() -> bytes:
    """A PDF with a form of XML in it."""

    def change(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(b"<xdp/>")
        form = named(XFA=writer._add_object(stream))
        writer.root_object[NameObject("/AcroForm")] = form

    return pdf(change)


def office(kind: str, parts: Mapping[str, str | bytes] | None = None, types: str = "") -> bytes:
    """A small office file, with further parts."""
    if kind in _OPEN_DOCUMENT:
        media = f"application/vnd.oasis.opendocument.{_OPEN_DOCUMENT[kind]}"
        base = {"mimetype": media, "content.xml": "<a/>", "META-INF/manifest.xml": "<m/>"}
    else:
        name, main = _MAIN[kind]
        media = f"application/vnd.openxmlformats-officedocument.{name}.main+xml"
        told = f'<Types><Override PartName="/{main}" ContentType="{types or media}"/></Types>'
        base = {_CONTENT_TYPES: told, main: "<a/>"}
    return zipped({**base, **(parts or {})})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relationship(kind: str, target: str, mode: str = "External") -> str:
    """A part of relations with one in it."""
    return (
        f'<Relationships><Relationship Id="r1" Type="{_RELATIONS}/{kind}" Target="{target}"'
        f' TargetMode="{mode}"/></Relationships>'
    )


def word_field(*pieces: str) -> str:
    """A document of Word with a field whose code is cut in pieces."""
    codes = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "end"))
    return f"<w:document {_W}><w:p>{begin}{codes}{end}</w:p></w:document>"


def image(
    kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object
) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()
