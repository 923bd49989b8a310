"""A request that changes something comes from a page of this site, or from no browser at all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from incubator.store import models
from incubator.store.database import open_database
from tests.web.door import Door
from tests.web.signed import account_with

ANA = "ana@exemple.gouv.fr"
HERE = "http://127.0.0.1"
HTTPS = "https://incubateur.example"


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with open_database(sqlite_url):
        await account_with(ANA)
        yield Door(sqlite_url)


@pytest.fixture
def behind_tls(door: Door) -> Door:
    """The same site behind a proxy that ends TLS and passes the host on."""
    return Door(
        door.url, changes={"base_url": HTTPS, "allowed_hosts": ("incubateur.example", "127.0.0.1")}
    )


async def asked(door: Door, headers: dict[str, str], base: str = HERE) -> httpx.Response:
    """A post that works for whoever may make it, with these headers of a browser and no others."""
    browser = door.browser(base=base)
    del browser.headers["Sec-Fetch-Site"]
    return await browser.post("/connexion", data={"email": ANA}, headers=headers)


async def is_taken(answer: httpx.Response) -> bool:
    """Whether the post was taken; if not, the page says so and nothing was done."""
    posted = await models.OutboxMail.all().count()
    if answer.status_code == 303:
        assert posted == 1
        return True
    assert answer.status_code == 403
    assert "<h1" in answer.text
    assert "set-cookie" not in answer.headers
    assert posted == await models.SignInLink.all().count() == 0
    return False


@pytest.mark.parametrize(
    ("site", "taken"),
    [
        ("same-origin", True),
        ("none", True),
        ("same-site", False),
        ("cross-site", False),
        ("", False),
        ("SAME-ORIGIN", False),
        ("same-origin, cross-site", False),
    ],
)
async def test_browsers_of_today_say_where_a_post_comes_from(
    door: Door, site: str, taken: bool
) -> None:
    assert await is_taken(await asked(door, {"Sec-Fetch-Site": site})) is taken


@pytest.mark.parametrize(
    ("site", "origin", "taken"),
    [
        ("cross-site", HERE, False),
        ("same-site", HERE, False),
        ("same-origin", "https://evil.example", True),
    ],
)
async def test_what_no_page_can_forge_goes_before_the_origin(
    door: Door, site: str, origin: str, taken: bool
) -> None:
    assert await is_taken(await asked(door, {"Sec-Fetch-Site": site, "Origin": origin})) is taken


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        (HERE, True),
        ("null", False),
        ("", False),
        ("https://evil.example", False),
        ("https://127.0.0.1", False),
        ("http://127.0.0.1:8000", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://evil.example/http://127.0.0.1", False),
        ("http://127.0.0.1@evil.example", False),
        (f"{HERE}/", False),
    ],
)
@pytest.mark.parametrize("cookie", ["", "session=x"])
async def test_older_browsers_name_the_origin_of_a_post(
    door: Door, origin: str, taken: bool, cookie: str
) -> None:
    headers = {"Origin": origin, **({"Cookie": cookie} if cookie else {})}
    assert await is_taken(await asked(door, headers)) is taken


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        (HTTPS, True),
        ("http://incubateur.example", True),
        ("https://incubateur.example:444", False),
        ("https://autre.incubateur.example", False),
        ("https://incubateur.example.evil.example", False),
        (HERE, False),
        ("null", False),
    ],
)
async def test_behind_tls_the_address_that_is_set_is_the_origin(
    behind_tls: Door, origin: str, taken: bool
) -> None:
    """The proxy reaches the site by http; its own name in http is the same machine."""
    answer = await asked(behind_tls, {"Origin": origin}, base="http://incubateur.example")
    assert await is_taken(answer) is taken


async def test_a_program_without_cookies_may_post(door: Door) -> None:
    assert await is_taken(await asked(door, {}))


@pytest.mark.parametrize("cookie", ["session=x", "browser=x", "other=x", ""])
async def test_a_cookie_without_an_origin_may_be_a_browser_that_was_made_to_post(
    door: Door, cookie: str
) -> None:
    assert not await is_taken(await asked(door, {"Cookie": cookie}))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "INVENTED"])
@pytest.mark.parametrize("path", ["/connexion", "/connexion/lien", "/deconnexion", "/nulle-part"])
async def test_no_handler_sees_a_method_that_changes_things_from_elsewhere(
    door: Door, method: str, path: str
) -> None:
    answer = await door.browser().request(method, path, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_reading_is_open_from_everywhere(door: Door, method: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert (await door.browser().request(method, "/connexion", headers=headers)).status_code == 200


async def test_another_site_can_not_sign_somebody_out(door: Door) -> None:
    browser = await door.signed_in(ANA)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert (await browser.post("/deconnexion", headers=headers)).status_code == 403
    assert (await browser.get("/mon-compte")).status_code == 200


async def test_a_refusal_in_english_is_in_english(door: Door) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await door.browser().post("/en/connexion", headers=headers)
    assert answer.status_code == 403
    assert '<html lang="en"' in answer.text
