"""Sprints of teams: from public repositories and sheets, as their public page tells them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders import STARTUP, sheet_text, write_tree
from tests.web.api.v1.walking import every, read
from tests.web.conftest import Site, site_of
from tests.web.measures.facts import Maker, save

FORGE = "https://forge.example"
CURRENT = "bac~milestones.1-2.2026-11-29"
DECLARED = """
sprints:
  - {name: Récolte, start: 2026-11-16, end: 2026-11-29, goal: Cueillir}
  - {name: Semis, start: 2026-03-02, end: 2026-03-15}
  - {name: Repos, start: 2026-12-01, end: 2026-12-14}
"""


def public() -> Maker:
    """A public repository: a sprint that is over, one under way, one to come."""
    made = Maker("littoral/site", 1)
    made.milestone(1, "Sprint 1", date(2026, 10, 26), date(2026, 11, 8))
    made.milestone(2, "Sprint 2", date(2026, 11, 9), date(2026, 11, 29), goal="Ouvrir")
    made.milestone(3, "Sprint 3", date(2026, 11, 10), date(2026, 12, 13))
    for closed in (None, date(2026, 11, 12)):
        made.planned(2, "Sprint 2", date(2026, 11, 9), date(2026, 11, 8), closed)
    return made


def secret() -> Maker:
    """A private one, with more issues in a sprint of the same days."""
    made = Maker("littoral/coffre", 2, is_private=True)
    made.milestone(1, "Projet Ombre", date(2026, 11, 9), date(2026, 11, 28))
    made.milestone(2, "Sprint 2", date(2026, 11, 9), date(2026, 11, 29), goal="Ouvrir")
    for _ in range(31):
        made.planned(2, "Sprint 2", date(2026, 11, 9), date(2026, 11, 8), None)
    return made


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    named = "\n".join(f"  - {FORGE}/littoral/{name}" for name in ("site", "coffre"))
    sheets = {
        "incubators/fabrique.md": sheet_text("title: La Fabrique"),
        "startups/bac.md": sheet_text(f"{STARTUP.rstrip()}\nrepositories:\n{named}"),
        "startups/potager.md": sheet_text(STARTUP.rstrip() + DECLARED),
    }
    content = write_tree(tmp_path / "content", sheets)
    async with site_of(sqlite_url, content, github_web_url=FORGE) as found:
        for made in (public(), secret()):
            await found.inside(save(made.history()))
        yield found


def told(one: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(one["attributes"][name] for name in names)


async def test_sprints_of_milestones_are_counted_and_private_ones_never(site: Site) -> None:
    answer = await site.get("/api/1/sprints?filter[startup]=bac&sort=end")
    assert "Ombre" not in answer.text
    sprints = await every(site, "/api/1/sprints?filter[startup]=bac&sort=end")
    assert [told(one, "name", "state", "source") for one in sprints] == [
        ("Sprint 1", "past", "milestones"),
        ("Sprint 2", "current", "milestones"),
        ("Sprint 3", "coming", "milestones"),
    ]
    current = sprints[1]
    assert current["id"] == CURRENT
    assert current["attributes"]["goal"] == "Ouvrir"
    figures = current["attributes"]["figures"]
    assert (figures["committed"], figures["done"], figures["carried_over"]) == (2, 1, 1)
    assert current["attributes"]["burndown"][-1]["remaining"] == 1
    assert told(sprints[2], "figures", "burndown", "closed_issues") == (None, [], None)


async def test_what_is_told_is_what_the_page_tells(site: Site) -> None:
    page = (await site.page("/startups/bac/sprints")).words
    for one in await every(site, "/api/1/sprints?filter[startup]=bac"):
        assert one["attributes"]["name"] in page
        assert one["links"]["alternate"]["href"].endswith("/startups/bac/sprints")
    assert "2 prévus au départ" in page


async def test_sheets_declare_sprints_too_and_a_cadence_is_none(site: Site) -> None:
    declared = await every(site, "/api/1/sprints?filter[startup]=potager&sort=start")
    assert [told(one, "name", "goal", "state") for one in declared] == [
        ("Semis", "", "past"),
        ("Récolte", "Cueillir", "current"),
        ("Repos", "", "coming"),
    ]
    assert {told(one, "source", "figures", "closed_issues") for one in declared} == {
        ("sheet", None, None)
    }


async def test_sprints_are_filtered(site: Site) -> None:
    expected = {
        "filter[source]=sheet&filter[state]=current": {"Récolte"},
        "filter[incubator]=fabrique&filter[state]=current": {"Sprint 2", "Récolte"},
        "filter[since]=2026-03-15&filter[until]=2026-03-20": {"Semis"},
        "filter[startup]=ailleurs": set(),
    }
    for query, names in expected.items():
        found = await every(site, f"/api/1/sprints?{query}")
        assert {told(one, "name")[0] for one in found} == names, query


async def test_a_past_day_has_no_sprint_that_had_not_begun_nor_what_was_counted_since(
    site: Site,
) -> None:
    found = await every(site, "/api/1/sprints?au=2026-11-15")
    assert {told(one, "name", "state") for one in found} == {
        ("Sprint 1", "past"),
        ("Sprint 2", "current"),
        ("Semis", "past"),
    }
    current = (await read(site, f"/api/1/sprints/{CURRENT}?au=2026-11-15"))["data"]
    assert told(current, "figures", "burndown") == (None, [])
    unknown = await site.get(
        "/api/1/sprints/potager~sheet.2026-11-16.2026-11-29.recolte?au=2026-11-15"
    )
    assert unknown.status_code == 404
