"""The measures that objectives name, with every value known of them; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from incubator.domain.follow_up import Promise
from incubator.domain.impact import DatedValue, Dimension, Indicator, with_fetched
from incubator.store import models
from incubator.store.impact_sources import fetched_values

#: Startup and measure.
Key = tuple[str, str]


async def measured(promises: Iterable[Promise]) -> dict[Key, Indicator]:
    """The measures that some objectives name, as the sheets have them now, without targets."""
    wanted = {(one.startup_id, one.indicator) for one in promises if one.indicator}
    if not wanted:
        return {}
    startups, keys = (sorted(set(part)) for part in zip(*wanted, strict=True))
    rows = models.Indicator.filter(startup_id__in=startups, key__in=keys)
    values: dict[Key, list[DatedValue]] = defaultdict(list)
    figures: Any = (
        await models.IndicatorValue.filter(startup_id__in=startups, indicator_key__in=keys)
        .order_by("position")
        .values_list("startup_id", "indicator_key", "day", "value")
    )
    for startup_id, key, day, value in figures:
        values[startup_id, key].append(DatedValue(day, value.normalize()))
    fetched = await fetched_values(startups)
    found = {}
    for row in await rows.order_by("position"):
        known = (row.startup_id, row.key)
        if known in wanted:
            indicator = Indicator(
                id=row.key,
                name=row.name,
                dimension=Dimension(row.dimension),
                unit=row.unit,
                lower_is_better=row.lower_is_better,
                values=tuple(values[known]),
                values_url=row.values_url,
            )
            found[known] = with_fetched(indicator, fetched.get(known, ()))
    return found
