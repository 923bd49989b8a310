"""Words of the interface for the fields of a startup's sheet, and for their values.

The fields are those of docs/sheet-format.md; one that it does not have is shown as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request

from incubator.actions.desk import BODY
from incubator.i18n import N_
from incubator.web import labels
from incubator.web.templating import formats_of, translate

#: What a startup's sheet says at its first level, in the order of the documentation.
FIELD_NAMES: Mapping[str, str] = {
    "title": N_("Nom"),
    "mission": N_("Mission"),
    "phases": N_("Phases"),
    "events": N_("Événements"),
    "incubator": N_("Incubateur"),
    "incubators": N_("Incubateurs"),
    "sponsors": N_("Administrations sponsors"),
    "contact": N_("Contact"),
    "link": N_("Adresse du service"),
    "repository": N_("Code source"),
    "repositories": N_("Autres dépôts de code"),
    "usertypes": N_("Publics visés"),
    "thematiques": N_("Thèmes"),
    "techno": N_("Technologies"),
    "stats": N_("Statistiques publiques"),
    "stats_url": N_("Adresse des statistiques"),
    "budget_url": N_("Adresse du budget"),
    "impact_url": N_("Adresse de la mesure d’impact"),
    "dashlord_url": N_("Adresse du rapport DashLord"),
    "accessibility_status": N_("Accessibilité"),
    "analyse_risques": N_("Analyse de risques faite"),
    "analyse_risques_url": N_("Adresse de l’analyse de risques"),
    "mon_service_securise": N_("Inscrit à MonServiceSécurisé"),
    "product_maturity": N_("Maturité du produit"),
    "funding_until": N_("Fin du financement"),
    "fast": N_("Fonds d’accélération"),
    "impact": N_("Mesures d’impact"),
    "budget": N_("Budget"),
    "sprints": N_("Sprints"),
    "post_mortem": N_("Bilan après l’arrêt"),
    "lessons": N_("Enseignements de l’investigation"),
    "redirect_from": N_("Anciennes adresses"),
    BODY: N_("Texte de présentation"),
}
#: What stands within phases, events, measures, budgets, sprints and the fund.
INNER_NAMES: Mapping[str, str] = {
    "name": N_("nom"),
    "start": N_("début"),
    "end": N_("fin"),
    "comment": N_("commentaire"),
    "date": N_("date"),
    "id": N_("identifiant"),
    "dimension": N_("dimension"),
    "unit": N_("unité"),
    "main": N_("mesure principale"),
    "better": N_("sens du progrès"),
    "source": N_("source"),
    "targets": N_("objectifs"),
    "values": N_("valeurs"),
    "values_url": N_("adresse des valeurs"),
    "by": N_("échéance"),
    "value": N_("valeur"),
    "year": N_("année"),
    "committed": N_("engagé"),
    "spent": N_("dépensé"),
    "goal": N_("objectif"),
    "promotion": N_("promotion"),
    "montant": N_("montant"),
}
_WAYS: Mapping[str, str] = {
    "up": N_("plus c’est haut, mieux c’est"),
    "down": N_("plus c’est bas, mieux c’est"),
}
#: Words for the values of a field, by the field's first level and its own key.
_VALUE_NAMES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("phases", "name"): labels.PHASE_NAMES,
    ("events", "name"): labels.EVENTS,
    ("impact", "dimension"): labels.DIMENSIONS,
    ("impact", "better"): _WAYS,
    ("usertypes", ""): labels.USER_TYPES,
    ("accessibility_status", ""): labels.ACCESSIBILITY,
    ("product_maturity", ""): labels.MATURITIES,
}
#: What tells an element of a list from the others, the best first.
NAME_KEYS = ("name", "title", "year", "date", "by", "start", "id")
_EUROS = frozenset({("budget", "committed"), ("budget", "spent"), ("fast", "montant")})
_PLAIN_NUMBERS = frozenset({"year", "promotion"})


def field_name(request: Request, key: str) -> str:
    """How the interface calls a field of the first level; its key where there is no word."""
    return translate(request, FIELD_NAMES[key]) if key in FIELD_NAMES else key


def inner_name(request: Request, key: str) -> str:
    """The same for a field of a group of fields, such as a phase's."""
    return translate(request, INNER_NAMES[key]) if key in INNER_NAMES else key


def value_text(request: Request, field: str, value: Any, key: str = "") -> str:
    """A value as one reads it; ``field`` is that of the first level, ``key`` the value's own.

    Groups of fields stand on one line, what names them first.
    """
    if isinstance(value, dict):
        return ", ".join(_said(request, field, value))
    if isinstance(value, list):
        return " ; ".join(value_text(request, field, item, key) for item in value)
    if isinstance(value, bool):
        return translate(request, N_("oui")) if value else translate(request, N_("non"))
    if isinstance(value, date | datetime):
        return formats_of(request).day(value if type(value) is date else _day(value))
    if isinstance(value, int | float | Decimal):
        return _number(request, field, value, key)
    names = _VALUE_NAMES.get((field, key), {})
    text = "" if value is None else str(value)
    return translate(request, names[text]) if text in names else text


def name_key(value: Any) -> str:
    """The key of the field that tells an element of a list from the others; "" without one."""
    found = (key for key in NAME_KEYS if isinstance(value, dict) and value.get(key))
    return next(found, "")


def _said(request: Request, field: str, group: Mapping[Any, Any]) -> Iterator[str]:
    """What a group of fields says, in parts."""
    first = name_key(group)
    if first:
        yield value_text(request, field, group[first], first)
    for name, item in group.items():
        if name != first and item not in (None, "", [], {}):
            yield translate(
                request,
                N_("%(label)s : %(value)s"),
                label=inner_name(request, str(name)),
                value=value_text(request, field, item, str(name)),
            )


def _number(request: Request, field: str, value: float | Decimal, key: str) -> str:
    if key in _PLAIN_NUMBERS or abs(float(value)) > 10**15:
        return str(value)
    text = formats_of(request).number(value)
    return f"{text}\u00a0€" if (field, key) in _EUROS else text


def _day(value: date | datetime) -> date:
    # A sheet's day is that day, whatever hour stands beside it.
    return value.date() if isinstance(value, datetime) else value
