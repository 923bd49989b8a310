"""``/api/v2.7/startups_details.json``: who is, was and has ceased to be in each startup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from incubator.sheets.layout import Collection
from incubator.web.api.beta.values import (
    Content,
    Fields,
    Sheet,
    as_json,
    day,
    ids,
    phases,
    records,
    text,
)

ACTIVE, PREVIOUS, EXPIRED = "active_members", "previous_members", "expired_members"
NOWHERE = ""


def startups_details(content: Content) -> str:
    """The document: startups in the order in which members name them, then the others.

    A startup that members name and that has no sheet is there with its lists alone.
    """
    found: dict[str, dict[str, Any]] = {}
    for member in content.sheets[Collection.MEMBERS]:
        for startup_id, group in placed(member, content.today):
            startup = found.setdefault(startup_id, _nobody())
            if group != NOWHERE:
                startup[group][member.id] = None
    for sheet in content.sheets[Collection.STARTUPS]:
        found.setdefault(sheet.id, _nobody()).update(
            id=sheet.id,
            name=text(sheet.fields.get("title")),
            repository=sheet.fields.get("repository"),
            contact=sheet.fields.get("contact"),
            phases=phases(sheet.fields.get("phases")),
        )
    for startup in found.values():
        startup.update({group: list(startup[group]) for group in (ACTIVE, PREVIOUS, EXPIRED)})
    return as_json(found)


def placed(member: Sheet, today: date) -> Iterator[tuple[str, str]]:
    """Each startup that a member names, with the list that it puts them in."""
    missions = records(member.fields.get("missions"))
    last_end = day(missions[-1].get("end")) if missions else None
    has_left = last_end is not None and last_end <= today
    for startup_id in ids(member.fields.get("startups")):
        yield startup_id, EXPIRED if has_left else ACTIVE
    for startup_id in ids(member.fields.get("previously")):
        yield startup_id, PREVIOUS
    for mission in missions:
        group = _group(mission, today)
        for startup_id in ids(mission.get("startups")):
            yield startup_id, group


def _group(mission: Fields, today: date) -> str:
    """A mission without a start has begun."""
    start, end = day(mission.get("start")), day(mission.get("end"))
    if end is None or ((start is None or start <= today) and today <= end):
        return ACTIVE
    return EXPIRED if end <= today else NOWHERE


def _nobody() -> dict[str, Any]:
    # Keys of a dictionary: each member once, in the order of the first mention.
    return {ACTIVE: {}, PREVIOUS: {}, EXPIRED: {}}
