"""The team prepares its committee: writes, is kept from losing anything, submits, takes back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from incubator.domain.access import Role
from incubator.domain.committee_states import DossierState, State
from incubator.domain.narratives import from_plain
from incubator.store import models
from tests.committees import INCUBATOR, STARTS_AT, STARTUP, decided_in, session_with
from tests.web.committees.team import FORM, HERE, WHOLE, Team, form_of, opened_form, team_at, write
from tests.web.dom import page_faults, parse
from tests.web.signed import NOW


@pytest.fixture
async def team(sqlite_url: str) -> AsyncIterator[Team]:
    async with team_at(sqlite_url) as found:
        yield found


async def entries(action: str) -> int:
    return await models.JournalEntry.filter(action=action).count()


async def test_without_a_session_the_page_teaches_and_says_when_one_is_due(team: Team) -> None:
    await models.Committee.all().update(state=State.CANCELLED.value)
    browser = await team.browser()
    page = parse((await browser.get(HERE)).text)
    assert "Aucune séance n’est prévue" in page.words
    assert "Prochain comité à tenir au plus tard le" in page.words
    assert page_faults(page) == []
    assert (await browser.get(FORM)).headers["location"] == HERE


async def test_the_page_says_when_where_and_by_when_the_dossier_is_due(team: Team) -> None:
    browser = await team.browser()
    page = parse((await browser.get(HERE)).text)
    for told in ("3 décembre 2026", "Salle des Quais", "Déposez le dossier avant le 26 novembre"):
        assert told in page.words
    assert FORM in page.links()
    assert page_faults(page) == []
    assert HERE in parse((await browser.get("/espace")).text).links()
    assert HERE in parse((await browser.get(f"/espace/startups/{STARTUP}/equipe")).text).links()


async def test_past_decisions_stand_with_what_became_of_their_conditions(team: Team) -> None:
    day = NOW - timedelta(days=200)
    held = await session_with(state=State.CLOSED, starts_at=day)
    made = await decided_in(held, decided_on=day.date())
    await models.FollowUp.create(
        promise=made["promise_id"], answer="met", evidence="C’est en ligne.",
        noted_at=NOW, noted_by="test",
    )  # fmt: skip
    page = parse((await (await team.browser()).get(HERE)).text)
    decided = page.one("ol", "inc-team__decided").words
    assert "Publier la page de statistiques" in decided
    assert "Fait" in decided
    assert "C’est en ligne." in decided
    assert "En retard" in decided


async def test_what_was_written_for_a_session_that_was_cancelled_is_taken_up(team: Team) -> None:
    browser = await team.browser()
    assert (await write(browser, results="Mille plans signés.")).status_code == 303
    await models.Committee.all().update(state=State.CANCELLED.value)
    again = await session_with()
    assert "n’est pas perdu" in parse((await browser.get(HERE)).text).words
    shown = await opened_form(browser)
    assert shown["results"] == "Mille plans signés."
    assert (await browser.post(FORM, data={**shown, "blockers": "Rien."})).status_code == 303
    kept = await models.Dossier.get(item__committee__public_id=again.public_id)
    narrative = json.loads(kept.narrative)
    assert (narrative["results"], narrative["blockers"]) == ("Mille plans signés.", "Rien.")
    await decided_in(again)
    await models.AgendaItem.filter(committee__public_id=again.public_id).update(stage="decided")
    await session_with()
    assert (await opened_form(browser))["results"] == "", "what was answered is not asked again"


async def test_the_form_begins_with_what_is_known(team: Team) -> None:
    day = NOW - timedelta(days=200)
    await decided_in(await session_with(state=State.CLOSED, starts_at=day), decided_on=day.date())
    browser = await team.browser()
    answer = await browser.get(FORM)
    page, shown = parse(answer.text), await opened_form(browser)
    assert page_faults(page) == []
    assert (shown["kind"], shown["from"], shown["until"]) == (
        "continue", "2026-12-03", "2027-06-03",
    )  # fmt: skip
    assert shown["objectif-1-text"] == "Atteindre 500 locataires"
    measures = page.one("select", name="objectif-1-indicator").all("option")
    assert "menages-en-contact" in [one.attrs["value"] for one in measures]
    phases = [one.attrs["value"] for one in page.one("select", name="phase").all("option")]
    assert "consolidation" in phases
    assert "construction" not in phases or "acceleration" not in phases
    assert await team.versions() == []


async def test_what_is_saved_comes_back_as_it_was_typed_and_saving_it_again_changes_nothing(
    team: Team,
) -> None:
    browser = await team.browser()
    answer = await write(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, FORM)
    saved = await team.newest()
    narrative = from_plain(saved.narrative)
    assert narrative.results == WHOLE["results"]
    assert narrative.amount == 120_000
    assert narrative.objectives[0].value == Decimal("2000.5")
    assert narrative.objectives[0].unit == "ménages/mois"
    shown = await opened_form(browser)
    again = await browser.post(FORM, data=shown)
    assert again.status_code == 303
    after = await team.newest()
    assert (after.narrative, after.edits) == (saved.narrative, saved.edits)
    assert await opened_form(browser) == shown
    assert await entries("dossier_changed") == 1


async def test_a_draft_may_lack_everything_and_rows_go_by_a_tick(team: Team) -> None:
    browser = await team.browser()
    second = {f"objectif-2-{name}": "" for name in ("text", "indicator", "unit", "due", "value")}
    await write(browser, **{**second, "objectif-2-text": "À préciser"})
    assert len((await team.newest()).narrative["objectives"]) == 2
    shown = await opened_form(browser)
    await browser.post(FORM, data={**shown, "objectif-1-remove": "1", "amount": "", "results": ""})
    narrative = from_plain((await team.newest()).narrative)
    assert [one.text for one in narrative.objectives] == ["À préciser"]
    assert (narrative.amount, narrative.results) == (None, "")


async def test_an_answer_that_can_not_be_read_loses_nothing_that_was_typed(team: Team) -> None:
    browser = await team.browser()
    changes = {"amount": "beaucoup", "until": "bientôt", "objectif-1-value": "mille"}
    answer = await write(browser, **changes)
    page = parse(answer.text)
    assert answer.status_code == 422
    assert page_faults(page) == []
    shown = form_of(page)
    assert {name: shown[name] for name in changes} == changes
    assert shown["results"] == WHOLE["results"]
    for name in changes:
        assert page.one("p", "fr-error-text", id=f"erreur-{name}").words
    assert await team.versions() == []
    # It is a draft of theirs: it is there when they come back, and for nobody else.
    assert (await opened_form(browser))["amount"] == "beaucoup"
    other = await team.browser("autre@exemple.gouv.fr", Role.TEAM_MEMBER)
    assert (await opened_form(other))["amount"] == ""


async def test_what_is_typed_is_kept_on_the_server_until_it_is_saved_or_given_up(
    team: Team,
) -> None:
    browser = await team.browser()
    shown = await opened_form(browser)
    kept = await browser.post(f"{FORM}/brouillon", data={**shown, "results": "Je tape"})
    assert "Brouillon gardé" in kept.json()["told"]
    assert (await opened_form(browser))["results"] == "Je tape"
    # It is no draft of the sheet, and does not change the space.
    assert "Reprendre le brouillon" not in (await browser.get("/espace")).text
    await browser.post(f"{FORM}/brouillon/abandonner")
    assert (await opened_form(browser))["results"] == ""
    browser.cookies.clear()
    assert (await browser.post(f"{FORM}/brouillon", data=shown)).status_code == 401
    lost = await browser.post(FORM, data={**shown, "results": "Pas perdu"})
    assert lost.status_code == 401
    assert "Pas perdu" in lost.text


async def test_two_people_who_change_different_fields_are_brought_together(team: Team) -> None:
    first, second = await team.browser(), await team.browser("b@exemple.gouv.fr", Role.TEAM_MEMBER)
    await write(first)
    shown = await opened_form(second)
    await write(first, learnings="Autre leçon")
    answer = await second.post(FORM, data={**shown, "blockers": "Un marché public"})
    assert answer.status_code == 303
    narrative = from_plain((await team.newest()).narrative)
    assert (narrative.learnings, narrative.blockers) == ("Autre leçon", "Un marché public")
    assert "qu’une autre personne a changé" in (await second.get(FORM)).text


async def test_of_two_people_in_one_field_the_second_is_told_and_both_texts_are_there(
    team: Team,
) -> None:
    first, second = await team.browser(), await team.browser("b@exemple.gouv.fr", Role.TEAM_MEMBER)
    await write(first)
    shown = await opened_form(second)
    await write(first, results="Le texte de la première", learnings="Et sa leçon")
    answer = await second.post(FORM, data={**shown, "results": "Le texte de la seconde"})
    page = parse(answer.text)
    assert answer.status_code == 409
    assert page_faults(page) == []
    assert "Le texte de la première" in page.one("form", action=FORM).words
    told = form_of(page)
    assert (told["results"], told["learnings"]) == ("Le texte de la seconde", "Et sa leçon")
    assert (await team.newest()).narrative["results"] == "Le texte de la première"
    # Having read both, the second one decides.
    assert (await second.post(FORM, data=told)).status_code == 303
    narrative = from_plain((await team.newest()).narrative)
    assert (narrative.results, narrative.learnings) == ("Le texte de la seconde", "Et sa leçon")


async def test_submitting_says_what_is_missing_beside_each_field(team: Team) -> None:
    browser = await team.browser()
    answer = await write(browser, results="", action="deposer", **{"objectif-1-due": "2026-12-01"})
    assert answer.headers["location"] == f"{FORM}/deposer"
    for ask in (browser.get(f"{FORM}/deposer"), browser.post(f"{FORM}/deposer")):
        found = await ask
        page = parse(found.text)
        assert found.status_code == 422
        assert page.one("p", id="erreur-results").words
        assert page.one("p", id="erreur-objectif-1-due").words == "Donnez un jour après la séance."
        assert page_faults(page) == []
    assert (await team.newest()).state is DossierState.DRAFT
    assert "Il manque encore 2 choses" in parse((await browser.get(HERE)).text).words


async def test_the_dossier_is_seen_whole_submitted_taken_back_and_submitted_again(
    team: Team,
) -> None:
    browser = await team.browser()
    await write(browser)
    preview = await browser.get(f"{FORM}/apercu")
    assert "Un message court suffit." in preview.text
    assert FORM in parse(preview.text).links()
    confirm = form_of(parse((await browser.get(f"{FORM}/deposer")).text), f"{FORM}/deposer")
    await write(browser, learnings="Changé entre-temps")
    assert (await browser.post(f"{FORM}/deposer", data=confirm)).status_code == 409
    confirm = form_of(parse((await browser.get(f"{FORM}/deposer")).text), f"{FORM}/deposer")
    assert (await browser.post(f"{FORM}/deposer", data=confirm)).headers["location"] == HERE
    assert (await team.newest()).state is DossierState.SUBMITTED
    page = parse((await browser.get(HERE)).text)
    assert "Il part aux membres le 26 novembre 2026" in page.words
    assert page_faults(page) == []
    # Nobody writes in it now: whoever tries is shown what they typed.
    late = await browser.post(FORM, data={**WHOLE, "results": "Trop tard"})
    assert late.status_code == 409
    assert "Trop tard" in late.text
    assert (await browser.post(f"{FORM}/reprendre")).headers["location"] == FORM
    assert (await team.newest()).state is DossierState.DRAFT
    confirm = form_of(parse((await browser.get(f"{FORM}/deposer")).text), f"{FORM}/deposer")
    await browser.post(f"{FORM}/deposer", data=confirm)
    assert await entries("dossier_submitted") == 2
    assert await entries("dossier_recalled") == 1


async def test_past_its_day_it_leaves_at_once_and_a_correction_is_a_new_version(
    team: Team,
) -> None:
    browser = await team.browser(now=STARTS_AT - timedelta(days=3))
    assert "Le dossier devait partir" in (await browser.get(HERE)).text
    await write(browser)
    confirm = form_of(parse((await browser.get(f"{FORM}/deposer")).text), f"{FORM}/deposer")
    await browser.post(f"{FORM}/deposer", data=confirm)
    assert [one.state for one in await team.versions()] == [DossierState.FROZEN]
    assert (await browser.post(f"{FORM}/reprendre")).headers["location"] == HERE
    page = parse((await browser.get(HERE)).text)
    assert "Cette version ne change plus" in page.words
    assert (await browser.post(f"{FORM}/corriger")).headers["location"] == FORM
    await write(browser, results="Corrigé")
    first, second = await team.versions()
    assert (first.state, second.state) == (DossierState.FROZEN, DossierState.DRAFT)
    assert first.narrative["results"] == WHOLE["results"]
    assert second.narrative["results"] == "Corrigé"
    # A second correction at the same moment begins no third version.
    await browser.post(f"{FORM}/corriger")
    assert len(await team.versions()) == 2
    assert "version 2" in parse((await browser.get(HERE)).text).words


ADDRESSES: Any = [
    ("GET", ""), ("GET", "/dossier"), ("POST", "/dossier"), ("POST", "/dossier/brouillon"),
    ("POST", "/dossier/brouillon/abandonner"), ("GET", "/dossier/apercu"),
    ("GET", "/dossier/deposer"), ("POST", "/dossier/deposer"), ("POST", "/dossier/reprendre"),
    ("POST", "/dossier/corriger"), ("GET", "/dossier/pieces"), ("POST", "/dossier/pieces"),
    ("POST", "/dossier/pieces/x/retirer"), ("POST", "/dossier/pieces/x/remettre"),
]  # fmt: skip


async def test_another_team_and_a_sponsor_may_do_nothing_of_it(team: Team) -> None:
    elsewhere = await session_with({}, ["guichet-littoral"])
    assert elsewhere.items
    for email, role, place in [
        ("a@exemple.gouv.fr", Role.INTRAPRENEUR, "guichet-littoral"),
        ("s@exemple.gouv.fr", Role.SPONSOR, "direction-du-logement-stable"),
        ("c@exemple.gouv.fr", Role.COMMITTEE_SECRETARY, INCUBATOR),
    ]:
        browser = await team.browser(email, role, place)
        for method, path in ADDRESSES:
            answer = await browser.request(method, HERE + path)
            assert answer.status_code == 403, (email, method, path)
    assert await team.versions() == []
