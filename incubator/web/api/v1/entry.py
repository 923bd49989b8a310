"""``/api/1``: where everything is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incubator.web.api.documents import Edition
from incubator.web.api.v1.answers import JSONAPI, LICENCE, OPENAPI, ROOT
from incubator.web.api.v1.resources import ResourceType


def entry(types: Mapping[str, ResourceType], edition: Edition, base: str) -> dict[str, Any]:
    """The document that a reader begins with."""
    return {
        "jsonapi": JSONAPI,
        "links": {
            "self": f"{base}{ROOT}",
            "describedby": f"{base}{OPENAPI}",
            "license": LICENCE["href"],
            **{name: f"{base}{ROOT}/{name}" for name in types},
        },
        "meta": {
            "day": edition.today.isoformat(),
            "catalogue_version": edition.number,
            "license": LICENCE["name"],
            "types": list(types),
        },
    }
