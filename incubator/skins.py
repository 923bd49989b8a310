"""The opt-in official skin: the style sheets of the French State's design system (DSFR).

It is for administrations only. The templates speak the design system's class names and the default
skin is ours (``static/css/neutral.css``); the official style sheets carry the State's identity, and
their terms of use keep them to the State's services. From version 1.15 they bar any other use.
Nothing of it is distributed with this project: an administration that may use it fetches it from
npm onto its own server, and its licence and terms come along with the files.
"""

from __future__ import annotations

import os
import posixpath
import re
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from incubator import npm

PACKAGE = "@gouvfr/dsfr"
DEFAULT_VERSION = "1.14"

#: The style sheets that the pages load, by their place in the package and in the fetched skin.
STYLE_SHEETS = ("dsfr.min.css", "utility/utility.min.css")

#: What tells whoever looks at the folder under which terms its files are used.
_TERMS = {"LICENSE.md": "LICENSE.md", "doc/legal/cgu.md": "TERMS.md"}

_ASSETS = {".svg", ".png", ".woff", ".woff2"}
_VERSION = re.compile(r"\d+(\.\d+){0,2}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^'")\s]+))\s*\)""")
#: A file of the skin is some kilobytes, a font or a style sheet less than a megabyte; the package,
#: examples included, is about 130 MB. Whatever is far beyond is not the package that we know.
_LARGEST_FILE = 10_000_000
_LARGEST_PACKAGE = 500_000_000


class SkinError(Exception):
    """The official skin could not be put in place; the message says why and what to do."""


class SkinUnavailableError(SkinError):
    """npm is not installed, or could not get the package."""


@dataclass(frozen=True, slots=True)
class FetchedSkin:
    """A skin in its place: the exact ``version`` of the package and how many ``files`` it has."""

    version: str
    files: int
    folder: Path


def fetch_official_skin(
    destination: Path, *, version: str = DEFAULT_VERSION, timeout: float = 300
) -> FetchedSkin:
    """Fetch the official skin with npm into ``destination`` (in use: ``var/skins/dsfr``).

    Opt-in and for administrations only: see this module's first lines for the terms. A skin that
    is already in ``destination`` is replaced at the end, in one move; until then it stays in use.

    Args:
        destination: the folder to make or to replace.
        version: a version of the package, or its beginning: "1.14" means the newest 1.14.x
            (``npm view @gouvfr/dsfr versions`` lists them).
        timeout: seconds after which the download is given up.

    Raises:
        SkinUnavailableError: npm is missing, fails or takes longer than ``timeout``.
        SkinError: the version is not a version, the package is not what it should be, or
            ``destination`` holds something else, which is then left untouched.
    """
    if not _VERSION.fullmatch(version):
        raise SkinError(f"{version!r} is not a version of {PACKAGE}; write one such as 1.14.")
    with tempfile.TemporaryDirectory(prefix="incubator-skin-") as folder:
        archive = _download(version, Path(folder), timeout)
        return extract_skin(archive, destination)


def extract_skin(archive: Path, destination: Path) -> FetchedSkin:
    """Put what the pages need of the package ``archive`` (.tgz) into ``destination``.

    That is the two style sheets, the fonts and icons that they refer to, the licence and the terms.

    Raises:
        SkinError: as for `fetch_official_skin`; ``destination`` is then as it was.
    """
    _refuse_to_replace_other_files(destination)
    try:
        with tarfile.open(archive, "r:gz") as package:
            files, version = _wanted_files(package)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SkinError(f"The package {archive.name} can't be read: {error}.") from error
    try:
        _replace(destination, files)
    except OSError as error:
        raise SkinError(f"The skin can't be written to {destination}: {error}.") from error
    return FetchedSkin(version=version, files=len(files), folder=destination)


def _download(version: str, folder: Path, timeout: float) -> Path:
    """Have npm put the package into ``folder``; return the archive's path."""
    try:
        return npm.download(PACKAGE, version, folder, timeout)
    except npm.PackageUnavailableError as error:
        raise SkinUnavailableError(str(error)) from error


def _wanted_files(package: tarfile.TarFile) -> tuple[dict[str, bytes], str]:
    """Return the skin's files by their path in it, and the package's version.

    Members are read one by one and written under names that this module chose, so nothing in the
    archive decides where a file lands. An archive that tries to is refused all the same.
    """
    contents = _read_candidates(package)

    def content_of(name: str) -> bytes:
        if name not in contents:
            raise SkinError(f"The package has no {name}: try another version.")
        return contents[name]

    files = {sheet: content_of(f"dist/{sheet}") for sheet in STYLE_SHEETS}
    for sheet in STYLE_SHEETS:
        for reference in references(files[sheet].decode("utf-8", "replace")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(sheet), reference))
            if path.startswith(("../", "/")) or path == "..":
                raise SkinError(f"{sheet} refers to a file outside the skin: {reference}.")
            files[path] = content_of(f"dist/{path}")
    for source, target in _TERMS.items():
        files[target] = content_of(source)
    found = re.search(rb'"version"\s*:\s*"([^"]+)"', content_of("package.json"))
    if found is None:
        raise SkinError("The package does not say its version: try another version.")
    return files, found.group(1).decode("utf-8", "replace")


def _read_candidates(package: tarfile.TarFile) -> dict[str, bytes]:
    """Return what the skin may need, by path in the package, from one pass over the archive.

    Going back in a compressed archive unpacks it again from its start, so the few megabytes of
    icons and fonts are read in passing, before the style sheets say which of them are used.
    """
    named = {"package.json", *_TERMS, *(f"dist/{sheet}" for sheet in STYLE_SHEETS)}
    contents: dict[str, bytes] = {}
    limits = {"largest_file": _LARGEST_FILE, "largest_package": _LARGEST_PACKAGE}
    try:
        for path, member in npm.members(package, **limits):
            asset = path.startswith("dist/") and PurePosixPath(path).suffix in _ASSETS
            stream = package.extractfile(member) if path in named or asset else None
            if stream is not None:
                contents[path] = stream.read()
    except npm.PackageError as error:
        raise SkinError(str(error)) from error
    return contents


def references(css: str) -> list[str]:
    """Return the relative addresses of the files that a style sheet refers to, each one once."""
    found: dict[str, None] = {}
    for double, single, bare in _URL.findall(_COMMENT.sub("", css)):
        address = re.split("[?#]", double or single or bare, maxsplit=1)[0].strip()
        # "data:" carries its content with it; other schemes, and "//host", are not in the package.
        if address and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", address):
            found[address] = None
    return list(found)


def _refuse_to_replace_other_files(destination: Path) -> None:
    """Let only an empty folder or a skin be replaced: another one may be someone's documents."""
    if not destination.exists():
        return
    if destination.is_dir() and (
        not any(destination.iterdir()) or (destination / STYLE_SHEETS[0]).is_file()
    ):
        return
    raise SkinError(f"{destination} exists and holds no skin: choose another folder.")


def _replace(destination: Path, files: dict[str, bytes]) -> None:
    """Write ``files`` beside ``destination``, then take its place: no visitor sees half a skin."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=destination.parent, prefix=f".{destination.name}-"
    ) as folder:
        fresh, old = Path(folder) / "fresh", Path(folder) / "old"
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if destination.exists():
            os.replace(destination, old)
        try:
            os.replace(fresh, destination)
        except OSError:
            if old.exists():
                os.replace(old, destination)
            raise
