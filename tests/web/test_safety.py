"""What a stranger sends and what a sheet holds never get through."""

from __future__ import annotations

from typing import Any

import pytest

from incubator.web.middleware.security import CONTENT_SECURITY_POLICY
from tests.web import oddities
from tests.web.conftest import Site
from tests.web.dom import page_faults, parse

HOSTILE = [
    "/startups/hostile",
    "/startups/entetes",
    "/startups/deux-sens",
    "/startups/longue",
    "/incubateurs/hostile",
    "/organisations/hostile",
    "/communaute/hostile",
    "/equipes/hostile",
    "/startups",
    "/startups?tri=titre&page=2",
    "/incubateurs",
    "/organisations",
    "/communaute",
    "/phases",
    "/",
    "/recherche?q=script",
]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", HOSTILE)
async def test_no_sheet_gets_code_or_markup_into_a_page(odd: Site, path: str, prefix: str) -> None:
    answer = await odd.get(prefix + path)
    assert answer.status_code == 200
    page = parse(answer.text)
    assert not page_faults(page)
    assert not page.all("i") or path == "/startups/hostile"
    assert {
        node.attrs["src"].split(".")[0] for node in page.all("script") if "src" in node.attrs
    } <= {
        "/static/js/menu",
        "/static/js/catalogue",
    }
    assert "evil.example" not in " ".join(
        node.attrs.get("src", "") + node.attrs.get("action", "") for node in page.walk()
    )
    assert len(page.all("main")) == len(page.all("footer")) == 1


async def test_hostile_text_is_shown_as_it_was_written(odd: Site) -> None:
    page = await odd.page("/startups/hostile")
    assert "<script>alert(1)</script>" in page.one("h1").raw_text
    assert page.one("p", cls="fr-text--lead").raw_text == "<script>alert(1)</script> {{7*7}}"
    assert "{{7*7}}" in page.one("aside").raw_text
    assert "49" not in page.one("aside").words
    assert '<script>alert("dans du code")</script>' in page.one("pre").raw_text
    words = page.one(cls="inc-prose").words
    for said in ("un", "deux", "trois", "quatre", "cinq", "six", "sept"):
        assert said in words.split()
    assert "display: none" not in words


async def test_unsafe_addresses_are_dropped_and_the_transparency_list_says_missing(
    odd: Site,
) -> None:
    page = await odd.page("/startups/hostile")
    assert not page.one("main").all("a", cls="fr-btn")
    transparency = page.one("ul", cls="inc-transparency")
    assert "javascript" not in " ".join(transparency.links()).lower()
    for link in page.links():
        assert link.startswith(("/", "#", "https://", "http://", "mailto:")), link


async def test_links_written_in_a_sheet_do_not_vouch_for_their_target(odd: Site) -> None:
    odd_links = (await odd.page("/startups/data-gouv-fr")).one(cls="inc-prose").all("a")
    for link in odd_links:
        assert {"noopener", "nofollow"} <= set(link.attrs["rel"].split())


async def test_text_that_turns_around_stays_in_its_place(odd: Site) -> None:
    page = await odd.page("/startups/deux-sens")
    assert "retourné" in page.one("h1").words
    for path in ("/startups/deux-sens", "/startups?q=retourne", "/recherche?q=retourne"):
        answer = await odd.get(path)
        assert "retourné" in answer.text
        assert "\u202e" not in answer.text.partition('<div class="inc-prose"')[0]


async def test_a_very_long_sheet_has_a_page_of_fair_size(odd: Site) -> None:
    answer = await odd.get("/startups/longue")
    assert len(answer.content) < 60_000
    listed = await odd.get("/startups")
    assert len(listed.content) < 200_000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/startups/nulle-part", 404),
        ("/startups/retiree", 410),
        ("/vieux/chemin", 301),
        ("/static/css/incubator.css", 200),
        ("/static/nulle-part.css", 404),
        ("/sante", 200),
        ("/" + "a" * 3000, 414),
        ("/startups?q=" + "a" * 9000, 414),
    ],
)
async def test_every_answer_carries_the_headers(odd: Site, path: str, status: int) -> None:
    answer = await odd.get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"]
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["x-request-id"]
    assert "server" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "strict-transport-security" not in answer.headers


def test_the_policy_allows_no_other_site() -> None:
    for directive, sources in CONTENT_SECURITY_POLICY.items():
        assert set(sources.split()) <= {"'self'", "'none'", "data:"}, directive
    assert "data:" not in CONTENT_SECURITY_POLICY["script-src"]


async def test_over_https_browsers_are_told_to_stay_there(plain: Site) -> None:
    answer = await plain.visitor(base_url="https://incubateur.example").get("/sante")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a@127.0.0.1"])
async def test_a_host_that_is_not_ours_is_refused(plain: Site, host: str) -> None:
    answer = await plain.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "content-security-policy" in answer.headers
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.1:8000", "[::1]:8000"])
async def test_our_own_hosts_are_served(plain: Site, host: str) -> None:
    assert (await plain.get("/sante", headers={"Host": host})).status_code == 200


async def test_a_body_that_is_too_large_is_refused_announced_or_not(plain: Site) -> None:
    async def parts() -> Any:
        for _ in range(80):
            yield b"x" * 1024

    announced = await plain.client.post("/startups", content=b"x" * 65_537)
    assert announced.status_code == 413
    assert "content-security-policy" in announced.headers
    lying = await plain.client.post("/startups", content=b"", headers={"Content-Length": "abc"})
    assert lying.status_code == 413
    streamed = await plain.client.post("/startups", content=parts())
    assert streamed.status_code in {405, 413}


async def test_no_sheet_changes_the_language_or_the_place_of_a_form(odd: Site) -> None:
    page = await odd.page("/startups/hostile")
    assert not page.all("form")
    assert not page.all("input")
    assert oddities.HOSTILE_BODY.count("<form") == 1
