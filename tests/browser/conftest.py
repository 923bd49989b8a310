"""A real server over the demonstration, and Chromium to read it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from incubator.config import PROJECT_ROOT
from tests.conftest import migrated

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: A busy machine is no failure: nothing here is a timed test.
_PATIENCE_MS = 20_000
expect.set_options(timeout=_PATIENCE_MS)
WIDE, NARROW = (1280, 900), (375, 800)


def find_chromium() -> str | None:
    """Debian's Chromium or another, or the one that INCUBATOR_TEST_CHROMIUM names."""
    named = os.environ.get("INCUBATOR_TEST_CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for a module: while it is open no other test may start an event loop."""
    executable = find_chromium()
    if executable is None:
        if os.environ.get("INCUBATOR_TEST_REQUIRE_BROWSER") == "1":
            pytest.fail("There is no Chromium, and INCUBATOR_TEST_REQUIRE_BROWSER=1 asks for one.")
        pytest.skip("There is no Chromium; on Debian: apt-get install chromium.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield opened
        opened.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, content: Path, **settings: str) -> dict[str, str]:
    """What the processes of a site read."""
    environ = {name: v for name, v in os.environ.items() if not name.startswith("INCUBATOR_")}
    url = f"sqlite://{folder}/site.sqlite3"
    return environ | {
        "INCUBATOR_DATABASE_URL": url,
        "INCUBATOR_CONTENT_DIR": str(content),
        **settings,
    }


def command(environ: dict[str, str], *arguments: str) -> str:
    """Run the command line on a site; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "incubator", *arguments],
        cwd=PROJECT_ROOT,
        env=environ,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def serve(
    folder: Path, content: Path, port: int = 0, *, is_synced: bool = False, **settings: str
) -> Iterator[str]:
    """A server in a process of its own; the address of the site.

    ``is_synced`` says that another server has the same sheets in this folder already.
    """
    port = port or free_port()
    environ = environment(folder, content, **settings)
    site = folder / "site.sqlite3"
    if not site.exists():
        site.write_bytes(migrated())
    if not is_synced:
        command(environ, "sync")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("serve.py")), str(port)],
        cwd=PROJECT_ROOT,
        env=environ,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/sante", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when a server answers at an address."""
    deadline = time.monotonic() + _PATIENCE_MS / 1000 * 2
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The server did not answer at {address}.")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of the demonstration is: synced once, read by whoever shows it."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def server(served: Path) -> Iterator[str]:
    """The demonstration, on the tests' day."""
    yield from serve(served, PROJECT_ROOT / "content")


@pytest.fixture(scope="session")
def chamber(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demonstration with its committees, one of which is held; nobody may change it."""
    from tests.browser.committees import MORNING, arrange
    from tests.browser.office import office_site

    with office_site(tmp_path_factory.mktemp("chamber"), TEST_CLOCK=MORNING) as site:
        yield arrange(site)


@dataclass
class Visit:
    """A page of a browser, and everything that went wrong in it."""

    page: Page
    server: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.server + path)
        return self.page

    def settle(self) -> None:
        """Wait until the catalogue has answered."""
        expect(self.page.locator("#catalogue-results[aria-busy]")).to_have_count(0)


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Open a page with options of the browser's context; at the end nothing may have gone wrong."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def open_one(size: tuple[int, int] = WIDE, at: str = server, **options: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, service_workers="block", **options
        )
        context.set_default_timeout(_PATIENCE_MS)
        visit = Visit(context.new_page(), at)
        watch(visit)
        opened.append((context, visit))
        return visit

    yield open_one
    for context, _ in opened:
        context.close()
    faults = [fault for _, one in opened for fault in one.faults]
    assert not faults, faults


def watch(visit: Visit) -> None:
    """Note the console's errors, violations of the policy among them, and other sites asked."""

    def on_console(message: Any) -> None:
        if message.type in {"error", "warning"}:
            visit.faults.append(f"{visit.page.url}: {message.text}")

    def on_request(request: Any) -> None:
        if not request.url.startswith((visit.server, "data:", "about:")):
            visit.faults.append(f"{visit.page.url} asked {request.url}")

    visit.page.on("console", on_console)
    visit.page.on("pageerror", lambda error: visit.faults.append(f"{visit.page.url}: {error}"))
    visit.page.on("request", on_request)
