"""A committee's session for tests: members in seats, an agenda, accounts to sign in with.

The rows are written at once, as the planning screens would have left them, so that a test of what
comes later (opinions, the session itself, decisions) begins where it wants to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.domain.committees import months_after
from incubator.domain.decisions import Condition, Decision, Kind, Objective
from incubator.store import journal, models
from incubator.store.accounts.accounts import Account, find_by_public_id
from incubator.store.committees.decisions import add_decision
from incubator.store.committees.sessions import Committee, find_committee
from incubator.store.tokens import new_public_id
from tests.web.dom import Node, parse
from tests.web.signed import NOW, account_with, browser_of

#: Where the session is held, and the startup on its agenda, in the demonstration's sheets.
INCUBATOR = "quai-des-droits"
STARTUP = "bail-en-main"
SECRETARY = "secretariat@exemple.gouv.fr"
#: Twelve days after the tests' day, a Thursday, at ten in Paris.
STARTS_AT = NOW + timedelta(days=12)
#: One person for each seat that the tests need most.
SEATS: Mapping[str, Seat] = {
    "preside@exemple.gouv.fr": Seat.CHAIR,
    "sponsor@exemple.gouv.fr": Seat.SPONSOR,
    "invitee@exemple.gouv.fr": Seat.GUEST,
    "observe@exemple.gouv.fr": Seat.OBSERVER,
}


async def session_with(
    seats: Mapping[str, Seat] = SEATS,
    startups: Iterable[str] = (STARTUP,),
    *,
    incubator: str = INCUBATOR,
    state: State = State.CONVENED,
    starts_at: datetime = STARTS_AT,
    quorum: int = 2,
    title: str = "",
    place: str = "Salle des Quais",
    now: datetime = NOW,
) -> Committee:
    """A session in a state, with accounts in ``seats`` (by address) and ``startups`` to discuss.

    Needs an open database whose sheets are synced. Accounts that are there already are used. An
    open session has begun at ``starts_at``; for one that can be opened today, say
    ``starts_at=NOW``.
    """
    row = await models.Committee.create(
        public_id=new_public_id(),
        incubator_id=incubator,
        title=title,
        starts_at=starts_at,
        place=place,
        quorum=quorum,
        state=state.value,
        told_revision=-1 if state is State.PLANNED else 0,
        created_at=now,
        created_by="test",
        opened_at=starts_at if state in {State.OPEN, State.CLOSED} else None,
        closed_at=starts_at + timedelta(hours=3) if state is State.CLOSED else None,
        cancelled_at=now if state is State.CANCELLED else None,
        cancel_reason="La salle est fermée." if state is State.CANCELLED else "",
    )
    for email, seat in seats.items():
        account = await account_with(email, now=now)
        await models.CommitteeMember.create(
            public_id=new_public_id(),
            committee_id=row.id,
            account_id=account.number,
            seat=seat.value,
            added_at=now,
            added_by="test",
        )
    for position, startup_id in enumerate(startups, 1):
        await models.AgendaItem.create(
            public_id=new_public_id(),
            committee_id=row.id,
            startup_id=startup_id,
            position=position,
            added_at=now,
            added_by="test",
        )
    return await again(row.public_id)


async def again(committee: Committee | str) -> Committee:
    """A session as it is now, by its public id or by what was read of it before."""
    public_id = committee if isinstance(committee, str) else committee.public_id
    found = await find_committee(public_id)
    assert found is not None
    return found


async def account_in(committee: Committee, seat: Seat) -> Account:
    """The account of the first member who has a seat."""
    member = next(one for one in committee.members if one.seat is seat)
    account = await find_by_public_id(member.account_id)
    assert account is not None
    return account


async def browser_in(settings: Settings, committee: Committee, seat: Seat) -> httpx.AsyncClient:
    """A browser in which the first member who has a seat is signed in."""
    return await browser_of(settings, await account_in(committee, seat))


async def decided_in(
    committee: Committee, kind: Kind = Kind.CONTINUE, **content: Any
) -> dict[str, str]:
    """Decide the first item of a session, with one condition and one objective to be followed.

    Returns the public ids of the decision (``decision_id``) and of the condition
    (``promise_id``). The item's stage and the session's state stay as they are.
    """
    item = committee.items[0]
    decided_on = content.pop("decided_on", NOW.date())
    due = months_after(decided_on, 2)
    decision = Decision(
        id=new_public_id(),
        startup_id=item.startup_id,
        incubator_id=committee.incubator_id,
        committee_id=committee.public_id,
        item_id=item.public_id,
        kind=kind,
        decided_on=decided_on,
        **{
            "objectives": (Objective("Atteindre 500 locataires", due),),
            "conditions": (Condition("Publier la page de statistiques", "L’équipe", due),),
            **content,
        },
    )
    async with journal.transaction():
        await add_decision(decision, "test", NOW)
    condition = await models.Condition.filter(decision_id=decision.id).first()
    return {
        "decision_id": decision.id,
        "promise_id": condition.public_id if condition else "",
    }


class Desk:
    """A browser in which the secretary of an incubator's committees is signed in."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def open(self, incubator: str = INCUBATOR) -> Desk:
        account = await account_with(SECRETARY, [(Role.COMMITTEE_SECRETARY, incubator)])
        self.browser = await browser_of(self.settings, account)
        return self

    async def page(self, path: str, status: int = 200) -> Node:
        answer = await self.browser.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return parse(answer.text)

    async def send(self, path: str, status: int = 303, **values: object) -> Node:
        """Post a form; the page that answers, which is empty where it leads on."""
        answer = await self.browser.post(path, data=values)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:500])
        return parse(answer.text)


async def waiting_mails() -> dict[str, str]:
    """What the outbox holds: subject by recipient."""
    return {row.recipient: row.subject for row in await models.OutboxMail.all()}


async def what_was_noted() -> list[str]:
    """The actions on sessions that the journal holds, the first one first."""
    rows = models.JournalEntry.filter(subject__startswith="committee:").order_by("number")
    return [row.action for row in await rows]
