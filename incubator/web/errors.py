"""What a visitor reads when there is no page: what happened, and where to go from there."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from incubator.domain.access import is_administrator
from incubator.domain.text import words
from incubator.i18n import SOURCE_LANGUAGE
from incubator.sheets.layout import Collection
from incubator.store.portfolio_reads import find_redirect, was_removed
from incubator.store.search import search_everything
from incubator.web.api.answers import error_answer, is_for_programs
from incubator.web.links import SAFE
from incubator.web.site import site_of
from incubator.web.templating import language_of, own_path, page_url, render
from incubator.web.visitor import visitor_of

_SUGGESTIONS = 5


class MissingError(HTTPException):
    """There is no such page: 404."""

    def __init__(self) -> None:
        super().__init__(404)


class GoneError(HTTPException):
    """A sheet that was published and has been removed: 410."""

    def __init__(self) -> None:
        super().__init__(410)


async def missing_or_gone(collection: Collection, sheet_id: str) -> HTTPException:
    """What to raise for a sheet that has no page: 410 where it once had one, else 404."""
    return GoneError() if await was_removed(collection, sheet_id) else MissingError()


async def not_found(request: Request, error: Exception) -> Response:
    """A former address leads on (301); else a page that searches for the words of the address."""
    if is_for_programs(request):
        return error_answer(404, error)
    path = request.scope["path"]
    if path != "/" and path.endswith("/") and not path.startswith("//"):
        return _moved(request, path.rstrip("/"))
    if request.scope["method"] in {"GET", "HEAD"}:
        target = await find_redirect(path)
        if target is not None:
            return _moved(request, target)
    return await _missing(request, 404)


async def gone(request: Request, _: Exception) -> Response:
    """A removed sheet: the page says so and searches."""
    target = await find_redirect(request.scope["path"])
    return _moved(request, target) if target else await _missing(request, 410)


async def sign_in_needed(request: Request, error: Exception) -> Response:
    """Nobody is signed in: to the sign-in page, which leads back; a program is told 401."""
    if is_for_programs(request):
        return error_answer(401, error)
    reading = request.method in {"GET", "HEAD"}
    query = {"next": own_path(request) if reading else "/espace"}
    if getattr(error, "again", False):
        query["encore"] = "1"
    return RedirectResponse(page_url(request, "sign_in", **query), 303)


async def forbidden(request: Request, error: Exception) -> Response:
    """Somebody is signed in, and this is not for them."""
    if is_for_programs(request):
        return error_answer(403, error)
    return render(request, "errors/forbidden.html", status=403)


async def foreign(request: Request) -> Response:
    """A request to change something that did not come from a page of this site."""
    if is_for_programs(request):
        return error_answer(403)
    return render(request, "errors/foreign.html", status=403)


async def other_fault(request: Request, error: Exception) -> Response:
    """Any other answer that has no page of its own, such as 405."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if is_for_programs(request):
        return error_answer(status, error)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return render(request, "errors/other.html", {"status": status}, status=status, headers=headers)


async def fault(request: Request) -> Response:
    """Something broke here: the visitor gets an id to quote, and no trace."""
    if is_for_programs(request):
        return error_answer(500)
    context = {"request_id": request.scope.get("request_id", "")}
    try:
        return render(request, "errors/fault.html", context, status=500)
    except Exception:
        # The last net: whatever breaks the page itself must not reach anyone.
        text = f"Une erreur est survenue ({context['request_id']})."
        return PlainTextResponse(text, 500)


def _history_url(request: Request, status: int) -> str:
    """For an administrator, the history of a startup's sheet that was deleted, to restore it."""
    startup_id = request.path_params.get("id", "")
    is_startup = request.scope["path"] == f"/startups/{startup_id}"
    if status != 410 or not is_startup or not is_administrator(visitor_of(request).actor):
        return ""
    return page_url(request, "startup_history", id=startup_id)


async def _missing(request: Request, status: int) -> Response:
    asked = " ".join(words(unquote(request.scope["path"]).rsplit("/", 1)[-1]))[:80]
    if site_of(request).is_static:
        # One page stands for whatever is not there.
        asked = ""
    found = await search_everything(asked, _SUGGESTIONS)
    context = {
        "status": status,
        "asked": asked,
        "found": found.hits,
        "history_url": _history_url(request, status),
    }
    return render(request, "errors/missing.html", context, status=status)


def _moved(request: Request, path: str) -> Response:
    language = language_of(request)
    prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
    query = request.scope.get("query_string", b"").decode("ascii", "ignore")
    target = prefix + quote(path or "/", safe=SAFE)
    return RedirectResponse(target + (f"?{query}" if query else ""), 301)
