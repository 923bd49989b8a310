"""Pages of startups that have another id by now."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incubator.sheets.layout import Collection
from incubator.store.portfolio_reads import find_redirect
from incubator.web.errors import missing_or_gone
from incubator.web.templating import page_url


async def elsewhere(request: Request, startup_id: str, page: str) -> Response:
    """Lead to the page of that name under the startup's present id.

    Raises:
        HTTPException: there is no such startup (404), or no more (410).
    """
    target = await find_redirect(f"/startups/{startup_id}")
    if target and target.startswith("/startups/"):
        present = target.removeprefix("/startups/")
        return RedirectResponse(page_url(request, page, id=present), 301)
    raise await missing_or_gone(Collection.STARTUPS, startup_id)
