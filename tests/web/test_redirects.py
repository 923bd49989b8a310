"""Where signing in leads: never off the site, as a browser would read the address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incubator.store.database import open_database
from incubator.web.redirects import HOME, safe_path
from tests.web.door import Door, ask, open_link, secret_of
from tests.web.signed import account_with

ANA = "ana@exemple.gouv.fr"
SITE = "https://site.example/connexion/lien"
HOSTILE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "//site.example@evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "evil.example",
    "@evil.example",
    "/%0d%0aSet-Cookie:x",
    "/../..//evil.example",
    "/.//evil.example",
    "/startups\r\nSet-Cookie: x=1",
    "//[::1",
    "/\u2028/evil.example",
    "?next=//evil.example",
    "",
    "/" + "é" * 999,
    "/" + "a" * 5000,
]
PIECES = st.sampled_from(
    ["/", "//", "\\", "\t", "\r", "\n", "\x00", " ", ".", "..", "@", ":", "?", "#", "%", "%2f", "[",
     "]", "evil.example", "https:", "javascript:", "espace", "é", "\u3002", "\uff0f", "\u2028"]
)  # fmt: skip
ANYTHING = st.text(max_size=60) | st.lists(PIECES, max_size=8).map("".join)


def as_a_browser_reads(path: str) -> tuple[str, str]:
    """Scheme and host of an address found on the site, by the rules that browsers follow."""
    cleaned = re.sub(r"^[\x00-\x20]+|[\x00-\x20]+$", "", path)
    cleaned = re.sub(r"[\t\r\n]", "", cleaned).replace("\\", "/")
    parts = urlsplit(urljoin(SITE, cleaned))
    return parts.scheme, parts.netloc


def test_the_reading_of_browsers_sees_what_is_hostile() -> None:
    assert as_a_browser_reads("/\\evil.example") == ("https", "evil.example")
    assert as_a_browser_reads("/\t/evil.example") == ("https", "evil.example")
    assert as_a_browser_reads("/espace") == ("https", "site.example")


@given(ANYTHING | ANYTHING.map("/{}".format))
@example("//evil.example")
@example("/\\evil.example")
@example("/é\u2028")
def test_the_way_on_never_leaves_the_site(wanted: str) -> None:
    path = safe_path(wanted)
    assert as_a_browser_reads(path) == ("https", "site.example")
    assert path.isascii()
    assert path.isprintable()
    assert path.startswith("/")
    assert not path.startswith("//")
    assert len(path) <= 1000
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path", ["/espace", "/startups?q=b%C3%A9ta&page=2#fiche", "/en/startups/bail-en-main", "/"]
)
def test_a_page_of_the_site_is_kept(path: str) -> None:
    assert safe_path(path) == path


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with open_database(sqlite_url):
        await account_with(ANA)
        yield Door(sqlite_url)


@pytest.mark.parametrize("wanted", HOSTILE)
async def test_signing_in_leads_to_the_site_itself(door: Door, wanted: str) -> None:
    browser = door.browser()
    assert (await ask(browser, ANA, next=wanted)).status_code == 303
    answer = await open_link(browser, await secret_of(ANA))
    assert answer.status_code == 303
    target = answer.headers["location"]
    assert as_a_browser_reads(target) == ("https", "site.example")
    assert "set-cookie" not in target.lower() or "%0d" in target.lower()
    again = await browser.get("/connexion", params={"next": wanted})
    assert again.status_code == 303
    assert as_a_browser_reads(again.headers["location"]) == ("https", "site.example")


async def test_whoever_is_sent_to_sign_in_comes_back_to_the_page(door: Door) -> None:
    browser = door.browser()
    to_sign_in = await browser.get("/mon-compte?x=1")
    page = await browser.get(to_sign_in.headers["location"])
    assert 'value="/mon-compte?x=1"' in page.text
    await ask(browser, ANA, next="/mon-compte?x=1")
    answer = await open_link(browser, await secret_of(ANA))
    assert answer.headers["location"] == "/mon-compte?x=1"


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("", f"/en{HOME}"),
        ("/enquete", "/en/enquete"),
        ("/en", "/en"),
        ("/en?x=1", "/en?x=1"),
        ("/en/startups", "/en/startups"),
        ("/startups", "/en/startups"),
    ],
)
async def test_whoever_reads_english_goes_on_in_english(door: Door, wanted: str, path: str) -> None:
    browser = door.browser()
    answer = await browser.post("/en/connexion", data={"email": ANA, "next": wanted})
    assert answer.headers["location"] == "/en/connexion/envoye"
    secret = await secret_of(ANA)
    answer = await browser.get("/en/connexion/lien", params={"jeton": secret})
    assert answer.headers["location"] == path
