"""The demonstration's committees, held by the product's own actions on the days of its sheets.

A session is made whole or not at all, and once: it is known by its incubator and its hour. Where a
start was cut short, the next one goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from incubator.actions.committees import dossier_steps, plan, seats
from incubator.actions.committees.carry_out import carry_out_orders
from incubator.actions.demonstration import PERSONAS, open_persona
from incubator.actions.demonstration_agenda import (
    OTHERS,
    PLACES,
    PREPARED_BY,
    QUAI,
    SEATS,
    Ahead,
    Held,
    person,
)
from incubator.actions.demonstration_ahead import ahead
from incubator.actions.demonstration_held import HELD
from incubator.actions.demonstration_sitting import follow_up, opine, sit
from incubator.actions.demonstration_stage import Stagehand, fresh
from incubator.actions.desk import Desk
from incubator.actions.mails import Site
from incubator.actions.manage_access import NEWCOMER, Newcomer, open_account
from incubator.config import Settings
from incubator.domain.committee_states import State
from incubator.domain.publicity import Publicity
from incubator.store import journal
from incubator.store.accounts.accounts import find_by_email
from incubator.store.committees.dossiers import DossierVersion
from incubator.store.committees.planning import Practical, practical_of
from incubator.store.committees.rules import Rules
from incubator.store.committees.sessions import Committee, committees_of_incubator
from incubator.store.journal import Trace
from incubator.store.startup_reads import find_sheet

_TRACE = Trace("demonstration")
#: What the incubator of the personas publishes: the other ones keep to what is usual.
_RULES = Rules(
    QUAI,
    place=PLACES[QUAI],
    text="Le comité lit le dossier avant la séance. Chacun donne son avis par écrit.",
    publicity=Publicity(decisions=True, amounts=True, objectives=True),
)


async def invent_committees(settings: Settings, desk: Desk, site: Site, now: datetime) -> int:
    """Hold the demonstration's committees and plan the next ones; returns how many were made.

    The catalogue is that of the demonstration's sheets, in ``desk``'s folder.
    """
    hand = Stagehand(settings, desk, site, await _accounts(settings, now), now)
    count = 0
    for held in HELD:
        if await _is_due(hand, held):
            await _hold(hand, held)
            count += 1
    for coming in ahead(hand.today):
        if await find_sheet(coming.startup_id):
            count += await _prepare(hand, coming)
    return count


async def _accounts(settings: Settings, now: datetime) -> Mapping[str, str]:
    """The accounts of everybody who is invented, opened the first time, by the words for them."""
    found = {}
    today = now.astimezone(settings.time_zone).date()
    for word, persona in PERSONAS.items():
        found[word] = (await open_persona(persona, today)).public_id
    for word, one in OTHERS.items():
        account = await find_by_email(one.email)
        if account is None:
            account = await open_account(one.email, Newcomer(one.name), _TRACE, now)
        found[word] = account.public_id
    return found


async def _is_due(hand: Stagehand, held: Held) -> bool:
    """Whether a session of the past has its startup, and was not made before."""
    if held.on >= hand.today or not await find_sheet(held.decision.startup_id):
        return False
    sessions = await committees_of_incubator(held.decision.incubator_id)
    return all(one.starts_at != hand.at(held.on) for one in sessions)


async def _hold(hand: Stagehand, held: Held) -> None:
    """A session from its planning to its minutes, and what came after."""
    decision, starts_at = held.decision, hand.at(held.on)
    async with journal.transaction():
        planned_at = starts_at - timedelta(days=35)
        committee = await _convened(hand, decision.incubator_id, decision.startup_id, "",
                                    starts_at, planned_at)  # fmt: skip
        if held.narrative is not None:
            await _send(hand, committee, held.narrative, starts_at - timedelta(days=8))
        await opine(hand, committee, held.opinions, starts_at - timedelta(days=1))
        taken = await sit(hand, committee, held, starts_at)
        ids = await follow_up(hand, held, taken)
    # Without a change: the sheets say it already.
    await carry_out_orders(hand.desk, decisions=ids)


async def _prepare(hand: Stagehand, coming: Ahead) -> int:
    """Plan a session to come, unless it is; one that nobody opened on its day is put off."""
    starts_at = hand.at(coming.day_after(hand.today))
    morning = datetime.combine(hand.today, time(), hand.settings.time_zone)
    for known in await committees_of_incubator(QUAI):
        if any(item.startup_id == coming.startup_id for item in known.items):
            if known.state is State.OPEN or known.starts_at >= morning:
                return 0
            if known.state in {State.PLANNED, State.CONVENED}:
                practical = practical_of(known)
                moved = replace(practical, starts_at=starts_at)
                await plan.change(
                    hand.office, known.public_id, moved, plan.mark(practical),
                    hand.trace(PREPARED_BY[QUAI]), morning,
                )  # fmt: skip
                return 0
    async with journal.transaction():
        await plan.set_rules(_RULES, hand.trace("responsable"), hand.now)
        planned_at = min(hand.now, morning) - timedelta(days=14)
        committee = await _convened(
            hand, QUAI, coming.startup_id, coming.title, starts_at, planned_at
        )
        if coming.is_sent:
            await _send(hand, committee, coming.narrative, starts_at - timedelta(days=8))
        else:
            await _write(hand, committee, coming.narrative, hand.now)
        await opine(hand, committee, coming.opinions, hand.now)
    return 1


async def _convened(
    hand: Stagehand,
    incubator_id: str,
    startup_id: str,
    title: str,
    starts_at: datetime,
    now: datetime,
) -> Committee:
    trace = hand.trace(PREPARED_BY[incubator_id])
    practical = Practical(title, starts_at, PLACES[incubator_id], "", 3, "")
    committee_id = await plan.plan(incubator_id, practical, [startup_id], trace, now)
    for word, seat in SEATS[incubator_id].items():
        await seats.add_member(
            hand.office, committee_id, person(word).email, NEWCOMER, seat, trace, now
        )
    await plan.convene(hand.office, committee_id, trace, now + timedelta(days=2))
    return await fresh(committee_id)


async def _write(
    hand: Stagehand, committee: Committee, narrative: Mapping[str, object], now: datetime
) -> DossierVersion:
    item = committee.items[0]
    trace = hand.team(item.startup_id)
    dossier = await dossier_steps.open_dossier(committee, item, trace.actor, trace, now)
    return await dossier_steps.save_narrative(dossier, narrative, dossier.edits, trace, now)


async def _send(
    hand: Stagehand, committee: Committee, narrative: Mapping[str, object], now: datetime
) -> None:
    dossier = await _write(hand, committee, narrative, now - timedelta(days=3))
    trace = hand.team(dossier.startup_id)
    dossier = await dossier_steps.submit(hand.dossiers, dossier, trace.actor, trace, now)
    secretary = hand.trace(PREPARED_BY[committee.incubator_id])
    sent_at = now + timedelta(days=1)
    await dossier_steps.freeze(hand.dossiers, dossier, secretary.actor, secretary, sent_at)
