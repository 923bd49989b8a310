"""What may become of what people bring, how long it is kept, and when a call is open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.access import PlaceKind
from incubator.domain.submissions import (
    IDEAS,
    OPEN,
    REMARKS,
    CallDays,
    CallState,
    Kind,
    Status,
    call_state,
    days_fault,
    first_status,
    has_too_many_links,
    is_extension,
    is_sheet_id,
    kept_for,
    may_move,
    next_statuses,
    place_kind_of,
    proposed_sheet_id,
)

KINDS = st.sampled_from(Kind)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(KINDS, st.booleans(), st.lists(st.sampled_from(Status), max_size=30))
def test_whatever_is_tried_a_decision_stands_and_nothing_is_unconfirmed_again(
    kind: Kind, has_account: bool, tried: list[Status]
) -> None:
    status = first_status(kind, has_account=has_account)
    seen = [status]
    for to in tried:
        if may_move(kind, status, to):
            status = to
            seen.append(status)
    assert Status.UNCONFIRMED not in seen[1:]
    for decided in (Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN):
        if decided in seen:
            assert seen.index(decided) == len(seen) - 1
            assert kind in IDEAS
    if Status.ANSWERED in seen and kind in IDEAS:
        assert kind is Kind.PROBLEM
        assert seen[-1] is Status.ANSWERED
    if Status.ASKED in seen:
        assert kind in IDEAS
    if seen[0] is Status.UNCONFIRMED and len(seen) > 1:
        assert seen[1] is Status.RECEIVED


@given(KINDS, st.sampled_from(Status))
def test_nothing_moves_to_where_it_stands_and_spam_can_always_be_taken_back(
    kind: Kind, status: Status
) -> None:
    assert not may_move(kind, status, status)
    if may_move(kind, status, Status.REMOVED):
        assert status in OPEN
        assert may_move(kind, Status.REMOVED, Status.RECEIVED)


@pytest.mark.parametrize("kind", Kind)
def test_whatever_is_open_can_be_closed(kind: Kind) -> None:
    closed = next_statuses(kind, Status.RECEIVED) - OPEN - {Status.REMOVED}
    assert closed


def test_only_what_a_visitor_brings_to_an_incubator_waits_for_a_proof() -> None:
    for kind in Kind:
        assert first_status(kind, has_account=True) is Status.RECEIVED
        expected = Status.RECEIVED if kind in REMARKS else Status.UNCONFIRMED
        assert first_status(kind, has_account=False) is expected


def test_remarks_are_for_the_team_and_the_rest_for_the_incubator() -> None:
    assert {kind: place_kind_of(kind) for kind in Kind} == {
        Kind.PROBLEM: PlaceKind.INCUBATOR,
        Kind.STARTUP: PlaceKind.INCUBATOR,
        Kind.APPLICATION: PlaceKind.INCUBATOR,
        Kind.MISTAKE: PlaceKind.STARTUP,
        Kind.COMMENT: PlaceKind.STARTUP,
    }


def test_how_long_each_is_kept() -> None:
    problem, comment = Kind.PROBLEM, Kind.COMMENT
    assert kept_for(problem, Status.UNCONFIRMED) == timedelta(hours=48)
    assert kept_for(problem, Status.DECLINED) == timedelta(days=365)
    assert kept_for(problem, Status.ANSWERED) == timedelta(days=365)
    assert kept_for(Kind.STARTUP, Status.ACCEPTED) == timedelta(days=730)
    assert kept_for(comment, Status.ANSWERED) == timedelta(days=180)
    assert kept_for(comment, Status.REMOVED) == timedelta(days=30)
    assert kept_for(problem, Status.WITHDRAWN) == timedelta(days=30)
    for kind in Kind:
        for status in OPEN:
            assert kept_for(kind, status) == timedelta(days=365)


@given(DAYS, DAYS, DAYS, st.booleans(), st.booleans())
def test_a_call_is_open_on_its_days_when_it_is_published_and_not_cancelled(
    opens: date, closes: date, today: date, published: bool, cancelled: bool
) -> None:
    state = call_state(
        CallDays(opens, closes), today, is_published=published, is_cancelled=cancelled
    )
    expected = published and not cancelled and opens <= today <= closes
    assert (state is CallState.OPEN) == expected
    if cancelled:
        assert state is CallState.CANCELLED


@given(DAYS, DAYS, DAYS, st.integers(0, 90), st.integers(0, 90))
def test_days_in_order_have_no_fault_and_later_ones_are_an_extension(
    one: date, two: date, three: date, more: int, most: int
) -> None:
    first, second, third = sorted((one, two, three))
    days = CallDays(first, second, third)
    assert days_fault(days) == ""
    later = CallDays(first, second + timedelta(days=more), third + timedelta(days=more + most))
    assert is_extension(days, later)
    assert is_extension(later, days) == (later == days)
    assert not is_extension(days, CallDays(first, second, None))


def test_days_out_of_order_are_named() -> None:
    day = date(2026, 11, 21)
    assert days_fault(CallDays(day, day - timedelta(days=1))) == "closes_on"
    assert days_fault(CallDays(day, day, day - timedelta(days=1))) == "answers_on"


@given(st.text(max_size=80))
def test_an_id_that_is_proposed_is_one_that_is_accepted(name: str) -> None:
    proposed = proposed_sheet_id(name)
    assert not proposed or is_sheet_id(proposed)


@pytest.mark.parametrize("bad", ["", "Été", "a b", "-a", "a-", "a--b", "../a", "a/b", "a" * 61])
def test_an_id_that_could_be_no_file_name_is_refused(bad: str) -> None:
    assert not is_sheet_id(bad)


def test_a_name_becomes_an_id() -> None:
    assert proposed_sheet_id("L’été du vélo !") == "l-ete-du-velo"
    assert is_sheet_id("a.dock.gouv")


def test_texts_stuffed_with_addresses_are_told_from_others() -> None:
    assert not has_too_many_links(["voir https://a.example", "et www.b.example", ""])
    assert has_too_many_links(["https://a.example " * 2, "http://b.example www.c.example"])
