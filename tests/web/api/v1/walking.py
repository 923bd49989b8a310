"""Reads documents of the API, and holds each to the rules that all of them follow."""

from __future__ import annotations

from typing import Any

from jsonschema_rs import Draft202012Validator

from incubator.web.api.v1.types import BY_NAME
from tests.web.conftest import Site

Document = dict[str, Any]
BASE = "http://127.0.0.1"


async def read(site: Site, path: str) -> Document:
    """A document that must be there; ``path`` may be one of its own links."""
    answer = await site.get(path.removeprefix(BASE))
    assert answer.status_code == 200, (path, answer.text[:500])
    assert answer.headers["content-type"] == "application/vnd.api+json"
    document: Document = answer.json()
    check(document)
    return document


async def every(site: Site, path: str) -> list[Document]:
    """The resources of every page, from the first, by following the links."""
    found: list[Document] = []
    following: str | None = path
    total = None
    while following:
        document = await read(site, following)
        found += document["data"]
        total = document["meta"]["total"]
        following = document["links"]["next"]
    assert len(found) == total
    return found


def check(document: Document) -> None:
    """The rules of JSON:API, and of the types' own schemas."""
    assert document["jsonapi"] == {"version": "1.1"}
    data = document.get("data") or []
    primary = data if isinstance(data, list) else [data]
    resources = [*primary, *document.get("included", [])]
    keys = [(one["type"], one["id"]) for one in resources]
    assert len(keys) == len(set(keys)), "a resource is there twice"
    for one in resources:
        _check_resource(one)
    linked = {key for one in resources for key in linkage(one)}
    for one in document.get("included", []):
        # Without linkage only where the request left the relationship's field out.
        assert (one["type"], one["id"]) in linked or "fields%5B" in document["links"]["self"]


def _check_resource(one: Document) -> None:
    kind = BY_NAME[one["type"]]
    schemas = {attribute.name: attribute.schema for attribute in kind.attributes}
    for name, value in one.get("attributes", {}).items():
        Draft202012Validator(dict(schemas[name])).validate(value)
    for name, relationship in one.get("relationships", {}).items():
        declared = kind.relationship(name)
        assert declared is not None
        assert relationship["links"].keys() == {"self", "related"}
        if "data" in relationship:
            assert isinstance(relationship["data"], list) == declared.is_many


def linkage(one: Document, *names: str) -> list[tuple[str, str]]:
    """What a resource names, by some relationships or by all."""
    found = []
    for name, relationship in one.get("relationships", {}).items():
        data = relationship.get("data") or []
        if not names or name in names:
            several = data if isinstance(data, list) else [data]
            found += [(to["type"], to["id"]) for to in several]
    return found


def ids(document: Document) -> list[str]:
    """The ids of what was asked for."""
    return [one["id"] for one in document["data"]]
