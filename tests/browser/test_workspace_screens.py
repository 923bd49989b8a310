"""Every screen of the workspace, and of those who write to it, is for everybody to use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.brought import Door, bring, propose
from tests.browser.conftest import NARROW, WIDE, Visit, command
from tests.browser.office import Crowd, OfficeSite, Person, leave_things_to_do, office_site
from tests.browser.test_accessibility import violations
from tests.mail.servers import smtp_server

pytestmark = pytest.mark.browser
ID, OTHER, INCUBATOR = "guichet-littoral", "bail-en-main", "atelier-des-territoires"
#: Everything at once, so that one browser shows every screen that asks for an account.
SOMEBODY, VISITOR = "maia@exemple.gouv.fr", ""
ROLES = [("intrapreneur", ID), ("intrapreneur", OTHER), ("incubator_manager", INCUBATOR)]
PEOPLE: dict[str, Person] = {SOMEBODY: ("Maïa Petit", ROLES)}
_STARTUP, _OTHER = f"/espace/startups/{ID}", f"/espace/startups/{OTHER}"
_INBOX, _CALLS = (f"/espace/incubateurs/{INCUBATOR}/{kind}" for kind in ("envois", "appels"))
SIGNED = [
    "/espace",
    "/espace/proposer",
    "/espace/propositions",
    "/espace/propositions/{mine}",
    "/espace/propositions/{mine}/retirer",
    f"{_OTHER}/jalons",
    f"{_STARTUP}/image",
    f"{_OTHER}/image",
    f"{_STARTUP}/equipe",
    f"{_STARTUP}/equipe/ajouter",
    f"{_STARTUP}/equipe/nouvelle-personne",
    f"{_STARTUP}/equipe/{{mission}}",
    f"{_STARTUP}/versions/{{version}}",
    f"{_STARTUP}/remarques",
    f"{_STARTUP}/remarques/{{remark}}",
    f"{_STARTUP}/propositions",
    f"{_OTHER}/propositions",
    f"{_OTHER}/propositions/{{proposal}}/abandonner",
    _INBOX,
    f"{_INBOX}/{{problem}}",
    f"{_INBOX}/{{application}}",
    f"{_INBOX}/{{application}}/accepter",
    f"{_INBOX}/{{application}}/decliner",
    _CALLS,
    f"{_CALLS}/nouveau",
    f"{_CALLS}/{{call}}",
    f"{_CALLS}/{{call}}/modifier",
    f"{_CALLS}/{{call}}/arreter",
    f"{_CALLS}/{{draft}}",
]
PUBLIC = [
    f"/startups/{ID}/historique",
    f"/startups/{ID}/historique/{{version}}",
    f"/startups/{ID}/signaler",
    f"/startups/{ID}/signaler?pour=commentaire",
    f"/startups/{ID}/signaler/merci",
    "/irritant",
    f"/incubateurs/{INCUBATOR}/irritant",
    "/envoi-recu",
    "/suivi/confirmer?jeton={confirm}",
    "/suivi/confirmer?jeton=faux",
    "/suivi/confirme",
    "/suivi?jeton={followed}",
    "/appels",
    "/appels/{call}",
    "/appels/{call}/candidater",
]


@dataclass
class Looked:
    """The crowd in front of the screens, and what is in their addresses."""

    who: Crowd
    named: dict[str, str]

    def go(self, path: str, prefix: str = "") -> Page:
        visit: Visit = self.who(SOMEBODY if path in SIGNED else VISITOR)
        return visit.go(prefix + path.format(**self.named))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    folder = tmp_path_factory.mktemp("screens")
    with smtp_server() as smtp, office_site(folder, smtp, leave_things_to_do) as served:
        yield served


@pytest.fixture(scope="module")
def look(browser: Browser, site: OfficeSite) -> Iterator[Looked]:
    secrets = site.admit(PEOPLE)
    door = Door(site, secrets[SOMEBODY])
    # A second version, so that there is a former one.
    mission = "Déclarer un mouillage en dix minutes."
    command(site.environ, "sheet", "set", ID, "mission", mission, "--as", "Ana <ana@exemple.fr>")
    named = bring(site, door, door, incubator=INCUBATOR, startup=ID)
    named["proposal"] = propose(site, OTHER)
    named["mission"] = door.find(f"{_STARTUP}/equipe", r"/equipe/([a-z.-]+/[^\"]+)")
    named["remark"] = door.find(f"{_STARTUP}/remarques", r"/remarques/([\w-]+)")
    named["version"] = door.find(
        f"/startups/{ID}/historique", r"(?s)/historique/.*/historique/(\w+)"
    )
    crowd = Crowd(browser, site, secrets)
    yield Looked(crowd, named)
    # A secret that is none is answered by 410, and the console tells.
    for visit in crowd.opened.values():
        visit.faults = [fault for fault in visit.faults if " 410 " not in fault]
    crowd.leave()


@pytest.mark.parametrize("path", [*SIGNED, *PUBLIC])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(look: Looked, path: str) -> None:
    """Wide, light and in French; narrow, dark and in English; then the smallest telephone."""
    for size, scheme, prefix in ((WIDE, "light", ""), (NARROW, "dark", "/en")):
        page = look.who(SOMEBODY if path in SIGNED else VISITOR).page
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": size[0], "height": size[1]})
        look.go(path, prefix)
        assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
