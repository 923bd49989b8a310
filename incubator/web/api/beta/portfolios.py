"""``/api/v2.7/{incubators,sponsors,organisations}.json``: those around the startups."""

from __future__ import annotations

from typing import Any

from incubator.sheets.layout import Collection
from incubator.web.api.beta.values import (
    Content,
    as_json,
    incubators,
    is_on,
    phases,
    text,
)

_INCUBATOR = ("title", "owner", "contact", "address", "website", "github")
_ORGANISATION = ("name", "acronym", "domaine_ministeriel", "type")


def incubators_json(content: Content) -> str:
    """Incubators in the order in which startups name them, then the other visible ones.

    One that is hidden, or has no sheet, is there with its startups alone.
    """
    found: dict[str, dict[str, Any]] = {}
    for sheet in content.sheets[Collection.STARTUPS]:
        fields = sheet.fields
        for incubator_id in dict.fromkeys(incubators(fields)):
            found.setdefault(incubator_id, {"startups": []})["startups"].append(
                {
                    "id": sheet.id,
                    "name": text(fields.get("title")),
                    "pitch": fields.get("mission"),
                    "repository": fields.get("repository"),
                    "contact": fields.get("contact"),
                    "phases": phases(fields.get("phases")),
                }
            )
    for sheet in content.sheets[Collection.INCUBATORS]:
        if not is_on(sheet.fields.get("hidden")):
            own = {key: sheet.fields.get(key) for key in _INCUBATOR}
            found.setdefault(sheet.id, {}).update(own)
    return as_json(found)


def sponsors(content: Content) -> str:
    """Organisations by id, null for what a sheet does not say."""
    return as_json(
        {
            sheet.id: {key: sheet.fields.get(key) for key in _ORGANISATION}
            for sheet in content.sheets[Collection.ORGANISATIONS]
        }
    )


def organisations(content: Content) -> str:
    """Organisations as a list, "" for what a sheet does not say."""
    return as_json(
        [
            {"id": sheet.id, **{key: text(sheet.fields.get(key)) for key in _ORGANISATION}}
            for sheet in content.sheets[Collection.ORGANISATIONS]
        ]
    )
