"""What members of a committee think of an item, criterion by criterion, and who may read it.

A mark says how far a criterion is met: 1 not at all, 2 in part, 3 for the most part, 4 fully. To
say nothing of a criterion is an answer too, and counts in no figure. The spread of a criterion is
the population standard deviation of its marks, beside the lowest and the highest: 0 where
everybody agrees, 1.5 at most, where one half gives 1 and the other half 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import fmean, pstdev

from incubator.domain.committee_states import Refusal, Stage, State, StepError
from incubator.domain.decisions import Kind
from incubator.domain.phases import Phase

MARKS = (1, 2, 3, 4)
#: The greatest spread that marks can have.
WIDEST = 1.5
#: The recommendations that name the phase which is to follow.
WITH_PHASE = frozenset({Kind.CHANGE_PHASE, Kind.PERMANENT})


class Fault(StrEnum):
    """What is wrong with an opinion."""

    MARK = "mark"
    RECOMMENDATION = "recommendation"
    PHASE_MISSING = "phase-missing"
    PHASE_NOT_ALLOWED = "phase-not-allowed"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A member's opinion. ``marks`` are by criterion; one that is left out has no mark."""

    marks: Mapping[str, int] = field(default_factory=dict)
    recommendation: Kind | None = None
    phase: Phase | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Voter:
    """A member as far as opinions go. ``member`` is their id in the session."""

    member: str
    has_voice: bool
    is_recused: bool

    @property
    def counts(self) -> bool:
        """Whether an opinion is expected of them, and counts."""
        return self.has_voice and not self.is_recused


@dataclass(frozen=True, slots=True)
class Figures:
    """The marks of a criterion: how many of each, their mean and how far they are spread.

    ``mean``, ``spread``, ``lowest`` and ``highest`` are None where nobody gave a mark.
    """

    criterion: str
    of_each: tuple[int, int, int, int]
    mean: float | None = None
    spread: float | None = None
    lowest: int | None = None
    highest: int | None = None

    @property
    def count(self) -> int:
        """How many gave a mark."""
        return sum(self.of_each)


@dataclass(frozen=True, slots=True)
class Tally:
    """Opinions taken together: those that count, from those who do.

    ``recommended`` has each recommendation that somebody gives, with its phase where it names one,
    and how often, the most frequent first. ``missing`` are the members who have yet to answer.
    """

    given: int
    expected: int
    missing: tuple[str, ...]
    figures: tuple[Figures, ...]
    recommended: tuple[tuple[Kind, Phase | None, int], ...]

    @property
    def is_complete(self) -> bool:
        """Whether everybody of whom an opinion is expected gave one."""
        return not self.missing


def faults(
    opinion: Opinion, criteria: Collection[str], following: Collection[Phase]
) -> Iterator[Fault]:
    """What is wrong with an opinion on a startup whose phase asks ``criteria``.

    A recommendation is always given: an opinion without one helps nobody to decide. ``following``
    are the phases that may come next.
    """
    if any(one not in criteria or mark not in MARKS for one, mark in opinion.marks.items()):
        yield Fault.MARK
    if opinion.recommendation is None:
        yield Fault.RECOMMENDATION
    elif opinion.recommendation in WITH_PHASE and opinion.phase is None:
        yield Fault.PHASE_MISSING
    elif opinion.phase is not None and (
        opinion.recommendation not in WITH_PHASE or opinion.phase not in following
    ):
        yield Fault.PHASE_NOT_ALLOWED


def figures(criterion: str, marks: Iterable[int]) -> Figures:
    """The figures of one criterion."""
    found = sorted(marks)
    counts = Counter(found)
    of_each = (counts[1], counts[2], counts[3], counts[4])
    if not found:
        return Figures(criterion, of_each)
    return Figures(criterion, of_each, fmean(found), pstdev(found), found[0], found[-1])


def tally(
    voters: Sequence[Voter], opinions: Mapping[str, Opinion], criteria: Sequence[str]
) -> Tally:
    """Opinions by member, taken together; what comes from somebody who does not count is left out.

    Marks of a criterion that the phase no longer asks are left out as well.
    """
    counting = [one.member for one in voters if one.counts]
    counted = [opinions[one] for one in counting if one in opinions]
    named = Counter((one.recommendation, one.phase) for one in counted if one.recommendation)
    order = list(Kind)
    recommended = sorted(
        ((kind, phase, times) for (kind, phase), times in named.items() if kind),
        key=lambda one: (-one[2], order.index(one[0]), one[1] or ""),
    )
    return Tally(
        given=len(counted),
        expected=len(counting),
        missing=tuple(one for one in counting if one not in opinions),
        figures=tuple(
            figures(one, [opinion.marks[one] for opinion in counted if one in opinion.marks])
            for one in criteria
        ),
        recommended=tuple(recommended),
    )


def readable(
    reader: Voter | None, voters: Iterable[Voter], written: Collection[str], *, is_open: bool
) -> frozenset[str]:
    """The members whose opinions somebody may read, of those who have ``written`` one.

    One's own always; those of the others once the chair has opened them. Who has an interest in
    the item reads none, not even the own one that was set aside. ``reader`` is None for those who
    prepare the session without sitting in it.
    """
    if reader is not None and reader.is_recused:
        return frozenset()
    counted = {one.member for one in voters if one.counts} & set(written)
    if is_open:
        return frozenset(counted)
    return frozenset(counted & {reader.member}) if reader is not None else frozenset()


def check_opine(state: State, stage: Stage, voter: Voter) -> None:
    """An opinion is given or changed from the invitation until the decision.

    Raises:
        StepError: it is too early or too late, or their opinion is not asked for.
    """
    if state not in {State.CONVENED, State.OPEN} or stage is Stage.DECIDED or not voter.counts:
        raise StepError(Refusal.STATE)


def check_open(state: State, *, is_open: bool, others: Iterable[Voter], chair: Voter) -> None:
    """The chair opens opinions once, in session; ``others`` are the other chairs.

    A chair with an interest in the item leaves it to another one. Where there is none they open
    what they will not read: an item without anybody to lead it could never be decided.

    Raises:
        StepError: they may not.
    """
    is_left_to_another = chair.is_recused and any(not one.is_recused for one in others)
    if state is not State.OPEN or is_open or is_left_to_another:
        raise StepError(Refusal.STATE)


def check_recuse(state: State, stage: Stage, *, is_recused: bool) -> None:
    """A conflict of interest is declared until the item is decided.

    Raises:
        StepError: it was declared already, or the time for it is over.
    """
    if is_recused or state in {State.CLOSED, State.CANCELLED} or stage is Stage.DECIDED:
        raise StepError(Refusal.STATE)


def check_take_back(state: State, stage: Stage, *, is_recused: bool) -> None:
    """A declaration is taken back as long as nobody has begun to discuss the item.

    Raises:
        StepError: there is none, or the discussion has begun.
    """
    is_over = state in {State.CLOSED, State.CANCELLED}
    if not is_recused or is_over or stage is not Stage.WAITING:
        raise StepError(Refusal.STATE)
