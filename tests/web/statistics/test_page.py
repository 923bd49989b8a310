"""The programme in figures: charts, filters, and days that are over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incubator.domain.text import fold
from incubator.web.statistics.tables import SHEETS
from incubator.web.statistics.words import DEFINITIONS, NAMES, SECTIONS
from tests.web.conftest import Site
from tests.web.dom import Node, page_faults

FIGURES = [figure for _, figures in SECTIONS for figure in figures]


def tags(page: Node) -> list[str]:
    return [tag.words for tag in page.all("a", "fr-tag")]


async def test_every_chart_has_a_finding_a_definition_a_table_a_file_and_a_link(
    plain: Site,
) -> None:
    assert set(FIGURES) == set(SHEETS) == set(NAMES) == set(DEFINITIONS)
    page = await plain.page("/statistiques")
    assert [figure.attrs["id"] for figure in page.all("figure", "inc-chart")] == FIGURES
    links = page.links()
    for figure_id in FIGURES:
        figure = page.one("figure", id=figure_id)
        assert figure.one(cls="inc-chart__title").words
        assert figure.one(cls="inc-chart__sentence").words
        assert len(figure.all("tr")) > 1
        assert f"#{figure_id}" in links
        assert f"/statistiques#{figure_id}" in links
        assert f"/statistiques/{figure_id}.csv" in figure.links()
        assert json.loads(figure.one("script").raw_text)["data"]
    definitions = [node.words for node in page.all("p", "inc-definition")]
    assert len(definitions) == len(FIGURES)
    assert "/statistiques" in page.one("footer").links()


async def test_tables_hold_the_figures_of_the_charts(plain: Site) -> None:
    page = await plain.page("/statistiques")
    figure = page.one("figure", id="lancements")
    (bars,) = json.loads(figure.one("script").raw_text)["data"]
    rows = [[cell.words for cell in row.all("td")] for row in figure.all("tr")[1:]]
    assert [int(count) for (count,) in reversed(rows)] == bars["y"]
    names = [row.one("th").words for row in page.one("figure", id="incubateurs").all("tr")[1:]]
    assert names == sorted(names, key=fold), "no ranking"
    areas = json.loads(page.one("figure", id="phases").one("script").raw_text)["data"]
    latest = page.one("figure", id="phases").all("tr")[1].all("td")
    assert sum(band["y"][-1] for band in areas) == int(latest[-1].words) == 20


async def test_filters_combine_are_kept_in_links_and_can_be_lifted(plain: Site) -> None:
    path = "/statistiques?incubateur=quai-des-droits&incubateur=la-verriere&de=2018&a=2025"
    page = await plain.page(path)
    assert not page_faults(page)
    assert [tag.rpartition("filtre ")[2] for tag in tags(page)] == [
        "Quai des droits",
        "La Verrière",
        "depuis 2018",
        "jusqu’en 2025",
    ]
    lifts = [tag.attrs["href"] for tag in page.all("a", "fr-tag")]
    assert lifts[0] == "/statistiques?incubateur=la-verriere&de=2018&a=2025"
    query = path.partition("?")[2]
    assert f"/statistiques?{query}#phases" in page.links()
    assert f"/statistiques/phases.csv?{query}" in page.links()
    checked = [node.attrs["value"] for node in page.all("input") if "checked" in node.attrs]
    assert sorted(checked) == ["la-verriere", "quai-des-droits"]
    chosen = [node.attrs["value"] for node in page.all("option") if "selected" in node.attrs]
    assert chosen == ["2018", "2025"]
    years = [row.one("th").words for row in page.one("figure", id="lancements").all("tr")[1:]]
    assert all(2018 <= int(year) <= 2025 for year in years)


async def test_years_in_the_wrong_order_are_a_period_all_the_same(plain: Site) -> None:
    page = await plain.page("/statistiques?de=2025&a=2018")
    assert [tag.rpartition("filtre ")[2] for tag in tags(page)] == ["depuis 2018", "jusqu’en 2025"]


@pytest.mark.parametrize(
    "query",
    [
        "incubateur=nulle-part",
        "administration=%3Cscript%3E&ministere=" + "x" * 3000,
        "incubateur=quai-des-droits&ministere=aucun",
        "au=2001-01-01",
        "au=0001-01-01&de=2024",
        "incubateur=nulle-part&au=2024-01-01",
    ],
)
async def test_a_choice_without_startups_says_so(plain: Site, query: str) -> None:
    page = await plain.page(f"/statistiques?{query}")
    assert not page_faults(page)
    assert not page.all("figure", "inc-chart")
    empty = page.one(cls="inc-empty")
    assert any(link.startswith("/statistiques") for link in empty.links())
    answer = await plain.get(f"/statistiques/phases.csv?{query}")
    assert answer.text == "jour,phase,startups\r\n"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("au=hier", "« hier » n’est pas une date"),
        ("au=2024-02-30", "« 2024-02-30 » n’est pas une date"),
        ("au=20240130", "« 20240130 » n’est pas une date"),
        ("au=%F0%9F%98%80%00", "n’est pas une date"),
        ("au=2024-W05-3", "n’est pas une date"),
        ("au=9999-12-31", "n’est pas encore passé"),
        ("de=99", "« 99 » n’est pas une année"),
        ("a=%D9%A2%D9%A0%D9%A2%D9%A4", "n’est pas une année"),
        ("de=0000", "« 0000 » n’est pas une année"),
    ],
)
async def test_what_is_not_a_date_is_said_and_left_out(
    plain: Site, query: str, sentence: str
) -> None:
    page = await plain.page(f"/statistiques?{query}")
    assert not page_faults(page)
    assert sentence in page.one(cls="fr-alert--warning").words
    assert not tags(page)
    whole = await plain.page("/statistiques")
    assert page.one("figure", id="phases").words == whole.one("figure", id="phases").words


async def test_a_past_day_tells_what_dates_tell_and_that_the_rest_is_unknown(plain: Site) -> None:
    page = await plain.page("/statistiques?au=2024-01-01")
    assert not page_faults(page)
    banner = page.one(cls="fr-alert--info").words
    assert "Le programme tel qu’il était le 1er janvier 2024" in banner
    assert "/statistiques" in page.one(cls="fr-alert--info").links()
    shown = [figure.attrs["id"] for figure in page.all("figure", "inc-chart")]
    assert [one for one in FIGURES if one not in shown] == ["publications", "accessibilite"]
    for figure_id in ("publications", "accessibilite"):
        assert "Inconnu au 1er janvier 2024" in page.one("div", id=figure_id).words
        answer = await plain.get(f"/statistiques/{figure_id}.csv?au=2024-01-01")
        assert answer.text.count("\r\n") == 1
    assert page.one("figure", id="phases").all("tr")[1].one("th").words == "1er janvier 2024"
    today = await plain.page("/statistiques?au=2026-11-21")
    assert not today.all(cls="fr-alert--info"), "the tests' day is not over"


async def test_the_page_reads_in_english(plain: Site) -> None:
    page = await plain.page("/en/statistiques?de=2020&au=2025-06-30")
    assert "/en/statistiques/phases.csv?de=2020&au=2025-06-30" in page.links()
    answer = await plain.get("/en/statistiques/lancements.csv")
    assert answer.text.startswith("annee,startups\r\n")


async def test_asking_again_reads_the_version_alone(plain: Site, statements: list[str]) -> None:
    client = plain.visitor()
    counts = []
    for path in ("", "", "?de=2019", "?incubateur=la-verriere", "?au=2023-05-01"):
        statements.clear()
        assert (await client.get(f"/statistiques{path}")).status_code == 200
        counts.append(len(statements))
    assert counts[1:] == [counts[1]] * 4
    assert counts[1] < counts[0]


async def test_the_page_is_light_and_loads_no_chart_before_it_is_in_view(plain: Site) -> None:
    answer = await plain.get("/statistiques", headers={"Accept-Encoding": "gzip"})
    assert int(answer.headers["content-length"]) < 40_000
    page = await plain.page("/statistiques")
    sources = [node.attrs["src"] for node in page.all("script") if "src" in node.attrs]
    assert not any("plotly" in source for source in sources)


@pytest.mark.real_content
async def test_a_real_page_is_light_too(real: Site) -> None:
    answer = await real.get("/statistiques", headers={"Accept-Encoding": "gzip"})
    assert int(answer.headers["content-length"]) < 40_000


def test_the_documentation_has_every_figure() -> None:
    text = (Path(__file__).parents[3] / "docs/statistics.md").read_text("utf-8")
    for figure_id, sheet in SHEETS.items():
        assert f"`{figure_id}`" in text
        assert all(f"`{column}`" in text for column in sheet.columns), figure_id
