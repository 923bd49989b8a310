"""Documents of JSON:API: resources as objects, with links that ask the same of another page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from incubator.web.api.v1.asked import Asked
from incubator.web.api.v1.included import Gathering, linkage
from incubator.web.api.v1.resources import Relationship, Resource, ResourceType, View
from incubator.web.open_data.words import LICENCE_TITLE, LICENCE_URL

ROOT = "/api/1"
JSON_API = "application/vnd.api+json"
JSONAPI = {"version": "1.1"}
OPENAPI = f"{ROOT}/openapi.json"
LICENCE = {
    "name": f"{LICENCE_TITLE} (Etalab)",
    "href": LICENCE_URL,
}
Members = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """One page of several: ``total`` counts what all of them hold."""

    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; one, where there is nothing."""
        return max(1, -(-self.total // self.size))

    def of(self, ids: Sequence[str]) -> Sequence[str]:
        """The ids of this page."""
        first = (self.number - 1) * self.size
        return ids[first : first + self.size]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the documents of one request; ``base`` begins the site's addresses."""

    view: View
    asked: Asked
    base: str

    def address(self, *steps: str) -> str:
        """A full address of the API that reads the same day."""
        path = "/".join(quote(step, safe="") for step in steps)
        return f"{self.base}{ROOT}/{path}{self.asked.day_query()}"

    def document(self, path: str, data: Any, window: Window | None = None) -> Members:
        """A document about the address ``path``, which begins with a slash."""
        here = f"{self.base}{path}"
        links: Members = {"self": f"{here}{self.asked.query()}"}
        if window is not None:
            links |= self._pages(here, window)
        links["describedby"] = f"{self.base}{OPENAPI}"
        return {"jsonapi": JSONAPI, "links": links, "meta": self._meta(window), "data": data}

    def compound(
        self,
        path: str,
        kind: ResourceType,
        gathered: Gathering,
        *,
        window: Window | None = None,
        is_one: bool = False,
    ) -> Members:
        """The document of resources that were gathered, with what they include."""
        objects = [self.resource(kind, one) for one in gathered.resources(kind)]
        data = (objects[0] if objects else None) if is_one else objects
        document = self.document(path, data, window)
        if self.asked.include:
            document["included"] = [self.resource(of, one) for of, one in gathered.included()]
        return document

    def resource(self, kind: ResourceType, resource: Resource) -> Members:
        """A resource object, with the fields that were asked for."""
        fields = self.asked.wanted(kind)
        attributes = {
            one.name: resource.attributes[one.name]
            for one in kind.attributes
            if one.name in fields and one.name in resource.attributes
        }
        relationships = {
            one.name: self.relationship(kind, resource, one)
            for one in kind.relationships
            if one.name in fields
        }
        written: Members = {"type": kind.name, "id": resource.id}
        written |= {"attributes": attributes} if attributes else {}
        written |= {"relationships": relationships} if relationships else {}
        return {**written, "links": self._links(kind, resource)}

    def relationship(self, kind: ResourceType, resource: Resource, one: Relationship) -> Members:
        """A relationship object: links, and what it leads to where that is known."""
        links = {
            "self": self.address(kind.name, resource.id, "relationships", one.name),
            "related": self.address(kind.name, resource.id, one.name),
        }
        if one.name not in resource.related:
            return {"links": links}
        several = [identifier(one, to) for to in linkage(resource, one)]
        data: Any = several if one.is_many else (several[0] if several else None)
        return {"links": links, "data": data}

    def _links(self, kind: ResourceType, resource: Resource) -> Members:
        links: Members = {"self": self.address(kind.name, resource.id)}
        if resource.page:
            page = f"{self.base}{quote(resource.page)}"
            links["alternate"] = {"href": page, "type": "text/html", "hreflang": "fr"}
        return links

    def _pages(self, here: str, window: Window) -> Members:
        def to(number: int) -> str | None:
            within = 1 <= number <= window.pages and number != window.number
            return f"{here}{self.asked.query(number)}" if within else None

        return {
            "first": f"{here}{self.asked.query(1)}",
            "prev": to(min(window.number - 1, window.pages)),
            "next": to(window.number + 1),
            "last": f"{here}{self.asked.query(window.pages)}",
        }

    def _meta(self, window: Window | None) -> Members:
        counts = {"total": window.total, "pages": window.pages} if window else {}
        return {
            **counts,
            "day": self.view.today.isoformat(),
            "catalogue_version": self.view.edition.number,
        }


def identifier(relationship: Relationship, one: str) -> Mapping[str, str]:
    """What names a resource."""
    return {"type": relationship.target, "id": one}
