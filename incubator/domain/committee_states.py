"""How a committee, the items of its agenda and their dossiers go from one state to the next.

Source: DESIGN of the programme, "Phases and committees": a dossier is frozen when it is sent, a
session can't close with an item undecided, and nothing that was decided is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a committee's session stands."""

    PLANNED = "planned"
    CONVENED = "convened"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What is done to a session. ``CHANGE`` is of its date, place, members or agenda.

    ``SEAT`` gives somebody a seat, also while it is held: a chair may be missing on the day.
    """

    CHANGE = "change"
    SEAT = "seat"
    CONVENE = "convene"
    CANCEL = "cancel"
    OPEN = "open"
    CLOSE = "close"


class Stage(StrEnum):
    """Where an item of the agenda stands."""

    WAITING = "waiting"
    PRESENTATION = "presentation"
    QUESTIONS = "questions"
    DELIBERATION = "deliberation"
    DECIDED = "decided"


class DossierState(StrEnum):
    """Where a version of a dossier stands; a frozen one stays as it is for ever."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    FROZEN = "frozen"


class DossierStep(StrEnum):
    """What is done to a version of a dossier."""

    CHANGE = "change"
    SUBMIT = "submit"
    RECALL = "recall"
    FREEZE = "freeze"


class Refusal(StrEnum):
    """Why a step can't be made."""

    STATE = "state"
    NOTHING_TO_DECIDE = "nothing-to-decide"
    NO_CHAIR = "no-chair"
    TOO_EARLY = "too-early"
    UNDECIDED = "undecided"
    QUORUM = "quorum"


class StepError(Exception):
    """A step that the present state does not allow; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


_STEPS: Mapping[tuple[State, Step], State] = {
    (State.PLANNED, Step.CHANGE): State.PLANNED,
    (State.PLANNED, Step.SEAT): State.PLANNED,
    (State.PLANNED, Step.CONVENE): State.CONVENED,
    (State.PLANNED, Step.CANCEL): State.CANCELLED,
    (State.CONVENED, Step.CHANGE): State.CONVENED,
    (State.CONVENED, Step.SEAT): State.CONVENED,
    (State.CONVENED, Step.CONVENE): State.CONVENED,
    (State.CONVENED, Step.CANCEL): State.CANCELLED,
    (State.CONVENED, Step.OPEN): State.OPEN,
    (State.OPEN, Step.SEAT): State.OPEN,
    (State.OPEN, Step.CLOSE): State.CLOSED,
}
_DOSSIER_STEPS: Mapping[tuple[DossierState, DossierStep], DossierState] = {
    (DossierState.DRAFT, DossierStep.CHANGE): DossierState.DRAFT,
    (DossierState.DRAFT, DossierStep.SUBMIT): DossierState.SUBMITTED,
    (DossierState.DRAFT, DossierStep.FREEZE): DossierState.FROZEN,
    (DossierState.SUBMITTED, DossierStep.RECALL): DossierState.DRAFT,
    (DossierState.SUBMITTED, DossierStep.FREEZE): DossierState.FROZEN,
}
#: In which a session can still be prepared.
TO_COME = frozenset({State.PLANNED, State.CONVENED})


def after(state: State, step: Step) -> State:
    """The state that a step leads to.

    Raises:
        StepError: the state does not allow it.
    """
    following = _STEPS.get((state, step))
    if following is None:
        raise StepError(Refusal.STATE)
    return following


def dossier_after(state: DossierState, step: DossierStep) -> DossierState:
    """The state of a version of a dossier after a step; none leads out of frozen.

    Raises:
        StepError: the state does not allow it.
    """
    following = _DOSSIER_STEPS.get((state, step))
    if following is None:
        raise StepError(Refusal.STATE)
    return following


def open_session(
    state: State, stages: Iterable[Stage], *, has_chair: bool, is_its_day: bool
) -> State:
    """The session begins, on its day, with somebody in the chair and something to decide.

    Raises:
        StepError: it may not begin.
    """
    following = after(state, Step.OPEN)
    if not is_its_day:
        raise StepError(Refusal.TOO_EARLY)
    if not has_chair:
        raise StepError(Refusal.NO_CHAIR)
    if not list(stages):
        raise StepError(Refusal.NOTHING_TO_DECIDE)
    return following


def stage_after(state: State, stage: Stage, to: Stage) -> Stage:
    """An item goes on to any other stage while the session is open; a decided one stays decided.

    A decision is not a stage that one goes to: :func:`decide` makes it.

    Raises:
        StepError: the session is not open, the item is decided, or ``to`` is.
    """
    if state is not State.OPEN or Stage.DECIDED in (stage, to):
        raise StepError(Refusal.STATE)
    return to


def decide(state: State) -> Stage:
    """An item is decided, once more where a new decision replaces the last, while in session.

    Raises:
        StepError: the session is not open.
    """
    if state is not State.OPEN:
        raise StepError(Refusal.STATE)
    return Stage.DECIDED


def close_session(
    state: State, stages: Iterable[Stage], *, present: int, quorum: int, override: str = ""
) -> State:
    """The session ends: with every item decided, and a quorum or a written reason to do without.

    ``present`` counts the members that are there and count, observers left out. No reason does
    without a decision: to part without one is what the programme warns of.

    Raises:
        StepError: it may not end.
    """
    following = after(state, Step.CLOSE)
    if any(stage is not Stage.DECIDED for stage in stages):
        raise StepError(Refusal.UNDECIDED)
    if present < quorum and not override.strip():
        raise StepError(Refusal.QUORUM)
    return following
