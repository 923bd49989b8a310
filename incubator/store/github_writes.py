"""Facts of GitHub, written over what is known by the same id; reading twice changes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model
from tortoise.transactions import in_transaction

from incubator.domain import delivery_facts as facts
from incubator.domain.delivery_facts import BoxKind, IssueEvent, Part, RepositoryFacts
from incubator.github.collect import Batch
from incubator.store import models
from incubator.store.bulk import Row
from incubator.store.http_validators import keep_validators
from incubator.store.upserts import upsert_rows

_CHUNK = 400
#: What may be unknown in one reading, and stays as an earlier one found it.
_LOOKED_UP = ("has_readme", "has_ci", "has_publiccode", "has_contributing")


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a kind of fact is kept, and by what it is known again."""

    table: type[Model]
    keys: tuple[str, ...]
    kept: tuple[str, ...] = ()


_TABLES: dict[type, _Table] = {
    facts.Issue: _Table(models.Issue, ("github_id",)),
    facts.IssueEvent: _Table(models.IssueEvent, ("github_id",)),
    facts.Box: _Table(models.Milestone, ("repository_id", "kind", "key")),
    facts.PullRequest: _Table(models.PullRequest, ("github_id",), ("first_commit_at",)),
    facts.Response: _Table(models.PullResponse, ("kind", "github_id")),
    facts.Release: _Table(models.Release, ("github_id",)),
    facts.Deployment: _Table(models.Deployment, ("github_id",)),
    facts.DeploymentStatus: _Table(models.DeploymentStatus, ("github_id",)),
    facts.ContributorWeek: _Table(models.ContributorWeek, ("repository_id", "author", "week")),
}
#: Parts that may come whole: their kind of fact, and which of its rows are theirs.
_WHOLE: dict[Part, tuple[type, dict[str, Any]]] = {
    Part.MILESTONES: (facts.Box, {"kind": BoxKind.MILESTONE.value}),
    Part.ITERATIONS: (facts.Box, {"kind": BoxKind.ITERATION.value}),
    Part.RELEASES: (facts.Release, {}),
    Part.CONTRIBUTORS: (facts.ContributorWeek, {}),
}


async def save_batch(
    source_id: int, repository_id: int | None, batch: Batch, *, invented: bool
) -> int:
    """Write a batch in one transaction; returns the repository's row.

    What ends a part, its cursor and validators, is written with its last facts. It begins with a
    write: SQLite lets nobody write who has read, when another process wrote meanwhile.

    Raises:
        LookupError: facts came before their repository.
    """
    async with in_transaction() as client:
        for fact in batch.facts:
            if isinstance(fact, RepositoryFacts):
                repository_id = await _save_repository(client, fact, invented=invented)
        if repository_id is None:
            raise LookupError(f"Facts of {batch.part.value} came before their repository.")
        await models.TrackedSource.filter(id=source_id).update(repository_id=repository_id)
        await _save_facts(client, repository_id, batch)
        if batch.is_complete:
            await _save_end(client, source_id, repository_id, batch)
    return repository_id


async def note_whole(repository_id: int, since: datetime, until: datetime) -> None:
    """A reading reached its end: what is known goes from ``since`` to ``until``."""
    row = await models.Repository.get(id=repository_id)
    row.since = min(row.since, since) if row.since else since
    row.until = max(row.until, until) if row.until else until
    await row.save(update_fields=["since", "until"])


async def repository_numbered(github_id: int) -> int | None:
    """Our row of a repository by GitHub's number; None while it is not known."""
    row = await models.Repository.get_or_none(github_id=github_id)
    return row.id if row else None


async def _save_repository(
    client: BaseDBAsyncClient, fact: RepositoryFacts, *, invented: bool
) -> int:
    begun = {"since": None, "until": None, "hidden": "{}"}
    row = {**_columns(fact), **begun, "invented": invented}
    await upsert_rows(
        client, models.Repository, [row], ("github_id",), kept=_LOOKED_UP, first=begun
    )
    return (await models.Repository.get(github_id=fact.github_id)).id


async def _save_facts(client: BaseDBAsyncClient, repository_id: int, batch: Batch) -> None:
    rows: dict[type, list[Row]] = defaultdict(list)
    observed = []
    for fact in batch.facts:
        if isinstance(fact, IssueEvent) and fact.github_id is None:
            observed.append(fact)
        elif not isinstance(fact, RepositoryFacts):
            rows[type(fact)].append(_columns(fact) | {"repository_id": repository_id})
    for kind, found in rows.items():
        place = _TABLES[kind]
        await upsert_rows(client, place.table, found, place.keys, kept=place.kept)
    if batch.is_whole and batch.part in _WHOLE:
        await _drop_others(repository_id, batch.part, rows)
    await _save_observed(repository_id, observed)


async def _drop_others(repository_id: int, part: Part, rows: dict[type, list[Row]]) -> None:
    """A part came whole: what is stored of it and not among the facts is no more."""
    kind, own = _WHOLE[part]
    place = _TABLES[kind]
    told = {tuple(row[key] for key in place.keys) for row in rows[kind]}
    stored: Any = place.table.filter(repository_id=repository_id, **own)
    gone = [
        number
        for number, *key in await stored.values_list("id", *place.keys)
        if tuple(key) not in told
    ]
    for first in range(0, len(gone), _CHUNK):
        await place.table.filter(id__in=gone[first : first + _CHUNK]).delete()


async def _save_observed(repository_id: int, events: Sequence[IssueEvent]) -> None:
    """Keep what was observed between two readings, unless the last observation says the same.

    Nothing numbers these events: two names of one repository may both bring the same one.
    """
    if not events:
        return
    latest: dict[tuple[int, str], str] = {}
    rows: Any = models.IssueEvent.filter(repository_id=repository_id, github_id__isnull=True)
    for number, target, kind in await rows.order_by("at", "id").values_list(
        "number", "target", "kind"
    ):
        latest[number, target] = kind
    for event in events:
        place = (event.number, event.target)
        if latest.get(place) != event.kind.value:
            latest[place] = event.kind.value
            await models.IssueEvent.create(repository_id=repository_id, **_columns(event))


async def _save_end(
    client: BaseDBAsyncClient, source_id: int, repository_id: int, batch: Batch
) -> None:
    if batch.cursor is not None:
        row = {
            "repository_id": repository_id,
            "part": batch.part.value,
            "cursor": batch.cursor,
        }
        await upsert_rows(client, models.PartCursor, [row], ("repository_id", "part"))
    await keep_validators(client, source_id, batch.validators)
    repository = await models.Repository.get(id=repository_id)
    hidden: dict[str, str] = json.loads(repository.hidden)
    changed = {part: why for part, why in hidden.items() if part != batch.part.value}
    if batch.hidden is not None:
        changed[batch.part.value] = batch.hidden.value
    if changed != hidden:
        repository.hidden = json.dumps(changed, sort_keys=True)
        await repository.save(update_fields=["hidden"])


def _columns(fact: Any) -> dict[str, Any]:
    return {one.name: _column(getattr(fact, one.name)) for one in fields(fact)}


def _column(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value
