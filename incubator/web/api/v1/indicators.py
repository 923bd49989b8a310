"""The type ``indicators``: measures of startups' impact matrices, as their sheets declare them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from incubator.domain.days import day_of
from incubator.domain.impact import Dimension, Indicator
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.store.impact_reads import Key, listed_indicators, whole_indicators
from incubator.web.api.answers import number
from incubator.web.api.v1.belonging import (
    INCUBATORS,
    OF_STARTUP,
    SIGN,
    STARTUP,
    links_of,
    parts_of,
    startups_asked,
    startups_named,
)
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
from incubator.web.api.v1.schemas import ADDRESS, DAY, FLAG, TEXT, choice, record, records
from incubator.web.site import site_of

#: How other types name a dimension and a value.
DIMENSION = choice(Dimension)
NUMBER = {"type": "number"}

_Listed = tuple[Key, Indicator]
_DIMENSIONS = {dimension: rank for rank, dimension in enumerate(Dimension)}
_SORTS: Mapping[str, Callable[[_Listed], Any]] = {
    "name": lambda one: fold(one[1].name),
    "dimension": lambda one: _DIMENSIONS[one[1].dimension],
}


async def known_indicators(view: View, startups: Collection[str]) -> dict[Key, Indicator]:
    """The indicators of startups, with the values that were known on the day that is read.

    A value that was corrected after that day is the one of before.
    """
    found = await whole_indicators(startups)
    if view.today >= view.edition.today:
        return found
    return {key: _as_known_on(view, one) for key, one in found.items()}


def _as_known_on(view: View, indicator: Indicator) -> Indicator:
    zone = site_of(view.request).settings.time_zone
    undone = {
        one.day: replace(one, value=one.former, former=None, corrected_at=None)
        for one in indicator.fetched
        if one.former is not None
        and one.corrected_at is not None
        and day_of(one.corrected_at, zone) > view.today
    }
    return replace(
        indicator,
        values=tuple(
            replace(one, value=undone[one.day].value) if one.day in undone else one
            for one in indicator.values
        ),
        fetched=tuple(undone.get(one.day, one) for one in indicator.fetched),
    )


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    fits = startups_asked(view, filters)
    dimensions, main = filters.get("dimension"), filters.get("main")
    found = [
        (key, one)
        for key, one in (await listed_indicators(startups_named(filters))).items()
        if fits(key[0])
        and (dimensions is None or one.dimension in dimensions)
        and (main is None or str(one.is_main).lower() in main)
    ]
    return [SIGN.join(key) for key, _ in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    keys = {one: (parts[0], parts[1]) for one, parts in parts_of(ids, 2).items()}
    startups = {key[0] for key in keys.values() if view.snapshot.card(key[0])}
    known = await known_indicators(view, startups)
    return [
        _resource(view, one, keys[one], known[keys[one]])
        for one in ids
        if one in keys and keys[one] in known
    ]


def _resource(view: View, resource_id: str, key: Key, one: Indicator) -> Resource:
    return Resource(
        id=resource_id,
        attributes={
            "name": one.name,
            "dimension": one.dimension.value,
            "unit": one.unit,
            "main": one.is_main,
            "better": "down" if one.lower_is_better else "up",
            "source": one.source,
            "values_url": one.values_url,
            "targets": [
                {"date": target.day.isoformat(), "value": number(target.value)}
                for target in one.targets
            ],
            "latest": _latest(one, view.today),
        },
        related=links_of(view.snapshot, key[0]),
        page=f"/startups/{key[0]}/impact",
    )


def _latest(one: Indicator, today: date) -> dict[str, Any] | None:
    """The newest value that is known, as on the page of the startup's impact."""
    latest = one.latest(today)
    if latest is None:
        return None
    return {"date": latest.day.isoformat(), "value": number(latest.value)}


INDICATORS = ResourceType(
    name="indicators",
    meaning=N_(
        "Les indicateurs d’impact que les fiches déclarent : leurs objectifs et leur dernière"
        " valeur."
    ),
    attributes=(
        Attribute("name", TEXT, N_("Le nom de l’indicateur.")),
        Attribute("dimension", DIMENSION, N_("Sa dimension dans la matrice d’impact.")),
        Attribute("unit", TEXT, N_("L’unité des valeurs.")),
        Attribute("main", FLAG, N_("Vrai pour l’indicateur qui guide l’équipe.")),
        Attribute("better", choice(("up", "down")), N_("Le sens dans lequel il s’améliore.")),
        Attribute("source", ADDRESS, N_("L’adresse de la page qui le publie.")),
        Attribute(
            "values_url", ADDRESS, N_("L’adresse où ses valeurs sont relevées, vide sans relevé.")
        ),
        Attribute(
            "targets",
            records(date=DAY, value=NUMBER),
            N_("Ses objectifs, chacun pour un jour, tels que la fiche les écrit aujourd’hui."),
        ),
        Attribute(
            "latest",
            {**record(date=DAY, value=NUMBER), "type": ["object", "null"]},
            N_("Sa dernière valeur connue."),
        ),
    ),
    relationships=(
        STARTUP,
        INCUBATORS,
        Relationship(
            "values", "indicator-values", True, N_("Toutes ses valeurs."), back="indicator"
        ),
    ),
    filters=(
        *OF_STARTUP,
        Filter("dimension", DIMENSION, N_("La dimension de la matrice d’impact.")),
        Filter("main", FLAG, N_("Les indicateurs qui guident une équipe, ou les autres.")),
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
)
