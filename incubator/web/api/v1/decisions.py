"""The type ``decisions``: what committees decided, as far as each incubator publishes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from incubator.actions.committees.sentences import sentence
from incubator.domain.access import PlaceKind
from incubator.domain.days import day_of, instant_text
from incubator.domain.decisions import Condition, Kind, Objective
from incubator.domain.publicity import Publicity
from incubator.i18n import N_
from incubator.store.committees.public_reads import (
    Listed,
    PublicDecision,
    public_contents,
    public_list,
)
from incubator.web.api.answers import number
from incubator.web.api.v1.belonging import IN_TIME, STARTUP, days_asked
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
from incubator.web.api.v1.schemas import (
    DAY,
    DAY_OR_NULL,
    FLAG,
    ID,
    NUMBER_OR_NULL,
    TEXT,
    choice,
    records,
)
from incubator.web.site import site_of
from incubator.web.workspace.places import place_name

_KIND = choice(Kind)
_SORTS: Mapping[str, Callable[[Listed], Any]] = {
    "decided_on": lambda one: one.decided_on,
    "public_at": lambda one: one.public_at,
}


async def _known(view: View) -> tuple[list[Listed], Mapping[str, Publicity]]:
    """What was public on the day that is looked at, the newest first; three queries."""
    every, rules = await public_list()
    if view.today >= view.edition.today:
        return every, rules
    zone = site_of(view.request).settings.time_zone
    was = [
        one
        for one in every
        if one.decided_on <= view.today and day_of(one.public_at, zone) <= view.today
    ]
    ids = {one.id for one in was}
    shown = [
        one
        if not one.replaced_by or one.replaced_by in ids
        else replace(one, replaced_by="", updated_at=one.public_at)
        for one in was
    ]
    return shown, rules


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    every, _ = await _known(view)
    in_time = days_asked(filters)
    own: Mapping[str, Callable[[Listed], str]] = {
        "startup": lambda one: one.startup_id,
        "incubator": lambda one: one.incubator_id,
        "kind": lambda one: one.kind.value,
        "replaced": lambda one: str(bool(one.replaced_by)).lower(),
    }
    asked = [(value, filters[name]) for name, value in own.items() if name in filters]
    found = [
        one
        for one in every
        if in_time(one.decided_on) and all(value(one) in wanted for value, wanted in asked)
    ]
    return [one.id for one in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    every, rules = await _known(view)
    wanted = set(ids)
    listed = {one.id: one for one in every if one.id in wanted}
    found = await public_contents([listed[one] for one in ids if one in listed], rules)
    return [_resource(view, one) for one in found]


def _resource(view: View, one: PublicDecision) -> Resource:
    listed, decision, snapshot = one.listed, one.decision, view.snapshot
    name = place_name(snapshot, PlaceKind.STARTUP, listed.startup_id)
    incubator = snapshot.public_incubator(listed.incubator_id)
    return Resource(
        id=listed.id,
        attributes={
            "kind": listed.kind.value,
            "decided_on": listed.decided_on.isoformat(),
            "public_at": instant_text(listed.public_at),
            "about": name,
            "sentence": sentence(decision, name),
            "months": decision.months,
            "amount": decision.amount,
            "period_from": decision.period_from.isoformat() if decision.period_from else None,
            "period_until": decision.period_until.isoformat() if decision.period_until else None,
            "objectives": [_objective(each) for each in decision.objectives],
            "conditions": [_condition(each) for each in decision.conditions],
        },
        related={
            "startup": listed.startup_id if snapshot.card(listed.startup_id) else None,
            "incubator": incubator.id if incubator else None,
            "phase": decision.phase.value if decision.phase else None,
            "replaces": listed.replaces or None,
            "replaced_by": listed.replaced_by or None,
        },
        page=f"/comites/decisions/{listed.id}",
    )


def _objective(one: Objective) -> dict[str, Any]:
    return {
        "text": one.text,
        "due": one.due.isoformat(),
        "value": None if one.value is None else number(one.value),
        "unit": one.unit,
        "indicator": one.indicator,
    }


def _condition(one: Condition) -> dict[str, Any]:
    return {"text": one.text, "owner": one.owner, "due": one.due.isoformat()}


DECISIONS = ResourceType(
    name="decisions",
    meaning=N_(
        "Les décisions des comités, dans ce que chaque incubateur publie : le reste est vide. Les"
        " avis et les délibérations ne sont jamais publics."
    ),
    attributes=(
        Attribute("kind", _KIND, N_("Ce que le comité décide.")),
        Attribute("decided_on", DAY, N_("Le jour de la décision.")),
        Attribute(
            "public_at",
            {"type": "string", "format": "date-time"},
            N_("L’instant où elle est devenue publique, en temps universel."),
        ),
        Attribute("about", TEXT, N_("Le nom de la startup, même si sa fiche n’est plus publiée.")),
        Attribute("sentence", TEXT, N_("La décision en une phrase.")),
        Attribute(
            "months",
            {"type": ["integer", "null"]},
            N_("La durée d’une décision provisoire, en mois."),
        ),
        Attribute("amount", NUMBER_OR_NULL, N_("Le montant accordé, en euros.")),
        Attribute("period_from", DAY_OR_NULL, N_("Le premier jour que le montant couvre.")),
        Attribute("period_until", DAY_OR_NULL, N_("Le dernier jour que le montant couvre.")),
        Attribute(
            "objectives",
            records(text=TEXT, due=DAY, value=NUMBER_OR_NULL, unit=TEXT, indicator=TEXT),
            N_("Ce que l’équipe promet, et pour quand."),
        ),
        Attribute(
            "conditions",
            records(text=TEXT, owner=TEXT, due=DAY),
            N_("Ce qui est dû au comité, par qui, et pour quand."),
        ),
    ),
    relationships=(
        STARTUP,
        Relationship("incubator", "incubators", False, N_("L’incubateur qui a tenu le comité.")),
        Relationship("phase", "phases", False, N_("La phase où la startup entre.")),
        Relationship("replaces", "decisions", False, N_("La décision que celle-ci remplace.")),
        Relationship("replaced_by", "decisions", False, N_("La décision qui l’a remplacée.")),
    ),
    filters=(
        Filter("startup", ID, N_("L’identifiant de la startup.")),
        Filter("incubator", ID, N_("L’identifiant de l’incubateur qui a tenu le comité.")),
        Filter("kind", _KIND, N_("Ce que le comité décide.")),
        Filter("replaced", FLAG, N_("Les décisions remplacées, ou non.")),
        *IN_TIME,
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
    is_live=True,
)
