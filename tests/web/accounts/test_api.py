"""Programs: a token speaks for its person, for what it was made for, while it counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from incubator.actions.manage_accounts import disable_account
from incubator.actions.manage_tokens import WantedToken, create_token
from incubator.domain.access import PROGRAMME_ID, Actor, Held, Role
from incubator.domain.scopes import Scope
from incubator.store import journal, models
from incubator.store.accounts.accounts import Account
from incubator.store.database import connection
from incubator.store.journal import Trace
from tests.conftest import TODAY, Catalogue
from tests.web.signed import NOW, account_with, browser_of, stranger

EMAIL = "ana@exemple.gouv.fr"
ADMINISTRATOR = Actor(frozenset({Held(Role.ADMINISTRATOR, PROGRAMME_ID)}))
ADMINISTERS = [(Role.ADMINISTRATOR, PROGRAMME_ID)]
UNKNOWN = "inc_" + "A" * 43


@pytest.fixture
async def program(catalogue: Catalogue) -> AsyncIterator[httpx.AsyncClient]:
    """A program without cookies."""
    async with stranger(catalogue.settings) as client:
        del client.headers["Sec-Fetch-Site"]
        yield client


async def token_of(account: Account, *scopes: Scope) -> str:
    wanted = WantedToken("Archive", frozenset(scopes or Scope), 30)
    trace = Trace(account.public_id)
    secret, _ = await create_token(account, ADMINISTRATOR, wanted, trace, NOW)
    return secret


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def error_of(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The one error of an answer, whose shape is the same everywhere."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    (error,) = answer.json()["errors"]
    assert set(error) == {"status", "code", "title", "detail"}
    assert (error["status"], error["code"]) == (str(status), code)
    assert all(error.values())
    return dict(error)


async def test_a_token_says_whom_it_speaks_for(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    account = await account_with(
        EMAIL, [(Role.COACH, "la-verriere"), *ADMINISTERS], name="Ana", member_id="camille.exemple"
    )
    answer = await program.get("/api/1/me", headers=bearing(await token_of(account)))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = await models.ApiToken.get(account_id=account.number)
    assert answer.json() == {
        "data": {
            "id": account.public_id,
            "name": "Ana",
            "email": EMAIL,
            "language": "fr",
            "roles": [
                {"role": "administrator", "place": {"kind": "programme", "id": ""}},
                {"role": "coach", "place": {"kind": "incubator", "id": "la-verriere"}},
                {"role": "team_member", "place": {"kind": "startup", "id": "guichet-littoral"}},
            ],
            "token": {
                "id": token.public_id,
                "name": "Archive",
                "scopes": ["journal:read", "me:read"],
                "expires_at": "2026-12-21T09:00:00Z",
            },
        }
    }


async def test_the_word_bearer_is_read_in_any_case(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    secret = await token_of(await account_with(EMAIL))
    for word in ("bearer", "BEARER", "Bearer "):
        answer = await program.get("/api/1/me", headers={"Authorization": f"{word} {secret}"})
        assert answer.status_code == 200


async def test_without_a_token_one_is_told_to_send_one(program: httpx.AsyncClient) -> None:
    for path in ("/api/1/me", "/api/1/journal", "/en/api/1/me"):
        answer = await program.get(path)
        error_of(answer, 401, "token_needed")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_session_opens_nothing_to_programs(catalogue: Catalogue) -> None:
    account = await account_with(EMAIL, ADMINISTERS)
    async with await browser_of(catalogue.settings, account) as browser:
        for path in ("/api/1/me", "/api/1/journal"):
            answer = await browser.get(path)
            assert answer.status_code == 401
            assert "data" not in answer.json()


@pytest.mark.parametrize(
    "sent",
    [
        UNKNOWN,
        "inc_",
        "inc_" + "A" * 42,
        "inc_" + "A" * 44,
        "inc_" + "A" * 5000,
        "inc_" + "é" * 43,
        "abc",
        "' OR 1=1 --",
        "",
    ],
)
async def test_a_token_that_was_never_given_is_refused(
    catalogue: Catalogue, program: httpx.AsyncClient, sent: str
) -> None:
    await token_of(await account_with(EMAIL))
    headers = {"Authorization": f"Bearer {sent}".encode("latin-1")}
    answer = await program.get("/api/1/me", headers=headers)
    error_of(answer, 401, "invalid_token")
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("written", ["Basic {}", "{}", "Token {}", "Bearer{}", "Bearer {} x"])
async def test_a_token_counts_only_as_a_bearer_token_in_its_header(
    catalogue: Catalogue, program: httpx.AsyncClient, written: str
) -> None:
    secret = await token_of(await account_with(EMAIL))
    answer = await program.get("/api/1/me", headers={"Authorization": written.format(secret)})
    error_of(answer, 401, "invalid_token")
    answer = await program.get("/api/1/me", params={"access_token": secret})
    error_of(answer, 401, "token_needed")
    twice = [("Authorization", f"Bearer {secret}"), ("Authorization", f"Bearer {UNKNOWN}")]
    error_of(await program.get("/api/1/me", headers=twice), 401, "invalid_token")


async def test_a_token_that_has_ended_is_refused_like_one_that_never_was(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    unknown = await program.get("/api/1/me", headers=bearing(UNKNOWN))
    revoked = await account_with("revoque@exemple.gouv.fr")
    expired = await account_with("expire@exemple.gouv.fr")
    closed = await account_with("ferme@exemple.gouv.fr")
    secrets = [await token_of(one) for one in (revoked, expired, closed)]
    await models.ApiToken.filter(account_id=revoked.number).update(revoked_at=NOW)
    await models.ApiToken.filter(account_id=expired.number).update(expires_at=NOW)
    await disable_account(closed, Trace("cli"), TODAY)
    for secret in secrets:
        answer = await program.get("/api/1/me", headers=bearing(secret))
        assert (answer.status_code, answer.text) == (unknown.status_code, unknown.text)
        assert answer.headers["www-authenticate"] == unknown.headers["www-authenticate"]
    async with stranger(catalogue.settings, now=NOW + timedelta(days=31)) as later:
        secret = await token_of(await account_with(EMAIL))
        error_of(await later.get("/api/1/me", headers=bearing(secret)), 401, "invalid_token")


async def test_a_scope_that_the_token_lacks_is_named(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    account = await account_with(EMAIL, ADMINISTERS)
    for scope, path in (
        (Scope.ME_READ, "/api/1/journal"),
        (Scope.JOURNAL_READ, "/api/1/me"),
    ):
        wanted = WantedToken(scope.value, frozenset({scope}), 30)
        secret, _ = await create_token(
            account, ADMINISTRATOR, wanted, Trace(account.public_id), NOW
        )
        answer = await program.get(path, headers=bearing(secret))
        error_of(answer, 403, "insufficient_scope")
        assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


async def test_a_token_loses_what_its_person_loses(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    account = await account_with(EMAIL, ADMINISTERS)
    secret = await token_of(account)
    assert (await program.get("/api/1/journal", headers=bearing(secret))).status_code == 200
    await models.RoleGrant.filter(account_id=account.number).update(until=TODAY - timedelta(days=1))
    answer = await program.get("/api/1/journal", headers=bearing(secret))
    error_of(answer, 403, "insufficient_scope")
    assert (await program.get("/api/1/me", headers=bearing(secret))).json()["data"]["roles"] == []


async def test_too_many_bad_tokens_from_a_network_wait_and_a_good_one_still_passes(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    secret = await token_of(await account_with(EMAIL))
    for _ in range(60):
        error_of(await program.get("/api/1/me", headers=bearing(UNKNOWN)), 401, "invalid_token")
    answer = await program.get("/api/1/me", headers=bearing(UNKNOWN))
    error_of(answer, 429, "too_many_failures")
    assert answer.headers["retry-after"] == "900"
    assert (await program.get("/api/1/me", headers=bearing(secret))).status_code == 200
    async with stranger(catalogue.settings, now=NOW + timedelta(minutes=16)) as later:
        answer = await later.get("/api/1/me", headers=bearing(UNKNOWN))
        error_of(answer, 401, "invalid_token")


async def test_the_journal_is_read_oldest_first_in_parts(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    account = await account_with(EMAIL, ADMINISTERS, name="Ana")
    headers = bearing(await token_of(account))
    first = await program.get("/api/1/journal?limit=2", headers=headers)
    assert first.headers["cache-control"] == "no-store"
    opened, given = first.json()["data"]
    assert first.json()["meta"] == {"last": 2, "remaining": 1}
    stored = await models.JournalEntry.get(number=1)
    assert opened == {
        "number": 1,
        "at": "2026-11-21T09:00:00Z",
        "actor": "cli",
        "action": "account_opened",
        "subject": f"account:{account.public_id}",
        "request_id": "",
        "detail": {},
        "personal": {"email": EMAIL, "name": "Ana"},
        "hash": stored.hash,
    }
    assert (given["number"], given["action"]) == (2, "role_given")
    rest = (await program.get("/api/1/journal?after=2", headers=headers)).json()
    assert [entry["action"] for entry in rest["data"]] == ["token_created"]
    assert rest["meta"] == {"last": 3, "remaining": 0}
    none = (await program.get("/api/1/journal?after=3", headers=headers)).json()
    assert none == {"data": [], "meta": {"last": 3, "remaining": 0}}
    await journal.forget_before(NOW + timedelta(days=36500))
    again = (await program.get("/api/1/journal", headers=headers)).json()["data"]
    assert {entry["personal"] for entry in again} == {None}
    assert [entry["hash"] for entry in again][:2] == [opened["hash"], given["hash"]]


async def test_an_archive_notices_that_the_end_was_cut_off(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    account = await account_with(EMAIL, ADMINISTERS)
    headers = bearing(await token_of(account))
    known = (await program.get("/api/1/journal", headers=headers)).json()["data"][-1]
    # Whoever owns the database can take its guard away.
    table = " ON journal" if "postgres" in catalogue.settings.database_url else ""
    await connection().execute_script(f"DROP TRIGGER journal_keeps_entries{table}")
    await models.JournalEntry.filter(number=known["number"]).delete()
    before = await models.JournalEntry.get(number=known["number"] - 1)
    await models.JournalHead.filter(id=1).update(number=before.number, hash=before.hash)
    assert (await journal.verify()).fault is None, "the chain alone does not tell"
    path = f"/api/1/journal?after={known['number'] - 1}"
    assert (await program.get(path, headers=headers)).json()["data"] == []
    await journal.record(Trace("cli"), "account_enabled", "account:x")
    (other,) = (await program.get(path, headers=headers)).json()["data"]
    assert other["number"] == known["number"]
    assert other["hash"] != known["hash"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("after=-1", "after"),
        ("after=abc", "after"),
        ("after=", "after"),
        ("after=99999999999999999999", "after"),
        ("after=2147483648", "after"),
        ("after=%C2%B2", "after"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=1.5", "limit"),
    ],
)
async def test_a_parameter_that_can_not_be_read_is_named(
    catalogue: Catalogue, program: httpx.AsyncClient, query: str, name: str
) -> None:
    headers = bearing(await token_of(await account_with(EMAIL, ADMINISTERS)))
    answer = await program.get(f"/api/1/journal?{query}", headers=headers)
    assert error_of(answer, 400, "invalid_parameter")["detail"].startswith(f"{name} is")
    largest = await program.get("/api/1/journal?after=2147483647&limit=500", headers=headers)
    assert largest.status_code == 200


async def test_every_fault_of_the_api_has_the_same_shape(
    catalogue: Catalogue, program: httpx.AsyncClient
) -> None:
    error_of(await program.get("/api/1/me/nulle-part"), 404, "not_found")
    error_of(await program.get("/api/1/me/"), 404, "not_found")
    answer = await program.post("/api/1/me")
    error_of(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]
    foreign = await program.post("/api/1/me", headers={"Sec-Fetch-Site": "cross-site"})
    error_of(foreign, 403, "forbidden")
