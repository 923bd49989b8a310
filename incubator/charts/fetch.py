"""Getting the smaller Plotly.js with npm; only the command line does."""

from __future__ import annotations

import os
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from incubator import npm
from incubator.charts.bundle import FILE_NAME, version_in, version_of, whole_file

PACKAGE = "plotly.js-basic-dist-min"

_LARGEST_FILE = 5_000_000
_LARGEST_PACKAGE = 10_000_000


class BundleError(Exception):
    """The smaller Plotly.js could not be put in place; the message says why."""


@dataclass(frozen=True, slots=True)
class FetchedBundle:
    """A bundle in its place. ``is_new`` is false where it was there already."""

    version: str
    file: Path
    is_new: bool


def fetch_bundle(folder: Path, *, timeout: float = 120) -> FetchedBundle:
    """Fetch the smaller bundle with npm, at the version that the Python package speaks.

    Does nothing where that is there already.

    Raises:
        BundleError: npm is missing, fails or takes longer than ``timeout`` seconds, the package is
            not what it should be, or ``folder`` can't be written.
    """
    whole = whole_file()
    version = version_of(whole) if whole else ""
    if not version:
        raise BundleError("Plotly's Python package is not installed: its version is not known.")
    file = folder / FILE_NAME
    if version_of(file) == version:
        return FetchedBundle(version, file, is_new=False)
    with tempfile.TemporaryDirectory(prefix="incubator-charts-") as temporary:
        try:
            archive = npm.download(PACKAGE, version, Path(temporary), timeout)
            content = _read(archive)
        except npm.PackageError as error:
            raise BundleError(str(error)) from error
    if version_in(content) != version:
        raise BundleError(f"The package {PACKAGE} {version} does not hold what its name says.")
    _write(file, content)
    return FetchedBundle(version, file, is_new=True)


def _read(archive: Path) -> bytes:
    try:
        with tarfile.open(archive, "r:gz") as package:
            found = npm.members(
                package, largest_file=_LARGEST_FILE, largest_package=_LARGEST_PACKAGE
            )
            for path, member in found:
                stream = package.extractfile(member) if path == FILE_NAME else None
                if stream is not None:
                    return stream.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BundleError(f"The package {archive.name} can't be read: {error}.") from error
    raise BundleError(f"The package {archive.name} has no {FILE_NAME}.")


def _write(file: Path, content: bytes) -> None:
    """Write beside, then take the place: a server that reads meanwhile has all or nothing."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
        try:
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(content)
            Path(fresh).chmod(0o644)
            Path(fresh).replace(file)
        except OSError:
            Path(fresh).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BundleError(f"{file} can't be written: {error}.") from error
