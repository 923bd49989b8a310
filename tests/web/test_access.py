"""Every route and method, for every role and seat, here, elsewhere, and for nobody.

The table of docs/access.md says who may; this walks the application's own routes and compares.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from incubator.actions.sync_sheets import sync_sheets
from incubator.app import create_app
from incubator.config import PROJECT_ROOT, Settings
from incubator.domain.access import ROLE_PLACES, PlaceKind, Role
from incubator.domain.committee_access import Seat
from incubator.store import models
from incubator.store.accounts.api_tokens import create_token
from incubator.store.accounts.sessions import Lifetime, sessions_of
from incubator.store.committees.sessions import Committee
from incubator.store.database import open_database
from incubator.store.tokens import new_public_id
from tests.builders import git
from tests.committees import decided_in, session_with
from tests.conftest import TODAY
from tests.web.signed import NOW, account_with, browser_of, stranger

TABLE = PROJECT_ROOT / "docs" / "access.md"
#: What stands in the table's last column for those who are no role.
EVERYONE, SIGNED_IN, TOKEN = "everyone", "signed in", "a token"
NOBODY, NO_ROLE = "nobody", "no role"
SLUGS = ("startups", "incubateurs", "organisations")
#: For each kind of place: the one where roles are held, and another.
PLACES = {
    PlaceKind.STARTUP: ("bail-en-main", "relais-repit"),
    PlaceKind.INCUBATOR: ("quai-des-droits", "la-verriere"),
    PlaceKind.ORGANISATION: ("direction-du-logement-stable", "dinum"),
    PlaceKind.PROGRAMME: ("", ""),
}
KINDS = dict(zip(SLUGS, PLACES, strict=False))
LIFETIME = Lifetime(timedelta(hours=72), timedelta(hours=336))
LATER = NOW + timedelta(days=30)
#: Those who have no role, and sit in the committee's session; with what the table calls them.
SEATS = {
    "chair": (Seat.CHAIR, {"chair", "a voice", "a seat"}),
    "guest": (Seat.GUEST, {"a voice", "a seat"}),
    "observer": (Seat.OBSERVER, {"a seat"}),
}
#: The role of sponsor, where it counts in the administrations that sponsor the startup.
SPONSOR = "sponsor of the startup"
WHO = [NOBODY, NO_ROLE, *Role, *SEATS]
#: Signing in and out has its own tests; there is nobody whom it is kept from.
Rows = dict[tuple[str, str], str]


def rows_of(text: str) -> Rows:
    """The table: method and address, and who may."""
    found = re.findall(r"^\| `([A-Z]+)` \| `([^`]+)` \| ([^|]+?) \|", text, re.MULTILINE)
    return {(method, path): who for method, path, who in found}


ROWS = rows_of(TABLE.read_text("utf-8"))


def routes_of(app: Any) -> Iterator[tuple[str, str]]:
    """Each method and address of the application, kinds of places spelled out."""
    for route in app.routes:
        assert isinstance(route, Route), "a mounted application hides routes from this test"
        methods = (route.methods or set()) - {"HEAD"}
        slugs = SLUGS if "{kind}" in route.path else ("",)
        for method in sorted(methods):
            for slug in slugs:
                path = re.sub(r":\w+}", "}", route.path.replace("{kind}", slug))
                yield method, path


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(routes_of(create_app(Settings()))) == sorted(ROWS)


def may(who: str, allowed: str, slug: str) -> bool:
    """Whether the table says that somebody may, in their own place."""
    if allowed == EVERYONE:
        return True
    if who == NOBODY or allowed.startswith(TOKEN):
        return False
    if allowed == SIGNED_IN:
        return True
    words = {word.strip() for word in allowed.split(",")}
    if who in SEATS:
        return bool(words & SEATS[who][1])
    return who in words or (who == Role.SPONSOR and SPONSOR in words)


class Walk:
    """The addresses filled in, and a browser for each kind of visitor."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # One application for the whole walk: to make one takes as long as to answer.
        self.app = create_app(settings, today=lambda: TODAY, now=lambda: NOW)
        self.accounts: dict[tuple[str, bool], Any] = {}
        self.session: Committee | None = None
        self.decision: dict[str, str] = {}

    async def browser(self, who: str, *, elsewhere: bool = False) -> httpx.AsyncClient:
        if who == NOBODY:
            return stranger(self.settings, app=self.app)
        key = (who, elsewhere)
        if key not in self.accounts:
            roles = []
            if who != NO_ROLE and who not in SEATS:
                role = Role(who)
                roles = [(role, PLACES[ROLE_PLACES[role]][int(elsewhere)])]
            email = f"{who.replace(' ', '-')}-{int(elsewhere)}@exemple.gouv.fr"
            self.accounts[key] = await account_with(email, roles)
            if who in SEATS:
                seats = {email: SEATS[who][0]}
                held = await session_with(seats, [PLACES[PlaceKind.STARTUP][int(elsewhere)]])
                self.session = self.session if elsewhere else held
        return await browser_of(self.settings, self.accounts[key], app=self.app)

    async def fill(self, path: str, who: str, *, elsewhere: bool) -> str:
        """The address of things that are there for this request alone."""
        # What everyone may read needs nothing made for it: that many accounts would be too many.
        is_open = all(who == EVERYONE for (_, row), who in ROWS.items() if row == path)
        slug = path.split("/")[2] if path.startswith("/espace/") else ""
        if slug in KINDS:
            path = path.replace("{place_id}", PLACES[KINDS[slug]][0])
            if "{grant_id}" in path:
                path = path.replace("{grant_id}", await self._grant(KINDS[slug]))
        own = self.accounts.get((who, elsewhere))
        if path.startswith("/comites/"):
            path = await self._in_session(path)
        for parameter in re.findall(r"{(\w+)}", path):
            thing = PUBLIC.get(path, "aucun")
            if not is_open:
                thing = await self._thing(path, parameter, own)
            path = path.replace(f"{{{parameter}}}", thing)
        return path

    async def _in_session(self, path: str) -> str:
        """The address within the one session of this walk, in which something was decided."""
        self.session = self.session or await session_with({})
        if not self.decision:
            self.decision = await decided_in(self.session)
        known = {
            "committee_id": self.session.public_id,
            "item_id": self.session.items[0].public_id,
            **self.decision,
        }
        for parameter, value in known.items():
            path = path.replace(f"{{{parameter}}}", value)
        return path

    async def _grant(self, kind: PlaceKind) -> str:
        lowest = {
            PlaceKind.STARTUP: Role.TEAM_MEMBER,
            PlaceKind.INCUBATOR: Role.COACH,
            PlaceKind.ORGANISATION: Role.SPONSOR,
        }[kind]
        email = f"{new_public_id().lower().replace('_', 'a')}@exemple.gouv.fr"
        account = await account_with(email, [(lowest, PLACES[kind][0])])
        return (await models.RoleGrant.get(account_id=account.number)).public_id

    async def _thing(self, path: str, parameter: str, own: Any) -> str:
        if path in PUBLIC or parameter not in THINGS:
            return PUBLIC.get(path, "aucun")
        email = f"{new_public_id().lower().replace('_', 'a')}@exemple.gouv.fr"
        other = await account_with(email, [(Role.COACH, "la-verriere")])
        owner = own or other
        match parameter:
            case "session_id":
                lasting = await sessions_of(owner, LIFETIME, NOW)
                return lasting[0].public_id if lasting else "aucune"
            case "token_id":
                _, token = await create_token(owner, "essai", ["me:read"], LATER, NOW)
                return token.public_id
            case "id":
                return other.public_id
            case "grant_id":
                return (await models.RoleGrant.get(account_id=other.number)).public_id
            case "invitation_id":
                return (await models.Invitation.get(account_id=other.number)).public_id
            case "number" | "version":
                return "1"
        return "aucun"


#: What is made for each request anew; other parameters name nothing that is there.
THINGS = {"session_id", "token_id", "id", "grant_id", "invitation_id", "number", "version"}
#: Addresses that everyone may read, with something that is there.
PUBLIC = {
    "/startups/{id}": "bail-en-main",
    "/incubateurs/{id}": "la-verriere",
    "/organisations/{id}": "dinum",
    "/incubateurs/{id}/nouvelles.atom": "la-verriere",
    "/incubateurs/{id}/phases.atom": "la-verriere",
    "/incubateurs/{id}/decisions.atom": "la-verriere",
    "/organisations/{id}/nouvelles.atom": "dinum",
    "/organisations/{id}/phases.atom": "dinum",
    "/organisations/{id}/decisions.atom": "dinum",
    "/startups/{id}/publiccode.yml": "bail-en-main",
    "/communaute/{id}": "alix.prototype",
    "/equipes/{id}": "la-verriere-design",
    "/static/{path}": "css/incubator.css",
    "/api/v3/startups/{id}.json": "bail-en-main",
}


#: Files, and what asks for a token instead of a session: nothing there depends on who signed in.
SAME_FOR_ALL = ("/static/", "/images/", "/api/", "/webhooks/")


def is_refusal(answer: httpx.Response) -> str:
    """How a guard refused: "sign in", "forbidden", or "" when it let the request through."""
    if answer.status_code == 401 or (
        answer.status_code == 303 and "/connexion?" in answer.headers["location"]
    ):
        return "sign in"
    return "forbidden" if answer.status_code == 403 else ""


@pytest.fixture
async def site(sqlite_url: str, content: Path) -> AsyncIterator[Settings]:
    """A copy of the demonstration in a repository; who may does not depend on the database."""
    git(content, "init", "-b", "main", ".")
    git(content, "add", ".")
    git(content, "commit", "-m", "Les fiches")
    async with open_database(sqlite_url):
        await sync_sheets(content)
        yield Settings(database_url=sqlite_url, content_dir=content)


@pytest.mark.parametrize("who", WHO)
async def test_each_may_do_what_the_table_says_and_nothing_else(site: Settings, who: str) -> None:
    walk = Walk(site)
    for (method, path), allowed in ROWS.items():
        browser = await walk.browser(who)
        filled = await walk.fill(path, who, elsewhere=False)
        answer = await browser.request(method, filled)
        expected = ""
        if not may(who, allowed, path):
            needs_session = who == NOBODY or allowed.startswith(TOKEN)
            expected = "sign in" if needs_session else "forbidden"
        assert is_refusal(answer) == expected, (who, method, filled, answer.status_code)
        assert answer.status_code < 500, (who, method, filled)
        if who != NOBODY and not path.startswith(SAME_FOR_ALL):
            assert answer.headers["cache-control"] == "private, no-store", (who, method, filled)


@pytest.mark.parametrize(
    "role", [*(role for role in Role if role is not Role.ADMINISTRATOR), *SEATS]
)
async def test_a_role_held_elsewhere_is_worth_nothing_here(site: Settings, role: str) -> None:
    walk = Walk(site)
    tried = 0
    for (method, path), allowed in ROWS.items():
        if not path.startswith(("/espace/", "/comites/")) or not may(role, allowed, path):
            continue
        if allowed in {SIGNED_IN, EVERYONE}:
            # One's own, or anybody's: no role is asked for.
            continue
        browser = await walk.browser(role, elsewhere=True)
        filled = await walk.fill(path, role, elsewhere=True)
        answer = await browser.request(method, filled)
        assert is_refusal(answer) == "forbidden", (role, method, filled, answer.status_code)
        tried += 1
    assert tried


def test_a_demonstration_adds_its_one_address_and_nothing_else() -> None:
    ordinary = set(routes_of(create_app(Settings())))
    demonstration = set(routes_of(create_app(Settings(demonstration_key="une-clef"))))
    assert demonstration - ordinary == {("GET", "/demonstration/{person}")}


def test_the_table_stands_where_readers_find_it() -> None:
    assert "access.md" in Path(PROJECT_ROOT / "docs" / "README.md").read_text("utf-8")
