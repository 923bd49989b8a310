"""``/api/v3/startups/{id}.json``: one startup, as its sheet has it, with its people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from incubator.web.api.beta.values import Sheet, incubators, phases, text

#: The fields that are given as the sheet has them, where it has them, in the answer's order.
FIELDS = (
    "repository",
    "contact",
    "phases",
    "mission",
    "link",
    "incubator",
    "accessibility_status",
    "stats_url",
    "budget_url",
    "impact_url",
    "dashlord_url",
    "redirect_from",
    "usertypes",
    "techno",
    "mon_service_securise",
)


def startup(sheet: Sheet, active: Iterable[str], previous: Iterable[str]) -> dict[str, Any]:
    """The document of a startup; ``active`` and ``previous`` are ids of members."""
    fields = sheet.fields
    return {
        "name": text(fields.get("title")),
        **{
            key: phases(fields[key]) if key == "phases" else fields[key]
            for key in FIELDS
            if key in fields
        },
        "incubators": incubators(fields),
        "active_members": list(active),
        "previous_members": list(previous),
        "content": sheet.body,
    }
