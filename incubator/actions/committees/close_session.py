"""Close a session: its minutes, its mails and what sheets are to say, all at once or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from incubator.actions.committees.closing_mails import Told, post_minutes
from incubator.actions.committees.minutes import End, Names, minutes_text
from incubator.actions.mails import Site
from incubator.domain import committee_states
from incubator.domain.committee_states import Refusal, StepError
from incubator.domain.decisions import Decision
from incubator.store import journal
from incubator.store.committees.closings import keep_minutes, note_closed
from incubator.store.committees.decisions import decisions_of_committee, newest
from incubator.store.committees.orders import add_order
from incubator.store.committees.sessions import Committee, find_committee, touch
from incubator.store.grouping import grouped
from incubator.store.journal import Trace


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing needs to know besides the session; ``zone`` is the one of its days.

    ``override`` says why the session is closed without its quorum, "" where it has one.
    """

    site: Site
    names: Names
    zone: ZoneInfo
    override: str = ""


async def close_session(committee_id: str, how: Closing, trace: Trace, now: datetime) -> Committee:
    """Close a session; returns it as it was just before.

    Raises:
        StepError: it is not open, an item is undecided, or its quorum is neither there nor done
            without for a reason.
    """
    async with journal.transaction():
        committee = await find_committee(committee_id)
        if committee is None:
            raise StepError(Refusal.STATE)
        present, override = committee.present_count, how.override.strip()
        stages = [item.stage for item in committee.items]
        committee_states.close_session(
            committee.state, stages, present=present, quorum=committee.quorum, override=override
        )
        decisions = await decisions_in_force(committee)
        if any(item.public_id not in decisions for item in committee.items):
            raise StepError(Refusal.UNDECIDED)
        # A reason that was written while the quorum came to be there says nothing any more.
        override = override if present < committee.quorum else ""
        await note_closed(committee, override, trace.actor, now)
        text = minutes_text(committee, decisions, how.names, End(now, how.zone, override))
        minutes = await keep_minutes(committee, text, now)
        for item in committee.items:
            await add_order(decisions[item.public_id].id, item.startup_id, now)
        held_on = now.astimezone(how.zone).date()
        told = Told(how.site, committee, decisions, how.names, held_on)
        mails = await post_minutes(told, now)
        await touch(committee)
        detail = {
            "decisions": [decisions[item.public_id].id for item in committee.items],
            "present": present,
            "quorum": committee.quorum,
            "is_override": bool(override),
            "minutes": minutes.sha256,
            "mails": mails,
        }
        await journal.record(
            trace, "session_closed", f"committee:{committee.public_id}", detail=detail, now=now
        )
    return committee


async def decisions_in_force(committee: Committee) -> Mapping[str, Decision]:
    """The last decision of each item of a session, by item; undecided items are not there."""
    taken = await decisions_of_committee(committee.public_id)
    by_item = grouped((one.decision.item_id, one) for one in taken)
    return {
        item_id: last.decision for item_id, of_item in by_item.items() if (last := newest(of_item))
    }
