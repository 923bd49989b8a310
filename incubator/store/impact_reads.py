"""The impact matrix of many startups at once; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from incubator.domain.impact import DatedValue, Dimension, Indicator, with_fetched
from incubator.store import models
from incubator.store.impact_sources import fetched_values

#: A startup's id and the id that an indicator has within it.
Key = tuple[str, str]


async def listed_indicators(startups: Collection[str] = ()) -> dict[Key, Indicator]:
    """The indicators of some startups or of all, in the sheets' order, without figures."""
    rows: Any = await _of(models.Indicator, startups).order_by("startup_id", "position").values()
    found: dict[Key, Indicator] = {}
    for row in rows:
        indicator = Indicator(
            id=row["key"],
            name=row["name"],
            dimension=Dimension(row["dimension"]),
            unit=row["unit"],
            is_main=row["is_main"],
            lower_is_better=row["lower_is_better"],
            source=row["source"],
            values_url=row["values_url"],
        )
        found.setdefault((row["startup_id"], row["key"]), indicator)
    return found


async def whole_indicators(startups: Collection[str]) -> dict[Key, Indicator]:
    """The indicators of some startups with their targets and values; four queries."""
    if not startups:
        return {}
    listed = await listed_indicators(startups)
    targets = await _figures(models.IndicatorTarget, startups)
    values = await _figures(models.IndicatorValue, startups)
    fetched = await fetched_values(startups)
    return {
        key: with_fetched(_with_figures(one, targets.get(key, ()), values.get(key, ())), given)
        for key, one in listed.items()
        for given in [fetched.get(key, ())]
    }


async def value_days(
    listed: Mapping[Key, Indicator], startups: Collection[str] = ()
) -> dict[Key, set[date]]:
    """The days on which indicators have a value, of the sheet or fetched; two queries."""
    found: dict[Key, set[date]] = defaultdict(set)
    query = _of(models.IndicatorValue, startups)
    for startup_id, key, day in await query.values_list("startup_id", "indicator_key", "day"):
        found[startup_id, key].add(day)
    of_source = {"source__startup_id__in": list(startups)} if startups else {}
    rows: Any = await models.FetchedValue.filter(**of_source).values_list(
        "source__startup_id", "source__indicator_key", "day"
    )
    for startup_id, key, day in rows:
        declared = listed.get((startup_id, key))
        if declared is not None and declared.values_url:
            found[startup_id, key].add(day)
    return found


def _with_figures(
    one: Indicator, targets: Iterable[DatedValue], values: Iterable[DatedValue]
) -> Indicator:
    return Indicator(
        id=one.id,
        name=one.name,
        dimension=one.dimension,
        unit=one.unit,
        is_main=one.is_main,
        lower_is_better=one.lower_is_better,
        source=one.source,
        targets=tuple(targets),
        values=tuple(values),
        values_url=one.values_url,
    )


async def _figures(model: Any, startups: Collection[str]) -> dict[Key, list[DatedValue]]:
    found: dict[Key, list[DatedValue]] = defaultdict(list)
    rows = (
        await _of(model, startups)
        .order_by("startup_id", "position")
        .values_list("startup_id", "indicator_key", "day", "value")
    )
    for startup_id, key, day, value in rows:
        found[startup_id, key].append(DatedValue(day, value.normalize()))
    return found


def _of(model: Any, startups: Collection[str]) -> Any:
    return model.filter(startup_id__in=list(startups)) if startups else model.all()
