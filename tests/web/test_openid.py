"""Signing in with a provider that is not ours, as its own process: the whole way, and its ends."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from incubator.actions.manage_accounts import disable_account
from incubator.store import journal, models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.database import open_database
from tests.conftest import TODAY
from tests.openid.conftest import query
from tests.openid.test_real_provider import RealProvider, start
from tests.web.door import BASE, Door, leads_to_sign_in
from tests.web.signed import CLI, account_with

ANA = "ana@exemple.gouv.fr"


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    running = start()
    try:
        yield running
    finally:
        running.stop()


def settings_for(provider: RealProvider, **changes: Any) -> dict[str, Any]:
    return {
        "base_url": BASE,
        "oidc_issuer": provider.issuer,
        "oidc_client_id": "incubateur",
        "oidc_client_secret": "secret-du-site",
        "oidc_name": "MonFournisseur",
        **changes,
    }


@pytest.fixture
async def door(sqlite_url: str, provider: RealProvider) -> AsyncIterator[Door]:
    async with open_database(sqlite_url):
        await account_with(ANA)
        yield Door(sqlite_url, changes=settings_for(provider))


def says(provider: RealProvider, subject: str, **claims: object) -> None:
    """What the provider tells about somebody from now on."""
    url = f"{provider.issuer}/users/{subject}"
    httpx.put(url, json=claims, trust_env=False).raise_for_status()


async def leave_for_provider(browser: httpx.AsyncClient, way: str = "") -> str:
    answer = await browser.get(f"/connexion/openid{way}")
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def answer_there(url: str, subject: str) -> str:
    """Sign in at the provider; the path and query of the address that it sends back to."""
    async with httpx.AsyncClient(trust_env=False) as outside:
        assert (await outside.get(url)).status_code == 200
        back = await outside.post(url, data={"sub": subject})
    target = urlsplit(back.headers["location"])
    assert f"{target.scheme}://{target.netloc}" == BASE
    return f"{target.path}?{target.query}"


async def sign_in(browser: httpx.AsyncClient, subject: str, way: str = "") -> httpx.Response:
    return await browser.get(await answer_there(await leave_for_provider(browser, way), subject))


async def is_signed_in(browser: httpx.AsyncClient) -> bool:
    answer = await browser.get("/mon-compte")
    assert answer.status_code == 200 or leads_to_sign_in(answer)
    return answer.status_code == 200


async def test_the_form_offers_the_provider_and_keeps_the_way(door: Door) -> None:
    page = await door.browser().get("/connexion?next=/startups")
    (link,) = [line for line in page.text.splitlines() if "MonFournisseur" in line]
    assert 'href="/connexion/openid?next=%2Fstartups"' in link


async def test_what_is_asked_of_the_provider_can_not_be_guessed(door: Door) -> None:
    first, second = [query(await leave_for_provider(door.browser())) for _ in range(2)]
    for name in ("state", "nonce"):
        assert len(first[name]) >= 32
        assert first[name] != second[name]
    assert first["redirect_uri"] == f"{BASE}/connexion/openid/retour"
    assert first["code_challenge_method"] == "S256"


async def test_a_first_sign_in_ties_the_person_who_is_found_later_by_it(
    door: Door, provider: RealProvider
) -> None:
    says(provider, "ana-1", email=ANA.upper(), email_verified=True)
    browser = door.browser()
    answer = await sign_in(browser, "ana-1", "?next=/startups")
    assert (answer.status_code, answer.headers["location"]) == (303, "/startups")
    assert await is_signed_in(browser)
    (identity,) = await models.Identity.all()
    assert (identity.issuer, identity.subject) == (provider.issuer, "ana-1")

    await account_with("neuve@exemple.gouv.fr")
    says(provider, "ana-1", email="neuve@exemple.gouv.fr", email_verified=False)
    browser = door.browser()
    assert (await sign_in(browser, "ana-1")).status_code == 303
    assert ANA in (await browser.get("/mon-compte")).text
    assert await models.Identity.all().count() == 1


async def test_signing_in_so_renews_the_session_too(door: Door, provider: RealProvider) -> None:
    says(provider, "ana-2", email=ANA, email_verified=True)
    browser = door.browser()
    await sign_in(browser, "ana-2")
    before = browser.cookies["session"]
    await sign_in(browser, "ana-2")
    assert browser.cookies["session"] != before
    thief = door.browser()
    thief.cookies.set("session", before)
    assert not await is_signed_in(thief)


@pytest.mark.parametrize("next_path", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_the_way_back_never_leaves_the_site(
    door: Door, provider: RealProvider, next_path: str
) -> None:
    says(provider, "ana-2", email=ANA, email_verified=True)
    answer = await sign_in(door.browser(), "ana-2", f"?next={next_path}")
    assert answer.headers["location"] == "/espace"


@pytest.mark.parametrize(
    ("claims", "trusted", "enters"),
    [
        ({"email": ANA, "email_verified": True}, False, True),
        ({"email": ANA, "email_verified": False}, False, False),
        ({"email": ANA, "email_verified": False}, True, False),
        ({"email": ANA}, False, False),
        ({"email": ANA}, True, True),
        ({}, True, False),
    ],
)
async def test_an_address_counts_if_it_is_verified_or_the_provider_is_trusted(
    door: Door, provider: RealProvider, claims: dict[str, object], trusted: bool, enters: bool
) -> None:
    subject = f"ana-{len(claims)}-{claims.get('email_verified')}-{trusted}"
    says(provider, subject, **claims)
    browser = Door(door.url, changes=door.changes | {"oidc_trust_email": trusted}).browser()
    answer = await sign_in(browser, subject)
    assert answer.status_code == (303 if enters else 403)
    assert await is_signed_in(browser) is enters
    assert await models.Identity.all().count() == int(enters)


async def test_somebody_without_an_account_is_told_which_address_to_have_invited(
    door: Door, provider: RealProvider
) -> None:
    says(provider, "inconnue", email="inconnue@exemple.gouv.fr", email_verified=True)
    browser = door.browser()
    answer = await sign_in(browser, "inconnue")
    assert answer.status_code == 403
    assert "inconnue@exemple.gouv.fr" in answer.text
    assert not await is_signed_in(browser)
    _, (entry,) = await journal.find_entries(action="sign_in_refused")
    assert (entry.actor, entry.subject) == ("nobody", "openid")
    assert entry.personal == {"email": "i…@exemple.gouv.fr", "network": "127.0.0.1"}


async def test_a_closed_account_does_not_open(door: Door, provider: RealProvider) -> None:
    says(provider, "ana-3", email=ANA, email_verified=True)
    assert (await sign_in(door.browser(), "ana-3")).status_code == 303
    account = await find_by_email(ANA)
    assert account
    await disable_account(account, CLI, TODAY)
    assert (await sign_in(door.browser(), "ana-3")).status_code == 403
    _, (entry,) = await journal.find_entries(action="sign_in_refused")
    assert entry.subject == f"account:{account.public_id}"


async def test_a_return_works_once(door: Door, provider: RealProvider) -> None:
    says(provider, "ana-4", email=ANA, email_verified=True)
    browser = door.browser()
    back = await answer_there(await leave_for_provider(browser), "ana-4")
    assert (await browser.get(back)).status_code == 303
    again = await browser.get(back)
    assert again.status_code == 400
    assert "session" not in again.cookies


async def test_another_browser_can_not_use_a_return_and_uses_nothing_up(
    door: Door, provider: RealProvider
) -> None:
    says(provider, "ana-5", email=ANA, email_verified=True)
    mine, other, bare = door.browser(), door.browser(), door.browser()
    back = await answer_there(await leave_for_provider(mine), "ana-5")
    await leave_for_provider(other)
    for thief in (other, bare):
        assert (await thief.get(back)).status_code == 400
        assert not await is_signed_in(thief)
    assert (await mine.get(back)).status_code == 303


async def test_a_return_that_comes_too_late_is_lost(door: Door, provider: RealProvider) -> None:
    says(provider, "ana-6", email=ANA, email_verified=True)
    browser = door.browser()
    back = await answer_there(await leave_for_provider(browser), "ana-6")
    door.clock.forward(minutes=15)
    assert (await browser.get(back)).status_code == 400


async def test_a_code_of_another_sign_in_is_not_believed(
    door: Door, provider: RealProvider
) -> None:
    says(provider, "ana-7", email=ANA, email_verified=True)
    victim, attacker = door.browser(), door.browser()
    theirs = await answer_there(await leave_for_provider(attacker), "ana-7")
    state = query(await leave_for_provider(victim))["state"]
    forged = f"/connexion/openid/retour?code={query(theirs)['code']}&state={state}"
    assert (await victim.get(forged)).status_code == 400
    assert not await is_signed_in(victim)


async def test_declining_is_said(door: Door) -> None:
    browser = door.browser()
    state = query(await leave_for_provider(browser))["state"]
    answer = await browser.get(f"/connexion/openid/retour?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert "vous avez annulé" in answer.text


@pytest.mark.parametrize("way", ["", "?state=", "?state=x&code=y", f"?state={'a' * 9000}"])
async def test_a_return_that_nobody_asked_for_is_refused(door: Door, way: str) -> None:
    answer = await door.browser().get(f"/connexion/openid/retour{way}")
    assert answer.status_code in {400, 414}


@pytest.mark.parametrize(("reached", "status"), [("eidas1", 403), ("eidas2", 303), (None, 403)])
async def test_a_level_that_is_asked_for_is_checked_again(
    door: Door, provider: RealProvider, reached: str | None, status: int
) -> None:
    subject = f"ana-{reached}"
    claims = {"email": ANA, "email_verified": True} | ({"acr": reached} if reached else {})
    says(provider, subject, **claims)
    strict = Door(door.url, changes=door.changes | {"oidc_acr": ("eidas2", "eidas3")})
    browser = strict.browser()
    url = await leave_for_provider(browser)
    assert "eidas2" in url
    answer = await browser.get(await answer_there(url, subject))
    assert answer.status_code == status
    assert ("deux facteurs" in answer.text) is (status == 403)


async def test_signing_out_leads_through_the_provider_and_back(
    door: Door, provider: RealProvider
) -> None:
    says(provider, "ana-8", email=ANA, email_verified=True)
    browser = door.browser()
    await sign_in(browser, "ana-8")
    (session,) = await models.Session.all()
    page = await browser.post("/deconnexion")
    assert page.status_code == 200
    delay, _, target = page.headers["refresh"].partition(";url=")
    assert delay == "1"
    asked = query(target)
    assert target.startswith(f"{provider.issuer}/")
    assert asked["id_token_hint"] == session.id_token
    assert asked["post_logout_redirect_uri"] == f"{BASE}/deconnexion/retour"
    link = re.search(r'<a class="fr-btn" href="([^"]+)"', page.text)
    assert link is not None
    assert html.unescape(link[1]) == target
    assert page.headers["referrer-policy"] == "no-referrer"
    assert not await is_signed_in(browser)
    assert await models.Session.all().count() == 0

    async with httpx.AsyncClient(trust_env=False) as outside:
        form = await outside.get(target)
        kept = re.search(r'name="redirect_uri"[^>]*value="([^"]+)"', form.text)
        assert kept is not None
        confirm = f"{provider.issuer}/oauth2/end_session/confirm"
        back = await outside.post(confirm, data={"redirect_uri": html.unescape(kept[1])})
    location = back.headers["location"]
    assert location.startswith(f"{BASE}/deconnexion/retour?state=")
    assert (await browser.get(location)).status_code == 200


async def test_a_provider_that_is_down_is_said_and_signing_out_works_all_the_same(
    sqlite_url: str,
) -> None:
    running = start()
    try:
        door = Door(sqlite_url, changes=settings_for(running))
        async with open_database(sqlite_url):
            await account_with(ANA)
            says(running, "ana", email=ANA, email_verified=True)
            late, inside = door.browser(), door.browser()
            await sign_in(inside, "ana")
            back = await answer_there(await leave_for_provider(late), "ana")
            running.stop()
            # A fresh application has not read the provider's description yet.
            fresh = Door(sqlite_url, changes=settings_for(running)).browser()
            for answer in (await late.get(back), await fresh.get("/connexion/openid")):
                assert answer.status_code == 503
                assert "ne répond pas" in answer.text
            assert (await fresh.get("/connexion")).status_code == 200
            fresh.cookies.set("session", inside.cookies["session"])
            answer = await fresh.post("/deconnexion")
            assert (answer.status_code, answer.headers["location"]) == (303, "/deconnexion/retour")
            assert not await is_signed_in(inside)
    finally:
        running.stop()


async def test_a_network_that_begins_too_often_is_told_when_to_come_back(door: Door) -> None:
    for _ in range(60):
        await leave_for_provider(door.browser())
    answer = await door.browser().get("/connexion/openid")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")


async def test_without_a_provider_there_is_nothing_to_find(sqlite_url: str) -> None:
    async with open_database(sqlite_url):
        browser = Door(sqlite_url).browser()
        assert (await browser.get("/connexion/openid")).status_code == 404
        assert (await browser.get("/connexion/openid/retour")).status_code == 404
        assert "openid" not in (await browser.get("/connexion")).text
