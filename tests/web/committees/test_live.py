"""The page of a session while it is held: who does what, and what two people do at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Stage, State
from incubator.store import models
from incubator.store.committees.sessions import Committee
from tests.committees import (
    INCUBATOR,
    SEATS,
    again,
    browser_in,
    decided_in,
    session_with,
    what_was_noted,
)
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of

STARTUPS = ("bail-en-main", "relais-repit")


@dataclass
class Hall:
    """A session, and a browser for whoever is asked for."""

    settings: Settings
    committee: Committee

    @property
    def path(self) -> str:
        return f"/comites/{self.committee.public_id}/seance"

    @property
    def items(self) -> list[str]:
        return [one.public_id for one in self.committee.items]

    async def at(self, seat: Seat) -> httpx.AsyncClient:
        return await browser_in(self.settings, self.committee, seat)

    async def secretary(self) -> httpx.AsyncClient:
        roles = [(Role.COMMITTEE_SECRETARY, INCUBATOR)]
        account = await account_with("secretariat@exemple.gouv.fr", roles)
        return await browser_of(self.settings, account)

    async def page(self, browser: httpx.AsyncClient) -> Node:
        answer = await browser.get(self.path)
        assert answer.status_code == 200, answer.text
        page = parse(answer.text)
        assert page_faults(page) == []
        return page

    async def choose(self, browser: httpx.AsyncClient, item: int, shown: str = "") -> int:
        data = {"point": self.items[item], "vu": shown}
        return (await browser.post(f"{self.path}/point", data=data)).status_code

    async def move(self, browser: httpx.AsyncClient, shown: Stage, to: Stage) -> int:
        data = {"point": self.items[0], "vu": shown.value, "etape": to.value}
        return (await browser.post(f"{self.path}/etape", data=data)).status_code


@pytest.fixture
async def hall(own_site: Settings) -> Hall:
    return Hall(own_site, await session_with(startups=STARTUPS, state=State.OPEN, starts_at=NOW))


async def test_a_session_begins_on_its_day_with_somebody_in_the_chair(own_site: Settings) -> None:
    hall = Hall(own_site, await session_with(startups=STARTUPS, starts_at=NOW))
    chair = await hall.at(Seat.CHAIR)
    assert "Ouvrir la séance" in (await hall.page(chair)).words
    assert "Ouvrir la séance" not in (await hall.page(await hall.at(Seat.SPONSOR))).words
    assert (await chair.post(f"{hall.path}/ouvrir")).status_code == 303
    answer = await (await hall.secretary()).post(f"{hall.path}/ouvrir")
    assert answer.status_code == 409
    assert "quelqu’un d’autre a agi entre-temps" in answer.text
    assert (await again(hall.committee)).state is State.OPEN
    assert await what_was_noted() == ["committee_opened"]


async def test_no_session_begins_early_nor_without_a_chair_nor_for_nothing(
    own_site: Settings,
) -> None:
    nobody = {"invitee@exemple.gouv.fr": Seat.GUEST}
    sessions = [
        (await session_with(), "le jour où elle a lieu"),
        (await session_with(nobody, starts_at=NOW), "Personne ne préside"),
        (await session_with(SEATS, (), starts_at=NOW), "L’ordre du jour est vide"),
    ]
    secretary = await Hall(own_site, sessions[0][0]).secretary()
    for committee, told in sessions:
        answer = await secretary.post(f"/comites/{committee.public_id}/seance/ouvrir")
        assert answer.status_code == 409
        assert told in answer.text
    assert await what_was_noted() == []


async def test_the_agenda_goes_from_item_to_item_and_stage_to_stage(hall: Hall) -> None:
    chair = await hall.at(Seat.CHAIR)
    assert await hall.choose(chair, 0) == 303
    assert await hall.move(chair, Stage.PRESENTATION, Stage.QUESTIONS) == 303
    assert await hall.move(chair, Stage.QUESTIONS, Stage.DELIBERATION) == 303
    assert await hall.move(chair, Stage.DELIBERATION, Stage.QUESTIONS) == 303
    assert await hall.move(chair, Stage.QUESTIONS, Stage.DECIDED) == 422
    assert await hall.move(chair, Stage.QUESTIONS, Stage.WAITING) == 422
    assert (await again(hall.committee)).items[0].stage is Stage.QUESTIONS
    assert await hall.choose(chair, 1, hall.items[0]) == 303
    found = await again(hall.committee)
    assert found.current_item == hall.items[1]
    assert found.items[1].stage is Stage.PRESENTATION
    # An item that one leaves stays where it was.
    assert await hall.move(chair, Stage.QUESTIONS, Stage.DELIBERATION) == 409
    expected = ["committee_item_chosen", *["committee_stage_changed"] * 3, "committee_item_chosen"]
    assert await what_was_noted() == expected


async def test_the_clock_says_what_has_gone_by_and_what_is_left(hall: Hall) -> None:
    chair = await hall.at(Seat.CHAIR)
    await hall.choose(chair, 0)
    for seconds, told in (
        (305, "5:05 écoulées reste 9:55"),
        (960, "16:00 écoulées dépassé de 1:00"),
    ):
        later = NOW - timedelta(seconds=seconds)
        await models.AgendaItem.filter(public_id=hall.items[0]).update(stage_at=later)
        assert told in (await hall.page(chair)).words
    agenda = (await hall.page(chair)).one(data_live="agenda").words
    assert "10 h 00 Bail en main" in agenda
    assert "10 h 50 Relais Répit" in agenda


async def test_two_chairs_at_the_same_time_make_one_step(own_site: Settings) -> None:
    seats = {"un@exemple.gouv.fr": Seat.CHAIR, "deux@exemple.gouv.fr": Seat.CHAIR}
    hall = Hall(own_site, await session_with(seats, STARTUPS, starts_at=NOW))
    one, two = [
        await browser_of(own_site, await account_with(member.email))
        for member in hall.committee.members
    ]
    opened = await asyncio.gather(*(who.post(f"{hall.path}/ouvrir") for who in (one, two)))
    assert sorted(answer.status_code for answer in opened) == [303, 409]
    chosen = await asyncio.gather(hall.choose(one, 0), hall.choose(two, 1))
    assert sorted(chosen) == [303, 409]
    spoken = (await again(hall.committee)).current_item
    await models.Committee.all().update(current_item=hall.items[0])
    await models.AgendaItem.all().update(stage=Stage.PRESENTATION.value)
    step = (Stage.PRESENTATION, Stage.QUESTIONS)
    moved = await asyncio.gather(hall.move(one, *step), hall.move(two, *step))
    assert sorted(moved) == [303, 409]
    assert spoken in hall.items
    expected = ["committee_opened", "committee_item_chosen", "committee_stage_changed"]
    assert await what_was_noted() == expected


async def test_two_who_take_notes_are_told_and_lose_nothing(hall: Hall) -> None:
    chair, secretary = await hall.at(Seat.CHAIR), await hall.secretary()
    await hall.choose(chair, 0)
    shown = (await hall.page(chair)).one(data_live="notes").one("input", name="vu").attrs["value"]
    first = {"point": hall.items[0], "vu": shown, "notes": "Dit par la présidence."}
    second = {**first, "notes": "Dit par le secrétariat."}
    assert (await chair.post(f"{hall.path}/notes", data=first)).status_code == 303
    answer = await secretary.post(f"{hall.path}/notes", data=second)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert page_faults(page) == []
    assert page.one("textarea").text == "Dit par le secrétariat."
    assert "Dit par la présidence." in page.words
    fresh = page.one("textarea", id="champ-notes")
    form = next(one for one in page.all("form") if fresh in one.walk())
    merged = {
        "point": hall.items[0],
        "vu": form.one("input", name="vu").attrs["value"],
        "notes": "Dit par la présidence.\r\nDit par le secrétariat.",
    }
    assert (await secretary.post(f"{hall.path}/notes", data=merged)).status_code == 303
    found = (await again(hall.committee)).items[0].notes
    assert found == "Dit par la présidence.\nDit par le secrétariat."
    assert (await what_was_noted()).count("committee_notes_saved") == 2


async def test_who_is_there_is_noted_by_two_people_at_once(hall: Hall) -> None:
    chair, secretary = await hall.at(Seat.CHAIR), await hall.secretary()
    everyone = [one.public_id for one in hall.committee.members]
    presences = f"{hall.path}/presences"
    data = {"membre": everyone, "present": everyone[:1]}
    assert (await chair.post(presences, data=data)).status_code == 303
    # This page was shown before: it knows of nobody, and only adds the second one.
    data = {"membre": everyone, "present": everyone[1:2]}
    assert (await secretary.post(presences, data=data)).status_code == 303
    found = await again(hall.committee)
    assert [one.is_present for one in found.members] == [True, True, False, False]
    assert "2 présents, quorum de 2. quorum atteint" in (await hall.page(chair)).words
    gone = {"membre": everyone, "vu-present": everyone[:2], "present": everyone[:1]}
    assert (await chair.post(presences, data=gone)).status_code == 303
    assert "quorum non atteint" in (await hall.page(await hall.at(Seat.GUEST))).words


async def test_each_sees_the_buttons_of_their_seat(hall: Hall) -> None:
    chair = await hall.at(Seat.CHAIR)
    await hall.choose(chair, 0)
    words = {seat: (await hall.page(await hall.at(seat))).words for seat in SEATS.values()}
    assert "Passer aux questions" in words[Seat.CHAIR]
    assert "Ouvrir les avis" in words[Seat.CHAIR]
    assert "Donner mon avis" in words[Seat.SPONSOR]
    for seat in (Seat.SPONSOR, Seat.GUEST, Seat.OBSERVER):
        assert "Passer aux questions" not in words[seat]
        assert "Ouvrir les avis" not in words[seat]
        assert "Enregistrer les notes" not in words[seat]
    assert "Donner mon avis" not in words[Seat.OBSERVER]
    secretary = (await hall.page(await hall.secretary())).words
    assert "Enregistrer les notes" in secretary
    assert "Ouvrir les avis" not in secretary


async def test_a_decision_that_was_recorded_is_shown(hall: Hall) -> None:
    chair = await hall.at(Seat.CHAIR)
    await hall.choose(chair, 0)
    await decided_in(hall.committee)
    await models.AgendaItem.filter(public_id=hall.items[0]).update(stage=Stage.DECIDED.value)
    page = await hall.page(await hall.at(Seat.OBSERVER))
    assert "Décision Poursuivre" in page.one(data_live="current").words
    assert "décidé" in page.one(data_live="agenda").words
    assert await hall.move(chair, Stage.PRESENTATION, Stage.QUESTIONS) == 409


async def test_without_scripts_the_page_says_how_to_see_what_changed(hall: Hall) -> None:
    page = await hall.page(await hall.at(Seat.GUEST))
    assert "actualisez la page" in page.one(role="status").words
    assert hall.path in page.links()


async def test_the_stream_is_for_the_session_of_the_day_and_says_so_otherwise(
    own_site: Settings,
) -> None:
    for state in (State.CLOSED, State.CANCELLED, State.CONVENED):
        hall = Hall(own_site, await session_with(state=state))
        answer = await (await hall.at(Seat.GUEST)).get(f"{hall.path}/flux")
        assert answer.status_code == 204, state
    stranger = await browser_of(own_site, await account_with("ailleurs@exemple.gouv.fr"))
    assert (await stranger.get(f"{hall.path}/flux")).status_code == 403
    assert (await stranger.get(hall.path)).status_code == 403


async def test_what_is_said_once_waits_for_a_page_that_somebody_reads(hall: Hall) -> None:
    """Another tab that keeps itself up to date must not take it away."""
    browser = await hall.at(Seat.CHAIR)
    there = hall.committee.members[0].public_id
    noted = await browser.post(f"{hall.path}/presences", data={"membre": there, "present": there})
    assert noted.status_code == 303
    for headers in ({"X-Background": "1"}, {"Accept": "text/event-stream"}):
        await browser.get(hall.path, headers=headers)
        assert await models.Session.exclude(notice="").count() == 1
    assert "Les présences sont notées." in (await hall.page(browser)).words
    assert await models.Session.exclude(notice="").count() == 0
