"""`incubator committee verify`, as a process: whatever was changed is found, and where."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.committees.archive import Programme, write_archive
from incubator.actions.committees.check_archive import ArchiveError, check_archive
from incubator.actions.committees.invitations import names_of
from incubator.actions.committees.verify import verify_database
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.documents.archives import MAX_BYTES
from incubator.documents.pdf import PdfError, Trouble
from incubator.domain.decisions import chain_hash
from incubator.store.committees.sessions import Item
from incubator.store.database import open_database
from tests.builders import incubator
from tests.conftest import DEMONSTRATION
from tests.kept_session import Kept, kept_session, unguarded
from tests.web.signed import NOW


class Papers:
    """Documents without a look: the pages' own are in tests/web/committees/test_pdf.py."""

    async def dossier(self, item: Item, version: int) -> str:
        return f"<p>{item.startup_id} {version}</p>"

    async def minutes(self, text: str) -> str:
        return f"<p>{text}</p>"

    async def pdf(self, html: str) -> bytes:
        raise PdfError(Trouble.PARTS_MISSING)


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(content_dir=DEMONSTRATION, database_url=sqlite_url)


async def build(settings: Settings, target: Path | None = None) -> Kept:
    """A closed session in the database; its archive in a file where one is named."""
    async with open_database(settings.database_url):
        await sync_sheets(DEMONSTRATION)
        kept = await kept_session(settings)
        if target is not None:
            with target.open("wb") as file:
                await write_archive(
                    file,
                    kept.session,
                    await names_of(kept.session),
                    Papers(),
                    Programme("Incubateur", "https://incubateur.example"),
                    settings.attachments_folder,
                    NOW,
                )
        return kept


@pytest.fixture
def archive(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "comite.zip"
    asyncio.run(build(settings, path))
    return path


def test_a_database_that_nobody_touched_is_verified_and_names_its_end(
    settings: Settings, tmp_path: Path
) -> None:
    kept = asyncio.run(build(settings))
    run = incubator("committee", "verify", content=DEMONSTRATION, url=settings.database_url)
    assert run.returncode == 0, run.stderr
    first, end = run.stdout.splitlines()
    assert first == "1 decisions, 1 dossiers sent, 1 attachments, 1 minutes."
    position, _, digest = end.partition(":")
    assert (position, len(digest)) == ("1", 64)
    kept.file.write_bytes(b"other")
    other = f"1:{'0' * 64}"
    run = incubator(
        "committee", "verify", "--anchor", other, content=DEMONSTRATION, url=settings.database_url
    )
    assert run.returncode == 1
    assert "attachment bilan" in run.stderr
    assert "decision 1: it is not the one that was noted." in run.stderr
    assert "2 faults." in run.stderr


TAMPERED = [
    ("UPDATE decisions SET content = replace(content, '500', '900')", "decision 1:"),
    ("DELETE FROM decisions", "decision 1: it is not the one that was noted"),
    ("UPDATE decisions SET kind = 'stop'", "decision 1:"),
    (
        "UPDATE dossiers SET content = content || ' '",
        "bail-en-main, version 1)",
    ),
    ("UPDATE dossiers SET sha256 = ''", "the dossier was changed"),
    ("UPDATE committee_minutes SET text = 'Autre'", "minutes of session"),
    ("DELETE FROM committee_minutes", "has no minutes"),
    ("UPDATE attachments SET size = 1", "attachment bilan"),
    ("UPDATE attachments SET sha256 = '../x'", "its SHA-256 is none"),
]


async def told_after(settings: Settings, statement: str) -> list[str]:
    """What is found wrong once somebody has changed the database behind its back."""
    async with open_database(settings.database_url):
        sound = await verify_database(settings.attachments_folder)
        assert sound.faults == ()
        if statement:
            await unguarded(statement)
        found = await verify_database(settings.attachments_folder, sound.lines[-1])
        return [f"{fault.place}: {fault.reason}" for fault in found.faults]


def test_whatever_is_changed_in_the_database_is_found(settings: Settings) -> None:
    asyncio.run(build(settings))
    source = Path(settings.database_url.removeprefix("sqlite://"))
    whole = source.read_bytes()
    for statement, expected in TAMPERED:
        source.write_bytes(whole)
        told = asyncio.run(told_after(settings, statement))
        assert any(expected in line for line in told), (statement, told)


def test_an_archive_that_nobody_touched_is_verified(archive: Path, settings: Settings) -> None:
    run = incubator("committee", "verify", str(archive), content=DEMONSTRATION, url="sqlite:///no")
    assert run.returncode == 0, run.stderr
    with zipfile.ZipFile(archive) as file:
        digest = hashlib.sha256(file.read("manifest.json")).hexdigest()
    assert f"manifest.json sha256:{digest}" in run.stdout


def test_a_changed_archive_ends_with_1_and_says_where(archive: Path) -> None:
    rewrite(archive, lambda files: files.update({"releve.md": b"# Autre"}))
    run = incubator("committee", "verify", str(archive), content=DEMONSTRATION, url="sqlite:///no")
    assert run.returncode == 1
    assert "releve.md: the file was changed." in run.stderr


Files = dict[str, bytes]


def rewrite(archive: Path, change: Callable[[Files], Any]) -> None:
    with zipfile.ZipFile(archive) as file:
        files = {name: file.read(name) for name in file.namelist()}
    change(files)
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)


def forged(path: str, change: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    """A file that was changed, and the manifest made to agree."""

    def forge(files: Files) -> None:
        files[path] = change(files[path])
        manifest = json.loads(files["manifest.json"])
        line = next(one for one in manifest["files"] if one["path"] == path)
        line["size"] = len(files[path])
        line["sha256"] = hashlib.sha256(files[path]).hexdigest()
        if "kept_sha256" in line:
            line["kept_sha256"] = "0" * 64
        files["manifest.json"] = json.dumps(manifest).encode()

    return forge


def test_a_file_of_each_kind_that_is_changed_is_found(archive: Path) -> None:
    whole = archive.read_bytes()
    assert check_archive(archive).faults == ()
    with zipfile.ZipFile(archive) as file:
        names = [name for name in file.namelist() if name != "manifest.json"]
    for name in names:
        archive.write_bytes(whole)
        rewrite(archive, lambda files, name=name: files.update({name: files[name] + b" "}))  # type: ignore[misc]
        assert name in {fault.place for fault in check_archive(archive).faults}
        archive.write_bytes(whole)
        rewrite(archive, lambda files, name=name: files.pop(name))  # type: ignore[misc]
        assert name in {fault.place for fault in check_archive(archive).faults}
    archive.write_bytes(whole)
    rewrite(archive, lambda files: files.update({"autre.txt": b"x"}))
    assert [fault.place for fault in check_archive(archive).faults] == ["autre.txt"]


def test_a_manifest_made_to_agree_still_does_not_agree_with_what_was_kept(archive: Path) -> None:
    whole = archive.read_bytes()
    dossier = "points/01-bail-en-main/dossier-v1.json"
    piece = "points/01-bail-en-main/dossier-v1-pieces/01-Bilan-de-l-annee.txt"

    def rehashed(content: bytes) -> bytes:
        links = json.loads(content)
        links[0]["content"] = links[0]["content"].replace("500", "900")
        links[0]["hash"] = chain_hash(links[0]["previous"], links[0]["content"])
        return json.dumps(links).encode()

    changes: list[tuple[str, Callable[[bytes], bytes], str]] = [
        (dossier, lambda text: text + b" ", "not the one that was sent"),
        (piece, lambda text: text + b" ", "before the archive was made"),
        ("releve.md", lambda text: text + b" ", "not those that were kept"),
        ("decisions.json", lambda text: text.replace(b"500", b"900"), "the decision was changed"),
        ("decisions.json", rehashed, "not those of the manifest"),
    ]
    for path, change, reason in changes:
        archive.write_bytes(whole)
        rewrite(archive, forged(path, change))
        told = [fault.reason for fault in check_archive(archive).faults]
        assert any(reason in one for one in told), (path, told)


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files:
            file.writestr(name, content)
    return made.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def lying(content: bytes) -> bytes:
    """A list of files that says each is small."""
    size = len(zipfile.ZipFile(io.BytesIO(content)).read("a.txt"))
    return content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "no-zip": (b"PK nothing", "can't be read"),
    "empty": (b"", "can't be read"),
    "slip": (zipped(("../../evil.txt", b"x")), "not safe"),
    "absolute": (zipped(("/etc/evil.txt", b"x")), "not safe"),
    "backslash": (zipped(("a\\..\\evil.txt", b"x")), "not safe"),
    "folder": (zipped(("a/", b"")), "not safe"),
    "case": (zipped(("A.txt", b"x"), ("a.txt", b"y")), "one name"),
    "link": (zipped((link("a.txt"), b"/etc/passwd")), "no plain file"),
    "many": (zipped(*((f"{number}.txt", b"") for number in range(5002))), "more files"),
    "other": (zipped(("a.txt", b"x")), "no manifest.json"),
    "manifest": (zipped(("manifest.json", b"[1]")), "no archive of a session"),
    "deep": (zipped(("manifest.json", b"[" * 100_000)), "no JSON"),
    "version": (
        zipped(("manifest.json", b'{"format": "incubator-committee-archive", "version": 2}')),
        "does not know",
    ),
    "bare": (
        zipped(("manifest.json", b'{"format": "incubator-committee-archive", "version": 1}')),
        "does not say",
    ),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_archive_is_refused(name: str, tmp_path: Path) -> None:
    content, reason = HOSTILE[name]
    path = tmp_path / "hostile.zip"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=reason):
        check_archive(path)


def test_a_bomb_is_refused_by_what_its_list_says(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped(("manifest.json", b"{}"), ("a.txt", b"\0" * 1_000_000)))
    content = path.read_bytes()
    path.write_bytes(
        content.replace((1_000_000).to_bytes(4, "little"), (MAX_BYTES + 1).to_bytes(4, "little"))
    )
    with pytest.raises(ArchiveError, match="unfolds to more"):
        check_archive(path)


def test_a_list_that_lies_about_sizes_is_found_out(archive: Path) -> None:
    archive.write_bytes(lying(zipped(("manifest.json", b"{}"), ("a.txt", b"z" * 70_000))))
    with pytest.raises(ArchiveError):
        check_archive(archive)
