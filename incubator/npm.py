"""Packages from npm, unpacked with care: what fetching a skin and fetching Plotly.js share.

npm brings the archive, checked against the registry's digest; nothing of it is run or installed.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = "package"  # the folder that npm puts a package's files in


class PackageError(Exception):
    """A package is not what it should be; the message says how."""


class PackageUnavailableError(PackageError):
    """npm is not installed, or could not get the package."""


def download(name: str, version: str, folder: Path, timeout: float) -> Path:
    """Have npm put a package into ``folder``; return the archive's path.

    Raises:
        PackageUnavailableError: npm is missing, fails or takes longer than ``timeout`` seconds.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise PackageUnavailableError(
            f"npm is needed to fetch {name}, and it is not installed. "
            "On Debian or Ubuntu: apt-get install npm. Elsewhere: install Node.js, npm comes along."
        )
    command = [npm, "pack", f"{name}@{version}", "--ignore-scripts", "--loglevel=error"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PackageUnavailableError(
            f"npm did not fetch {name} within {timeout:.0f} seconds. "
            "Check this machine's network, then try again."
        ) from error
    except OSError as error:
        raise PackageUnavailableError(f"npm could not be started: {error}.") from error
    archives = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        reason = done.stderr.strip() or "it gave no reason"
        raise PackageUnavailableError(
            f"npm could not fetch {name} {version}:\n{reason}\n"
            f"Check this machine's network, and that the version exists: npm view {name} versions"
        )
    return archives[0]


def members(
    package: tarfile.TarFile, *, largest_file: int, largest_package: int
) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """The members of a package's archive with their paths in it, in the archive's order.

    Going back in a compressed archive unpacks it again from its start: read members in passing.

    Raises:
        PackageError: a member is no plain file or folder inside the package, or is larger than
            ``largest_file`` bytes, or all of them together than ``largest_package``.
    """
    size = 0
    for member in package:
        _check_member(member)
        size += member.size
        if member.size > largest_file or size > largest_package:
            raise PackageError("The package is larger than any that is known: it was not unpacked.")
        yield member.name.removeprefix(f"{ROOT}/"), member


def _check_member(member: tarfile.TarInfo) -> None:
    path = PurePosixPath(member.name)
    inside = not path.is_absolute() and ".." not in path.parts and path.parts[:1] == (ROOT,)
    if not inside or "\\" in member.name or not (member.isfile() or member.isdir()):
        raise PackageError(
            f"The package holds {member.name!r}, which is no plain file of its own folder: "
            "it was not unpacked."
        )
