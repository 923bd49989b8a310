"""What has become of a decision in its startup's sheet, in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from incubator.i18n import N_
from incubator.store.committees import orders
from incubator.store.committees.orders import Order
from incubator.web.templating import translate

#: By the reason that was noted; what begins with "other" says the program's own words.
REASONS: Mapping[str, str] = {
    "conflict": N_("quelqu’un change la fiche au même moment"),
    "missing": N_("la fiche n’existe plus"),
    "refused": N_("la fiche a une erreur que cette écriture laisserait : corrigez-la d’abord"),
    "broken": N_("la fiche ne peut pas être lue : corrigez-la d’abord"),
    "dirty": N_("le fichier a sur le serveur des changements qui ne sont dans aucune version"),
    "no-content": N_("le dossier des fiches est introuvable"),
    "no-git": N_("Git n’est pas installé sur le serveur"),
    "no-repository": N_("le dossier des fiches n’est pas un dépôt Git"),
    "detached": N_("aucune branche n’est choisie dans le dépôt des fiches"),
    "unfinished": N_("une fusion n’est pas terminée dans le dépôt des fiches"),
    "locked": N_("le dépôt des fiches est en cours de mise à jour"),
    "busy": N_("d’autres enregistrements sont en cours"),
    "full": N_("il n’y a plus de place sur le disque du serveur"),
    "read-only": N_("le serveur ne peut pas écrire dans le dossier des fiches"),
}


@dataclass(frozen=True, slots=True)
class OrderState:
    """A word with its badge, and why where something is to be done."""

    text: str
    badge: str
    reason: str = ""


def order_state(request: Request, order: Order, *, is_proposed: bool) -> OrderState:
    """An order as its page shows it; ``is_proposed`` where changes are pull requests."""
    if order.status == orders.DONE:
        text = N_("Proposée à la fusion") if is_proposed else N_("Écrite dans la fiche")
        return OrderState(translate(request, text), "success")
    reason = _reason(request, order.error)
    if order.status == orders.REFUSED:
        return OrderState(translate(request, N_("Pas écrite")), "error", reason)
    if order.error:
        return OrderState(translate(request, N_("Nouvel essai prévu")), "warning", reason)
    return OrderState(translate(request, N_("En cours d’écriture")), "info")


def _reason(request: Request, error: str) -> str:
    if not error:
        return ""
    if error in REASONS:
        return translate(request, REASONS[error])
    return translate(
        request,
        N_("le fichier ne peut pas être changé sans risque (« %(reason)s »)"),
        reason=error.removeprefix("other: "),
    )
