"""The impact matrix of many startups at once; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from incubator.domain.impact import DatedValue, Dimension, Indicator, with_fetched
from incubator.store import models
from incubator.store.grouping import among, rows_by_startup
from incubator.store.impact_sources import fetched_values

#: A startup's id and the id that an indicator has within it.
Key = tuple[str, str]


async def listed_indicators(startups: Collection[str] | None = None) -> dict[Key, Indicator]:
    """The indicators of some startups, of all for None, in the sheets' order, without figures."""
    columns = ("key", "name", "dimension", "unit", "is_main", "lower_is_better", "source")
    by_startup = await rows_by_startup(models.Indicator, startups, *columns, "values_url")
    found: dict[Key, Indicator] = {}
    for startup_id, rows in by_startup.items():
        for key, name, dimension, *facts, values_url in rows:
            one = replace(Indicator(key, name, Dimension(dimension), *facts), values_url=values_url)
            found.setdefault((startup_id, key), one)
    return found


async def whole_indicators(startups: Collection[str] | None = None) -> dict[Key, Indicator]:
    """The same with their targets and values, those that addresses gave included; four queries."""
    if startups is not None and not startups:
        return {}
    listed = await listed_indicators(startups)
    targets = await _figures(models.IndicatorTarget, startups)
    values = await _figures(models.IndicatorValue, startups)
    fetched = await fetched_values(startups)
    return {
        key: with_fetched(
            replace(one, targets=tuple(targets[key]), values=tuple(values[key])),
            fetched.get(key, ()),
        )
        for key, one in listed.items()
    }


async def value_days(
    listed: Mapping[Key, Indicator], startups: Collection[str] | None = None
) -> dict[Key, set[date]]:
    """The days on which indicators have a value, of the sheet or fetched; two queries."""
    found: dict[Key, set[date]] = defaultdict(set)
    query = among(models.IndicatorValue.all(), "startup_id", startups)
    for startup_id, key, day in await query.values_list("startup_id", "indicator_key", "day"):
        found[startup_id, key].add(day)
    fetched = among(models.FetchedValue.all(), "source__startup_id", startups)
    rows: Any = await fetched.values_list("source__startup_id", "source__indicator_key", "day")
    for startup_id, key, day in rows:
        declared = listed.get((startup_id, key))
        if declared is not None and declared.values_url:
            found[startup_id, key].add(day)
    return found


async def _figures(
    model: Any, startups: Collection[str] | None
) -> defaultdict[Key, list[DatedValue]]:
    found: defaultdict[Key, list[DatedValue]] = defaultdict(list)
    by_startup = await rows_by_startup(model, startups, "indicator_key", "day", "value")
    for startup_id, rows in by_startup.items():
        for key, day, value in rows:
            found[startup_id, key].append(DatedValue(day, value.normalize()))
    return found
