"""People: missions, and in which startups a member is active.

Source of the rules: the public site's own API, which consumers rely on (docs/api-compatibility.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MissionStatus(StrEnum):
    """How a member is employed for a mission; values are the words that sheets use."""

    INDEPENDENT = "independent"
    SERVICE = "service"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Mission:
    """A contract of a member, from ``start`` to ``end`` (inclusive, None while open)."""

    start: date | None
    end: date | None
    status: str = ""
    employer: str = ""
    startups: tuple[str, ...] = ()

    def is_active(self, today: date) -> bool:
        """A mission is active when it has no end or its end is today or later.

        Its start does not count: someone announced for next month is already listed.
        """
        return self.end is None or self.end >= today


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the community, as the sheet says; the body is a short biography."""

    id: str
    full_name: str
    role: str = ""
    domain: str = ""
    github: str = ""
    link: str = ""
    avatar: str = ""
    missions: tuple[Mission, ...] = ()
    startups: tuple[str, ...] = ()
    previously: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    def is_active(self, today: date) -> bool:
        """Whether one of the missions is active; without missions, whether a startup is listed."""
        if self.missions:
            return any(mission.is_active(today) for mission in self.missions)
        return bool(self.startups)


def active_startups(member: Member, today: date) -> list[str]:
    """Startups in which the member works today: the listed ones and those of active missions."""
    of_missions = (
        startup
        for mission in member.missions
        if mission.is_active(today)
        for startup in mission.startups
    )
    return _unique([*member.startups, *of_missions])


def legacy_startups(member: Member, today: date) -> list[str]:
    """Startups in which the member worked: ``previously`` and those of ended missions."""
    of_missions = (
        startup
        for mission in member.missions
        if not mission.is_active(today)
        for startup in mission.startups
    )
    return _unique([*member.previously, *of_missions])


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
