"""What a session sees, in which order, and how long each startup takes."""

from __future__ import annotations

from datetime import datetime

from incubator.actions.committees.plan import Office, PlanError, changeable, note_change, tell
from incubator.documents.calendars import Method
from incubator.domain.committee_states import State
from incubator.store import journal
from incubator.store.accounts.teams import accounts_of_team
from incubator.store.committees import planning
from incubator.store.committees.due_reads import planned
from incubator.store.committees.rules import rules_of
from incubator.store.committees.sessions import Committee, Item
from incubator.store.journal import Trace


async def add_startup(
    office: Office, committee_id: str, startup_id: str, trace: Trace, now: datetime
) -> None:
    """Put a startup at the end of an agenda; its team is told, where the session was convened.

    The caller has checked that it is the incubator's.

    Raises:
        StepError: the session is over, or held now.
        PlanError: the startup is planned, here or elsewhere.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        if await planned([startup_id]):
            raise PlanError("planned")
        minutes = (await rules_of(committee.incubator_id)).minutes
        await planning.add_items(committee.number, [startup_id], minutes, trace.actor, now)
        await _tell_team(office, committee, startup_id, now)
        await note_change(trace, "agenda_item_added", committee, now, startup=startup_id)


async def move_item(committee_id: str, item_id: str, by: int, trace: Trace, now: datetime) -> None:
    """Move an item one place up (``by`` is -1) or down (1).

    Raises:
        StepError: the session is over, or held now.
        PlanError: the item is there no more, or at the end already.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        item = _item(committee, item_id)
        place = committee.items.index(item) + by
        if not 0 <= place < len(committee.items):
            raise PlanError("edge")
        await planning.swap_items(item, committee.items[place])
        await _note_for_all(committee)
        await note_change(trace, "agenda_item_moved", committee, now, startup=item.startup_id)


async def set_minutes(
    committee_id: str, item_id: str, minutes: tuple[int, int, int], trace: Trace, now: datetime
) -> None:
    """Say how long an item lasts: presenting, questions, deliberation.

    Raises:
        StepError: the session is over, or held now.
        PlanError: the item is there no more.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        item = _item(committee, item_id)
        if item.minutes == minutes:
            return
        await planning.set_minutes(item, minutes)
        await _note_for_all(committee)
        await note_change(trace, "agenda_item_timed", committee, now, startup=item.startup_id)


async def remove_item(
    office: Office, committee_id: str, item_id: str, trace: Trace, now: datetime
) -> Item:
    """Take a startup off an agenda; a team that was invited is told. Returns what was taken off.

    Raises:
        StepError: the session is over, or held now.
        PlanError: the item is there no more.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        item = _item(committee, item_id)
        await planning.remove_item(item, now)
        await _tell_team(office, committee, item.startup_id, now)
        await note_change(trace, "agenda_item_removed", committee, now, startup=item.startup_id)
    return item


async def restore_item(
    office: Office, committee_id: str, item_id: str, trace: Trace, now: datetime
) -> None:
    """Undo :func:`remove_item`.

    Raises:
        StepError: the session is over, or held now.
        PlanError: there is nothing to put back, or the startup is planned elsewhere since.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        startup_id = await planning.removed_startup(committee, item_id)
        if startup_id is None:
            raise PlanError("gone")
        if await planned([startup_id]):
            raise PlanError("planned")
        await planning.restore_item(committee, item_id)
        await _tell_team(office, committee, startup_id, now)
        await note_change(trace, "agenda_item_restored", committee, now, startup=startup_id)


async def _note_for_all(before: Committee) -> None:
    """Members learn of another agenda when the secretary says so, once it is as it should be."""
    if before.state is State.CONVENED:
        await planning.bump_revision(before)


async def _tell_team(office: Office, before: Committee, startup_id: str, now: datetime) -> None:
    """Tell a startup's team at once that it is on a convened agenda, or no more."""
    await _note_for_all(before)
    if before.state is State.CONVENED:
        seated = {member.account_id for member in before.members}
        today = now.astimezone(office.time_zone).date()
        team = {one.public_id for one in await accounts_of_team(startup_id, today)}
        await tell(office, before, Method.REQUEST, now, only=team - seated)


def _item(committee: Committee, item_id: str) -> Item:
    found = committee.item(item_id)
    if found is None:
        raise PlanError("gone")
    return found
