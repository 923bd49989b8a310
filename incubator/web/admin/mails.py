"""The outbox: what left, what waits and what failed. What a mail says is never shown."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.administer import retry_mail
from incubator.i18n import N_
from incubator.store import outbox
from incubator.store.outbox import find_mail, list_mails
from incubator.web.admin import words
from incubator.web.admin.screens import PAGE_SIZE, Asked, ask, listing, screen, select
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.visitor import administrator, leave_notice, now_of, trace_of


async def index(request: Request) -> Response:
    """``/admin/messages``"""
    administrator(request)
    asked = _asked(request)
    total, found = await list_mails(asked.text, asked.filters["etat"], asked.first, PAGE_SIZE)
    states = select(request, asked, "etat", N_("État"), N_("Tous les états"), words.MAIL_STATES)
    mails = [
        {
            "id": mail.public_id,
            "kind": words.say(request, words.MAIL_KINDS, mail.kind),
            "recipient": mail.recipient,
            "subject": mail.subject,
            "created_at": mail.created_at,
            "next_try_at": mail.next_try_at,
            "ended_at": mail.ended_at,
            "attempts": mail.attempts,
            "error": mail.error,
            "state": words.badge(request, words.MAIL_STATES, mail.status),
            "is_waiting": mail.status == outbox.WAITING,
        }
        for mail in found
    ]
    context = {**listing(asked, total, [states]), "mails": mails}
    return screen(request, "admin_mails", "mails.html", context)


async def retry(request: Request) -> Response:
    """``POST /admin/messages/{mail_id}/reessayer``: a waiting mail leaves at once."""
    administrator(request)
    mail = await find_mail(request.path_params["mail_id"][:24])
    if mail is None:
        raise MissingError
    retried = await retry_mail(mail.public_id, trace_of(request), now_of(request))
    message = (
        N_("Nouvel essai pour %(email)s : rechargez la page pour voir son résultat.")
        if retried
        else N_("Le message à %(email)s n’attend plus.")
    )
    await leave_notice(request, message, email=mail.recipient)
    asked = _asked(request)
    task = BackgroundTask(deliver_soon, request)
    return RedirectResponse(asked.url(**asked.whole_query), 303, background=task)


def _asked(request: Request) -> Asked:
    return ask(request, "admin_mails", {"etat": words.MAIL_STATES})


routes = [
    Route("/admin/messages", index, name="admin_mails"),
    Route("/admin/messages/{mail_id}/reessayer", retry, name="admin_retry_mail", methods=["POST"]),
]
