"""PDF made by a real WeasyPrint, read back with pypdf: text, tags, language, title, and limits."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from incubator.documents.pdf import MAX_HTML_BYTES, PdfError, Printer, Trouble
from tests.kept_session import pdf_wanted

HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Dossier de Bail en main</title>
<link rel="stylesheet" href="/static/css/document.css"></head>
<body><h1>Bail en main</h1><p>Ce qui est demandé : 120 000 €.</p>
<table><tr><th scope="col">Mois</th></tr><tr><td>Mars</td></tr></table>{more}</body></html>
"""


@pytest.fixture(scope="module", autouse=True)
def _parts() -> None:
    pdf_wanted()


async def printed(more: str = "", files: Mapping[str, Path] | None = None) -> PdfReader:
    made = await Printer().pdf(HTML.replace("{more}", more), files or {})
    return PdfReader(io.BytesIO(made))


async def test_a_pdf_has_its_text_its_tags_its_language_and_its_title(tmp_path: Path) -> None:
    style = tmp_path / "document.css"
    style.write_text("@page { size: A5 } h1::after { content: ' (comité)' }", "utf-8")
    reader = await printed(files={"/static/css/document.css": style})
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Bail en main (comité)" in text, "the style sheet was not used"
    assert "120 000 €" in text.replace("\xa0", " ")
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Dossier de Bail en main"
    assert b"pdfuaid" in root["/Metadata"].get_data()


async def test_nothing_is_read_that_was_not_given(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("h1::after { content: 'SECRET' }", "utf-8")
    reader = await printed(
        f'<link rel="stylesheet" href="{secret.as_uri()}">'
        f'<img src="{secret.as_uri()}" alt="une image">'
        '<img src="http://127.0.0.1:9/x.png" alt="une autre">'
        f'<a rel="attachment" href="{secret.as_uri()}">pièce</a>'
    )
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "SECRET" not in text
    assert not reader.attachments


async def test_a_document_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PdfError) as raised:
        await Printer(seconds=0.05).pdf(HTML, {})
    assert raised.value.trouble is Trouble.TOO_LONG


async def test_a_document_that_is_too_large_is_not_even_begun() -> None:
    with pytest.raises(PdfError) as raised:
        await Printer().pdf("é" * (MAX_HTML_BYTES // 2 + 1), {})
    assert raised.value.trouble is Trouble.TOO_LARGE


async def test_where_system_parts_are_missing_the_reason_is_told(tmp_path: Path) -> None:
    # What WeasyPrint does at import where Pango is not installed.
    (tmp_path / "weasyprint.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0'\")\n", "utf-8"
    )
    with pytest.raises(PdfError) as raised:
        await Printer(extra_path=str(tmp_path)).pdf(HTML, {})
    assert raised.value.trouble is Trouble.PARTS_MISSING
    assert "libpango-1.0-0" in raised.value.detail


async def test_the_process_that_prints_is_given_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCUBATOR_SMTP_URL", "smtps://ana:secret@mail.example")
    (tmp_path / "weasyprint.py").write_text(
        "import os\nraise OSError(' '.join(sorted(os.environ)))\n", "utf-8"
    )
    with pytest.raises(PdfError) as raised:
        await Printer(extra_path=str(tmp_path)).pdf(HTML, {})
    assert "INCUBATOR" not in raised.value.detail
    assert "PYTHONPATH" in raised.value.detail
