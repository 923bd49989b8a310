"""A session through its actions, at random: each step that changes something has one entry."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from incubator.actions.committees import live, opinions
from incubator.config import Settings
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Stage, State, StepError
from incubator.domain.decisions import Kind
from incubator.domain.opinions import Opinion
from incubator.store import journal, models
from incubator.store.committees.live import notes_version
from incubator.store.committees.sessions import Committee
from incubator.store.journal import Trace
from tests.committees import again, session_with
from tests.web.signed import NOW

STEPS = 70
SPOKEN = (Stage.PRESENTATION, Stage.QUESTIONS, Stage.DELIBERATION)
Step = Callable[[], Awaitable[Any]]


@pytest.fixture
async def committee(own_site: Settings) -> Committee:
    return await session_with(startups=("bail-en-main", "relais-repit"), starts_at=NOW)


class Anybody:
    """Draws what somebody does next, sensible or not."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - a walk that is the same each time

    def step(self, committee: Committee) -> Step:
        dice = self.dice
        member, item = dice.choice(committee.members), dice.choice(committee.items)
        trace = Trace(member.account_id)
        at = opinions.At(committee.public_id, item.public_id)
        here, one = committee.public_id, item.public_id
        shown = dice.choice([committee.current_item, ""])
        stages = (dice.choice([item.stage, *SPOKEN]), dice.choice(SPOKEN))
        notes = (dice.choice([notes_version(item.notes), "vieux"]), dice.choice(["Un", "Deux"]))
        there = [who.public_id for who in committee.members if dice.random() < 0.5]
        ticked = {who.public_id: who.is_present is True for who in committee.members}
        opinion = Opinion({}, dice.choice(list(Kind)))
        choices: list[Step] = [
            lambda: live.begin_session(here, trace, NOW, is_its_day=dice.random() < 0.7),
            lambda: live.choose_item(here, one, shown, trace, NOW),
            lambda: live.go_to_stage(here, one, stages, trace, NOW),
            lambda: live.save_notes(here, one, notes, trace, NOW),
            lambda: live.note_presence(here, ticked, there, trace, NOW),
            lambda: opinions.give_opinion(at, opinion, trace, NOW),
            lambda: opinions.declare_interest(at, member.public_id, "", trace, NOW),
            lambda: opinions.take_interest_back(at, member.public_id, trace, NOW),
            lambda: opinions.open_opinions(at, there, trace, NOW),
        ]
        return dice.choice(choices)


async def everything(committee: Committee) -> tuple[Committee, tuple[Any, ...]]:
    """A session as it is now, and all of it that these steps can change."""
    said = models.Opinion.all().order_by("id").values_list("id", "recommendation")
    items = models.AgendaItem.all().order_by("id").values_list("notes", "opinions_opened_at")
    found = await again(committee)
    members = [(one.is_present, one.recused) for one in found.members]
    stages = [one.stage for one in found.items]
    told = (found.state, found.current_item, stages, members, await said, await items)
    return found, told


async def test_what_changes_is_told_once_and_what_is_refused_changes_nothing(
    committee: Committee,
) -> None:
    anybody, refused, made = Anybody(seed=1), 0, 0
    _, before = await everything(committee)
    entries = await models.JournalEntry.all().count()
    for _ in range(STEPS):
        now = await again(committee)
        try:
            await anybody.step(now)()
            is_refused = False
        except (StepError, live.NotesMovedError, opinions.WaitingError):
            is_refused = True
        found, after = await everything(committee)
        assert not (is_refused and after != before)
        count = await models.JournalEntry.all().count()
        assert count - entries == (after != before)
        assert found.live - now.live == (after != before)
        made, refused = made + (after != before), refused + is_refused
        before, entries = after, count
    assert (await again(committee)).state is State.OPEN
    assert made > STEPS / 10
    assert refused > STEPS / 10
    assert (await journal.verify()).fault is None
    assert await models.JournalEntry.filter(action="committee_opened").count() == 1


async def test_a_seat_that_was_taken_away_gives_no_opinion(committee: Committee) -> None:
    guest = next(one for one in committee.members if one.seat is Seat.GUEST)
    await models.CommitteeMember.filter(id=guest.number).update(removed_at=NOW)
    at = opinions.At(committee.public_id, committee.items[0].public_id)
    with pytest.raises(StepError):
        await opinions.give_opinion(at, Opinion(), Trace(guest.account_id), NOW)
