"""A session of the demonstration is held: opinions, the sitting itself, and what comes after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from incubator.actions.committees import follow, live, opinions
from incubator.actions.committees.change_decision import Standing, Telling, change_decision
from incubator.actions.committees.close_session import Closing, close_session
from incubator.actions.committees.decide import Course, decide
from incubator.actions.committees.minutes import Names
from incubator.actions.committees.opinions import At
from incubator.actions.demonstration_agenda import Held, Said
from incubator.actions.demonstration_stage import Stagehand, fresh, phases_of
from incubator.domain.committee_states import Stage
from incubator.domain.decisions import Decision
from incubator.domain.follow_up import Note
from incubator.domain.opinions import Opinion
from incubator.domain.phases import current_phase
from incubator.store.committees.decisions import Taken
from incubator.store.committees.live import notes_version
from incubator.store.committees.promises import promises_of_decisions
from incubator.store.committees.sessions import Committee, Item
from incubator.store.criteria_reads import phase_criteria
from incubator.store.journal import Trace
from incubator.store.portfolio_rows import incubator_titles
from incubator.store.startup_reads import find_sheet

_STAGES = (Stage.PRESENTATION, Stage.QUESTIONS, Stage.DELIBERATION)


async def opine(
    hand: Stagehand, committee: Committee, said: tuple[Said, ...], now: datetime
) -> None:
    """Members say what they think of a session's only item."""
    item = committee.items[0]
    day = committee.starts_at.astimezone(hand.settings.time_zone).date()
    phase = current_phase(await phases_of(item.startup_id), day)
    criteria = (await phase_criteria(phase)).criteria if phase else ()
    for one in said:
        marks = {
            criterion.id: mark for criterion, mark in zip(criteria, one.marks, strict=False) if mark
        }
        opinion = Opinion(marks, one.recommendation, None, one.comment)
        at = At(committee.public_id, item.public_id)
        await opinions.give_opinion(at, opinion, hand.trace(one.who), now)


async def sit(hand: Stagehand, committee: Committee, held: Held, starts_at: datetime) -> Taken:
    """The session itself: who is there, the item, its opinions and its decision; then it closes."""
    trace, item = hand.chair(committee), committee.items[0]
    at, clock = At(committee.public_id, item.public_id), starts_at
    await live.begin_session(committee.public_id, trace, clock, is_its_day=True)
    there = {member.public_id for member in committee.members}
    await live.note_presence(committee.public_id, dict.fromkeys(there, False), there, trace, clock)
    await live.choose_item(committee.public_id, item.public_id, "", trace, clock)
    for shown, to in pairwise(_STAGES):
        clock += timedelta(minutes=15)
        await live.go_to_stage(committee.public_id, item.public_id, (shown, to), trace, clock)
    if held.notes:
        empty = notes_version("")
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
    present = current_phase(await phases_of(item.startup_id), wanted.decided_on)
    allowed = (await phase_criteria(present)).following if present else ()
    placed = replace(wanted, committee_id=committee.public_id, item_id=item.public_id)
    return await decide(placed, Course(present, tuple(allowed)), known, trace, now)


async def follow_up(hand: Stagehand, held: Held, taken: Taken) -> list[str]:
    """What became of what was asked, and a decision that changed it; returns the decisions' ids."""
    decision = taken.decision
    promises = await promises_of_decisions([decision.id])
    for noted in held.noted:
        promise = next(one for one in promises if one.text.startswith(noted.text))
        at = hand.at(noted.on)
        trace = hand.team(decision.startup_id)
        note = Note(noted.answer, at, trace.actor, noted.evidence)
        await follow.note(promise.id, note, promise.last_note, trace, at)
    if held.after is None:
        return [decision.id]
    day, other = held.after
    names = await _names(decision)
    phase = current_phase(await phases_of(decision.startup_id), day)
    placed = replace(
        other,
        committee_id=decision.committee_id,
        item_id=decision.item_id,
        replaces=decision.id,
    )
    telling = Telling(hand.site, names.incubator, names.startup(decision.startup_id), day)
    chair = hand.chair(await fresh(decision.committee_id))
    changed = await change_decision(
        placed, Standing(phase, phase, ()), telling, chair, hand.at(day)
    )
    return [decision.id, changed.decision.id]


async def _names(decision: Decision) -> Names:
    sheet = await find_sheet(decision.startup_id)
    titles = await incubator_titles()
    title = sheet.title if sheet else decision.startup_id
    return Names(titles.get(decision.incubator_id, ""), {decision.startup_id: title})
