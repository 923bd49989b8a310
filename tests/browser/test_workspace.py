"""Journeys through the workspace and with those who write to it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import (
    Crowd,
    OfficeSite,
    Person,
    leave_things_to_do,
    office_site,
    tab_into,
)
from tests.builders import git
from tests.mail.servers import smtp_server

pytestmark = pytest.mark.browser
ANA, MAIA, ZOE = (f"{name}@exemple.gouv.fr" for name in ("ana", "maia", "zoe"))
VISITOR = ""
ID, INCUBATOR = "guichet-littoral", "atelier-des-territoires"
STARTUP, INBOX = f"/espace/startups/{ID}", f"/espace/incubateurs/{INCUBATOR}/envois"
TEAM = f"{STARTUP}/equipe"
PEOPLE: dict[str, Person] = {
    ANA: ("Ana Martín", [("intrapreneur", ID), ("intrapreneur", "bail-en-main")]),
    MAIA: ("Maïa Petit", [("incubator_manager", INCUBATOR)]),
    ZOE: ("Zoé Blanc", []),
}
IDEA = {
    "Nom du projet": "Bail clair",
    "En une phrase": "Prévenir l’impayé avant la première lettre.",
    "1. Quel est": "500 000 impayés par an.",
    "2. Quelle solution": "Alerter tôt.",
    "3. Comment": "Par les caisses.",
    "Votre rôle": "Cheffe de projet",
    "Votre temps": "Deux jours par semaine",
}
PROBLEM = {
    "Le problème en une ligne": "Les aidants remplissent six fois le même dossier",
    "Qui en souffre": "9 300 000 aidants, douze fois par an.",
    "Que font": "Ils photocopient tout.",
    "Votre nom": "Lou Martin",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    with (
        smtp_server() as smtp,
        office_site(tmp_path_factory.mktemp("workspace"), smtp, leave_things_to_do) as served,
    ):
        yield served


@pytest.fixture(scope="module")
def who(browser: Browser, site: OfficeSite) -> Iterator[Crowd]:
    crowd = Crowd(browser, site, site.admit(PEOPLE))
    yield crowd
    crowd.leave()


def fill(page: Page, answers: dict[str, str]) -> None:
    for label, text in answers.items():
        page.get_by_role("textbox", name=re.compile(f"^{re.escape(label)}")).fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def said(page: Page, text: str) -> None:
    """The page that comes next begins with a notice."""
    expect(page.get_by_role("status").first).to_contain_text(text)


def bring_problem(who: Crowd, site: OfficeSite, email: str, *, script: bool = True) -> None:
    """A visitor writes to the incubator and confirms by the mail."""
    page = who(VISITOR, script=script).go(f"/incubateurs/{INCUBATOR}/irritant")
    fill(page, {**PROBLEM, "Votre adresse": email})
    press(page, "Envoyer le problème")
    expect(page.get_by_role("heading", level=1)).to_contain_text("regardez vos messages")
    page.goto(site.link_in_mail(1, email))
    expect(page.locator("main")).to_contain_text("Ils photocopient tout.")
    press(page, "Confirmer et envoyer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("C’est envoyé")


def test_a_member_comes_stays_longer_leaves_and_is_back(who: Crowd, site: OfficeSite) -> None:
    page = who(ANA).go(TEAM)
    page.get_by_role("link", name="Ajouter quelqu’un").click()
    person = page.get_by_role("combobox", name="Personne")
    person.press_sequentially("solène")
    page.get_by_role("option", name="Solène").click()
    expect(person).to_have_value("solene.placebo")
    page.get_by_label("Premier jour").fill("2026-11-02")
    page.get_by_label("Dernier jour").fill("2027-03-31")
    press(page, "Ajouter à l’équipe")
    line = page.get_by_role("listitem").filter(has_text="Solène").last
    expect(line).to_contain_text("31 mars 2027")
    line.get_by_role("link", name="Prolonger ou finir").click()
    page.locator("input").and_(page.get_by_label("Dernier jour")).first.fill("2027-06-30")
    press(page, "Enregistrer")
    said(page, "dure jusqu’au 30 juin 2027")
    line.get_by_role("link", name="Prolonger ou finir").click()
    page.get_by_label("Dernier jour de mission").fill("2026-11-20")
    press(page, "Mettre fin à la mission")
    said(page, "finit le 20 novembre 2026")
    assert "end: 2026-11-20" in site.text("members/solene.placebo.md")
    press(page, "Annuler")
    said(page, "Changement annulé")
    assert "end: 2027-06-30" in site.text("members/solene.placebo.md")


def test_a_picture_is_put_seen_taken_out_and_put_back(who: Crowd, site: OfficeSite) -> None:
    drawn = BytesIO()
    Image.new("RGB", (1200, 750), "#3050a0").save(drawn, "PNG")
    page = who(ANA).go("/espace/startups/bail-en-main/image")
    picture = {"name": "capture.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    page.get_by_label("Capture d’écran").set_input_files(picture)  # type: ignore[arg-type]
    press(page, "Enregistrer l’image")
    said(page, "Image enregistrée")
    page.get_by_role("link", name="Voir la page publique").click()
    shot = page.get_by_role("img", name="Capture d’écran")
    expect(shot).to_be_visible()
    assert shot.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    page.go_back()
    press(page, "Retirer l’image")
    said(page, "Image retirée")
    press(page, "Annuler")
    said(page, "Changement annulé")
    expect(page.get_by_role("img", name="Capture d’écran")).to_be_visible()
    assert [path.stem for path in (site.folder / "images/startups").glob("bail*")]


def test_a_visitor_brings_a_problem_and_gets_an_answer(who: Crowd, site: OfficeSite) -> None:
    email = "lou@exemple.fr"
    bring_problem(who, site, email)
    page = who(MAIA).go("/espace")
    page.get_by_role("link", name="Propositions reçues").click()
    page.get_by_role("link", name="Les aidants").click()
    page.get_by_text("Demander une précision").click()
    page.get_by_label("Votre question").fill("Combien de temps perdent-ils ?")
    press(page, "Envoyer la question")
    said(page, "Question envoyée")
    visitor = who(VISITOR).page
    visitor.goto(site.link_in_mail(2, email))
    expect(visitor.locator("main")).to_contain_text("Combien de temps perdent-ils")
    visitor.get_by_label("Votre réponse").fill("Quatre heures par dossier.")
    press(visitor, "Envoyer la réponse")
    expect(visitor.locator("main")).to_contain_text("Votre réponse est envoyée")
    page.reload()
    expect(page.locator("main")).to_contain_text("Quatre heures par dossier.")
    page.get_by_text("Répondre et clore").click()
    page.get_by_label("Votre réponse").fill("Une startup y travaille déjà : Relais Répit.")
    press(page, "Envoyer et clore")
    said(page, "l’irritant est clos")
    assert "Une startup y travaille déjà : Relais Répit." in site.mail(3, email)


def test_who_proposes_a_startup_becomes_its_intrapreneur(who: Crowd, site: OfficeSite) -> None:
    page = who(ZOE).go("/espace")
    page.get_by_role("link", name="Proposer une startup").click()
    page.get_by_label("Incubateur").select_option(INCUBATOR)
    fill(page, IDEA)
    press(page, "Envoyer la proposition")
    expect(page.locator("main")).to_contain_text("Reçu")
    manager = who(MAIA).go(INBOX)
    manager.get_by_role("link", name="Bail clair").click()
    manager.get_by_role("link", name="Accepter…").click()
    press(manager, "Accepter et créer la fiche")
    said(manager, "est créée")
    assert "mission: Prévenir l’impayé" in site.text("startups/bail-clair.md")
    assert "bail-clair" in git(site.folder, "log", "-1", "--name-only")
    page.goto(f"{site.address}/espace/startups/bail-clair/modifier/essentiel")
    page.get_by_label("Mission").fill("Prévenir l’impayé de loyer.")
    press(page, "Enregistrer et publier")
    said(page, "Fiche enregistrée")
    assert "mission: Prévenir l’impayé de loyer.\n" in site.text("startups/bail-clair.md")


def test_a_reader_reports_a_mistake_and_the_team_deals_with_it(who: Crowd) -> None:
    page = who(VISITOR).go(f"/startups/{ID}")
    page.get_by_role("link", name="Signaler une erreur").click()
    page.get_by_label("Où est l’erreur ?").select_option("liens")
    page.get_by_label("Qu’est-ce qui est faux ?").fill("Le lien mène à une page vide.")
    press(page, "Envoyer à l’équipe")
    expect(page.get_by_role("heading", level=1)).to_contain_text("l’équipe va vous lire")
    team = who(ANA).go("/espace")
    team.get_by_role("link", name="Lire les remarques").click()
    expect(team.locator("main")).to_contain_text("Le lien mène à une page vide.")
    press(team, "Marquer traitée")
    said(team, "Remarque traitée")
    expect(team.locator("main")).to_contain_text("Aucune remarque à traiter")


def test_a_call_is_published_applied_to_and_decided(who: Crowd, site: OfficeSite) -> None:
    page = who(MAIA).go(f"/espace/incubateurs/{INCUBATOR}/appels/nouveau")
    fill(page, {"Titre": "Appel des ports", "Texte": "Pour **vous**.", "Critères": "Un agent"})
    page.get_by_label("Premier jour").fill("2026-11-01")
    page.get_by_label("Dernier jour").fill("2026-12-15")
    press(page, "Garder en brouillon")
    said(page, "Brouillon gardé")
    press(page, "Publier")
    said(page, "L’appel est public")
    visitor = who(ZOE).go("/appels")
    visitor.get_by_role("link", name="Appel des ports").click()
    visitor.get_by_role("link", name="Candidater").click()
    fill(visitor, {**IDEA, "Nom du projet": "Port clair"})
    press(visitor, "Envoyer la candidature")
    expect(visitor.locator("main")).to_contain_text("Port clair")
    page.get_by_role("link", name="Voir les candidatures").click()
    page.get_by_role("link", name="Port clair").click()
    page.get_by_role("link", name="Décliner…").click()
    page.get_by_label("Un agent").select_option(label="Rempli")
    page.get_by_label("Pourquoi").fill("Un service existe déjà.")
    press(page, "Décliner et envoyer")
    said(page, "Décision envoyée")
    visitor.get_by_role("link", name="Port clair").click()
    expect(visitor.locator("main")).to_contain_text("Un service existe déjà.")
    expect(visitor.locator("main")).not_to_contain_text("Rempli")


def test_a_month_takes_no_mouse(who: Crowd, site: OfficeSite) -> None:
    page = who(ANA).go("/espace")
    tab_into(page, page.get_by_role("link", name="Saisir le chiffre d’octobre"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/modifier/impact"))
    tab_into(page, page.get_by_label("dossiers/mois").first)
    page.keyboard.type("2 640")
    page.keyboard.press("Enter")
    said(page, "Fiche enregistrée")
    assert "{date: 2026-10-01, value: 2640}" in site.text(f"startups/{ID}.md")


def test_without_scripts_a_team_a_picture_and_a_problem_go_in(who: Crowd, site: OfficeSite) -> None:
    page = who(ANA, script=False).go(f"{TEAM}/ajouter")
    page.get_by_label("Personne").fill("theo.maquette")
    page.get_by_label("Premier jour").fill("2026-11-02")
    press(page, "Ajouter à l’équipe")
    expect(page.locator("main")).to_contain_text("Théo")
    assert "guichet-littoral" in site.text("members/theo.maquette.md")
    page.goto(f"{site.address}{STARTUP}/image")
    wrong = {"name": "capture.png", "mimeType": "image/png", "buffer": b"a text"}
    page.get_by_label("Capture d’écran").set_input_files(wrong)  # type: ignore[arg-type]
    press(page, "Enregistrer l’image")
    expect(page.get_by_role("alert")).to_be_visible()
    bring_problem(who, site, "sans-script@exemple.fr", script=False)
