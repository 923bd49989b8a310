"""The catalogue in a browser: it answers in place with scripts, and as well without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Visit

pytestmark = pytest.mark.browser
_OPERATED = "input[name=phase][value=opere]"


def titles(page: Page) -> list[str]:
    return page.locator("#catalogue-results .fr-card__title").all_inner_texts()


def mark(page: Page) -> None:
    """Leave a mark that a new page would not have."""
    page.evaluate("window.sameDocument = true")


def is_same_document(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def tick(page: Page, selector: str) -> None:
    page.locator(f"label[for='{page.locator(selector).get_attribute('id')}']").click()


def test_ticking_a_facet_refreshes_the_results_in_place(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.go("/startups")
    before = titles(page)
    mark(page)
    page.locator(_OPERATED).focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/startups?phase=opere*")
    here.settle()
    assert is_same_document(page)
    assert 0 < len(titles(page)) < len(before)
    announced = page.locator("#catalogue-status").inner_text()
    assert re.match(rf"{len(titles(page))} startups sur \d+", announced)
    expect(page.locator(_OPERATED)).to_be_focused()
    assert page.locator(".fr-tag--dismiss").count() == 1


def test_going_back_and_on_brings_the_results_with_it(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.go("/startups")
    everything = titles(page)
    tick(page, _OPERATED)
    page.wait_for_url("**phase=opere*")
    here.settle()
    fewer = titles(page)
    page.go_back()
    here.settle()
    expect(page.locator(_OPERATED)).not_to_be_checked()
    expect(page.locator("#catalogue-results article")).to_have_count(len(everything))
    page.go_forward()
    expect(page.locator(_OPERATED)).to_be_checked()
    here.settle()
    assert titles(page) == fewer


def test_leaving_for_a_startup_and_coming_back_keeps_the_question(
    visit: Callable[..., Visit],
) -> None:
    here = visit()
    page = here.go("/startups")
    tick(page, _OPERATED)
    page.wait_for_url("**phase=opere*")
    here.settle()
    fewer = titles(page)
    page.locator("#catalogue-results article a").first.click()
    page.wait_for_url("**/startups/*")
    page.go_back()
    page.wait_for_url("**phase=opere*")
    expect(page.locator(_OPERATED)).to_be_checked()
    assert titles(page) == fewer


def test_typing_searches_without_leaving_the_field(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.go("/startups")
    mark(page)
    page.locator("#q").press_sequentially("loyer", delay=20)
    page.wait_for_url("**/startups?q=loyer*")
    here.settle()
    assert is_same_document(page)
    assert titles(page)[0] == "Bail en main"
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("#q").input_value() == "loyer"
    assert page.title().startswith("loyer")
    assert "q=loyer" in str(page.locator("header a[hreflang=en]").get_attribute("href"))


def test_taking_a_tag_away_moves_the_focus_to_the_results(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.go("/startups?phase=opere&q=loyer")
    mark(page)
    page.locator(".fr-tag--dismiss").first.click()
    page.wait_for_url("**/startups?phase=opere")
    here.settle()
    assert is_same_document(page)
    assert page.locator("#q").input_value() == ""
    expect(page.locator("#catalogue-results")).to_be_focused()


def test_sorting_refreshes_too(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.go("/startups")
    mark(page)
    page.locator("#tri").select_option("titre")
    page.wait_for_url("**tri=titre*")
    here.settle()
    assert is_same_document(page)
    assert titles(page)[0] == "Acte trouvé"


def test_the_directory_of_members_answers_in_place_too(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.go("/communaute")
    mark(page)
    tick(page, "input[name=presence][value=anciens]")
    page.wait_for_url("**presence=anciens*")
    here.settle()
    assert is_same_document(page)
    assert "personne" in page.locator("#catalogue-status").inner_text()


def test_without_scripts_the_form_does_the_same(visit: Callable[..., Visit]) -> None:
    page = visit(java_script_enabled=False).go("/startups")
    expect(page.locator(_OPERATED)).to_be_visible()
    tick(page, _OPERATED)
    page.locator("#q").fill("service")
    page.locator(".fr-search-bar button").click()
    page.wait_for_url("**/startups?*")
    assert "phase=opere" in page.url
    assert "q=service" in page.url
    expect(page.locator(_OPERATED)).to_be_checked()
    expect(page.locator("#q")).to_have_value("service")
    page.locator("#tri").select_option("titre")
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**tri=titre*")


def test_without_scripts_everything_on_a_telephone_is_in_reach(
    visit: Callable[..., Visit],
) -> None:
    page = visit(NARROW, java_script_enabled=False).go("/startups")
    expect(page.get_by_role("link", name="Communauté")).to_be_visible()
    expect(page.locator("#menu-button")).to_be_hidden()
    summary = page.locator(".inc-drawer > summary")
    if not page.locator(_OPERATED).is_visible():
        summary.click()
    tick(page, _OPERATED)
    page.locator(".inc-drawer__apply").click()
    page.wait_for_url("**phase=opere*")


def test_on_a_telephone_the_filters_open_over_the_page_and_close_with_escape(
    visit: Callable[..., Visit],
) -> None:
    here = visit(NARROW)
    page = here.go("/startups")
    summary = page.locator(".inc-drawer > summary")
    expect(page.locator(_OPERATED)).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Filtrer")
    expect(panel).to_be_visible()
    expect(page.locator("[data-drawer-close]")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body"
            " || !!document.activeElement.closest('.inc-drawer')"
        )
        assert inside, "the focus left the open filters"
    page.keyboard.press("Escape")
    expect(page.locator(_OPERATED)).to_be_hidden()
    expect(summary).to_be_focused()


def test_on_a_telephone_ticking_then_showing_the_results_closes_the_filters(
    visit: Callable[..., Visit],
) -> None:
    here = visit(NARROW)
    page = here.go("/startups")
    page.locator(".inc-drawer > summary").click()
    tick(page, _OPERATED)
    page.wait_for_url("**phase=opere*")
    here.settle()
    page.locator(".inc-drawer__apply").click()
    expect(page.locator(_OPERATED)).to_be_hidden()
    expect(page.locator("#filters-chosen")).to_have_text("1")


def test_the_menu_of_a_telephone_opens_and_closes_with_escape(
    visit: Callable[..., Visit],
) -> None:
    page = visit(NARROW).go("/")
    button = page.locator("#menu-button")
    link = page.locator("#menu a", has_text="Communauté")
    expect(link).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    link.click()
    page.wait_for_url("**/communaute")
