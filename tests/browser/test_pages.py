"""Pages in a browser: on paper, in the official skin, and their pictures for the README."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from incubator.config import PROJECT_ROOT, load_settings
from tests.browser.conftest import Visit, serve
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser
_IMAGES = PROJECT_ROOT / "docs" / "images"
#: The README's tour: a page, and how far it is scrolled before it is taken.
TOUR = {
    "home": ("/", 0),
    "catalogue": ("/startups?public=particulier&publie=impact", 0),
    "startup": ("/startups/bail-en-main", 0),
    "phases": ("/phases", 0),
    "member": ("/communaute/lou.fictif-martin", 0),
}
_LARGEST = 150_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", ["startup", "catalogue", "phases", "member"])
def test_on_paper_there_is_no_navigation_and_links_are_spelled_out(
    visit: Callable[..., Visit], name: str
) -> None:
    page = visit().go(PAGES[name])
    page.emulate_media(media="print")
    for selector in (
        ".fr-nav",
        ".fr-skiplinks",
        ".inc-header__tools",
        ".fr-breadcrumb",
        ".inc-drawer",
    ):
        for element in page.locator(selector).all():
            expect(element).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") in {
        "rgb(0, 0, 0)",
        "rgb(22, 22, 22)",
    }
    if name == "startup":
        after = page.evaluate(
            "getComputedStyle(document.querySelector('.inc-actions a'), '::after').content"
        )
        assert "bail-en-main.example" in after


def test_what_is_read_on_screen_is_what_the_server_wrote(visit: Callable[..., Visit]) -> None:
    for name in ("home", "startup", "phases"):
        with_scripts = visit().go(PAGES[name]).locator("main").inner_text()
        without = visit(java_script_enabled=False).go(PAGES[name]).locator("main").inner_text()
        assert with_scripts == without


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration in the official skin, where it was fetched."""
    skins = load_settings().skins_dir
    if not (skins / "dsfr").is_dir():
        pytest.skip("The official skin was not fetched: `incubator skin fetch`.")
    folder = tmp_path_factory.mktemp("official")
    yield from serve(
        folder, PROJECT_ROOT / "content", INCUBATOR_SKIN="official", INCUBATOR_SKINS_DIR=str(skins)
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_official_skin_takes_the_place_of_ours(
    visit: Callable[..., Visit], official: str, name: str
) -> None:
    here = visit(at=official)
    page = here.go(PAGES[name])
    sheets = page.evaluate("[...document.styleSheets].map(sheet => sheet.href)")
    assert any("dsfr" in sheet for sheet in sheets)
    assert not any("neutral" in sheet for sheet in sheets)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    if name == "missing":
        here.faults = [fault for fault in here.faults if "404" not in fault]


@pytest.mark.parametrize("name", TOUR)
def test_the_tour_has_its_pictures(visit: Callable[..., Visit], name: str) -> None:
    """They are made again with INCUBATOR_TEST_SCREENSHOTS=1."""
    picture = _IMAGES / f"{name}.png"
    if os.environ.get("INCUBATOR_TEST_SCREENSHOTS") == "1":
        path, scroll = TOUR[name]
        page = visit(device_scale_factor=1, color_scheme="light").go(path)
        page.evaluate(f"window.scrollTo(0, {scroll})")
        page.screenshot(path=picture)
    assert is_small_png(picture)


def is_small_png(path: Path) -> bool:
    data = path.read_bytes()
    return data.startswith(_SIGNATURE) and len(data) <= _LARGEST
