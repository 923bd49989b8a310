"""The archive of a closed session, for the record office."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import IO

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from incubator.actions.committees.archive import Programme, write_archive
from incubator.actions.committees.invitations import names_of
from incubator.documents.archives import CHUNK, ArchiveTooLargeError, safe_name
from incubator.documents.pdf import PdfError, Trouble
from incubator.domain.committee_access import Right
from incubator.domain.committee_states import State
from incubator.i18n import N_
from incubator.store import attempts
from incubator.store.attempts import Limit
from incubator.store.committees.sessions import Item
from incubator.web.committees.dossier_page import document_html
from incubator.web.committees.entering import (
    EnteredCommittee,
    EnteredItem,
    enter_committee,
    startup_of,
)
from incubator.web.committees.minutes import minutes_html
from incubator.web.committees.pdf import style_sheets
from incubator.web.site import site_of
from incubator.web.templating import absolute_url, page_url
from incubator.web.visitor import leave_notice, mail_site, now_of

#: How long an archive may take to make its PDF, in seconds; the rest goes without.
_PDF_SECONDS = 120.0
#: Below this it stays in memory, in bytes.
_SPOOLED = 8 * 1024 * 1024
_STYLE_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_BY_PERSON = Limit("archive-by-account", 10, timedelta(minutes=15))


class _Papers:
    """The documents of a session as its pages show them."""

    def __init__(self, request: Request, entered: EnteredCommittee) -> None:
        self._request = request
        self._entered = entered
        self._sheets = style_sheets(site_of(request))
        self._until = time.monotonic() + _PDF_SECONDS

    async def dossier(self, item: Item, version: int) -> str:
        """A version of a dossier as a whole HTML document."""
        startup, sponsors = startup_of(self._entered.snapshot, item.startup_id)
        entered = EnteredItem(self._entered, item, startup, sponsors)
        return self._alone(await document_html(self._request, entered, version))

    async def minutes(self, text: str) -> str:
        """The minutes as a whole HTML document."""
        return self._alone(await minutes_html(self._request, self._entered.committee, text))

    def _alone(self, html: str) -> str:
        """A document that looks the same far from here: its style sheets stand in it."""

        def inlined(match: re.Match[str]) -> str:
            file = self._sheets.get(match[1])
            return f"<style>{file.read_text('utf-8')}</style>" if file else ""

        return _STYLE_SHEET.sub(inlined, html)

    async def pdf(self, html: str) -> bytes:
        """The PDF of a document, while there is time."""
        if time.monotonic() > self._until:
            raise PdfError(Trouble.TOO_LONG)
        site = site_of(self._request)
        return await site.printer.pdf(html, self._sheets, absolute_url(self._request, "/"))


async def committee_archive(request: Request) -> Response:
    """``GET /comites/{committee_id}/archive.zip``"""
    entered = await enter_committee(request, Right.PREPARE)
    committee = entered.committee
    if committee.state is not State.CLOSED:
        return await _refuse(request, N_("Une séance s’archive une fois close."))
    account = entered.person.account.public_id
    if not await attempts.is_within(_BY_PERSON, account, now_of(request)):
        return await _refuse(
            request, N_("Vous avez demandé beaucoup d’archives : revenez dans quelques minutes.")
        )
    site = site_of(request)
    mail = mail_site(request)
    # It closes itself once it was sent (see _sent), or here where it is not.
    file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115
    try:
        await write_archive(
            file,
            committee,
            await names_of(committee),
            _Papers(request, entered),
            Programme(mail.title, mail.base_url),
            site.settings.attachments_folder,
            now_of(request),
        )
    except ArchiveTooLargeError:
        file.close()
        message = N_("Les pièces de cette séance sont trop lourdes pour une seule archive.")
        return await _refuse(request, message)
    except BaseException:
        file.close()
        raise
    day = committee.starts_at.astimezone(site.settings.time_zone).date().isoformat()
    name = f"comite-{safe_name(committee.incubator_id)}-{day}.zip"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(file.seek(0, 2)),
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(_sent(file), headers=headers, media_type="application/zip")


async def _sent(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        await asyncio.to_thread(file.seek, 0)
        while piece := await asyncio.to_thread(file.read, CHUNK):
            yield piece


async def _refuse(request: Request, message: str) -> Response:
    await leave_notice(request, message)
    committee_id = request.path_params["committee_id"]
    return RedirectResponse(page_url(request, "committee", committee_id=committee_id), 303)


routes = [
    Route("/comites/{committee_id}/archive.zip", committee_archive, name="committee_archive"),
]
