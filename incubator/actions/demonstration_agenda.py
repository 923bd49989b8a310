"""What a session of the demonstration is made of, and the invented people who sit in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from incubator.actions.demonstration import PERSONAS
from incubator.domain.committee_access import Seat
from incubator.domain.decisions import Decision, Kind, Objective
from incubator.domain.follow_up import Answer
from incubator.domain.narratives import Narrative, Planned, to_plain
from incubator.domain.phases import Phase

_WEEKEND = (5, 6)
QUAI, ATELIER, VERRIERE = "quai-des-droits", "atelier-des-territoires", "la-verriere"


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented person without a role: their seats are all that they have."""

    name: str
    email: str


#: By the word that sessions use, besides the personas.
OTHERS: Mapping[str, Invented] = {
    "portefeuille": Invented("Ada Paravent", "ada.paravent@incubateur.example"),
    "littoral": Invented("Odile Fac-Similé", "odile.fac-simile@incubateur.example"),
    "mobilites": Invented("Amel Trompe-l’Œil", "amel.trompe-l-oeil@incubateur.example"),
    "atelier": Invented("Gilles Contrefaçon", "gilles.contrefacon@incubateur.example"),
    "ecole": Invented("Régine Pseudonyme", "regine.pseudonyme@incubateur.example"),
    "verriere": Invented("Théophile Canevas", "theophile.canevas@incubateur.example"),
    "justice": Invented("Paul Simulacre-Bref", "paul.simulacre-bref@incubateur.example"),
}
#: Who sits where in each incubator's committees, whoever presides first.
SEATS: Mapping[str, Mapping[str, Seat]] = {
    QUAI: {
        "sponsor": Seat.CHAIR,
        "responsable": Seat.INCUBATOR_HEAD,
        "portefeuille": Seat.PORTFOLIO_MANAGER,
        "justice": Seat.GUEST,
    },
    ATELIER: {
        "littoral": Seat.CHAIR,
        "mobilites": Seat.SPONSOR,
        "atelier": Seat.INCUBATOR_HEAD,
        "portefeuille": Seat.PORTFOLIO_MANAGER,
    },
    VERRIERE: {
        "ecole": Seat.CHAIR,
        "verriere": Seat.INCUBATOR_HEAD,
        "portefeuille": Seat.PORTFOLIO_MANAGER,
    },
}
#: Who prepares them: the secretary of one incubator, the programme's administrator elsewhere.
PREPARED_BY: Mapping[str, str] = {
    QUAI: "secretaire",
    ATELIER: "administrateur",
    VERRIERE: "administrateur",
}
PLACES: Mapping[str, str] = {
    QUAI: "Salle des Quais, 27 quai de l’Exemple",
    ATELIER: "Salle du Plan, Port-Modèle",
    VERRIERE: "La Verrière, rez-de-chaussée",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A member's opinion; ``marks`` are in the order of the phase's criteria, 0 for none."""

    who: str
    marks: tuple[int, ...]
    recommendation: Kind
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a promise: ``text`` is how it begins, ``on`` the day of the note."""

    text: str
    on: date
    answer: Answer
    evidence: str


@dataclass(frozen=True, slots=True)
class Held:
    """A session of the past and what it decided of its only startup.

    ``before`` was decided first and replaced in the session, ``after`` replaced the decision on a
    later day. A session without ``narrative`` had no dossier.
    """

    decision: Decision
    notes: str = ""
    narrative: Mapping[str, Any] | None = None
    opinions: tuple[Said, ...] = ()
    noted: tuple[Noted, ...] = ()
    before: Decision | None = None
    after: tuple[date, Decision] | None = None

    @property
    def on(self) -> date:
        """The session's day."""
        return self.decision.decided_on


@dataclass(frozen=True, slots=True)
class Ahead:
    """A session to come, so many ``days`` after the present day; its dossier is sent or a draft.

    One that is some days ahead is not on a weekend.
    """

    startup_id: str
    days: int
    title: str
    narrative: Mapping[str, Any]
    is_sent: bool = False
    opinions: tuple[Said, ...] = ()

    def day_after(self, today: date) -> date:
        """The session's day, seen from a day."""
        day = today + timedelta(days=self.days)
        while self.days and day.weekday() in _WEEKEND:
            day += timedelta(days=1)
        return day


def decided(
    incubator_id: str,
    startup_id: str,
    kind: Kind,
    day: date,
    phase: Phase | None = None,
    **more: Any,
) -> Decision:
    """A decision whose session is not known yet."""
    return Decision(
        id="",
        startup_id=startup_id,
        incubator_id=incubator_id,
        committee_id="",
        item_id="",
        kind=kind,
        decided_on=day,
        phase=phase,
        **more,
    )


def told(
    results: str,
    learnings: str,
    blockers: str,
    kind: Kind,
    amount: int,
    period: tuple[date, date],
    objectives: tuple[Objective, ...],
) -> dict[str, Any]:
    """What a team wrote, as its form keeps it."""
    return to_plain(
        Narrative(
            results=results,
            learnings=learnings,
            blockers=blockers,
            kind=kind,
            amount=amount,
            period_from=period[0],
            period_until=period[1],
            objectives=tuple(
                Planned(one.text, one.due, one.value, one.unit, one.indicator) for one in objectives
            ),
        )
    )


def person(word: str) -> Invented:
    """Somebody by the word that sessions use."""
    persona = PERSONAS.get(word)
    return Invented(persona.name, persona.email) if persona else OTHERS[word]
