"""Signing in by a link: who gets what, and what a stranger learns from it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import httpx
import pytest

from incubator.actions.manage_accounts import change_account, disable_account, erase_account
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.database import open_database
from tests.conftest import TODAY, Catalogue
from tests.web.door import (
    Door,
    ask,
    confirm,
    leads_to_sign_in,
    open_link,
    secret_of,
    secrets_of,
)
from tests.web.signed import CLI, account_with, browser_of

ANA = "ana@exemple.gouv.fr"


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with open_database(sqlite_url):
        await account_with(ANA, name="Ana")
        yield Door(sqlite_url)


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[Door]:
    """The same, on each kind of database."""
    async with open_database(database_url):
        await account_with(ANA, name="Ana")
        yield Door(database_url)


def session_of(answer: httpx.Response) -> str:
    return str(answer.cookies.get("session") or "")


async def test_somebody_who_is_signed_in_sees_their_space(catalogue: Catalogue) -> None:
    async with await browser_of(
        catalogue.settings, await account_with("ana@exemple.gouv.fr", name="Ana")
    ) as browser:
        answer = await browser.get("/espace")
        assert answer.status_code == 200
        assert "Bonjour" in answer.text


# What a stranger learns: nothing.


async def test_the_answer_and_the_work_are_the_same_whoever_is_known(
    either: Door, statements: list[str]
) -> None:
    today: date = TODAY
    for email in ("ferme@exemple.gouv.fr", "efface@exemple.gouv.fr"):
        await account_with(email)
    closed, erased = (
        await find_by_email("ferme@exemple.gouv.fr"),
        await find_by_email("efface@exemple.gouv.fr"),
    )
    assert closed
    assert erased
    await disable_account(closed, CLI, today)
    await erase_account(erased, CLI, today)
    await ask(either.browser(), "premiere@exemple.gouv.fr")

    told: dict[str, Any] = {}
    for email in (ANA, "personne@exemple.gouv.fr", closed.email, erased.email):
        browser = either.browser()
        await models.OutboxMail.all().delete()
        statements.clear()
        answer = await ask(browser, email)
        work = [statement.split(" WHERE ")[0][:40] for statement in statements]
        page = await browser.get(answer.headers["location"])
        told[email] = (comparable(answer), comparable(page), len(statements), work)
        (mail,) = await models.OutboxMail.all()
        assert (mail.recipient, mail.kind, mail.status) == (email, "sign_in", "waiting")
        assert ("jeton=" in mail.text) is (email == ANA)
    first = told[ANA]
    assert first[0][0] == 303
    assert len(first[3]) > 5, "the log of statements is not read"
    for email, seen in told.items():
        assert seen == first, email


def comparable(answer: httpx.Response) -> tuple[int, Any, str]:
    """All of an answer but what differs by nature: an id, a random cookie."""
    headers = dict(answer.headers)
    headers.pop("x-request-id")
    cookie, _, attributes = headers.pop("set-cookie", "").partition(";")
    return answer.status_code, (headers, cookie.partition("=")[0], attributes), answer.text


async def test_a_row_is_written_for_an_unknown_address_too(door: Door) -> None:
    await ask(door.browser(), "personne@exemple.gouv.fr")
    (link,) = await models.SignInLink.all().values()
    assert (link["account_id"], bool(link["token_hash"])) == (None, True)


async def test_an_address_that_can_be_none_comes_back_with_what_was_typed(door: Door) -> None:
    answer = await ask(door.browser(), "ana(arobase)exemple", next="/startups")
    assert answer.status_code == 422
    assert 'value="ana(arobase)exemple"' in answer.text
    assert 'value="/startups"' in answer.text
    assert await models.OutboxMail.all().count() == 0


async def test_capitals_find_the_same_account(door: Door) -> None:
    await ask(door.browser(), " ANA@Exemple.Gouv.FR ")
    assert len(await secrets_of(ANA)) == 1


# The link.


async def test_the_browser_that_asked_is_signed_in_at_once_and_once(either: Door) -> None:
    browser = either.browser()
    await ask(browser, ANA, next="/startups?q=bail")
    secret = await secret_of(ANA)
    answer = await open_link(browser, secret)
    assert (answer.status_code, answer.headers["location"]) == (303, "/startups?q=bail")
    assert session_of(answer)
    assert (await browser.get("/mon-compte")).status_code == 200
    for again in (either.browser(), browser):
        assert (await open_link(again, secret)).status_code == 410
        assert (await confirm(again, secret)).status_code == 410


async def test_a_link_works_for_fifteen_minutes(door: Door) -> None:
    browser = door.browser()
    for seconds, status in ((14 * 60 + 59, 303), (15 * 60, 410)):
        await ask(browser, ANA)
        secret = await secret_of(ANA)
        door.clock.forward(seconds=seconds)
        assert (await open_link(browser, secret)).status_code == status


@pytest.mark.parametrize("secret", ["", "rien", "é" * 300, "a" * 43, "\x00"])
async def test_a_link_that_was_never_sent_opens_nothing(door: Door, secret: str) -> None:
    for answer in (await open_link(door.browser(), secret), await confirm(door.browser(), secret)):
        assert answer.status_code == 410
        assert not session_of(answer)


async def test_another_browser_has_to_press_and_looking_uses_nothing_up(either: Door) -> None:
    asking, other = either.browser(), either.browser()
    await ask(asking, ANA)
    secret = await secret_of(ANA)
    for _ in range(20):
        scanner = either.browser(network="192.0.2.7")
        page = await open_link(scanner, secret)
        assert page.status_code == 200
        assert not session_of(page)
        assert "a…@exemple.gouv.fr" in page.text
        assert ANA not in page.text
        head = await scanner.head("/connexion/lien", params={"jeton": secret})
        assert not session_of(head)
    # One that has asked for a link too is another browser all the same.
    await ask(other, "bob@exemple.gouv.fr")
    assert other.cookies["browser"]
    page = await open_link(other, secret)
    assert (page.status_code, session_of(page)) == (200, "")
    answer = await confirm(other, secret)
    assert (answer.status_code, answer.headers["location"]) == (303, "/espace")
    assert (await other.get("/mon-compte")).status_code == 200
    assert (await open_link(asking, secret)).status_code == 410


async def test_the_page_of_a_link_tells_its_address_to_nobody(door: Door) -> None:
    await ask(door.browser(), ANA)
    for secret in (await secret_of(ANA), "rien"):
        page = await open_link(door.browser(), secret)
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in page.headers["cache-control"]


async def test_of_two_who_press_at_once_one_comes_in(either: Door) -> None:
    await ask(either.browser(), ANA)
    secret = await secret_of(ANA)
    answers = await asyncio.gather(*(confirm(either.browser(), secret) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert await models.Session.all().count() == 1


@pytest.mark.parametrize("close", [disable_account, erase_account])
async def test_a_link_of_an_account_that_was_closed_since_opens_nothing(
    door: Door, close: Callable[..., Any]
) -> None:
    browser = door.browser()
    await ask(browser, ANA)
    secret = await secret_of(ANA)
    account = await find_by_email(ANA)
    await close(account, CLI, TODAY)
    assert (await open_link(browser, secret)).status_code == 410
    assert (await confirm(browser, secret)).status_code == 410


async def test_a_link_that_went_to_a_former_address_opens_nothing(door: Door) -> None:
    browser = door.browser()
    await ask(browser, ANA)
    secret = await secret_of(ANA)
    account = await find_by_email(ANA)
    assert account
    await change_account(account, {"email": "ana.neuve@exemple.gouv.fr"}, CLI)
    assert (await open_link(browser, secret)).status_code == 410


# Limits.


async def test_a_network_that_asks_too_often_is_told_when_to_come_back(either: Door) -> None:
    for number in range(60):
        answer = await ask(either.browser(), f"a{number}@exemple.gouv.fr")
        assert answer.status_code == 303
    for _ in range(3):
        refused = await ask(either.browser(), ANA)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    assert not await secrets_of(ANA)
    assert (await ask(either.browser(network="192.0.2.9"), ANA)).status_code == 303
    either.clock.forward(minutes=15, seconds=1)
    assert (await ask(either.browser(), ANA)).status_code == 303


async def test_the_addresses_of_one_ipv6_line_count_together(door: Door) -> None:
    for number in range(60):
        await ask(door.browser(network=f"2001:db8:1:2::{number:x}"), f"a{number}@exemple.gouv.fr")
    assert (await ask(door.browser(network="2001:db8:1:2:9::1"), ANA)).status_code == 429
    assert (await ask(door.browser(network="2001:db8:1:3::1"), ANA)).status_code == 303


async def test_an_address_asked_for_too_often_gets_no_more_mail_and_its_links_work(
    either: Door,
) -> None:
    owner = either.browser()
    first = await ask(owner, ANA)
    mine = await secret_of(ANA)
    for number in range(12):
        answer = await ask(either.browser(network=f"192.0.2.{number}"), ANA)
        assert comparable(answer) == comparable(first)
    assert len(await secrets_of(ANA)) == 5
    assert (await open_link(owner, mine)).status_code == 303
    either.clock.forward(minutes=15, seconds=1)
    assert len(await secrets_of(ANA)) == 5
    await ask(owner, ANA)
    assert (await models.OutboxMail.filter(recipient=ANA).count()) == 6


async def test_a_network_that_opens_too_many_links_is_told_when_to_come_back(door: Door) -> None:
    for _ in range(60):
        assert (await open_link(door.browser(network="192.0.2.1"), "rien")).status_code == 410
    await ask(door.browser(), ANA)
    secret = await secret_of(ANA)
    for answer in (
        await open_link(door.browser(network="192.0.2.1"), secret),
        await confirm(door.browser(network="192.0.2.1"), secret),
    ):
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert (await confirm(door.browser(), secret)).status_code == 303


async def test_limits_name_nobody(door: Door) -> None:
    await ask(door.browser(), ANA)
    for row in await models.Attempt.all():
        assert ANA not in row.bucket
        assert len(row.bucket) == 64


# Leaving.


async def test_signing_out_ends_the_session_here_and_on_this_side(door: Door) -> None:
    browser = await door.signed_in(ANA)
    secret = browser.cookies["session"]
    answer = await browser.post("/deconnexion")
    assert (answer.status_code, answer.headers["location"]) == (303, "/deconnexion/retour")
    assert "session" not in browser.cookies
    thief = door.browser()
    thief.cookies.set("session", secret)
    assert leads_to_sign_in(await thief.get("/mon-compte"))
    assert (await browser.get("/deconnexion/retour")).status_code == 200
    assert (await browser.post("/deconnexion")).status_code == 303


async def test_signing_out_by_reading_a_page_is_not_possible(door: Door) -> None:
    browser = await door.signed_in(ANA)
    assert (await browser.get("/deconnexion")).status_code == 405
    assert (await browser.get("/mon-compte")).status_code == 200


async def test_the_journal_tells_of_signing_in_and_out(door: Door) -> None:
    browser = await door.signed_in(ANA)
    await browser.post("/deconnexion")
    account = await find_by_email(ANA)
    assert account
    rows = await models.JournalEntry.filter(actor=account.public_id).order_by("number")
    assert [row.action for row in rows] == ["signed_in", "signed_out"]
