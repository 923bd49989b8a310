"""What dates in the sheets say of a past day.

Sheets are of today; only their dates tell of another day. Nothing is asked of those that have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from incubator.domain.members import Member
from incubator.domain.phases import PhaseEntry


def entries_of(entries: Sequence[PhaseEntry], day: date) -> tuple[PhaseEntry, ...]:
    """The phases that had begun on a day."""
    return tuple(entry for entry in entries if entry.start <= day)


def member_of(member: Member, day: date) -> Member | None:
    """A member with the missions that had begun on a day, or None where none of them had.

    The list ``startups`` has no dates: it counts while a mission lasts, or where there is no
    mission at all. So does ``previously``, which tells of days before any.
    """
    if not member.missions:
        return member
    begun = tuple(one for one in member.missions if one.start is None or one.start <= day)
    if not begun:
        return None
    is_here = any(mission.is_active(day) for mission in begun)
    listed = member.startups if is_here else ()
    return replace(member, missions=begun, startups=listed)
