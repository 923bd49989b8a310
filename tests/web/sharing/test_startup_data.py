"""The page of everything that can be taken of a startup."""

from __future__ import annotations

import pytest

from tests.web.conftest import Site
from tests.web.dom import parse

BASE = "http://127.0.0.1"
PATH = "/startups/haie-d-honneur/donnees"


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_everything_that_the_page_gives_is_there(plain: Site, prefix: str) -> None:
    page = await plain.page(prefix + PATH)
    main = page.one("main")
    addresses = [link for link in main.links() if link.startswith(("/", BASE))]
    addresses += [image.attrs["src"] for image in main.all("img")]
    for address in addresses:
        assert (await plain.get(address)).status_code == 200, address
    forms = {one.words for one in main.all(cls="inc-taken__form")}
    assert {"JSON", "CSV", "Atom"} <= forms
    assert any("etalab.gouv.fr" in link for link in main.links())


async def test_it_is_a_tab_of_the_startup(plain: Site) -> None:
    page = await plain.page("/startups/haie-d-honneur/impact")
    assert PATH in page.one("nav", cls="inc-subnav").links()
    here = (await plain.page(PATH)).one("nav", cls="inc-subnav").one("a", aria_current="page")
    assert here.attrs["href"] == PATH


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_snippets_show_what_they_promise(plain: Site, prefix: str) -> None:
    page = await plain.page(prefix + PATH)
    own = f"{BASE}{prefix}/startups/haie-d-honneur"
    markdown = page.one("code", id="badge-markdown").raw_text
    assert markdown.endswith(f"]({own}/badge.svg)]({own})")
    shown = parse(page.one("code", id="badge-html").raw_text)
    assert shown.one("a").attrs["href"] == own
    badge = shown.one("img").attrs
    assert badge["src"] == f"{own}/badge.svg"
    assert badge["alt"] in markdown
    frame = parse(page.one("code", id="card-html").raw_text).one("iframe").attrs
    assert frame["src"] == f"{own}/carte"


async def test_buttons_wait_for_the_script(plain: Site) -> None:
    page = await plain.page(PATH)
    buttons = page.one("main").all("button")
    assert len(buttons) == 3
    texts = {node.attrs["id"] for node in page.all("code")}
    for button in buttons:
        assert "hidden" in button.attrs
        assert button.attrs["data-copy"] in texts


async def test_hostile_names_stay_text(odd: Site) -> None:
    page = await odd.page("/startups/hostile/donnees")
    code = page.one("code", id="badge-markdown").raw_text
    assert "\\<script\\>" in code
    shown = parse(page.one("code", id="badge-html").raw_text)
    assert not shown.all("script")
    assert "<script>" in shown.one("img").attrs["alt"]


async def test_a_startup_without_a_repository_offers_no_publiccode(plain: Site) -> None:
    page = await plain.page("/startups/verger-partage/donnees")
    assert not [link for link in page.links() if link.endswith("publiccode.yml")]


@pytest.mark.parametrize(
    ("startup", "status"), [("nulle-part", 404), ("retiree", 410), ("ancien-nom", 301)]
)
async def test_a_startup_that_is_not_there_has_no_data(
    odd: Site, startup: str, status: int
) -> None:
    answer = await odd.get(f"/startups/{startup}/donnees")
    assert answer.status_code == status
    if status == 301:
        assert answer.headers["location"].endswith("/donnees")
