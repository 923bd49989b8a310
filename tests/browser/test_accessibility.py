"""What axe finds: nothing, on each type of page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NARROW, WIDE, Visit, watch
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser
_SMALLEST = 320


@pytest.fixture(scope="module")
def reader(browser: Browser, server: str) -> Iterator[Visit]:
    """One page for them all: contexts cost more than pages."""
    context = browser.new_context()
    visit = Visit(context.new_page(), server)
    watch(visit)
    yield visit
    context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {json.dumps([node['html'][:160] for node in one['nodes']][:3])}"
        for one in found
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(reader: Visit, name: str) -> None:
    """Each language at both widths and in both schemes, crosswise; then the smallest telephone.

    A page is loaded once in a language: it is turned round as somebody turns a telephone.
    """
    page, missing = reader.page, name == "missing"
    reader.faults.clear()
    for prefix, looks in (
        ("/en", ((WIDE, "dark"), (NARROW, "light"))),
        ("", ((WIDE, "light"), (NARROW, "dark"))),
    ):
        for number, (size, scheme) in enumerate(looks):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if number == 0:
                reader.go((prefix + PAGES[name]).rstrip("/") or "/")
            assert violations(page) == []
    page.set_viewport_size({"width": _SMALLEST, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= _SMALLEST
    assert [fault for fault in reader.faults if not missing or "404" not in fault] == []


def test_axe_finds_nothing_in_the_open_filters_of_a_telephone(
    visit: Callable[..., Visit],
) -> None:
    here = visit(NARROW)
    page = here.go("/startups")
    page.locator(".inc-drawer > summary").click()
    page.locator("[data-drawer-close]").wait_for()
    assert violations(page) == []


def test_targets_are_large_enough_for_a_finger(visit: Callable[..., Visit]) -> None:
    page = visit(NARROW, has_touch=True).go("/startups")
    page.locator(".inc-drawer > summary").click()
    for selector in (
        "#menu-button",
        "[data-drawer-close]",
        ".inc-drawer__apply",
        ".inc-facet > summary",
    ):
        for target in page.locator(selector).all():
            box = target.bounding_box()
            if box:
                assert box["height"] >= 44, (selector, box)


def test_the_skip_link_comes_first_and_leads_to_the_content(visit: Callable[..., Visit]) -> None:
    page = visit().go("/startups")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Aller au contenu"
    box = link.bounding_box()
    assert box
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_the_focus_can_be_seen_on_every_kind_of_target(visit: Callable[..., Visit]) -> None:
    page = visit().go("/startups")
    for _ in range(20):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " const l = e.labels?.[0] ? getComputedStyle(e.labels[0], '::before') : s;"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'"
            " || l.outlineStyle !== 'none'; }"
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_those_who_ask_for_less_motion_get_none(visit: Callable[..., Visit]) -> None:
    page = visit(reduced_motion="reduce").go("/startups")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => {"
        " const s = getComputedStyle(e);"
        " return s.transitionDuration.split(',').some(d => parseFloat(d) > 0.01)"
        " || parseFloat(s.animationDuration) > 0.01; }).length"
    )
    assert moving == 0
