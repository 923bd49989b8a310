"""The day that a request reads, and the catalogue of that day."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request

from incubator.web.api.documents import Edition
from incubator.web.api.v1.resources import View
from incubator.web.site import site_of


async def view_of(request: Request, edition: Edition, au: date | None) -> View:
    """What a request reads: the catalogue of today, or of the past day that it names."""
    site = site_of(request)
    present = await site.snapshots.get(edition.today)
    if au is None or au >= edition.today:
        return View(request, edition, edition.today, present)
    return View(request, edition, au, await site.past_days.get(present, au))
