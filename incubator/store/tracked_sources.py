"""What sheets name at GitHub, and how the last reading of each went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.repositories import is_organisation
from incubator.store import models

OK, NEVER = "ok", "never"
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Source:
    """A repository or an organisation to read. ``repository_id`` is our row, once it was seen."""

    id: int
    name: str
    listed_by: str
    state: str
    tried_at: datetime | None
    succeeded_at: datetime | None
    run: int | None
    wanted_at: datetime | None
    repository_id: int | None


@dataclass(frozen=True, slots=True)
class SheetSources:
    """A startup's phases and the addresses that its sheet names."""

    startup_id: str
    phases: tuple[PhaseEntry, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """How the reading of a source ended. ``is_answered`` says that it is its own answer.

    Otherwise it is one that every source would have had, and what GitHub told stays to be read.
    """

    state: str
    detail: str
    tried_at: datetime
    run: int
    is_answered: bool = True


async def sheet_sources() -> Sequence[SheetSources]:
    """Every published startup with its phases and addresses, by id; three queries."""
    ids: Any = await models.Startup.all().order_by("id").values_list("id", flat=True)
    phases: dict[str, list[PhaseEntry]] = {startup_id: [] for startup_id in ids}
    urls: dict[str, list[str]] = {startup_id: [] for startup_id in ids}
    entries = models.PhaseEntry.all().order_by("position")
    for startup_id, phase, start, end in await entries.values_list(
        "startup_id", "phase", "start", "end"
    ):
        phases.setdefault(startup_id, []).append(PhaseEntry(Phase(phase), start, end))
    rows = models.StartupRepository.all().order_by("position")
    for startup_id, url in await rows.values_list("startup_id", "url"):
        urls.setdefault(startup_id, []).append(url)
    return [
        SheetSources(startup_id, tuple(phases[startup_id]), tuple(urls[startup_id]))
        for startup_id in ids
    ]


async def track(names: Collection[str], listed_by: str = "") -> None:
    """Make the sources that are new; within the caller's transaction where there is one."""
    known: set[str] = set()
    for some in _chunks(sorted(names)):
        rows: Any = models.TrackedSource.filter(name__in=some).values_list("name", flat=True)
        known.update(await rows)
    fresh = [name for name in sorted(names) if name not in known]
    await models.TrackedSource.bulk_create(
        [models.TrackedSource(name=name, listed_by=listed_by) for name in fresh]
    )


async def note_list(owner: str, names: Collection[str]) -> None:
    """Keep which repositories an organisation has; those it no longer has go on their own.

    It begins with a write, as every transaction has to.
    """
    await models.TrackedSource.filter(listed_by=owner).update(listed_by="")
    await track(names, owner)
    for some in _chunks(sorted(names)):
        await models.TrackedSource.filter(name__in=some).update(listed_by=owner)


async def find(names: Collection[str], *, with_listed: bool) -> Sequence[Source]:
    """Sources by name, with what organisations among them list, in the order to read them.

    What the last run left comes first, the longest untried before the others: where a run may not
    ask enough for everything, each of them gets its turn.
    """
    wanted = list(names)
    which = Q(name__in=wanted)
    if with_listed:
        which |= Q(listed_by__in=[name for name in wanted if "/" not in name])
    found = [_source(row) for row in await models.TrackedSource.filter(which)]
    # Organisations are read before the others, which this run may just have done.
    runs = [one.run for one in found if one.run is not None and not is_organisation(one.name)]
    last = max(runs, default=None)
    # Databases do not agree on where null comes.
    return sorted(
        found,
        key=lambda one: (
            one.run is not None and one.run == last,
            one.tried_at is not None,
            one.tried_at,
            one.name,
        ),
    )


async def note_begun(source_id: int, now: datetime) -> None:
    """A reading begins: what pages remember of the source is to be looked up again."""
    await models.TrackedSource.filter(id=source_id).update(tried_at=now)


async def note_end(source_id: int, ended: Ended) -> None:
    """Note how a reading ended; what GitHub told of after it had begun is still to be read."""
    columns: dict[str, Any] = {
        "state": ended.state,
        "detail": ended.detail[:300],
        "tried_at": ended.tried_at,
        "run": ended.run,
    }
    if ended.state == OK:
        columns["succeeded_at"] = ended.tried_at
    query = models.TrackedSource.filter(id=source_id)
    await query.update(**columns)
    if ended.is_answered:
        await query.filter(wanted_at__lte=ended.tried_at).update(wanted_at=None)


async def want(name: str, github_id: int | None, now: datetime) -> int:
    """Note that GitHub told of a change in a repository; how many sources it concerns."""
    which = Q(name=name.lower())
    if github_id is not None:
        ids: Any = models.Repository.filter(github_id=github_id).values_list("id", flat=True)
        which |= Q(repository_id__in=list(await ids))
    return int(await models.TrackedSource.filter(which).update(wanted_at=now))


async def wanted_names() -> Sequence[str]:
    """Sources of which GitHub told that something changed, the longest waiting first."""
    rows: Any = models.TrackedSource.filter(wanted_at__not_isnull=True)
    return list(await rows.order_by("wanted_at", "id").values_list("name", flat=True))


async def unwant(names: Collection[str]) -> None:
    """Forget that GitHub told of some sources: they are no longer followed."""
    await models.TrackedSource.filter(name__in=list(names)).update(wanted_at=None)


def _source(row: models.TrackedSource) -> Source:
    columns: Mapping[str, Any] = {name: getattr(row, name) for name in Source.__slots__}
    return Source(**columns)


def _chunks(items: Sequence[Any]) -> Iterable[list[Any]]:
    for first in range(0, len(items), _CHUNK):
        yield list(items[first : first + _CHUNK])
