"""A startup's impact, as its page tells it."""

from __future__ import annotations

import json

import pytest

from tests.web.conftest import Site
from tests.web.dom import Node, page_faults


async def section(site: Site, startup: str, dimension: str, prefix: str = "") -> str:
    page = await site.page(f"{prefix}/startups/{startup}/impact")
    return page.one("section", id=dimension).words


def figures(page: Node) -> dict[str, dict[str, object]]:
    return {one.attrs["id"]: json.loads(one.one("script").text) for one in page.all("figure")}


def rows_of(figure: Node) -> list[list[str]]:
    """The cells of a figure's table, its head left out."""
    return [[cell.words for cell in row.all("th") + row.all("td")] for row in figure.all("tr")[1:]]


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_every_page_is_sound(site: Site, prefix: str) -> None:
    for startup in ("rien", "ailleurs", "progres", "doutes", "adresse", "hostile", "arretee"):
        for path in (f"/startups/{startup}/impact", f"/startups/{startup}"):
            page = await site.page(prefix + path)
            assert not page_faults(page)
            assert "None" not in page.words.split()


async def test_the_five_dimensions_come_in_order_and_the_empty_ones_say_so(site: Site) -> None:
    page = await site.page("/startups/doutes/impact")
    order = ["utilisable", "utilise", "utile", "impactant", "efficient"]
    sections = [one.attrs.get("id") for one in page.all("section")]
    assert [one for one in sections if one in order] == order
    for empty in ("utilisable", "utilise", "impactant", "efficient"):
        assert "L’équipe ne publie rien sur cette dimension." in page.one(id=empty).words
    short = (await site.page("/startups/doutes")).one(id="impact").words
    assert short.count("Rien n’est publié.") == 4


async def test_progress_is_said_in_words_with_its_reason(site: Site) -> None:
    reached = await section(site, "progres", "utilisable")
    assert "81,5 % en octobre 2026" in reached
    assert "Objectif atteint L’objectif était de 80 % d’ici décembre 2026." in reached
    near = await section(site, "progres", "utilise")
    assert "Sur la bonne voie" in near
    assert "il fallait 900 personnes/mois en octobre 2026 : il manque moins d’un dixième" in near
    late = await section(site, "progres", "mesure-principale")
    assert "En retard sur l’objectif L’objectif est de 12 000 dossiers/mois" in late
    assert "il manque plus d’un dixième du chemin" in late
    passed = await section(site, "progres", "efficient")
    assert "ce jour est passé, la valeur n’y est pas" in passed


async def test_each_doubt_says_why_nothing_can_be_said(site: Site) -> None:
    words = await section(site, "doutes", "utile")
    assert words.count("On ne peut pas le dire") == 4
    for why in (
        "Aucune valeur n’est publiée.",
        "Aucun objectif daté n’est publié",
        "La dernière valeur est 3 en février 2026 : après six mois, elle ne dit plus",
        "Une seule valeur est connue avant l’échéance",
    ):
        assert why in words
    assert "Aucune valeur n’est publiée." in words


async def test_changes_have_a_sign_and_say_whether_they_are_progress(site: Site) -> None:
    share = await section(site, "progres", "utilisable")
    assert "Sur six mois +6,5 points, dans le bon sens : c’était 75 % en avril 2026." in share
    assert "Sur un an +11,5 points, dans le bon sens" in share
    cost = await section(site, "progres", "efficient")
    assert "−20 %, dans le bon sens : c’était 25 €/dossier en avril 2026." in cost
    assert "Pas de valeur publiée assez proche de cette date" in cost
    main = await section(site, "progres", "mesure-principale")
    assert "−18 %, dans le mauvais sens : c’était 1 500 dossiers/mois en mars 2026" in main


async def test_missing_months_are_missing_in_the_words_the_table_and_the_line(site: Site) -> None:
    page = await site.page("/startups/progres/impact")
    figure = page.one("figure", id="valeurs-en-retard")
    assert "7 mois manquent : la ligne s’y interrompt." in figure.words
    assert "7, de février 2026 à septembre 2026" in page.one(id="mesure-principale").words
    table = rows_of(figure)
    assert table[0] == ["octobre 2026", "1 234,5", "fiche"]
    assert table[1] == ["septembre 2026", "pas de valeur", ""]
    assert len(table) == 10
    drawn = figures(page)["valeurs-en-retard"]
    line = drawn["data"][-1]  # type: ignore[index]
    assert line["y"].count(None) == 2
    assert line["connectgaps"] is False


async def test_a_late_value_is_said_but_not_of_a_startup_that_has_left(site: Site) -> None:
    late = await section(site, "doutes", "utile")
    assert late.count("Valeur en retard") == 1
    assert "Valeur en retard" not in await section(site, "arretee", "utile")


async def test_each_value_says_where_it_comes_from(site: Site) -> None:
    page = await site.page("/startups/adresse/impact")
    words = page.one(id="utilise").words
    assert "210 personnes/mois en octobre 2026" in words
    assert "La dernière valeur a été lue le 20 novembre 2026 à l’adresse" in words
    rows = rows_of(page.one("figure", id="valeurs-lue"))
    corrected = "adresse, corrigée le 20 novembre 2026 ; avant : 190"
    assert [row[2] for row in rows[:2]] == [corrected, "adresse, le 18 novembre 2026"]
    # The sheet's own value counts before what the address gave for that day.
    assert rows[2] == ["août 2026", "100", "fiche"]
    failing = page.one(id="utile").words
    assert "n’a pas pu être lue le 20 novembre 2026 : elle a répondu par l’erreur 503" in failing
    assert "n’a pas encore été lue" in page.one(id="impactant").words
    assert "https://chiffres.example/v.json" in page.links()
    short = (await site.page("/startups/adresse")).one(id="impact").words
    assert "210 personnes/mois en octobre 2026" in short


async def test_money_and_costs_say_how_they_were_counted(site: Site) -> None:
    page = await site.page("/startups/progres/impact")
    budget = page.one(id="budget").words
    assert "Le financement va jusqu’au 20 février 2027 : il reste 2 mois entiers." in budget
    assert "Depuis le début, la startup a coûté 640 k€" in budget
    assert "ou engagé quand la dépense n’est pas indiquée (de 2024 à 2026)" in budget
    rows = [[cell.words for cell in row.all("td")] for row in page.one(id="budget").all("tr")]
    assert rows[2] == ["480 k€", "300 k€", "non indiqué"]
    costs = page.one(id="couts").words
    # 480 000 € over the mean of 0 and 850; 3 twelfths of it over 1200 + 1500 + 1234.5.
    assert "1 129 € Coût par utilisateur et par an" in costs
    assert "30,50 € Coût par unité d’impact" in costs
    assert "à raison de 3 douzièmes" in costs
    over = await section(site, "doutes", "budget")
    assert "Le financement s’est terminé le 20 novembre 2026." in over
    assert "Aucun montant par année n’est publié." in over
    assert "Maturité du produit : alpha" in page.words


async def test_empty_pages_teach_and_those_of_the_past_do_not(site: Site) -> None:
    empty = await site.page("/startups/rien/impact")
    assert "Cette équipe ne publie pas encore de mesure d’impact" in empty.words
    assert "/connexion?next=%2Fespace%2Fstartups%2Frien%2Fmodifier%2Fimpact" in empty.links()
    assert "L’équipe ne publie ni budget, ni fin de financement." in empty.words
    assert not empty.all("figure")
    elsewhere = await site.page("/startups/ailleurs/impact")
    assert "https://ailleurs.example/impact" in elsewhere.links()
    assert "https://ailleurs.example/b" in elsewhere.links()


async def test_hostile_names_stay_text(site: Site) -> None:
    answer = await site.get("/startups/hostile/impact")
    assert "<script>alert" not in answer.text
    page = await site.page("/startups/hostile/impact")
    assert "<script>alert(1)</script>{{7*7}}" in page.one(id="mesure-principale").words
    drawn = json.dumps(figures(page))
    assert "<b>" not in drawn
    assert "%{y}" not in drawn
    assert not any("onclick" in link.attrs for link in page.all("a"))


async def test_english_has_its_own_numbers(site: Site) -> None:
    page = await site.page("/en/startups/progres/impact")
    assert "81.5% " in page.one(id="utilisable").words + " "
    assert "12,000 dossiers/mois" in page.one(id="mesure-principale").words
    assert page.one("h1").attrs.get("lang") is None


async def test_the_startups_page_has_no_chart(site: Site) -> None:
    page = await site.page("/startups/progres")
    assert not page.all("figure")
    assert "charts.js" not in (await site.get("/startups/progres")).text
    assert "/startups/progres/impact" in page.links()


async def test_pages_of_nothing_are_missing(site: Site) -> None:
    for path in ("/startups/nulle-part/impact", "/startups/nulle-part/impact.csv"):
        assert (await site.get(path)).status_code == 404
