"""Schemas of the documents: JSON:API's own objects, and one resource object for each type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from incubator.web.api.v1.openapi.parameters import Say, Written
from incubator.web.api.v1.resources import Relationship, ResourceType

_LINK: Written = {"type": "string", "format": "uri"}
_LINK_OR_NULL: Written = {"type": ["string", "null"], "format": "uri"}
_DAY: Written = {"type": "string", "format": "date"}


def ref(kind: str, name: str) -> Written:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def closed(properties: Mapping[str, Any], required: Iterable[str]) -> Written:
    """An object that has no other member."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def all_schemas(types: Iterable[ResourceType], say: Say) -> dict[str, Written]:
    """Every schema, by the name under which answers refer to it."""
    known = list(types)
    names = {one.name for one in known}
    found = _shared(known)
    for kind in known:
        found |= {
            kind.name: _resource(kind, names, say),
            f"{kind.name}-identifier": closed(
                {"type": {"const": kind.name}, "id": {"type": "string"}}, ("type", "id")
            ),
            f"{kind.name}-list": _document({"type": "array", "items": ref("schemas", kind.name)}),
            f"{kind.name}-one": _document(ref("schemas", kind.name), is_page=False),
            f"{kind.name}-one-or-null": _document(
                {"anyOf": [ref("schemas", kind.name), {"type": "null"}]}, is_page=False
            ),
            f"{kind.name}-links": _linkage(_identifiers(kind.name)),
            f"{kind.name}-link": _linkage(_identifier(kind.name), is_page=False),
        }
    return found


def _resource(kind: ResourceType, names: set[str], say: Say) -> Written:
    attributes = {
        one.name: {**one.schema, "description": say(one.meaning)} for one in kind.attributes
    }
    relationships = {
        one.name: _relationship(one, say) for one in kind.relationships if one.target in names
    }
    parts: Written = {
        "type": {"const": kind.name},
        "id": {"type": "string", "minLength": 1},
        "attributes": {
            "type": "object",
            "properties": attributes,
            "additionalProperties": False,
        },
        "links": ref("schemas", "resource-links"),
    }
    if relationships:
        parts["relationships"] = {
            "type": "object",
            "properties": relationships,
            "additionalProperties": False,
        }
    written = closed(parts, ("type", "id", "links"))
    return {**written, "description": say(kind.meaning)}


def _relationship(one: Relationship, say: Say) -> Written:
    data = _identifiers(one.target) if one.is_many else _identifier(one.target)
    links = closed({"self": _LINK, "related": _LINK}, ("self", "related"))
    written = closed({"links": links, "data": data}, ("links",))
    return {**written, "description": say(one.meaning)}


def _identifiers(target: str) -> Written:
    return {"type": "array", "items": ref("schemas", f"{target}-identifier")}


def _identifier(target: str) -> Written:
    return {"anyOf": [ref("schemas", f"{target}-identifier"), {"type": "null"}]}


def _document(data: Written, *, is_page: bool = True) -> Written:
    parts = {
        "jsonapi": ref("schemas", "jsonapi"),
        "links": ref("schemas", "page-links" if is_page else "document-links"),
        "meta": ref("schemas", "page-meta" if is_page else "meta"),
        "data": data,
        "included": {"type": "array", "items": ref("schemas", "any-resource")},
    }
    return closed(parts, ("jsonapi", "links", "meta", "data"))


def _linkage(data: Written, *, is_page: bool = True) -> Written:
    parts = {
        "jsonapi": ref("schemas", "jsonapi"),
        "links": ref("schemas", "linkage-page-links" if is_page else "linkage-links"),
        "meta": ref("schemas", "page-meta" if is_page else "meta"),
        "data": data,
    }
    return closed(parts, ("jsonapi", "links", "meta", "data"))


def _shared(types: list[ResourceType]) -> dict[str, Written]:
    own = {"self": _LINK, "describedby": _LINK}
    pages = {"first": _LINK, "prev": _LINK_OR_NULL, "next": _LINK_OR_NULL, "last": _LINK}
    meta = {"day": _DAY, "catalogue_version": {"type": "integer"}}
    counts = {"total": {"type": "integer", "minimum": 0}, "pages": {"type": "integer"}}
    to = {"related": _LINK}
    entry = {**own, "license": _LINK, **dict.fromkeys((one.name for one in types), _LINK)}
    told = {"license": {"type": "string"}, "types": {"type": "array", "items": {"type": "string"}}}
    return {
        "jsonapi": closed({"version": {"const": "1.1"}}, ("version",)),
        "meta": closed(meta, meta),
        "page-meta": closed({**meta, **counts}, {**meta, **counts}),
        "document-links": closed(own, own),
        "page-links": closed({**own, **pages}, {**own, **pages}),
        "linkage-links": closed({**own, **to}, {**own, **to}),
        "linkage-page-links": closed({**own, **pages, **to}, {**own, **pages, **to}),
        "resource-links": closed(
            {
                "self": _LINK,
                "alternate": closed(
                    {"href": _LINK, "type": {"const": "text/html"}, "hreflang": {"const": "fr"}},
                    ("href", "type", "hreflang"),
                ),
            },
            ("self",),
        ),
        "any-resource": {"anyOf": [ref("schemas", one.name) for one in types]},
        "entry": closed(
            {
                "jsonapi": ref("schemas", "jsonapi"),
                "links": closed(entry, entry),
                "meta": closed({**meta, **told}, {**meta, **told}),
            },
            ("jsonapi", "links", "meta"),
        ),
        "errors": closed(
            {"errors": {"type": "array", "items": _ERROR, "minItems": 1}}, ("errors",)
        ),
    }


_TEXT: Written = {"type": "string"}
_ERROR: Written = closed(
    {
        "status": {"type": "string", "pattern": "^[45][0-9][0-9]$"},
        "code": _TEXT,
        "title": _TEXT,
        "detail": _TEXT,
        "source": closed({"parameter": _TEXT, "header": _TEXT}, ()),
    },
    ("status", "code", "title", "detail"),
)
