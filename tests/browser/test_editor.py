"""Journeys of an intrapreneur who keeps a sheet true, in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from incubator.config import PROJECT_ROOT
from tests.browser.conftest import NARROW, WIDE
from tests.browser.office import OfficeSite, office_site, signed_page, tab_to
from tests.browser.test_accessibility import violations
from tests.browser.test_pages import is_small_png

pytestmark = pytest.mark.browser
ANA, LEA = "ana@exemple.gouv.fr", "lea@exemple.gouv.fr"
ID = "guichet-littoral"
SHEET = f"startups/{ID}.md"
BASE = f"/espace/startups/{ID}/modifier"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    with office_site(tmp_path_factory.mktemp("office")) as served:
        served.account(ANA, "Ana Martín", ("intrapreneur", ID), ("intrapreneur", "relais-repit"))
        served.account(LEA, "Léa Roux", ("team_member", ID))
        yield served


def test_a_text_is_typed_previewed_saved_and_public(browser: Browser, site: OfficeSite) -> None:
    with signed_page(browser, site, ANA) as here:
        page = here.go(f"{BASE}/texte")
        text = page.get_by_label("Texte", exact=False).first
        text.fill(text.input_value() + "\n## Une nouveauté\n\nLe **port de Plage** arrive.\n")
        preview = page.locator("[data-preview-text]")
        expect(preview.locator("h2").last).to_have_text("Une nouveauté")
        expect(preview.locator("strong").last).to_have_text("port de Plage")
        expect(page.locator("[data-draft-state]")).to_contain_text("Brouillon gardé")
        page.get_by_role("button", name="Enregistrer et publier").click()
        expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée et publiée")
        assert "Le **port de Plage** arrive.\n" in site.text(SHEET)
        page.goto(f"{site.address}/startups/{ID}")
        expect(page.locator("#presentation")).to_contain_text("Une nouveauté")
        assert here.faults == []


def test_what_was_typed_comes_back_after_the_browser_died(
    browser: Browser, site: OfficeSite
) -> None:
    with signed_page(browser, site, ANA) as here:
        page = here.go(f"{BASE}/essentiel")
        page.get_by_label("Mission").fill("Une mission à moitié")
        expect(page.locator("[data-draft-state]")).to_contain_text("Brouillon gardé")
    # Another browser, another day: nothing of the first one is left.
    with signed_page(browser, site, ANA) as here:
        page = here.go(f"{BASE}/essentiel")
        expect(page.get_by_label("Mission")).to_have_value("Une mission à moitié")
        page.get_by_role("button", name="Abandonner le brouillon").click()
        expect(page.get_by_label("Mission")).not_to_have_value("Une mission à moitié")
        page.get_by_role("button", name="Le reprendre").click()
        expect(page.get_by_label("Mission")).to_have_value("Une mission à moitié")
        page.get_by_role("button", name="Abandonner le brouillon").click()


def test_saving_again_and_again_without_waiting_is_no_conflict(
    browser: Browser, site: OfficeSite
) -> None:
    """A draft that is on its way when one saves must not come after the save."""
    with signed_page(browser, site, ANA) as here:
        page = here.go(f"{BASE}/essentiel")
        for number in range(3):
            page.get_by_label("Mission").fill(f"Mission numéro {number}")
            page.get_by_role("button", name="Enregistrer et publier").click()
            expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
            assert f"mission: Mission numéro {number}\n" in site.text(SHEET)


def test_what_was_typed_without_a_session_is_kept_on_the_page(
    browser: Browser, site: OfficeSite
) -> None:
    with signed_page(browser, site, ANA) as here:
        page = here.go(f"{BASE}/budget")
        cookies = page.context.cookies()
        page.context.clear_cookies()
        page.get_by_label("Financement assuré jusqu’au").fill("2027-12-31")
        expect(page.locator("[data-draft-state]")).to_contain_text("Vous n’êtes plus connecté")
        page.get_by_role("button", name="Enregistrer et publier").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("rien n’est perdu")
        page.context.add_cookies(cookies)  # type: ignore[arg-type]
        page.get_by_role("button", name="Renvoyer ma saisie").click()
        expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
        assert "funding_until: 2027-12-31" in site.text(SHEET)


def test_a_reference_is_chosen_without_a_mouse(browser: Browser, site: OfficeSite) -> None:
    with signed_page(browser, site, ANA) as here:
        page = here.go(f"{BASE}/essentiel")
        field = page.get_by_role("combobox", name="Administrations sponsors, ligne 2")
        field.focus()
        page.keyboard.type("archives part")
        expect(page.get_by_role("option").first).to_contain_text("archives partagées")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(field).to_have_value("direction-des-archives-partagees")
        tab_to(page, "Enregistrer et publier")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
        assert "  - /organisations/direction-des-archives-partagees\n" in site.text(SHEET)
        # Undone without a mouse too.
        page.get_by_role("button", name="Annuler").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Changement annulé")
        assert "archives-partagees" not in site.text(SHEET)


def test_a_phase_is_added_with_a_button(browser: Browser, site: OfficeSite) -> None:
    with signed_page(browser, site, ANA) as here:
        page = here.go(f"{BASE}/phases")
        page.get_by_role("button", name="Ajouter un événement").click()
        new = page.get_by_role("group", name="Ajouter un événement")
        new.get_by_label("Événement").select_option(label="Impact national")
        new.get_by_label("Jour").fill("2026-11-02")
        page.get_by_role("button", name="Ajouter un événement").click()
        second = page.get_by_role("group", name="Ajouter un événement").last
        second.get_by_label("Événement").select_option(label="Autre événement")
        second.get_by_label("Jour").fill("2026-11-03")
        page.get_by_role("button", name="Enregistrer et publier").click()
        expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
        text = site.text(SHEET)
        assert "  - name: national_impact\n    date: 2026-11-02\n" in text
        assert "  - name: other\n    date: 2026-11-03\n" in text


def test_two_people_at_one_field_choose(browser: Browser, site: OfficeSite) -> None:
    with signed_page(browser, site, ANA) as ana, signed_page(browser, site, LEA) as lea:
        ana.go(f"{BASE}/essentiel")
        lea.go(f"{BASE}/essentiel")
        ana.page.get_by_label("Mission").fill("La mission d’Ana")
        ana.page.get_by_role("button", name="Enregistrer et publier").click()
        expect(ana.page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
        lea.page.get_by_label("Mission").fill("La mission de Léa")
        lea.page.get_by_role("button", name="Enregistrer et publier").click()
        expect(lea.page.get_by_role("heading", level=1)).to_contain_text("entre-temps")
        expect(lea.page.locator(".inc-version").first).to_have_text("La mission d’Ana")
        assert violations(lea.page) == []
        lea.page.get_by_label("La vôtre").check()
        lea.page.get_by_role("button", name="Enregistrer ce choix").click()
        expect(lea.page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
        assert "mission: La mission de Léa" in site.text(SHEET)


def test_a_former_version_comes_back_from_the_history(browser: Browser, site: OfficeSite) -> None:
    with signed_page(browser, site, ANA) as here:
        before = site.text(SHEET)
        page = here.go(f"{BASE}/liens")
        page.get_by_label("Adresse du service").fill("https://autre.example")
        page.get_by_role("button", name="Enregistrer et publier").click()
        page.goto(f"{site.address}/startups/{ID}/historique")
        expect(page.locator("main")).to_contain_text("Adresse du service")
        page.get_by_role("link", name="Voir cette version").nth(1).click()
        page.get_by_role("link", name="Revenir à cette version").click()
        page.get_by_role("button", name=re.compile("Revenir|Confirmer")).click()
        expect(page.get_by_role("status").first).to_be_visible()
        assert site.text(SHEET) == before


def test_without_scripts_everything_but_comfort_works(browser: Browser, site: OfficeSite) -> None:
    with signed_page(browser, site, ANA, script=False) as here:
        page = here.go(f"{BASE}/impact")
        page.get_by_label("dossiers/mois").first.fill("2 700")
        page.get_by_role("button", name="Enregistrer et publier").click()
        expect(page.get_by_role("status").first).to_contain_text("Fiche enregistrée")
        assert "{date: 2026-10-01, value: 2700}" in site.text(SHEET)
        page.goto(f"{site.address}{BASE}/texte")
        page.get_by_role("button", name="Prévisualiser").click()
        expect(page.locator(".inc-preview h2").nth(1)).to_be_visible()
        page.goto(f"{site.address}{BASE}/phases")
        page.get_by_role("group", name="Ajouter une phase").get_by_label("Premier jour").fill(
            "2027-01-04"
        )
        page.get_by_role("button", name="Enregistrer et publier").click()
        # A phase without a name: the fault stands beside it, and what was typed is there.
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("input[value='2027-01-04']")).to_be_visible()


SCREENS = [
    BASE,
    *(f"{BASE}/{slug}" for slug in ("essentiel", "texte", "phases", "liens", "impact", "budget")),
]


@pytest.mark.parametrize("path", SCREENS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, site: OfficeSite, path: str
) -> None:
    with signed_page(browser, site, LEA) as here:
        for size, scheme, prefix in ((WIDE, "light", ""), (NARROW, "dark", "/en")):
            here.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            here.page.set_viewport_size({"width": size[0], "height": size[1]})
            here.go(prefix + path)
            assert violations(here.page) == []
        here.page.set_viewport_size({"width": 320, "height": 640})
        assert here.page.evaluate("document.documentElement.scrollWidth") <= 320
        assert here.faults == []


#: The README's tour of what an intrapreneur does.
TOUR = {"editor": f"{BASE}/texte", "history": f"/startups/{ID}/historique"}


@pytest.mark.parametrize("name", TOUR)
def test_the_tour_has_its_pictures(browser: Browser, site: OfficeSite, name: str) -> None:
    """They are made again with INCUBATOR_TEST_SCREENSHOTS=1."""
    picture = PROJECT_ROOT / "docs" / "images" / f"{name}.png"
    if os.environ.get("INCUBATOR_TEST_SCREENSHOTS") == "1":
        with signed_page(browser, site, LEA, (1120, 720)) as here:
            page = here.go(TOUR[name])
            page.wait_for_load_state("networkidle")
            page.screenshot(path=picture)
    assert is_small_png(picture)
