"""Parameters of the API, each written once and referred to by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from incubator.i18n import N_
from incubator.web.api.v1.asked import DEPTH, MOST_PAGE, MOST_PATHS, MOST_SIZE, MOST_VALUES
from incubator.web.api.v1.asked import USUAL_SIZE as USUAL
from incubator.web.api.v1.resources import Filter, ResourceType
from incubator.web.api.v1.schemas import Schema

Say = Callable[[str], str]
Written = dict[str, Any]

#: A value between commas has none in it, and nothing that no text shows.
_BETWEEN_COMMAS = "^[^,\\u0000-\\u001f\\u007f]+$"
_PRINTED = "^[^\\u0000-\\u001f\\u007f]+$"


def all_parameters(types: Iterable[ResourceType], say: Say) -> dict[str, Written]:
    """Every parameter of a query, by the name under which paths refer to it."""
    known = {one.name: one for one in types}
    found: dict[str, Written] = {
        "page-number": _parameter(
            "page[number]", _whole(MOST_PAGE, 1), say(N_("Le numéro de la page.")), 1
        ),
        "page-size": _parameter(
            "page[size]", _whole(MOST_SIZE, USUAL), say(N_("Le nombre d’éléments par page.")), 50
        ),
        "au": _parameter(
            "au",
            {"type": "string", "format": "date"},
            say(
                N_(
                    "Un jour passé, ou aujourd’hui : les réponses disent ce qui était vrai ce"
                    " jour-là."
                )
            ),
            "2026-01-31",
        ),
    }
    for kind in known.values():
        found |= {
            f"{kind.name}-filter-{one.name}": _parameter(
                f"filter[{one.name}]", _of_filter(one), say(one.meaning)
            )
            for one in kind.filters
        }
        found[f"fields-{kind.name}"] = _list(
            f"fields[{kind.name}]",
            sorted(kind.fields),
            say(N_("Les champs à garder, séparés par des virgules.")),
        )
        if kind.sorts:
            orders = [f"{sign}{name}" for name in kind.sorts for sign in ("", "-")]
            text = N_("L’ordre, séparé par des virgules ; un tiret devant un nom l’inverse.")
            found[f"{kind.name}-sort"] = _list("sort", orders, say(text), least=1)
        if paths := include_paths(kind, known):
            text = N_("Les relations dont la réponse doit contenir les ressources.")
            found[f"{kind.name}-include"] = _list("include", paths, say(text), most=MOST_PATHS)
    return found


def include_paths(kind: ResourceType, types: dict[str, ResourceType]) -> list[str]:
    """The relationships that may be included from a type, those of what they lead to as well."""
    reached: list[tuple[str, ResourceType]] = [("", kind)]
    found: list[str] = []
    for _ in range(DEPTH):
        reached = [
            (f"{path}.{one.name}".lstrip("."), types[one.target])
            for path, of in reached
            for one in of.relationships
            if one.target in types
        ]
        found += [path for path, _ in reached]
    return sorted(found)


def names_for_collection(kind: ResourceType, types: Iterable[ResourceType]) -> list[str]:
    """The names of the parameters that a list of resources understands."""
    return [
        *(f"{kind.name}-filter-{one.name}" for one in kind.filters),
        *([f"{kind.name}-sort"] if kind.sorts else []),
        "page-number",
        "page-size",
        *names_for_one(kind, types),
    ]


def names_for_one(kind: ResourceType, types: Iterable[ResourceType]) -> list[str]:
    """The names of the parameters that one resource understands."""
    reached = [one for one in types if one.name in _reached(kind, types)]
    include = [f"{kind.name}-include"] if kind.relationships else []
    return [*include, *(f"fields-{one.name}" for one in reached), "au"]


def path_id(kind: ResourceType, example: str, say: Say) -> Written:
    """The id in an address."""
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": say(N_("L’identifiant.")),
        "schema": {"type": "string", "minLength": 1, "maxLength": 400},
        **({"example": example} if example else {}),
    }


def _reached(kind: ResourceType, types: Iterable[ResourceType]) -> set[str]:
    """The types that an answer about one may hold."""
    known = {one.name: one for one in types}
    found = {kind.name}
    for _ in range(DEPTH):
        found |= {
            one.target for name in found for one in known[name].relationships if one.target in known
        }
    return found


def _of_filter(one: Filter) -> Schema:
    if one.is_one:
        return _stated(one.schema, _PRINTED)
    items = _stated(one.schema, _BETWEEN_COMMAS)
    return {"type": "array", "items": items, "minItems": 1, "maxItems": MOST_VALUES}


def _stated(schema: Schema, pattern: str) -> Schema:
    is_free = schema.get("type") == "string" and not {"enum", "format"} & schema.keys()
    return {**schema, "pattern": pattern} if is_free else schema


def _list(
    name: str, values: list[str], text: str, *, least: int = 0, most: int | None = None
) -> Written:
    schema: Written = {"type": "array", "items": {"type": "string", "enum": values}}
    schema |= {"minItems": least} if least else {}
    schema |= {"maxItems": most} if most else {}
    return _parameter(name, schema, text)


def _parameter(name: str, schema: Schema, text: str, example: Any = None) -> Written:
    written: Written = {"name": name, "in": "query", "description": text, "schema": schema}
    if schema.get("type") == "array":
        written |= {"style": "form", "explode": False}
    return {**written, "example": example} if example is not None else written


def _whole(most: int, usual: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
