"""Plotly.js: fetched with npm, chosen by version, sent compressed and kept for ever."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from incubator.charts.bundle import FILE_NAME, bundle_file, version_of, whole_file
from incubator.charts.fetch import BundleError, fetch_bundle
from tests.charts.served import build

_WHOLE = whole_file()
assert _WHOLE is not None
WHOLE = _WHOLE
VERSION = version_of(WHOLE)


def bundle(version: str = VERSION) -> bytes:
    """A small file with a bundle's head."""
    head = f"/**\n* plotly.js (basic - minified) v{version}\n* Licensed under the MIT license\n*/\n"
    return head.encode() + b"var Plotly = {};\n" * 200


def in_place(folder: Path, version: str = VERSION) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_bytes(bundle(version))
    return folder / FILE_NAME


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called npm that brings the package in this folder, or says why not."""
    folder = tmp_path / "npm"
    folder.mkdir()
    script = f'cp "{folder}"/package.tgz . 2>/dev/null || {{ echo no network >&2; exit 1; }}'
    (folder / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def pack(npm: Path, content: bytes, name: str = f"package/{FILE_NAME}") -> None:
    (npm / "file").write_bytes(content)
    with tarfile.open(npm / "package.tgz", "w:gz") as package:
        package.add(npm / "file", name)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "incubator", "charts", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_version_is_read_without_loading_plotly() -> None:
    script = (
        "import sys; from incubator.charts.bundle import version_of, whole_file;"
        "print(version_of(whole_file()), 'plotly' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"\d+\.\d+\.\d+ False\n", done.stdout)


def test_the_command_fetches_once(tmp_path: Path, npm: Path) -> None:
    pack(npm, bundle())
    done = command("fetch", "--into", str(tmp_path / "var" / "charts"))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Fetched Plotly.js {VERSION}" in done.stdout
    assert (tmp_path / "var" / "charts" / FILE_NAME).read_bytes() == bundle()
    (npm / "package.tgz").unlink()
    assert "Already there" in command("fetch", "--into", str(tmp_path / "var" / "charts")).stdout
    assert [file.name for file in (tmp_path / "var" / "charts").iterdir()] == [FILE_NAME]


def test_without_a_network_the_command_says_so_in_its_last_words(tmp_path: Path, npm: Path) -> None:
    done = command("fetch", "--into", str(tmp_path / "charts"))
    assert done.returncode == 1
    assert done.stderr.startswith("Error: npm could not fetch plotly.js-basic-dist-min")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "charts").exists()


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (bundle("1.2.3"), f"package/{FILE_NAME}", "does not hold"),
        (b"<html>", f"package/{FILE_NAME}", "does not hold"),
        (bundle(), "package/other.js", "has no plotly-basic"),
        (bundle(), "../outside.js", "not unpacked"),
        (b"x" * 5_000_001, f"package/{FILE_NAME}", "larger than any"),
    ],
)
def test_a_package_that_is_not_what_it_should_be_is_refused(
    tmp_path: Path, npm: Path, content: bytes, name: str, reason: str
) -> None:
    pack(npm, content, name)
    with pytest.raises(BundleError, match=reason):
        fetch_bundle(tmp_path / "charts")
    assert not (tmp_path / "charts").exists()


def test_npm_is_given_up_in_time(tmp_path: Path, npm: Path) -> None:
    (npm / "npm").write_text("#!/bin/sh\nexec sleep 30\n")
    with pytest.raises(BundleError, match="within 1 seconds"):
        fetch_bundle(tmp_path / "charts", timeout=1)


def test_a_machine_without_npm_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BundleError, match="npm is needed to fetch plotly"):
        fetch_bundle(tmp_path / "charts")


def test_the_fetched_file_is_served_if_it_speaks_as_the_installed_plotly(tmp_path: Path) -> None:
    assert bundle_file(tmp_path / "nowhere") == WHOLE
    assert bundle_file(tmp_path / "charts") == WHOLE
    fetched = in_place(tmp_path / "charts")
    assert bundle_file(tmp_path / "charts") == fetched
    in_place(tmp_path / "charts", version="1.2.3")
    assert bundle_file(tmp_path / "charts") == WHOLE


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    in_place(tmp_path / "charts")
    transport = httpx.ASGITransport(build(tmp_path / "charts"))
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        yield client


async def address(client: httpx.AsyncClient) -> str:
    found = re.search(r'data-plotly="([^"]+)"', (await client.get("/")).text)
    assert found
    return found[1]


async def test_browsers_keep_the_bundle_for_ever_and_get_it_compressed_once(
    client: httpx.AsyncClient,
) -> None:
    path = await address(client)
    assert re.fullmatch(r"/static/charts/plotly\.[0-9a-f]{12}\.js", path)
    for _ in range(2):
        answer = await client.get(path)
        assert answer.content == bundle()
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(bundle())
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_client_that_reads_no_gzip_gets_it_plain(client: httpx.AsyncClient) -> None:
    answer = await client.get(await address(client), headers={"Accept-Encoding": "identity"})
    assert answer.content == bundle()
    assert "content-encoding" not in answer.headers


async def test_an_older_address_still_answers_but_not_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/charts/plotly.000000000000.js")
    assert answer.content == bundle()
    assert answer.headers["cache-control"] == "public, max-age=3600"


async def test_a_file_that_is_replaced_changes_its_address_and_what_is_sent(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    before = await address(client)
    await client.get(before)
    file = tmp_path / "charts" / FILE_NAME
    file.write_bytes(bundle() + b"// more\n")
    os.utime(file, (1, 1))
    after = await address(client)
    assert after != before
    assert (await client.get(after)).content.endswith(b"// more\n")


async def test_nothing_else_is_found_beside_the_bundle(client: httpx.AsyncClient) -> None:
    for path in ("charts/", f"charts/{FILE_NAME}", "charts/../../pyproject.toml"):
        assert (await client.get(f"/static/{path}")).status_code == 404
