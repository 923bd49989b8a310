"""The whole life of a committee's session, with three people in three browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import hostile_files as make
from tests.browser.office import Crowd, OfficeSite, Person, office_site
from tests.browser.test_workspace import fill, press, said
from tests.mail.servers import SmtpServer, smtp_server

pytestmark = pytest.mark.browser
IRIS, ROSE, HELENE = (f"{name}@exemple.gouv.fr" for name in ("iris", "rose", "helene"))
ID, INCUBATOR = "bail-en-main", "quai-des-droits"
PLACE = f"/espace/startups/{ID}/comite"
PEOPLE: dict[str, Person] = {
    IRIS: ("Iris Calame", [("committee_secretary", INCUBATOR)]),
    ROSE: ("Rose Marin", [("intrapreneur", ID)]),
    HELENE: ("Hélène Vasseur", [("sponsor", "direction-du-logement-stable")]),
}
#: The morning of the tests' day, in Paris.
MORNING = "2026-11-21T09:00:00+01:00"
RESULTS = "Neuf bailleurs nous ont rejoints."
DOUBT = "Qui reprendra le service dans un an ?"
PROMISE = "Publier l’analyse d’impact"


@dataclass
class Held:
    """The session's address, and the browsers of those who hold it."""

    who: Crowd
    address: str

    def open(self, email: str, path: str = "") -> Page:
        """Somebody opens a page of the session."""
        return self.who(email).go(self.address + path)


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpServer]:
    with smtp_server() as server:
        yield server


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer) -> Iterator[OfficeSite]:
    folder = tmp_path_factory.mktemp("committee")
    with office_site(folder, smtp, TEST_CLOCK=MORNING) as served:
        yield served


@pytest.fixture(scope="module")
def who(browser: Browser, site: OfficeSite) -> Iterator[Crowd]:
    crowd = Crowd(browser, site, site.admit(PEOPLE))
    yield crowd
    crowd.leave()


def test_a_session_from_its_planning_to_what_it_asked_for(
    who: Crowd, site: OfficeSite, smtp: SmtpServer
) -> None:
    held = Held(who, plan(who))
    seat(held)
    convene(held, smtp, site)
    write_and_submit(who)
    send(held)
    read_and_opine(held, site)
    put_forward(held, site)
    sit(held)
    decide(held)
    close(held, site)
    sheet = site.text(f"startups/{ID}.md")
    assert re.search(r"committee\n +date: 2026-11-21\n", sheet), sheet
    see_in_public(who)
    follow_up(who)


def plan(who: Crowd) -> str:
    """The secretary plans a session and puts the startup on its agenda; returns its address."""
    page = who(IRIS).go("/comites")
    page.goto(f"{who.site.address}/espace/incubateurs/{INCUBATOR}/comites/nouveau")
    page.get_by_label("Date").fill("2026-12-03")
    page.get_by_label("Heure de début").fill("10:00")
    fill(page, {"Lieu": "Salle des Quais", "Quorum": "2"})
    press(page, "Préparer la séance")
    expect(page).to_have_url(re.compile(r"/comites/[\w-]{8,}$"))
    address = page.url.removeprefix(who.site.address)
    page.get_by_role("link", name="Changer l’ordre du jour").click()
    page.get_by_role("combobox", name="Startup").select_option(ID)
    press(page, "Ajouter")
    expect(page.get_by_role("heading", name="Bail en main")).to_be_visible()
    return address


def seat(held: Held) -> None:
    """The sponsor is in the chair; the secretary sits too, with a voice."""
    page = held.open(IRIS, "/membres")
    for email, place in ((HELENE, "présidence"), (IRIS, "invité")):
        page.get_by_label("Adresse électronique").fill(email)
        page.locator("#champ-siege").select_option(label=place)
        page.locator("form.inc-form").get_by_role("button", name="Ajouter").click()
        expect(page.locator(".inc-things")).to_contain_text(email)


def convene(held: Held, smtp: SmtpServer, site: OfficeSite) -> None:
    """Members and team get a mail with an invitation for their calendars."""
    page = held.open(IRIS)
    page.get_by_role("link", name="Convoquer…").click()
    press(page, "Convoquer")
    said(page, "convoquée")
    assert "Salle des Quais" in site.mail(1, HELENE)
    assert "Bail en main" in site.mail(1, ROSE)
    mail = next(one for one in smtp.received if HELENE in str(one["To"]))
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert "BEGIN:VEVENT" in calendar.get_content()


def write_and_submit(who: Crowd) -> None:
    """The intrapreneur writes, attaches a file, reads it over and submits."""
    page = who(ROSE).go(PLACE)
    page.get_by_role("link", name="Préparer le dossier").click()
    page.get_by_role("textbox", name="Résultats").fill(RESULTS)
    page.get_by_role("textbox", name="Apprentissages").fill("Un message court suffit.")
    page.get_by_role("radio", name="Poursuivre").check()
    page.get_by_label("Montant, en euros").fill("120 000")
    row = page.locator("#champ-objectif [data-row]").first
    row.get_by_label("À atteindre").fill("Deux mille ménages répondent")
    row.get_by_label("Chiffre").fill("2 000")
    row.get_by_label("Unité").fill("ménages")
    row.get_by_label("D’ici au").fill("2027-05-31")
    press(page, "Enregistrer et gérer les pièces")
    letter = {"name": "lettre.pdf", "mimeType": "application/pdf", "buffer": make.pdf()}
    page.locator("#champ-pieces").set_input_files(letter)  # type: ignore[arg-type]
    press(page, "Vérifier et joindre")
    expect(page.get_by_role("link", name="lettre.pdf")).to_be_visible()
    page.get_by_role("link", name="Revenir au dossier").click()
    press(page, "Enregistrer et prévisualiser")
    expect(page.locator("main")).to_contain_text(RESULTS)
    expect(page.locator("main")).to_contain_text("lettre.pdf")
    page.goto(f"{who.site.address}{PLACE}/dossier/deposer")
    press(page, "Déposer le dossier")
    said(page, "déposé")


def send(held: Held) -> None:
    """The secretary reads what was submitted and sends it: from then on it stays as it is."""
    page = held.open(IRIS)
    page.get_by_role("link", name="Relire et envoyer").click()
    press(page, "Figer et envoyer maintenant")
    expect(page.locator("main")).to_contain_text("SHA-256")


def read_and_opine(held: Held, site: OfficeSite) -> None:
    """The sponsor learns of the dossier by mail, reads it, and says what they think."""
    assert "Bail en main" in site.mail(2, HELENE)
    page = held.open(HELENE)
    page.get_by_role("link", name="Dossier : Bail en main").click()
    expect(page.locator("main")).to_contain_text(RESULTS)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("lettre.pdf")).click()
    assert download.value.suggested_filename == "lettre.pdf"
    page = held.open(HELENE)
    page.get_by_role("link", name="Donner mon avis").click()
    opine(page, "Poursuivre", DOUBT)


def opine(page: Page, recommendation: str, comment: str) -> None:
    """Mark the first criterion, recommend, comment."""
    page.locator("form fieldset").first.get_by_role("radio").nth(3).check()
    page.locator("#champ-recommandation").get_by_role("radio", name=recommendation).check()
    page.get_by_role("textbox", name="Commentaire").fill(comment)
    press(page, "Enregistrer mon avis")
    said(page, "avis")


def put_forward(held: Held, site: OfficeSite) -> None:
    """The session is held sooner, this very afternoon; those invited are told."""
    page = held.open(IRIS, "/modifier")
    page.get_by_label("Date").fill("2026-11-21")
    page.get_by_label("Heure de début").fill("14:00")
    press(page, "Enregistrer")
    expect(page.locator("main")).to_contain_text("21 novembre 2026")
    assert "21 novembre 2026" in site.mail(3, HELENE)


def sit(held: Held) -> None:
    """What one does is on the other's screen without anybody loading it again."""
    other = held.open(IRIS, "/seance")
    chair = held.open(HELENE, "/seance")
    for box in chair.get_by_role("checkbox").all():
        box.check()
    press(chair, "Noter les présents")
    expect(chair.locator("main")).to_contain_text("quorum atteint")
    expect(other.locator("main")).to_contain_text("quorum atteint")
    press(chair, "Ouvrir la séance")
    press(chair, "Passer à ce point")
    expect(other.locator("#titre-point")).to_have_text("Bail en main")
    expect(chair.locator("main")).to_contain_text("1 avis sur 2")
    apart = other.context.new_page()
    apart.goto(chair.url)
    apart.get_by_role("link", name="Donner mon avis").click()
    opine(apart, "Renforcer", "Le rythme est bon.")
    apart.close()
    expect(chair.locator("main")).to_contain_text("2 avis sur 2")
    expect(other.locator("main")).not_to_contain_text(DOUBT)
    press(chair, "Ouvrir les avis")
    expect(chair.locator("main")).to_contain_text("Le rythme est bon.")
    expect(other.locator("main")).to_contain_text(DOUBT)


def decide(held: Held) -> None:
    """The chair decides with a condition; the objective is the one that the dossier promises."""
    page = held.open(HELENE, "/seance")
    page.get_by_role("link", name="Enregistrer la décision").click()
    expect(page.get_by_role("radio", name="Poursuivre")).to_be_checked()
    expect(page.get_by_label("À atteindre").first).to_have_value("Deux mille ménages répondent")
    row = page.locator("#champ-condition [data-row]").first
    row.get_by_label("Ce qui est dû").fill(PROMISE)
    row.get_by_label("Qui s’en charge").fill("Rose Marin")
    row.get_by_label("D’ici au").fill("2027-01-31")
    press(page, "Relire la décision")
    expect(page.locator("main")).to_contain_text(PROMISE)
    press(page, "Enregistrer la décision")
    expect(page.locator("main")).to_contain_text("Décision")


def close(held: Held, site: OfficeSite) -> None:
    """The session ends: its minutes are mailed, the sheet is written."""
    page = held.open(HELENE, "/seance")
    page.get_by_role("link", name="Clore la séance").click()
    press(page, "Clore la séance")
    expect(page.get_by_role("heading", level=1, name="Relevé de décisions")).to_be_visible()
    expect(page.locator("main")).to_contain_text(PROMISE)
    expect(page.locator("main")).not_to_contain_text(DOUBT)
    told = [site.mail(number, HELENE) for number in range(1, 5)]
    assert PROMISE in told[3], told
    assert any(PROMISE in site.mail(number, ROSE) for number in range(2, 4))


def see_in_public(who: Crowd) -> None:
    page = who("").go("/comites/decisions")
    expect(page.locator("main")).to_contain_text("Bail en main")
    expect(page.locator("main")).to_contain_text("21 novembre 2026")
    expect(page.locator("main")).not_to_contain_text(PROMISE)


def follow_up(who: Crowd) -> None:
    """The team shows that what was asked for is done."""
    page = who(ROSE).go("/comites/suivi")
    page.get_by_role("link", name=re.compile(PROMISE)).first.click()
    page.get_by_role("radio", name="fait", exact=True).check()
    page.get_by_role("textbox", name="Ce qui le montre").fill("L’analyse est en ligne.")
    press(page, "Enregistrer")
    line = page.get_by_role("row").filter(has_text=PROMISE)
    expect(line).to_contain_text("Fait")
