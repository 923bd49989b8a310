"""The page of sprints and measures with facts behind it, in Chromium."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from incubator.config import PROJECT_ROOT
from tests.browser.conftest import NARROW, WIDE, Visit, environment, serve
from tests.browser.test_accessibility import violations
from tests.conftest import DEMONSTRATION

pytestmark = pytest.mark.browser
PAGE = "/startups/guichet-littoral/sprints"
_SMALLEST = 320
#: What an own process runs: the tests' browser keeps this one's event loop.
_FILL = """
import asyncio, sys
from incubator.store.database import open_database
from tests.web.measures.facts import Part, lively, save

async def main(url):
    async with open_database(url):
        await save(lively("guichet-littoral/site", 1).history(), invented=True)
        hidden = {Part.DEPLOYMENTS: "forbidden"}
        other = lively("guichet-littoral/carte", 2, is_archived=True)
        other.found.pop("deployments")
        await save(other.history(), state="unreachable", hidden=hidden)

asyncio.run(main(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that knows what was done in the repositories of a startup."""
    folder = tmp_path_factory.mktemp("measures")
    settings = {"INCUBATOR_GITHUB_WEB_URL": "https://forge.example"}
    url = environment(folder, DEMONSTRATION)["INCUBATOR_DATABASE_URL"]
    for address in serve(folder, DEMONSTRATION, **settings):
        filled = [sys.executable, "-c", _FILL, url]
        subprocess.run(filled, cwd=Path(PROJECT_ROOT), check=True, timeout=60)
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_axe_finds_nothing_and_every_chart_is_drawn(
    visit: Callable[..., Visit], scheme: str, size: tuple[int, int]
) -> None:
    here = visit(size, color_scheme=scheme)
    page = here.go(PAGE)
    charts = page.locator("figure[data-chart]")
    assert charts.count() >= 4
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".main-svg").first).to_be_visible()
    assert violations(page) == []
    assert here.faults == []


def test_nothing_scrolls_sideways_on_the_smallest_telephone(visit: Callable[..., Visit]) -> None:
    page = visit((_SMALLEST, 640)).go(PAGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= _SMALLEST


def test_older_sprints_unfold(visit: Callable[..., Visit]) -> None:
    page = visit().go(PAGE)
    older = page.get_by_role("table", name="Les plus anciens")
    expect(older).to_be_hidden()
    page.get_by_text("plus anciens", exact=False).first.click()
    expect(older).to_be_visible()


def test_a_startup_asks_for_no_chart(visit: Callable[..., Visit]) -> None:
    here = visit()
    asked: list[str] = []
    here.page.on("request", lambda request: asked.append(request.url))
    page = here.go("/startups/guichet-littoral")
    expect(page.locator("#sprints .inc-tile").first).to_be_visible()
    assert not [url for url in asked if "chart" in url or "plotly" in url]
