"""What a startup that has left the programme leaves behind: written, shown, and found."""

from __future__ import annotations

import pytest

from incubator.sheets.render import render
from tests.web.conftest import Site
from tests.web.dom import page_faults, parse
from tests.web.editor.conftest import URL, Office
from tests.web.editor.forms import form_of
from tests.web.signed import stranger

REVIEW = "## Pourquoi\r\n\r\nPersonne n’accueillait.\r\n\r\n- <script>alert(1)</script>zanzibar\r\n"


async def end(office: Office, phase: str) -> None:
    """Put the startup in a phase of its end."""
    page = await office.browser.get(f"{URL}/phases")
    sent = form_of(page)
    added = max(int(name.split("-")[1]) for name in sent if name.startswith("phases-"))
    sent[f"phases-{added}-name"], sent[f"phases-{added}-start"] = [phase], ["2026-11-02"]
    answer = await office.browser.post(f"{URL}/phases", data=sent)
    assert answer.status_code == 303, answer.text


async def test_a_startup_at_work_is_not_asked_why_it_ended(office: Office) -> None:
    sent = form_of(await office.browser.get(f"{URL}/texte"))
    assert not {"post_mortem", "lessons"} & set(sent)


@pytest.mark.parametrize(
    ("phase", "field", "other"),
    [
        ("abandon", "post_mortem", "lessons"),
        ("abandon-investigation", "lessons", "post_mortem"),
    ],
)
async def test_what_was_learnt_is_written_once_shown_and_found(
    office: Office, phase: str, field: str, other: str
) -> None:
    await end(office, phase)
    page = parse((await stranger(office.settings).get("/startups/bac")).text)
    assert "L’équipe n’a pas publié" in page.one(id="bilan").words
    form = await office.browser.get(f"{URL}/texte")
    assert page_faults(parse(form.text)) == []
    assert other not in form_of(form)
    answer = await office.browser.post(f"{URL}/texte", data=form_of(form, **{field: REVIEW}))
    assert answer.status_code == 303, answer.text
    assert office.sheet.fields[field].startswith("## Pourquoi\n\nPersonne")
    assert f"{field}: |-\n  ## Pourquoi\n" in office.text
    shown = parse((await stranger(office.settings).get("/startups/bac")).text)
    assert page_faults(shown) == []
    section = shown.one(id="bilan")
    assert [one.words for one in section.all("h3")] == ["Pourquoi"]
    assert not section.all("script")
    found = await stranger(office.settings).get("/startups?q=zanzibar")
    assert "/startups/bac" in parse(found.text).links()
    # Saved again as it is, nothing is written.
    before = office.text
    form = await office.browser.get(f"{URL}/texte")
    await office.browser.post(f"{URL}/texte", data=form_of(form))
    assert office.text == before


def test_headings_begin_where_they_are_asked_to() -> None:
    assert "<h3>A</h3>" in render("# A\n\n### B\n", first=3)
    assert "<h4>B</h4>" in render("# A\n\n### B\n", first=3)
    assert "<h2>A</h2>" in render("# A")


async def test_the_demonstration_tells_what_it_learnt_from_what_ended(plain: Site) -> None:
    stopped = await plain.page("/startups/banc-d-essai")
    assert "Pourquoi nous avons arrêté" in stopped.one(id="bilan").words
    inconclusive = await plain.page("/startups/puits-de-science")
    assert "Un « non » vaut son prix." in inconclusive.one(id="bilan").words.replace("\xa0", " ")
    running = await plain.page("/startups/bail-en-main")
    assert not running.all(id="bilan")
