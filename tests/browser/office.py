"""A site whose sheets stand in Git, and people who are signed in to it in a browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from incubator.config import PROJECT_ROOT
from tests.browser.conftest import WIDE, Visit, command, environment, free_port, serve, watch
from tests.builders import git

PATIENCE_MS = 20_000
#: What an own process runs: the tests' browser keeps this one's event loop.
_SIGN_IN = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from incubator.actions.mails import Site
from incubator.actions.sign_in import Browser, Entrance, begin_session
from incubator.store.accounts.accounts import find_by_email
from incubator.store.accounts.sessions import Lifetime
from incubator.store.database import open_database

async def main(url, email):
    async with open_database(url):
        lifetime = Lifetime(timedelta(hours=72), timedelta(hours=336))
        browser = Browser("Chromium, Linux", "127.0.0.1", "test")
        entrance = Entrance(Site("Incubateur", "http://127.0.0.1"), lifetime, browser)
        account = await find_by_email(email)
        now = datetime.now(UTC)
        signed = await begin_session(entrance, account, method="link", next_path="/", now=now)
        print(signed.secret)

asyncio.run(main(*sys.argv[1:]))
"""


@dataclass
class OfficeSite:
    """The site's address, its folder of sheets, and what its processes read."""

    address: str
    folder: Path
    environ: dict[str, str]

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def account(self, email: str, name: str, *roles: tuple[str, str]) -> None:
        """Open an account with roles."""
        command(self.environ, "account", "add", email, "--name", name)
        for role, place in roles:
            command(self.environ, "account", "grant", email, role, place, "--reason", "Essai")

    def sign_in(self, context: BrowserContext, email: str) -> None:
        """Give a browser a session of somebody."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _SIGN_IN,
             self.environ["INCUBATOR_DATABASE_URL"], email],
            cwd=PROJECT_ROOT, env=self.environ, check=True, capture_output=True, text=True,
        )  # fmt: skip
        session = {"name": "session", "value": done.stdout.strip(), "url": self.address}
        context.add_cookies([session])  # type: ignore[list-item]


@contextmanager
def office_site(folder: Path) -> Iterator[OfficeSite]:
    """The demonstration's sheets in a repository, served."""
    content = folder / "content"
    shutil.copytree(PROJECT_ROOT / "content", content)
    git(content, "init", "-b", "main", ".")
    git(content, "add", ".")
    git(content, "commit", "-m", "Les fiches")
    for address in serve(folder, content, free_port()):
        yield OfficeSite(address, content, environment(folder, content))


@contextmanager
def signed_page(
    browser: Browser,
    site: OfficeSite,
    email: str,
    size: tuple[int, int] = WIDE,
    *,
    script: bool = True,
) -> Iterator[Visit]:
    """Somebody's own browser."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, locale="fr-FR"
    )
    context.set_default_timeout(PATIENCE_MS)
    site.sign_in(context, email)
    visit = Visit(context.new_page(), site.address)
    watch(visit)
    yield visit
    context.close()


def tab_to(page: Page, name: str, limit: int = 120) -> None:
    """Press Tab until the focus is on what has a name or an id."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if name in (
            page.evaluate("document.activeElement.id"),
            page.evaluate("document.activeElement.textContent.trim()"),
        ):
            return
    raise AssertionError(f"Tab never comes to {name}")
