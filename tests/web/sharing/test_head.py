"""What the head of a page says to search engines and to sites that show a link."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.conftest import Site
from tests.web.dom import Node
from tests.web.test_routes import FORMS, PAGES

BASE = "http://127.0.0.1"
#: What nobody is sent to from elsewhere: forms, what one just sent, lists of finds, histories.
NOT_SHARED = {*FORMS, "submission_sent", "remark_sent", "search", "startup_history"}


def blocks(page: Node) -> list[dict[str, Any]]:
    """What a page says in JSON-LD."""
    found = page.all("script", type="application/ld+json")
    return [json.loads(one.raw_text) for one in found]


def block(page: Node, kind: str) -> dict[str, Any]:
    (found,) = [one for one in blocks(page) if one["@type"] == kind]
    return found


def property_of(page: Node, name: str) -> str:
    return page.one("meta", property=name).attrs["content"]


def canonical(page: Node) -> str:
    return page.one("link", rel="canonical").attrs["href"]


@pytest.mark.parametrize(
    ("name", "prefix"),
    [*((name, "") for name in PAGES), ("home", "/en"), ("startup_impact", "/en")],
)
async def test_a_page_is_either_made_to_be_shared_or_left_out_by_search_engines(
    plain: Site, name: str, prefix: str
) -> None:
    page = await plain.page(f"{prefix}{PAGES[name]}")
    if name in NOT_SHARED:
        assert page.one("meta", name="robots").attrs["content"] == "noindex"
        assert not page.all("meta", property="og:title")
        assert not page.all("link", rel="canonical")
        assert not blocks(page)
        return
    assert not page.all("meta", name="robots")
    assert canonical(page) == property_of(page, "og:url") == f"{BASE}{prefix}{PAGES[name]}"
    title = page.one("head").one("title").raw_text
    assert title.startswith(property_of(page, "og:title"))
    assert (
        property_of(page, "og:description") == page.one("meta", name="description").attrs["content"]
    )
    assert property_of(page, "og:site_name") in title
    assert property_of(page, "og:image").startswith(f"{BASE}{prefix}/")
    assert all(one["@context"] == "https://schema.org" for one in blocks(page))
    for crumbs in page.all(cls="fr-breadcrumb"):
        told = block(page, "BreadcrumbList")["itemListElement"]
        shown = crumbs.all("a")
        assert [one["name"] for one in told] == [one.raw_text for one in shown]
        assert [one["position"] for one in told] == list(range(1, len(shown) + 1))
        ways = [one.attrs.get("href", f"{prefix}{PAGES[name]}") for one in shown]
        assert [one["item"] for one in told] == [f"{BASE}{way}" for way in ways]


async def test_a_startup_is_told_as_a_service_of_its_sponsors_run_by_its_incubator(
    plain: Site,
) -> None:
    page = await plain.page("/startups/bail-en-main")
    told = block(page, "GovernmentService")
    assert told["name"] == "Bail en main"
    assert told["url"] == "https://bail-en-main.example"
    assert told["mainEntityOfPage"] == f"{BASE}/startups/bail-en-main"
    assert told["provider"]["@type"] == "GovernmentOrganization"
    assert told["serviceOperator"]["name"] == "Quai des droits"
    assert told["areaServed"]["name"] == "France"
    assert {"Particuliers"} <= {one["audienceType"] for one in told["audience"]}
    for link in (told["provider"]["url"], told["serviceOperator"]["url"], told["image"]):
        assert (await plain.get(link)).status_code == 200


async def test_incubators_and_administrations_are_told_as_organisations(plain: Site) -> None:
    page = await plain.page("/incubateurs/quai-des-droits")
    told = block(page, "Organization")
    service = block(await plain.page("/startups/bail-en-main"), "GovernmentService")
    assert told["@id"] == service["serviceOperator"]["@id"]
    page = await plain.page("/organisations/dinum")
    assert (
        block(page, "GovernmentOrganization")["mainEntityOfPage"] == f"{BASE}/organisations/dinum"
    )


async def test_the_home_page_tells_how_the_site_is_searched(plain: Site) -> None:
    told = block(await plain.page("/"), "WebSite")
    found = told["potentialAction"]["target"]["urlTemplate"]
    answer = await plain.get(found.replace("{search_term_string}", "loyer"))
    assert answer.status_code == 200
    assert "Bail en main" in answer.text


async def test_nothing_is_told_of_people(plain: Site) -> None:
    for path in ("/communaute/lou.fictif-martin", "/startups/bail-en-main"):
        answer = await plain.get(path)
        assert '"Person"' not in answer.text


async def test_hostile_text_stays_text(odd: Site) -> None:
    page = await odd.page("/startups/hostile")
    told = block(page, "GovernmentService")
    assert told["name"].startswith("<script>alert(1)</script>")
    assert property_of(page, "og:title").startswith("<script>alert(1)</script>")
    answer = await odd.get("/startups/hostile")
    for data in answer.text.split("application/ld+json")[1:]:
        inside = data.partition("</script>")[0]
        assert not {"<", "&", "\u2028"} & set(inside.partition(">")[2])


async def test_a_very_long_mission_is_cut(odd: Site) -> None:
    page = await odd.page("/startups/longue")
    assert len(property_of(page, "og:description")) <= 300
    assert len(block(page, "GovernmentService")["description"]) <= 500


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("/startups?q=service&phase=opere", "/startups"),
        ("/startups?q=service&page=2", "/startups?page=2"),
        ("/startups?page=1", "/startups"),
        ("/startups?page=2&page=<b>", "/startups"),
        ("/en/startups?tri=titre", "/en/startups"),
    ],
)
async def test_a_list_with_filters_names_the_list_without_them(
    plain: Site, asked: str, expected: str
) -> None:
    page = await plain.page(asked)
    assert canonical(page) == BASE + expected
    others = {
        one.attrs["hreflang"]: one.attrs["href"]
        for one in page.one("head").all("link", rel="alternate")
        if "hreflang" in one.attrs
    }
    french = expected.removeprefix("/en")
    assert others == {"fr": BASE + french, "en": f"{BASE}/en{french}", "x-default": BASE + french}


async def test_a_page_that_is_not_there_or_of_an_account_is_left_out(plain: Site) -> None:
    for path, status in (("/nulle-part", 404), ("/connexion", 200)):
        page = await plain.page(path, status=status)
        assert page.one("meta", name="robots").attrs["content"] == "noindex"
        assert not page.all("meta", property="og:title")


async def test_addresses_are_those_of_the_settings(plain: Site) -> None:
    visitor = plain.visitor(base_url="https://incubateur.example")
    answer = await visitor.get("/startups/bail-en-main")
    assert BASE not in answer.text
    assert 'href="https://incubateur.example/startups/bail-en-main"' in answer.text
