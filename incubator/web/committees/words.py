"""What the states, seats and decisions of committees are called."""

from __future__ import annotations

from collections.abc import Mapping

from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import DossierState, Refusal, Stage, State
from incubator.domain.decisions import Kind
from incubator.i18n import N_

STATES: Mapping[State, str] = {
    State.PLANNED: N_("en préparation"),
    State.CONVENED: N_("convoquée"),
    State.OPEN: N_("en cours"),
    State.CLOSED: N_("close"),
    State.CANCELLED: N_("annulée"),
}
STAGES: Mapping[Stage, str] = {
    Stage.WAITING: N_("à venir"),
    Stage.PRESENTATION: N_("présentation"),
    Stage.QUESTIONS: N_("questions"),
    Stage.DELIBERATION: N_("délibération"),
    Stage.DECIDED: N_("décidé"),
}
DOSSIERS: Mapping[DossierState, str] = {
    DossierState.DRAFT: N_("en préparation"),
    DossierState.SUBMITTED: N_("déposé"),
    DossierState.FROZEN: N_("envoyé"),
}
SEATS: Mapping[Seat, str] = {
    Seat.CHAIR: N_("présidence"),
    Seat.SPONSOR: N_("sponsor"),
    Seat.INCUBATOR_HEAD: N_("responsable de l’incubateur"),
    Seat.PORTFOLIO_MANAGER: N_("responsable de portefeuille"),
    Seat.GUEST: N_("invité"),
    Seat.OBSERVER: N_("observateur"),
}
KINDS: Mapping[Kind, str] = {
    Kind.CONTINUE: N_("Poursuivre"),
    Kind.CHANGE_PHASE: N_("Changer de phase"),
    Kind.PROVISIONAL: N_("Décision provisoire"),
    Kind.REINFORCE: N_("Renforcer"),
    Kind.PERMANENT: N_("Pérenniser"),
    Kind.STOP: N_("Arrêter"),
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.STATE: N_("La séance n’en est plus là : quelqu’un d’autre a agi entre-temps."),
    Refusal.NOTHING_TO_DECIDE: N_("L’ordre du jour est vide : ajoutez une startup."),
    Refusal.NO_CHAIR: N_("Personne ne préside : désignez quelqu’un parmi les membres."),
    Refusal.TOO_EARLY: N_("La séance s’ouvre le jour où elle a lieu."),
    Refusal.UNDECIDED: N_("Un point n’est pas décidé : aucune séance ne se clôt sans décision."),
    Refusal.QUORUM: N_(
        "Le quorum n’est pas atteint : notez les présents, ou écrivez pourquoi passer outre."
    ),
}
