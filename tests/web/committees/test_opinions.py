"""Opinions through the pages: who writes them, who reads them and when, who has no part."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Stage, State
from incubator.store import models
from incubator.store.committees.sessions import Committee
from tests.committees import INCUBATOR, again, browser_in, session_with, what_was_noted
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of

OPINION = {"recommandation": "continue", "commentaire": "Le service tient ses promesses."}
#: Two of the criteria that the demonstration's sheets ask of a startup in acceleration.
CRITERIA = ("impact-croissant", "code-ouvert")
#: The others are left without a mark.
SILENT = (
    "valeur-demontree public-atteint accessibilite-declaree securite-homologuee"
    " vie-privee-respectee foyer-identifie"
).split()


@dataclass
class Around:
    """An item of a session, with a browser for whoever is asked for."""

    settings: Settings
    committee: Committee

    @property
    def path(self) -> str:
        item = self.committee.items[0].public_id
        return f"/comites/{self.committee.public_id}/points/{item}"

    async def at(self, seat: Seat) -> httpx.AsyncClient:
        return await browser_in(self.settings, self.committee, seat)

    async def secretary(self) -> httpx.AsyncClient:
        roles = [(Role.COMMITTEE_SECRETARY, INCUBATOR)]
        return await browser_of(
            self.settings, await account_with("secretariat@exemple.gouv.fr", roles)
        )

    async def page(self, browser: httpx.AsyncClient, status: int = 200) -> Node:
        answer = await browser.get(f"{self.path}/avis")
        assert answer.status_code == status, answer.text
        page = parse(answer.text)
        assert page_faults(page) == []
        return page

    async def say(self, browser: httpx.AsyncClient, mark: str = "3", **said: str) -> httpx.Response:
        marks = {f"note-{name}": mark for name in CRITERIA}
        silent = {f"note-{name}": "0" for name in SILENT}
        return await browser.post(f"{self.path}/avis", data={**OPINION, **marks, **silent, **said})

    async def say_as(self, seat: Seat, mark: str = "3", **said: str) -> None:
        answer = await self.say(await self.at(seat), mark, **said)
        assert answer.status_code == 303, answer.text

    async def open(self, **fields: Any) -> httpx.Response:
        chair = await self.at(Seat.CHAIR)
        return await chair.post(f"{self.path}/avis/ouvrir", data=fields)

    def member(self, seat: Seat) -> str:
        return next(one.public_id for one in self.committee.members if one.seat is seat)


@pytest.fixture
async def around(own_site: Settings) -> Around:
    return Around(own_site, await session_with(state=State.OPEN, starts_at=NOW))


async def test_a_member_answers_by_criterion_and_may_change_it(around: Around) -> None:
    sponsor = await around.at(Seat.SPONSOR)
    page = await around.page(sponsor)
    assert "Vous n’avez pas encore répondu" in page.words
    await around.say_as(Seat.SPONSOR)
    await around.say_as(Seat.SPONSOR, "4", commentaire="Convaincue.")
    await around.say_as(Seat.SPONSOR, "4", commentaire="Convaincue.")
    page = await around.page(sponsor)
    assert "enregistré" in page.words
    chosen = {
        one.attrs["name"]: one.attrs["value"]
        for one in page.all("input", type="radio")
        if "checked" in one.attrs
    }
    assert chosen["note-code-ouvert"] == "4"
    assert chosen["note-foyer-identifie"] == "0"
    assert chosen["recommandation"] == "continue"
    assert page.one("textarea").text == "Convaincue."
    assert await what_was_noted() == ["opinion_given", "opinion_changed"]


async def test_what_is_wrong_is_said_and_what_was_typed_stays(around: Around) -> None:
    sponsor = await around.at(Seat.SPONSOR)
    answer = await around.say(sponsor, recommandation="", commentaire="À revoir")
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page_faults(page) == []
    assert "Choisissez ce que vous recommandez." in page.one(role="alert").words
    assert page.one("textarea").text == "À revoir"
    answer = await around.say(sponsor, recommandation="change-phase")
    assert "Choisissez la phase que vous recommandez." in answer.text
    answer = await around.say(sponsor, recommandation="change-phase", phase="construction-lunaire")
    assert answer.status_code == 422
    assert not await models.Opinion.all().count()


async def test_nobody_reads_the_others_before_the_chair_opens(around: Around) -> None:
    await around.say_as(Seat.SPONSOR, "4", commentaire="Je suis convaincue.")
    await around.say_as(Seat.GUEST, "1", commentaire="Je doute fort.")
    for seat in (Seat.CHAIR, Seat.GUEST, Seat.OBSERVER):
        page = await around.page(await around.at(seat))
        assert "Je suis convaincue." not in page.words, seat
        assert "2 avis sur 3" in page.words, seat
    assert "Je suis convaincue." not in (await around.page(await around.secretary())).words
    assert "Je suis convaincue." in (await around.page(await around.at(Seat.SPONSOR))).words


async def test_after_the_opening_all_read_figures_and_comments(around: Around) -> None:
    await around.say_as(Seat.SPONSOR, "4", commentaire="Je suis convaincue.")
    await around.say_as(Seat.GUEST, "1", commentaire="Je doute fort.", recommandation="stop")
    await around.say_as(Seat.CHAIR, "4", recommandation="change-phase", phase="consolidation")
    assert (await around.open()).status_code == 303
    readers = [await around.at(seat) for seat in (Seat.CHAIR, Seat.GUEST, Seat.OBSERVER)]
    for reader in [*readers, await around.secretary()]:
        page = await around.page(reader)
        assert "Je suis convaincue." in page.words
        assert "Je doute fort." in page.words
        assert "Changer de phase : Consolidation" in page.words
        row = next(one for one in page.all("tr") if "L’impact croît" in one.words)
        assert "3 1,4 (de 1 à 4) 1 fois 1, 2 fois 4" in row.words
    assert await what_was_noted() == ["opinion_given"] * 3 + ["opinions_opened"]


async def test_names_of_those_missing_are_for_the_chair_and_the_secretary(around: Around) -> None:
    await around.say_as(Seat.SPONSOR)
    for browser in (await around.at(Seat.CHAIR), await around.secretary()):
        words = (await around.page(browser)).words
        assert "Manquent : preside@exemple.gouv.fr, invitee@exemple.gouv.fr" in words
    for seat in (Seat.SPONSOR, Seat.OBSERVER):
        words = (await around.page(await around.at(seat))).words
        assert "2 avis manquent" in words
        assert "invitee@exemple.gouv.fr" not in words


async def test_opening_without_somebody_asks_first_and_names_them(around: Around) -> None:
    await around.say_as(Seat.SPONSOR)
    answer = await around.open()
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page_faults(page) == []
    asked = page.one("div", role="alert")
    assert "preside@exemple.gouv.fr, invitee@exemple.gouv.fr" in asked.words
    without = [one.attrs["value"] for one in asked.all("input", name="sans")]
    # To wait no longer for one of them is not to wait no longer for the other.
    assert (await around.open(sans=without[:1])).status_code == 422
    assert (await around.open(sans=without)).status_code == 303
    assert (await around.open(sans=without)).status_code == 409
    assert (await what_was_noted()).count("opinions_opened") == 1


async def test_two_openings_at_the_same_time_are_one(own_site: Settings) -> None:
    seats = {"un@exemple.gouv.fr": Seat.CHAIR, "deux@exemple.gouv.fr": Seat.CHAIR}
    around = Around(own_site, await session_with(seats, state=State.OPEN, starts_at=NOW))
    without = [one.public_id for one in around.committee.members]
    browsers = [
        await browser_of(own_site, await account_with(one.email))
        for one in around.committee.members
    ]
    path = f"{around.path}/avis/ouvrir"
    both = await asyncio.gather(*(one.post(path, data={"sans": without}) for one in browsers))
    assert sorted(answer.status_code for answer in both) == [303, 409]
    assert await what_was_noted() == ["opinions_opened"]


async def test_only_the_chair_opens_and_only_in_session(around: Around) -> None:
    for browser in (await around.at(Seat.SPONSOR), await around.secretary()):
        assert (await browser.post(f"{around.path}/avis/ouvrir")).status_code == 403
    await models.Committee.all().update(state=State.CONVENED.value)
    assert (await around.open()).status_code == 409


async def test_a_conflict_of_interest_excludes(around: Around) -> None:
    await around.say_as(Seat.SPONSOR, commentaire="Je suis partie prenante.")
    await around.say_as(Seat.CHAIR)
    await around.say_as(Seat.GUEST)
    await models.AgendaItem.all().update(notes="La sponsor a menti.")
    sponsor = await around.at(Seat.SPONSOR)
    declared = {"geste": "declarer", "motif": "Mon frère y travaille."}
    assert (await sponsor.post(f"{around.path}/deport", data=declared)).status_code == 303
    assert (await around.open()).status_code == 303
    page = await around.page(sponsor)
    assert not page.all("textarea")
    assert "Vous êtes en déport sur ce point" in page.words
    assert "partie prenante" not in page.words
    assert "sur 2" not in page.words
    page = await around.page(await around.at(Seat.GUEST))
    assert "2 avis sur 2" in page.words
    assert "partie prenante" not in page.words
    assert (await around.say(sponsor)).status_code == 409
    await models.Committee.all().update(current_item=around.committee.items[0].public_id)
    seance = f"/comites/{around.committee.public_id}/seance"
    assert "menti" not in (await sponsor.get(seance)).text
    assert "menti" in (await (await around.at(Seat.GUEST)).get(seance)).text
    entry = await models.JournalEntry.get(action="interest_declared")
    assert "frère" not in entry.detail
    assert "exemple.gouv.fr" not in entry.detail


async def test_it_is_taken_back_until_the_item_is_discussed(around: Around) -> None:
    guest = await around.at(Seat.GUEST)
    deport = f"{around.path}/deport"
    assert (await guest.post(deport, data={"geste": "declarer"})).status_code == 303
    assert (await guest.post(deport, data={"geste": "declarer"})).status_code == 409
    assert (await guest.post(deport, data={"geste": "reprendre"})).status_code == 303
    assert (await guest.post(deport, data={"geste": "declarer"})).status_code == 303
    await models.AgendaItem.all().update(stage=Stage.PRESENTATION.value)
    assert (await guest.post(deport, data={"geste": "reprendre"})).status_code == 409
    found = {one.seat: one for one in (await again(around.committee)).members}
    assert found[Seat.GUEST].recused == {around.committee.items[0].public_id}
    assert await what_was_noted() == [
        "interest_declared",
        "interest_taken_back",
        "interest_declared",
    ]


async def test_the_secretary_notes_it_for_somebody_and_members_only_their_own(
    around: Around,
) -> None:
    fields = {"geste": "declarer", "membre": around.member(Seat.GUEST)}
    for seat in (Seat.SPONSOR, Seat.CHAIR):
        answer = await (await around.at(seat)).post(f"{around.path}/deport", data=fields)
        assert answer.status_code == 403
    secretary = await around.secretary()
    assert (await secretary.post(f"{around.path}/deport", data=fields)).status_code == 303
    assert "invitee@exemple.gouv.fr" in (await around.page(secretary)).words
    nobody = {"geste": "declarer", "membre": "personne"}
    assert (await secretary.post(f"{around.path}/deport", data=nobody)).status_code == 422


@pytest.mark.parametrize("stage", [Stage.DELIBERATION, Stage.DECIDED])
async def test_an_opinion_changes_until_the_decision(around: Around, stage: Stage) -> None:
    await models.AgendaItem.all().update(stage=stage.value)
    answer = await around.say(await around.at(Seat.SPONSOR))
    assert answer.status_code == (409 if stage is Stage.DECIDED else 303)


async def test_who_has_no_voice_gives_none_and_who_has_no_seat_sees_nothing(
    around: Around,
) -> None:
    observer, secretary = await around.at(Seat.OBSERVER), await around.secretary()
    assert (await around.say(observer)).status_code == 403
    assert (await around.say(secretary)).status_code == 403
    sponsor_of = [(Role.SPONSOR, "direction-du-logement-stable")]
    sponsor = await account_with("ailleurs@exemple.gouv.fr", sponsor_of)
    elsewhere = await browser_of(around.settings, sponsor)
    await around.page(elsewhere, 403)
    assert (await around.say(elsewhere)).status_code == 403
    assert not await models.Opinion.all().count()
