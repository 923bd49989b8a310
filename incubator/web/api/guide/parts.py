"""What the page about the API says of each type, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from incubator.i18n import N_
from incubator.web.api.v1.answers import ROOT
from incubator.web.api.v1.resources import Filter, ResourceType
from incubator.web.api.v1.schemas import Schema
from incubator.web.api.v1.types import BY_NAME, TYPES

Say = Callable[[str], str]

#: What each kind of value is called, by JSON Schema's own name for it.
_KINDS = {
    "string": N_("texte"),
    "integer": N_("nombre entier"),
    "number": N_("nombre"),
    "boolean": N_("vrai ou faux"),
    "array": N_("liste"),
    "object": N_("objet"),
}
_FORMATS = {"date": N_("jour"), "date-time": N_("instant")}


@dataclass(frozen=True, slots=True)
class Named:
    """A field, a filter or a relationship. ``values`` are all that it may be, where they are few.

    ``target`` is the type that a relationship leads to.
    """

    name: str
    form: str
    meaning: str
    values: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A type of resource, as the page tells it."""

    name: str
    meaning: str
    address: str
    fields: tuple[Named, ...]
    relationships: tuple[Named, ...]
    filters: tuple[Named, ...]
    sorts: tuple[str, ...]
    has_pages: bool


def described(say: Say) -> list[Described]:
    """Every type, in the order of the API."""
    return [_described(kind, say) for kind in TYPES]


def _described(kind: ResourceType, say: Say) -> Described:
    several, one = say(N_("plusieurs")), say(N_("une ou aucune"))
    return Described(
        name=kind.name,
        meaning=say(kind.meaning),
        address=f"{ROOT}/{kind.name}",
        fields=tuple(
            Named(each.name, _form(each.schema, say), say(each.meaning), _values(each.schema))
            for each in kind.attributes
        ),
        relationships=tuple(
            Named(
                each.name,
                several if each.is_many else one,
                say(each.meaning),
                target=each.target,
            )
            for each in kind.relationships
            if each.target in BY_NAME
        ),
        filters=tuple(_filter(each, say) for each in kind.filters),
        sorts=kind.sorts,
        has_pages=bool(kind.pages),
    )


def _filter(one: Filter, say: Say) -> Named:
    return Named(
        f"filter[{one.name}]", _form(one.schema, say), say(one.meaning), _values(one.schema)
    )


def _form(schema: Schema, say: Say) -> str:
    """What kind of value it is: "jour", "nombre entier ou rien"."""
    types = schema.get("type", "string")
    named = [types] if isinstance(types, str) else list(types)
    known = [one for one in named if one != "null"]
    form = _FORMATS.get(str(schema.get("format", "")), _KINDS[known[0]])
    if "null" in named:
        return say(N_("%(form)s ou rien")) % {"form": say(form)}
    return say(form)


def _values(schema: Schema) -> tuple[str, ...]:
    return tuple(str(value) for value in schema.get("enum", ()))
