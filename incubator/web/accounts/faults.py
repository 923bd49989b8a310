"""Why an account or an access can't be changed as asked, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from incubator.actions.manage_access import AccessError
from incubator.i18n import N_
from incubator.web.forms import Form

#: By code of ``AccessError``: the field that it is about, and what to say.
FAULTS: Mapping[str, tuple[str, str]] = {
    "already_held": ("email", N_("Cette personne a déjà cet accès ici.")),
    "last_administrator": (
        "",
        N_("C’est le dernier administrateur : nommez-en un autre d’abord."),
    ),
    "ended": ("", N_("Cet accès a déjà pris fin.")),
    "disabled": ("email", N_("Ce compte est fermé : un administrateur peut le rouvrir.")),
    "past": ("until", N_("Ce jour est passé : choisissez-en un à venir.")),
    "email_taken": ("email", N_("Un autre compte a cette adresse.")),
    "member_taken": ("member_id", N_("Un autre compte est lié à ce membre.")),
    "not_erasable": (
        "",
        N_("C’est le compte du dernier administrateur : nommez-en un autre d’abord."),
    ),
    "too_many": (
        "email",
        N_("Trop d’invitations sont parties en une heure : continuez dans une heure."),
    ),
    "answered": ("", N_("Cette invitation a déjà été acceptée ou retirée.")),
}


def say_fault(sent: Form, error: AccessError) -> None:
    """Put the reason beside the field that it is about; one about none stands above the form."""
    name, message = FAULTS[error.code]
    sent.fault(name or "formulaire", message)
