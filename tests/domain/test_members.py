"""Who works where today: the rules that the public site's consumers rely on."""

from __future__ import annotations

from datetime import date

import pytest

from incubator.domain.members import Member, Mission, active_startups, legacy_startups

TODAY = date(2026, 3, 1)
YESTERDAY, TOMORROW = date(2026, 2, 28), date(2026, 3, 2)


def mission(end: date | None, *startups: str, start: date | None = date(2025, 1, 1)) -> Mission:
    return Mission(start, end, startups=startups)


def member(*missions: Mission, **lists: tuple[str, ...]) -> Member:
    return Member("lou", "Lou", missions=missions, **lists)


@pytest.mark.parametrize(
    ("start", "end", "active"),
    [
        (date(2025, 1, 1), None, True),
        (date(2025, 1, 1), TOMORROW, True),
        (date(2025, 1, 1), TODAY, True),
        (date(2025, 1, 1), YESTERDAY, False),
        (TOMORROW, date(2027, 1, 1), True),
        (None, None, True),
    ],
    ids=["open", "ends later", "ends today", "ended", "has not begun", "has no date"],
)
def test_a_mission_is_active_until_the_end_of_its_last_day(
    start: date | None, end: date | None, active: bool
) -> None:
    assert Mission(start, end).is_active(TODAY) is active


def test_a_member_is_active_while_one_mission_is() -> None:
    assert member(mission(YESTERDAY), mission(None)).is_active(TODAY)
    assert not member(mission(YESTERDAY), startups=("a",)).is_active(TODAY)


def test_a_member_without_missions_is_active_when_a_startup_is_listed() -> None:
    assert member(startups=("a",)).is_active(TODAY)
    assert not member(previously=("a",)).is_active(TODAY)
    assert not member().is_active(TODAY)


def test_active_startups_are_the_listed_ones_and_those_of_active_missions() -> None:
    lou = member(mission(None, "b", "a"), mission(YESTERDAY, "c"), startups=("a",))
    assert active_startups(lou, TODAY) == ["a", "b"]


def test_legacy_startups_are_the_previous_ones_and_those_of_other_missions() -> None:
    lou = member(mission(None, "b"), mission(YESTERDAY, "c", "d"), previously=("d", "e"))
    assert legacy_startups(lou, TODAY) == ["d", "e", "c"]


def test_a_startup_may_be_both_active_and_legacy() -> None:
    lou = member(mission(YESTERDAY, "a"), mission(TOMORROW, "a"))
    assert active_startups(lou, TODAY) == legacy_startups(lou, TODAY) == ["a"]
