"""Administrations: the list by ministry, and a sponsor's portfolio."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Site
from tests.web.test_catalogue import count, phase_of, sheets, values

_ACTIVE = {"investigation", "construction", "acceleration", "consolidation", "opere"}


async def test_the_list_groups_administrations_by_ministry(demonstration: Site) -> None:
    page = await demonstration.page("/organisations")
    assert "14 administrations" in page.words
    groups = {g.one("h2").words: g.links() for g in page.all("section", cls="inc-columns__group")}
    assert "/organisations/dinum" in groups["Services du Premier ministre"]
    names = list(groups)
    assert names == sorted(names, key=lambda n: n.replace("É", "E"))


@pytest.mark.parametrize("text", ["DINUM", "dinum", "interministérielle du num", "NUMERIQUE"])
async def test_a_sponsor_finds_itself_by_acronym_or_name(demonstration: Site, text: str) -> None:
    page = await demonstration.page(f"/organisations?q={text}")
    assert "/organisations/dinum" in page.links()


async def test_a_search_without_answer_says_what_to_try(demonstration: Site) -> None:
    page = await demonstration.page("/organisations?q=zzz")
    assert "Aucune administration ne correspond" in page.words
    assert "/organisations" in page.links()


@pytest.mark.parametrize("organisation", ["dinum", "direction-du-logement-stable", "sgmap"])
async def test_a_sponsor_sees_its_portfolio_by_phase(
    demonstration: Site, organisation: str
) -> None:
    page = await demonstration.page(f"/organisations/{organisation}")
    mine = {i: s for i, s in sheets().items() if organisation in values(s, "administration")}
    links = {link for link in page.links() if link.startswith("/startups/")}
    assert links == {f"/startups/{startup}" for startup in mine}


@pytest.mark.parametrize("organisation", ["dinum", "office-des-vergers"])
async def test_every_figure_of_a_sponsor_is_the_number_behind_its_link(
    demonstration: Site, organisation: str
) -> None:
    page = await demonstration.page(f"/organisations/{organisation}")
    for tile in page.all("li", cls="inc-tile"):
        shown = re.search(r"\d+", tile.one(cls="inc-tile__figure").words)
        assert shown
        link = tile.one("a").attrs["href"]
        assert count(await demonstration.page(link)) == int(shown[0]), link
    active = [
        s
        for s in sheets().values()
        if organisation in values(s, "administration") and phase_of(s) in _ACTIVE
    ]
    assert page.all(cls="inc-tile__figure")[0].words == str(len(active))


async def test_an_administration_without_a_startup_or_a_ministry_has_a_page(odd: Site) -> None:
    page = await odd.page("/organisations/Pr%C3%A9fecture%20de%20l'%C3%89t%C3%A9")
    assert page.one("h1").words == "Préfecture de l’Été"
    assert "Aucune fiche ne nomme cette administration comme sponsor." in page.words
    assert "Domaine non renseigné" in page.words
