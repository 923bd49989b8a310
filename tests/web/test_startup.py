"""A startup's page."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.conftest import TODAY
from tests.web import oddities
from tests.web.conftest import Site
from tests.web.dom import Node
from tests.web.test_catalogue import sheets


def aside(page: Node, title: str) -> Node:
    """The list below a title of the side column."""
    column = page.one("aside")
    items = [child for child in column.children if isinstance(child, Node)]
    place = next(i for i, node in enumerate(items) if node.words == title)
    return items[place + 1]


async def test_it_says_what_for_which_phase_and_since_when(demonstration: Site) -> None:
    page = await demonstration.page("/startups/bail-en-main")
    assert page.one("head").one("title").words == "Bail en main — Incubateur"
    assert page.one("h1").words == "Bail en main"
    assert page.one("p", cls="fr-text--lead").words.startswith("Prévenir l’impayé de loyer")
    meta = page.one(cls="inc-meta")
    assert meta.one(cls="fr-badge").words == "En accélération"
    assert "depuis le 18 mai 2026" in meta.words
    assert (
        page.one("a", cls="fr-btn", href="https://bail-en-main.example").words == "Voir le service"
    )


async def test_the_timeline_is_drawn_to_scale_and_given_in_words(demonstration: Site) -> None:
    page = await demonstration.page("/startups/bail-en-main")
    drawing = page.one("svg", role="img")
    assert drawing.attrs["aria-label"].startswith("Frise des phases")
    bars = drawing.all("svg", cls="inc-timeline__bar")
    phases = sheets()["bail-en-main"]["phases"]
    starts = [phase["start"] for phase in phases]
    widths = [float(bar.attrs["width"].rstrip("%")) for bar in bars]
    days = [(b - a).days for a, b in pairwise(starts)]
    assert widths[0] / widths[1] == pytest.approx(days[0] / days[1], rel=0.02)
    words = page.one("ol", cls="inc-timeline__list").words
    for phase in ("Investigation", "Construction", "Accélération"):
        assert phase in words
    assert words.count("Comité") == len(
        [e for e in sheets()["bail-en-main"]["events"] if e["name"] == "committee"]
    )
    for event in sheets()["bail-en-main"]["events"]:
        assert " ".join(str(event.get("comment", "")).split())[:40] in words


async def test_sponsors_incubators_and_people_are_links(odd: Site) -> None:
    page = await odd.page("/startups/bail-en-main")
    links = aside(page, "Qui porte").links()
    assert links[:2] == [
        "/organisations/direction-du-logement-stable",
        "/incubateurs/quai-des-droits",
    ]
    several = aside(await odd.page("/startups/deux-incubateurs"), "Qui porte").words
    assert "La Verrièreincubateur" in several
    assert "Quai des droitsco-incubateur" in several
    assert "Le Cachottierco-incubateur" in several


async def test_what_is_not_published_is_said_plainly(odd: Site) -> None:
    page = await odd.page("/startups/verger-partage")
    words = aside(page, "Transparence").words
    for said in ("Code source", "non publié", "Statistiques d’usage", "non publiées", "Budget"):
        assert said in words
    assert "Ni mesure d’impact, ni budget, ni fin de financement" in page.words
    without_budget = await odd.page("/startups/peu-de-chiffres")
    tiles = [tile.words for tile in without_budget.all("li", cls="inc-tile")]
    assert any("Budget" in tile and "non publié" in tile for tile in tiles)
    assert any("Mesure d’impact" in tile and "non publiée" in tile for tile in tiles)


async def test_what_is_published_is_a_link(demonstration: Site) -> None:
    page = await demonstration.page("/startups/acte-trouve")
    links = aside(page, "Transparence").links()
    for link in (
        "https://forge.example/acte-trouve",
        "https://acte-trouve.example/stats",
        "https://acte-trouve.example/budget",
    ):
        assert link in links


async def test_impact_budget_and_sprints_are_shown_with_their_targets(
    demonstration: Site,
) -> None:
    page = await demonstration.page("/startups/bail-en-main")
    impact = page.one("section", id="impact").words
    assert "Plans d’apurement signés" in impact
    assert "274 plans/mois en octobre 2026" in impact
    assert "objectif : 350 plans/mois d’ici novembre 2026" in impact
    assert "Rien n’est publié." in impact
    assert "Depuis le début, la startup a coûté 703 k€" in page.one(id="budget").words

    with_sprints = next(i for i, sheet in sheets().items() if sheet.get("sprints"))
    declared = sheets()[with_sprints]["sprints"]
    current = next(s["name"] for s in declared if s["start"] <= TODAY <= s["end"])
    startup = await demonstration.page(f"/startups/{with_sprints}")
    assert current in startup.one(id="sprints").words
    every = await demonstration.page(f"/startups/{with_sprints}/sprints")
    assert declared[0]["name"] in every.words


async def test_the_team_is_split_into_current_and_former(demonstration: Site) -> None:
    page = await demonstration.page("/startups/acte-trouve")
    assert "ancien" in page.one("section", id="equipe").one("summary").words
    team = (await demonstration.page("/startups/bail-en-main")).one("section", id="equipe")
    assert "Lou Fictif-Martin" in team.words
    assert "/communaute/lou.fictif-martin" in team.links()
    assert "depuis sept. 2025" in team.words


async def test_tags_lead_to_the_startups_that_share_them(demonstration: Site) -> None:
    page = await demonstration.page("/startups/bail-en-main")
    for title, link in (
        ("Public visé", "/startups?public=particulier"),
        ("Thèmes", "/startups?theme=logement"),
        ("Technologies", "/startups?technologie=python"),
    ):
        assert link in aside(page, title).links()
        results = await demonstration.page(link)
        assert "/startups/bail-en-main" in results.links()


async def test_it_says_from_which_file_it_comes_and_when_that_changed(odd: Site) -> None:
    words = (await odd.page("/startups/bail-en-main")).one(cls="inc-source").words
    assert "startups/bail-en-main.md" in words
    assert "Fiche modifiée le" in words


async def test_a_screenshot_is_shown_where_there_is_one(demonstration: Site) -> None:
    page = await demonstration.page("/startups/arret-demande")
    shot = page.one("img", cls="inc-shot")
    assert " ".join(shot.attrs["alt"].split()) == "Capture d’écran : Arrêt demandé"
    assert (await demonstration.get(shot.attrs["src"])).headers["content-type"] == "image/png"
    assert not (await demonstration.page("/startups/bail-en-main")).all("img")


async def test_one_that_has_not_begun_says_when_it_will(odd: Site) -> None:
    page = await odd.page("/startups/future")
    assert page.one(cls="inc-meta").words == "À venir à partir du 1er février 2027"
    assert "/startups/future" in (await odd.page("/phases")).links()
    listed = await odd.page("/startups?phase=inconnu")
    assert "/startups/future" in listed.links()


async def test_one_that_says_almost_nothing_still_has_a_page(odd: Site) -> None:
    page = await odd.page("/startups/vide")
    assert page.one("h1").words == "Presque rien"
    for said in (
        "Administration sponsor : non indiquée",
        "Incubateur : non indiqué",
        "Aucun membre en mission n’est indiqué.",
        "L’équipe n’a pas encore présenté le problème et la solution.",
    ):
        assert said in page.words
    assert not page.all(cls="inc-actions")


async def test_names_without_a_sheet_are_text_not_links(odd: Site) -> None:
    page = await odd.page("/startups/inconnus")
    carriers = aside(page, "Qui porte")
    assert "organisation-perdue" in carriers.words
    assert "incubateur-perdu" in carriers.words
    assert carriers.links() == ["#equipe"]


async def test_a_contact_with_headers_keeps_to_its_mailbox(odd: Site) -> None:
    page = await odd.page("/startups/entetes")
    mails = {link for link in page.links() if link.startswith("mailto:")}
    assert len(mails) == 1
    (mail,) = mails
    assert mail.startswith("mailto:equipe@exemple.example?subject=Bonjour")
    assert not set('"<> \n') & set(mail)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/startups/Nom.avec.points_ET-Majuscules", "Des points"),
        ("/startups/donn%C3%A9es-et-territoires", "Des accents dans le nom"),
        ("/startups/données-et-territoires", "Des accents dans le nom"),
        ("/startups/l'apostrophe%20%22et%22%20100%25%20&%20co%3F%23", "Des signes dans le nom"),
        ("/startups/%66ranceconnect", "FranceConnect"),
    ],
)
async def test_an_id_may_hold_anything_that_a_file_name_holds(
    odd: Site, path: str, title: str
) -> None:
    page = await odd.page(path)
    assert page.one("h1").words == title
    assert (await odd.page(f"/en{path}")).one("h1").words == title


async def test_every_card_leads_to_its_page_whatever_the_id(odd: Site) -> None:
    links = set()
    for number in (1, 2):
        results = (await odd.page(f"/startups?page={number}&tri=titre")).one(id="catalogue-results")
        links |= {card.one("a").attrs["href"] for card in results.all("article")}
    assert len(links) == len(sheets()) + oddities.PUBLISHED_STARTUPS
    for link in links:
        await odd.page(link)
