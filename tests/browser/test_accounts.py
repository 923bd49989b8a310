"""Journeys of people who sign in, in a real browser, with real mails and a real provider."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from incubator.config import PROJECT_ROOT
from tests.browser.conftest import (
    NARROW,
    WIDE,
    Visit,
    command,
    environment,
    free_port,
    serve,
    watch,
)
from tests.browser.test_accessibility import violations
from tests.browser.test_pages import is_small_png
from tests.mail.servers import SmtpServer, smtp_server
from tests.openid.test_real_provider import RealProvider, start

pytestmark = pytest.mark.browser
ADMINISTRATOR = "premiere.administratrice@exemple.gouv.fr"
COLLEAGUE = "collegue@exemple.gouv.fr"
PATIENCE_SECONDS = 20
CONFIRM = "Ouvrir la session"


@dataclass
class SignedSite:
    """A site with a mail server and a provider; its first administrator has been invited."""

    address: str
    environ: dict[str, str]
    smtp: SmtpServer
    provider: RealProvider
    database: Path

    def link_to(self, person: str, *, after: int) -> str:
        """The link in the first mail to a person beyond the first ``after``."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            mails = [mail for mail in self.smtp.received if person in str(mail["To"])]
            if len(mails) > after:
                plain = mails[after].get_body(("plain",))
                assert plain is not None
                found = re.search(r"http\S+jeton=\S+", plain.get_content())
                assert found is not None, plain.get_content()
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"No new mail to {person}.")

    def count(self, person: str) -> int:
        return len([mail for mail in self.smtp.received if person in str(mail["To"])])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedSite]:
    folder, port = tmp_path_factory.mktemp("accounts"), free_port()
    address = f"http://127.0.0.1:{port}"
    provider = start()
    try:
        with smtp_server() as smtp:
            settings = {
                "INCUBATOR_BASE_URL": address,
                "INCUBATOR_SMTP_URL": smtp.url(),
                "INCUBATOR_MAIL_FROM": "Incubateur <incubateur@exemple.gouv.fr>",
                "INCUBATOR_OIDC_ISSUER": provider.issuer,
                "INCUBATOR_OIDC_CLIENT_ID": "incubateur",
                "INCUBATOR_OIDC_CLIENT_SECRET": "un-secret-de-test",
                "INCUBATOR_OIDC_NAME": "ProConnect",
            }
            content = PROJECT_ROOT / "content"
            for served in serve(folder, content, port, **settings):
                environ = environment(folder, content, **settings)
                command(
                    environ, "account", "grant", ADMINISTRATOR, "administrator", "--reason", "Essai"
                )
                yield SignedSite(served, environ, smtp, provider, folder / "site.sqlite3")
    finally:
        provider.stop()


@pytest.fixture
def person(browser: Browser, site: SignedSite) -> Iterator[Callable[..., Page]]:
    """Somebody's own browser; at the end nothing may have gone wrong in it."""
    opened, faults = [], []

    def open_one(*, watched: bool = True) -> Page:
        context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        visit = Visit(context.new_page(), site.address)
        if watched:
            watch(visit)
        opened.append(context)
        faults.append(visit.faults)
        return visit.page

    yield open_one
    for context in opened:
        context.close()
    # The console tells of each page that is answered 403, 410 or 422, as these journeys expect.
    found = [
        fault for each in faults for fault in each if not re.search(r"\b(403|410|422) ", fault)
    ]
    assert not found, found


def sign_in(page: Page, site: SignedSite, email: str) -> None:
    """Ask for a link and open it, in one browser."""
    before = site.count(email)
    # One person signs in here more often than the limit by address lets anybody.
    with connect(site.database, timeout=10) as database:
        database.execute("DELETE FROM attempts")
    page.goto(f"{site.address}/connexion")
    page.get_by_label("Votre adresse professionnelle").fill(email)
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos messages")
    page.goto(site.link_to(email, after=before))
    expect(page).to_have_url(f"{site.address}/espace")


def make_sure_of_administrator(site: SignedSite, page: Page) -> None:
    """Accept the invitation once; afterwards sign in as anybody does."""
    with connect(site.database) as database:
        (used,) = database.execute(
            "SELECT count(*) FROM accounts WHERE email = ? AND last_sign_in_at IS NOT NULL",
            (ADMINISTRATOR,),
        ).fetchone()
    if used:
        sign_in(page, site, ADMINISTRATOR)
        return
    page.goto(site.link_to(ADMINISTRATOR, after=0))
    page.get_by_role("button", name=CONFIRM).click()
    expect(page).to_have_url(f"{site.address}/espace")


def test_the_first_administrator_comes_in_by_the_invitation(
    site: SignedSite, person: Callable[..., Page]
) -> None:
    page = person()
    make_sure_of_administrator(site, page)
    page.get_by_role("link", name="Administrer le site").click()
    expect(page).to_have_url(f"{site.address}/admin")
    page.goto(f"{site.address}/admin/journal")
    expect(page.locator("main")).to_contain_text("Essai")


def test_a_colleague_is_invited_and_finds_the_startup(
    site: SignedSite, person: Callable[..., Page]
) -> None:
    page = person()
    make_sure_of_administrator(site, page)
    page.goto(f"{site.address}/espace/startups/bail-en-main/acces")
    page.get_by_label("Adresse professionnelle").fill(COLLEAGUE)
    page.get_by_label("Accès", exact=True).select_option(label="Intrapreneur")
    page.get_by_role("button", name="Donner l’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites pourquoi")
    expect(page.get_by_label("Adresse professionnelle")).to_have_value(COLLEAGUE)
    page.get_by_label("Motif").fill("Porte le projet")
    page.get_by_role("button", name="Donner l’accès").click()
    expect(page.get_by_role("status")).to_contain_text("Invitation envoyée")
    theirs = person()
    link = site.link_to(COLLEAGUE, after=0)
    theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Ouvrir la session ici ?")
    theirs.get_by_role("button", name=CONFIRM).click()
    expect(theirs.get_by_role("status")).to_contain_text("Bienvenue")
    expect(theirs.locator("main")).to_contain_text("Bail en main")
    theirs.goto(f"{site.address}/admin")
    expect(theirs.get_by_role("heading", level=1)).to_have_text(
        "Cette page n’est pas pour ce compte"
    )


def test_an_access_that_was_taken_back_is_given_again_with_one_click(
    site: SignedSite, person: Callable[..., Page]
) -> None:
    command(
        site.environ, "account", "grant", "passage@exemple.gouv.fr", "team_member", "relais-repit",
        "--reason", "Essai",
    )  # fmt: skip
    page = person()
    make_sure_of_administrator(site, page)
    page.goto(f"{site.address}/espace/startups/relais-repit/acces")
    page.get_by_role("button", name="Retirer passage@exemple.gouv.fr").click()
    expect(page.get_by_role("status")).to_contain_text("Accès retiré")
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("status")).to_contain_text("rendu")
    expect(page.locator("main")).to_contain_text("passage@exemple.gouv.fr")


def test_signing_in_takes_no_mouse(site: SignedSite, person: Callable[..., Page]) -> None:
    page = person()
    page.goto(f"{site.address}/startups/bail-en-main")
    page.get_by_role("link", name="Se connecter").focus()
    page.keyboard.press("Enter")
    before = site.count(ADMINISTRATOR)
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "email":
            break
    page.keyboard.type(ADMINISTRATOR)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos messages")
    page.goto(site.link_to(ADMINISTRATOR, after=before))
    if page.get_by_role("button", name=CONFIRM).count():
        page.get_by_role("button", name=CONFIRM).focus()
        page.keyboard.press("Enter")
    else:
        expect(page).to_have_url(f"{site.address}/startups/bail-en-main")
    page.get_by_role("button", name="Se déconnecter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est fermée")


@pytest.mark.parametrize("fault", ["wrong", "used", "expired"])
def test_a_link_that_no_longer_works_leads_to_a_new_one(
    site: SignedSite, person: Callable[..., Page], fault: str
) -> None:
    page = person()
    link = f"{site.address}/connexion/lien?jeton=nimporte-quoi"
    if fault != "wrong":
        email = f"{fault}@exemple.gouv.fr"
        command(site.environ, "account", "grant", email, "sponsor", "dinum", "--reason", "Essai")
        link = site.link_to(email, after=0)
    if fault == "used":
        page.goto(link)
        page.get_by_role("button", name=CONFIRM).click()
        expect(page).to_have_url(f"{site.address}/espace")
    if fault == "expired":
        late = (datetime.now(UTC) - timedelta(minutes=1)).isoformat(" ")
        with connect(site.database, timeout=10) as database:
            database.execute(
                "UPDATE sign_in_links SET expires_at = ? WHERE account_id ="
                " (SELECT id FROM accounts WHERE email = ?)",
                (late, email),
            )
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne fonctionne plus")
    page.get_by_role("main").get_by_role("link", name="Demander un autre lien").click()
    expect(page).to_have_url(re.compile(r"/(connexion|espace)"))


def test_somebody_signs_in_and_out_with_the_provider(
    site: SignedSite, person: Callable[..., Page]
) -> None:
    email = "camille@administration.example"
    command(site.environ, "account", "add", email, "--name", "Camille Moreau")
    claims = {"email": email, "email_verified": True}
    httpx.put(
        f"{site.provider.issuer}/users/{email}", json=claims, trust_env=False
    ).raise_for_status()
    page = person(watched=False)
    page.goto(f"{site.address}/connexion")
    page.get_by_role("link", name="Se connecter avec ProConnect").click()
    page.locator("input[name=sub]").fill(email)
    page.get_by_role("button", name="Authorize").click()
    expect(page).to_have_url(f"{site.address}/espace")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille Moreau")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est fermée")
    page.goto(f"{site.address}/espace")
    expect(page).to_have_url(re.compile("/connexion"))


def test_every_other_session_ends_at_once(site: SignedSite, person: Callable[..., Page]) -> None:
    here, elsewhere = person(), person()
    make_sure_of_administrator(site, here)
    sign_in(elsewhere, site, ADMINISTRATOR)
    here.goto(f"{site.address}/mon-compte/sessions")
    here.get_by_role("button", name="Fermer toutes les autres sessions").click()
    expect(here.get_by_role("status")).to_be_visible()
    elsewhere.goto(f"{site.address}/mon-compte")
    expect(elsewhere).to_have_url(re.compile("/connexion"))
    here.goto(f"{site.address}/mon-compte")
    expect(here).to_have_url(f"{site.address}/mon-compte")


SCREENS = [
    "/espace",
    "/espace/startups/bail-en-main/acces",
    "/espace/incubateurs/quai-des-droits/acces",
    "/mon-compte",
    "/mon-compte/sessions",
    "/mon-compte/jetons",
    "/mon-compte/donnees",
    "/mon-compte/effacer",
    "/admin",
    "/admin/comptes",
    "/admin/comptes/nouveau",
    "/admin/acces",
    "/admin/invitations",
    "/admin/synchronisations",
    "/admin/messages",
    "/admin/taches",
    "/admin/reglages",
    "/admin/journal",
]


@pytest.fixture(scope="module")
def reader(browser: Browser, site: SignedSite) -> Iterator[Page]:
    """The administrator, who looks at every screen."""
    context = browser.new_context()
    page = context.new_page()
    make_sure_of_administrator(site, page)
    yield page
    context.close()


@pytest.mark.parametrize("path", SCREENS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    site: SignedSite, reader: Page, path: str
) -> None:
    """Wide, light and in French; narrow, dark and in English; then the smallest telephone."""
    for size, scheme, prefix in ((WIDE, "light", ""), (NARROW, "dark", "/en")):
        reader.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        reader.set_viewport_size({"width": size[0], "height": size[1]})
        reader.goto(site.address + prefix + path)
        assert violations(reader) == []
    reader.set_viewport_size({"width": 320, "height": 640})
    assert reader.evaluate("document.documentElement.scrollWidth") <= 320


#: The README's tour of what people who sign in see.
TOUR = {"access": "/espace/startups/bail-en-main/acces", "admin": "/admin"}


@pytest.mark.parametrize("name", TOUR)
def test_the_tour_has_its_pictures(site: SignedSite, reader: Page, name: str) -> None:
    """They are made again with INCUBATOR_TEST_SCREENSHOTS=1."""
    picture = PROJECT_ROOT / "docs" / "images" / f"{name}.png"
    if os.environ.get("INCUBATOR_TEST_SCREENSHOTS") == "1":
        reader.emulate_media(color_scheme="light")
        reader.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        reader.goto(site.address + TOUR[name])
        reader.screenshot(path=picture)
    assert is_small_png(picture)


@pytest.mark.parametrize("path", ["/connexion", "/connexion/envoye", "/connexion/lien?jeton=faux"])
def test_axe_finds_nothing_on_the_way_in(site: SignedSite, browser: Browser, path: str) -> None:
    page = browser.new_page(viewport={"width": NARROW[0], "height": NARROW[1]})
    page.goto(site.address + path)
    assert violations(page) == []
    page.close()
