"""The two skins: the same pages under our style sheet and under the official one."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
from collections import defaultdict
from pathlib import Path

import pytest

from incubator import skins
from incubator.skins import FetchedSkin, SkinError, SkinUnavailableError

ROOT = Path(__file__).resolve().parent.parent

# Class names that a template or a module puts together, "fr-alert--" and then a value: which names
# can come out. A beginning that is not in this table fails a test, as does one no longer used.
BUILT_CLASSES: dict[str, list[str]] = {
    "fr-btn--": ["fr-btn--secondary", "fr-btn--tertiary"],
    "fr-badge--": ["fr-badge--error", "fr-badge--info", "fr-badge--success", "fr-badge--warning"],
    "fr-alert--": ["fr-alert--error", "fr-alert--info", "fr-alert--success", "fr-alert--warning"],
}


# --- Every fr-* class used exists in both skins -------------------------------------------------


@pytest.fixture(scope="session")
def official_skin(tmp_path_factory: pytest.TempPathFactory) -> FetchedSkin:
    """The official skin, fetched once. CI must have npm and a network, a laptop need not."""
    try:
        return skins.fetch_official_skin(tmp_path_factory.mktemp("skins") / "dsfr")
    except SkinUnavailableError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"the official skin can't be fetched: {error}")


def sources() -> list[Path]:
    """The files that can put a class name into a page."""
    patterns = {"templates": "*.html", "incubator": "*.py", "static/js": "*.js"}
    return sorted(
        path for folder, pattern in patterns.items() for path in (ROOT / folder).rglob(pattern)
    )


def class_names(text: str) -> set[str]:
    """The fr-* names in a file; the beginning of a name that is put together ends in "-" or "_".

    >>> sorted(class_names('<p class="fr-btn fr-btn--{{ kind }}" data-fr-scheme="dark">'))
    ['fr-btn', 'fr-btn--']
    """
    return set(re.findall(r"(?<![\w-])fr-[a-z0-9][\w-]*", text))


def used_classes() -> dict[str, set[str]]:
    """Each class name used, with the files that use it; names put together are written out."""
    used: dict[str, set[str]] = defaultdict(set)
    for path in sources():
        for name in class_names(path.read_text("utf-8")):
            for written_out in BUILT_CLASSES.get(name, [name]):
                used[written_out].add(str(path.relative_to(ROOT)))
    return used


def defined_classes(*style_sheets: Path) -> set[str]:
    """The class names that style sheets have rules for."""
    defined: set[str] = set()
    for sheet in style_sheets:
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        # A class name in CSS may escape a character: `.fr-mt-1\.5v`.
        for name in re.findall(r"\.(fr-(?:[\w-]|\\.)+)", css):
            defined.add(re.sub(r"\\(.)", r"\1", name))
    return defined


def missing(used: dict[str, set[str]], defined: set[str]) -> list[str]:
    return [
        f"{name} ({', '.join(sorted(files))})"
        for name, files in sorted(used.items())
        if name not in defined
    ]


def test_a_class_name_that_is_put_together_is_written_out_in_the_table_above() -> None:
    beginnings = {
        name
        for path in sources()
        for name in class_names(path.read_text("utf-8"))
        if name.endswith(("-", "_"))
    }
    assert beginnings == set(BUILT_CLASSES)


def test_every_design_system_class_used_exists_in_the_neutral_skin() -> None:
    used = used_classes()
    assert "fr-container" in used
    sheets = (ROOT / "static" / "css" / name for name in ("neutral.css", "neutral-forms.css"))
    assert missing(used, defined_classes(*sheets)) == []


def test_every_design_system_class_used_exists_in_the_official_skin(
    official_skin: FetchedSkin,
) -> None:
    defined = defined_classes(*(official_skin.folder / sheet for sheet in skins.STYLE_SHEETS))
    assert missing(used_classes(), defined) == []


def test_the_fetched_skin_has_every_file_that_its_style_sheets_refer_to(
    official_skin: FetchedSkin,
) -> None:
    assert official_skin.version.startswith(f"{skins.DEFAULT_VERSION}.")
    for sheet in skins.STYLE_SHEETS:
        path = official_skin.folder / sheet
        addresses = skins.references(path.read_text("utf-8"))
        assert addresses
        assert [each for each in addresses if not (path.parent / each).is_file()] == []
    assert (official_skin.folder / "LICENSE.md").is_file()
    assert (official_skin.folder / "TERMS.md").is_file()


# --- Fetching it: what is refused, and in which words --------------------------------------------


PACKAGE_FILES = {
    "package/package.json": b'{"name": "@gouvfr/dsfr", "version": "1.14.9"}',
    "package/LICENSE.md": b"licence",
    "package/doc/legal/cgu.md": b"terms",
    "package/dist/dsfr.min.css": b"@font-face{src:url(fonts/a.woff2?v=2)}.fr-btn{color:red}",
    "package/dist/utility/utility.min.css": b".fr-icon-x{mask:url('../icons/x.svg')}",
    "package/dist/fonts/a.woff2": b"font",
    "package/dist/icons/x.svg": b"<svg/>",
    "package/dist/icons/unused.svg": b"<svg/>",
    "package/dist/dsfr.min.css.map": b"{}",
}


def make_package(
    path: Path, files: dict[str, bytes], *more: tarfile.TarInfo, without: str = ""
) -> Path:
    """Write an archive such as npm gives, with further members to be refused."""
    with tarfile.open(path, "w:gz") as package:
        for name, content in files.items():
            if name == without:
                continue
            member = tarfile.TarInfo(name)
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
        for member in more:
            package.addfile(member, io.BytesIO(b"x" * member.size))
    return path


def member(
    name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0
) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


SKIN_FILES = {
    "LICENSE.md",
    "TERMS.md",
    "dsfr.min.css",
    "fonts/a.woff2",
    "icons/x.svg",
    "utility/utility.min.css",
}


def test_only_what_the_pages_need_is_taken_from_the_package(tmp_path: Path) -> None:
    archive = make_package(tmp_path / "package.tgz", PACKAGE_FILES)
    found = skins.extract_skin(archive, tmp_path / "skins" / "dsfr")
    assert found == FetchedSkin("1.14.9", len(SKIN_FILES), tmp_path / "skins" / "dsfr")
    assert files_in(tmp_path / "skins" / "dsfr") == SKIN_FILES


@pytest.mark.parametrize(
    "hostile",
    [
        member("../outside.txt", size=3),
        member("package/../../outside.txt", size=3),
        member("/outside.txt", size=3),
        member("elsewhere/outside.txt", size=3),
        member("package\\..\\outside.txt", size=3),
        member("package/dist/icons/link.svg", tarfile.SYMTYPE, "/etc/passwd"),
        member("package/dist/icons/hard.svg", tarfile.LNKTYPE, "../../outside.txt"),
        member("package/dist/device", tarfile.CHRTYPE),
    ],
    ids=lambda info: f"{info.name}-{info.type.decode()}",
)
def test_a_package_that_reaches_outside_its_folder_is_refused_whole(
    tmp_path: Path, hostile: tarfile.TarInfo
) -> None:
    archive = make_package(tmp_path / "package.tgz", PACKAGE_FILES, hostile)
    with pytest.raises(SkinError, match="not unpacked"):
        skins.extract_skin(archive, tmp_path / "skins" / "dsfr")
    assert files_in(tmp_path) == {"package.tgz"}


def test_a_style_sheet_that_refers_outside_the_skin_is_refused(tmp_path: Path) -> None:
    files = PACKAGE_FILES | {"package/dist/dsfr.min.css": b"a{b:url(../../../etc/passwd)}"}
    archive = make_package(tmp_path / "package.tgz", files)
    with pytest.raises(SkinError, match="outside the skin"):
        skins.extract_skin(archive, tmp_path / "dsfr")
    assert files_in(tmp_path) == {"package.tgz"}


def test_a_package_that_would_fill_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skins, "_LARGEST_PACKAGE", 1000)
    archive = make_package(
        tmp_path / "package.tgz", PACKAGE_FILES, member("package/zeros", size=1001)
    )
    with pytest.raises(SkinError, match="larger than any"):
        skins.extract_skin(archive, tmp_path / "dsfr")


@pytest.mark.parametrize(
    "name",
    sorted(set(PACKAGE_FILES) - {"package/dist/icons/unused.svg", "package/dist/dsfr.min.css.map"}),
)
def test_a_package_without_a_file_that_the_pages_need_is_refused(tmp_path: Path, name: str) -> None:
    archive = make_package(tmp_path / "package.tgz", PACKAGE_FILES, without=name)
    with pytest.raises(SkinError, match=re.escape(name.removeprefix("package/"))):
        skins.extract_skin(archive, tmp_path / "dsfr")


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b\x08\x00cut"])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "package.tgz").write_bytes(content)
    with pytest.raises(SkinError, match="can't be read"):
        skins.extract_skin(tmp_path / "package.tgz", tmp_path / "dsfr")


def test_an_archive_cut_short_is_refused(tmp_path: Path) -> None:
    archive = make_package(tmp_path / "package.tgz", PACKAGE_FILES)
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(SkinError, match="can't be read"):
        skins.extract_skin(archive, tmp_path / "dsfr")


def test_fetching_again_replaces_the_skin_and_leaves_nothing_behind(tmp_path: Path) -> None:
    archive = make_package(tmp_path / "package.tgz", PACKAGE_FILES)
    skins.extract_skin(archive, tmp_path / "skins" / "dsfr")
    (tmp_path / "skins" / "dsfr" / "icons" / "of-an-older-version.svg").touch()
    skins.extract_skin(archive, tmp_path / "skins" / "dsfr")
    assert files_in(tmp_path / "skins" / "dsfr") == SKIN_FILES
    assert [path.name for path in (tmp_path / "skins").iterdir()] == ["dsfr"]


def test_a_folder_that_holds_something_else_is_not_replaced(tmp_path: Path) -> None:
    archive = make_package(tmp_path / "package.tgz", PACKAGE_FILES)
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "letter.txt").write_text("dear reader")
    with pytest.raises(SkinError, match="choose another folder"):
        skins.extract_skin(archive, documents)
    assert files_in(documents) == {"letter.txt"}


@pytest.mark.parametrize(
    "version", ["", "latest", "../dsfr", "file:.", "1.14 --global", "1.14.0.1"]
)
def test_a_version_that_is_none_is_refused_before_npm_sees_it(tmp_path: Path, version: str) -> None:
    with pytest.raises(SkinError, match="is not a version"):
        skins.fetch_official_skin(tmp_path / "dsfr", version=version)


def test_without_npm_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SkinUnavailableError, match="apt-get install npm"):
        skins.fetch_official_skin(tmp_path / "dsfr")


def fake_npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put an npm of our own first in PATH."""
    folder.mkdir()
    (folder / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_when_npm_fails_its_reason_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path / "bin", "echo 'no such version' >&2; exit 1", monkeypatch)
    with pytest.raises(SkinUnavailableError, match="no such version"):
        skins.fetch_official_skin(tmp_path / "dsfr")
    assert not (tmp_path / "dsfr").exists()


def test_when_npm_hangs_it_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path / "bin", "exec sleep 30", monkeypatch)
    with pytest.raises(SkinUnavailableError, match="within 1 seconds"):
        skins.fetch_official_skin(tmp_path / "dsfr", timeout=1)


def test_no_file_of_the_official_skin_is_in_the_repository() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    assert [name for name in tracked if re.search(r"dsfr.*\.(css|js)$|\.(woff2?|ttf)$", name)] == []
