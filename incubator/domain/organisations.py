"""Those around the startups: incubators, sponsoring organisations, teams."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incubator:
    """A structure that hosts startups; a hidden one has no page, its startups are public."""

    id: str
    title: str
    owner: str = ""
    contact: str = ""
    address: str = ""
    website: str = ""
    github: str = ""
    short_description: str = ""
    highlighted_startups: tuple[str, ...] = ()
    hidden: bool = False
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """An administration that sponsors startups."""

    id: str
    name: str
    acronym: str = ""
    ministry_domain: str = ""
    kind: str = ""
    directory_url: str = ""
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A standing team of an incubator; its mission may hold inline HTML."""

    id: str
    name: str
    mission: str = ""
    incubator: str = ""
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceSheet:
    """A sheet that describes the programme itself: a phase, an event, a fund, a standard."""

    id: str
    title: str
    summary: str = ""
    order: int = 0
    redirects: tuple[str, ...] = ()
