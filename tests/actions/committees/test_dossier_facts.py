"""What a dossier of the demonstration knows by itself; sending it, and reminding of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.committees.dossier_steps import correct, freeze
from incubator.actions.committees.send_dossiers import send_dossiers
from incubator.actions.jobs import run_jobs
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.store import models
from incubator.store.committees.dossiers import newest_version
from tests.committees import STARTUP, account_in
from tests.conftest import Synced
from tests.dossiers import TRACE, World, world_in
from tests.web.signed import NOW, SITE, account_with

#: Two days after the tests' day, a Monday, ten days before the session.
MONDAY = NOW + timedelta(days=2)
#: A week before the session, a Thursday.
THURSDAY = NOW + timedelta(days=5)
TEAM = "equipe@exemple.gouv.fr"


@pytest.fixture
async def world(tmp_path: Path, synced_sqlite: Synced) -> AsyncIterator[World]:
    async with world_in(tmp_path, synced_sqlite) as found:
        yield found


async def _content(world: World) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((await world.sent()).content)
    return found


async def _mails(recipient: str = "") -> list[models.OutboxMail]:
    query = models.OutboxMail.filter(recipient=recipient) if recipient else models.OutboxMail.all()
    return list(await query.order_by("id"))


async def test_nobody_types_what_the_system_has(world: World) -> None:
    found = await _content(world)
    startup = found["startup"]
    assert startup["mission"].startswith("Prévenir l’impayé")
    assert startup["phase"] == {"phase": "acceleration", "since": "2026-05-18"}
    assert [one["id"] for one in startup["sponsors"]] == ["direction-du-logement-stable"]
    assert startup["incubators"] == [{"id": "quai-des-droits", "name": "Quai des droits"}]
    assert [one["phase"] for one in found["phases"]] == [
        "investigation",
        "construction",
        "acceleration",
    ]
    assert {"name": "Rose Épreuve", "role": "Intrapreneuse"}.items() <= found["team"][2].items()
    assert [one["day"] for one in found["committees"]][-1] == "2026-11-04"
    assert found["money"]["funding_until"] == "2027-05-31"
    assert found["gate"]["aim"] == "consolidation"
    assert {one["answer"] for one in found["gate"]["criteria"]} <= {"met", "not-met", "unknown"}
    assert len(found["standards"]) > 3


async def test_the_last_promise_stands_beside_what_became_of_it(world: World) -> None:
    found = await _content(world)
    (promise,) = found["promised"]["objectives"]
    assert promise["at_decision"] == {"day": "2026-04-01", "value": "102"}
    assert (promise["value"], promise["latest"]["value"]) == ("350", "274")
    (decision,) = found["decisions"]
    fates = [(one["text"], one["fate"]) for one in decision["conditions"]]
    assert fates == [("Publier le budget de 2026", "late"), ("Nommer un second sponsor", "due")]
    main = next(one for one in found["impact"] if one["is_main"])
    assert main["at_decision"] == {"day": "2026-04-01", "value": "102"}


async def test_a_condition_that_was_answered_says_how(world: World) -> None:
    condition = await models.Condition.filter(owner="L’équipe").get()
    for answer, evidence in (("not-met", "Retard"), ("met", "Publié en octobre")):
        await models.FollowUp.create(
            promise=condition.public_id,
            answer=answer,
            evidence=evidence,
            noted_at=NOW,
            noted_by="chair",
        )
    (decision,) = (await _content(world))["decisions"]
    told = decision["conditions"][0]
    assert told["fate"] == "met"
    assert told["answered"] == {"on": "2026-11-21", "evidence": "Publié en octobre", "url": ""}


async def test_a_startup_without_a_sheet_keeps_what_was_decided(world: World) -> None:
    dossier = await world.draft()
    await models.Startup.filter(id=STARTUP).delete()
    sent = await freeze(world.office, dossier, "secretary", TRACE, NOW)
    found = json.loads(sent.content)
    assert (found["startup"]["is_published"], found["team"], found["delivery"]) == (False, [], None)
    assert len(found["decisions"]) == 1


async def test_a_dossier_leaves_a_week_before_its_session_and_once(world: World) -> None:
    await world.submitted()
    assert (await send_dossiers(world.office, MONDAY))["dossiers sent"] == 0
    assert (await send_dossiers(world.office, THURSDAY))["dossiers sent"] == 1
    assert (await send_dossiers(world.office, THURSDAY))["dossiers sent"] == 0
    found = await newest_version(world.item.number)
    assert found is not None
    assert not json.loads(found.content)["sent"]["is_late"]


async def test_the_dossier_of_a_session_that_is_not_convened_waits(world: World) -> None:
    await world.submitted()
    await models.Committee.filter(public_id=world.committee.public_id).update(
        state=State.PLANNED.value
    )
    assert (await send_dossiers(world.office, THURSDAY))["dossiers sent"] == 0


async def test_those_who_sit_in_the_session_are_told_but_for_who_has_no_part(world: World) -> None:
    sponsor = next(one for one in world.committee.members if one.seat is Seat.SPONSOR)
    await models.Recusal.create(
        item_id=world.item.number, member_id=sponsor.number, declared_at=NOW, declared_by="x"
    )
    chair = await account_in(world.committee, Seat.CHAIR)
    await models.Account.filter(id=chair.number).update(disabled_at=NOW)
    await world.sent()
    mails = await _mails()
    assert [mail.recipient for mail in mails] == [
        "invitee@exemple.gouv.fr",
        "observe@exemple.gouv.fr",
    ]
    assert mails[0].subject == "Dossier à lire\u00a0: Bail en main, comité du 3 décembre 2026"
    assert world.path in mails[0].text


async def test_a_correction_says_that_it_replaces_the_version_before(world: World) -> None:
    made = await correct(await world.sent(), "team", TRACE, NOW)
    await freeze(world.office, made, "secretary", TRACE, NOW)
    last = (await _mails())[-1]
    assert last.subject.startswith("Dossier corrigé")
    assert "la version 2 remplace la précédente" in last.text


async def test_a_team_is_reminded_twice_in_all(world: World) -> None:
    await account_with(TEAM, [(Role.INTRAPRENEUR, STARTUP)])
    for now in (MONDAY, MONDAY + timedelta(days=1), THURSDAY, THURSDAY + timedelta(days=1)):
        await send_dossiers(world.office, now)
    first, second = await _mails(TEAM)
    assert first.subject == "Dossier à déposer\u00a0: Bail en main, comité du 3 décembre 2026"
    assert "déposez-le avant ce jour" in first.text
    assert "devait partir le 26 novembre 2026" in second.text


async def test_a_team_that_has_submitted_is_not_reminded(world: World) -> None:
    await account_with(TEAM, [(Role.INTRAPRENEUR, STARTUP)])
    await world.submitted()
    assert (await send_dossiers(world.office, MONDAY))["dossiers awaited"] == 0


async def test_nobody_is_reminded_at_night_or_at_weekends(world: World) -> None:
    await account_with(TEAM, [(Role.INTRAPRENEUR, STARTUP)])
    assert (await send_dossiers(world.office, NOW))["dossiers awaited"] == 0


async def test_the_job_counts_what_it_did(world: World) -> None:
    await world.submitted()
    outcome = await run_jobs(world.settings, SITE, ["send-dossiers"], THURSDAY)
    assert outcome == {"send-dossiers": "ok: dossiers sent 1"}
