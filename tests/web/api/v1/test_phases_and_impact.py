"""Phases, who entered them, indicators and their values: what sheets say, up to the day read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from incubator.domain.impact import DatedValue
from incubator.store.impact_sources import Declared, note_values
from tests.builders import STARTUP, sheet_text, write_tree
from tests.web.api.v1.walking import every, ids, read
from tests.web.conftest import Site, site_of
from tests.web.signed import NOW

IMPACT = """
  - name: acceleration
    start: 2025-06-02
    end: 2026-12-31
  - name: acceleration
    start: 2025-06-02
  - name: consolidation
    start: 2027-01-01
impact:
  - id: dossiers
    name: Dossiers déposés
    dimension: impactant
    unit: dossiers/mois
    main: true
    better: down
    source: https://bac.example/stats
    values_url: https://bac.example/dossiers.csv
    targets: [{by: 2027-01-01, value: 12.5}]
    values: [{date: 2026-01-01, value: 30}, {date: 2027-01-01, value: 1}]
"""
ADDRESS = "https://bac.example/dossiers.csv"
INDICATOR = "bac~dossiers"


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """One startup: what its sheet says of impact, and what an address gave."""
    sheets = {
        "incubators/fabrique.md": sheet_text("title: La Fabrique"),
        "startups/bac.md": sheet_text(STARTUP.rstrip() + IMPACT),
    }
    content = write_tree(tmp_path / "content", sheets)
    async with site_of(sqlite_url, content) as found:
        await given(found, {"2026-01-01": 99, "2026-02-01": 20, "2026-03-01": 10}, days_ago=90)
        await given(found, {"2026-03-01": 11}, days_ago=1)
        yield found


async def given(site: Site, values: dict[str, float], *, days_ago: int) -> None:
    """What the address of the indicator gave on a day."""
    told = [DatedValue(date.fromisoformat(day), Decimal(value)) for day, value in values.items()]
    declared = Declared("bac", "dossiers", ADDRESS)
    await site.inside(note_values(declared, told, "", NOW - timedelta(days=days_ago)))


def attributes(one: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(one["attributes"][name] for name in names)


async def test_phases_come_in_the_programme_s_order_with_what_is_expected(plain: Site) -> None:
    phases = await every(plain, "/api/1/phases?sort=order")
    assert [one["id"] for one in phases[:3]] == ["investigation", "construction", "acceleration"]
    acceleration = phases[2]
    told = attributes(acceleration, "title", "typical_days_min", "typical_days_max", "active")
    assert told == ("Accélération", 330, 420, True)
    criteria = acceleration["attributes"]["criteria"]
    assert {"id", "text", "check"} == criteria[0].keys()
    assert "valeur-demontree" in {one["id"] for one in criteria}
    following = acceleration["relationships"]["next"]["data"]
    assert {"type": "phases", "id": "consolidation"} in following
    ending = await read(plain, "/api/1/phases?filter[ending]=true&sort=-order")
    assert ids(ending) == ["abandon-investigation", "abandon", "transfere"]
    entered = await every(plain, "/api/1/phases/acceleration/entries")
    assert "bail-en-main~2026-05-18~acceleration" in {one["id"] for one in entered}


async def test_a_phase_that_no_sheet_describes_is_there_by_its_name(site: Site) -> None:
    one = (await read(site, "/api/1/phases/opere"))["data"]
    assert attributes(one, "title", "summary", "typical_days_min") == ("Opéré", "", None)


async def test_entries_are_told_once_with_the_stay_that_each_began(site: Site) -> None:
    entries = await every(site, "/api/1/phase-entries?filter[startup]=bac")
    told = [attributes(one, "start", "end", "first", "current") for one in entries]
    assert told == [
        ("2025-06-02", None, False, True),
        ("2024-01-15", "2025-06-02", True, False),
    ]
    assert entries[0]["relationships"]["phase"]["data"]["id"] == "acceleration"
    assert entries[0]["relationships"]["incubators"]["data"][0]["id"] == "fabrique"


async def test_entries_are_filtered(site: Site) -> None:
    expected = {
        "filter[incubator]=fabrique": 2,
        "filter[incubator]=autre": 0,
        "filter[startup]=autre": 0,
        "filter[phase]=construction,opere": 1,
        "filter[current]=true": 1,
        "filter[since]=2024-01-16&filter[until]=2025-06-02": 1,
        "au=2024-12-31": 1,
        "au=2024-01-14": 0,
    }
    path = "/api/1/phase-entries"
    assert {query: len(await every(site, f"{path}?{query}")) for query in expected} == expected


async def test_on_a_past_day_the_stay_lasts(site: Site) -> None:
    (one,) = await every(site, "/api/1/phase-entries?au=2024-12-31")
    assert attributes(one, "end", "current") == (None, True)
    answer = await site.get("/api/1/phase-entries/bac~2025-06-02~acceleration?au=2024-12-31")
    assert answer.status_code == 404


async def test_an_indicator_says_where_it_stands(site: Site) -> None:
    one = (await read(site, f"/api/1/indicators/{INDICATOR}"))["data"]
    names = ("name", "dimension", "unit", "main", "better", "source", "values_url")
    told = ("Dossiers déposés", "impactant", "dossiers/mois", True, "down")
    assert attributes(one, *names) == (*told, "https://bac.example/stats", ADDRESS)
    assert one["attributes"]["targets"] == [{"date": "2027-01-01", "value": 12.5}]
    assert one["attributes"]["latest"] == {"date": "2026-03-01", "value": 11}
    past = (await read(site, f"/api/1/indicators/{INDICATOR}?au=2026-02-10"))["data"]
    assert past["attributes"]["latest"] == {"date": "2026-02-01", "value": 20}
    assert ids(await read(site, "/api/1/indicators?filter[dimension]=utile")) == []
    assert ids(await read(site, "/api/1/indicators?filter[main]=true")) == [INDICATOR]


async def test_each_value_says_where_it_comes_from(site: Site) -> None:
    values = await every(site, f"/api/1/indicators/{INDICATOR}/values")
    assert [attributes(one, "date", "value", "origin") for one in values] == [
        ("2026-01-01", 30, "sheet"),
        ("2026-02-01", 20, "address"),
        ("2026-03-01", 11, "address"),
    ]
    corrected = values[-1]
    assert attributes(corrected, "former_value", "read_from") == (10, ADDRESS)
    assert corrected["attributes"]["corrected_at"] == "2026-11-20T09:00:00Z"
    assert attributes(values[0], "read_from", "read_at", "former_value") == ("", None, None)


async def test_a_past_day_knows_no_correction_that_came_after(site: Site) -> None:
    past = await read(site, "/api/1/indicator-values/bac~dossiers~2026-03-01?au=2026-11-19")
    told = attributes(past["data"], "value", "former_value", "corrected_at")
    assert told == (10, None, None)
    indicator = (await read(site, f"/api/1/indicators/{INDICATOR}?au=2026-11-19"))["data"]
    assert indicator["attributes"]["latest"] == {"date": "2026-03-01", "value": 10}


async def test_values_are_filtered(site: Site) -> None:
    expected = {
        f"filter[indicator]={INDICATOR}&sort=-date": ["2026-03-01", "2026-02-01", "2026-01-01"],
        "filter[indicator]=autre~dossiers": [],
        "filter[since]=2026-02-01&filter[until]=2026-02-28": ["2026-02-01"],
        "filter[dimension]=utile": [],
        "filter[startup]=bac&au=2026-01-31": ["2026-01-01"],
    }
    for query, days in expected.items():
        found = await every(site, f"/api/1/indicator-values?{query}")
        assert [one["attributes"]["date"] for one in found] == days, query


async def test_a_list_costs_as_many_queries_whatever_its_length(
    plain: Site, statements: list[str]
) -> None:
    for name in ("phase-entries", "indicators", "indicator-values", "sprints"):
        costs = []
        for size in (3, 60):
            statements.clear()
            await read(plain, f"/api/1/{name}?page[size]={size}")
            costs.append(len(statements))
        assert costs[0] == costs[1] <= 10, (name, costs)
