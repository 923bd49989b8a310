"""What the states, seats and decisions of committees are called."""

from __future__ import annotations

from collections.abc import Mapping

from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import DossierState, Refusal, Stage, State
from incubator.domain.decisions import Kind
from incubator.domain.follow_up import Answer, Fate, Sort
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
#: What each decision means to whoever chooses one.
KIND_HINTS: Mapping[Kind, str] = {
    Kind.CONTINUE: N_("Le comité est convaincu : six mois de plus, dans la même phase."),
    Kind.CHANGE_PHASE: N_("La startup entre dans une autre phase le jour de la décision."),
    Kind.PROVISIONAL: N_("Le comité doute : un ou deux mois, et une preuve à apporter."),
    Kind.REINFORCE: N_("La startup continue avec plus de moyens."),
    Kind.PERMANENT: N_("Le service devient durable, dans sa phase ou chez qui le reprend."),
    Kind.STOP: N_("La startup quitte le programme. Les motifs sont obligatoires."),
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
#: What becomes of what a decision asks for, and the kind of its badge: the same words fit a
#: condition and an objective, which have not the same gender in French.
FATES: Mapping[Fate, tuple[str, str]] = {
    Fate.LATE: (N_("En retard"), "error"),
    Fate.SOON: (N_("Sous 14 jours"), "warning"),
    Fate.DUE: (N_("À venir"), "info"),
    Fate.MET: (N_("Fait"), "success"),
    Fate.NOT_MET: (N_("Non fait"), "error"),
    Fate.DROPPED: (N_("Sans objet"), ""),
}
SORTS: Mapping[Sort, str] = {
    Sort.CONDITION: N_("Condition"),
    Sort.OBJECTIVE: N_("Objectif"),
}
#: What was noted of it.
ANSWERS: Mapping[Answer, str] = {
    Answer.MET: FATES[Fate.MET][0],
    Answer.NOT_MET: FATES[Fate.NOT_MET][0],
    Answer.WITHDRAWN: N_("Note reprise"),
}
