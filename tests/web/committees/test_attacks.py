"""What strangers, haste and chance may do to a committee, and what must come of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.committees.sheet_changes import sheet_changes
from incubator.actions.committees.verify import verify_database
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import DossierState, State
from incubator.domain.decisions import Decision, Kind
from incubator.domain.phases import Phase
from incubator.domain.publicity import Publicity
from incubator.store import models
from incubator.store.database import open_database
from incubator.store.startup_reads import find_sheet
from incubator.store.tokens import new_public_id
from tests.committees import STARTUP, browser_in, session_with
from tests.conftest import DEMONSTRATION, Synced
from tests.deciding import INCUBATOR, Chamber, chamber_of, decide, form_of
from tests.web.dom import page_faults, parse
from tests.web.signed import NOW, account_with, browser_of

DAY = date(2026, 11, 21)
FORMER = Decision("a", "bac", "quai", "c", "i", Kind.CHANGE_PHASE, DAY, Phase.ACCELERATION)
STOP = replace(FORMER, kind=Kind.STOP, phase=Phase.STOPPED, reasons="Plus d’usagers.")
GOES_ON = replace(FORMER, id="b", kind=Kind.CONTINUE, phase=None, replaces="a")
BEFORE = {"phases": [{"name": "construction", "start": date(2025, 6, 1)}]}
ENDED = {
    "phases": [
        {"name": "investigation", "start": date(2025, 1, 1), "end": date(2025, 5, 31)},
        {"name": "construction", "start": date(2025, 6, 1)},
    ]
}


def said(fields: dict[str, Any], decision: Decision, former: Decision | None = None) -> Any:
    """The sheet once it says a decision; saying it again changes nothing."""
    after = {**fields, **sheet_changes(fields, decision, Publicity(), former).fields}
    assert sheet_changes(after, decision, Publicity(), former).fields == {}
    return after


@pytest.fixture
async def chamber(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Chamber]:
    async with chamber_of(tmp_path / "content", sqlite_url) as made:
        yield made


@pytest.mark.parametrize("fields", [BEFORE, ENDED], ids=["starts", "ends"])
@pytest.mark.parametrize("former", [FORMER, STOP], ids=["phase", "stop"])
def test_what_is_taken_back_on_its_day_leaves_the_sheet_as_it_was(
    fields: dict[str, Any], former: Decision
) -> None:
    back = replace(GOES_ON, kind=Kind.CHANGE_PHASE, phase=Phase.CONSTRUCTION)
    for revised in (GOES_ON, back):
        assert said(said(fields, former), revised, former)["phases"] == fields["phases"]


def test_a_stop_that_is_taken_back_later_gives_the_phase_again() -> None:
    revised = replace(GOES_ON, decided_on=date(2026, 12, 1))
    phases = said(said(BEFORE, STOP), revised, STOP)["phases"]
    assert [(one["name"], one["start"]) for one in phases[1:]] == [
        ("abandon", DAY),
        ("construction", date(2026, 12, 1)),
    ]
    # Somebody has written another phase by hand since: it stays.
    by_hand = {**BEFORE, "phases": [*phases[:2], {"name": "opere", "start": date(2026, 11, 25)}]}
    assert "phases" not in sheet_changes(by_hand, revised, Publicity(), STOP).fields


def test_a_decision_that_was_revised_before_it_was_written_only_tells_its_day() -> None:
    late = sheet_changes(BEFORE, STOP, Publicity(amounts=True), is_replaced=True).fields
    assert list(late) == ["events"]


async def test_what_is_decided_stays_in_the_room_until_the_session_is_closed(
    chamber: Chamber,
) -> None:
    browser = await chamber.browser()
    hasty = {"kind": "stop", "reasons": "Premier vote."}
    assert (await decide(browser, chamber.item_url(), **hasty)).status_code == 303
    again = {"kind": "continue", "reasons": ""}
    assert (await decide(browser, chamber.item_url(), **again)).status_code == 303
    assert (await decide(browser, chamber.item_url("plume"), kind="continue")).status_code == 303
    team = await chamber.browser("ana@exemple.fr")
    page = await team.get("/espace/startups/bac/comite")
    assert "Premier vote" not in page.text
    assert "décide de poursuivre" not in page.text

    address = f"{chamber.url}/seance/clore"
    closed = await browser.post(address, data=form_of(await browser.get(address)))
    assert closed.status_code == 303
    first = await models.Decision.get(kind="stop")
    page = await team.get("/espace/startups/bac/comite")
    assert "Premier vote" not in page.text, "it belongs to the deliberation"
    last = await models.Decision.get(replaces=first.public_id)
    assert f"/comites/decisions/{last.public_id}" in parse(page.text).links()
    for reader in (team, await chamber.browser("personne@exemple.fr")):
        assert (await reader.get(f"/comites/decisions/{first.public_id}")).status_code == 404
        told = await reader.get(f"/comites/decisions/{last.public_id}")
        assert told.status_code == 200
        assert first.public_id not in told.text
    for path in ("/comites/decisions", "/comites/decisions.csv", "/comites/decisions.atom"):
        assert first.public_id not in (await team.get(path)).text
    assert (await browser.get(f"/comites/decisions/{first.public_id}")).status_code == 200


async def test_a_stop_leaves_out_the_money_and_the_promises_that_the_form_proposed(
    chamber: Chamber,
) -> None:
    browser = await chamber.browser()
    sent = {
        "kind": "stop",
        "reasons": "Plus d’usagers.",
        "amount": "120000",
        "from": "2027-01-01",
        "until": "2027-06-30",
        "objectif-1-text": "Dix mille essais",
        "objectif-1-due": "2027-05-31",
        "condition-1-text": "Rendre les données",
        "condition-1-owner": "L’équipe",
        "condition-1-due": "2027-01-31",
    }
    assert (await decide(browser, chamber.item_url(), **sent)).status_code == 303
    told = json.loads((await models.Decision.get()).content)
    assert (told["amount"], told["period_until"], told["objectives"]) == (None, None, [])
    assert len(told["conditions"]) == 1


async def test_what_members_marked_is_still_read_once_the_startup_has_changed_phase(
    chamber: Chamber,
) -> None:
    browser, path = await chamber.browser(), f"{chamber.url}/points/{chamber.item('bac')}/avis"
    names = {
        one.attrs["name"]
        for one in parse((await browser.get(path)).text).all("input", type="radio")
        if one.attrs["name"].startswith("note-")
    }
    assert names
    answer = {**dict.fromkeys(names, "3"), "recommandation": "continue"}
    assert (await browser.post(path, data=answer)).status_code == 303
    assert (await browser.post(f"{path}/ouvrir", data={"sans": []})).status_code == 422
    await models.AgendaItem.all().update(opinions_opened_at=NOW)
    changed = {"kind": "change-phase", "phase": "acceleration"}
    assert (await decide(browser, chamber.item_url(), **changed)).status_code == 303
    assert (await decide(browser, chamber.item_url("plume"), kind="continue")).status_code == 303
    address = f"{chamber.url}/seance/clore"
    closed = await browser.post(address, data=form_of(await browser.get(address)))
    assert closed.status_code == 303
    rows = parse((await browser.get(path)).text).one("table").one("tbody").all("tr")
    assert len(rows) == len(names)


async def test_the_secretary_gives_the_chair_to_another_while_the_session_is_held(
    chamber: Chamber,
) -> None:
    keeper = await account_with("greffe@exemple.fr", [(Role.COMMITTEE_SECRETARY, INCUBATOR)])
    browser, here = await browser_of(chamber.settings, keeper), f"{chamber.url}/membres"
    seats = {one.seat: one.public_id for one in chamber.committee.members}
    page = parse((await browser.get(here)).text)
    assert page_faults(page) == []
    assert f"{here}/{seats[Seat.SPONSOR]}/retirer" not in page.raw_text
    new = await browser.post(f"{here}/{seats[Seat.SPONSOR]}", data={"siege": "chair"})
    assert new.status_code == 303
    presiding = await chamber.browser("sponsor@exemple.gouv.fr")
    assert (await decide(presiding, chamber.item_url(), kind="continue")).status_code == 303
    chairs = [one for one in (await chamber.again()).members if one.seat is Seat.CHAIR]
    answers = [
        await browser.post(f"{here}/{one.public_id}", data={"siege": "guest"}) for one in chairs
    ]
    assert [one.status_code for one in answers] == [303, 303, 422], "somebody presides"
    gone = await browser.post(f"{here}/{chairs[0].public_id}/retirer")
    assert gone.status_code == 422


async def test_what_was_taken_off_an_agenda_is_not_put_back_beside_another(
    chamber: Chamber,
) -> None:
    await models.Committee.all().update(state=State.CANCELLED.value)
    keeper = await account_with("greffe@exemple.fr", [(Role.COMMITTEE_SECRETARY, INCUBATOR)])
    browser = await browser_of(chamber.settings, keeper)
    session = await session_with(startups=["bac", "plume"], incubator=INCUBATOR)
    here = f"/comites/{session.public_id}/ordre-du-jour"
    item = session.items[0].public_id
    assert (await browser.post(f"{here}/{item}/retirer")).status_code == 303
    await session_with(startups=["bac"], incubator=INCUBATOR)
    assert (await browser.post(f"{here}/{item}/remettre")).status_code == 422
    rows = models.AgendaItem.filter(startup_id="bac", removed_at=None)
    assert await rows.filter(committee__state=State.CONVENED.value).count() == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_days_at_the_ends_of_the_calendar_are_refused(chamber: Chamber, day: str) -> None:
    keeper = await account_with("greffe@exemple.fr", [(Role.COMMITTEE_SECRETARY, INCUBATOR)])
    browser = await browser_of(chamber.settings, keeper)
    answer = await browser.post(
        f"/espace/incubateurs/{INCUBATOR}/comites/nouveau",
        data={"date": day, "heure": "00:30", "lieu": "Ici", "quorum": "2"},
    )
    assert answer.status_code == 422
    assert "Vérifiez l’année." in parse(answer.text).words


async def test_a_draft_is_not_read_by_those_who_only_sit_nor_through_another_item(
    chamber: Chamber,
) -> None:
    await models.Dossier.create(
        public_id=new_public_id(),
        item_id=chamber.committee.items[0].number,
        version=1,
        state=DossierState.DRAFT.value,
        created_at=NOW,
        created_by="test",
    )
    observer = await browser_in(chamber.settings, chamber.committee, Seat.OBSERVER)
    path = f"{chamber.url}/points/{chamber.item('bac')}/dossier"
    assert (await observer.get(f"{path}/1")).status_code == 403
    assert (await observer.get(f"{path}/1.pdf")).status_code == 403
    other = chamber.item("plume")
    assert (await observer.get(f"{chamber.url}/points/{other}/dossier/1")).status_code == 404


async def test_a_file_that_vanished_with_its_row_is_found_out(
    chamber: Chamber, tmp_path: Path
) -> None:
    content = json.dumps({"attachments": [{"sha256": "ab" * 32}]})
    await models.Dossier.create(
        public_id=new_public_id(),
        item_id=chamber.committee.items[0].number,
        version=1,
        state=DossierState.FROZEN.value,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        created_at=NOW,
        created_by="test",
    )
    found = await verify_database(tmp_path)
    assert [one.reason for one in found.faults] == [f"a file that it names is gone: {'ab' * 32}"]


async def test_a_sponsor_without_a_seat_finds_the_dossiers_of_their_administration(
    synced_sqlite: Synced, tmp_path: Path
) -> None:
    path = shutil.copy(synced_sqlite.database, tmp_path / "test.sqlite3")
    async with open_database(f"sqlite://{path}"):
        settings = Settings(database_url=f"sqlite://{path}", content_dir=DEMONSTRATION)
        session = await session_with(startups=[STARTUP, "relais-repit"])
        for item in session.items:
            await models.Dossier.create(
                public_id=new_public_id(),
                item_id=item.number,
                version=1,
                state=DossierState.FROZEN.value,
                content="{}",
                created_at=NOW,
                created_by="test",
            )
        sponsors = (await find_sheet(STARTUP)).sponsors  # type: ignore[union-attr]
        roles = [(Role.SPONSOR, sponsors[0])]
        reader = await browser_of(settings, await account_with("sp@exemple.gouv.fr", roles))
        page = parse((await reader.get("/comites")).text)
        assert page_faults(page) == []
        points = f"/comites/{session.public_id}/points"
        assert f"{points}/{session.items[0].public_id}/dossier" in page.links()
        assert f"{points}/{session.items[1].public_id}/dossier" not in page.links()
        nobody = await browser_of(settings, await account_with("personne@exemple.fr"))
        assert points not in (await nobody.get("/comites")).text
