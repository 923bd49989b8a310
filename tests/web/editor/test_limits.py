"""What the editor refuses: odd signs, numbers without end, a startup moved by who may not."""

from __future__ import annotations

from typing import Any

import pytest

from incubator.domain.access import Role
from tests.web.dom import parse
from tests.web.editor.conftest import URL, Office
from tests.web.editor.forms import form_of
from tests.web.signed import account_with, browser_of


async def test_a_team_cannot_move_its_startup_to_another_incubator(office: Office) -> None:
    """It would give that incubator's managers power over it, and take it from its own."""
    before = office.text
    page = await office.browser.get(f"{URL}/essentiel")
    assert "readonly" in parse(page.text).one("input", name="incubator").attrs
    sent = form_of(page, incubator="atelier")
    answer = await office.browser.post(f"{URL}/essentiel", data=sent)
    assert answer.status_code == 422
    assert "responsables de l’incubateur" in parse(answer.text).one(id="erreur-incubator").words
    assert office.text == before


async def test_its_manager_moves_it_and_the_team_cannot_undo_that(office: Office) -> None:
    account = await account_with("chef@exemple.fr", [(Role.INCUBATOR_MANAGER, "fabrique")])
    manager = await browser_of(office.settings, account)
    page = await manager.get(f"{URL}/essentiel")
    assert (
        await manager.post(f"{URL}/essentiel", data=form_of(page, incubator="atelier"))
    ).is_redirect
    assert office.sheet.fields["incubator"] == "atelier"
    undo = f"{URL}/annuler/{office.head()}/{office.blob('HEAD~1')}"
    await office.browser.post(undo)
    assert office.sheet.fields["incubator"] == "atelier"


@pytest.mark.parametrize(
    ("section", "name", "typed"),
    [
        ("budget", "budget-0-year", "1e999999999"),
        ("budget", "budget-0-committed", "9" * 5000),
        ("impact", "impact-0-figure", "1e999999999"),
        ("impact", "impact-0-values", "2026-01 1e999999999"),
        ("phases", "phases-0-start", "9999999-99-99"),
        ("phases", "phases-0-comment", "a\x07b"),
        ("texte", "texte", "a\x00b"),
        ("essentiel", "title", "a\x00b"),
        ("essentiel", "techno", ["Python", "x" * 300]),
        ("liens", "link", "javascript:alert(1)"),
        ("liens", "contact", "nulle part"),
    ],
)
async def test_what_means_nothing_is_said_beside_the_field(
    office: Office, section: str, name: str, typed: Any
) -> None:
    before = office.text
    page = await office.browser.get(f"{URL}/{section}")
    answer = await office.browser.post(f"{URL}/{section}", data=form_of(page) | {name: typed})
    assert answer.status_code == 422
    assert parse(answer.text).all(id=f"erreur-{name}")
    assert office.text == before


async def test_an_origin_without_end_is_no_row(office: Office) -> None:
    page = await office.browser.get(f"{URL}/phases")
    sent = form_of(page) | {"phases-0-origin": "9" * 5000, "phases-7-origin": "²"}
    answer = await office.browser.post(f"{URL}/phases", data=sent)
    assert answer.status_code in (303, 422)


async def test_spaces_of_french_typography_stay(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    await office.browser.post(f"{URL}/essentiel", data=form_of(page, mission="Pour qui\u00a0?"))
    assert office.sheet.fields["mission"] == "Pour qui\u00a0?"
