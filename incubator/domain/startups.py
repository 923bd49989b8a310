"""A startup as its sheet tells it, and what it publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incubator.domain.impact import Budget, Indicator
from incubator.domain.phases import PhaseEntry
from incubator.domain.sprints import Sprint


class EventKind(StrEnum):
    """Events that the programme names; sheets may use others, which are kept."""

    LAUNCH = "product_launch"
    COMMITTEE = "committee"
    NATIONAL_IMPACT = "national_impact"
    FAST = "fast"
    EIG = "eig"
    END = "end"
    OTHER = "other"


ACCESSIBILITY_STATUSES = ("non conforme", "partiellement conforme", "totalement conforme")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a startup on a day."""

    name: str
    day: date
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Fund:
    """Money of the programme's fund (FAST): which round and how much, in euros."""

    round: int | None
    amount_euros: int | None


@dataclass(frozen=True, slots=True)
class Startup:
    """A startup's sheet, read; addresses are safe to link to, texts are plain text.

    ``post_mortem`` (of one that was stopped) and ``lessons`` (of an investigation that was not
    conclusive) are Markdown, and empty in what is read from the database: it keeps their HTML.
    """

    id: str
    title: str
    mission: str
    phases: tuple[PhaseEntry, ...]
    events: tuple[Event, ...] = ()
    contact: str = ""
    link: str = ""
    repositories: tuple[str, ...] = ()
    incubators: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    user_types: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    accessibility_status: str = ""
    stats: bool = False
    stats_url: str = ""
    budget_url: str = ""
    impact_url: str = ""
    dashlord_url: str = ""
    risk_analysis: bool = False
    risk_analysis_url: str = ""
    secured_service: bool = False
    product_maturity: str = ""
    funding_until: date | None = None
    fund: Fund | None = None
    indicators: tuple[Indicator, ...] = ()
    budgets: tuple[Budget, ...] = ()
    sprints: tuple[Sprint, ...] = ()
    post_mortem: str = ""
    lessons: str = ""
    redirects: tuple[str, ...] = ()


def statistics_url(stats: bool, stats_url: str, link: str) -> str:
    """Where the statistics are: the sheet's address, else ``/stats`` on the service itself."""
    if stats_url:
        return stats_url
    return f"{link.rstrip('/')}/stats" if stats and link else ""


def has_national_impact(events: tuple[Event, ...], today: date) -> bool:
    """Whether national impact (proven utility and national roll-out) has been recognised."""
    return any(e.name == EventKind.NATIONAL_IMPACT and e.day <= today for e in events)


def publishes_impact(impact_url: str, has_values: bool) -> bool:
    """Impact is published by an address or by values in the sheet."""
    return bool(impact_url) or has_values


def publishes_budget(budget_url: str, has_budgets: bool) -> bool:
    """A budget is published by an address or by yearly amounts in the sheet."""
    return bool(budget_url) or has_budgets
