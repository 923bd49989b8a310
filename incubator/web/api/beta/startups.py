"""``/api/v2.7/startups.json``: every startup, with the incubators that they name."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from incubator.sheets.layout import Collection
from incubator.web.api.beta.values import (
    Content,
    Fields,
    Sheet,
    as_json,
    day_text,
    has,
    incubators,
    is_on,
    records,
    text,
    texts,
)

_LINE_ENDS = re.compile(r"[\r\n]+")
_INCUBATOR = ("title", "owner", "website", "github", "contact")


def startups(content: Content) -> str:
    """The document."""
    found = content.sheets[Collection.STARTUPS]
    named = {incubator for sheet in found for incubator in incubators(sheet.fields)}
    return as_json(
        {
            "links": {"self": f"{content.base}/startups"},
            "data": [_startup(sheet) for sheet in found],
            "included": [
                _incubator(sheet)
                for sheet in content.sheets[Collection.INCUBATORS]
                if sheet.id in named or not is_on(sheet.fields.get("hidden"))
            ],
        }
    )


def stats_url(fields: Fields) -> str:
    """Where the statistics are: as written, else ``/stats`` after the link, where there is one."""
    if has(fields, "stats_url"):
        return text(fields["stats_url"])
    link = text(fields.get("link")).strip()
    return f"{link}/stats" if link and is_on(fields.get("stats")) else ""


def _startup(sheet: Sheet) -> dict[str, Any]:
    fields = sheet.fields
    return {
        "id": sheet.id,
        "type": "startup",
        "attributes": {**_presentation(fields), **_story(sheet), **_standards(fields)},
        "relationships": {
            "incubator": {"data": _reference(text(fields.get("incubator")).strip())},
            "incubators": {"data": [_reference(one) for one in incubators(fields)]},
        },
    }


def _presentation(fields: Fields) -> dict[str, Any]:
    found = {
        "name": text(fields.get("title")),
        "pitch": text(fields.get("mission")),
        "stats_url": stats_url(fields),
        **_given(fields, "budget_url"),
    }
    # The original has this one with each link, empty or not.
    if has(fields, "link") or has(fields, "impact_url"):
        found["impact_url"] = text(fields.get("impact_url"))
    return {
        **found,
        **_given(fields, "link"),
        **_given(fields, "repository"),
        "contact": text(fields.get("contact")),
    }


def _story(sheet: Sheet) -> dict[str, Any]:
    fields = sheet.fields
    return {
        "content_url_encoded_markdown": quote(sheet.body, safe=""),
        "events": [
            {
                "name": text(event.get("name")),
                "date": day_text(event.get("date")),
                "comment": one_line(text(event.get("comment"))),
            }
            for event in records(fields.get("events"))
        ],
        "phases": [
            {
                "name": text(phase.get("name")),
                "start": day_text(phase.get("start")),
                "end": day_text(phase.get("end")),
            }
            for phase in records(fields.get("phases"))
        ],
        "sponsors": [
            sponsor.replace("/organisations/", "") for sponsor in texts(fields.get("sponsors"))
        ],
        "thematiques": texts(fields.get("thematiques")),
        "technos": texts(fields.get("techno")),
    }


def _standards(fields: Fields) -> dict[str, Any]:
    return {
        **({"analyse_risques": "true"} if is_on(fields.get("analyse_risques")) else {}),
        **_given(fields, "analyse_risques_url"),
        **_given(fields, "dashlord_url"),
        **_given(fields, "accessibility_status"),
    }


def _incubator(sheet: Sheet) -> dict[str, Any]:
    """An incubator; of a hidden one, which a startup names, only the title."""
    keys = _INCUBATOR[:1] if is_on(sheet.fields.get("hidden")) else _INCUBATOR
    attributes = {key: text(sheet.fields.get(key)) for key in keys}
    return {**_reference(sheet.id), "attributes": attributes}


def _reference(incubator_id: str) -> dict[str, Any]:
    return {"type": "incubator", "id": incubator_id}


def _given(fields: Fields, key: str) -> dict[str, str]:
    return {key: text(fields[key])} if has(fields, key) else {}


def one_line(comment: str) -> str:
    """A comment without line ends: a space keeps the words apart."""
    return _LINE_ENDS.sub(" ", comment.strip("\r\n"))
