"""The catalogue: search, facets, sort and pages, all in the address."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from tests.conftest import DEMONSTRATION, TODAY
from tests.web.conftest import Site, site_of
from tests.web.dom import Node

#: The thirteen choices that a reader has: the parameter, and its value where only one is meant.
FACETS = {
    "phase": ("phase", None),
    "incubator": ("incubateur", None),
    "sponsor": ("administration", None),
    "ministry domain": ("ministere", None),
    "type of user": ("public", None),
    "theme": ("theme", None),
    "technology": ("technologie", None),
    "national impact": ("impact-national", "oui"),
    "open code": ("publie", "code"),
    "published statistics": ("publie", "statistiques"),
    "published budget": ("publie", "budget"),
    "published impact": ("publie", "impact"),
    "accessibility status": ("accessibilite", None),
}
ORDER = "investigation construction acceleration consolidation opere transfere abandon".split()


@lru_cache(maxsize=1)
def sheets() -> dict[str, dict[str, Any]]:
    """The demonstration's front matters, read without the program."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        for path in sorted((DEMONSTRATION / "startups").glob("*.md"))
    }


def listed(sheet: dict[str, Any], key: str) -> set[str]:
    return {str(value).lower() for value in sheet.get(key) or []}


def phase_of(sheet: dict[str, Any]) -> str:
    begun = [p for p in sheet["phases"] if p["start"] <= TODAY]
    last = max(p["start"] for p in begun)
    return max((p["name"] for p in begun if p["start"] == last), key=lambda n: (*ORDER, n).index(n))


def ministries(sheet: dict[str, Any]) -> set[str]:
    found = set()
    for sponsor in sheet.get("sponsors") or []:
        file = DEMONSTRATION / "organisations" / f"{sponsor.rsplit('/', 1)[-1]}.md"
        found.add(
            yaml.safe_load(file.read_text(encoding="utf-8").split("---\n")[1]).get(
                "domaine_ministeriel"
            )
        )
    return found - {None}


def values(sheet: dict[str, Any], parameter: str) -> set[str]:  # noqa: PLR0911 - a table of rules
    """What a sheet says for a parameter, in the test's own reading of the rules."""
    match parameter:
        case "phase":
            return {phase_of(sheet)}
        case "incubateur":
            return set(sheet.get("incubators") or [sheet["incubator"]])
        case "administration":
            return {sponsor.rsplit("/", 1)[-1] for sponsor in sheet.get("sponsors") or []}
        case "ministere":
            return ministries(sheet)
        case "public":
            return listed(sheet, "usertypes")
        case "theme":
            return listed(sheet, "thematiques")
        case "technologie":
            return listed(sheet, "techno")
        case "impact-national":
            events = sheet.get("events") or []
            known = any(e["name"] == "national_impact" and e["date"] <= TODAY for e in events)
            return {"oui"} if known else set()
        case "accessibilite":
            return {sheet.get("accessibility_status") or "inconnu"}
    answers = {
        "code": sheet.get("repository") or sheet.get("repositories"),
        "statistiques": sheet.get("stats_url") or (sheet.get("stats") and sheet.get("link")),
        "budget": sheet.get("budget_url") or sheet.get("budget"),
        "impact": sheet.get("impact_url")
        or any(i.get("values") for i in sheet.get("impact") or []),
    }
    return {name for name, answer in answers.items() if answer}


def titles(page: Node) -> list[str]:
    cards = page.one(id="catalogue-results").all("article")
    return [card.one(cls="fr-card__title").words for card in cards]


def count(page: Node) -> int:
    found = re.search(r"\d+", page.one(id="catalogue-count").words)
    assert found
    return int(found[0])


def shown_counts(page: Node, parameter: str) -> dict[str, int]:
    boxes = page.all("input", type="checkbox", name=parameter)
    labels = {label.attrs.get("for"): label for label in page.all("label")}
    return {
        box.attrs["value"]: int(labels[box.attrs["id"]].one(cls="inc-count").words) for box in boxes
    }


def plain(text: str) -> str:
    """Values as addresses have them: tags are folded to lower case without accents."""
    return text.translate(str.maketrans("àâéèêëîïôùûüç", "aaeeeeiiouuuc"))


@pytest.mark.parametrize("facet", FACETS)
async def test_a_facet_counts_what_the_sheets_say(demonstration: Site, facet: str) -> None:
    parameter, only = FACETS[facet]
    counter = Counter(value for sheet in sheets().values() for value in values(sheet, parameter))
    expected = {plain(v): n for v, n in counter.items() if only in (None, v)}
    shown = shown_counts(await demonstration.page("/startups"), parameter)
    assert expected
    assert {v: n for v, n in shown.items() if only in (None, v)} == expected


@pytest.mark.parametrize("facet", FACETS)
async def test_ticking_a_value_gives_as_many_startups_as_it_announced(
    demonstration: Site, facet: str
) -> None:
    parameter, only = FACETS[facet]
    shown = shown_counts(await demonstration.page("/startups"), parameter)
    chosen = [(v, n) for v, n in shown.items() if only in (None, v)]
    for value, announced in chosen[:4]:
        page = await demonstration.page(f"/startups?{urlencode({parameter: value})}")
        assert count(page) == announced
        assert len(titles(page)) == announced
        box = page.one("input", name=parameter, value=value)
        assert "checked" in box.attrs


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("phase=investigation&phase=construction", lambda s: phase_of(s) in ORDER[:2]),
        ("publie=code&publie=budget", lambda s: {"code", "budget"} <= values(s, "publie")),
        (
            "phase=acceleration&publie=impact",
            lambda s: phase_of(s) == "acceleration" and "impact" in values(s, "publie"),
        ),
        (
            "impact-national=oui&public=entreprise",
            lambda s: values(s, "impact-national") and "entreprise" in values(s, "public"),
        ),
    ],
)
async def test_values_of_a_facet_add_up_and_facets_narrow(
    demonstration: Site, query: str, expected: Any
) -> None:
    page = await demonstration.page(f"/startups?{query}")
    assert sorted(titles(page)) == sorted(s["title"] for s in sheets().values() if expected(s))


async def test_a_facet_and_a_search_combine_and_counts_follow(demonstration: Site) -> None:
    found = await demonstration.page("/startups?q=commune")
    assert 0 < count(found) < len(sheets())
    counts = shown_counts(found, "phase")
    for phase, announced in counts.items():
        both = await demonstration.page(f"/startups?q=commune&phase={phase}")
        assert count(both) == announced
        assert set(titles(both)) <= set(titles(found))
    assert sum(counts.values()) == count(found)


@pytest.mark.parametrize("text", ["loyer", "LOYER", "Lôyèr", "  loyer  ", "loyers", "LOY"])
async def test_search_forgives_case_accents_plurals_and_ends_of_words(
    demonstration: Site, text: str
) -> None:
    page = await demonstration.page(f"/startups?{urlencode({'q': text})}")
    assert "Bail en main" in titles(page)


async def test_a_title_comes_before_a_mission_and_a_mission_before_a_body(odd: Site) -> None:
    page = await odd.page("/startups?q=bail")
    assert titles(page)[0] == "Bail en main"
    page = await odd.page("/startups?q=loyer")
    assert titles(page)[0] == "Bail en main"


@pytest.mark.parametrize(
    "text",
    ["'", '"', "*", "a*b", "NOT", "AND OR", "(", "-", "%", "\\", "NEAR(a b)", ":", "œ", "日本"],
)
async def test_marks_of_a_query_language_are_only_characters(
    demonstration: Site, text: str
) -> None:
    page = await demonstration.page(f"/startups?{urlencode({'q': text})}")
    assert page.one("input", id="q").attrs["value"] == text


async def test_sorting_by_title_is_alphabetical_without_accents(demonstration: Site) -> None:
    found = titles(await demonstration.page("/startups?tri=titre"))
    assert found == sorted(found, key=lambda title: plain(title.lower().replace("’", " ")))


async def test_the_newest_come_first_by_default(demonstration: Site) -> None:
    def first_day(title: str) -> date:
        sheet = next(s for s in sheets().values() if s["title"] == title)
        return min(phase["start"] for phase in sheet["phases"])

    days = [first_day(title) for title in titles(await demonstration.page("/startups"))]
    assert days == sorted(days, reverse=True)
    same = titles(await demonstration.page("/startups?tri=recentes"))
    assert [first_day(title) for title in same] == days


async def test_the_latest_changes_of_phase_can_come_first(demonstration: Site) -> None:
    def since(title: str) -> date:
        sheet = next(s for s in sheets().values() if s["title"] == title)
        return max(phase["start"] for phase in sheet["phases"] if phase["start"] <= TODAY)

    days = [since(title) for title in titles(await demonstration.page("/startups?tri=changement"))]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("sort", ["pertinence", "inconnu", "", "titre'"])
async def test_a_sort_that_makes_no_sense_is_the_default(demonstration: Site, sort: str) -> None:
    page = await demonstration.page(f"/startups?tri={sort}")
    assert titles(page) == titles(await demonstration.page("/startups"))
    assert page.one("option", selected="").attrs["value"] == "recentes"


@pytest.mark.parametrize("number", ["0", "-1", "abc", "²", "1.5", "", "٣", "9" * 40, "1"])
async def test_a_page_number_that_is_none_is_the_first(demonstration: Site, number: str) -> None:
    page = await demonstration.page(f"/startups?{urlencode({'page': number})}")
    assert titles(page) == titles(await demonstration.page("/startups"))


async def test_a_page_past_the_end_leads_back(demonstration: Site) -> None:
    page = await demonstration.page("/startups?page=99999&phase=construction")
    assert not titles(page)
    assert "Cette page n’existe pas" in page.one(id="catalogue-results").words
    assert "/startups?phase=construction" in page.one(id="catalogue-results").links()


async def test_pages_follow_each_other_and_keep_the_question(odd: Site) -> None:
    phases = "&".join(f"phase={phase}" for phase in ORDER)
    first = await odd.page(f"/startups?{phases}&tri=titre")
    link = first.one(rel="next").attrs["href"]
    assert "phase=construction" in link
    assert "phase=opere" in link
    assert "tri=titre" in link
    second = await odd.page(link)
    assert second.one(rel="prev").attrs["href"] in {
        link.replace("&page=2", ""),
        link.replace("page=2", "page=1"),
    }
    assert not set(titles(first)) & set(titles(second))
    assert len(titles(first)) + len(titles(second)) == count(first) == count(second)
    assert second.one(aria_current="page", cls="fr-pagination__link").words == "2"


@pytest.mark.parametrize("parameter", [name for name, _ in FACETS.values()])
async def test_an_unknown_value_finds_nothing_and_can_be_lifted(
    demonstration: Site, parameter: str
) -> None:
    value = "Inconnu <au> bataillon"
    page = await demonstration.page(f"/startups?{urlencode({parameter: value})}")
    assert count(page) == 0
    results = page.one(id="catalogue-results")
    assert "Aucune startup ne correspond" in results.words
    assert "/startups" in results.links()
    ticked = [box.attrs["value"].lower() for box in page.all("input") if "checked" in box.attrs]
    assert ticked == [value.lower()]


async def test_when_nothing_is_found_the_page_says_which_filter_to_lift(
    demonstration: Site,
) -> None:
    page = await demonstration.page("/startups?q=loyer&phase=abandon")
    lifts = [node for node in page.one(cls="inc-empty").all("a") if "data-refresh" in node.attrs]
    for lift in lifts:
        assert count(await demonstration.page(lift.attrs["href"])) > 0
    assert {lift.attrs["href"] for lift in lifts} == {
        "/startups?phase=abandon",
        "/startups?q=loyer",
    }


async def test_chosen_filters_are_tags_that_take_one_away(demonstration: Site) -> None:
    page = await demonstration.page(
        "/startups?q=service&phase=construction&phase=opere&administration=dinum&tri=titre"
    )
    tags = page.all("a", cls="fr-tag--dismiss")
    assert [tag.words for tag in tags] == [
        "Retirer le filtre « service »",
        "Retirer le filtre Construction",
        "Retirer le filtre Opéré",
        "Retirer le filtre DINUM",
    ]
    assert tags[1].attrs["href"] == "/startups?q=service&phase=opere&administration=dinum&tri=titre"


async def test_a_card_says_what_a_reader_chooses_by(demonstration: Site) -> None:
    page = await demonstration.page("/startups?q=bail+en+main")
    card = page.one(id="catalogue-results").all("article")[0]
    assert card.links() == ["/startups/bail-en-main"]
    for words in (
        "Bail en main",
        "Prévenir l’impayé de loyer",
        "En accélération",
        "Quai des droits",
        "DLS",
        "impact publié",
        "budget publié",
        "code publié",
    ):
        assert words in card.words
    page = await demonstration.page("/startups/?q=verger+partage".replace("/?", "?"))
    assert "code non publié" in page.one(id="catalogue-results").words


async def test_the_form_holds_the_whole_question(demonstration: Site) -> None:
    page = await demonstration.page("/startups?q=service&publie=code&theme=logement&tri=titre")
    form = page.one("form", id="catalogue-form")
    assert form.attrs["method"] == "get"
    assert form.attrs["action"] == "/startups"
    ticked = {n.attrs["value"] for n in form.all("input") if "checked" in n.attrs}
    assert ticked == {"code", "logement"}
    assert form.one("input", name="q").attrs["value"] == "service"
    assert form.one("option", selected="").attrs["value"] == "titre"
    assert form.all("button", type="submit")


async def test_an_empty_catalogue_says_so(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "content" / "startups").mkdir(parents=True)
    async with site_of(sqlite_url, tmp_path / "content") as site:
        for path in ("/", "/startups"):
            assert "Aucune fiche pour l’instant" in (await site.page(path)).words
        for path in ("/phases", "/incubateurs", "/organisations", "/communaute", "/recherche?q=a"):
            await site.page(path)
