"""Incubators: the list, and one with its portfolio, its teams and its people."""

from __future__ import annotations

from tests.web.conftest import Site
from tests.web.test_catalogue import phase_of, sheets, values

_ACTIVE = {"investigation", "construction", "acceleration", "consolidation", "opere"}


async def test_the_list_says_who_owns_each_and_how_many_it_supports(demonstration: Site) -> None:
    page = await demonstration.page("/incubateurs")
    cards = {card.one("a").attrs["href"]: card.words for card in page.all("article")}
    mine = [s for s in sheets().values() if "la-verriere" in values(s, "incubateur")]
    active = [s for s in mine if phase_of(s) in _ACTIVE]
    words = cards["/incubateurs/la-verriere"]
    assert f"{len(active)} active sur {len(mine)}" in words


async def test_an_incubator_shows_its_whole_portfolio_by_phase(demonstration: Site) -> None:
    page = await demonstration.page("/incubateurs/la-verriere")
    mine = {i for i, s in sheets().items() if "la-verriere" in values(s, "incubateur")}
    portfolio = page.one("section", id="portefeuille")
    links = {link for link in portfolio.links() if link.startswith("/startups/")}
    assert links == {f"/startups/{startup}" for startup in mine}
    assert page.one("h1").words == "La Verrière"


async def test_its_teams_and_their_people_have_pages(demonstration: Site) -> None:
    page = await demonstration.page("/incubateurs/la-verriere")
    assert "/equipes/la-verriere-design" in page.links()
    team = await demonstration.page("/equipes/la-verriere-design")
    assert "/incubateurs/la-verriere" in team.links()
    people = [link for link in team.links() if link.startswith("/communaute/")]
    assert people
    assert set(people) & set(page.links())


async def test_a_hidden_incubator_is_listed_nowhere_but_its_startups_are(odd: Site) -> None:
    assert "Le Cachottier" not in (await odd.page("/incubateurs")).words
    await odd.page("/incubateurs/cachottier", status=404)
    startup = await odd.page("/startups/cachee")
    assert "Le Cachottier" in startup.words
    assert "/incubateurs/cachottier" not in startup.links()
    catalogue = await odd.page("/startups?incubateur=cachottier")
    assert "/startups/cachee" in catalogue.links()
    team = await odd.page("/equipes/hostile")
    assert "/incubateurs/cachottier" not in team.links()
    assert not [
        link
        for link in (await odd.page("/recherche?q=cachottier")).links()
        if "cachottier" in link and link.startswith("/incub")
    ]


async def test_an_incubator_without_startups_says_so(odd: Site) -> None:
    page = await odd.page("/incubateurs/hostile")
    assert "n’accompagne pas encore de startup" in page.words
