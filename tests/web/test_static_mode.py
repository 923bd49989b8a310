"""A site whose pages become files: nothing in them needs a server, and the catalogue is data."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from incubator.domain.text import words
from incubator.sheets.layout import Collection
from incubator.store.search import matching_numbers, query_words
from incubator.store.search_words import CollectionWords, collection_words
from incubator.store.snapshot import SnapshotCache
from tests.conftest import TODAY
from tests.web.conftest import Site, visitor_of
from tests.web.dom import Node, page_faults, parse

LIVE = "https://live.example.gouv.fr"
#: Of the startups' own pages, and of the people's, these stand for all of their kind.
_MANY = re.compile(r"/(startups|communaute|donnees|organisations|incubateurs|equipes)/([^/]+)")
_WALKED = re.compile(r"bail-en-main|alix|dinum|startups|la-verriere")
#: In English, where the templates are the same, only these of them.
_WALKED_IN_ENGLISH = re.compile(r"bail-en-main$|dinum$|startups$")


def static_visitor(site: Site, **settings: Any) -> httpx.AsyncClient:
    return visitor_of(replace(site.settings, **settings), site.context, is_static=True)


def addresses(page: Node) -> list[str]:
    """Everything that a page leads to or loads."""
    loaded = [n.attrs["src"] for n in (*page.all("img"), *page.all("script")) if "src" in n.attrs]
    return [*page.links(), *loaded, *(n.attrs["href"] for n in page.all("link"))]


def is_walked(path: str) -> bool:
    found = _MANY.search(path)
    walked = _WALKED_IN_ENGLISH if path.startswith("/en/") else _WALKED
    return not path.startswith(("/static/", "/api")) and (
        not found or bool(walked.match(path, found.start(2)))
    )


async def walk(visitor: httpx.AsyncClient, begin: str) -> dict[str, Node]:
    """The pages that one can reach; every address on the way answers, and asks nothing."""
    pages: dict[str, Node] = {}
    seen, waiting = set(), [begin]
    while waiting:
        address = waiting.pop().partition("#")[0]
        parts = urlsplit(address)
        if address in seen or not is_walked(parts.path):
            continue
        seen.add(address)
        asked = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        if asked - {"page"}:
            assert parts.path.removeprefix("/en") == "/startups", address
            continue
        answer = await visitor.get(address)
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            pages[address] = parse(answer.text)
            waiting += [a for a in addresses(pages[address]) if a.startswith("/")]
    return pages


async def test_no_public_page_asks_for_a_server(plain: Site) -> None:
    pages = await walk(static_visitor(plain), "/")
    assert len(pages) > 40
    assert "/en/statistiques" in pages
    for address, page in pages.items():
        faults = page_faults(page)
        if urlsplit(address).path.removeprefix("/en") == "/startups":
            # What the script fills in; elsewhere a template would come from a sheet.
            faults.remove("element <template>")
        assert not faults, address
        for form in page.all("form"):
            assert form.attrs["method"] == "get", address
            assert form.attrs["action"].removeprefix("/en") == "/startups", address
            # A form that only a script answers is hidden where none runs.
            assert "inc-needs-script" in str(form.attrs) + "".join(
                str(node.attrs) for node in form.all("div")
            )
        for link in page.links():
            assert not re.match(r"(/en)?/(connexion|espace|admin|mon-compte|recherche)", link), link


async def test_what_needs_a_server_leads_to_the_live_site_where_a_setting_names_it(
    plain: Site,
) -> None:
    visitor = static_visitor(plain, live_url=LIVE)
    expected = {
        "/en/startups/bail-en-main": f"{LIVE}/en/startups/bail-en-main/signaler",
        "/": f"{LIVE}/irritant",
        "/incubateurs/la-verriere": f"{LIVE}/incubateurs/la-verriere/irritant",
        "/communaute": f"{LIVE}/communaute",
        "/statistiques": f"{LIVE}/statistiques",
        "/phases": f"{LIVE}/connexion?next=%2Fphases",
    }
    for address, link in expected.items():
        assert link in parse((await visitor.get(address)).text).links(), address


async def test_the_former_address_of_the_search_says_what_is_searched(plain: Site) -> None:
    page = parse((await static_visitor(plain).get("/en/recherche")).text)
    assert page.one("form").attrs["action"] == "/en/startups"
    assert {"/en/organisations", "/en/incubateurs", "/en/communaute"} <= set(page.links())


async def test_a_site_with_a_server_has_no_index(plain: Site) -> None:
    for name in ("startups.fr", "startups-mots"):
        assert (await plain.get(f"/index/{name}.json")).status_code == 404


async def test_the_index_is_the_same_at_each_reading_and_names_things_in_its_language(
    plain: Site,
) -> None:
    visitor = static_visitor(plain)
    answers = [await visitor.get(f"/index/startups.{name}.json") for name in ("fr", "en", "fr")]
    french, english, again = (answer.json() for answer in answers)
    words = (await visitor.get("/index/startups-mots.json")).json()
    assert french == again
    assert french["state"] == english["state"] == words["state"]
    assert [facet["labels"][0] for facet in (french["facets"][1], english["facets"][1])] == [
        "Impact",
        "Impact",
    ]
    assert french["facets"][8]["labels"] != english["facets"][8]["labels"]
    assert (await visitor.get("/index/startups.de.json")).status_code == 404
    assert answers[0].headers["etag"] != answers[1].headers["etag"]


def holding(known: CollectionWords, heads: dict[int, list[str]], asked: list[str]) -> set[int]:
    """The numbers of the sheets that hold every word."""
    return {
        number
        for number, sheet in known.sheets.items()
        if all(any(w.startswith(a) for w in (*heads[number], *sheet.body)) for a in asked)
    }


async def test_the_words_are_those_that_the_database_searches(demonstration: Site) -> None:
    async def compare() -> None:
        snapshot = await SnapshotCache().get(TODAY)
        known = await collection_words(Collection.STARTUPS)
        heads = {c.number: words(f"{c.title} {c.mission}") for c in snapshot.index.cards}
        for text in ("loyer", "service", "équipe", "a", "données publiques", "2024", "œuvre"):
            found = await matching_numbers(text, Collection.STARTUPS)
            assert holding(known, heads, query_words(text)) == set(found), text
        assert known.mean_length > 10

    await demonstration.inside(compare())


@pytest.mark.real_content
async def test_the_index_of_a_real_catalogue_is_light(real: Site) -> None:
    visitor = static_visitor(real)
    for name in ("startups.fr", "startups.en", "startups-mots"):
        answer = await visitor.get(f"/index/{name}.json")
        assert len(gzip.compress(answer.content, 6)) <= 80_000, name
    page = await visitor.get("/startups")
    scripts = [n.attrs["src"] for n in parse(page.text).all("script") if "src" in n.attrs]
    files = [await visitor.get(src) for src in scripts]
    assert sum(len(gzip.compress(f.content, 6)) for f in (page, *files)) <= 40_000
