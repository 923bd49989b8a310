"""A text as the public page would show it, while it is typed."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.i18n import N_
from incubator.sheets.render import RenderError
from incubator.sheets.workshop import WorkshopError, render_markdown
from incubator.web.forms import read_form
from incubator.web.templating import render, translate
from incubator.web.visitor import now_of, signed_in

#: The longest text that is shown, in bytes.
MAX_TEXT_BYTES = 100_000
#: Whoever types is shown the text about once a second.
_TIMES, _WINDOW = 90, timedelta(minutes=1)
_ACCOUNTS = 2000
_WAIT_SECONDS = "2"
_recent: dict[str, deque[datetime]] = {}


async def preview_html(text: str) -> str:
    """The sanitised HTML of a text, made by the public page's renderer in the workshop.

    Raises:
        RenderError: the text can't be shown; the message says why.
        WorkshopError: it can't be converted now; trying again may work.
    """
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise RenderError(N_("il est trop long"))
    return await render_markdown(text)


async def preview(request: Request) -> Response:
    """``POST /espace/apercu``: the text of a form's field ``text`` as a fragment of a page."""
    person = signed_in(request)
    if not _is_within(person.account.public_id, now_of(request)):
        return _told(request, 429, N_("L’aperçu est demandé trop souvent : attendez un instant."))
    sent = await read_form(request)
    try:
        html = await preview_html(sent.values.get("text", ""))
    except RenderError as error:
        reason = translate(request, str(error))
        return _told(request, 422, N_("Ce texte ne peut pas être affiché : %(why)s."), why=reason)
    except WorkshopError:
        return _told(
            request, 503, N_("L’aperçu est occupé : votre texte est intact, réessayez bientôt.")
        )
    return render(request, "workspace/_preview.html", {"html": html, "fault": ""})


def _told(request: Request, status: int, message: str, **values: str) -> Response:
    context = {"html": "", "fault": translate(request, message, **values)}
    headers = {} if status == 422 else {"Retry-After": _WAIT_SECONDS}
    return render(request, "workspace/_preview.html", context, status=status, headers=headers)


def _is_within(account: str, now: datetime) -> bool:
    """Count a preview; each worker counts its own, since it protects its own workshop."""
    times = _recent.pop(account, None) or deque()
    while times and times[0] <= now - _WINDOW:
        times.popleft()
    # Put last: the account that has been quiet for longest is the first to be forgotten.
    _recent[account] = times
    if len(_recent) > _ACCOUNTS:
        del _recent[next(iter(_recent))]
    if len(times) >= _TIMES:
        return False
    times.append(now)
    return True


routes = [Route("/espace/apercu", preview, name="preview", methods=["POST"])]
