"""Closing a session: its minutes, its mails, what its sheets say, and what is left to mend."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from incubator.actions.committees.carry_out import carry_out_orders
from incubator.actions.desk import Desk
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.domain.phases import Phase
from incubator.store import journal, models
from incubator.store.committees.rules import Rules, save_rules
from tests.conftest import TODAY
from tests.deciding import Chamber, chamber_of, decide, form_of
from tests.web.dom import page_faults, parse
from tests.web.signed import NOW, account_with, browser_of


@pytest.fixture
async def chamber(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Chamber]:
    async with chamber_of(tmp_path / "content", sqlite_url) as made:
        yield made


async def decide_all(chamber: Chamber, browser: httpx.AsyncClient) -> None:
    """The first goes to the next phase with money, the second is stopped."""
    sent = {
        "kind": "change-phase",
        "phase": "acceleration",
        "amount": "120000",
        "from": "2027-01-01",
        "until": "2027-06-30",
        "objectif-1-text": "Dix mille <b>essais</b>",
        "objectif-1-due": "2027-05-31",
        "condition-1-text": "Publier l’audit",
        "condition-1-owner": "La DSI",
        "condition-1-due": "2027-01-15",
    }
    assert (await decide(browser, chamber.item_url(), **sent)).status_code == 303
    stopped = {"kind": "stop", "reasons": "Plus d’usagers."}
    assert (await decide(browser, chamber.item_url("plume"), **stopped)).status_code == 303


async def close(chamber: Chamber, browser: httpx.AsyncClient, **answers: str) -> httpx.Response:
    address = f"{chamber.url}/seance/clore"
    page = await browser.get(address)
    return await browser.post(address, data=form_of(page, **answers))


async def statuses() -> list[str]:
    return [row.status for row in await models.SheetOrder.all().order_by("id")]


async def test_a_session_with_an_undecided_item_is_not_closed(chamber: Chamber) -> None:
    browser = await chamber.browser()
    await decide(browser, chamber.item_url(), kind="continue")
    page = await browser.get(f"{chamber.url}/seance/clore")
    assert chamber.item_url("plume") in parse(page.text).links()
    answer = await browser.post(f"{chamber.url}/seance/clore", data={"override": "Pressés"})
    assert answer.status_code == 409
    assert (await chamber.again()).state is State.OPEN
    assert await models.SheetOrder.all().count() == 0
    assert (await browser.get(f"{chamber.url}/releve")).status_code == 404


async def test_a_session_without_its_quorum_needs_a_reason_that_is_kept(chamber: Chamber) -> None:
    browser = await chamber.browser()
    await decide_all(chamber, browser)
    await models.CommitteeMember.filter(seat__not="chair").update(is_present=False)
    await models.Committee.filter(id=chamber.committee.number).update(quorum=3)
    answer = await close(chamber, browser)
    assert answer.status_code == 422
    field = parse(answer.text).one("textarea", name="override")
    assert field.attrs["aria-describedby"] == "erreur-override"
    assert (await chamber.again()).state is State.OPEN

    assert (await close(chamber, browser, override="La salle fermait.")).status_code == 303
    closed = await chamber.again()
    assert (closed.state, closed.override_reason) == (State.CLOSED, "La salle fermait.")
    text = (await models.CommitteeMinutes.get()).text
    assert "La présidence passe outre : La salle fermait." in text.replace("\u00a0", " ")
    entry = await models.JournalEntry.get(action="session_closed")
    assert json.loads(entry.detail)["is_override"] is True


async def test_what_closing_does_is_said_then_done(chamber: Chamber) -> None:
    browser = await chamber.browser()
    await decide_all(chamber, browser)
    await models.AgendaItem.all().update(notes="On hésite beaucoup.")
    page = await browser.get(f"{chamber.url}/seance/clore")
    assert page_faults(parse(page.text)) == []
    words = parse(page.text).words
    assert "Le comité décide d’arrêter Plume : l’investigation n’est pas concluante." in words
    assert "Un comité le 21 novembre 2026 : « Passage en accélération. »" in words
    assert "ana@exemple.fr reçoit la décision de Bac à sable" in words
    done = await close(chamber, browser)
    assert (done.status_code, done.headers["location"]) == (303, f"{chamber.url}/releve")

    # The sheets, one commit each in the name of whoever closed, other fields as they were.
    assert chamber.log()[:2] == [
        "Paule Roux plume : phases, events",
        "Paule Roux bac : phases, events",
    ]
    fields = chamber.sheet().fields
    assert [str(one.get("end", "")) for one in fields["phases"]] == ["2025-05-31", "2026-11-20", ""]
    assert fields["phases"][1]["note"] == "gardée telle quelle"
    assert fields["phases"][2]["name"] == "acceleration"
    assert fields["events"][-1]["comment"] == "Passage en accélération."
    assert "funding_until" not in fields
    assert chamber.sheet("plume").fields["phases"][-1]["name"] == "abandon-investigation"
    assert await statuses() == ["done", "done"]
    entered = await models.PhaseEntry.get(startup_id="bac", phase=Phase.ACCELERATION.value)
    assert entered.start == TODAY

    # The minutes: kept with their digest, without what was said in deliberation.
    minutes = await models.CommitteeMinutes.get()
    assert minutes.sha256 == hashlib.sha256(minutes.text.encode()).hexdigest()
    assert "hésite" not in minutes.text
    raw = await browser.get(f"{chamber.url}/releve.md")
    assert raw.content == minutes.text.encode()
    read = parse((await browser.get(f"{chamber.url}/releve")).text)
    assert page_faults(read) == []
    for said in (
        "Paule Roux, présidence",
        "Dix mille <b>essais</b>, d’ici au 31 mai 2027",
        "Prochain comité : au plus tard le 21 mai 2027.",
        "Écrite dans la fiche",
    ):
        assert said in read.words, said

    # Mails: a whole one to each member, its own item to each team.
    mails = {row.recipient: row.text for row in await models.OutboxMail.filter(kind="minutes")}
    assert len(mails) == len(chamber.committee.members) + 2
    assert "Plume" in mails["sponsor@exemple.gouv.fr"]
    assert "accélération" in mails["ana@exemple.fr"]
    assert "Plume" not in mails["ana@exemple.fr"]
    assert (await journal.verify()).fault is None
    again = await browser.get(f"{chamber.url}/seance/clore")
    assert "quelqu’un d’autre a agi entre-temps" in again.text


async def test_money_is_written_only_where_the_incubator_publishes_it(chamber: Chamber) -> None:
    shown = Rules("quai").publicity
    object.__setattr__(shown, "amounts", True)
    await save_rules(Rules("quai", publicity=shown), "test", NOW)
    browser = await chamber.browser()
    await decide_all(chamber, browser)
    await close(chamber, browser)
    fields = chamber.sheet().fields
    assert str(fields["funding_until"]) == "2027-06-30"
    assert "120\u202f000\u00a0€" in fields["events"][-1]["comment"]


async def test_of_two_closings_at_once_one_closes(chamber: Chamber) -> None:
    browsers = [await chamber.browser(), await chamber.browser("copreside@exemple.gouv.fr")]
    await decide_all(chamber, browsers[0])
    address = f"{chamber.url}/seance/clore"
    answers = await asyncio.gather(*(one.post(address, data={}) for one in browsers))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert await models.CommitteeMinutes.all().count() == 1
    assert await models.JournalEntry.filter(action="session_closed").count() == 1
    people = len(chamber.committee.members) + 2
    assert await models.OutboxMail.filter(kind="minutes").count() == people
    assert len(chamber.log()) == 3


async def test_a_sheet_that_can_not_be_written_is_told_until_somebody_mends_it(
    chamber: Chamber,
) -> None:
    browser = await chamber.browser()
    await decide_all(chamber, browser)
    path = chamber.folder / "startups/bac.md"
    text = path.read_text()
    path.write_text(text.replace("gardée telle quelle", "changée à la main"))
    await close(chamber, browser)
    assert await statuses() == ["refused", "done"]
    page = parse((await browser.get(f"{chamber.url}/releve")).text)
    assert "des changements qui ne sont dans aucune version" in page.words
    root = await account_with("admin@exemple.gouv.fr", [(Role.ADMINISTRATOR, "")])
    admin = await browser_of(chamber.settings, root)
    assert "1 décision de comité n’est pas écrite" in (await admin.get("/admin")).text
    # Those who only read the session have no business with it.
    seen = await (await chamber.sits(Seat.SPONSOR)).get(f"{chamber.url}/releve")
    assert "Dans les fiches" not in seen.text

    (again,) = (one for one in page.all("form") if "/ordres/" in one.attrs["action"])
    await browser.post(again.attrs["action"])
    assert await statuses() == ["refused", "done"]
    path.write_text(text)
    assert (await browser.post(again.attrs["action"])).status_code == 303
    assert await statuses() == ["done", "done"]
    assert chamber.sheet().fields["phases"][-1]["name"] == "acceleration"
    assert "décision de comité" not in (await admin.get("/admin")).text


async def test_an_order_that_is_carried_out_twice_writes_once(chamber: Chamber) -> None:
    browser = await chamber.browser()
    await decide_all(chamber, browser)
    await close(chamber, browser)
    before = chamber.log()
    # As a worker leaves it that is killed between its commit and its note.
    await models.SheetOrder.all().update(status="leaving", leased_until=NOW, ended_at=None)
    counts = await carry_out_orders(Desk.of(chamber.settings))
    assert counts == {"decisions written": 2}
    assert chamber.log() == before
    assert await statuses() == ["done", "done"]


async def test_a_provisional_decision_brings_the_next_committee_nearer_everywhere(
    chamber: Chamber,
) -> None:
    chair = await chamber.browser()
    coach = await browser_of(
        chamber.settings, await account_with("coach@exemple.fr", [(Role.COACH, "quai")])
    )
    team = await chamber.browser("ana@exemple.fr")
    assert "2 décembre 2026" in parse((await coach.get("/portefeuille")).text).words
    answers = {"kind": "provisional", "months": "1", "evidence": "Un usager content"}
    await decide(chair, chamber.item_url(), **answers)
    for browser, address in ((coach, "/portefeuille"), (team, "/espace")):
        words = parse((await browser.get(address)).text).words
        assert "21 décembre 2026" in words, address


async def test_by_pull_request_a_decision_waits_for_review_and_is_not_written_twice(
    tmp_path: Path, sqlite_url: str
) -> None:
    settings = {
        "publication": "pull_request",
        "github_token": "x",
        "content_repository": "exemple/fiches",
    }
    async with chamber_of(tmp_path / "content", sqlite_url, ["bac"], **settings) as chamber:
        browser = await chamber.browser()
        await decide(browser, chamber.item_url(), kind="continue")
        await close(chamber, browser)
        assert await statuses() == ["done"]
        assert len(chamber.log()) == 1
        change = await models.ProposedChange.get()
        assert b"comment: Poursuite.\n" in bytes(change.content or b"")
        await models.SheetOrder.all().update(status="waiting")
        await carry_out_orders(Desk.of(chamber.settings))
        assert await models.ProposedChange.all().count() == 1
        assert "Proposée à la fusion" in (await browser.get(f"{chamber.url}/releve")).text
