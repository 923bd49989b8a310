"""What was put in the hands of people: releases, deployments and what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain

from incubator.domain.delivery_facts import Deployment, DeploymentStatus, Part, Release
from incubator.github.api import Validator
from incubator.github.collect.batches import Batch, Fact
from incubator.github.collect.shapes import NAME_CHARS, Item, items_of
from incubator.github.collect.walk import Reading, known_validator, read_whole, walk_by_id
from incubator.github.errors import Reason, RefusedError

_STATE_CHARS = 20
#: What was learnt is handed over before a run's budget ends.
_AT_ONCE = 8
#: What GitHub says of a deployment that has ended, well or not.
_ENDS = frozenset({"success", "failure", "error", "inactive"})
#: A deployment that has not ended by then never will.
_PATIENCE = timedelta(days=30)
_WORDS = re.compile(r"[a-z0-9]+")
_PRODUCTION = frozenset({"production", "prod", "prd", "live"})
_NOT_PRODUCTION = frozenset(
    {"pre", "preview", "staging", "test", "recette", "review", "demo", "dev"}
)


def read_releases(reading: Reading) -> Iterator[Batch]:
    """All releases: drafts are published, and any may be withdrawn."""
    url = reading.path("/releases")
    whole = read_whole(reading.api, reading.known.validators, url, {})
    if whole.items is None:
        yield Batch(Part.RELEASES, is_unchanged=True)
        return
    releases = tuple(map(_release, whole.items))
    yield Batch(Part.RELEASES, releases, is_whole=True, validators=whole.validators)


def _release(found: Item) -> Release:
    return Release(
        github_id=found.id(),
        tag=found.text("tag_name", NAME_CHARS),
        is_prerelease=found.flag("prerelease", default=False),
        published_at=found.instant_or_none("published_at"),
    )


def read_deployments(reading: Reading) -> Iterator[Batch]:
    """New deployments, and the statuses of those to production that have not ended.

    A deployment does not change: its statuses do, each at an address of its own. Those of other
    environments (a preview for each change...) are not asked: no measure uses them.
    """
    before, walk = walk_by_id(reading, Part.DEPLOYMENTS, "/deployments")
    fresh = {one.github_id: one for one in map(_deployment, chain.from_iterable(walk.pages()))}
    settled = reading.known.settled_deployments
    awaited = [one for one in reading.known.unsettled_deployments if one.github_id not in fresh]
    pending = [*awaited, *(one for number, one in fresh.items() if number not in settled)]
    statuses = _Statuses(reading)
    for start in range(0, len(pending), _AT_ONCE):
        facts = statuses.of(pending[start : start + _AT_ONCE])
        if facts:
            yield Batch(Part.DEPLOYMENTS, facts, is_complete=False)
    if walk.is_unchanged and not statuses.validators:
        yield Batch(Part.DEPLOYMENTS, is_unchanged=not statuses.have_changed)
        return
    cursor = None if walk.is_unchanged else reading.next_cursor(before, walk.newest)
    validators = walk.validators | statuses.validators
    yield Batch(Part.DEPLOYMENTS, cursor=cursor, validators=validators)


def _deployment(found: Item) -> Deployment:
    environment = found.text("environment", NAME_CHARS)
    is_production = _is_production(found, environment)
    return Deployment(
        github_id=found.id(),
        environment=environment,
        is_production=is_production,
        created_at=found.instant("created_at"),
        is_settled=not is_production,
    )


def _is_production(found: Item, environment: str) -> bool:
    """What GitHub was told, or else what the environment's name says: "monservice-prod"."""
    if found.flag("transient_environment", default=False):
        return False
    words = frozenset(_WORDS.findall(environment.lower()))
    is_named_so = bool(words & _PRODUCTION) and not words & _NOT_PRODUCTION
    return found.flag("production_environment", default=False) or is_named_so


@dataclass(slots=True)
class _Statuses:
    """Statuses as their own addresses tell them."""

    reading: Reading
    validators: dict[str, Validator] = field(default_factory=dict)
    have_changed: bool = False

    def of(self, deployments: Sequence[Deployment]) -> tuple[Fact, ...]:
        """Deployments that are new or whose statuses changed, with those."""
        return tuple(chain.from_iterable(map(self._of_one, deployments)))

    def _of_one(self, one: Deployment) -> list[Fact]:
        if one.is_settled:
            return [one]
        settled = replace(one, is_settled=True)
        is_late = one.created_at < self.reading.api.clock() - _PATIENCE
        if is_late and one in self.reading.known.unsettled_deployments:
            self.have_changed = True
            return [settled]
        found = self._ask(one)
        if found is None:
            return []
        self.have_changed = True
        has_ended = is_late or any(status.state in _ENDS for status in found)
        return [settled if has_ended else one, *found]

    def _ask(self, one: Deployment) -> list[DeploymentStatus] | None:
        """Its statuses, None where nothing changed; none for a deployment that was deleted."""
        url = self.reading.path(f"/deployments/{one.github_id}/statuses")
        params = {"per_page": "100"}
        try:
            answer = self.reading.api.get(url, params, known_validator(self.reading, url, params))
        except RefusedError as error:
            if error.reason is not Reason.MISSING:
                raise
            return []
        if answer.is_unchanged:
            return None
        found = [_status(item, one.github_id) for item in items_of(answer.data, "statuses")]
        if not any(status.state in _ENDS for status in found):
            self.validators[answer.url] = answer.validator
        return found


def _status(found: Item, deployment: int) -> DeploymentStatus:
    return DeploymentStatus(
        github_id=found.id(),
        deployment=deployment,
        state=found.text("state", _STATE_CHARS),
        at=found.instant("created_at"),
    )
