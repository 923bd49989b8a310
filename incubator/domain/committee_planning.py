"""Which startups a committee must see, until when, and on which days it could meet.

Source: METHOD of the programme, "Committees" (at most six months apart; one or two months after a
provisional decision) and DESIGN, "Phases and committees" (a dossier is sent a week before).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.domain.committees import Reason, next_committee
from incubator.domain.decisions import Decision, committees_held, in_force, promised_day
from incubator.domain.phases import PhaseEntry
from incubator.domain.working_days import is_working_day

#: What is due later than this needs no date yet.
HORIZON = timedelta(days=90)
#: A team needs a week to write its dossier, which is sent a week before the session.
NOTICE = timedelta(days=14)
#: A startup is seen at most this long before its day, to be seen together with others.
EARLY = timedelta(days=30)
#: What a half day holds, in minutes.
HALF_DAY = 210


@dataclass(frozen=True, slots=True)
class Due:
    """A startup that a committee must see by a day."""

    startup_id: str
    day: date
    reason: Reason

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed."""
        return self.day < today


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day on which a session could see some startups, the most urgent one first."""

    day: date
    startups: tuple[str, ...]


def due_of(
    startup_id: str,
    phases: Iterable[PhaseEntry],
    committees: Collection[date],
    funding_until: date | None,
    decisions: Collection[Decision],
    today: date,
) -> Due | None:
    """By when a committee must see a startup; None where none has to.

    ``committees`` are the days that the sheet knows of, ``decisions`` those that were taken here.
    One counts as a committee from its day on, before the sheet says so. Where the last one ends
    the startup, nothing is left to decide, whatever phase the sheet still has.
    """
    last = next(reversed(in_force(decisions)), None)
    if last is not None and last.next_on is None and not _has_met_since(last, committees, today):
        return None
    held = committees_held(committees, decisions)
    promised = promised_day(committees, decisions, today)
    found = next_committee(phases, held, funding_until, today, promised)
    return Due(startup_id, found.day, found.reason) if found else None


def items_per_session(minutes_each: int) -> int:
    """How many items a half day holds; one at least."""
    return max(1, HALF_DAY // max(1, minutes_each))


def propose(
    dues: Iterable[Due], today: date, *, most: int, taken: Collection[date] = ()
) -> list[Proposal]:
    """Days for sessions that see each startup once, before its day where that is still possible.

    At most ``most`` startups a session, on working days after :data:`NOTICE`, ``taken`` ones left
    out. Those whose day comes too soon for that are seen first, on the first day that there is.
    The others are gathered: a session takes place as late as the most urgent of them allows, and
    takes in those due within :data:`EARLY` after it.
    """
    left = sorted(dues, key=lambda due: (due.day, due.startup_id))
    days = _Days(today + NOTICE, frozenset(taken), most)
    proposals = []
    while left:
        day = days.for_first(left)
        count = days.how_many(left, day)
        proposals.append(Proposal(day, tuple(due.startup_id for due in left[:count])))
        left = left[count:]
        days.begin_after(day)
    return proposals


class _Days:
    """The days on which a session may be put, from ``start`` on."""

    def __init__(self, earliest: date, taken: frozenset[date], most: int) -> None:
        self._taken = taken
        self._most = max(1, most)
        #: Before this day nothing can be done: what is due earlier is late whatever happens.
        self._earliest = self.start = self._from(earliest)

    def begin_after(self, day: date) -> None:
        """Leave a day and all before it."""
        self.start = self._from(day + timedelta(days=1))

    def for_first(self, left: Sequence[Due]) -> date:
        """The latest day that is soon enough for the first one and leaves room for the others."""
        if left[0].day <= self.start:
            return self.start
        day = left[0].day
        while day > self.start and not (self._is_free(day) and self._is_enough(left, day)):
            day -= timedelta(days=1)
        return max(day, self.start)

    def how_many(self, left: Sequence[Due], day: date) -> int:
        """How many of the first ones a session takes on a day: no more than is of use."""
        full = min(self._most, len(left))
        count = sum(due.day <= day + EARLY for due in left[:full])
        following = self._from(day + timedelta(days=1))
        while count < full and not self._is_enough(left[count:], following):
            count += 1
        return max(1, count)

    def _is_enough(self, left: Sequence[Due], start: date) -> bool:
        """Whether full sessions on every free day from ``start`` on would see all in time."""
        day = start
        for rank in range(0, len(left), self._most):
            for due in left[rank : rank + self._most]:
                if self._earliest <= due.day < day:
                    return False
            day = self._from(day + timedelta(days=1))
        return True

    def _from(self, day: date) -> date:
        """The first free day from a day on."""
        while not self._is_free(day):
            day += timedelta(days=1)
        return day

    def _is_free(self, day: date) -> bool:
        return is_working_day(day) and day not in self._taken


def _has_met_since(last: Decision, committees: Collection[date], today: date) -> bool:
    return any(last.decided_on < day <= today for day in committees)
