"""A dossier from its first draft to the version that is sent: each step has its journal entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incubator.actions import mails
from incubator.actions.committees.assemble_dossier import assemble
from incubator.actions.committees.dossier_mails import tell_readers
from incubator.config import Settings
from incubator.domain.committee_states import (
    DossierStep,
    Refusal,
    Stage,
    State,
    StepError,
    dossier_after,
)
from incubator.domain.dossiers import content_of, is_late, iso, leaves_on, sha256
from incubator.store import journal
from incubator.store.committees import dossiers as store
from incubator.store.committees.dossiers import DossierVersion, KeptFile
from incubator.store.committees.sessions import Committee, Item, find_committee, touch
from incubator.store.journal import Trace

_OPEN = frozenset({State.PLANNED, State.CONVENED, State.OPEN})


class EditedMeanwhileError(Exception):
    """Somebody else changed the narrative since the form was shown; ``current`` is as it is now."""

    def __init__(self, current: DossierVersion) -> None:
        super().__init__("the narrative was changed in between")
        self.current = current


@dataclass(frozen=True, slots=True)
class Office:
    """What sending needs: how dossiers are assembled, and what mails say of the site."""

    settings: Settings
    site: mails.Site

    def day(self, at: datetime) -> date:
        """The day of an instant in the programme's time zone."""
        return at.astimezone(self.settings.time_zone).date()

    def is_time(self, committee: Committee, now: datetime) -> bool:
        """Whether the dossiers of a session leave now: it is convened, and the day has come."""
        is_convened = committee.state in {State.CONVENED, State.OPEN}
        return is_convened and self.day(now) >= leaves_on(self.day(committee.starts_at))


async def open_dossier(
    committee: Committee, item: Item, by: str, trace: Trace, now: datetime
) -> DossierVersion:
    """The newest version of an item's dossier: where there is none, a first draft is made.

    It begins with what the team prepared for a session that did not take place.

    Raises:
        StepError: there is none, and the session is over or the item decided.
    """
    async with journal.transaction():
        found = await store.newest_version(item.number)
        if found is not None:
            return found
        fresh, _ = await _still_open(committee.public_id, item.public_id)
        left = await store.left_over(item.startup_id, item.number)
        number = await store.create_version(item.number, 1, left.narrative if left else {}, by, now)
        await store.copy_files(left.files if left else (), number)
        made = await _newest(item.number)
        await _record(trace, "dossier_opened", made, now)
        await touch(fresh)
        return made


async def save_narrative(
    dossier: DossierVersion, narrative: Mapping[str, Any], edits: int, trace: Trace, now: datetime
) -> DossierVersion:
    """Keep what the team wrote; ``edits`` is what the form was shown with.

    Raises:
        EditedMeanwhileError: somebody else saved since.
        StepError: it is submitted or frozen, or the session is over.
    """
    async with journal.transaction():
        current = await _take(dossier, DossierStep.CHANGE)
        if current.narrative == narrative and current.edits == edits:
            return current
        if not await store.keep_narrative(current, narrative, edits):
            raise EditedMeanwhileError(current)
        await _record(trace, "dossier_changed", current, now)
        return await _again(current)


async def submit(
    office: Office, dossier: DossierVersion, by: str, trace: Trace, now: datetime
) -> DossierVersion:
    """The team is done: it leaves a week before the session, or at once where that day has passed.

    Raises:
        StepError: it is no draft any more, or the session is over.
    """
    async with journal.transaction():
        current = await _take(dossier, DossierStep.SUBMIT)
        await store.note_submitted(current, by, now)
        await _record(trace, "dossier_submitted", current, now)
        fresh = await _touched(current)
        submitted = await _again(current)
    if not office.is_time(fresh, now):
        return submitted
    try:
        return await freeze(office, submitted, by, trace, now)
    except StepError:
        # Somebody else sent it, or took it back, since: that it was submitted stands all the same.
        return await _again(submitted)


async def recall(dossier: DossierVersion, trace: Trace, now: datetime) -> DossierVersion:
    """The team takes it back before it has left.

    Raises:
        StepError: it was not submitted, or has left.
    """
    async with journal.transaction():
        current = await _take(dossier, DossierStep.RECALL)
        await store.note_recalled(current)
        await _record(trace, "dossier_recalled", current, now)
        await _touched(current)
        return await _again(current)


async def freeze(
    office: Office, dossier: DossierVersion, by: str, trace: Trace, now: datetime
) -> DossierVersion:
    """Assemble it, freeze it and tell those who read it; a draft is sent as it is, and says so.

    What is known is gathered before the transaction: it may take a second, and nobody waits for
    it. The narrative and the files are those that stand when it is frozen.

    Raises:
        StepError: it was frozen before, or the session is over.
    """
    dossier_after(dossier.state, DossierStep.FREEZE)
    facts = await assemble(office.settings, dossier, now)
    async with journal.transaction():
        current = await _take(dossier, DossierStep.FREEZE)
        committee, item = await _still_open(current.committee_id, current.item_id)
        content = content_of(
            {**facts, "sent": _sending(office, committee, current, now)},
            current.narrative,
            files_told(current.files),
        )
        await store.note_frozen(current, content, sha256(content), by, now)
        frozen = await _again(current)
        detail = {"sha256": frozen.sha256}
        await _record(trace, "dossier_sent", frozen, now, detail)
        await touch(committee)
        await tell_readers(office.site, committee, item, frozen, now, office.settings.time_zone)
        return frozen


async def correct(dossier: DossierVersion, by: str, trace: Trace, now: datetime) -> DossierVersion:
    """A new draft after a frozen version, which stays: the narrative and the files are copied.

    Raises:
        StepError: it is not the newest version, it was not sent, or the session is over.
    """
    async with journal.transaction():
        committee, _ = await _still_open(dossier.committee_id, dossier.item_id)
        newest = await _newest(dossier.item_number)
        if newest.number != dossier.number or not newest.is_frozen:
            raise StepError(Refusal.STATE)
        number = await store.create_version(
            newest.item_number, newest.version + 1, newest.narrative, by, now
        )
        await store.copy_files(newest.files, number)
        made = await _newest(dossier.item_number)
        await _record(trace, "dossier_corrected", made, now)
        await touch(committee)
        return made


def files_told(files: Iterable[KeptFile]) -> list[dict[str, Any]]:
    """The files of a version, as its content names them."""
    return [
        {
            "id": one.public_id,
            "name": one.name,
            "media_type": one.media_type,
            "size": one.size,
            "sha256": one.sha256,
        }
        for one in files
    ]


def _sending(
    office: Office, committee: Committee, dossier: DossierVersion, now: datetime
) -> dict[str, Any]:
    """How it leaves: late where the team submitted it after its day; or without being submitted.

    A correction is told by its version, and is not late.
    """
    submitted = office.day(dossier.submitted_at) if dossier.submitted_at else None
    session = office.day(committee.starts_at)
    return {
        "on": iso(office.day(now)),
        "version": dossier.version,
        "submitted_on": iso(submitted),
        "is_late": dossier.version == 1 and submitted is not None and is_late(submitted, session),
        "is_as_it_was": submitted is None,
    }


async def _take(dossier: DossierVersion, step: DossierStep) -> DossierVersion:
    """The version as it is now, where it allows a step; to be called within a transaction."""
    current = await _again(dossier)
    dossier_after(current.state, step)
    await _still_open(current.committee_id, current.item_id)
    return current


async def _still_open(committee_id: str, item_id: str) -> tuple[Committee, Item]:
    committee = await find_committee(committee_id)
    item = committee.item(item_id) if committee else None
    if committee is None or item is None:
        raise StepError(Refusal.STATE)
    if committee.state not in _OPEN or item.stage is Stage.DECIDED:
        raise StepError(Refusal.STATE)
    return committee, item


async def _again(dossier: DossierVersion) -> DossierVersion:
    found = await store.find_dossier(dossier.public_id)
    if found is None:
        raise StepError(Refusal.STATE)
    return found


async def _newest(item_number: int) -> DossierVersion:
    found = await store.newest_version(item_number)
    if found is None:
        raise StepError(Refusal.STATE)
    return found


async def _touched(dossier: DossierVersion) -> Committee:
    committee, _ = await _still_open(dossier.committee_id, dossier.item_id)
    await touch(committee)
    return committee


async def _record(
    trace: Trace,
    action: str,
    dossier: DossierVersion,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    told = {"item": dossier.item_id, "startup": dossier.startup_id, "version": dossier.version}
    subject = f"committee:{dossier.committee_id}"
    await journal.record(trace, action, subject, detail={**told, **(detail or {})}, now=now)
