"""The home page: what this is, a search, figures that lead to lists, what moves."""

from __future__ import annotations

import re

from tests.web.conftest import Site
from tests.web.dom import Node
from tests.web.test_catalogue import count, phase_of, sheets, values

_ACTIVE = {"investigation", "construction", "acceleration", "consolidation", "opere"}


def number(node: Node) -> int:
    found = re.search(r"\d+", node.words)
    assert found, node.words
    return int(found[0])


async def test_one_sentence_then_a_search_come_first(demonstration: Site) -> None:
    page = await demonstration.page("/")
    assert page.one("h1").words.startswith("Les services publics numériques")
    assert f"{len(sheets())} startups" in page.one(cls="inc-hero").words
    form = page.one("form")
    assert form.attrs["action"] == "/recherche"
    assert form.attrs["role"] == "search"
    first_field = page.all("input")[0]
    assert first_field.attrs["type"] == "search"
    assert page.one("label", for_=first_field.attrs["id"]).words


async def test_every_figure_is_the_number_behind_its_link(demonstration: Site) -> None:
    page = await demonstration.page("/")
    tiles = page.all("li", cls="inc-tile")
    assert len(tiles) == 4
    for tile in tiles:
        link = tile.one("a").attrs["href"]
        shown = number(tile.one(cls="inc-tile__figure"))
        if "%" in tile.one(cls="inc-tile__figure").words:
            shown = number(tile.one(cls="inc-tile__note"))
        assert count(await demonstration.page(link)) == shown, link


async def test_the_flow_counts_each_phase_and_leads_to_it(demonstration: Site) -> None:
    page = await demonstration.page("/")
    steps = page.one("ol", cls="inc-flow").all("li")
    for step in steps:
        link = step.one("a").attrs["href"]
        assert count(await demonstration.page(link)) == number(step.one(cls="inc-flow__count"))
    assert sum(number(step.one(cls="inc-flow__count")) for step in steps) == len(sheets())


async def test_the_figures_are_those_of_the_sheets(demonstration: Site) -> None:
    active = [sheet for sheet in sheets().values() if phase_of(sheet) in _ACTIVE]
    publishing = [sheet for sheet in active if "impact" in values(sheet, "publie")]
    tiles = (await demonstration.page("/")).all("li", cls="inc-tile")
    assert number(tiles[0].one(cls="inc-tile__figure")) == len(active)
    assert f"{len(publishing)} sur {len(active)}" in tiles[2].words


async def test_the_latest_moves_say_who_what_and_when(demonstration: Site) -> None:
    page = await demonstration.page("/")
    moves = page.one("aside").all("li")
    assert moves
    assert moves[0].words == "Verger partagé entre en investigation2 novembre 2026".replace(
        "investigation2", "investigation2"
    )
    assert moves[0].links() == ["/startups/verger-partage"]


async def test_newcomers_sponsors_and_teams_find_their_way(demonstration: Site) -> None:
    page = await demonstration.page("/")
    links = page.links()
    for link in ("/startups", "/irritant", "/organisations", "/a-propos#fiches"):
        assert link in links
    about = await demonstration.page("/a-propos")
    assert about.one(id="probleme")
    assert about.one(id="fiches")
    assert page.all("h3", cls="fr-card__title")[0].words == "Verger partagé"
