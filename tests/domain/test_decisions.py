"""Decisions: what they may lack, the text that is kept of them, and the chain that they make."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.decisions import (
    Condition,
    Decision,
    Fault,
    Kind,
    Objective,
    chain_hash,
    committees_held,
    content,
    faults,
    from_content,
    in_force,
    promised_day,
    stopping_phase,
)
from incubator.domain.phases import Phase

DAY = date(2026, 11, 21)
SOUND = Decision("d1", "bac", "quai", "c1", "i1", Kind.CONTINUE, DAY)
ALLOWED = (Phase.ACCELERATION, Phase.CONSTRUCTION)

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
texts = st.text(max_size=40)
objectives = st.builds(
    Objective,
    texts,
    days,
    st.none() | st.decimals(-(10**12), 10**12, places=6),
    texts,
    texts,
)
decisions = st.builds(
    Decision,
    id=texts,
    startup_id=texts,
    incubator_id=texts,
    committee_id=texts,
    item_id=texts,
    kind=st.sampled_from(Kind),
    decided_on=days,
    phase=st.none() | st.sampled_from(Phase),
    amount=st.none() | st.integers(0, 10**9),
    period_from=st.none() | days,
    period_until=st.none() | days,
    months=st.none() | st.sampled_from([1, 2]),
    evidence=texts,
    reasons=texts,
    objectives=st.lists(objectives, max_size=3).map(tuple),
    conditions=st.lists(st.builds(Condition, texts, texts, days), max_size=3).map(tuple),
    replaces=texts,
)


@settings(max_examples=60, deadline=None)
@given(decisions)
def test_a_decision_is_read_from_its_text_as_it_was(decision: Decision) -> None:
    assert from_content(content(decision)) == decision
    assert content(from_content(content(decision))) == content(decision)


@settings(max_examples=40, deadline=None)
@given(st.lists(decisions, min_size=1, max_size=5), st.data())
def test_no_decision_of_a_chain_changes_without_its_end_changing(
    chain: list[Decision], data: st.DataObject
) -> None:
    def end(parts: list[Decision]) -> str:
        last = ""
        for one in parts:
            last = chain_hash(last, content(one))
        return last

    rank = data.draw(st.integers(0, len(chain) - 1))
    changed = [*chain]
    changed[rank] = replace(chain[rank], amount=(chain[rank].amount or 0) + 1)
    assert end(changed) != end(chain)
    assert end(chain[:rank] + chain[rank + 1 :]) != end(chain)


def test_what_each_kind_asks_for() -> None:
    def found(**changed: object) -> set[Fault]:
        return set(faults(replace(SOUND, **changed), Phase.CONSTRUCTION, ALLOWED))  # type: ignore[arg-type]

    assert found() == set()
    assert found(phase=Phase.ACCELERATION) == {Fault.PHASE_NOT_ALLOWED}
    assert found(kind=Kind.CHANGE_PHASE) == {Fault.PHASE_MISSING}
    assert found(kind=Kind.CHANGE_PHASE, phase=Phase.CONSTRUCTION) == {Fault.PHASE_SAME}
    assert found(kind=Kind.PERMANENT, phase=Phase.OPERATED) == {Fault.PHASE_NOT_ALLOWED}
    assert found(kind=Kind.CHANGE_PHASE, phase=Phase.ACCELERATION) == set()
    assert found(kind=Kind.PROVISIONAL) == {Fault.MONTHS, Fault.EVIDENCE}
    assert found(kind=Kind.PROVISIONAL, months=2, evidence="Un chiffre") == set()
    assert found(months=1) == {Fault.MONTHS}
    assert found(kind=Kind.STOP, phase=Phase.STOPPED) == {Fault.REASONS}
    assert found(amount=-1) == {Fault.AMOUNT}
    assert found(period_from=DAY) == {Fault.PERIOD}
    assert found(period_from=DAY, period_until=DAY - timedelta(days=1)) == {Fault.PERIOD}
    assert found(objectives=(Objective("", DAY, Decimal(3)),)) == {Fault.OBJECTIVE}
    assert found(conditions=(Condition("Publier", "", DAY),)) == {Fault.CONDITION}
    assert found(objectives=(Objective("Mieux", DAY),) * 21) == {Fault.TOO_MANY}


def test_stopping_an_investigation_finds_it_inconclusive() -> None:
    assert stopping_phase(Phase.INVESTIGATION) is Phase.INCONCLUSIVE
    assert stopping_phase(Phase.CONSOLIDATION) is stopping_phase(None) is Phase.STOPPED


def test_when_the_next_committee_is_by_a_decision_alone() -> None:
    assert SOUND.next_on == date(2027, 5, 21)
    assert replace(SOUND, kind=Kind.PROVISIONAL, months=2).next_on == date(2027, 1, 21)
    assert replace(SOUND, kind=Kind.STOP, phase=Phase.STOPPED).next_on is None
    assert replace(SOUND, kind=Kind.PERMANENT, phase=Phase.OPERATED).next_on is None


def test_a_provisional_decision_waits_for_the_committee_that_answers_it() -> None:
    month = replace(SOUND, id="d0", kind=Kind.PROVISIONAL, months=1)
    later = DAY + timedelta(days=20)
    assert promised_day([], [month], DAY) == date(2026, 12, 21)
    # The sheet's own event of the day is the same committee.
    assert promised_day([DAY], [month], later) == date(2026, 12, 21)
    # One that is announced has not answered yet; one that was held has.
    assert promised_day([later], [month], DAY) == date(2026, 12, 21)
    assert promised_day([later], [month], later) is None
    assert promised_day([], [month, replace(SOUND, replaces="d0")], DAY) is None
    assert promised_day([], [SOUND], DAY) is None
    assert promised_day([], [], DAY) is None


def test_committees_are_those_of_the_sheet_and_those_that_decided() -> None:
    assert committees_held([date(2026, 6, 1), DAY], [SOUND]) == (date(2026, 6, 1), DAY)


def test_decisions_in_force_are_those_that_none_replaces() -> None:
    second = replace(SOUND, id="d2", replaces="d1")
    assert in_force([SOUND, second]) == [second]
