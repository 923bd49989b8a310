"""To which incubators a startup belongs: what a version of its sheet would change in that."""

from __future__ import annotations

import asyncio

from incubator.domain.access import Actor, Place, may_move_startup
from incubator.domain.startups import Startup
from incubator.sheets.layout import SheetFile
from incubator.sheets.parse import parse


async def may_put(actor: Actor, place: Place, file: SheetFile, data: bytes) -> bool:
    """Whether a version of a startup's sheet leaves it where it is, or its mover may move it.

    A version that can't be read is refused elsewhere.
    """
    if may_move_startup(actor, place):
        return True
    sheet = (await asyncio.to_thread(parse, file, data)).sheet
    if sheet is None or not isinstance(sheet.value, Startup):
        return True
    return frozenset(sheet.value.incubators) == place.incubators
