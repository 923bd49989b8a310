"""Reminders of what was promised to a committee: soon, then late, to whom, never twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incubator.actions.mails import Site
from incubator.actions.manage_accounts import change_account
from incubator.actions.send_reminders import digests, send_reminders
from incubator.domain.access import Role
from incubator.domain.committee_states import State
from incubator.domain.decisions import Condition
from incubator.domain.follow_up import Answer, Note
from incubator.domain.reminders import Kind
from incubator.store import models
from incubator.store.accounts.accounts import update_account
from incubator.store.committees.promises import add_note, find_promise
from tests.committees import INCUBATOR, STARTUP, decided_in, session_with
from tests.conftest import Catalogue
from tests.web.signed import CLI, NOW, account_with

SITE = Site("Incubateur", "https://incubateur.example")
PARIS = ZoneInfo("Europe/Paris")
DUE = NOW.date() + timedelta(days=20)
WEEK = timedelta(days=8)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@pytest.fixture
async def promise(catalogue: Catalogue) -> str:
    """A condition due in twenty days, its team, its incubator's people."""
    held = await session_with({}, state=State.CLOSED, starts_at=NOW - timedelta(days=40))
    decided = await decided_in(
        held, objectives=(), conditions=(Condition("Publier l’audit", "La direction", DUE),)
    )
    for role, place in (
        (Role.TEAM_MEMBER, STARTUP),
        (Role.INCUBATOR_MANAGER, INCUBATOR),
        (Role.COMMITTEE_SECRETARY, INCUBATOR),
        (Role.COACH, INCUBATOR),
    ):
        account = await account_with(f"{role.replace('_', '-')}@exemple.gouv.fr", [(role, place)])
        await update_account(account, last_sign_in_at=NOW - timedelta(days=1))
    return decided["promise_id"]


async def told(at: datetime) -> dict[str, list[str]]:
    """Who would be told now that something is owed, and of which states."""
    return {
        digest.account.email: [
            thing.key.rpartition(":")[2] for thing in digest.things if thing.kind is Kind.CONDITION
        ]
        for digest in await digests(PARIS, at)
        if any(thing.kind is Kind.CONDITION for thing in digest.things)
    }


async def test_the_team_is_told_soon_then_its_incubator_too_once_it_is_late(promise: str) -> None:
    assert await told(NOW) == {}
    soon = NOW + timedelta(days=6)
    assert await told(soon) == {"team-member@exemple.gouv.fr": ["soon"]}
    await send_reminders(SITE, PARIS, soon)
    mail = await models.OutboxMail.filter(recipient="team-member@exemple.gouv.fr").get()
    assert "« Publier l’audit »" in mail.text.replace("\u00a0", " ")
    assert await told(soon + WEEK) == {}
    late = NOW + timedelta(days=21)
    assert await told(late) == {
        "committee-secretary@exemple.gouv.fr": ["late"],
        "incubator-manager@exemple.gouv.fr": ["late"],
        "team-member@exemple.gouv.fr": ["late"],
    }
    await send_reminders(SITE, PARIS, late)
    assert await told(late + WEEK) == {}


async def test_what_was_noted_and_what_is_switched_off_is_told_to_nobody(promise: str) -> None:
    soon = NOW + timedelta(days=6)
    (digest,) = [one for one in await digests(PARIS, soon) if "team" in one.account.email]
    await change_account(digest.account, {"muted": Kind.CONDITION.value}, CLI)
    assert await told(soon) == {}
    await update_account(digest.account, muted="")
    assert await told(soon) != {}
    found = await find_promise(promise)
    assert found is not None
    await add_note(found, Note(Answer.MET, NOW, "test", "Publié."))
    assert await told(soon) == {}
