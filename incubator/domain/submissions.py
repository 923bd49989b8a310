"""What people bring: problems, proposals of startups, applications to a call, remarks on a sheet.

Each kind goes to somebody, moves from one status to the next by the rules below, and is kept for
a time that depends on how it ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incubator.domain.access import PlaceKind
from incubator.domain.text import words


class Kind(StrEnum):
    """What is brought."""

    PROBLEM = "problem"
    STARTUP = "startup"
    APPLICATION = "application"
    MISTAKE = "mistake"
    COMMENT = "comment"


class Status(StrEnum):
    """Where a submission stands."""

    UNCONFIRMED = "unconfirmed"
    RECEIVED = "received"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


#: What readers write to a startup's team.
REMARKS = frozenset({Kind.MISTAKE, Kind.COMMENT})
#: What is brought to an incubator.
IDEAS = frozenset({Kind.PROBLEM, Kind.STARTUP, Kind.APPLICATION})
#: Somebody still has to do something about these.
OPEN = frozenset({Status.RECEIVED, Status.ASKED})

_ENDS = frozenset({Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN, Status.REMOVED})
#: An incubator asks for more and the sender answers; it accepts or declines, the sender withdraws.
_IDEA_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.UNCONFIRMED: frozenset({Status.RECEIVED}),
    Status.RECEIVED: _ENDS | {Status.ASKED},
    Status.ASKED: _ENDS | {Status.RECEIVED},
    Status.REMOVED: OPEN,
}
#: A team deals with a remark, or takes it for spam; either can be undone.
_REMARK_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.ANSWERED, Status.REMOVED}),
    Status.ANSWERED: frozenset({Status.RECEIVED}),
    Status.REMOVED: frozenset({Status.RECEIVED}),
}

UNCONFIRMED_KEPT = timedelta(hours=48)
OPEN_KEPT = timedelta(days=365)
CLOSED_KEPT = timedelta(days=365)
ACCEPTED_KEPT = timedelta(days=730)
REMARKS_KEPT = timedelta(days=180)
SET_ASIDE_KEPT = timedelta(days=30)

#: Texts with more addresses of the web than this are what robots send.
MOST_LINKS = 3
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
_SHEET_ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
SHEET_ID_LENGTH = 60


def place_kind_of(kind: Kind) -> PlaceKind:
    """Remarks are for the startup's team; everything else is for an incubator."""
    return PlaceKind.STARTUP if kind in REMARKS else PlaceKind.INCUBATOR


def next_statuses(kind: Kind, status: Status) -> frozenset[Status]:
    """Where a submission may go from its status.

    A problem may also be answered and closed without a decision. What was decided stays so.
    """
    if kind in REMARKS:
        return _REMARK_MOVES.get(status, frozenset())
    following = _IDEA_MOVES.get(status, frozenset())
    return following | {Status.ANSWERED} if kind is Kind.PROBLEM and status in OPEN else following


def may_move(kind: Kind, status: Status, to: Status) -> bool:
    """Whether a submission may go from one status to another."""
    return to in next_statuses(kind, status)


def first_status(kind: Kind, *, has_account: bool) -> Status:
    """What a visitor brings to an incubator waits for the proof of their address.

    Remarks need no address, and whoever is signed in has proved theirs.
    """
    if kind in REMARKS or has_account:
        return Status.RECEIVED
    return Status.UNCONFIRMED


def kept_for(kind: Kind, status: Status) -> timedelta:
    """How long the sender's name, address and words are kept from the day a status is reached."""
    if status is Status.UNCONFIRMED:
        return UNCONFIRMED_KEPT
    if status in {Status.REMOVED, Status.WITHDRAWN}:
        return SET_ASIDE_KEPT
    if status in OPEN:
        return OPEN_KEPT
    if kind in REMARKS:
        return REMARKS_KEPT
    return ACCEPTED_KEPT if status is Status.ACCEPTED else CLOSED_KEPT


def has_too_many_links(texts: Iterable[str]) -> bool:
    """Whether what somebody wrote is stuffed with addresses of the web."""
    return sum(len(_LINK.findall(text)) for text in texts) > MOST_LINKS


def proposed_sheet_id(name: str) -> str:
    """The id that a startup's sheet might have: "L’été du vélo" -> "l-ete-du-velo"."""
    return "-".join(words(name))[:SHEET_ID_LENGTH].strip("-")


def is_sheet_id(text: str) -> bool:
    """Small letters, digits, with hyphens or dots between them, at most sixty signs."""
    return len(text) <= SHEET_ID_LENGTH and _SHEET_ID.fullmatch(text) is not None


class Verdict(StrEnum):
    """What an application is against a criterion; without a proof it is unknown, not failed."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class CallState(StrEnum):
    """Where a call for projects stands on a day."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CallDays:
    """A call's first and last day for applications, and the day by which all have an answer."""

    opens_on: date
    closes_on: date
    answers_on: date | None = None


def call_state(
    days: CallDays, today: date, *, is_published: bool, is_cancelled: bool = False
) -> CallState:
    """A published call is open from its first day to its last, both included."""
    if is_cancelled:
        return CallState.CANCELLED
    if not is_published:
        return CallState.DRAFT
    if today < days.opens_on:
        return CallState.COMING
    return CallState.OPEN if today <= days.closes_on else CallState.CLOSED


def days_fault(days: CallDays) -> str:
    """The name of the day that comes before another that it should follow; "" when all follow."""
    if days.closes_on < days.opens_on:
        return "closes_on"
    if days.answers_on is not None and days.answers_on < days.closes_on:
        return "answers_on"
    return ""


def is_extension(before: CallDays, after: CallDays) -> bool:
    """Whether nobody who read the former days is cheated: the first day stays, others come later.

    This is all that may change once somebody has applied.
    """
    return (
        after.opens_on == before.opens_on
        and after.closes_on >= before.closes_on
        and (
            before.answers_on is None
            or (after.answers_on is not None and after.answers_on >= before.answers_on)
        )
    )
