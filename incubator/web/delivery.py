"""Mails posted by a request leave right after its answer; the periodic job takes what remains."""

from __future__ import annotations

import structlog
from starlette.requests import Request

from incubator.actions.carriers import carrier_for, prints_mails
from incubator.actions.deliver_mails import deliver_mails
from incubator.web.site import site_of

__all__ = ["deliver_soon", "prints_mails"]
_log = structlog.get_logger("incubator.web")


async def deliver_soon(request: Request) -> None:
    """Try once; whatever goes wrong, the mail stays in the outbox."""
    try:
        site = site_of(request)
        await deliver_mails(carrier_for(site.settings), clock=site.now)
    except Exception:
        # The answer has left already: a fault here is for the log, not for the visitor.
        _log.exception("delivering mails failed")
