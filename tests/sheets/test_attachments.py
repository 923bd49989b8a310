"""What may be joined to a dossier: each kind by its content, and nothing that could act."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from incubator.domain.attachments import Kind
from incubator.sheets.attachments import faults
from incubator.sheets.attachments.faults import AttachmentError
from incubator.sheets.attachments.inspecting import inspect
from tests import hostile_files as make

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refused(data: bytes, name: str = "fichier.bin") -> str:
    with pytest.raises(AttachmentError) as caught:
        inspect(data, name)
    return caught.value.message


@pytest.mark.parametrize("kind", ["odt", "ods", "odp", "docx", "xlsx", "pptx"])
def test_an_office_file_is_known_by_its_content(kind: str) -> None:
    data = make.office(kind)
    found = inspect(data, "photo.png")
    assert found.kind is Kind[kind.upper()]
    assert found.data == data


def test_a_pdf_a_text_and_a_table_are_kept_as_they_came() -> None:
    for data, name, kind in [
        (make.pdf(), "bilan", Kind.PDF),
        ("Été\n".encode(), "notes.TXT", Kind.TXT),
        ("\ufeffmois;dossiers\nmars;-12\n".encode(), "suivi.csv", Kind.CSV),
    ]:
        found = inspect(data, name)
        assert (found.kind, found.data) == (kind, data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_without_what_it_told(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "chez Camille"
    data = make.image(kind, exif=exif) + b"<script>behind</script>"
    assert b"chez Camille" in data
    found = inspect(data, "photo.pdf")
    assert found.kind is Kind[kind]
    assert b"Camille" not in found.data
    assert b"behind" not in found.data
    assert Image.open(BytesIO(found.data)).size == (40, 30)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make.opening(S="/JavaScript", JS="app.alert(1)"), faults.SCRIPT),
        (make.codes_for_names(), faults.SCRIPT),
        (make.unused_script(), faults.SCRIPT),
        (make.opening(S="/Launch", F="calc.exe"), faults.ACTION),
        (make.opening(S="/SubmitForm", F="https://x.example"), faults.ACTION),
        (make.opening(S="/GoToR", F="other.pdf"), faults.ACTION),
        (make.opening(S="/URI", URI="https://x.example"), faults.ACTION),
        (make.annotated(Subtype="/Link", AA=make.named(E="x")), faults.ACTION),
        (make.linked("file:///etc/passwd"), faults.ACTION),
        (make.linked("javascript:alert(1)"), faults.ACTION),
        (make.pdf(lambda w: w.add_attachment("a.exe", b"MZ")), faults.EMBEDDED),
        (make.annotated(Subtype="/FileAttachment"), faults.EMBEDDED),
        (make.annotated(Subtype="/RichMedia"), faults.MEDIA),
        (make.annotated(Subtype="/Screen"), faults.MEDIA),
        (make.form_xfa(), faults.XFA),
        (make.pdf(password="secret"), faults.ENCRYPTED),
        (make.hidden_objects(), faults.DAMAGED),
        (make.pdf()[:200], faults.DAMAGED),
        (b"%PDF-1.7\n<script>", faults.DAMAGED),
    ],
    ids=[
        "script", "coded", "unused", "launch", "submit", "elsewhere", "opens a page", "additional",
        "link to a file", "link that runs", "embedded", "pinned", "rich media", "screen", "xfa",
        "encrypted", "hidden objects", "cut", "nothing",
    ],
)  # fmt: skip
def test_a_pdf_that_is_more_than_pages_is_refused(data: bytes, reason: str) -> None:
    assert refused(data, "bilan.pdf") == reason


def test_a_pdf_may_link_to_the_web_and_open_at_a_page() -> None:
    assert inspect(make.linked("https://exemple.gouv.fr/a?b=c"), "a.pdf").kind is Kind.PDF
    assert inspect(make.opening(S="/GoTo", D="/Top"), "a.pdf").kind is Kind.PDF


_SETTINGS = "word/_rels/settings.xml.rels"
_DOCUMENT = "word/document.xml"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make.office("docx", {"word/vbaProject.bin": b"x"}), faults.MACROS),
        (make.office("xlsx", types="application/vnd.ms-excel.sheet.macroEnabled"), faults.MACROS),
        (make.office("odt", {"Basic/Standard/Module1.xml": "<a/>"}), faults.MACROS),
        (make.office("odt", {"content.xml": "<s:event-listener xmlns:s='u'/>"}), faults.MACROS),
        (make.office("docx", {"word/embeddings/oleObject1.bin": b"x"}), faults.OBJECTS),
        (make.office("docx", {"word/media/a.emf": _OLE}), faults.OBJECTS),
        (make.office("odp", {"Object 1": _OLE}), faults.OBJECTS),
        (make.office("pptx", {"ppt/media/a.bin": b"MZ\x90"}), faults.OBJECTS),
        (make.office("docx", {"word/activeX/a.xml": "<a/>"}), faults.OBJECTS),
        (
            make.office("docx", {_SETTINGS: make.relationship("attachedTemplate", "http://x/t")}),
            faults.LINKED,
        ),
        (
            make.office("docx", {_SETTINGS: make.relationship("hyperlink", "file://h/s")}),
            faults.LINKED,
        ),
        (make.office("docx", {_SETTINGS: make.relationship("image", "http://x/i")}), faults.LINKED),
        (make.office("xlsx", {"xl/externalLinks/externalLink1.xml": "<a/>"}), faults.LINKED),
        (
            make.office("odt", {"content.xml": "<i xmlns:x='u' x:href='http://t.example/p'/>"}),
            faults.LINKED,
        ),
        (
            make.office("odt", {"content.xml": "<a xmlns:x='u' x:href='macro:///S.M'/>"}),
            faults.LINKED,
        ),
        (
            make.office("odt", {"meta.xml": "<template xmlns:x='u' x:href='https://t/x.ott'/>"}),
            faults.LINKED,
        ),
        (make.office("docx", {_DOCUMENT: make.word_field("D", "DEAU", "TO c x")}), faults.COMMANDS),
        (make.office("docx", {"word/strange.dat": make.word_field("DDE c")}), faults.COMMANDS),
        (
            make.office("docx", {_DOCUMENT: make.word_field(" INCLUDETEXT http://x")}),
            faults.LINKED,
        ),
        (
            make.office("xlsx", {"xl/worksheets/sheet1.xml": "<f>cmd|'/c calc'!A1</f>"}),
            faults.COMMANDS,
        ),
        (
            make.office("ods", {"content.xml": "<c t:formula='of:=DDE(\"a\")' xmlns:t='u'/>"}),
            faults.COMMANDS,
        ),
        (
            make.office("odt", {"META-INF/manifest.xml": "<m:encryption-data xmlns:m='u'/>"}),
            faults.ENCRYPTED,
        ),
        (make.office("docx", {"word/media/a.bin": make.zipped({"a": "b"})}), faults.NESTED),
        (make.office("docx", {"word/big.xml": b"<a>" + bytes(6_000_000)}), faults.TOO_UNPACKED),
        (make.office("docx", {"../../evil.xml": "<a/>"}), faults.DAMAGED),
        (make.office("docx", {"word/styles.xml": "<!DOCTYPE a><a/>"}), faults.DAMAGED),
        (make.office("docx", {"word/styles.xml": "<a>"}), faults.DAMAGED),
        (make.office("docx")[:-40], faults.DAMAGED),
        (make.zipped({"a.txt": "b"}), faults.UNKNOWN),
        (_OLE, faults.FORMER_OFFICE),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), faults.ENCRYPTED),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_an_office_file_that_can_act_is_refused(data: bytes, reason: str) -> None:
    assert refused(data, "note.docx") == reason


def test_an_office_file_may_link_to_the_web_and_have_fields() -> None:
    parts = {
        _SETTINGS: make.relationship("hyperlink", "https://www.dde.gouv.fr"),
        _DOCUMENT: make.word_field(" HYPERLINK &quot;https://x/dde&quot; "),
    }
    assert inspect(make.office("docx", parts), "a").kind is Kind.DOCX
    sheet = {"xl/worksheets/s.xml": "<f>IF('a|b'!A1=\"x|y\",1,2)</f>"}
    assert inspect(make.office("xlsx", sheet), "a").kind is Kind.XLSX
    text = {"content.xml": "<a xmlns:x='u' x:href='https://x.example'><i x:href='Pictures/1'/></a>"}
    assert inspect(make.office("odt", text), "a").kind is Kind.ODT


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", faults.EMPTY),
        ("été".encode("latin-1"), "a.csv", faults.NOT_UTF8),
        (b"a\x00b", "a.txt", faults.CONTROLS),
        (b"a;b\n=cmd|'/c calc'!A1;2\n", "a.csv", faults.COMMANDS),
        (b"<html><script>alert(1)</script>", "a.html", faults.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", faults.UNKNOWN),
        (b"MZ\x90\x00", "a.exe", faults.UNKNOWN),
        (b"Rar!\x1a\x07", "a.rar", faults.UNKNOWN),
    ],
    ids=["empty", "latin", "nul", "dde", "html", "svg", "program", "archive"],
)
def test_other_files_and_texts_that_are_none_are_refused(
    data: bytes, name: str, reason: str
) -> None:
    assert refused(data, name) == reason


def test_a_picture_that_is_none_or_a_bomb_is_refused() -> None:
    assert "abîmée" in refused(make.image("PNG")[:60])
    bomb = make.image("PNG", (6000, 6000), "1")
    assert "trop de points" in refused(bomb)
