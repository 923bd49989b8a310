"""What a team writes for its committee: kept whole, and what it lacks is said beside its field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.decisions import MOST_PROMISES, Kind
from incubator.domain.narrative_merge import digests, merge
from incubator.domain.narratives import (
    MOST_AMOUNT,
    MOST_TEXT,
    Lack,
    Narrative,
    Planned,
    Setting,
    faults,
    from_plain,
    to_plain,
    without_empty_rows,
)
from incubator.domain.phases import Phase

ON = date(2026, 9, 10)
SETTING = Setting(ON, {Phase.ACCELERATION, Phase.STOPPED}, {"dossiers"})
OBJECTIVE = Planned("Déposer 12 000 dossiers", date(2027, 3, 10), Decimal(12000), "", "dossiers")
WHOLE = Narrative(
    results="Les dossiers arrivent.",
    learnings="Les agents préfèrent le téléphone.",
    kind=Kind.CONTINUE,
    amount=0,
    period_from=date(2026, 10, 1),
    period_until=date(2027, 3, 31),
    objectives=(OBJECTIVE,),
)


def found(narrative: Narrative) -> set[tuple[str, Lack]]:
    return {(fault.field, fault.lack) for fault in faults(narrative, SETTING)}


def test_a_whole_narrative_can_be_submitted_and_blockers_may_be_none() -> None:
    assert found(WHOLE) == set()
    assert found(replace(WHOLE, blockers="Le marché public s’achève.")) == set()


def test_an_empty_one_says_everything_that_it_lacks() -> None:
    assert found(Narrative()) == {
        ("results", Lack.MISSING),
        ("learnings", Lack.MISSING),
        ("kind", Lack.MISSING),
    }


def test_whoever_asks_to_go_on_says_money_period_and_an_objective() -> None:
    bare = replace(WHOLE, amount=None, period_from=None, period_until=None, objectives=())
    lacking = {
        ("amount", Lack.MISSING),
        ("from", Lack.MISSING),
        ("until", Lack.MISSING),
        ("objectives", Lack.NO_OBJECTIVE),
    }
    assert found(bare) == lacking
    assert found(replace(bare, kind=Kind.STOP)) == set()


@pytest.mark.parametrize("kind", [Kind.CHANGE_PHASE, Kind.PERMANENT])
def test_a_phase_is_named_where_one_is_asked_and_only_there(kind: Kind) -> None:
    asking = replace(WHOLE, kind=kind)
    assert found(asking) == {("phase", Lack.MISSING)}
    assert found(replace(asking, phase=Phase.ACCELERATION)) == set()
    assert found(replace(asking, phase=Phase.OPERATED)) == {("phase", Lack.PHASE_NOT_ALLOWED)}
    assert found(replace(WHOLE, phase=Phase.ACCELERATION)) == {("phase", Lack.PHASE_UNASKED)}


def test_money_and_period_hold_together() -> None:
    assert found(replace(WHOLE, amount=-1)) == {("amount", Lack.AMOUNT)}
    assert found(replace(WHOLE, amount=MOST_AMOUNT + 1)) == {("amount", Lack.AMOUNT)}
    backwards = replace(WHOLE, period_until=date(2026, 9, 30))
    assert found(backwards) == {("until", Lack.BACKWARDS)}
    half = replace(WHOLE, kind=Kind.STOP, period_until=None)
    assert found(half) == {("until", Lack.MISSING)}
    unbound = replace(WHOLE, kind=Kind.STOP, amount=5, period_from=None, period_until=None)
    assert found(unbound) == {("from", Lack.MISSING), ("until", Lack.MISSING)}


@pytest.mark.parametrize(
    ("change", "field", "lack"),
    [
        ({"text": " "}, "text", Lack.MISSING),
        ({"text": "x" * 501}, "text", Lack.TOO_LONG),
        ({"due": None}, "due", Lack.MISSING),
        ({"due": ON}, "due", Lack.PAST),
        ({"indicator": "removed"}, "indicator", Lack.UNKNOWN_MEASURE),
        ({"value": None}, "value", Lack.NO_FIGURE),
        ({"indicator": ""}, "unit", Lack.NO_UNIT),
        ({"unit": "x" * 101}, "unit", Lack.TOO_LONG),
    ],
    ids=["no text", "long text", "no day", "past", "no such measure", "no figure", "unit", "long"],
)
def test_an_objective_says_what_by_when_and_how_much(
    change: dict[str, object], field: str, lack: Lack
) -> None:
    objectives = (OBJECTIVE, replace(OBJECTIVE, **change))  # type: ignore[arg-type]
    assert found(replace(WHOLE, objectives=objectives)) == {(f"objectives-1-{field}", lack)}


def test_texts_and_lists_have_an_end() -> None:
    assert found(replace(WHOLE, blockers="x" * (MOST_TEXT + 1))) == {("blockers", Lack.TOO_LONG)}
    many = replace(WHOLE, objectives=(OBJECTIVE,) * (MOST_PROMISES + 1))
    assert found(many) == {("objectives", Lack.TOO_MANY)}


def test_only_whole_objectives_are_promised() -> None:
    narrative = replace(WHOLE, objectives=(Planned("Sans jour"), OBJECTIVE, Planned()))
    assert [one.text for one in narrative.promised] == [OBJECTIVE.text]
    assert without_empty_rows(narrative).objectives == (Planned("Sans jour"), OBJECTIVE)


_DAYS = st.none() | st.dates()
_NARRATIVES = st.builds(
    Narrative,
    results=st.text(max_size=50),
    learnings=st.text(max_size=50),
    blockers=st.text(max_size=50),
    kind=st.none() | st.sampled_from(Kind),
    amount=st.none() | st.integers(-10, 10**12),
    period_from=_DAYS,
    period_until=_DAYS,
    phase=st.none() | st.sampled_from(Phase),
    objectives=st.lists(
        st.builds(
            Planned,
            st.text(max_size=20),
            _DAYS,
            st.none() | st.decimals(allow_nan=False, allow_infinity=False),
            st.text(max_size=5),
            st.text(max_size=5),
        ),
        max_size=3,
    ).map(tuple),
)


@settings(max_examples=40)
@given(_NARRATIVES)
def test_a_narrative_comes_back_from_json_as_it_was(narrative: Narrative) -> None:
    told = json.loads(json.dumps(to_plain(narrative)))
    assert from_plain(told) == narrative
    assert to_plain(from_plain(told)) == told


@settings(max_examples=40)
@given(_NARRATIVES)
def test_each_fault_names_a_field_that_the_form_has(narrative: Narrative) -> None:
    fields = {"results", "learnings", "blockers", "kind", "amount", "from", "until", "phase"}
    columns = {"text", "due", "value", "unit", "indicator"}
    fields |= {"objectives"}
    fields |= {f"objectives-{i}-{c}" for i in range(len(narrative.objectives)) for c in columns}
    for fault in faults(narrative, SETTING):
        assert fault.field in fields


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "party"},
        {"phase": "sleep"},
        {"amount": "12"},
        {"period_from": "tomorrow"},
        {"objectives": [1]},
        {"objectives": [{"value": "many"}]},
    ],
    ids=["kind", "phase", "amount", "day", "objective", "figure"],
)
def test_what_is_no_narrative_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_plain(told)


def test_nothing_written_is_an_empty_narrative() -> None:
    assert from_plain({}) == Narrative()
    assert Narrative().is_empty


@settings(max_examples=40)
@given(_NARRATIVES, _NARRATIVES, _NARRATIVES)
def test_of_two_who_write_at_once_neither_loses_a_field(
    shown: Narrative, mine: Narrative, theirs: Narrative
) -> None:
    merged = merge(digests(shown), mine, theirs)
    base, ours, saved, found = (to_plain(n) for n in (shown, mine, theirs, merged.narrative))
    for name, value in found.items():
        if ours[name] != base[name]:
            assert value == ours[name]
            assert (name in merged.conflicts) == (saved[name] not in (base[name], ours[name]))
        else:
            assert value == saved[name]
            assert name not in merged.conflicts


def test_without_knowing_what_was_shown_every_difference_is_told() -> None:
    merged = merge({}, WHOLE, replace(WHOLE, results="Autre"))
    assert merged.conflicts == ("results",)
    assert merged.narrative == WHOLE
