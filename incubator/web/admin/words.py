"""The words of administration: states, kinds, and what the journal notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from starlette.requests import Request

from incubator.i18n import N_
from incubator.store import outbox
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.grants import Grant
from incubator.web import labels
from incubator.web.templating import translate

ACCOUNT_STATES: Mapping[str, str] = {
    "active": N_("Actif"),
    "invited": N_("Jamais connecté"),
    "disabled": N_("Fermé"),
    "erased": N_("Effacé"),
}
GRANT_STATES: Mapping[str, str] = {
    "active": N_("En vigueur"),
    "ending": N_("Finit sous 14 jours"),
    "ended": N_("Terminé"),
    "revoked": N_("Retiré"),
}
INVITATION_STATES: Mapping[str, str] = {
    "waiting": N_("En attente"),
    "expired": N_("Expirée"),
    "accepted": N_("Acceptée"),
    "revoked": N_("Retirée"),
}
MAIL_STATES: Mapping[str, str] = {
    outbox.WAITING: N_("En attente"),
    outbox.LEAVING: N_("En cours d’envoi"),
    outbox.HANDED: N_("Remis au serveur"),
    outbox.SENT: N_("Envoyé"),
    outbox.REFUSED: N_("Refusé"),
    outbox.UNCERTAIN: N_("Incertain"),
    outbox.EXPIRED: N_("Abandonné"),
}
MAIL_KINDS: Mapping[str, str] = {
    "sign_in": N_("Lien de connexion"),
    "invitation": N_("Invitation"),
    "access": N_("Accès donné ou retiré"),
    "new_browser": N_("Nouveau navigateur"),
    "sheet": N_("Fiche à corriger"),
    "reminder": N_("Rappel de la semaine"),
    "committee": N_("Convocation à un comité"),
    "minutes": N_("Relevé de décisions"),
    "decision": N_("Décision révisée"),
    "submission": N_("Proposition, candidature ou remarque"),
}
#: How each state looks besides its word; states that call for nothing have no colour.
BADGES: Mapping[str, str] = {
    "ending": "warning",
    "expired": "warning",
    "disabled": "warning",
    outbox.UNCERTAIN: "warning",
    "warning": "warning",
    "late": "warning",
    outbox.REFUSED: "error",
    "failed": "error",
    "error": "error",
}
METHODS: Mapping[str, str] = {
    "link": N_("Lien de connexion"),
    "openid": N_("OpenID Connect"),
    "demonstration": N_("Démonstration"),
}
ACTIONS: Mapping[str, str] = {
    "signed_in": N_("S’est connecté"),
    "sign_in_refused": N_("Connexion refusée"),
    "signed_out": N_("S’est déconnecté"),
    "sessions_ended": N_("Sessions fermées"),
    "account_opened": N_("Compte ouvert"),
    "account_changed": N_("Compte modifié"),
    "account_disabled": N_("Compte fermé"),
    "account_enabled": N_("Compte rouvert"),
    "account_exported": N_("Données exportées"),
    "account_erased": N_("Compte effacé"),
    "role_given": N_("Accès donné"),
    "role_taken": N_("Accès retiré"),
    "invitation_sent_again": N_("Invitation renvoyée"),
    "invitation_taken": N_("Invitation retirée"),
    "token_created": N_("Jeton créé"),
    "token_revoked": N_("Jeton révoqué"),
    "calendar_created": N_("Calendrier créé"),
    "calendar_revoked": N_("Calendrier révoqué"),
    "mail_retried": N_("Message relancé"),
    "sheet_changed": N_("Fiche modifiée"),
    "submission_sent": N_("Envoi reçu"),
    "submission_confirmed": N_("Envoi confirmé"),
    "submission_completed": N_("Envoi complété"),
    "submission_withdrawn": N_("Envoi retiré"),
    "submission_asked": N_("Précision demandée"),
    "submission_declined": N_("Envoi décliné"),
    "submission_accepted": N_("Envoi accepté"),
    "submission_answered": N_("Envoi répondu"),
    "submission_done": N_("Remarque traitée"),
    "submission_removed": N_("Envoi écarté"),
    "submission_restored": N_("Envoi rétabli"),
    "call_created": N_("Appel écrit"),
    "call_changed": N_("Appel modifié"),
    "call_published": N_("Appel publié"),
    "call_closed": N_("Appel clos"),
    "call_cancelled": N_("Appel annulé"),
    "picture_changed": N_("Image modifiée"),
    "sheet_proposed": N_("Modification proposée"),
    "proposal_retried": N_("Modification relancée"),
    "proposal_abandoned": N_("Modification abandonnée"),
    "proposal_merged": N_("Modification fusionnée"),
    "proposal_closed": N_("Modification fermée sans fusion"),
    "assessed": N_("Critères répondus"),
    "assessment_undone": N_("Réponses annulées"),
    "committee_planned": N_("Séance préparée"),
    "committee_changed": N_("Séance modifiée"),
    "committee_rules_changed": N_("Règles des comités modifiées"),
    "committee_convened": N_("Séance convoquée"),
    "committee_cancelled": N_("Séance annulée"),
    "committee_member_added": N_("Membre ajouté à une séance"),
    "committee_member_changed": N_("Siège modifié"),
    "committee_member_removed": N_("Membre retiré d’une séance"),
    "committee_member_restored": N_("Membre remis dans une séance"),
    "agenda_item_added": N_("Startup ajoutée à un ordre du jour"),
    "agenda_item_moved": N_("Ordre du jour réordonné"),
    "agenda_item_timed": N_("Durées d’un point modifiées"),
    "agenda_item_removed": N_("Startup retirée d’un ordre du jour"),
    "agenda_item_restored": N_("Startup remise à l’ordre du jour"),
    "dossier_opened": N_("Dossier ouvert"),
    "dossier_changed": N_("Dossier modifié"),
    "dossier_submitted": N_("Dossier déposé"),
    "dossier_recalled": N_("Dossier repris"),
    "dossier_sent": N_("Dossier envoyé"),
    "attachment_added": N_("Pièce jointe au dossier"),
    "attachment_removed": N_("Pièce retirée du dossier"),
    "dossier_corrected": N_("Correction du dossier commencée"),
    "opinion_given": N_("Avis donné"),
    "opinion_changed": N_("Avis modifié"),
    "opinions_opened": N_("Avis ouverts"),
    "interest_declared": N_("Déport noté"),
    "interest_taken_back": N_("Déport retiré"),
    "committee_opened": N_("Séance de comité ouverte"),
    "committee_item_chosen": N_("Point de comité abordé"),
    "committee_stage_changed": N_("Étape d’un point changée"),
    "committee_notes_saved": N_("Notes de séance enregistrées"),
    "committee_presence_noted": N_("Présences notées"),
    "decision_taken": N_("Décision de comité enregistrée"),
    "decision_changed": N_("Décision de comité révisée"),
    "promise_noted": N_("Suite d’une décision de comité notée"),
    "session_closed": N_("Séance de comité close"),
    "decision_retried": N_("Écriture d’une décision relancée"),
}
#: Those who act without an account.
ACTORS: Mapping[str, str] = {
    "cli": N_("Ligne de commande"),
    "demonstration": N_("Démonstration"),
    "clean-up": N_("Nettoyage automatique"),
    "send-dossiers": N_("Envoi automatique des dossiers"),
    "github": N_("GitHub"),
    "nobody": N_("Personne non connectée"),
}
FIELDS: Mapping[str, str] = {
    "name": N_("Nom"),
    "email": N_("Adresse"),
    "language": N_("Langue"),
    "member_id": N_("Fiche de membre"),
    "notify_access": N_("Message sur les accès"),
    "notify_sign_in": N_("Message à chaque nouveau navigateur"),
    "notify_sheets": N_("Message sur les fiches"),
    "muted": N_("Rappels coupés"),
    "role": N_("Rôle"),
    "place": N_("Lieu"),
    "until": N_("Dernier jour"),
    "reason": N_("Motif"),
    "grant": N_("Accès"),
    "request": N_("Demande"),
    "session": N_("Session"),
    "count": N_("Nombre"),
    "method": N_("Moyen"),
    "browser": N_("Navigateur"),
    "network": N_("Adresse réseau"),
    "token": N_("Jeton"),
    "scopes": N_("Droits"),
    "expires_at": N_("Fin"),
    "proposal": N_("Proposition"),
    "number": N_("Numéro"),
    "kind": N_("Genre"),
    "sheet": N_("Fiche"),
    "criteria": N_("Critères"),
    "seat": N_("Siège"),
    "account": N_("Compte"),
    "member": N_("Membre"),
    "startups": N_("Startups"),
    "startup": N_("Startup"),
    "incubator": N_("Incubateur"),
}
LANGUAGE_NAMES: Mapping[str, str] = {"fr": N_("Français"), "en": N_("Anglais")}


def say(request: Request, names: Mapping[str, str], value: str) -> str:
    """A value in the reader's words; one that is not known, as it is written."""
    return labels.label(names, value, lambda text: translate(request, text))


def badge(request: Request, names: Mapping[str, str], value: str) -> dict[str, str]:
    """A state as a badge: its word, and the look that its word explains."""
    return {"text": say(request, names, value), "kind": BADGES.get(value, "")}


def account_state(account: Account) -> str:
    """One of :data:`ACCOUNT_STATES`."""
    if account.erased_at:
        return "erased"
    if account.disabled_at:
        return "disabled"
    return "active" if account.last_sign_in_at else "invited"


def grant_state(grant: Grant, today: date, soon: date) -> str:
    """One of :data:`GRANT_STATES`; ``soon`` is the last day that counts as near."""
    if grant.revoked_at:
        return "revoked"
    if not grant.is_active(today):
        return "ended"
    return "ending" if grant.until and grant.until <= soon else "active"


def account_name(request: Request, account: Account) -> str:
    """How to name an account, erased ones included."""
    return account.shown_name or translate(request, N_("Compte effacé"))


def actor_name(request: Request, actor: str, names: Mapping[str, str]) -> str:
    """Who acted: an account by name, a door by its own words."""
    if actor in names:
        return names[actor] or translate(request, N_("Compte effacé"))
    return say(request, ACTORS, actor)


def parse_day(value: object) -> date | None:
    """A day that was written as JSON; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def parse_moment(value: object) -> datetime | None:
    """An instant that was written as JSON; None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
