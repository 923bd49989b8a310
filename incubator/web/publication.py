"""Work with GitHub that a request starts, done after its answer; and the words for its failures."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from starlette.requests import Request

from incubator.actions.bring_in import bring_in
from incubator.actions.content_repository import uses_pull_requests
from incubator.actions.deliver_proposals import deliver_proposals
from incubator.github.errors import Reason
from incubator.i18n import N_
from incubator.web.site import site_of
from incubator.web.visitor import mail_site

_ASK = N_("Prévenez l’équipe qui tient le site, puis réessayez.")
#: Why a change did not leave, and what to do, by what GitHub's answer came to.
REASONS: Mapping[str, tuple[str, str]] = {
    Reason.UNREACHABLE: (N_("GitHub ne répond pas."), ""),
    Reason.SLOW: (N_("GitHub met trop de temps à répondre."), ""),
    Reason.BROKEN: (N_("GitHub est en panne."), ""),
    Reason.GARBLED: (N_("La réponse de GitHub est illisible."), ""),
    Reason.LIMITED: (N_("GitHub demande d’attendre : le site l’a beaucoup sollicité."), ""),
    Reason.BAD_TOKEN: (N_("GitHub ne reconnaît plus le jeton du site."), _ASK),
    Reason.FORBIDDEN: (N_("Le jeton du site ne permet pas d’écrire dans le dépôt."), _ASK),
    Reason.MISSING: (N_("GitHub ne trouve pas le dépôt ou la branche des fiches."), _ASK),
    Reason.INVALID: (N_("GitHub refuse cette modification."), _ASK),
    Reason.NO_BRANCH_NAME: (
        N_("Trop d’anciennes branches de cette fiche restent sur GitHub."),
        _ASK,
    ),
    Reason.CONFLICT: (
        N_("Quelqu’un a modifié la même chose entre-temps."),
        N_("Votre texte est gardé. Abandonnez-le et refaites la modification, ou réessayez."),
    ),
    Reason.CLOSED: (
        N_("La demande de fusion a été fermée avant que cette modification ne parte."),
        N_("Réessayez pour en ouvrir une nouvelle, ou abandonnez la modification."),
    ),
}
_log = structlog.get_logger("incubator.web")


async def deliver_changes_soon(request: Request) -> None:
    """Exchange with GitHub once; whatever goes wrong, the changes stay in their outbox."""
    site = site_of(request)
    try:
        if uses_pull_requests(site.settings):
            await deliver_proposals(site.settings, mail_site(request), clock=site.now)
    except Exception:
        # The answer has left already: a fault here is for the log, not for the visitor.
        _log.exception("exchanging with GitHub failed")


async def bring_in_soon(request: Request) -> None:
    """Bring in what the main branch now has."""
    site = site_of(request)
    try:
        await bring_in(site.settings, site.now())
    except Exception:
        _log.exception("bringing in what was merged failed")
