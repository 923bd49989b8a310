"""The browsers in which one is signed in, and ending what one does not know."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.sign_in import end_sessions
from incubator.i18n import N_
from incubator.store.accounts.sessions import sessions_of
from incubator.web import cookies
from incubator.web.accounts.leaving import leave_provider
from incubator.web.accounts.my_pages import browser_words, my_page, span
from incubator.web.site import site_of
from incubator.web.templating import formats_of, page_url, translate
from incubator.web.visitor import leave_notice, lifetime_of, now_of, signed_in, trace_of

#: How a session was opened.
METHODS: Mapping[str, str] = {
    "link": N_("par un lien reçu"),
    "openid": N_("par OpenID Connect"),
    "demonstration": N_("par la démonstration"),
}


async def show(request: Request) -> Response:
    """``GET /mon-compte/sessions``"""
    person = signed_in(request)
    site = site_of(request)
    found = await sessions_of(person.account, lifetime_of(site), now_of(request))
    context = {
        "sessions": [
            {
                "id": session.public_id,
                "browser": browser_words(request, session.browser),
                "network": session.network,
                "method": translate(request, METHODS.get(session.method, session.method)),
                "began": formats_of(request).moment(session.created_at),
                "used": formats_of(request).moment(session.last_seen_at),
                "is_this": session.public_id == person.session.public_id,
            }
            for session in sorted(found, key=lambda s: s.public_id != person.session.public_id)
        ],
        "idle": span(request, lifetime_of(site).idle),
        "absolute": span(request, lifetime_of(site).absolute),
    }
    return my_page(request, "my_sessions", "my_sessions", context)


async def end(request: Request) -> Response:
    """``POST /mon-compte/sessions/{session_id}/fermer``: ending this very one signs out."""
    person = signed_in(request)
    session_id = request.path_params["session_id"]
    ended = await end_sessions(person.account, trace_of(request), public_id=session_id)
    if session_id == person.session.public_id:
        answer = await leave_provider(request, person.session)
        cookies.forget(request, answer, cookies.SESSION)
        return answer
    done, late = N_("Session fermée."), N_("Cette session était déjà fermée.")
    await leave_notice(request, done if ended else late)
    return _back(request)


async def end_others(request: Request) -> Response:
    """``POST /mon-compte/sessions/fermer``: every session but this one."""
    person = signed_in(request)
    ended = await end_sessions(person.account, trace_of(request), but=person.session.public_id)
    done, none = (
        N_("Toutes vos autres sessions sont fermées."),
        N_("Vous n’aviez pas d’autre session."),
    )
    await leave_notice(request, done if ended else none)
    return _back(request)


def _back(request: Request) -> Response:
    return RedirectResponse(page_url(request, "my_sessions"), 303)


_BASE = "/mon-compte/sessions"
routes = [
    Route(_BASE, show, name="my_sessions"),
    Route(f"{_BASE}/fermer", end_others, name="end_my_other_sessions", methods=["POST"]),
    Route(f"{_BASE}/{{session_id}}/fermer", end, name="end_my_session", methods=["POST"]),
]
