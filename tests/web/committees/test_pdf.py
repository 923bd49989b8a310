"""Dossiers and minutes as PDF, and the archive of a session, as a browser downloads them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.documents.pdf import Printer
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.store.database import open_database
from tests.committees import INCUBATOR, browser_in, session_with
from tests.conftest import DEMONSTRATION
from tests.kept_session import FILE, MINUTES, Kept, kept_session, pdf_wanted
from tests.web.signed import account_with, browser_of


@dataclass
class Held:
    """A site with a closed session."""

    settings: Settings
    kept: Kept

    @property
    def base(self) -> str:
        return f"/comites/{self.kept.session.public_id}"

    @property
    def dossier(self) -> str:
        return f"{self.base}/points/{self.kept.session.items[0].public_id}/dossier/1"

    async def secretary(self) -> httpx.AsyncClient:
        role = (Role.COMMITTEE_SECRETARY, INCUBATOR)
        return await browser_of(self.settings, await account_with("sec@exemple.gouv.fr", [role]))

    async def member(self) -> httpx.AsyncClient:
        return await browser_in(self.settings, self.kept.session, Seat.SPONSOR)


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Held]:
    async with open_database(sqlite_url):
        await sync_sheets(DEMONSTRATION)
        settings = Settings(content_dir=DEMONSTRATION, database_url=sqlite_url)
        yield Held(settings, await kept_session(settings))


@pytest.fixture
def _parts() -> None:
    pdf_wanted()


def pdf_of(answer: httpx.Response) -> PdfReader:
    assert answer.status_code == 200, answer.headers.get("Location")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    return PdfReader(io.BytesIO(answer.content))


def text_of(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\xa0", " ").split())


@pytest.mark.usefixtures("_parts")
async def test_a_dossier_and_the_minutes_are_tagged_pdf(site: Held) -> None:
    browser = await site.member()
    dossier = pdf_of(await browser.get(f"{site.dossier}.pdf"))
    root: Any = dossier.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "fr"
    assert dossier.metadata is not None
    assert "Bail en main" in str(dossier.metadata.title)
    assert "Bail en main" in text_of(dossier)
    assert site.kept.dossier.sha256[:12] in text_of(dossier).replace(" ", "")
    minutes = pdf_of(await browser.get(f"{site.base}/releve.pdf"))
    assert "Poursuivre six mois." in text_of(minutes)


async def test_where_there_can_be_no_pdf_the_page_says_why(site: Held, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('no pango')\n", "utf-8")
    browser = await site.member()
    transport = browser._transport
    assert isinstance(transport, httpx.ASGITransport)
    app: Any = transport.app
    app.state.site.printer = Printer(extra_path=str(tmp_path))
    for path, page in ((f"{site.dossier}.pdf", site.dossier), (f"{site.base}/releve.pdf", "")):
        answer = await browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"] == (page or f"{site.base}/releve")
        shown = await browser.get(answer.headers["Location"])
        assert "composant Pango" in shown.text


async def test_a_stranger_to_the_session_gets_no_document(site: Held) -> None:
    browser = await browser_of(site.settings, await account_with("autre@exemple.gouv.fr"))
    for path in (f"{site.dossier}.pdf", f"{site.base}/releve.pdf", f"{site.base}/archive.zip"):
        assert (await browser.get(path)).status_code == 403
    member = await site.member()
    assert (await member.get(f"{site.base}/archive.zip")).status_code == 403
    assert (await member.get(f"{site.dossier[:-1]}9.pdf")).status_code == 404


@pytest.mark.usefixtures("_parts")
async def test_the_archive_holds_all_and_its_manifest_tells_each_file(site: Held) -> None:
    answer = await (await site.secretary()).get(f"{site.base}/archive.zip")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    point = "points/01-bail-en-main"
    assert set(files) == {
        "manifest.json", "seance.json", "decisions.json",
        "releve.md", "releve.html", "releve.pdf",
        f"{point}/avis.json", f"{point}/dossier-v1.json", f"{point}/dossier-v1.html",
        f"{point}/dossier-v1.pdf", f"{point}/dossier-v1-pieces/01-Bilan-de-l-annee.txt",
    }  # fmt: skip
    manifest = json.loads(files["manifest.json"])
    for line in manifest["files"]:
        content = files[line["path"]]
        assert (line["size"], line["sha256"]) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        )
    assert {line["path"] for line in manifest["files"]} == set(files) - {"manifest.json"}
    assert files[f"{point}/dossier-v1-pieces/01-Bilan-de-l-annee.txt"] == FILE
    assert files[f"{point}/dossier-v1.json"].decode() == site.kept.dossier.content
    assert files["releve.md"].decode() == MINUTES
    page = files[f"{point}/dossier-v1.html"].decode()
    assert "<style>" in page
    assert '<link rel="stylesheet"' not in page
    assert manifest["chain"][0]["position"] == 1
    members = json.loads(files["seance.json"])["members"]
    assert {one["seat"] for one in members} >= {"chair", "observer"}


async def test_a_session_that_is_not_closed_has_no_archive_yet(site: Held) -> None:
    other = await session_with({})
    browser = await site.secretary()
    answer = await browser.get(f"/comites/{other.public_id}/archive.zip")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/comites/{other.public_id}"
