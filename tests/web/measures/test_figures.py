"""Each figure of the page is the domain's, with its unit, its coverage and its past."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incubator.domain.delivery import measures_of
from incubator.domain.delivery_facts import EventKind
from incubator.domain.sprint_choice import sprints_of
from incubator.web.formats import Formats
from incubator.web.measures.units import duration
from tests.conftest import TODAY
from tests.web.measures.conftest import TEAM, Site, card, rows, section
from tests.web.measures.facts import Maker, at, lively, save

ZONE = ZoneInfo("Europe/Paris")
FRENCH, ENGLISH = Formats("fr", ZONE), Formats("en", ZONE)
START = date(2026, 11, 16)


def sprint_of_five() -> Maker:
    """A fortnight: three planned, two of them done, one added and done, one that left."""
    made = Maker()
    made.milestone(1, "Sprint 7", START, date(2026, 11, 29), goal="Ouvrir <b>deux</b> ports")
    before, later = START - timedelta(days=2), START + timedelta(days=2)
    # The milestone is there three days before, so that what is in it at its start is planned.
    made.milestone(2, "Sprint 6", date(2026, 11, 2), date(2026, 11, 15))
    for closed in (START + timedelta(days=1), START + timedelta(days=3), None):
        made.planned(1, "Sprint 7", START, before, closed)
    made.planned(1, "Sprint 7", START, later, START + timedelta(days=4))
    gone = made.issue(None, START - timedelta(days=6))
    made.event(gone.number, EventKind.MILESTONED, "Sprint 7", at(before, 8))
    made.event(gone.number, EventKind.DEMILESTONED, "Sprint 7", at(later, 9))
    return made


async def test_the_sprint_under_way_counts_what_was_planned_added_done_and_left(site: Site) -> None:
    await site.names("littoral/site")
    await save(sprint_of_five().history())
    page = await site.page()
    told = page.one("section", id="sprint")
    assert "Sprint en cours : Sprint 7" in told.words
    assert "du 16 au 29 novembre 2026" in told.words
    assert "encore 8 jours" in told.words
    assert "Ouvrir <b>deux</b> ports" in told.words
    tiles = [tile.words for tile in told.all("li", cls="inc-tile")]
    assert tiles == ["3 terminés", "1 reste à faire", "4 prévus au départ", "1 ajouté en cours"]
    assert "1 ticket a été retiré du sprint ou abandonné." in told.words
    assert "Il reste 1 ticket à terminer" in told.words
    assert rows(page, "Il reste 1 ticket à terminer")[-1] == ["21 novembre 2026", "1"]


async def test_past_sprints_say_what_the_domain_says(site: Site) -> None:
    await site.names("littoral/site")
    history = lively().history()
    await save(history)
    expected = sprints_of([history], (), TODAY, ZONE)
    page = await site.page()
    shown = rows(page, "Les plus récents") + rows(page, "Les plus anciens")
    assert len(shown) == len(expected.past) > 10
    for row, report in zip(shown, expected.past, strict=True):
        figures = report.figures
        assert figures is not None
        assert row[0].startswith(report.sprint.name)
        assert [int(cell) for cell in row[1:]] == [
            figures.committed, figures.added, figures.done, figures.carried_over,
            figures.removed, figures.reopened, report.late,
        ]  # fmt: skip
    chart = page.one("figure", id="velocite")
    assert "12 derniers sprints" in chart.words


@pytest.mark.parametrize(("prefix", "formats"), [("", FRENCH), ("/en", ENGLISH)])
async def test_each_measure_has_the_value_of_the_domain(
    site: Site, prefix: str, formats: Formats
) -> None:
    await site.names("littoral/site")
    history = lively().history()
    await save(history)
    page = await site.page(f"{prefix}/startups/bac/sprints")
    measures = {measure.id.value: measure for measure in measures_of([history], TODAY, ZONE)}
    assert [
        one.attrs["id"].removeprefix("mesure-") for one in page.all("li", cls="inc-measure")
    ] == list(measures)
    for name, measure in measures.items():
        shown = card(page, name)
        figures = shown.all("p", cls="inc-measure__value")
        assert bool(figures) == (measure.value is not None), name
        if measure.value is None:
            continue
        figure = figures[0].one("b").text
        if measure.unit == "hours":
            assert figure == duration(formats, measure.value)
        else:
            number = figure.split("\xa0")[0].replace(",", ".")
            assert float(number) == pytest.approx(measure.value, abs=0.5)
        assert len(shown.one("p", cls="inc-measure__definition").words) > 25


async def test_a_measure_says_what_it_rests_on_and_how_it_was_before(site: Site) -> None:
    await site.names("littoral/site")
    made = Maker()
    for rank in range(12):
        merged = TODAY - timedelta(days=rank * 7 + 1)
        known: dict[str, Any] = {} if rank else {"first_commit_at": None}
        made.pull(merged, 48, **known)
    for rank in range(13, 25):
        made.pull(TODAY - timedelta(days=rank * 7 + 1), 120)
    await save(made.history())
    page = await site.page()
    assert "Période : du 24 août au 21 novembre 2026." in section(page, "mesures")
    words = card(page, "cycle-time").words
    assert "2 jours" in words
    assert "11 demandes de fusion intégrées sur 12 ont une date de premier commit." in words
    trend = card(page, "cycle-time").one("p", cls="inc-measure__trend")
    assert trend.words == "↘ en baisse, mieux qu’avant : 5 jours"
    assert trend.one("span", aria_hidden="true").words == "↘"
    assert "→ stable, comme avant" in card(page, "throughput").words


async def test_charts_have_a_sentence_a_table_and_no_script_of_their_own(site: Site) -> None:
    await site.names("littoral/site")
    await save(lively().history())
    page = await site.page()
    charts = page.all("figure")
    assert [chart.attrs["id"] for chart in charts] == [
        "reste-a-faire", "velocite", "integrations", "temps-de-cycle", "mises-en-service",
    ]  # fmt: skip
    for chart in charts:
        assert chart.one("p", cls="inc-chart__sentence").words.endswith(".")
        assert len(chart.one("tbody").all("tr")) >= 5


async def test_sprints_of_the_sheet_count_what_happened_at_their_dates(site: Site) -> None:
    declared = "sprints:\n  - {name: Été, start: 2026-11-16, end: 2026-11-29, goal: Finir}\n"
    declared += "  - {name: Printemps, start: 2026-11-02, end: 2026-11-15}\n"
    await site.names("littoral/site", extra=declared)
    made = Maker()
    made.pull(date(2026, 11, 17), 20)
    made.pull(date(2026, 11, 4), 20)
    made.issue(None, START, date(2026, 11, 18))
    await save(made.history())
    page = await site.page()
    words = section(page, "sprint")
    assert "Sprint en cours : Été" in words
    assert "1 ticket fermé à ces dates" in words
    assert "Les sprints sont ceux que la fiche déclare." in words
    assert "GitHub n’a aucun jalon (milestone)" in words
    assert rows(page, "Les plus récents") == [["Printemps du 2 au 15 novembre 2026", "0", "1"]]


async def test_a_cadence_is_said_to_be_only_a_yardstick(site: Site) -> None:
    await site.names("littoral/site")
    made = Maker()
    made.pull(date(2026, 11, 17), 20)
    await save(made.history())
    page = await site.page()
    words = section(page, "sprint")
    assert words.startswith("Période en cours")
    assert "Aucun sprint n’est déclaré" in words
    assert "quatre façons" in words
    assert "la fiche ne déclare aucun sprint" in words


async def test_hostile_titles_are_shown_and_never_run(site: Site) -> None:
    hostile = "</script><script>alert(1)</script>"
    await site.names("littoral/site")
    made = Maker()
    made.milestone(1, hostile, START, date(2026, 11, 29), goal=hostile)
    made.planned(1, hostile, START, START - timedelta(days=1), None)
    made.milestone(2, hostile, date(2026, 11, 2), date(2026, 11, 15))
    made.planned(2, hostile, date(2026, 11, 2), date(2026, 11, 1), date(2026, 11, 9))
    made.released(hostile, date(2026, 11, 9))
    await save(made.history())
    for path in ("/startups/bac/sprints", "/en/startups/bac/sprints", "/startups/bac", TEAM):
        answer = await site.get(path, signed="/espace" in path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        await site.page(path)
