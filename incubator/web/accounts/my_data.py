"""What is held about oneself: in words, as a preview, and as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.clean_up import (
    DRAFTS_KEPT,
    ENDED_TOKENS_KEPT,
    MAILS_KEPT,
    PROPOSALS_KEPT,
    REMINDERS_KEPT,
)
from incubator.actions.manage_access import INVITATION_LIFETIME
from incubator.actions.manage_accounts import export_account
from incubator.actions.sign_in import LINK_LIFETIME
from incubator.domain.submissions import ACCEPTED_KEPT, CLOSED_KEPT, REMARKS_KEPT
from incubator.i18n import N_
from incubator.store.accounts.held import everything
from incubator.store.journal import find_entries
from incubator.web.accounts.my_data_preview import MOST_LINES, preview
from incubator.web.accounts.my_pages import my_page, span
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import translate
from incubator.web.visitor import lifetime_of, signed_in

_UNTIL_ERASED = N_("Jusqu’à l’effacement de votre compte")
#: What is held, why, and until when.
_KEPT = (
    (
        N_("Profil : adresse, nom, langue, fiche de membre, choix de messages"),
        N_("Vous reconnaître et vous écrire"),
        _UNTIL_ERASED,
    ),
    (
        N_("Identifiant chez votre fournisseur d’identité, si vous en utilisez un"),
        N_("Vous reconnaître à la prochaine connexion"),
        _UNTIL_ERASED,
    ),
    (
        N_("Accès et invitations : rôle, motif, dates, qui les a donnés"),
        N_("Savoir ce que vous pouvez faire ici, et pourquoi"),
        _UNTIL_ERASED,
    ),
    (
        N_("Sessions : navigateur, adresse réseau, dates"),
        N_("Vous garder connecté, et vous prévenir d’un navigateur inconnu"),
        N_("%(idle)s sans visite, %(absolute)s au plus"),
    ),
    (
        N_("Liens de connexion reçus : dates"),
        N_("N’ouvrir votre session qu’une fois par lien"),
        N_("%(link)s ; %(invitation)s pour une invitation"),
    ),
    (
        N_("Jetons : nom, droits, dates"),
        N_("Laisser vos programmes agir pour vous"),
        N_("%(tokens)s après leur fin"),
    ),
    (
        N_("Messages envoyés : objet, date, arrivée ; leur texte est effacé au départ"),
        N_("Comprendre pourquoi un message n’arrive pas"),
        N_("%(mails)s après l’envoi"),
    ),
    (
        N_("Rappels envoyés : sujet, date"),
        N_("Ne pas vous écrire deux fois la même chose"),
        N_("%(reminders)s après l’envoi, ou tant que la chose attend"),
    ),
    (
        N_("Vues du portefeuille : nom, filtres et ordre"),
        N_("Vous les rendre"),
        _UNTIL_ERASED,
    ),
    (
        N_("Propositions, candidatures, problèmes et remarques : votre texte et les réponses"),
        N_("Vous répondre, et savoir d’où vient une startup"),
        N_(
            "%(closed)s après la réponse, %(accepted)s si c’est accepté, %(remarks)s pour une "
            "remarque traitée"
        ),
    ),
    (
        N_("Brouillons : ce que vous avez tapé dans une fiche sans l’enregistrer"),
        N_("Vous le rendre après une coupure"),
        N_("%(drafts)s sans y toucher"),
    ),
    (
        N_("Changements envoyés à GitHub : votre nom, votre adresse, ce qui change"),
        N_("Les proposer en votre nom"),
        N_("%(proposals)s après la fin de la demande"),
    ),
    (
        N_("Réponses aux critères d’une startup : vous, comme auteur, et ce que vous écrivez"),
        N_("Dire à l’équipe qui a répondu, et quand"),
        N_("Jusqu’à l’effacement de votre compte ; la réponse reste à la startup, sans auteur"),
    ),
    (
        N_("Sièges en comité : séance, siège, présence"),
        N_("Savoir qui a décidé, et si le quorum y était"),
        N_("Sans fin ; après l’effacement de votre compte, le siège reste, sans nom"),
    ),
    (
        N_("Notes sur les suites des comités : fait ou non, et ce qui le montre"),
        N_("Savoir ce que devient ce qu’un comité demande"),
        N_("Sans fin ; après l’effacement de votre compte, la note reste, sans nom"),
    ),
    (
        N_("Historique des fiches : votre nom et votre adresse, comme auteur de vos changements"),
        N_("Dire à tous qui a changé quoi ; le site montre le nom, jamais l’adresse"),
        N_("Sans fin : c’est une partie des fiches"),
    ),
    (
        N_("Journal : ce que vous faites ici, avec l’adresse réseau et le navigateur"),
        N_("Rendre des comptes et retrouver un abus"),
        N_("%(journal)s ; ensuite l’action reste, sous un identifiant sans nom"),
    ),
)


async def show(request: Request) -> Response:
    """``GET /mon-compte/donnees``"""
    account = signed_in(request).account
    held = await everything(account)
    count, entries = await find_entries(about=account.public_id, limit=MOST_LINES)
    snapshot = await snapshot_of(request)
    context = {
        "kept": list(_kept(request)),
        "sections": preview(request, snapshot, held, entries, count),
    }
    return my_page(request, "my_data", "my_data", context)


async def download(request: Request) -> Response:
    """``GET /mon-compte/donnees.json``: everything, as a file."""
    account = signed_in(request).account
    data = await export_account(account)
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    file_name = f"mes-donnees-{site_of(request).today().isoformat()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(text, media_type="application/json", headers=headers)


def _kept(request: Request) -> Iterator[tuple[str, str, str]]:
    """:data:`_KEPT` in the reader's words. The lengths are those that the program goes by."""
    site = site_of(request)
    lifetime = lifetime_of(site)
    lengths = {
        "idle": lifetime.idle,
        "absolute": lifetime.absolute,
        "link": LINK_LIFETIME,
        "invitation": INVITATION_LIFETIME,
        "tokens": ENDED_TOKENS_KEPT,
        "mails": MAILS_KEPT,
        "reminders": REMINDERS_KEPT,
        "drafts": DRAFTS_KEPT,
        "proposals": PROPOSALS_KEPT,
        "closed": CLOSED_KEPT,
        "accepted": ACCEPTED_KEPT,
        "remarks": REMARKS_KEPT,
        "journal": timedelta(days=site.settings.journal_days),
    }
    said = {name: span(request, length) for name, length in lengths.items()}
    for what, why, until in _KEPT:
        yield translate(request, what), translate(request, why), translate(request, until, **said)


routes = [
    Route("/mon-compte/donnees", show, name="my_data"),
    Route("/mon-compte/donnees.json", download, name="my_data_file"),
]
