"""The guide for intrapreneurs: its pictures, and the words of the screens that it quotes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from incubator.config import PROJECT_ROOT
from tests.browser.brought import propose
from tests.browser.conftest import command
from tests.browser.office import OfficeSite, leave_things_to_do, office_site
from tests.browser.test_pages import is_small_png
from tests.mail.servers import smtp_server

pytestmark = pytest.mark.browser
GUIDE = PROJECT_ROOT / "docs" / "guide-intrapreneurs.md"
PICTURES = PROJECT_ROOT / "docs" / "images" / "guide"
ANA, ID, OTHER = "ana@exemple.gouv.fr", "guichet-littoral", "bail-en-main"
PLACE = f"/espace/startups/{ID}"
#: A screen's address, and how much of it below the head of the page is in its picture.
PICTURED = {
    "espace": ("/espace", 560),
    "chiffre": (f"{PLACE}/modifier/impact", 565),
    "texte": (f"{PLACE}/modifier/texte", 640),
    "deux-versions": (f"{PLACE}/modifier/essentiel", 520),
    "equipe": (f"{PLACE}/equipe", 560),
    "historique": (f"/startups/{ID}/historique", 420),
    "en-cours": (f"/espace/startups/{OTHER}/propositions", 510),
    "connexion": ("/connexion", 300),
}
OTHERS = [
    f"{PLACE}/modifier",
    f"{PLACE}/image",
    f"{PLACE}/equipe/ajouter",
    f"{PLACE}/remarques/{{remark}}",
    f"{PLACE}/versions/{{version}}",
]
WIDTH, HEIGHT = 1200, 1100
#: What the screens say only to those who wait for it, which their own tests do.
ELSEWHERE = {"Corriger la fiche"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    folder = tmp_path_factory.mktemp("guide")
    with smtp_server() as smtp, office_site(folder, smtp, leave_things_to_do) as served:
        save(served, "Déclarer un mouillage ou une terrasse de plage en dix minutes, sans papier.")
        yield served


@pytest.fixture(scope="module")
def page(browser: Browser, site: OfficeSite) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="fr-FR"
    )
    yield context.new_page()
    context.close()


def save(site: OfficeSite, mission: str) -> None:
    """Somebody else changes the sheet."""
    by = "Léa Roux <lea@exemple.gouv.fr>"
    command(site.environ, "sheet", "set", ID, "mission", mission, "--as", by)


def words(page: Page) -> set[str]:
    """Everything that the page names: titles, links, buttons, labels, without hidden parts."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('h1, h2, a, button, summary, label')].map(one => {
             const copy = one.cloneNode(true);
             copy.querySelectorAll('.fr-sr-only, .fr-hint-text').forEach(part => part.remove());
             return copy.textContent;
           })"""
    )
    return {plain(text) for text in found}


def plain(text: str) -> str:
    return " ".join(text.split())


def pictured(page: Page, name: str) -> None:
    """The picture of what is shown, made again with INCUBATOR_TEST_SCREENSHOTS=1."""
    picture = PICTURES / f"{name}.png"
    if os.environ.get("INCUBATOR_TEST_SCREENSHOTS") == "1":
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        head = page.locator("header").first.bounding_box()
        assert head is not None
        area = {"x": 0, "y": head["height"], "width": WIDTH, "height": PICTURED[name][1]}
        page.screenshot(path=picture, clip=area)  # type: ignore[arg-type]
    assert is_small_png(picture)


def test_the_screens_have_the_words_that_the_guide_quotes(page: Page, site: OfficeSite) -> None:
    """And the pictures are those of these screens."""
    seen = look(page, site, PICTURED["connexion"][0])
    pictured(page, "connexion")
    propose(site, OTHER)
    site.account(ANA, "Ana Martín", ("intrapreneur", ID), ("intrapreneur", OTHER))
    site.sign_in(page.context, ANA)
    for name in [name for name in PICTURED if name != "connexion"]:
        seen |= look(page, site, PICTURED[name][0])
        if name == "texte":
            preview(page)
        if name == "deux-versions":
            two_versions(page, site)
            seen |= words(page)
        pictured(page, name)
    report(page, site)
    for path in OTHERS:
        address = path.format(remark=remark(page, site), version=version(page, site))
        seen |= look(page, site, address)
    # What was typed when the two versions met is a draft now.
    seen |= look(page, site, PICTURED["deux-versions"][0])
    # A save can be undone.
    page.goto(f"{site.address}{PLACE}/modifier/impact")
    page.get_by_label("dossiers/mois").first.fill("2 650")
    page.keyboard.press("Enter")
    page.get_by_role("status").first.wait_for()
    seen |= words(page)

    # What it says of committees is checked with their own guides.
    guide = re.sub(
        r"\n## Le dossier du comité\n.*?(?=\n## )",
        "",
        GUIDE.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    prose = re.sub(r"```.*?```|`[^`]*`", "", guide, flags=re.DOTALL)
    quoted = {plain(name) for name in re.findall(r"\*\*(.+?)\*\*", prose, flags=re.DOTALL)}
    assert quoted - ELSEWHERE - {"en gras"} - seen == set()
    # Each picture is in the guide, and nothing else.
    assert set(re.findall(r"images/guide/([\w-]+)\.png", guide)) == set(PICTURED)
    pictures = {picture.stem for picture in PICTURES.iterdir()}
    assert {one for one in pictures if not one.startswith("comite-")} == set(PICTURED)


def look(page: Page, site: OfficeSite, path: str) -> set[str]:
    """Open a screen; what it names."""
    answer = page.goto(site.address + path)
    assert answer is not None
    assert answer.ok, path
    return words(page)


def preview(page: Page) -> None:
    """Type, so that the text is shown beside, and go back to its beginning."""
    text = page.get_by_role("textbox", name="Texte")
    text.fill(text.input_value() + "\n")
    page.locator("[data-preview-text] h2").first.wait_for()
    text.evaluate("text => { text.scrollTop = 0 }")


def report(page: Page, site: OfficeSite) -> None:
    """A reader writes to the team."""
    page.goto(f"{site.address}/startups/{ID}/signaler")
    page.get_by_label("Où est l’erreur ?").select_option("liens")
    page.get_by_label("Qu’est-ce qui est faux ?").fill("Le lien ne mène nulle part.")
    page.get_by_role("button", name="Envoyer à l’équipe").click()
    page.get_by_role("heading", name="Merci").wait_for()


def two_versions(page: Page, site: OfficeSite) -> None:
    """Somebody saved the same field while it was being changed."""
    page.get_by_label("Mission").fill("Déclarer un mouillage en cinq minutes.")
    save(site, "Déclarer un mouillage, une terrasse ou un ponton en dix minutes.")
    page.get_by_role("button", name="Enregistrer et publier").click()
    page.get_by_role("heading", name="Quelqu’un a changé la même chose").wait_for()


def remark(page: Page, site: OfficeSite) -> str:
    page.goto(f"{site.address}{PLACE}/remarques")
    return last_part(page, "/remarques/")


def version(page: Page, site: OfficeSite) -> str:
    """The first version: the last one in the list."""
    page.goto(f"{site.address}/startups/{ID}/historique")
    return last_part(page, "/historique/")


def last_part(page: Page, path: str) -> str:
    link = page.locator(f"main a[href*='{path}']").last.get_attribute("href")
    assert link is not None
    return link.rpartition("/")[2]
