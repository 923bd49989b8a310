"""Sessions: their cookies, their ends, and what caches and logs may keep of them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
import structlog

from incubator.actions.manage_accounts import disable_account, enable_account
from incubator.actions.sync_sheets import sync_sheets
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.database import open_database
from incubator.web.journal import configure_logs
from tests.conftest import DEMONSTRATION, TODAY
from tests.mail.servers import smtp_server
from tests.web.conftest import Site
from tests.web.door import (
    SECRET,
    Door,
    ask,
    confirm,
    leads_to_sign_in,
    open_link,
    secret_of,
)
from tests.web.signed import CLI, account_with

ANA = "ana@exemple.gouv.fr"
HTTPS = "https://incubateur.example"
TLS = {"base_url": HTTPS, "allowed_hosts": ("incubateur.example",)}


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with open_database(sqlite_url):
        await account_with(ANA)
        yield Door(sqlite_url)


def holding(door: Door, secret: str) -> httpx.AsyncClient:
    browser = door.browser()
    browser.cookies.set("session", secret)
    return browser


async def is_signed_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/mon-compte")).status_code == 200


# Fixation.


async def test_each_sign_in_gives_a_new_cookie_and_ends_the_session_before(door: Door) -> None:
    browser = await door.signed_in(ANA)
    before = browser.cookies["session"]
    await ask(browser, ANA)
    await open_link(browser, await secret_of(ANA))
    after = browser.cookies["session"]
    assert after != before
    assert not await is_signed_in(holding(door, before))
    assert await is_signed_in(browser)
    assert await models.Session.all().count() == 1


async def test_somebody_else_who_signs_in_here_ends_the_session_before(door: Door) -> None:
    await account_with("bob@exemple.gouv.fr")
    browser = await door.signed_in(ANA)
    before = browser.cookies["session"]
    await ask(browser, "bob@exemple.gouv.fr")
    await open_link(browser, await secret_of("bob@exemple.gouv.fr"))
    assert not await is_signed_in(holding(door, before))
    assert "bob@exemple.gouv.fr" in (await browser.get("/mon-compte")).text


async def test_a_cookie_planted_before_signing_in_is_worth_nothing_after(door: Door) -> None:
    browser = holding(door, "plante-par-un-autre")
    await ask(browser, ANA)
    answer = await open_link(browser, await secret_of(ANA))
    assert answer.cookies["session"] != "plante-par-un-autre"
    assert not await is_signed_in(holding(door, "plante-par-un-autre"))


async def test_an_open_session_elsewhere_goes_on(door: Door) -> None:
    first, second = await door.signed_in(ANA), await door.signed_in(ANA)
    assert await is_signed_in(first)
    assert await is_signed_in(second)


# Cookies.


def cookies_of(answer: httpx.Response) -> dict[str, dict[str, str]]:
    found = {}
    for line in answer.headers.get_list("set-cookie"):
        for name, morsel in SimpleCookie(line).items():
            found[name] = {key: str(value) for key, value in morsel.items() if value}
    return found


async def test_cookies_over_http_are_kept_from_scripts_and_from_other_sites(door: Door) -> None:
    browser = door.browser()
    asked = cookies_of(await ask(browser, ANA))
    entered = cookies_of(await open_link(browser, await secret_of(ANA)))
    common = {"httponly": "True", "path": "/", "samesite": "lax"}
    assert asked == {"browser": {**common, "max-age": "3600"}}
    assert entered["session"] == {**common, "max-age": str(336 * 3600)}
    assert set(entered) == {"session", "browser"}
    assert "browser" not in browser.cookies


@pytest.mark.parametrize("reached_by", [HTTPS, "http://incubateur.example"])
async def test_cookies_behind_tls_belong_to_this_host_alone(
    sqlite_url: str, reached_by: str
) -> None:
    """A proxy that ends TLS reaches the site by http: the address that is set is what counts."""
    door = Door(sqlite_url, changes=TLS)
    async with open_database(sqlite_url):
        await account_with(ANA)
        browser = door.browser(base=reached_by)
        asked = cookies_of(await ask(browser, ANA))
        secret, held = await secret_of(ANA), browser.cookies["__Host-browser"]
        # httpx keeps a Secure cookie from an address in http; the browser is at the proxy's.
        cookie = {"Cookie": f"__Host-browser={held}"}
        answer = await browser.get("/connexion/lien", params={"jeton": secret}, headers=cookie)
        entered = cookies_of(answer)
        common = {"httponly": "True", "path": "/", "samesite": "lax", "secure": "True"}
        assert asked == {"__Host-browser": {**common, "max-age": "3600"}}
        assert entered["__Host-session"] == {**common, "max-age": str(336 * 3600)}
        cookie = {"Cookie": f"__Host-session={answer.cookies['__Host-session']}"}
        assert (await browser.get("/mon-compte", headers=cookie)).status_code == 200
        plain = {"Cookie": cookie["Cookie"].removeprefix("__Host-")}
        assert leads_to_sign_in(
            await door.browser(base=reached_by).get("/mon-compte", headers=plain)
        )


@pytest.mark.parametrize("value", ["x", "a" * 43, "a" * 5000, "%00", '"', "é".encode().hex()])
async def test_a_cookie_that_is_not_ours_is_nobody(door: Door, value: str) -> None:
    answer = await door.browser().get("/mon-compte", headers={"Cookie": f"session={value}"})
    assert leads_to_sign_in(answer)


# Ends.


async def test_a_session_ends_after_three_days_without_use(door: Door) -> None:
    browser = await door.signed_in(ANA)
    door.clock.forward(hours=71, minutes=59)
    assert await is_signed_in(browser)
    door.clock.forward(hours=71, minutes=59)
    assert await is_signed_in(browser)
    door.clock.forward(hours=72)
    assert not await is_signed_in(browser)


async def test_a_session_ends_after_two_weeks_in_any_case(door: Door) -> None:
    browser = await door.signed_in(ANA)
    for _ in range(6):
        door.clock.forward(hours=48)
        assert await is_signed_in(browser)
    door.clock.forward(hours=47, minutes=59)
    assert await is_signed_in(browser)
    door.clock.forward(minutes=1)
    assert not await is_signed_in(browser)


async def test_the_ends_can_be_set(sqlite_url: str) -> None:
    door = Door(sqlite_url, changes={"session_idle_hours": 1, "session_max_hours": 2})
    async with open_database(sqlite_url):
        await account_with(ANA)
        browser = await door.signed_in(ANA)
        door.clock.forward(minutes=61)
        assert not await is_signed_in(browser)
        browser = await door.signed_in(ANA)
        for _ in range(2):
            door.clock.forward(minutes=59)
            assert await is_signed_in(browser)
        door.clock.forward(minutes=2)
        assert not await is_signed_in(browser)


async def test_a_session_of_an_account_that_is_closed_stops_at_once_and_for_good(
    door: Door,
) -> None:
    browser = await door.signed_in(ANA)
    account = await find_by_email(ANA)
    assert account
    await disable_account(account, CLI, TODAY)
    assert not await is_signed_in(browser)
    await enable_account(account, CLI)
    assert not await is_signed_in(browser)


async def test_a_closed_account_is_nobody_even_where_its_session_is_left(door: Door) -> None:
    browser = await door.signed_in(ANA)
    await models.Account.filter(email=ANA).update(disabled_at=door.clock())
    assert not await is_signed_in(browser)


# Caches.


async def test_what_somebody_signed_in_sees_is_kept_by_no_cache(
    door: Door, statements: list[str]
) -> None:
    await sync_sheets(DEMONSTRATION)
    browser = await door.signed_in(ANA)
    for path in ("/", "/startups", "/espace", "/mon-compte", "/nulle-part", "/connexion?encore=1"):
        answer = await browser.get(path)
        assert answer.headers["cache-control"] == "private, no-store", path
        assert "Cookie" in answer.headers["vary"], path
    statements.clear()
    await browser.get("/startups")
    assert any('"sessions"' in statement for statement in statements)


async def test_a_public_page_asks_the_database_nothing_about_a_session(
    demonstration: Site, statements: list[str]
) -> None:
    for path in ("/", "/startups", "/startups/bail-en-main", "/connexion"):
        statements.clear()
        answer = await demonstration.get(path)
        assert answer.status_code == 200
        assert "Cookie" in answer.headers["vary"]
        assert "set-cookie" not in answer.headers
        for table in ("sessions", "accounts", "grants"):
            assert not any(f'"{table}"' in statement for statement in statements), path


async def test_a_file_is_public_for_everyone(door: Door) -> None:
    browser = await door.signed_in(ANA)
    page = await browser.get("/connexion?encore=1")
    style = page.text.partition('href="/static/')[2].partition('"')[0]
    answer = await browser.get(f"/static/{style}")
    assert answer.status_code == 200
    assert "private" not in answer.headers["cache-control"]


# What is left of a secret.


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that the program logs at its most talkative."""
    lines: list[str] = []
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logs("debug")
    (handler,) = root.handlers

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # The test's own browser logs the addresses that it asks for.
            if not record.name.startswith(("httpx", "httpcore", "mail.log")):
                lines.append(handler.format(record))

    class Written:
        """Where the program's own lines go; the standard library's go to the handler."""

        def write(self, text: str) -> None:
            lines.append(text)

        def flush(self) -> None:
            """Nothing is held back."""

    root.handlers = [Keep()]
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(Written()))  # type: ignore[arg-type]
    try:
        yield lines
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.configure(**before)


async def everything_stored() -> str:
    found: list[Any] = []
    for name in models.__all__:
        found += await getattr(models, name).all().values()
    return repr(found)


async def test_no_secret_is_in_a_log_line_nor_in_a_table_once_the_mail_has_left(
    sqlite_url: str,
) -> None:
    with smtp_server() as server:
        door = Door(sqlite_url, changes={"smtp_url": server.url()})
        async with open_database(sqlite_url):
            await account_with(ANA)
            with logged() as lines:
                browser = door.browser()
                await ask(browser, ANA)
                (message,) = server.received
                body = message.get_body(("plain",))
                assert body is not None
                found = SECRET.search(body.get_content())
                assert found is not None
                secret = found[1]
                asked = browser.cookies["browser"]
                await open_link(door.browser(), secret)
                await confirm(browser, secret)
                await open_link(browser, secret)
                session = browser.cookies["session"]
                await browser.get("/espace")
            stored = await everything_stored()
    assert ANA in stored
    assert any("/connexion/lien" in line for line in lines)
    for value in (secret, asked, session):
        assert value not in stored
        assert not any(value in line for line in lines)
