"""What planning keeps whatever happens: two at once, limits, and accounts that sit in a session."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from incubator.actions.clean_up import clean_up
from incubator.actions.committees import plan
from incubator.actions.committees.plan import Office, PlanError, mark
from incubator.actions.committees.seats import add_member
from incubator.actions.manage_access import INVITATIONS, Newcomer
from incubator.actions.manage_accounts import erase_account, export_account
from incubator.config import Settings
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State, StepError
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.committees.planning import practical_of
from incubator.store.journal import Trace
from tests.committees import (
    INCUBATOR,
    STARTUP,
    account_in,
    again,
    session_with,
    waiting_mails,
    what_was_noted,
)
from tests.conftest import TODAY, Catalogue
from tests.web.signed import NOW, SITE

OFFICE = Office(SITE, ZoneInfo("Europe/Paris"))
TRACE = Trace("somebody")


async def test_two_who_convene_at_once_convene_one_after_the_other(catalogue: Catalogue) -> None:
    session = await session_with(state=State.PLANNED)
    await asyncio.gather(*(plan.convene(OFFICE, session.public_id, TRACE, NOW) for _ in range(2)))
    after = await again(session)
    assert (after.state, after.revision, after.told_revision) == (State.CONVENED, 0, 0)
    assert await what_was_noted() == ["committee_convened"] * 2


async def test_of_two_who_change_or_cancel_at_once_one_is_refused(catalogue: Catalogue) -> None:
    session = await session_with()
    now = practical_of(session)
    results = await asyncio.gather(
        plan.cancel(OFFICE, session.public_id, "La salle est fermée.", TRACE, NOW),
        plan.cancel(OFFICE, session.public_id, "Le chauffage est en panne.", TRACE, NOW),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in results) == ["StepError", "bool"]
    assert await what_was_noted() == ["committee_cancelled"]
    assert len(await waiting_mails()) == len(session.members)
    with pytest.raises(StepError):
        await plan.change(OFFICE, session.public_id, now, mark(now), TRACE, NOW)


async def test_two_plans_for_one_startup_make_one_session(own_site: Settings) -> None:
    practical = practical_of(await session_with(startups=(), state=State.PLANNED))
    results = await asyncio.gather(
        *(plan.plan(INCUBATOR, practical, [STARTUP], TRACE, NOW) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in results) == ["PlanError", "str"]


async def test_an_account_that_was_taken_over_opens_only_so_many_accounts(
    own_site: Settings,
) -> None:
    session = await session_with({}, state=State.PLANNED)
    for number in range(INVITATIONS.count):
        bucket = INVITATIONS.bucket(TRACE.actor)
        await models.Attempt.create(bucket=bucket, at=NOW - timedelta(seconds=number))
    with pytest.raises(PlanError, match="Too many"):
        await add_member(
            OFFICE, session.public_id, "x@exemple.gouv.fr", Newcomer(), Seat.GUEST, TRACE, NOW
        )
    assert await find_by_email("x@exemple.gouv.fr") is None


async def test_who_sits_in_a_session_keeps_an_account_that_never_served(
    own_site: Settings,
) -> None:
    session = await session_with({"jamais@exemple.gouv.fr": Seat.GUEST}, state=State.CLOSED)
    later = NOW + timedelta(days=40)
    await clean_up(own_site, later)
    assert await find_by_email("jamais@exemple.gouv.fr"), "the session was 28 days ago"
    await clean_up(own_site, later + timedelta(days=5))
    assert await find_by_email("jamais@exemple.gouv.fr") is None
    (member,) = (await again(session)).members
    assert (member.shown_name, member.seat) == ("", Seat.GUEST), "the seat stays, without a name"


async def test_an_erased_account_leaves_sessions_to_come_and_keeps_past_seats(
    own_site: Settings,
) -> None:
    past = await session_with(state=State.CLOSED, starts_at=NOW - timedelta(days=30))
    coming = await session_with()
    account = await account_in(coming, Seat.GUEST)
    seats = (await export_account(account))["seats"]
    assert [one["committee"] for one in seats] == [past.public_id, coming.public_id]
    await erase_account(account, TRACE, TODAY)
    assert (await again(coming)).member_of(account.public_id) is None
    member = (await again(past)).member_of(account.public_id)
    assert member is not None
    assert (member.name, member.email) == ("", "")
