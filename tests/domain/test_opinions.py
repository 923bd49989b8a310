"""Opinions: what they may say, what they make together, and who may read them."""

from __future__ import annotations

from statistics import mean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.committee_states import Stage, State, StepError
from incubator.domain.decisions import Kind
from incubator.domain.opinions import (
    MARKS,
    WIDEST,
    Fault,
    Opinion,
    Voter,
    check_open,
    check_opine,
    check_recuse,
    check_take_back,
    faults,
    figures,
    readable,
    tally,
)
from incubator.domain.phases import Phase

CRITERIA = ("impact", "equipe")
CHAIR = Voter("chair", has_voice=True, is_recused=False)
SPONSOR = Voter("sponsor", has_voice=True, is_recused=False)
RECUSED = Voter("recused", has_voice=True, is_recused=True)
OBSERVER = Voter("observer", has_voice=False, is_recused=False)
EVERYONE = [CHAIR, SPONSOR, RECUSED, OBSERVER]
ALL = {one.member for one in EVERYONE}

marks = st.lists(st.sampled_from(MARKS), max_size=30)
opinions = st.builds(
    Opinion,
    marks=st.dictionaries(st.sampled_from(CRITERIA), st.sampled_from(MARKS)),
    recommendation=st.none() | st.sampled_from(Kind),
)
voters = st.lists(
    st.builds(Voter, st.text("abcdef", min_size=1), st.booleans(), st.booleans()),
    unique_by=lambda one: one.member,
    max_size=6,
)


def said(opinion: Opinion) -> set[Fault]:
    return set(faults(opinion, CRITERIA, [Phase.ACCELERATION]))


def test_a_recommendation_is_always_given() -> None:
    assert said(Opinion()) == {Fault.RECOMMENDATION}
    assert not said(Opinion(recommendation=Kind.CONTINUE))


def test_a_recommendation_to_change_phase_names_one_that_may_follow() -> None:
    for kind in (Kind.CHANGE_PHASE, Kind.PERMANENT):
        assert said(Opinion(recommendation=kind)) == {Fault.PHASE_MISSING}
        assert not said(Opinion(recommendation=kind, phase=Phase.ACCELERATION))
        wrong = Opinion(recommendation=kind, phase=Phase.OPERATED)
        assert said(wrong) == {Fault.PHASE_NOT_ALLOWED}
    told = Opinion(recommendation=Kind.STOP, phase=Phase.ACCELERATION)
    assert said(told) == {Fault.PHASE_NOT_ALLOWED}


@pytest.mark.parametrize("wrong", [{"impact": 0}, {"impact": 5}, {"autre": 3}])
def test_a_mark_is_from_one_to_four_for_a_criterion_that_is_asked(wrong: dict[str, int]) -> None:
    assert said(Opinion(wrong, Kind.CONTINUE)) == {Fault.MARK}


@given(marks)
def test_figures_are_those_of_the_marks(given_marks: list[int]) -> None:
    found = figures("impact", given_marks)
    assert found.count == len(given_marks)
    assert found.of_each == tuple(given_marks.count(mark) for mark in MARKS)
    if not given_marks:
        assert (found.mean, found.spread, found.lowest, found.highest) == (None,) * 4
        return
    assert found.mean == pytest.approx(mean(given_marks))
    assert found.spread == pytest.approx(pstdev(given_marks))
    assert found.lowest is not None
    assert found.highest is not None
    assert found.spread is not None
    assert 1 <= found.lowest <= float(found.mean or 0) <= found.highest <= 4
    assert 0 <= found.spread <= WIDEST
    assert (found.spread == 0) == (found.lowest == found.highest)


@given(voters, st.data())
def test_who_does_not_count_changes_no_figure(sitting: list[Voter], data: st.DataObject) -> None:
    written = {one.member: data.draw(opinions) for one in sitting if data.draw(st.booleans())}
    counting = [one for one in sitting if one.counts]
    every = tally(sitting, written, CRITERIA)
    assert every == tally(counting, written, CRITERIA)
    assert every.given + len(every.missing) == every.expected == len(counting)
    assert sum(times for *_, times in every.recommended) <= every.given
    assert all(one.count <= every.given for one in every.figures)
    assert every.is_complete == (every.given == every.expected)


def test_the_most_frequent_recommendation_comes_first() -> None:
    sitting = [Voter(str(number), has_voice=True, is_recused=False) for number in range(3)]
    written = {
        "0": Opinion(recommendation=Kind.CONTINUE),
        "1": Opinion(recommendation=Kind.CHANGE_PHASE, phase=Phase.ACCELERATION),
        "2": Opinion(recommendation=Kind.CHANGE_PHASE, phase=Phase.ACCELERATION),
    }
    assert tally(sitting, written, ()).recommended == (
        (Kind.CHANGE_PHASE, Phase.ACCELERATION, 2),
        (Kind.CONTINUE, None, 1),
    )


def test_before_the_opening_one_reads_oneself_alone() -> None:
    assert readable(SPONSOR, EVERYONE, ALL, is_open=False) == {"sponsor"}
    assert readable(CHAIR, EVERYONE, ALL, is_open=False) == {"chair"}
    for reader in (OBSERVER, None):
        assert not readable(reader, EVERYONE, ALL, is_open=False)


def test_after_the_opening_everybody_reads_what_counts() -> None:
    for reader in (CHAIR, SPONSOR, OBSERVER, None):
        assert readable(reader, EVERYONE, ALL, is_open=True) == {"chair", "sponsor"}


@given(voters, st.booleans())
def test_whoever_is_recused_reads_nothing_and_is_read_by_nobody(
    sitting: list[Voter], is_open: bool
) -> None:
    names = [one.member for one in sitting]
    for reader in [*sitting, None]:
        seen = readable(reader, sitting, names, is_open=is_open)
        assert not seen & {one.member for one in sitting if not one.counts}
        assert not (reader is not None and reader.is_recused and seen)


def test_an_opinion_is_given_from_the_invitation_to_the_decision() -> None:
    for state in State:
        for stage in Stage:
            may = state in {State.CONVENED, State.OPEN} and stage is not Stage.DECIDED
            if may:
                check_opine(state, stage, SPONSOR)
            else:
                with pytest.raises(StepError):
                    check_opine(state, stage, SPONSOR)
    for nobody in (RECUSED, OBSERVER):
        with pytest.raises(StepError):
            check_opine(State.OPEN, Stage.QUESTIONS, nobody)


def test_opinions_are_opened_once_and_in_session() -> None:
    check_open(State.OPEN, is_open=False, others=[], chair=CHAIR)
    with pytest.raises(StepError):
        check_open(State.OPEN, is_open=True, others=[], chair=CHAIR)
    with pytest.raises(StepError):
        check_open(State.CONVENED, is_open=False, others=[], chair=CHAIR)


def test_a_recused_chair_leaves_it_to_another_one_where_there_is_one() -> None:
    with pytest.raises(StepError):
        check_open(State.OPEN, is_open=False, others=[CHAIR], chair=RECUSED)
    check_open(State.OPEN, is_open=False, others=[RECUSED], chair=RECUSED)


def test_an_interest_is_declared_until_the_decision_and_taken_back_before_the_discussion() -> None:
    check_recuse(State.OPEN, Stage.DELIBERATION, is_recused=False)
    check_take_back(State.OPEN, Stage.WAITING, is_recused=True)
    for stage in (Stage.PRESENTATION, Stage.QUESTIONS, Stage.DELIBERATION, Stage.DECIDED):
        with pytest.raises(StepError):
            check_take_back(State.OPEN, stage, is_recused=True)
    for state in (State.CLOSED, State.CANCELLED):
        with pytest.raises(StepError):
            check_recuse(state, Stage.WAITING, is_recused=False)
    for stage, is_recused in ((Stage.DECIDED, False), (Stage.WAITING, True)):
        with pytest.raises(StepError):
            check_recuse(State.OPEN, stage, is_recused=is_recused)
