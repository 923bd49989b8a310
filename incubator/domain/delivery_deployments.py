"""Measures of deliveries to production: deployments, or releases where there are none.

A deployment goes to production if GitHub says so, or if its environment's name does ("prod",
"production", "live"...). Where no environment is so marked and a repository has only one, that is
its production, unless its name says that it is not ("staging", "preview", "recette"...).
It is delivered when its first status "success" was written. Source: DORA, DevLake #8302, #7435.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from incubator.domain.days import day_of
from incubator.domain.delivery_facts import Deployment, History, Part
from incubator.domain.delivery_window import Finding, Window, is_hidden, missing
from incubator.domain.measures import Absence
from incubator.domain.text import words

_PRODUCTION = frozenset({"prod", "production", "prd", "live"})
_OTHERWISE = frozenset(
    "preprod preproduction pre preview review staging stage recette test tests testing integration"
    " qualif qualification dev development developpement demo sandbox non not hors".split()
)


@dataclass(frozen=True, slots=True)
class Success:
    """A deployment to production that succeeded, ``at`` an instant."""

    created_at: datetime
    at: datetime


class Deliveries:
    """What was delivered: successes of each repository in the order in which they were made."""

    def __init__(self, histories: Sequence[History]) -> None:
        self.are_deployments_hidden = is_hidden(histories, Part.DEPLOYMENTS)
        self.are_releases_hidden = is_hidden(histories, Part.RELEASES)
        self.by_repository = [_successes(history) for history in histories]
        self.deployed = sorted(success.at for made in self.by_repository for success in made)
        self.released = sorted(
            release.published_at
            for history in histories
            for release in history.releases
            if release.published_at is not None and not release.is_prerelease
        )


def is_by_releases(deliveries: Deliveries, current: Window, previous: Window | None) -> bool:
    """Whether releases stand in for deployments: only where there are none in either period."""
    windows = [window for window in (current, previous) if window is not None]
    deployed = any(window.has(at) for at in deliveries.deployed for window in windows)
    if deployed or deliveries.are_deployments_hidden:
        return False
    released = any(window.has(at) for at in deliveries.released for window in windows)
    # Of what stopped before, deployments say more.
    return released or (not deliveries.deployed and bool(deliveries.released))


def deployment_frequency(deliveries: Deliveries, window: Window, by_releases: bool) -> Finding:
    """Days of the period with a successful deployment, per week; or releases per week.

    Several deployments of one day count once. Releases marked as early ones do not count.
    """
    if deliveries.are_deployments_hidden or (by_releases and deliveries.are_releases_hidden):
        return missing(Absence.HIDDEN)
    known = deliveries.released if by_releases else deliveries.deployed
    if not known or known[0] >= window.end:
        return missing(Absence.NO_DEPLOYMENTS)
    within = [at for at in known if window.has(at)]
    count = len(within) if by_releases else len(days_of(within, window))
    return Finding(count / window.weeks, count, count, by_releases=by_releases)


def days_of(instants: Sequence[datetime], window: Window) -> set[date]:
    """The days on which instants fall."""
    return {day_of(at, window.zone) for at in instants}


def _successes(history: History) -> list[Success]:
    succeeded: dict[int, datetime] = {}
    for status in history.statuses:
        if status.state == "success":
            earlier = succeeded.get(status.deployment, status.at)
            succeeded[status.deployment] = min(status.at, earlier)
    made = [
        Success(deployment.created_at, succeeded[deployment.github_id])
        for deployment in _to_production(history.deployments)
        if deployment.github_id in succeeded
    ]
    return sorted(made, key=lambda success: (success.created_at, success.at))


def _to_production(deployments: Sequence[Deployment]) -> list[Deployment]:
    environments = {deployment.environment for deployment in deployments}
    named = {name for name in environments if _is_production(name)}
    marked = [d for d in deployments if d.is_production or d.environment in named]
    if marked:
        return marked
    if len(environments) == 1 and not _OTHERWISE.intersection(*map(words, environments)):
        return list(deployments)
    return []


def _is_production(environment: str) -> bool:
    parts = set(words(environment))
    return not _PRODUCTION.isdisjoint(parts) and _OTHERWISE.isdisjoint(parts)
