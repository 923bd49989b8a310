"""The filters of the statistics: groups to tick, and what is chosen, each to be lifted."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from incubator.domain.catalogue import Facet
from incubator.domain.programme_report import MOST_YEARS, Report
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.public.cards import organisation_name
from incubator.web.statistics.asked import (
    DAY,
    FACETS,
    FIRST_YEAR,
    LAST_YEAR,
    Asked,
    statistics_url,
)
from incubator.web.templating import formats_of, translate

_TAGS = {
    FIRST_YEAR: N_("depuis %(year)s"),
    LAST_YEAR: N_("jusqu’en %(year)s"),
}


def groups(
    request: Request, snapshot: Snapshot, asked: Asked, report: Report
) -> list[dict[str, Any]]:
    """Groups as ``components/facets.html`` wants them; counts are those of the report's day."""
    found = []
    for facet, kind in FACETS.items():
        ticked = asked.chosen[facet]
        every = {**dict.fromkeys(ticked, 0), **report.counts[kind]}
        values: list[dict[str, Any]] = [
            {
                "value": value,
                "label": value_name(request, snapshot, facet, value),
                "count": count,
                "checked": value in ticked,
            }
            for value, count in every.items()
        ]
        values.sort(key=lambda value: (-value["count"], fold(value["label"])))
        found.append(
            {
                "key": facet.value,
                "label": translate(request, labels.FACETS[facet]),
                "open": facet is Facet.INCUBATOR or bool(ticked),
                "values": values,
            }
        )
    return found


def tags(request: Request, snapshot: Snapshot, asked: Asked) -> list[dict[str, str]]:
    """The choices in force, each with the address of the same page without it."""
    found = []
    for pair in asked.query:
        name, value = pair
        rest = [other for other in asked.query if other != pair]
        if name in _TAGS:
            label = translate(request, _TAGS[name], year=value)
        elif name == DAY:
            label = translate(request, N_("au %(day)s"), day=formats_of(request).day(asked.day))
        else:
            label = value_name(request, snapshot, Facet(name), value)
        found.append({"label": label, "remove_url": statistics_url(request, rest)})
    return found


def years(snapshot: Snapshot, asked: Asked) -> list[int]:
    """The years to choose from, the latest first: since the first startup."""
    firsts = [card.first_day.year for card in snapshot.index.cards if card.first_day]
    oldest = max(min(firsts, default=asked.today.year), asked.today.year - MOST_YEARS)
    chosen = [year for year in (asked.years.first, asked.years.last) if year]
    return list(range(asked.today.year, min([oldest, *chosen]) - 1, -1))


def value_name(request: Request, snapshot: Snapshot, facet: Facet, value: str) -> str:
    """What an incubator, an administration or a ministry is called; unknown ones as written."""
    match facet:
        case Facet.SPONSOR:
            return organisation_name(snapshot, value)
        case Facet.INCUBATOR:
            known = snapshot.incubators.get(value)
            return known.title if known else value
    return labels.label(labels.MINISTRIES, value, lambda text: translate(request, text))
