"""The exported demonstration, as a host of plain files would serve it: walked from file to file."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from tests.builders import incubator
from tests.conftest import DEMONSTRATION, Synced
from tests.web.dom import parse

HOST = "https://pages.example"
BASE = f"{HOST}/catalogue"
_LINK = re.compile(r'\s(href|src|action|poster|data-index|data-words)="([^"]+)"')
_LOADED = re.compile(r'<(?:script|img|iframe|source|audio|video|embed)\b[^>]*\ssrc="([^"]+)"')
_HEAD_LINK = re.compile(r"<link\b[^>]*>")
_STYLE_LINK = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@dataclass(frozen=True)
class Host:
    """A host of files: it knows folders with an index, files, and nothing else."""

    folder: Path

    def file(self, address: str) -> Path | None:
        """What is sent for a full address or a path; None for 404."""
        path = unquote(urlsplit(urljoin(f"{BASE}/", address)).path)
        if not path.startswith("/catalogue/"):
            return None
        found = self.folder / path.removeprefix("/catalogue/")
        if path.endswith("/"):
            found = found / "index.html"
        return found if found.is_file() else None

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page, with its path."""
        for file in sorted(self.folder.rglob("*.html")):
            relative = file.relative_to(self.folder).as_posix().removesuffix("index.html")
            yield f"/catalogue/{relative}", file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def host(synced_sqlite: Synced, tmp_path_factory: pytest.TempPathFactory) -> Host:
    """The demonstration in both languages, below a path, exported once."""
    folder = tmp_path_factory.mktemp("export")
    shutil.copy(synced_sqlite.database, folder / "site.sqlite3")
    done = incubator(
        "export", str(folder / "site"), "--base-url", f"{BASE}/", "--json",
        content=DEMONSTRATION, url=f"sqlite://{folder / 'site.sqlite3'}",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["dead"], report["lost"], report["clashes"]) == ({}, {}, [])
    assert report["pages"] > 500
    return Host(folder / "site")


def test_no_link_of_any_page_is_dead(host: Host) -> None:
    leads = {
        urljoin(HOST + path, unescape(link)).partition("#")[0]: path
        for path, page in host.pages()
        for _, link in _LINK.findall(page)
        if not link.startswith("#")
    }
    own = {link: path for link, path in leads.items() if link.startswith(f"{HOST}/")}
    assert len(own) > 900
    assert {link: path for link, path in own.items() if host.file(link) is None} == {}


def test_a_page_asks_nothing_of_another_host(host: Host) -> None:
    for path, page in host.pages():
        asked = _LOADED.findall(page) + [
            link[2]
            for tag in _HEAD_LINK.findall(page)
            if (link := _LINK.search(tag)) and not re.search(r'rel="(?:alternate|canonical)"', tag)
        ]
        hosts = {urlsplit(urljoin(HOST, one)).netloc for one in asked}
        assert hosts <= {"pages.example"}, path
        assert 'method="post"' not in page, path


def test_style_sheets_and_documents_name_files_that_are_there(host: Host) -> None:
    for sheet in host.folder.rglob("*.css"):
        own = f"{BASE}/{sheet.relative_to(host.folder).as_posix()}"
        for link in _STYLE_LINK.findall(sheet.read_text(encoding="utf-8")):
            assert link.startswith(("data:", "#")) or host.file(urljoin(own, link)), link
    addresses = []
    for feed in [*host.folder.rglob("*.atom"), *host.folder.rglob("*.xml")]:
        tree = ElementTree.fromstring(feed.read_bytes())  # noqa: S314 -- written by this program
        addresses += [node.get("href") or node.text or "" for node in tree.iter()]
    own = [one.partition("#")[0] for one in addresses if one.startswith(HOST)]
    assert len(own) > 500
    assert [one for one in own if host.file(one) is None] == []
    startups = json.loads((host.folder / "api/v2.7/startups.json").read_text(encoding="utf-8"))
    assert startups["data"]


def test_no_file_tells_of_the_address_of_its_making(host: Host) -> None:
    for file in host.folder.rglob("*"):
        if file.is_file() and file.suffix != ".png":
            assert b"export.invalid" not in file.read_bytes(), file


def test_pages_are_there_in_both_languages_and_say_where_they_stand(host: Host) -> None:
    for path, language in (("", "fr"), ("en/", "en")):
        page = parse((host.folder / f"{path}startups/bail-en-main/index.html").read_text("utf-8"))
        assert page.one("html").attrs["lang"] == language
        canonical = page.one("link", rel="canonical").attrs["href"]
        assert canonical == f"{BASE}/{path}startups/bail-en-main/"
        missing = parse((host.folder / f"{path}404.html").read_text("utf-8"))
        assert missing.one("html").attrs["lang"] == language


def test_data_feeds_and_pictures_are_files(host: Host) -> None:
    for name in (
        "api/v2.7/startups.csv",
        "api/v3/startups/bail-en-main.json",
        "api/1/openapi.json",
        "flux/nouvelles.atom",
        "en/flux/nouvelles.atom",
        "donnees/startups.csv",
        "donnees/catalogue.jsonld",
        "startups/bail-en-main/badge.svg",
        "startups/bail-en-main/apercu.png",
        "startups/bail-en-main/carte/index.html",
        "index/startups.fr.json",
        "images/startups/arret-demande.png",
        "sitemap.xml",
        "robots.txt",
    ):
        assert (host.folder / name).stat().st_size > 100, name


def test_former_addresses_lead_on_whatever_the_host(host: Host) -> None:
    page = (host.folder / "startups/lettres-claires/index.html").read_text("utf-8")
    assert 'content="0; url=/catalogue/startups/clair-et-net/"' in page
    former, present = "/catalogue/startups/lettres-claires", "/catalogue/startups/clair-et-net/"
    assert f"{former} {present} 301\n" in (host.folder / "_redirects").read_text("utf-8")
    rules = (host.folder / ".htaccess").read_text("utf-8")
    assert f'RedirectMatch 301 "^{former}/?$" "{present}"\n' in rules
    assert "ErrorDocument 404 /catalogue/404.html\n" in rules
    assert f'"{former}" "{present}";' in (host.folder / "redirects.nginx.conf").read_text("utf-8")
    tab = (host.folder / "en/startups/lettres-claires/impact/index.html").read_text("utf-8")
    assert 'href="/catalogue/en/startups/clair-et-net/impact/"' in tab
    assert (host.folder / ".nojekyll").read_bytes() == b""
    assert "/catalogue/static/*\n  Cache-Control:" in (host.folder / "_headers").read_text("utf-8")


def test_what_needs_a_server_is_not_there(host: Host) -> None:
    for name in ("connexion", "espace", "admin", "suivi", "sante", "irritant", "oembed"):
        assert not (host.folder / name).exists()
