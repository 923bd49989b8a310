"""The minutes of a closed session: to read, to take away, to print."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.committee_access import Right
from incubator.sheets.render import render as render_markdown
from incubator.store.committees.closings import Minutes, minutes_of
from incubator.store.committees.sessions import Committee
from incubator.web.committees.closing import names_in, orders_shown
from incubator.web.committees.entering import EnteredCommittee, enter_committee
from incubator.web.errors import MissingError
from incubator.web.site import site_of
from incubator.web.templating import render


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}/releve``"""
    entered, minutes = await enter_minutes(request)
    committee, names = entered.committee, names_in(entered)
    may_run = Right.RUN in entered.rights
    context = {
        "committee": committee,
        "incubator": names.incubator,
        "minutes": minutes,
        "text_html": _body(minutes.text),
        "orders": await orders_shown(request, committee, names) if may_run else [],
        "may_prepare": Right.PREPARE in entered.rights,
    }
    return render(request, "committees/minutes.html", context)


async def markdown(request: Request) -> Response:
    """``GET /comites/{committee_id}/releve.md``: the minutes, byte for byte as they were kept."""
    entered, minutes = await enter_minutes(request)
    day = entered.committee.starts_at.astimezone(site_of(request).settings.time_zone).date()
    name = f"releve-{day.isoformat()}.md"
    return Response(
        minutes.text.encode(),
        media_type="text/markdown",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-cache",
        },
    )


async def enter_minutes(request: Request) -> tuple[EnteredCommittee, Minutes]:
    """The session that the address names and its minutes, for somebody who sees it.

    Raises:
        SignInNeededError, MissingError, ForbiddenError: as ``enter_committee`` says; there are no
            minutes before the session is closed.
    """
    entered = await enter_committee(request, Right.SEE)
    minutes = await minutes_of(entered.committee.number)
    if minutes is None:
        raise MissingError
    return entered, minutes


async def minutes_html(request: Request, committee: Committee, text: str) -> str:
    """The minutes as a document of its own, which needs no style sheet; in French as they are."""
    context = {"committee": committee, "text_html": _body(text)}
    page = render(request, "committees/minutes_document.html", context)
    return bytes(page.body).decode()


def _body(text: str) -> str:
    """Sanitised HTML of what follows the title."""
    _, _, rest = text.partition("\n")
    return render_markdown(rest)


_PATH = "/comites/{committee_id}/releve"
routes = [
    Route(f"{_PATH}.md", markdown, name="minutes_markdown"),
    Route(_PATH, show, name="minutes"),
]
