"""How long things last when some of them are not over yet.

An average of those that ended leaves out the longest ones: those that still go on. The estimate
of Kaplan and Meier (1958) counts them for as long as they were watched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stay:
    """How many whole days something lasted, and whether it has ended or still goes on."""

    days: int
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The part that lasts longer than so many days; ``at_risk`` were watched until then."""

    days: int
    share: float
    at_risk: int


def survival(stays: Iterable[Stay]) -> tuple[Step, ...]:
    """The estimated share that lasts beyond each length at which one ended, shortest first.

    At each such length the share is multiplied by the part of those watched so long that did not
    end there. What goes on counts as watched until its length, and no longer. Negative lengths
    (dates in disorder) are left out.
    """
    known = [stay for stay in stays if stay.days >= 0]
    ended = Counter(stay.days for stay in known if stay.has_ended)
    leaving = Counter(stay.days for stay in known)
    at_risk, share, steps = len(known), 1.0, []
    for days in sorted(leaving):
        if ended[days]:
            share *= 1 - ended[days] / at_risk
            steps.append(Step(days, share, at_risk))
        at_risk -= leaving[days]
    return tuple(steps)


def lasting(steps: Iterable[Step], part: float) -> int | None:
    """After how many days at most ``part`` of all still last: 0.5 gives the median.

    None where more than that part lasted to the end of what was watched: it is longer than that.
    """
    return next((step.days for step in steps if step.share <= part + 1e-12), None)
