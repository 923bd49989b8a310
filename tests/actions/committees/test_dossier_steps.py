"""A dossier from draft to frozen: who is too late is told, and what was frozen stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from asyncpg.exceptions import PostgresError
from tortoise.exceptions import BaseORMException

from incubator.actions.committees.dossier_steps import (
    EditedMeanwhileError,
    Office,
    correct,
    freeze,
    open_dossier,
    recall,
    save_narrative,
    submit,
)
from incubator.actions.sync_sheets import sync_sheets
from incubator.domain.committee_states import DossierState, Stage, State, StepError
from incubator.domain.dossiers import sha256
from incubator.store import journal, models
from incubator.store.committees.dossiers import DossierVersion, find_dossier, versions_of
from tests.conftest import DEMONSTRATION, Catalogue, Synced
from tests.dossiers import NARRATIVE, TRACE, World, prepared, world_in
from tests.web.signed import NOW, SITE


@pytest.fixture
async def world(tmp_path: Path, synced_sqlite: Synced) -> AsyncIterator[World]:
    async with world_in(tmp_path, synced_sqlite) as found:
        yield found


async def _actions() -> list[str]:
    entries = await models.JournalEntry.filter(action__startswith="dossier_").order_by("number")
    return [entry.action for entry in entries]


async def _again(dossier: DossierVersion) -> DossierVersion:
    found = await find_dossier(dossier.public_id)
    assert found is not None
    return found


async def test_each_step_has_one_entry_in_the_journal(world: World) -> None:
    dossier = await world.submitted()
    await recall(dossier, TRACE, NOW)
    await submit(world.office, dossier, "team", TRACE, NOW)
    frozen = await freeze(world.office, dossier, "secretary", TRACE, NOW)
    await correct(frozen, "team", TRACE, NOW)
    assert await _actions() == [
        "dossier_opened",
        "dossier_changed",
        "dossier_submitted",
        "dossier_recalled",
        "dossier_submitted",
        "dossier_sent",
        "dossier_corrected",
    ]
    assert (await journal.verify()).fault is None


async def test_opening_a_dossier_twice_gives_the_same_draft(world: World) -> None:
    first = await open_dossier(world.committee, world.item, "team", TRACE, NOW)
    assert await open_dossier(world.committee, world.item, "other", TRACE, NOW) == first
    assert await _actions() == ["dossier_opened"]


async def test_whoever_saves_what_somebody_else_has_changed_is_told(world: World) -> None:
    dossier = await open_dossier(world.committee, world.item, "team", TRACE, NOW)
    await save_narrative(dossier, {"results": "Premier"}, dossier.edits, TRACE, NOW)
    with pytest.raises(EditedMeanwhileError) as told:
        await save_narrative(dossier, {"results": "Second"}, dossier.edits, TRACE, NOW)
    assert told.value.current.narrative == {"results": "Premier"}
    assert (await _again(dossier)).narrative == {"results": "Premier"}


async def test_what_is_submitted_is_not_changed_before_it_is_taken_back(world: World) -> None:
    dossier = await world.submitted()
    assert dossier.state is DossierState.SUBMITTED
    with pytest.raises(StepError):
        await save_narrative(dossier, {"results": "Autre"}, dossier.edits, TRACE, NOW)
    draft = await recall(dossier, TRACE, NOW)
    assert (draft.state, draft.submitted_at) == (DossierState.DRAFT, None)


async def test_a_dossier_submitted_after_its_day_leaves_at_once_and_is_late(world: World) -> None:
    sent = await world.submitted(NOW + timedelta(days=6))
    assert sent.is_frozen
    told = json.loads(sent.content)["sent"]
    assert (told["is_late"], told["is_as_it_was"]) == (True, False)


async def test_a_draft_that_is_sent_says_that_nobody_submitted_it(world: World) -> None:
    draft = await world.draft({})
    sent = await freeze(world.office, draft, "secretary", TRACE, NOW)
    told = json.loads(sent.content)["sent"]
    assert (told["is_late"], told["is_as_it_was"]) == (False, True)


async def test_what_is_frozen_has_the_hash_of_its_content(world: World) -> None:
    sent = await world.sent()
    assert sent.sha256 == sha256(sent.content)
    entry = await models.JournalEntry.get(action="dossier_sent")
    assert json.loads(entry.detail)["sha256"] == sent.sha256


async def test_no_step_changes_a_frozen_dossier(world: World) -> None:
    sent = await world.sent()
    for step in (
        save_narrative(sent, {}, sent.edits, TRACE, NOW),
        submit(world.office, sent, "team", TRACE, NOW),
        recall(sent, TRACE, NOW),
        freeze(world.office, sent, "secretary", TRACE, NOW),
    ):
        with pytest.raises(StepError):
            await step
    assert await _again(sent) == sent


async def test_two_secretaries_at_once_send_one_dossier(world: World) -> None:
    dossier = await world.submitted()
    await freeze(world.office, dossier, "one", TRACE, NOW)
    before = await models.OutboxMail.all().count()
    with pytest.raises(StepError):
        # As the second one saw it: still submitted.
        await freeze(world.office, dossier, "two", TRACE, NOW)
    assert await models.OutboxMail.all().count() == before == len(world.committee.members)


async def test_a_correction_is_a_version_that_copies_the_words_and_the_files(world: World) -> None:
    dossier = await world.draft()
    row = await models.Dossier.get(public_id=dossier.public_id)
    await models.Attachment.create(
        public_id="piece",
        dossier_id=row.id,
        name="Bilan.pdf",
        media_type="application/pdf",
        size=2_000,
        sha256="0" * 64,
        added_at=NOW,
        added_by="team",
    )
    sent = await freeze(world.office, dossier, "secretary", TRACE, NOW)
    (told,) = json.loads(sent.content)["attachments"]
    assert told["name"] == "Bilan.pdf"
    made = await correct(sent, "team", TRACE, NOW)
    assert (made.version, made.state, made.narrative) == (2, DossierState.DRAFT, NARRATIVE)
    assert [(one.name, one.sha256) for one in made.files] == [("Bilan.pdf", "0" * 64)]
    assert made.files[0].public_id != "piece"
    with pytest.raises(StepError):
        await correct(sent, "team", TRACE, NOW)
    assert [one.version for one in await versions_of(world.item.number)] == [1, 2]


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
async def test_nothing_is_sent_for_a_session_that_is_over(world: World, state: State) -> None:
    dossier = await world.draft()
    await models.Committee.filter(public_id=world.committee.public_id).update(state=state.value)
    with pytest.raises(StepError):
        await freeze(world.office, dossier, "secretary", TRACE, NOW)
    assert not (await _again(dossier)).content


async def test_nothing_is_corrected_once_the_item_is_decided(world: World) -> None:
    sent = await world.sent()
    await models.AgendaItem.filter(public_id=world.item.public_id).update(stage=Stage.DECIDED.value)
    with pytest.raises(StepError):
        await correct(sent, "team", TRACE, NOW)


async def test_the_sheet_may_change_and_what_was_frozen_stays(
    tmp_path: Path, synced_sqlite: Synced
) -> None:
    content = tmp_path / "content"
    shutil.copytree(DEMONSTRATION, content)
    async with world_in(tmp_path, synced_sqlite, content) as world:
        sent = await world.sent()
        sheet = content / "startups" / "bail-en-main.md"
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(text.replace("Prévenir l’impayé", "Éviter l’impayé"), encoding="utf-8")
        await sync_sheets(content)
        assert (await _again(sent)).content == sent.content
        corrected = await correct(sent, "team", TRACE, NOW)
        again = await freeze(world.office, corrected, "secretary", TRACE, NOW)
        missions = [json.loads(one.content)["startup"]["mission"] for one in (sent, again)]
        assert missions[0].startswith("Prévenir l’impayé")
        assert missions[1].startswith("Éviter l’impayé")


async def test_the_database_itself_refuses_to_change_what_is_frozen(catalogue: Catalogue) -> None:
    world = World(catalogue.settings, await prepared())
    assert world.office == Office(catalogue.settings, SITE)
    sent = await world.sent()
    row = models.Dossier.filter(public_id=sent.public_id)
    for change in ({"content": "{}"}, {"narrative": "{}"}, {"state": "draft"}, {"sha256": ""}):
        with pytest.raises((BaseORMException, PostgresError), match="never changed"):
            await row.update(**change)
    with pytest.raises((BaseORMException, PostgresError), match="never changed"):
        await row.delete()
    assert await _again(sent) == sent
