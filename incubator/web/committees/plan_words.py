"""What planning says when it can't do what was asked, beside which field."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from incubator.actions.committees.plan import Office, PlanError
from incubator.domain.committee_states import StepError
from incubator.i18n import N_
from incubator.web.committees.words import REFUSALS
from incubator.web.forms import Form
from incubator.web.site import site_of
from incubator.web.visitor import mail_site

#: A code of ``PlanError``: the field that it is about, and what is said there.
_FAULTS: Mapping[str, tuple[str, str]] = {
    "past": ("date", N_("Cette séance serait déjà passée : choisissez une date à venir.")),
    "changed": (
        "formulaire",
        N_("Quelqu’un a modifié la séance entre-temps. Relisez les champs, puis enregistrez."),
    ),
    "seated": ("email", N_("Cette personne siège déjà dans cette séance.")),
    "closed_account": ("email", N_("Le compte de cette personne est fermé.")),
    "too_many": (
        "email",
        N_("Vous avez ouvert trop de comptes en une heure : reprenez dans une heure."),
    ),
    "gone": ("formulaire", N_("Ce n’est plus dans la séance : relisez cette page.")),
    "planned": (
        "startup",
        N_("Une startup choisie est déjà à l’ordre du jour d’une séance à venir."),
    ),
    "edge": ("formulaire", N_("Ce point est déjà au bout de l’ordre du jour.")),
    "no_chair": ("formulaire", N_("Personne ne préside : donnez la présidence à un membre.")),
    "nothing": ("formulaire", N_("L’ordre du jour est vide : ajoutez une startup.")),
    "reason": ("motif", N_("Écrivez pourquoi la séance est annulée.")),
}


def say_fault(sent: Form, error: PlanError | StepError) -> None:
    """Put what went wrong beside its field."""
    if isinstance(error, StepError):
        sent.fault("formulaire", REFUSALS[error.refusal])
    else:
        sent.fault(*_FAULTS[error.code])


def fault_text(code: str) -> str:
    """What a code says, in the language of the code's author: to be translated."""
    return _FAULTS[code][1]


def office_of(request: Request) -> Office:
    """What actions need to write to people."""
    return Office(mail_site(request), site_of(request).settings.time_zone)
