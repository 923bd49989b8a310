"""What is known of repositories, for measures and pages; a fixed number of queries."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tortoise.expressions import Q

from incubator.domain import delivery_facts as facts
from incubator.domain.delivery_facts import History, Part, RepositoryFacts
from incubator.store import models, read_ahead

OK, NEVER = "ok", "never"
_ITERATIONS = (facts.EventKind.ITERATION_ENTERED.value, facts.EventKind.ITERATION_LEFT.value)


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a sheet names, or what an organisation listed, and how its last reading went.

    ``state`` is never, ok, or why the last try failed; ``detail`` is for administrators.
    ``repository`` is what was last seen, None before the first success and for organisations.
    ``hidden`` has the parts that could not be seen, each with why.
    """

    name: str
    listed_by: str
    state: str
    detail: str
    tried_at: datetime | None
    succeeded_at: datetime | None
    repository: RepositoryFacts | None
    hidden: Mapping[Part, str] = field(default_factory=dict)
    invented: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether the last try succeeded."""
        return self.state == OK


@dataclass(frozen=True, slots=True)
class Collected:
    """What is known of some sources; each repository has one history, however often named."""

    sources: tuple[SourceState, ...] = ()
    histories: tuple[History, ...] = ()

    @property
    def is_invented(self) -> bool:
        """Whether something here was made up for the demonstration."""
        return any(source.invented for source in self.sources)


async def collected_for(names: Sequence[str], *, with_private: bool) -> Collected:
    """Everything known of sources, as :func:`domain.repositories.source_name` names them.

    An organisation comes with the repositories that it listed. Private repositories are left out,
    names included, unless ``with_private``. A repository whose first reading has not ended has a
    state and no history.
    """
    rows = await _sources(names)
    repositories = {
        row["id"]: row
        for row in await models.Repository.filter(
            id__in={row["repository_id"] for row in rows if row["repository_id"]}
        ).values()
    }
    shown = [row for row in rows if with_private or _is_public(row, names, repositories)]
    states = tuple(_state(row, repositories.get(row["repository_id"])) for row in shown)
    ids = {row["repository_id"] for row in shown if row["repository_id"] in repositories}
    whole = {number: repositories[number] for number in ids if repositories[number]["until"]}
    return Collected(states, await _histories(whole))


async def public_histories(
    names: Collection[str], *, with_work: bool
) -> dict[str, tuple[History, ...]]:
    """What is known of public repositories, by the source that a sheet names; five queries more.

    It is what sprints are told from. Without ``with_work`` there are no issues, no pull requests,
    and of events only those about iterations: enough to say when sprints begin and end, and far
    less to read. Sources without a public history are left out.
    """
    wanted = Q(name__in=list(names)) | Q(listed_by__in=[name for name in names if name])
    rows: Any = await models.TrackedSource.filter(wanted, repository_id__not_isnull=True).values(
        "name", "listed_by", "repository_id"
    )
    whole = models.Repository.filter(
        id__in={row["repository_id"] for row in rows}, is_private=False, until__not_isnull=True
    )
    repositories = {row["id"]: row for row in await whole.values()}
    parts = ("boxes", "events", "issues", "pulls") if with_work else ("boxes", "events")
    kinds = {} if with_work else {"events": {"kind__in": _ITERATIONS}}
    histories = await _histories(repositories, parts, kinds)
    by_id = {one.repository.github_id: one for one in histories}
    found: dict[str, dict[int, History]] = defaultdict(dict)
    for row in rows:
        for name in {row["name"], row["listed_by"]} & set(names):
            if repository := repositories.get(row["repository_id"]):
                number = repository["github_id"]
                found[name][number] = by_id[number]
    return {name: tuple(histories.values()) for name, histories in found.items()}


async def all_sources() -> Sequence[SourceState]:
    """Everything that is followed, private repositories included, by name; for administrators."""
    rows: Any = await models.TrackedSource.all().order_by("name").values()
    repositories = {row["id"]: row for row in await models.Repository.all().values()}
    return [_state(row, repositories.get(row["repository_id"])) for row in rows]


async def refresh_stamp(names: Sequence[str]) -> str:
    """A text that changes whenever what :func:`collected_for` returns may have; one query."""
    told = [
        [row[column] for column in ("name", "state", "repository_id", "listed_by", "run")]
        + [str(row["tried_at"]), str(row["succeeded_at"])]
        for row in await _sources(names)
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:20]


async def _sources(names: Sequence[str]) -> list[dict[str, Any]]:
    if read_ahead.is_on():
        every = await read_ahead.once(
            "tracked sources", lambda: models.TrackedSource.all().order_by("name").values()
        )
        asked = {name for name in names if name}
        return [row for row in every if row["name"] in names or row["listed_by"] in asked]
    wanted = Q(name__in=list(names)) | Q(listed_by__in=[name for name in names if name])
    rows: Any = await models.TrackedSource.filter(wanted).order_by("name").values()
    return list(rows)


def _is_public(
    row: Mapping[str, Any], names: Sequence[str], repositories: Mapping[int, Mapping[str, Any]]
) -> bool:
    """Whether anybody may know of a source.

    What only an organisation's list names is not public before it was seen to be.
    """
    repository = repositories.get(row["repository_id"])
    if repository is None:
        return row["name"] in names
    return not repository["is_private"]


def _state(row: Mapping[str, Any], repository: Mapping[str, Any] | None) -> SourceState:
    hidden = json.loads(repository["hidden"]) if repository and repository["hidden"] else {}
    return SourceState(
        name=row["name"],
        listed_by=row["listed_by"],
        state=row["state"],
        detail=row["detail"],
        tried_at=row["tried_at"],
        succeeded_at=row["succeeded_at"],
        repository=_fact(RepositoryFacts, repository) if repository else None,
        hidden={Part(part): why for part, why in hidden.items()},
        invented=bool(repository and repository["invented"]),
    )


async def _histories(
    rows: Mapping[int, Mapping[str, Any]],
    wanted: Collection[str] = (),
    only: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> tuple[History, ...]:
    """Histories with the parts ``wanted``, or all; ``only`` narrows what is read of one."""
    if not rows:
        return ()
    parts = {
        name: await _grouped(rows, *source, only.get(name, {}))
        for name, source in _PARTS.items()
        if not wanted or name in wanted
    }
    return tuple(
        History(
            repository=_fact(RepositoryFacts, row),
            since=row["since"],
            until=row["until"],
            hidden=frozenset(Part(part) for part in json.loads(row["hidden"] or "{}")),
            **{name: tuple(groups[number]) for name, groups in parts.items()},
        )
        for number, row in sorted(rows.items(), key=lambda item: item[1]["full_name"])
    )


async def _grouped(
    numbers: Iterable[int],
    table: Any,
    kind: type,
    order: tuple[str, ...],
    only: Mapping[str, Any],
) -> dict[int, list[Any]]:
    """Every fact of one kind, by repository, in a fixed order."""
    columns = [one.name for one in fields(kind)]
    convert = [_FROM_ROW.get((kind, column)) for column in columns]
    found: dict[int, list[Any]] = defaultdict(list)
    query = table.filter(repository_id__in=list(numbers), **only).order_by(*order)
    for number, *cells in await query.values_list("repository_id", *columns):
        values = (
            change(cell) if change else cell for change, cell in zip(convert, cells, strict=True)
        )
        found[number].append(kind(*values))
    return found


def _fact(kind: type[RepositoryFacts], row: Mapping[str, Any]) -> RepositoryFacts:
    return kind(**{one.name: row[one.name] for one in fields(kind)})


def _texts(value: str) -> tuple[str, ...]:
    return tuple(json.loads(value))


#: How a column becomes a fact's value, where they differ.
_FROM_ROW: Mapping[tuple[type, str], Callable[[Any], Any]] = {
    (facts.Issue, "labels"): _texts,
    (facts.PullRequest, "labels"): _texts,
    (facts.IssueEvent, "kind"): facts.EventKind,
    (facts.Box, "kind"): facts.BoxKind,
    (facts.Response, "kind"): facts.ResponseKind,
}
#: The parts of a history: table, fact, order.
_PARTS: Mapping[str, tuple[Any, type, tuple[str, ...]]] = {
    "issues": (models.Issue, facts.Issue, ("number", "id")),
    "events": (models.IssueEvent, facts.IssueEvent, ("at", "id")),
    "boxes": (models.Milestone, facts.Box, ("kind", "id")),
    "pulls": (models.PullRequest, facts.PullRequest, ("number", "id")),
    "responses": (models.PullResponse, facts.Response, ("at", "id")),
    "releases": (models.Release, facts.Release, ("published_at", "id")),
    "deployments": (models.Deployment, facts.Deployment, ("created_at", "id")),
    "statuses": (models.DeploymentStatus, facts.DeploymentStatus, ("at", "id")),
    "contributor_weeks": (models.ContributorWeek, facts.ContributorWeek, ("week", "id")),
}
