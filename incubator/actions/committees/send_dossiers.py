"""Dossiers leave a week before their session, and teams are reminded of those that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from incubator.actions.committees.dossier_mails import remind
from incubator.actions.committees.dossier_steps import Office, freeze
from incubator.domain.committee_states import DossierState, State, StepError
from incubator.domain.dossiers import REMINDED_BEFORE, SENT_BEFORE, reminder_due
from incubator.domain.working_days import is_working_time
from incubator.store import journal
from incubator.store.accounts.teams import accounts_of_team, note_reminder
from incubator.store.committees import dossiers as store
from incubator.store.committees.sessions import Committee, Item, committees_between
from incubator.store.journal import Trace

_TRACE = Trace("send-dossiers")
_log = structlog.get_logger("incubator.committees")


async def send_dossiers(office: Office, now: datetime) -> Mapping[str, int]:
    """Send what is submitted and due, then remind teams; returns how many dossiers and mails."""
    sent = await _send(office, now)
    reminded = 0
    if is_working_time(now.astimezone(office.settings.time_zone)):
        reminded = await _remind(office, now)
    return {"dossiers sent": sent, "dossiers awaited": reminded}


async def _send(office: Office, now: datetime) -> int:
    """Freeze each submitted dossier whose day has come; one that can't be hinders no other."""
    # A day more than the week: the day counts, whatever the hour of the session.
    until = now + SENT_BEFORE + timedelta(days=1)
    sessions = await committees_between(now, until, {State.CONVENED, State.OPEN})
    items = [item.number for session in sessions for item in session.items]
    count = 0
    for dossier in await store.versions_in(items, {DossierState.SUBMITTED}):
        committee = next(one for one in sessions if one.public_id == dossier.committee_id)
        if not office.is_time(committee, now):
            continue
        try:
            await freeze(office, dossier, _TRACE.actor, _TRACE, now)
        except StepError:
            # It was sent, taken back or decided since: somebody else was there first.
            continue
        except Exception:
            # The others must leave all the same; this one is tried again at the next run.
            _log.exception("dossier not sent", dossier=dossier.public_id)
            continue
        count += 1
    return count


async def _remind(office: Office, now: datetime) -> int:
    """Write to the teams whose dossier is not submitted two weeks, then one week before.

    A team hears of its session when it is convened: of one that is planned, nothing is said.
    """
    until = now + timedelta(days=max(REMINDED_BEFORE) + 1)
    count = 0
    for committee in await committees_between(now, until, {State.CONVENED}):
        for item in committee.items:
            if item.dossier in (None, DossierState.DRAFT) and item.sent is None:
                count += await _remind_team(office, committee, item, now)
    return count


async def _remind_team(office: Office, committee: Committee, item: Item, now: datetime) -> int:
    """Once for each of the two days, whoever runs the job; again where the session is moved."""
    zone = office.settings.time_zone
    today, day = (at.astimezone(zone).date() for at in (now, committee.starts_at))
    due = reminder_due(day, today)
    if due is None:
        return 0
    count = 0
    for account in await accounts_of_team(item.startup_id, today):
        if not account.email:
            continue
        async with journal.transaction():
            key = f"dossier:{item.public_id}:{day.isoformat()}:{due}"
            if await note_reminder(account, key, now):
                await remind(office.site, account, item, day, today, now)
                count += 1
    return count
