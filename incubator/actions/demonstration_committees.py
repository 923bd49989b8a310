"""The demonstration's committees, held by the product's own actions on the days of its sheets.

A session is made whole or not at all, and once: it is known by its incubator and its hour. Where a
start was cut short, the next one goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from incubator.actions.committees import dossier_steps, follow, live, opinions, plan, seats
from incubator.actions.committees.carry_out import carry_out_orders
from incubator.actions.committees.change_decision import Standing, Telling, change_decision
from incubator.actions.committees.close_session import Closing, close_session
from incubator.actions.committees.decide import Course, decide
from incubator.actions.committees.minutes import Names
from incubator.actions.committees.opinions import At
from incubator.actions.demonstration import PERSONAS, open_persona
from incubator.actions.demonstration_agenda import (
    OTHERS,
    PLACES,
    PREPARED_BY,
    QUAI,
    SEATS,
    Ahead,
    Held,
    Said,
    person,
)
from incubator.actions.demonstration_ahead import ahead
from incubator.actions.demonstration_held import HELD
from incubator.actions.desk import Desk
from incubator.actions.mails import Site
from incubator.actions.manage_access import NEWCOMER, Newcomer, open_account
from incubator.config import Settings
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Stage, State
from incubator.domain.decisions import Decision
from incubator.domain.follow_up import Note
from incubator.domain.opinions import Opinion
from incubator.domain.phases import PhaseEntry, current_phase
from incubator.domain.publicity import Publicity
from incubator.store import journal
from incubator.store.accounts.accounts import find_by_email
from incubator.store.committees.decisions import Taken
from incubator.store.committees.planning import Practical, practical_of
from incubator.store.committees.promises import promises_of_decisions
from incubator.store.committees.rules import Rules
from incubator.store.committees.sessions import (
    Committee,
    Item,
    committees_of_incubator,
    find_committee,
)
from incubator.store.criteria_reads import phase_criteria
from incubator.store.journal import Trace
from incubator.store.portfolio_rows import incubator_titles
from incubator.store.startup_reads import find_sheet

_TRACE = Trace("demonstration")
_HOUR = time(10)
_STAGES = (Stage.PRESENTATION, Stage.QUESTIONS, Stage.DELIBERATION)
#: What the incubator of the personas publishes: the other ones keep to what is usual.
_RULES = Rules(
    QUAI,
    place=PLACES[QUAI],
    text="Le comité lit le dossier avant la séance. Chacun donne son avis par écrit.",
    publicity=Publicity(decisions=True, amounts=True, objectives=True),
)


@dataclass(frozen=True, slots=True)
class Stagehand:
    """What making sessions needs: the settings, how mails name the site, who is who, when it is."""

    settings: Settings
    desk: Desk
    site: Site
    accounts: Mapping[str, str]
    now: datetime

    @property
    def today(self) -> date:
        """The present day in the programme's time zone."""
        return self.now.astimezone(self.settings.time_zone).date()

    @property
    def office(self) -> plan.Office:
        """Where sessions are planned."""
        return plan.Office(self.site, self.settings.time_zone)

    @property
    def dossiers(self) -> dossier_steps.Office:
        """Where dossiers are sent."""
        return dossier_steps.Office(self.settings, self.site)

    def at(self, day: date) -> datetime:
        """When a session of a day begins."""
        return datetime.combine(day, _HOUR, self.settings.time_zone).astimezone(UTC)

    def trace(self, who: str) -> Trace:
        """What somebody does, by the word for them."""
        return Trace(self.accounts[who])


async def invent_committees(settings: Settings, desk: Desk, site: Site, now: datetime) -> int:
    """Hold the demonstration's committees and plan the next ones; returns how many were made.

    The catalogue is that of the demonstration's sheets, in ``desk``'s folder.
    """
    hand = Stagehand(settings, desk, site, await _accounts(settings, now), now)
    count = 0
    for held in HELD:
        if held.on < hand.today and not await _is_there(held.decision.incubator_id, hand, held.on):
            await _hold(hand, held)
            count += 1
    for coming in ahead(hand.today):
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


async def _is_there(incubator_id: str, hand: Stagehand, day: date) -> bool:
    sessions = await committees_of_incubator(incubator_id)
    return any(one.starts_at == hand.at(day) for one in sessions)


async def _hold(hand: Stagehand, held: Held) -> None:
    """A session from its planning to its minutes, and what came after."""
    decision, starts_at = held.decision, hand.at(held.on)
    async with journal.transaction():
        planned_at = starts_at - timedelta(days=35)
        committee = await _convened(hand, decision.incubator_id, decision.startup_id, "",
                                    starts_at, planned_at)  # fmt: skip
        if held.narrative is not None:
            await _send(hand, committee, held.narrative, starts_at - timedelta(days=8))
        await _opine(hand, committee, held.opinions, starts_at - timedelta(days=1))
        taken = await _sit(hand, committee, held, starts_at)
        await _after(hand, held, taken)
    # Without a change: the sheets say it already.
    await carry_out_orders(hand.desk)


async def _prepare(hand: Stagehand, coming: Ahead) -> int:
    """Plan a session to come, unless it is; one that nobody opened on its day is put off."""
    starts_at = hand.at(hand.today + timedelta(days=coming.days))
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
        await _opine(hand, committee, coming.opinions, hand.now)
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
    return await _fresh(committee_id)


async def _write(
    hand: Stagehand, committee: Committee, narrative: Mapping[str, object], now: datetime
) -> dossier_steps.DossierVersion:
    item = committee.items[0]
    trace = _team(hand, item.startup_id)
    dossier = await dossier_steps.open_dossier(committee, item, trace.actor, trace, now)
    return await dossier_steps.save_narrative(dossier, narrative, dossier.edits, trace, now)


async def _send(
    hand: Stagehand, committee: Committee, narrative: Mapping[str, object], now: datetime
) -> None:
    dossier = await _write(hand, committee, narrative, now - timedelta(days=3))
    trace = _team(hand, dossier.startup_id)
    dossier = await dossier_steps.submit(hand.dossiers, dossier, trace.actor, trace, now)
    secretary = hand.trace(PREPARED_BY[committee.incubator_id])
    sent_at = now + timedelta(days=1)
    await dossier_steps.freeze(hand.dossiers, dossier, secretary.actor, secretary, sent_at)


def _team(hand: Stagehand, startup_id: str) -> Trace:
    """Who writes for a startup: the team of one is among the personas."""
    is_known = PERSONAS["intrapreneuse"].place_id == startup_id
    return hand.trace("intrapreneuse" if is_known else "administrateur")


async def _opine(
    hand: Stagehand, committee: Committee, said: tuple[Said, ...], now: datetime
) -> None:
    item = committee.items[0]
    phase = current_phase(await _phases(item.startup_id), hand.today)
    day = committee.starts_at.astimezone(hand.settings.time_zone).date()
    phase = current_phase(await _phases(item.startup_id), day) or phase
    criteria = (await phase_criteria(phase)).criteria if phase else ()
    for one in said:
        marks = {
            criterion.id: mark for criterion, mark in zip(criteria, one.marks, strict=False) if mark
        }
        opinion = Opinion(marks, one.recommendation, None, one.comment)
        at = At(committee.public_id, item.public_id)
        await opinions.give_opinion(at, opinion, hand.trace(one.who), now)


async def _sit(hand: Stagehand, committee: Committee, held: Held, starts_at: datetime) -> Taken:
    """The session itself: who is there, the item, its opinions and its decision; then it closes."""
    trace, item = hand.trace(_chair(committee)), committee.items[0]
    at, clock = At(committee.public_id, item.public_id), starts_at
    await live.begin_session(committee.public_id, trace, clock, is_its_day=True)
    there = {member.public_id for member in committee.members}
    await live.note_presence(committee.public_id, {}, there, trace, clock)
    await live.note_presence(committee.public_id, dict.fromkeys(there, False), there, trace, clock)
    await live.choose_item(committee.public_id, item.public_id, "", trace, clock)
    for shown, to in zip(_STAGES, _STAGES[1:], strict=False):
        clock += timedelta(minutes=15)
        await live.go_to_stage(committee.public_id, item.public_id, (shown, to), trace, clock)
    if held.notes:
        empty = live.store.notes_version("")
        await live.save_notes(
            committee.public_id, item.public_id, (empty, held.notes), trace, clock
        )
    if held.opinions:
        await opinions.open_opinions(at, there, trace, clock)
    clock += timedelta(minutes=15)
    known = ""
    for wanted in (held.before, held.decision):
        if wanted is not None:
            taken = await _decide(hand, committee, item, wanted, known, trace, clock)
            known, clock = taken.decision.id, clock + timedelta(minutes=5)
    how = Closing(hand.site, await _names(held.decision), hand.settings.time_zone)
    await close_session(committee.public_id, how, trace, clock)
    return taken


async def _decide(
    hand: Stagehand,
    committee: Committee,
    item: Item,
    wanted: Decision,
    known: str,
    trace: Trace,
    now: datetime,
) -> Taken:
    present = current_phase(await _phases(item.startup_id), wanted.decided_on)
    allowed = (await phase_criteria(present)).following if present else ()
    placed = replace(wanted, committee_id=committee.public_id, item_id=item.public_id)
    return await decide(placed, Course(present, tuple(allowed)), known, trace, now)


async def _after(hand: Stagehand, held: Held, taken: Taken) -> None:
    """What became of what was asked, and a decision that changed it."""
    decision = taken.decision
    promises = await promises_of_decisions([decision.id])
    for noted in held.noted:
        promise = next(one for one in promises if one.text.startswith(noted.text))
        at = hand.at(noted.on)
        trace = _team(hand, decision.startup_id)
        note = Note(noted.answer, at, trace.actor, noted.evidence)
        await follow.note(promise.id, note, promise.last_note, trace, at)
    if held.after is None:
        return
    day, other = held.after
    names = await _names(decision)
    phase = current_phase(await _phases(decision.startup_id), day)
    placed = replace(
        other,
        committee_id=decision.committee_id,
        item_id=decision.item_id,
        replaces=decision.id,
    )
    telling = Telling(hand.site, names.incubator, names.startup(decision.startup_id), day)
    chair = hand.trace(_chair(await _fresh(decision.committee_id)))
    await change_decision(placed, Standing(phase, phase, ()), telling, chair, hand.at(day))


def _chair(committee: Committee) -> str:
    words = SEATS[committee.incubator_id]
    return next(word for word, seat in words.items() if seat is Seat.CHAIR)


async def _names(decision: Decision) -> Names:
    sheet = await find_sheet(decision.startup_id)
    titles = await incubator_titles()
    title = sheet.title if sheet else decision.startup_id
    return Names(titles.get(decision.incubator_id, ""), {decision.startup_id: title})


async def _phases(startup_id: str) -> tuple[PhaseEntry, ...]:
    sheet = await find_sheet(startup_id)
    return sheet.phases if sheet else ()


async def _fresh(committee_id: str) -> Committee:
    found = await find_committee(committee_id)
    if found is None:
        raise LookupError(committee_id)
    return found
