"""A site whose sheets stand in Git, and people who are signed in to it in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from incubator.config import PROJECT_ROOT
from tests.browser.conftest import WIDE, Visit, environment, free_port, serve, watch
from tests.builders import git
from tests.mail.servers import SmtpServer

PATIENCE_MS = 20_000
#: What an own process runs: the tests' browser keeps this one's event loop.
_ADMIT = """
import asyncio, json, os, sys
from datetime import UTC, datetime, timedelta
from incubator.actions.sign_in import Browser, Entrance, begin_session
from incubator.domain.access import Role
from incubator.store.accounts.sessions import Lifetime
from incubator.store.database import open_database
from tests.web.signed import SITE, account_with

async def main(url, people):
    entrance = Entrance(
        SITE, Lifetime(timedelta(hours=72), timedelta(hours=336)), Browser("Chromium", "", "test")
    )
    clock = os.environ.get("TEST_CLOCK")
    secrets, now = {}, datetime.fromisoformat(clock) if clock else datetime.now(UTC)
    async with open_database(url):
        for email, (name, roles) in people.items():
            given = [(Role(role), place) for role, place in roles]
            account = await account_with(email, given, name=name, now=now)
            signed = await begin_session(entrance, account, method="link", next_path="/", now=now)
            secrets[email] = signed.secret
    print(json.dumps(secrets))

asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))
"""
#: A person's name, and their roles, each with its place.
Person = tuple[str, list[tuple[str, str]]]


@dataclass
class OfficeSite:
    """The site's address, its folder of sheets, and what its processes read."""

    address: str
    folder: Path
    environ: dict[str, str]
    smtp: SmtpServer | None = None

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def account(self, email: str, name: str, *roles: tuple[str, str]) -> None:
        """Open an account with roles."""
        self.admit({email: (name, list(roles))})

    def admit(self, people: dict[str, Person]) -> dict[str, str]:
        """Open accounts where there are none, give roles, begin sessions: their secrets by email.

        One process does it for all of them.
        """
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _ADMIT,
             self.environ["INCUBATOR_DATABASE_URL"], json.dumps(people)],
            cwd=PROJECT_ROOT, env=self.environ, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return dict(json.loads(done.stdout))

    def sign_in(self, context: BrowserContext, email: str, secret: str = "") -> None:
        """Give a browser a session of somebody: a new one, or the one of ``secret``."""
        value = secret or self.admit({email: ("", [])})[email]
        session = {"name": "session", "value": value, "url": self.address}
        context.add_cookies([session])  # type: ignore[list-item]

    def link_in_mail(self, number: int, person: str) -> str:
        """The link in the mail of this number, from 1, that the site sends to a person."""
        text = self.mail(number, person)
        found = re.search(r"http\S+jeton=\S+", text)
        assert found is not None, text
        return found[0]

    def mail(self, number: int, person: str) -> str:
        """The words of the mail of this number, from 1, that the site sends to a person."""
        assert self.smtp is not None, "This site sends no mails."
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:
            mails = [mail for mail in self.smtp.received if person in str(mail["To"])]
            if len(mails) >= number:
                plain = mails[number - 1].get_body(("plain",))
                assert plain is not None
                return " ".join(plain.get_content().split())
            time.sleep(0.05)
        raise AssertionError(f"There is no mail number {number} to {person}.")


def leave_things_to_do(content: Path) -> None:
    """Make a sheet of the demonstration, which is up to date, as most sheets are."""
    sheet = content / "startups/guichet-littoral.md"
    text = sheet.read_text(encoding="utf-8")
    for line in (
        "      - {date: 2026-09-01, value: 3740}\n",
        "      - {date: 2026-10-01, value: 2650}\n",
        "accessibility_status: partiellement conforme\n",
        "contact: equipe@guichet-littoral.example\n",
    ):
        assert line in text
        text = text.replace(line, "")
    sheet.write_text(text, encoding="utf-8")


@contextmanager
def office_site(
    folder: Path,
    smtp: SmtpServer | None = None,
    prepare: Callable[[Path], None] = lambda content: None,
    **more: str,
) -> Iterator[OfficeSite]:
    """The demonstration's sheets in a repository, served; it sends mails if there is a server.

    ``prepare`` may change the sheets before; ``more`` are variables of its processes.
    """
    content = folder / "content"
    shutil.copytree(PROJECT_ROOT / "content", content)
    prepare(content)
    git(content, "init", "-b", "main", ".")
    git(content, "add", ".")
    git(content, "commit", "-m", "Les fiches")
    port, settings = free_port(), dict(more)
    if smtp is not None:
        settings |= {
            "INCUBATOR_BASE_URL": f"http://127.0.0.1:{port}",
            "INCUBATOR_SMTP_URL": smtp.url(),
            "INCUBATOR_MAIL_FROM": "Incubateur <incubateur@exemple.gouv.fr>",
        }
    for address in serve(folder, content, port, **settings):
        yield OfficeSite(address, content, environment(folder, content, **settings), smtp)


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


@dataclass
class Crowd:
    """The own browsers of many people, each opened once: contexts cost more than pages."""

    browser: Browser
    site: OfficeSite
    secrets: dict[str, str]
    opened: dict[str, Visit] = field(default_factory=dict)

    def __call__(self, email: str, *, script: bool = True) -> Visit:
        """Somebody's page, a visitor's without ``email``; one without scripts is another."""
        key = f"{email} {script}"
        if key not in self.opened:
            context = self.browser.new_context(
                viewport={"width": WIDE[0], "height": WIDE[1]},
                java_script_enabled=script,
                locale="fr-FR",
            )
            context.set_default_timeout(PATIENCE_MS)
            if email:
                self.site.sign_in(context, email, self.secrets[email])
            self.opened[key] = Visit(context.new_page(), self.site.address)
            watch(self.opened[key])
        return self.opened[key]

    def leave(self) -> None:
        """Close them all; nothing may have gone wrong in any."""
        for visit in self.opened.values():
            visit.page.context.close()
        faults = [fault for visit in self.opened.values() for fault in visit.faults]
        # The console tells of each page that is answered 422, as these journeys expect.
        assert [fault for fault in faults if " 422 " not in fault] == []


def tab_into(page: Page, target: Locator, limit: int = 120) -> None:
    """Press Tab until the focus is on something."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if target.evaluate("target => target === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {target}")


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
