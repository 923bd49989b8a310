"""The type ``indicator-values``: the value of an indicator on a day, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from incubator.domain.days import instant_text
from incubator.domain.impact import DatedValue, Indicator
from incubator.i18n import N_
from incubator.store.impact_reads import Key, listed_indicators, value_days
from incubator.web.api.answers import number
from incubator.web.api.v1 import schemas
from incubator.web.api.v1.belonging import (
    IN_TIME,
    INCUBATORS,
    OF_STARTUP,
    SIGN,
    STARTUP,
    days_asked,
    links_of,
    parts_of,
    startups_asked,
    startups_named,
)
from incubator.web.api.v1.indicators import DIMENSION, NUMBER, known_indicators
from incubator.web.api.v1.ordering import ordered
from incubator.web.api.v1.resources import (
    Attribute,
    Filter,
    Filters,
    Order,
    Relationship,
    Resource,
    ResourceType,
    View,
)

#: Where a value comes from.
SHEET, ADDRESS = "sheet", "address"

_Dated = tuple[Key, date]
_SORTS: Mapping[str, Callable[[_Dated], Any]] = {"date": lambda one: one[1]}
_INSTANT = {"type": ["string", "null"], "format": "date-time"}


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    of_startup, in_time = startups_asked(view, filters), days_asked(filters)
    named: Collection[str] | None = startups_named(filters)
    if named is None and "indicator" in filters:
        named = {one.rpartition(SIGN)[0] for one in filters["indicator"]}
    listed = await listed_indicators(named)
    dimensions, indicators = filters.get("dimension"), filters.get("indicator")
    days = await value_days(listed, named)
    found = [
        (key, day)
        for key, one in listed.items()
        if of_startup(key[0])
        and (dimensions is None or one.dimension in dimensions)
        and (indicators is None or SIGN.join(key) in indicators)
        for day in sorted(days.get(key, ()))
        if day <= view.today and in_time(day)
    ]
    return [SIGN.join((*key, day.isoformat())) for key, day in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    split = parts_of(ids, 3)
    startups = {parts[0] for parts in split.values() if view.snapshot.card(parts[0])}
    indicators = await known_indicators(view, startups)
    asked = {(parts[0], parts[1]) for parts in split.values()}
    known: dict[str, tuple[Key, Indicator, DatedValue]] = {}
    for key, one in indicators.items():
        for value in one.values if key in asked else ():
            if value.day <= view.today:
                known[SIGN.join((*key, value.day.isoformat()))] = key, one, value
    return [_resource(view, one, *known[one]) for one in ids if one in known]


def _resource(
    view: View, resource_id: str, key: Key, indicator: Indicator, value: DatedValue
) -> Resource:
    fetched = next((one for one in indicator.fetched if one.day == value.day), None)
    return Resource(
        id=resource_id,
        attributes={
            "date": value.day.isoformat(),
            "value": number(value.value),
            "unit": indicator.unit,
            "dimension": indicator.dimension.value,
            "origin": ADDRESS if fetched else SHEET,
            "read_from": indicator.values_url if fetched else "",
            "read_at": instant_text(fetched.read_at) if fetched else None,
            "former_value": number(fetched.former)
            if fetched and fetched.former is not None
            else None,
            "corrected_at": instant_text(fetched.corrected_at)
            if fetched and fetched.corrected_at
            else None,
        },
        related={**links_of(view.snapshot, key[0]), "indicator": SIGN.join(key)},
        page=f"/startups/{key[0]}/impact",
    )


INDICATOR_VALUES = ResourceType(
    name="indicator-values",
    meaning=N_("Les valeurs des indicateurs, jour par jour, avec leur provenance."),
    attributes=(
        Attribute("date", schemas.DAY, N_("Le jour de la valeur ; le 1er vaut pour tout le mois.")),
        Attribute("value", NUMBER, N_("La valeur.")),
        Attribute("unit", schemas.TEXT, N_("L’unité.")),
        Attribute("dimension", DIMENSION, N_("La dimension de l’indicateur.")),
        Attribute(
            "origin",
            schemas.choice((SHEET, ADDRESS)),
            N_("La provenance : « sheet » pour la fiche, « address » pour un relevé."),
        ),
        Attribute("read_from", schemas.ADDRESS, N_("L’adresse relevée, vide pour la fiche.")),
        Attribute("read_at", _INSTANT, N_("L’instant du relevé, en temps universel.")),
        Attribute("former_value", schemas.NUMBER_OR_NULL, N_("La valeur d’avant une correction.")),
        Attribute("corrected_at", _INSTANT, N_("L’instant de la correction.")),
    ),
    relationships=(
        STARTUP,
        INCUBATORS,
        Relationship("indicator", "indicators", False, N_("L’indicateur.")),
    ),
    filters=(
        *OF_STARTUP,
        Filter("indicator", schemas.ID, N_("L’identifiant d’un indicateur.")),
        Filter("dimension", DIMENSION, N_("La dimension de l’indicateur.")),
        *IN_TIME,
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
)
