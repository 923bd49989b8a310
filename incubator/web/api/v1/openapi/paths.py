"""Each address of the API, with what it understands and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from incubator.i18n import N_
from incubator.web.api.v1.answers import OPENAPI, ROOT
from incubator.web.api.v1.openapi.answers import ANYWHERE, document, others, plain
from incubator.web.api.v1.openapi.parameters import (
    Say,
    Written,
    names_for_collection,
    names_for_one,
    path_id,
)
from incubator.web.api.v1.openapi.schemas import ref
from incubator.web.api.v1.resources import Relationship, ResourceType

#: Documents that show what a resource of a type looks like, by the type's name.
Examples = Mapping[str, Mapping[str, Any]]


def all_paths(types: Iterable[ResourceType], examples: Examples, say: Say) -> dict[str, Written]:
    """Every path of the types, with the entry and this description."""
    known = list(types)
    found = _around(say)
    for kind in known:
        found |= _of_type(kind, known, examples.get(kind.name, {}), say)
    return found


def _around(say: Say) -> dict[str, Written]:
    any_object: Written = {"type": "object"}
    description = plain(say(N_("Cette description.")), "application/json", any_object)
    return {
        ROOT: {
            "get": {
                "operationId": "entry",
                "summary": say(N_("L’entrée de l’API : les adresses de tous les types.")),
                "responses": {
                    "200": document("entry", say(N_("Les adresses."))),
                    **others(*ANYWHERE),
                },
            }
        },
        OPENAPI: {
            "get": {
                "operationId": "openapi",
                "summary": say(N_("La description de l’API pour les programmes.")),
                "responses": {"200": description, **others(*ANYWHERE)},
            }
        },
    }


def _of_type(
    kind: ResourceType, types: list[ResourceType], example: Mapping[str, Any], say: Say
) -> dict[str, Written]:
    path = f"{ROOT}/{kind.name}"
    resource_id = str(example["data"]["id"]) if example else ""
    with_id: Written = {"parameters": [path_id(kind, resource_id, say)]}
    missing = ("301", "404", "410") if kind.collection is not None else ("404",)
    found: dict[str, Written] = {
        path: {"get": _list_of(kind, types, say)},
        f"{path}/{{id}}": {**with_id, "get": _one_of(kind, types, example, missing, say)},
    }
    names = {one.name: one for one in types}
    for one in kind.relationships:
        if one.target in names:
            target = names[one.target]
            related = _related(kind, one, target, types, missing, say)
            found[f"{path}/{{id}}/{one.name}"] = {**with_id, "get": related}
            linked = _linked(kind, one, missing, say)
            found[f"{path}/{{id}}/relationships/{one.name}"] = {**with_id, "get": linked}
    return found


def _list_of(kind: ResourceType, types: list[ResourceType], say: Say) -> Written:
    return {
        "operationId": f"{kind.name}-list",
        "tags": [kind.name],
        "summary": say(kind.meaning),
        "parameters": _parameters(names_for_collection(kind, types)),
        "responses": {
            "200": document(f"{kind.name}-list", say(N_("Une page de la liste."))),
            **others(*ANYWHERE),
        },
    }


def _one_of(
    kind: ResourceType,
    types: list[ResourceType],
    example: Mapping[str, Any],
    missing: tuple[str, ...],
    say: Say,
) -> Written:
    shown = dict(example) or None
    return {
        "operationId": f"{kind.name}-one",
        "tags": [kind.name],
        "summary": say(N_("Une ressource, par son identifiant.")),
        "parameters": _parameters(names_for_one(kind, types)),
        "responses": {
            "200": document(f"{kind.name}-one", say(N_("La ressource.")), shown),
            **others(*ANYWHERE, *missing),
        },
    }


def _related(
    kind: ResourceType,
    one: Relationship,
    target: ResourceType,
    types: list[ResourceType],
    missing: tuple[str, ...],
    say: Say,
) -> Written:
    names = names_for_collection if one.is_many else names_for_one
    schema = f"{target.name}-list" if one.is_many else f"{target.name}-one-or-null"
    return {
        "operationId": f"{kind.name}-{one.name}",
        "tags": [kind.name],
        "summary": say(one.meaning),
        "parameters": _parameters(names(target, types)),
        "responses": {
            "200": document(schema, say(one.meaning)),
            **others(*ANYWHERE, *missing),
        },
    }


def _linked(kind: ResourceType, one: Relationship, missing: tuple[str, ...], say: Say) -> Written:
    names = ["page-number", "page-size", "au"] if one.is_many else ["au"]
    schema = f"{one.target}-links" if one.is_many else f"{one.target}-link"
    text = say(N_("Les identifiants seuls."))
    return {
        "operationId": f"{kind.name}-{one.name}-links",
        "tags": [kind.name],
        "summary": f"{say(one.meaning)} {text}",
        "parameters": _parameters(names),
        "responses": {"200": document(schema, text), **others(*ANYWHERE, *missing)},
    }


def _parameters(names: Iterable[str]) -> list[Written]:
    return [ref("parameters", name) for name in names]
