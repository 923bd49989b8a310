"""Exporting again and again: what is written, what stays, and what an interruption leaves."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from incubator.actions.exporting.addresses import Addresses, Published
from incubator.actions.exporting.folder import ExportError, folders_of
from incubator.actions.exporting.source import Kind
from incubator.actions.sync_sheets import sync_sheets
from incubator.cli import main
from incubator.store.database import open_database
from tests.builders import STARTUP, command, sheet_text, write_settled, write_tree

BASE = "https://pages.example/catalogue"
Export = Callable[..., Result]


def sheets(folder: Path) -> Path:
    """A few sheets, with ids as people write them."""
    return write_tree(
        folder,
        {
            "startups/bac.md": sheet_text(STARTUP),
            "startups/accès libre.v2.md": sheet_text(
                STARTUP + "redirect_from: [/startups/acces]\n"
            ),
            "startups/Bac.md": sheet_text(STARTUP),
            "incubators/fabrique.md": sheet_text("title: Fabrique"),
            "members/ana.martin.md": sheet_text("fullname: Ana Martín"),
        },
    )


@pytest.fixture(scope="session")
def small(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few sheets, their database, and their site exported in French."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copy(sqlite_template, folder / "site.sqlite3")
    sync(folder, sheets(folder / "content"))
    done = subprocess.run(
        **of(folder, "2"), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "are one file where capitals do not count" in done.stderr
    return folder


@pytest.fixture
def place(small: Path, tmp_path: Path) -> Path:
    """A copy of all that, which a test may change; files keep their times."""
    return shutil.copytree(small, tmp_path / "place")


@pytest.fixture
def export(place: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    """The command in this process, on that copy."""
    monkeypatch.setenv("INCUBATOR_DATABASE_URL", f"sqlite://{place / 'site.sqlite3'}")
    monkeypatch.setenv("INCUBATOR_CONTENT_DIR", str(place / "content"))

    def run(*options: str, out: Path = place / "site", base: str = BASE) -> Result:
        arguments = ["export", str(out), "--base-url", base, "--jobs", "1", *options]
        if not any(option.startswith("--language") for option in options):
            arguments.append("--language=fr")
        return CliRunner().invoke(main, arguments)

    return run


def of(folder: Path, jobs: str = "1") -> dict[str, Any]:
    """How the command is started as a process on a folder's sheets."""
    return command(
        "export", str(folder / "site"), "--base-url", BASE, "--language", "fr", "--jobs", jobs,
        content=folder / "content", url=f"sqlite://{folder / 'site.sqlite3'}",
    )  # fmt: skip


def sync(folder: Path, content: Path) -> None:
    async def run() -> None:
        async with open_database(f"sqlite://{folder / 'site.sqlite3'}"):
            await sync_sheets(content)

    asyncio.run(run())


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def held(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its time and its bytes."""
    return {
        file.relative_to(folder).as_posix(): (file.stat().st_mtime_ns, file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_an_export_of_the_same_state_writes_nothing(place: Path, export: Export) -> None:
    """Two processes wrote it before: what one renders now is the same to the last byte."""
    before = held(place / "site")
    again = told(export("--json"))
    assert (again["written"], again["removed"], again["is_skipped"]) == (0, 0, False)
    after = held(place / "site")
    # It says of which database it was made, and this one is a copy.
    assert before.pop(".incubator-export.json") != after.pop(".incubator-export.json")
    assert after == before
    skipped = told(export("--json"))
    assert (skipped["written"], skipped["is_skipped"]) == (0, True)
    assert [file.name for file in place.iterdir() if "export" in file.name] == []


def test_only_what_changed_is_written_and_files_of_others_stay(place: Path, export: Export) -> None:
    site = place / "site"
    (site / "CNAME").write_text("pages.example\n", encoding="utf-8")
    before = held(site)
    (place / "content/members/ana.martin.md").unlink()
    write_settled(
        place / "content/startups/bac.md", sheet_text(STARTUP.replace("casser", "perdre"))
    )
    sync(place, place / "content")
    report = told(export("--json"))
    after = held(site)
    assert report["kept"] == ["CNAME"]
    assert after["CNAME"] == before["CNAME"]
    assert "communaute/ana.martin/index.html" not in after
    assert "sans rien perdre" in after["startups/bac/index.html"][1].decode()
    assert 0 < report["written"] < report["unchanged"]
    same = "startups/Bac/index.html"
    assert after[same] == before[same]


def test_ids_are_files_and_links_whatever_signs_they_have(place: Path) -> None:
    site = place / "site"
    assert (site / "startups/accès libre.v2/index.html").is_file()
    assert (site / "api/v3/startups/accès libre.v2.json").is_file()
    listed = (site / "startups/index.html").read_text("utf-8")
    assert 'href="/catalogue/startups/acc%C3%A8s%20libre.v2/"' in listed
    rules = (site / "_redirects").read_text("utf-8")
    assert "/catalogue/startups/acces /catalogue/startups/acc%C3%A8s%20libre.v2/ 301\n" in rules


def test_one_language_names_no_other_and_what_needs_a_server_leads_to_the_live_site(
    place: Path, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not (place / "site/en").exists()
    assert "/en/" not in (place / "site/index.html").read_text("utf-8")
    monkeypatch.setenv("INCUBATOR_LIVE_URL", "https://live.example")
    english = place / "english"
    report = told(export("--json", "--compress", "--language=en", out=english))
    assert (report["dead"], report["lost"]) == ({}, {})
    page = (english / "en/startups/bac/index.html").read_text("utf-8")
    assert 'hreflang="fr"' not in page
    assert 'href="https://live.example/en/' in page
    assert 'href="/catalogue/en/startups/"' in page
    assert (english / "en/startups/bac/index.html.br").is_file()
    assert 'url=/catalogue/en/"' in (english / "index.html").read_text("utf-8")
    assert (english / "404.html").is_file()


@pytest.mark.parametrize(
    ("out", "base", "words"),
    [
        ("content", BASE, "holds the site's own files"),
        ("content/site", BASE, "is within the sheets"),
        ("mine", BASE, "is not empty and holds no export"),
        ("site.sqlite3", BASE, "is a file"),
        ("new", "pages.example", "write an address such as"),
    ],
)
def test_a_wrong_place_or_address_is_refused(
    place: Path, export: Export, out: str, base: str, words: str
) -> None:
    write_tree(place / "mine", {"thesis.txt": "Years of work"})
    done = export(out=place / out, base=base)
    assert done.exit_code in {1, 2}
    assert words in done.stderr
    assert (place / "mine/thesis.txt").read_text("utf-8") == "Years of work"


def test_a_replacement_cut_between_its_steps_is_ended(place: Path) -> None:
    before = held(place / "site")
    (place / "site").rename(place / ".site.export-former")
    with folders_of(place / "site"):
        assert held(place / "site") == before
    whole = shutil.copytree(place / "site", place / ".site.export-new")
    (whole / "new.html").write_text("new", encoding="utf-8")
    (place / "site").rename(place / ".site.export-former")
    with folders_of(place / "site"):
        assert "new.html" in held(place / "site")
        second = folders_of(place / "site")
        with pytest.raises(ExportError, match="under way"):
            second.__enter__()
    assert [file.name for file in place.iterdir() if "export" in file.name] == []


def test_a_killed_export_leaves_the_former_one_or_the_new_one_whole(place: Path) -> None:
    write_settled(place / "content/startups/bac.md", sheet_text(STARTUP.replace("rien", "tout")))
    site, chance = place / "site", random.Random(7)  # noqa: S311 -- no secret
    former = {name: content for name, (_, content) in held(site).items()}
    sync(place, place / "content")
    for _ in range(2):
        process = subprocess.Popen(
            **of(place), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.8, 2.4))
        process.kill()
        process.wait()
        found = {name: content for name, (_, content) in held(site).items()}
        if found == former:
            continue
        assert found.keys() == former.keys()
        assert "sans tout casser" in found["startups/bac/index.html"].decode()
    done = subprocess.run(**of(place), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "sans tout casser" in (site / "startups/bac/index.html").read_text("utf-8")
    assert [file.name for file in place.iterdir() if "export" in file.name] == []


def test_addresses_become_files_and_links() -> None:
    kinds = {"/startups": Kind.PAGE, "/a.csv": Kind.FILE, "/connexion": Kind.LIVE}
    known = Addresses(Published(BASE, ("fr", "en"), "fr"), kinds.get, ("fr", "en"))
    pages = {
        "/startups?page=2": ("/catalogue/startups/page/2/", "startups/page/2/index.html"),
        "/en/startups/?page=1#top": ("/catalogue/en/startups/#top", "en/startups/index.html"),
        "/startups?phase=alpha&page=2": (
            "/catalogue/startups/?phase=alpha&page=2",
            "startups/index.html",
        ),
        "/a.csv?v=1": ("/catalogue/a.csv?v=1", "a.csv"),
    }
    for text, (link, file) in pages.items():
        target = known.target(text)
        assert target is not None
        assert (target.link, known.file_of(target.address)) == (link, file)
    assert [known.target(text) for text in ("/connexion", "/nothing", "//host/startups")] == [
        None
    ] * 3
