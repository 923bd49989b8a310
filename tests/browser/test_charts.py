"""Charts in Chromium, under the policy of every page, in the page's colours and language."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from incubator.charts.bundle import FILE_NAME, version_of, whole_file
from incubator.charts.fetch import BundleError, fetch_bundle
from incubator.config import CHARTS_FOLDER, PROJECT_ROOT
from tests.browser.conftest import NARROW, WIDE, Visit, free_port, wait_for, watch
from tests.charts.samples import charts

pytestmark = pytest.mark.browser
both_bundles = pytest.mark.parametrize("site", ["basic", "whole"], indirect=True)
IDS = [chart.id for chart in charts()]
_BUNDLE = "**/static/charts/plotly.*.js"
_DARK_BLUE, _LIGHT_BLUE = "rgb(93, 185, 240)", "rgb(0, 105, 168)"


def is_fetched() -> bool:
    """Whether the smaller Plotly.js is in its place, as `scripts/run` puts it there."""
    whole = whole_file()
    return whole is not None and version_of(CHARTS_FOLDER / FILE_NAME) == version_of(whole)


def serve(bundle: Path) -> Iterator[str]:
    """The address of a page with every chart, drawn by the Plotly.js of a folder."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.charts.served", str(port), str(bundle)], cwd=PROJECT_ROOT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with what Plotly's Python package brought."""
    yield from serve(tmp_path_factory.mktemp("nothing"))


@pytest.fixture(scope="module")
def basic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with the smaller one, which must be there to fetch on CI, not on a laptop."""
    try:
        fresh = tmp_path_factory.mktemp("charts")
        folder = CHARTS_FOLDER if is_fetched() else fetch_bundle(fresh).file.parent
    except BundleError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"the smaller Plotly.js can't be fetched: {error}")
    yield from serve(folder)


@pytest.fixture
def site(request: pytest.FixtureRequest) -> str:
    """The page with the bundle that a test names, else with the quickest that is there."""
    name = getattr(request, "param", "basic" if is_fetched() else "whole")
    return str(request.getfixturevalue(name))


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Visit]]:
    """Open a page; at the end nothing may have gone wrong in it."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def open_one(size: tuple[int, int] = WIDE, **options: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, service_workers="block", **options
        )
        one = Visit(context.new_page(), site)
        watch(one)
        opened.append((context, one))
        return one

    yield open_one
    for context, _ in opened:
        context.close()
    faults = [fault for _, one in opened for fault in one.faults]
    assert not faults, faults


def draw_all(page: Page) -> None:
    """Scroll to each chart and wait until it is drawn."""
    for name in IDS:
        page.locator(f"#{name}").scroll_into_view_if_needed()
        expect(page.locator(f"#{name}.is-drawn .main-svg").first).to_be_visible()


def colour_of_bars(page: Page) -> str:
    bar = page.locator("#velocity .bars path").first
    return str(bar.evaluate("bar => getComputedStyle(bar).fill"))


@both_bundles
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_chart_is_drawn_with_one_request_to_this_server(
    visit: Callable[..., Visit], size: tuple[int, int]
) -> None:
    one = visit(size)
    asked: list[str] = []

    def note(request: Request) -> None:
        if "plotly" in request.url:
            asked.append(request.url)

    one.page.on("request", note)
    page = one.go("/")
    draw_all(page)
    assert len(asked) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    # What the pointer shows is drawn under the same policy.
    for mark in ("#velocity .bars .point path", "#cycle-time .points path"):
        page.locator(mark).first.scroll_into_view_if_needed()
        box = page.locator(mark).first.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator(f"{mark.split()[0]} .hovertext").first).to_be_visible()
    # Plotly's own rules are in effect: without them its layers would lie below one another.
    layer = page.locator("#velocity .main-svg").nth(1)
    assert layer.evaluate("svg => getComputedStyle(svg).position") == "absolute"


def test_nothing_is_loaded_before_a_chart_comes_into_view(visit: Callable[..., Visit]) -> None:
    page = visit().go("/?lines=80")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("typeof Plotly") == "undefined"
    page.locator("#burndown").scroll_into_view_if_needed()
    expect(page.locator("#burndown.is-drawn")).to_be_visible()
    assert not page.locator("#deployments").evaluate("chart => chart.matches('.is-drawn')")


def test_nothing_moves_when_charts_are_drawn(visit: Callable[..., Visit]) -> None:
    one = visit()
    held: list[Route] = []
    one.page.route(_BUNDLE, lambda route: held.append(route))  # noqa: PLW0108 - it is given an attribute
    page = one.go("/")
    page.wait_for_function("() => document.querySelector('.is-wired')")
    before = page.evaluate("document.documentElement.scrollHeight")
    held[0].continue_()
    draw_all(page)
    assert page.evaluate("document.documentElement.scrollHeight") == before


def test_without_scripts_tables_are_open_and_there_is_no_empty_frame(
    visit: Callable[..., Visit],
) -> None:
    page = visit(java_script_enabled=False).go("/")
    for name in IDS:
        expect(page.locator(f"#{name} table")).to_be_visible()
        expect(page.locator(f"#{name} .inc-chart__frame")).to_be_hidden()
        expect(page.locator(f"#{name} button")).to_be_hidden()


def test_figures_are_in_a_table_beside_each_chart(visit: Callable[..., Visit]) -> None:
    page = visit().go("/")
    table = page.locator("#velocity table")
    expect(table).to_be_hidden()
    page.locator("#velocity summary").press("Enter")
    expect(table).to_be_visible()
    expect(table.get_by_role("rowheader")).to_have_count(3)


def test_colours_follow_the_reader_from_light_to_dark(visit: Callable[..., Visit]) -> None:
    page = visit(color_scheme="light").go("/")
    draw_all(page)
    assert colour_of_bars(page) == _LIGHT_BLUE
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "blue => getComputedStyle(document.querySelector('#velocity .bars path')).fill === blue",
        arg=_DARK_BLUE,
    )


def test_paper_has_the_colours_of_daylight_and_tables_for_what_was_not_drawn(
    visit: Callable[..., Visit],
) -> None:
    page = visit(color_scheme="dark").go("/")
    page.locator("#velocity").scroll_into_view_if_needed()
    expect(page.locator("#velocity.is-drawn")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert colour_of_bars(page) == _LIGHT_BLUE
    assert page.locator("#velocity .main-svg").first.get_attribute("width") == "680"
    expect(page.locator("#deployments .inc-chart__frame")).to_be_hidden()
    expect(page.locator("#deployments table")).to_be_visible()
    expect(page.locator("#velocity button")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#deployments table")).to_be_hidden()
    assert colour_of_bars(page) == _DARK_BLUE


def test_a_chart_that_fails_leaves_its_table_and_a_sentence(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.page.route(_BUNDLE, lambda route: route.abort())
    page = one.go("/")
    expect(page.locator("#burndown").get_by_role("status")).to_contain_text("n’a pas pu être")
    expect(page.locator("#burndown table")).to_be_visible()
    expect(page.locator("#burndown .inc-chart__frame")).to_be_hidden()
    # The browser itself says that a file did not come; nothing else went wrong.
    assert all("ERR_FAILED" in fault for fault in one.faults)
    one.faults.clear()


def test_a_page_whose_script_does_not_come_shows_its_tables(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.page.route("**/static/js/charts.*.js", lambda route: route.abort())
    page = one.go("/")
    page.wait_for_function("() => document.querySelector('#velocity .fr-table').clientHeight > 100")
    assert all("ERR_FAILED" in fault for fault in one.faults)
    one.faults.clear()


@both_bundles
def test_the_picture_is_saved_by_the_keyboard_under_its_title(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    page = visit(color_scheme="dark").go("/")
    button = page.locator("#velocity").get_by_role("button", name="Enregistrer l’image")
    button.focus()
    with page.expect_download() as waiting:
        button.press("Enter")
    assert waiting.value.suggested_filename == "velocity.png"
    waiting.value.save_as(tmp_path / "saved.png")
    with Image.open(tmp_path / "saved.png") as picture:
        assert picture.height == 2 * (320 + 40)
        assert picture.width > 1000
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
        title = picture.convert("L").crop((0, 0, 600, 76))
        assert title.getextrema()[0] < 80


@pytest.mark.parametrize(("language", "month"), [("fr", "août"), ("en", "Aug")])
def test_months_are_in_the_language_of_the_page(
    visit: Callable[..., Visit], language: str, month: str
) -> None:
    page = visit().go(f"/?lang={language}")
    page.locator("#throughput").scroll_into_view_if_needed()
    expect(page.locator("#throughput .xtick").filter(has_text=month)).to_have_count(1)


def test_axe_finds_nothing_in_a_page_with_charts(visit: Callable[..., Visit]) -> None:
    page = visit().go("/")
    draw_all(page)
    page.locator("#velocity summary").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, context=".fr-container")
        assert not found.response["violations"], found.generate_report()
