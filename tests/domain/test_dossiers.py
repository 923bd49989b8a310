"""Contents of dossiers: kept as they are, found the same again, compared value by value."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.committee_states import DossierState, DossierStep, StepError, dossier_after
from incubator.domain.decisions import Decision, Kind
from incubator.domain.dossier_changes import Change, differences
from incubator.domain.dossier_facts import impact_told, money_told
from incubator.domain.dossier_promises import decisions_told, promise_told, promised_told
from incubator.domain.dossiers import (
    SCHEMA,
    ContentError,
    content_of,
    is_late,
    plain,
    read_content,
    reminder_due,
    sha256,
)
from incubator.domain.follow_up import Answer, Note, Promise, Sort
from incubator.domain.impact import Budget, DatedValue, Dimension, Indicator
from incubator.domain.startups import Startup

DAY = date(2026, 11, 21)
_WORDS = st.text(max_size=12)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=12,
)
_FACTS = st.dictionaries(
    st.sampled_from(["startup", "team", "impact", "money", "decisions"]), _VALUES, max_size=5
)


@settings(max_examples=40)
@given(_FACTS, st.dictionaries(_WORDS, _VALUES, max_size=3))
def test_a_content_reads_back_as_it_was_written(
    facts: dict[str, Any], narrative: dict[str, Any]
) -> None:
    files = [{"id": "a", "name": "Bilan.pdf"}]
    text = content_of(facts, narrative, files)
    found = read_content(text)
    assert found == {**facts, "schema": SCHEMA, "narrative": narrative, "attachments": files}
    assert sha256(content_of(facts, narrative, files)) == sha256(text)


@settings(max_examples=40)
@given(_FACTS, st.randoms(use_true_random=False))
def test_the_same_values_have_the_same_hash_whatever_their_order(
    facts: dict[str, Any], random: Any
) -> None:
    names = list(facts)
    random.shuffle(names)
    shuffled = {name: facts[name] for name in names}
    assert content_of(facts, {}, []) == content_of(shuffled, {}, [])


@settings(max_examples=40)
@given(_FACTS)
def test_a_content_does_not_differ_from_itself(facts: dict[str, Any]) -> None:
    assert differences(facts, json.loads(json.dumps(facts))) == []


@settings(max_examples=40)
@given(_FACTS, _FACTS)
def test_whatever_differs_is_told(old: dict[str, Any], new: dict[str, Any]) -> None:
    # Texts of people, without the fields that tell nothing by themselves.
    before, after = {"narrative": {"results": str(old)}}, {"narrative": {"results": str(new)}}
    assert bool(differences(before, after)) == (str(old) != str(new))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 2}', '"x"'])
def test_what_is_no_content_of_this_schema_is_refused(text: str) -> None:
    with pytest.raises(ContentError):
        read_content(text)


@given(st.lists(st.sampled_from(list(DossierStep)), max_size=8))
def test_no_step_leads_out_of_frozen(steps: list[DossierStep]) -> None:
    state, was_frozen = DossierState.DRAFT, False
    for step in steps:
        try:
            state = dossier_after(state, step)
        except StepError:
            continue
        assert not was_frozen
        was_frozen = state is DossierState.FROZEN


def test_a_dossier_is_late_from_the_day_after_the_one_a_week_before() -> None:
    assert not is_late(DAY - timedelta(days=7), DAY)
    assert is_late(DAY - timedelta(days=6), DAY)


@pytest.mark.parametrize(
    ("left", "due"), [(15, None), (14, 14), (8, 14), (7, 7), (0, 7), (-1, None)]
)
def test_a_team_is_reminded_two_weeks_then_one_week_before(left: int, due: int | None) -> None:
    assert reminder_due(DAY + timedelta(days=left), DAY) == due


@pytest.mark.parametrize(
    ("value", "text"), [("1E+3", "1000"), ("1.50", "1.5"), ("0E-9", "0"), ("-0.25", "-0.25")]
)
def test_figures_are_kept_as_people_write_them(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def _indicator(**columns: Any) -> Indicator:
    values = (
        DatedValue(date(2026, 5, 1), Decimal(100)),
        DatedValue(date(2026, 11, 1), Decimal(180)),
    )
    return Indicator("plans", "Plans", Dimension.USED, values=values, **columns)


def _decision(**columns: Any) -> Decision:
    first = {"id": "d1", "kind": Kind.CONTINUE, "decided_on": date(2026, 5, 13)}
    return Decision(
        startup_id="s", incubator_id="i", committee_id="c", item_id="p", **{**first, **columns}
    )


def _promise(**columns: Any) -> Promise:
    first = {"sort": Sort.CONDITION, "text": "Publier", "due": DAY, "owner": "L’équipe"}
    return Promise(
        id="c",
        decision_id="d1",
        startup_id="s",
        decided_on=date(2026, 5, 13),
        **{**first, **columns},
    )


def test_an_objective_stands_against_the_line_from_its_decision() -> None:
    promise = _promise(
        sort=Sort.OBJECTIVE, due=date(2026, 12, 20), value=Decimal(200), indicator="plans"
    )
    told = promised_told([_decision()], [promise], [_indicator()], DAY, UTC)
    assert told is not None
    (objective,) = told["objectives"]
    assert objective["at_decision"] == {"day": "2026-05-01", "value": "100"}
    assert objective["latest"] == {"day": "2026-11-01", "value": "180"}
    assert (objective["progress"], objective["fate"]) == ("on-course", "due")


def test_the_decision_that_stands_is_the_one_whose_promises_count() -> None:
    later = _decision(id="d2", decided_on=date(2026, 6, 1), replaces="d1")
    told = promised_told([_decision(), later], [], [], DAY, UTC)
    assert told == {"decision": "d2", "decided_on": "2026-06-01", "objectives": []}
    first, second = decisions_told([_decision(), later], [], [], DAY, UTC)
    assert (first["id"], second["replaced_by"]) == ("d2", "d2")


def test_a_note_is_told_by_its_day_here_until_it_is_taken_back() -> None:
    late = datetime.combine(DAY, datetime.max.time(), UTC)
    noted = _promise(note=Note(Answer.MET, late, "qui", "Publié"))
    here = timezone(timedelta(hours=1))
    told = promise_told(noted, DAY, here)
    assert told["fate"] == "met"
    assert told["answered"] == {"on": "2026-11-22", "evidence": "Publié", "url": ""}
    taken_back = _promise(note=Note(Answer.WITHDRAWN, late, "qui"))
    told = promise_told(taken_back, DAY, here)
    assert (told["fate"], told["answered"]) == ("soon", None)


def test_nothing_is_invented_where_nothing_is_known() -> None:
    bare = Indicator("plans", "Plans", Dimension.USED)
    (told,) = impact_told([bare], date(2026, 5, 13), DAY)
    assert (told["latest"], told["at_decision"], told["target"]) == (None, None, None)
    assert (told["progress"], told["doubt"]) == ("unknown", "no-value")
    money = money_told(Startup("s", "S", "", ()), DAY)
    assert (money["total"], money["per_user"], money["runway_months"]) == (None, None, None)


def test_a_year_that_says_nothing_of_what_was_spent_is_kept_so() -> None:
    sheet = Startup("s", "S", "", (), budgets=(Budget(2026, committed_cents=5_000),))
    (year,) = money_told(sheet, DAY)["budgets"]
    assert (year["committed_cents"], year["spent_cents"]) == (5_000, None)


def test_what_changed_is_told_thing_by_thing() -> None:
    plans = {"id": "plans", "name": "Plans", "latest": {"day": "2026-10-01", "value": "274"}}
    old = {
        "impact": [plans],
        "team": [{"name": "Rose", "role": "Intrapreneuse"}, {"name": "Nour", "role": "Design"}],
        "attachments": [{"id": "a", "name": "Bilan.pdf", "sha256": "0"}],
    }
    new = {
        "impact": [{**plans, "latest": {"day": "2026-10-01", "value": "281"}}],
        "team": [{"name": "Nour", "role": "Produit"}, {"name": "Sacha", "role": "Code"}],
        "attachments": [{"id": "b", "name": "Bilan.pdf", "sha256": "0"}],
    }
    assert differences(old, new) == [
        Change("team", (), "", "Rose", None),
        Change("team", ("Nour",), "role", "Design", "Produit"),
        Change("team", (), "", None, "Sacha"),
        Change(
            "impact",
            ("Plans",),
            "latest",
            {"day": "2026-10-01", "value": "274"},
            {"day": "2026-10-01", "value": "281"},
        ),
    ]
