"""Every screen of committees is for everybody to use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.committees import CHAIR, INCUBATOR, SECRETARY, TEAM, Chamber
from tests.browser.conftest import NARROW, WIDE
from tests.browser.office import Crowd
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser
_HOME, _TEAM = f"/espace/incubateurs/{INCUBATOR}/comites", "/espace/startups/bail-en-main/comite"
_NOW, _DONE = "/comites/{today}/points/{today_item}", "/comites/{closed}/points/{closed_item}"
VISITOR = ""
#: Who looks, and at what.
SCREENS: dict[str, list[str]] = {
    CHAIR: [
        "/comites",
        "/comites/{today}",
        "/comites/{today}/seance",
        "/comites/{today}/seance/clore",
        "/comites/{closed}",
        "/comites/{closed}/seance",
        "/comites/{closed}/releve",
        f"{_NOW}/dossier",
        f"{_NOW}/dossier/2/changements",
        f"{_NOW}/avis",
        f"{_NOW}/decision",
        f"{_DONE}/dossier",
        f"{_DONE}/avis",
        "/comites/decisions/{decision}/reviser",
        "/comites/decisions/{former}/reviser",
        "/comites/suivi/{owed}",
        "/comites/suivi/{met}",
        "/comites/calendriers",
    ],
    SECRETARY: [
        "/comites",
        _HOME,
        f"{_HOME}/nouveau",
        f"{_HOME}/regles",
        "/comites/{ahead}",
        "/comites/{ahead}/modifier",
        "/comites/{ahead}/membres",
        "/comites/{ahead}/ordre-du-jour",
        "/comites/{ahead}/convoquer",
        "/comites/{ahead}/annuler",
        "/comites/{ahead}/points/{ahead_item}/dossier",
        "/comites/suivi",
    ],
    TEAM: [
        "/comites",
        "/comites/suivi?etat=en-retard",
        _TEAM,
        f"{_TEAM}/dossier",
        f"{_TEAM}/dossier/apercu",
        f"{_TEAM}/dossier/pieces",
        f"{_TEAM}/dossier/deposer",
        "/comites/decisions/{decision}",
    ],
    VISITOR: [
        "/comites/decisions",
        "/comites/decisions?decision=stop&q=rien",
        "/comites/decisions/{decision}",
        "/comites/decisions/{former}",
    ],
}
PLACES = [(who, path) for who, paths in SCREENS.items() for path in paths]
#: The same in every process that lists the tests.
_NAMES = [f"{who.partition('@')[0] or 'visitor'} {path}" for who, path in PLACES]


@dataclass
class Looked:
    """The crowd in front of the screens, and what is in their addresses."""

    who: Crowd
    named: dict[str, str]

    def go(self, email: str, path: str, prefix: str = "") -> Page:
        return self.who(email).go(prefix + path.format(**self.named))


@pytest.fixture(scope="module")
def look(browser: Browser, chamber: Chamber) -> Iterator[Looked]:
    crowd = Crowd(browser, chamber.site, chamber.secrets)
    yield Looked(crowd, chamber.named)
    # What can't be done any more is answered by 409, and the console tells.
    for visit in crowd.opened.values():
        visit.faults = [fault for fault in visit.faults if " 409 " not in fault]
    crowd.leave()


def looks(page: Page, prefix: str = "") -> None:
    """A screen is as it should be, wide and light in French, narrow and dark in English."""
    size, scheme = (NARROW, "dark") if prefix else (WIDE, "light")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert violations(page) == []


@pytest.mark.parametrize(("email", "path"), PLACES, ids=_NAMES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    look: Looked, email: str, path: str
) -> None:
    for prefix in ("", "/en"):
        looks(look.go(email, path, prefix), prefix)
    is_small(look.who(email).page)


def is_small(page: Page) -> None:
    """Nothing scrolls sideways on the smallest telephone."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_so_are_the_decision_read_over_and_a_faulty_one(look: Looked) -> None:
    page = look.go(CHAIR, f"{_NOW}/decision")
    page.get_by_label("Montant, en euros").fill("beaucoup")
    page.get_by_role("button", name="Relire la décision").click()
    expect(page.locator("#erreurs")).to_be_visible()
    looks(page)
    is_small(page)
    page.get_by_label("Montant, en euros").fill("90 000")
    page.get_by_role("button", name="Relire la décision").click()
    expect(page.get_by_role("button", name="Enregistrer la décision")).to_be_visible()
    looks(page)
    is_small(page)


def test_so_are_forms_that_come_back_with_faults(look: Looked) -> None:
    for email, path, button in (
        (SECRETARY, f"{_HOME}/nouveau", "Préparer la séance"),
        (SECRETARY, "/comites/{ahead}/annuler", "Annuler la séance"),
        (CHAIR, "/comites/suivi/{owed}", "Enregistrer"),
    ):
        page = look.go(email, path)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator("#erreurs")).to_be_visible()
        looks(page)
        is_small(page)
