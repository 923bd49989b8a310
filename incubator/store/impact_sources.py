"""Values that addresses of the sheets gave, and how each address did when it was last asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise.expressions import F
from tortoise.functions import Max
from tortoise.transactions import in_transaction

from incubator.domain.impact import DatedValue, FetchedValue
from incubator.store import models
from incubator.store.grouping import among

NEVER, OK = "never", "ok"
#: What keys of the table hold; a longer id has no source.
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Declared:
    """An address that a published sheet declares for a measure."""

    startup_id: str
    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """How an address did; ``url`` is the one that gave the values that are kept.

    ``state`` is never, ok or a reason (``fetching.Reason``), of which ``detail`` is a part.
    """

    startup_id: str
    key: str
    url: str
    state: str
    detail: str
    etag: str
    tried_at: datetime | None
    succeeded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """How many values an answer brought: days that are new, and days that it corrected."""

    new: int = 0
    corrected: int = 0


async def declared_sources(startups: Sequence[str] = ()) -> list[Declared]:
    """The addresses that published sheets declare, of some startups or of all."""
    query = models.Indicator.exclude(values_url="")
    if startups:
        query = query.filter(startup_id__in=list(startups))
    rows: Any = await query.order_by("startup_id", "position").values_list(
        "startup_id", "key", "values_url"
    )
    return [Declared(*row) for row in rows if len(row[1]) <= _LONGEST_KEY]


async def sources(startups: Sequence[str] = ()) -> dict[tuple[str, str], Source]:
    """What is known of addresses, by startup and measure."""
    query = models.ImpactSource.all()
    if startups:
        query = query.filter(startup_id__in=list(startups))
    return {(row.startup_id, row.indicator_key): _source(row) for row in await query}


async def fetched_of(startup_id: str) -> Mapping[str, list[FetchedValue]]:
    """The fetched values of a startup by measure, the oldest first."""
    found = await fetched_values([startup_id])
    return {key: values for (_, key), values in found.items()}


async def fetched_values(
    startups: Collection[str] | None,
) -> dict[tuple[str, str], list[FetchedValue]]:
    """The fetched values of some startups, or of all, by startup and measure, the oldest first.

    ``domain.impact.with_fetched`` puts them beside those of the sheet.
    """
    query = among(models.FetchedValue.all(), "source__startup_id", startups).order_by("day")
    rows: Any = await query.values_list(
        "source__startup_id",
        "source__indicator_key",
        "day",
        "value",
        "fetched_at",
        "previous",
        "corrected_at",
    )
    found: dict[tuple[str, str], list[FetchedValue]] = defaultdict(list)
    for startup_id, key, day, value, read_at, former, corrected_at in rows:
        plain = former.normalize() if former is not None else None
        one = FetchedValue(day, value.normalize(), read_at, plain, corrected_at)
        found[startup_id, key].append(one)
    return found


async def last_fetched(startups: Iterable[str], today: date) -> dict[tuple[str, str], date]:
    """The newest fetched day of each measure of some startups."""
    query = models.FetchedValue.filter(source__startup_id__in=list(startups), day__lte=today)
    rows: Any = (
        await query.annotate(last=Max("day"))
        .group_by("source__startup_id", "source__indicator_key")
        .values_list("source__startup_id", "source__indicator_key", "last")
    )
    return {(startup_id, key): _as_day(last) for startup_id, key, last in rows}


async def startups_with_values() -> set[str]:
    """The startups of which some address gave values."""
    query = models.ImpactSource.filter(succeeded_at__isnull=False).distinct()
    rows: Any = await query.values_list("startup_id", flat=True)
    return set(rows)


async def forget_undeclared(declared: Iterable[Declared]) -> int:
    """Delete the sources that no sheet declares any more, with their values; returns how many."""
    kept = {(one.startup_id, one.key) for one in declared}
    rows: Any = await models.ImpactSource.all().values_list("id", "startup_id", "indicator_key")
    gone = [row[0] for row in rows if (row[1], row[2]) not in kept]
    if gone:
        await models.FetchedValue.filter(source_id__in=gone).delete()
        await models.ImpactSource.filter(id__in=gone).delete()
    return len(gone)


async def note_failure(declared: Declared, state: str, detail: str, now: datetime) -> None:
    """Write why an address gave nothing; the values of before stay."""
    columns: dict[str, Any] = {"state": state, "detail": detail, "tried_at": now}
    if not await _of(declared).update(**columns):
        await models.ImpactSource.create(**_key(declared), url=declared.url, **columns)


async def note_unchanged(declared: Declared, now: datetime) -> None:
    """Write that an address was asked, and has nothing new."""
    await _of(declared).update(state=OK, detail="", tried_at=now, succeeded_at=now)


async def note_values(
    declared: Declared, values: Sequence[DatedValue], etag: str, now: datetime
) -> Written:
    """Keep what an address gave. What another address gave for the measure before goes.

    A day that this address no longer gives keeps its value.
    """
    columns: dict[str, Any] = {"state": OK, "detail": "", "etag": etag}
    columns |= {"tried_at": now, "succeeded_at": now}
    async with in_transaction():
        # Written first: it takes SQLite's lock before anything is read.
        if not await _of(declared).update(**columns):
            await models.ImpactSource.create(**_key(declared), url=declared.url, **columns)
        row = await models.ImpactSource.get(**_key(declared))
        if row.url != declared.url:
            await models.FetchedValue.filter(source_id=row.id).delete()
            await _of(declared).update(url=declared.url)
        known = {one.day: one for one in await models.FetchedValue.filter(source_id=row.id)}
        new, corrected = [], []
        for value in values:
            held = known.get(value.day)
            if held is None:
                new.append(
                    models.FetchedValue(
                        source_id=row.id, day=value.day, value=value.value, fetched_at=now
                    )
                )
            elif held.value != value.value:
                held.previous, held.value, held.corrected_at = held.value, value.value, now
                corrected.append(held)
        if new:
            await models.FetchedValue.bulk_create(new, batch_size=500)
        if corrected:
            changed = ("value", "previous", "corrected_at")
            await models.FetchedValue.bulk_update(corrected, changed, batch_size=200)
    return Written(len(new), len(corrected))


async def would_write(declared: Declared, values: Sequence[DatedValue]) -> Written:
    """What :func:`note_values` would do; nothing is written."""
    row = await models.ImpactSource.get_or_none(**_key(declared), url=declared.url)
    held: Any = await models.FetchedValue.filter(source_id=row.id) if row else ()
    known = {one.day: one.value for one in held}
    corrected = sum(known.get(one.day, one.value) != one.value for one in values)
    return Written(sum(one.day not in known for one in values), corrected)


async def announce() -> None:
    """Make a new version of the catalogue, so that what is kept in memory is read again."""
    await models.CatalogueVersion.filter(id=1).update(number=F("number") + 1)


def _key(declared: Declared) -> dict[str, Any]:
    return {"startup_id": declared.startup_id, "indicator_key": declared.key}


def _of(declared: Declared) -> Any:
    return models.ImpactSource.filter(**_key(declared))


def _source(row: models.ImpactSource) -> Source:
    return Source(
        row.startup_id,
        row.indicator_key,
        row.url,
        row.state,
        row.detail,
        row.etag,
        row.tried_at,
        row.succeeded_at,
    )


def _as_day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
