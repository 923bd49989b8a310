"""Pages of words: accessibility, personal data, what this is."""

from __future__ import annotations

import pytest

from incubator import __version__
from tests.web.conftest import Site
from tests.web.dom import parse


async def test_the_statement_of_accessibility_says_the_audit_is_yet_to_come(plain: Site) -> None:
    page = await plain.page("/accessibilite")
    assert page.one("h1").words == "Accessibilité : non auditée"
    assert "https://formulaire.defenseurdesdroits.fr/" in page.links()
    footer = page.one("footer")
    assert "Accessibilité : non auditée" in footer.words
    assert {"/accessibilite", "/donnees-personnelles", "/a-propos"} <= set(footer.links())


async def test_personal_data_are_explained_with_rights(plain: Site) -> None:
    page = await plain.page("/donnees-personnelles")
    assert "pas de mesure d’audience" in page.words
    assert "Deux cookies servent à vous reconnaître" in page.words
    assert "https://www.cnil.fr/fr/plaintes" in page.links()


async def test_the_about_page_says_how_to_bring_a_problem(plain: Site) -> None:
    page = await plain.page("/a-propos")
    assert page.one("h2", id="probleme")
    assert __version__ in page.words


@pytest.mark.parametrize("path", ["/a-propos", "/accessibilite", "/donnees-personnelles"])
async def test_what_the_settings_give_is_shown(plain: Site, path: str) -> None:
    client = plain.visitor(
        title="Fabrique d’essai",
        contact_email="bonjour@fabrique.example",
        source_url="https://forge.example/fabrique",
        content_url="https://forge.example/contenu/blob/main",
    )
    page = parse((await client.get(path)).text)
    startup = parse((await client.get("/startups/bail-en-main")).text)
    assert "Fabrique d’essai" in page.one("header").words
    assert "mailto:bonjour@fabrique.example" in page.links()
    assert "https://forge.example/fabrique" in page.links()
    address = "https://forge.example/contenu/blob/main/startups/bail-en-main.md"
    assert address in startup.links()
