"""A sheet is changed section by section: only what was changed is written."""

from __future__ import annotations

import pytest

from incubator.store import models
from incubator.web.workspace.editor.sections import SECTIONS
from tests.web.dom import page_faults, parse
from tests.web.editor.conftest import URL, Office
from tests.web.editor.forms import changed_lines, form_of


@pytest.mark.parametrize("section", [section.slug for section in SECTIONS])
async def test_a_save_without_a_change_leaves_every_byte(office: Office, section: str) -> None:
    before = office.text
    page = await office.browser.get(f"{URL}/{section}")
    assert page_faults(parse(page.text)) == []
    answer = await office.browser.post(f"{URL}/{section}", data=form_of(page))
    assert answer.status_code == 303
    assert office.text == before
    assert office.log() == ["Test Les fiches"]


async def test_a_new_mission_changes_its_line_and_is_public_at_once(office: Office) -> None:
    before = office.text
    page = await office.browser.get(f"{URL}/essentiel")
    sent = form_of(page, mission="Essayer  mieux,\r\nsans rien casser")
    answer = await office.browser.post(f"{URL}/essentiel", data=sent)
    assert answer.status_code == 303
    gone, came = changed_lines(before, office.text)
    assert gone == ["mission: 'Essayer sans rien casser'"]
    assert came == ["mission: 'Essayer mieux, sans rien casser'"]
    assert office.log()[0] == "Ana Martín bac : mission"
    told = parse((await office.browser.get(answer.headers["location"])).text)
    assert "Fiche enregistrée et publiée." in told.one(cls="inc-notice").words
    assert "Essayer mieux, sans rien casser" in (await office.browser.get("/startups/bac")).text


async def test_a_value_that_is_cleared_is_removed_and_does_not_come_back(office: Office) -> None:
    page = await office.browser.get(f"{URL}/liens")
    await office.browser.post(f"{URL}/liens", data=form_of(page, contact=""))
    assert "contact" not in office.sheet.fields
    page = await office.browser.get(f"{URL}/liens")
    assert form_of(page)["contact"] == [""]


async def test_a_month_s_figure_takes_one_line(office: Office) -> None:
    before = office.text
    page = await office.browser.get(f"{URL}/impact")
    # The month that has just ended is the one that is offered.
    sent = form_of(page, impact__0__figure="1 520,5")
    assert sent["impact-0-month"] == ["2026-10"]
    assert (await office.browser.post(f"{URL}/impact", data=sent)).status_code == 303
    gone, came = changed_lines(before, office.text)
    assert (gone, came) == ([], ["      - {date: 2026-10-01, value: 1520.5}"])
    assert await models.IndicatorValue.filter(startup_id="bac").count() == 3


async def test_a_month_s_figure_typed_again_corrects_it(office: Office) -> None:
    page = await office.browser.get(f"{URL}/impact")
    sent = form_of(page, impact__0__month="2026-09", impact__0__figure="141")
    await office.browser.post(f"{URL}/impact", data=sent)
    assert [one["value"] for one in office.sheet.fields["impact"][0]["values"]] == [120, 141]


async def test_a_phase_is_added_and_what_the_form_does_not_know_stays(office: Office) -> None:
    page = await office.browser.get(f"{URL}/phases")
    sent = form_of(page, phases__1__end="2026-11-30", phases__2__name="acceleration")
    sent["phases-2-start"] = "01/12/2026"
    assert (await office.browser.post(f"{URL}/phases", data=sent)).status_code == 303
    phases = office.sheet.fields["phases"]
    assert [phase["name"] for phase in phases] == ["investigation", "construction", "acceleration"]
    assert phases[1]["note"] == "gardée telle quelle"
    assert str(phases[2]["start"]) == "2026-12-01"


async def test_a_phase_is_taken_out_by_its_box(office: Office) -> None:
    page = await office.browser.get(f"{URL}/phases")
    sent = form_of(page, phases__0__remove="1")
    assert (await office.browser.post(f"{URL}/phases", data=sent)).status_code == 303
    assert [phase["name"] for phase in office.sheet.fields["phases"]] == ["construction"]


async def test_references_are_found_by_name_and_written_as_the_file_writes_them(
    office: Office,
) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    sent = form_of(page, sponsors=["dinum", "direction des ARCHIVES"])
    assert (await office.browser.post(f"{URL}/essentiel", data=sent)).status_code == 303
    assert office.sheet.fields["sponsors"] == ["/organisations/dinum", "/organisations/archives"]


async def test_a_text_keeps_its_line_ends_whatever_a_browser_sends(office: Office) -> None:
    path = office.folder / "startups/bac.md"
    page = await office.browser.get(f"{URL}/texte")
    sent = form_of(page, texte="## Le problème\r\n\r\nTout casse.\r\n\r\n## La solution\r\n")
    await office.browser.post(f"{URL}/texte", data=sent)
    assert b"\r" not in path.read_bytes()
    assert office.sheet.body == "## Le problème\n\nTout casse.\n\n## La solution\n"


async def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    office: Office,
) -> None:
    before = office.text
    page = await office.browser.get(f"{URL}/phases")
    sent = form_of(page, phases__1__comment="Tapé", phases__2__name="construction")
    sent["phases-2-start"] = "bientôt"
    answer = await office.browser.post(f"{URL}/phases", data=sent)
    assert answer.status_code == 422
    tree = parse(answer.text)
    assert "Écrivez une date" in tree.one("p", id="erreur-phases-2-start").words
    assert form_of(answer)["phases-1-comment"] == ["Tapé"]
    assert office.text == before


async def test_what_check_refuses_is_said_beside_the_field(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    answer = await office.browser.post(
        f"{URL}/essentiel", data=form_of(page, title="", mission="Gardée")
    )
    assert answer.status_code == 422
    tree = parse(answer.text)
    assert "absent ou vide" in tree.one("p", id="erreur-title").words
    assert form_of(answer)["mission"] == ["Gardée"]
    assert office.sheet.fields["title"] == "Bac à sable"


async def test_a_warning_is_said_and_never_blocks(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    answer = await office.browser.post(f"{URL}/essentiel", data=form_of(page, mission=""))
    assert answer.status_code == 303
    page = await office.browser.get(f"{URL}/essentiel")
    assert "absent ou vide" in parse(page.text).one("p", id="conseil-mission").words


async def test_a_save_is_undone_at_once(office: Office) -> None:
    before = office.text
    page = await office.browser.get(f"{URL}/essentiel")
    await office.browser.post(f"{URL}/essentiel", data=form_of(page, mission="Autre chose"))
    told = parse((await office.browser.get(URL)).text).one(cls="inc-notice")
    undo = told.one("form").attrs["action"]
    assert (await office.browser.post(undo)).status_code == 303
    assert office.text == before
    # A second time there is nothing left to undo.
    await office.browser.post(undo)
    assert office.text == before
    assert len(office.log()) == 3


async def test_the_text_is_previewed_without_a_script(office: Office) -> None:
    before = office.text
    page = await office.browser.get(f"{URL}/texte")
    sent = form_of(page, texte="**Gras** <script>alert(1)</script>", action="apercu")
    answer = await office.browser.post(f"{URL}/texte", data=sent)
    preview = parse(answer.text).one(cls="inc-preview")
    assert preview.one("strong").words == "Gras"
    assert not preview.all("script")
    assert form_of(answer)["texte"] == ["**Gras** <script>alert(1)</script>"]
    assert office.text == before


async def test_nobody_else_changes_a_sheet(office: Office) -> None:
    page = await office.browser.get(f"{URL}/essentiel")
    other = URL.replace("bac", "autre")
    assert (await office.browser.get(f"{other}/essentiel")).status_code == 403
    answer = await office.browser.post(f"{other}/essentiel", data=form_of(page, title="Pris"))
    assert answer.status_code == 403
    assert (await office.browser.get(f"{URL}/nulle-part")).status_code == 404
    assert (await office.browser.get("/espace/startups/nulle/modifier")).status_code == 404


async def test_the_sections_say_what_they_lack(office: Office) -> None:
    page = parse((await office.browser.get(URL)).text)
    assert page_faults(page) == []
    told = {
        item.one("a").words: [one.words for one in item.all("p", cls="inc-advice")]
        for item in page.one("ul", cls="inc-things").all("li")
    }
    assert any("septembre 2026" in text for text in told["Impact"])
    assert told["Image"] == ["La page n’a pas de capture d’écran."]
    assert told["Le problème et la solution"] == []


async def test_suggestions_begin_with_what_begins_so(office: Office) -> None:
    answer = await office.browser.get("/espace/suggestions/organisations?q=dinu")
    assert answer.json() == [{"value": "dinum", "label": "Direction du numérique (DINUM)"}]
    answer = await office.browser.get("/espace/suggestions/members?q=MARTIN")
    assert answer.json() == [{"value": "ana", "label": "Ana Martín"}]
    assert (await office.browser.get("/espace/suggestions/secrets?q=a")).status_code == 404
