"""Deciding in session: what the form shows, what it refuses, and what stays of two at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Stage, State
from incubator.domain.decisions import Kind, canonical
from incubator.domain.phases import Phase
from incubator.store import models
from incubator.store.committees.decisions import decisions_of_committee, verify_chain
from incubator.store.tokens import new_public_id
from tests.deciding import Chamber, chamber_of, decide, form_of
from tests.web.dom import page_faults, parse
from tests.web.signed import NOW


@pytest.fixture
async def chamber(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Chamber]:
    async with chamber_of(tmp_path / "content", sqlite_url) as made:
        yield made


async def taken(chamber: Chamber) -> list[Kind]:
    return [one.decision.kind for one in await decisions_of_committee(chamber.committee.public_id)]


async def dossier_asks(chamber: Chamber, **asked: object) -> None:
    await models.Dossier.create(
        public_id=new_public_id(),
        item_id=chamber.committee.items[0].number,
        version=1,
        state="submitted",
        narrative=canonical(asked),
        created_at=NOW,
        created_by="test",
    )


async def test_the_form_takes_up_what_the_dossier_asks_for(chamber: Chamber) -> None:
    await dossier_asks(
        chamber,
        kind="change-phase",
        phase="acceleration",
        amount=120_000,
        period_from="2027-01-01",
        period_until="2027-06-30",
        objectives=[
            {
                "text": "Dix mille essais",
                "due": "2027-05-31",
                "value": "10000",
                "unit": "",
                "indicator": "essais",
            }
        ],
    )
    page = await (await chamber.browser()).get(chamber.item_url())
    assert page.status_code == 200
    assert page_faults(parse(page.text)) == []
    form = form_of(page)
    assert (form["kind"], form["phase"]) == ("change-phase", "acceleration")
    assert form["amount"].replace("\u202f", " ") == "120 000"
    assert form["objectif-1-text"] == "Dix mille essais"
    assert form["objectif-1-indicator"] == "essais"
    # The last rows are empty, to add.
    assert form["objectif-2-text"] == form["condition-1-text"] == ""


async def test_a_decision_is_read_over_then_recorded(chamber: Chamber) -> None:
    browser = await chamber.browser()
    sent = form_of(
        await browser.get(chamber.item_url()),
        **{
            "kind": "change-phase",
            "phase": "acceleration",
            "amount": "120 k€",
            "from": "01/01/2027",
            "until": "2027-06-30",
            "reasons": "L’impact est là.",
            "objectif-1-text": "Dix mille essais",
            "objectif-1-value": "10 000,5",
            "objectif-1-indicator": "essais",
            "objectif-1-due": "2027-05-31",
            "condition-1-text": "Publier l’audit",
            "condition-1-owner": "La DSI",
            "condition-1-due": "2027-01-15",
        },
    )
    review = await browser.post(chamber.item_url(), data=sent)
    words = parse(review.text).one(id="contenu").words
    assert (
        "Le comité décide de faire passer Bac à sable en accélération, avec 120 000 €"
        " du 1er janvier 2027 au 30 juin 2027." in words
    )
    assert "Objectif : Dix mille essais (10 000,5 essais/mois), d’ici au 31 mai 2027" in words
    assert "Condition : Publier l’audit (La DSI), d’ici au 15 janvier 2027" in words
    assert page_faults(parse(review.text)) == []
    assert await taken(chamber) == []

    done = await browser.post(chamber.item_url(), data=form_of(review, action="confirmer"))
    assert (done.status_code, done.headers["location"]) == (303, f"{chamber.url}/seance")
    (one,) = await decisions_of_committee(chamber.committee.public_id)
    assert (one.decision.phase, one.decision.amount) == (Phase.ACCELERATION, 120_000)
    assert one.decision.objectives[0].unit == "essais/mois"
    assert await models.Condition.filter(decision_id=one.decision.id, owner="La DSI").exists()
    now = await chamber.again()
    assert now.items[0].stage is Stage.DECIDED
    assert now.live > chamber.committee.live
    entry = await models.JournalEntry.get(action="decision_taken")
    assert one.decision.id in entry.detail


async def test_correcting_before_it_is_recorded_loses_nothing(chamber: Chamber) -> None:
    browser = await chamber.browser()
    sent = form_of(await browser.get(chamber.item_url()), kind="reinforce", reasons="Un\nDeux")
    review = await browser.post(chamber.item_url(), data=sent)
    again = await browser.post(chamber.item_url(), data=form_of(review, action="corriger"))
    assert again.status_code == 200
    assert form_of(again)["reasons"].splitlines() == ["Un", "Deux"]
    assert form_of(again)["kind"] == "reinforce"


FAULTY = {
    "kind": ({"kind": ""}, "Choisissez ce que le comité décide."),
    "phase": ({"kind": "change-phase"}, "Choisissez la phase."),
    "phase-not-next": (
        {"kind": "change-phase", "phase": "opere"},
        "Cette phase ne peut pas suivre",
    ),
    "months": ({"kind": "provisional", "evidence": "Un chiffre"}, "Choisissez un ou deux mois."),
    "evidence": ({"kind": "provisional", "months": "1"}, "Dites quelle preuve"),
    "reasons": ({"kind": "stop"}, "Dites pourquoi"),
    "amount": ({"kind": "continue", "amount": "12,5"}, "Écrivez un montant en euros"),
    "amount-word": ({"kind": "continue", "amount": "beaucoup"}, "Écrivez un montant en euros"),
    "period": ({"kind": "continue", "from": "2027-01-01"}, "Donnez le premier et le dernier jour"),
    "day": ({"kind": "continue", "until": "bientôt"}, "Écrivez une date"),
    "due": ({"kind": "continue", "objectif-1-text": "Mieux"}, "Donnez le dernier jour."),
    "past": (
        {"kind": "continue", "objectif-1-text": "Mieux", "objectif-1-due": "2026-01-01"},
        "Donnez un jour à venir.",
    ),
    "owner": (
        {"kind": "continue", "condition-1-text": "Publier", "condition-1-due": "2027-01-01"},
        "Dites qui s’en charge.",
    ),
}


async def test_each_fault_is_said_beside_its_field_and_nothing_typed_is_lost(
    chamber: Chamber,
) -> None:
    browser = await chamber.browser()
    blank = form_of(await browser.get(chamber.item_url()))
    for name, (answers, said) in FAULTY.items():
        answer = await browser.post(
            chamber.item_url(), data={**blank, **answers, "action": "confirmer"}
        )
        assert answer.status_code == 422, name
        assert said in parse(answer.text).words, name
        kept = form_of(answer)
        # The list of phases has only those that may follow.
        typed = {key: value for key, value in answers.items() if value != "opere"}
        assert all(kept.get(key, "") == value for key, value in typed.items()), name
        assert page_faults(parse(answer.text)) == [], name
    assert await taken(chamber) == []


async def test_a_correction_replaces_the_decision_and_both_stay_in_the_chain(
    chamber: Chamber,
) -> None:
    browser = await chamber.browser()
    await decide(browser, chamber.item_url(), kind="continue")
    page = await browser.get(chamber.item_url())
    assert "Ce point est déjà décidé" in page.text
    await decide(browser, chamber.item_url(), kind="stop", reasons="Plus d’usagers.")
    first, second = await decisions_of_committee(chamber.committee.public_id)
    assert second.decision.replaces == first.decision.id
    assert second.decision.phase is Phase.STOPPED
    assert (await verify_chain())[1] is None


async def test_the_second_of_two_chairs_sees_what_the_first_decided_and_chooses(
    chamber: Chamber,
) -> None:
    one = await chamber.browser()
    two = await chamber.browser("copreside@exemple.gouv.fr")
    late = form_of(await two.get(chamber.item_url()), kind="reinforce", action="confirmer")
    await decide(one, chamber.item_url(), kind="continue")

    told = await two.post(chamber.item_url(), data=late)
    assert told.status_code == 409
    words = parse(told.text).words
    assert "Quelqu’un a décidé entre-temps" in words
    assert "Le comité décide de poursuivre Bac à sable." in words
    assert "Enregistrée par Paule Roux" in words
    assert await taken(chamber) == [Kind.CONTINUE]

    done = await two.post(chamber.item_url(), data=form_of(told, action="confirmer"))
    assert done.status_code == 303
    assert await taken(chamber) == [Kind.CONTINUE, Kind.REINFORCE]


async def test_of_two_decisions_at_once_one_is_recorded(chamber: Chamber) -> None:
    browsers = [await chamber.browser(), await chamber.browser("copreside@exemple.gouv.fr")]
    forms = [
        form_of(await browser.get(chamber.item_url()), kind=kind, action="confirmer")
        for browser, kind in zip(browsers, ("continue", "reinforce"), strict=True)
    ]
    answers = await asyncio.gather(
        *(
            browser.post(chamber.item_url(), data=form)
            for browser, form in zip(browsers, forms, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(await taken(chamber)) == 1
    assert await models.JournalEntry.filter(action="decision_taken").count() == 1


async def test_only_a_chair_of_an_open_session_decides(chamber: Chamber) -> None:
    for seat in (Seat.SPONSOR, Seat.OBSERVER):
        assert (await (await chamber.sits(seat)).get(chamber.item_url())).status_code == 403
    for state in (State.CONVENED, State.CLOSED):
        await models.Committee.filter(id=chamber.committee.number).update(state=state.value)
        answer = await (await chamber.browser()).get(chamber.item_url())
        assert answer.status_code == 409, state


async def test_a_chair_with_an_interest_leaves_the_item_to_the_other_chair(
    chamber: Chamber,
) -> None:
    one, two = chamber.committee.members[:2]
    item = chamber.committee.items[0]

    async def steps_aside(member: int) -> None:
        await models.Recusal.create(
            item_id=item.number, member_id=member, declared_at=NOW, declared_by="test"
        )

    await steps_aside(one.number)
    browser = await chamber.browser()
    refused = await browser.get(chamber.item_url())
    assert refused.status_code == 409
    assert "l’autre personne qui préside décide" in refused.text

    # With nobody else in the chair, they write down what the others decided, and say so.
    await steps_aside(two.number)
    form = form_of(await browser.get(chamber.item_url()), kind="continue", action="confirmer")
    assert (await browser.post(chamber.item_url(), data=form)).status_code == 422
    done = await browser.post(chamber.item_url(), data=form | {"transcribed": "1"})
    assert done.status_code == 303
