"""How long things last, those that go on counted too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.survival import Stay, lasting, survival

STAYS = st.lists(st.builds(Stay, st.integers(0, 2000), st.booleans()), max_size=60)


def over(*days: int) -> list[Stay]:
    return [Stay(n, True) for n in days]


def going_on(*days: int) -> list[Stay]:
    return [Stay(n, False) for n in days]


def test_where_all_have_ended_it_is_the_share_that_lasted_longer() -> None:
    steps = survival(over(100, 200, 300, 400))
    assert [(step.days, step.share) for step in steps] == [
        (100, 0.75),
        (200, 0.5),
        (300, 0.25),
        (400, 0.0),
    ]
    assert lasting(steps, 0.5) == 200


def test_what_goes_on_counts_for_as_long_as_it_was_watched() -> None:
    """By hand: 6 watched; 1 of 6 ends at 6, 1 of 4 at 10 (one left at 7), 1 of 2 at 20."""
    steps = survival([*over(6, 10, 20), *going_on(7, 15, 25)])
    assert [step.at_risk for step in steps] == [6, 4, 2]
    assert [step.share for step in steps] == pytest.approx([5 / 6, 5 / 6 * 3 / 4, 5 / 16])
    assert lasting(steps, 0.5) == 20


def test_leaving_out_what_goes_on_would_say_too_little() -> None:
    ended = over(50, 60, 70)
    assert lasting(survival(ended), 0.5) == 60
    assert lasting(survival([*ended, *going_on(400, 500, 600, 700)]), 0.5) is None


def test_of_two_on_one_day_the_one_that_ends_was_still_watched_with_the_one_that_goes_on() -> None:
    (step,) = survival([*over(30), *going_on(30)])
    assert (step.share, step.at_risk) == (0.5, 2)


def test_nothing_tells_nothing() -> None:
    assert survival([]) == ()
    assert lasting((), 0.5) is None
    assert survival([Stay(-3, True)]) == ()


@given(STAYS)
def test_shares_only_fall_and_stay_between_none_and_all(stays: list[Stay]) -> None:
    shares = [step.share for step in survival(stays)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share < 1 for share in shares)


@given(STAYS, st.randoms())
def test_the_order_does_not_matter(stays: list[Stay], chance: object) -> None:
    shuffled = list(stays)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert survival(shuffled) == survival(stays)


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=60))
def test_where_all_have_ended_it_agrees_with_counting(days: list[int]) -> None:
    for step in survival(over(*days)):
        longer = sum(1 for one in days if one > step.days)
        assert step.share == pytest.approx(longer / len(days))


@given(STAYS)
def test_watching_longer_what_goes_on_never_shortens_the_median(stays: list[Stay]) -> None:
    longer = [Stay(s.days + (0 if s.has_ended else 3000), s.has_ended) for s in stays]
    before, after = lasting(survival(stays), 0.5), lasting(survival(longer), 0.5)
    assert after is None or (before is not None and after >= before)
