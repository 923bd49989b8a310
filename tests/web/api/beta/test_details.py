"""``/api/v2.7/startups_details.json``: which list each member is in, and the order of all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from incubator.web.api.beta.details import startups_details
from incubator.web.api.beta.values import Sheet
from tests.web.api.beta.making import content, loaded, member, startup

TODAY = date(2026, 11, 21)
LISTS = ("active_members", "previous_members", "expired_members")


def document(*members: Sheet, startups: tuple[Sheet, ...] = ()) -> Any:
    return loaded(startups_details(content(startups=startups, members=members, today=TODAY)))


def where(extra: str) -> list[str]:
    """The lists of the startup ``bac`` that a member is in."""
    found = document(member("ana", extra))["bac"]
    return [name.removesuffix("_members") for name in LISTS if found[name]]


def mission(start: str, end: str, startups: str = "[bac]") -> str:
    days = (f"start: {start}, " if start else "") + (f"end: {end}, " if end else "")
    return f"{{{days}startups: {startups}}}"


def test_a_startup_has_its_lists_and_what_its_sheet_says() -> None:
    found = document(startups=(startup("bac", "contact: a@b.example"),))["bac"]
    assert list(found.items()) == [
        ("active_members", []),
        ("previous_members", []),
        ("expired_members", []),
        ("id", "bac"),
        ("name", "Titre de bac"),
        ("repository", None),
        ("contact", "a@b.example"),
        ("phases", [{"name": "construction", "start": "2026-01-05"}]),
    ]


def test_startups_come_in_the_order_in_which_members_name_them_then_the_others() -> None:
    ana = member("ana", f"missions: [{mission('', '', '[d]')}]\npreviously: [c]\nstartups: [e]")
    ben = member("ben", "startups: [a, c]")
    sheets = tuple(startup(name) for name in "abcd")
    found = document(ana, ben, startups=sheets)
    assert list(found) == ["e", "c", "d", "a", "b"]


def test_a_startup_without_a_sheet_has_its_lists_alone() -> None:
    assert document(member("ana", "startups: [perdue]"))["perdue"] == {
        "active_members": ["ana"],
        "previous_members": [],
        "expired_members": [],
    }


@pytest.mark.parametrize(
    ("missions", "expected"),
    [
        ("[]", ["active"]),
        ("[{start: 2026-01-01}]", ["active"]),
        ("[{start: 2026-01-01, end: 2026-11-22}]", ["active"]),
        ("[{start: 2026-01-01, end: 2026-11-21}]", ["expired"]),
        ("[{start: 2026-01-01, end: 2026-11-20}]", ["expired"]),
        ("[{start: 2026-01-01}, {end: 2026-11-20}]", ["expired"]),
        ("[{start: 2026-01-01, end: 2026-11-20}, {start: 2026-11-01}]", ["active"]),
    ],
)
def test_a_listed_startup_counts_until_the_last_listed_mission_ends(
    missions: str, expected: list[str]
) -> None:
    assert where(f"startups: [bac]\nmissions: {missions}") == expected


def test_a_former_startup_is_in_the_previous_list() -> None:
    assert where("previously: [bac]") == ["previous"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-01-01", "", ["active"]),
        ("2027-01-01", "", ["active"]),
        ("2026-01-01", "2026-11-21", ["active"]),
        ("2026-11-21", "2026-12-31", ["active"]),
        ("2026-01-01 09:00:00", "'2026-12-31'", ["active"]),
        ("", "2026-12-31", ["active"]),
        ("2026-01-01", "2026-11-20", ["expired"]),
        ("2027-01-01", "2027-06-01", []),
    ],
)
def test_a_mission_s_startup_is_active_between_its_days_then_expired_and_before_nowhere(
    start: str, end: str, expected: list[str]
) -> None:
    assert where(f"missions: [{mission(start, end)}]") == expected


def test_lists_may_overlap_and_have_each_member_once() -> None:
    missions = ", ".join([mission("2020-01-01", "2021-01-01")] * 2 + [mission("2026-01-01", "")])
    extra = f"missions: [{missions}]\npreviously: [bac, bac]\nstartups: [bac]"
    found = document(member("ana", extra), member("ben", "startups: [bac]"))["bac"]
    assert found["active_members"] == ["ana", "ben"]
    assert found["previous_members"] == ["ana"]
    assert found["expired_members"] == ["ana"]


def test_a_member_without_missions_or_with_blank_ones_is_nowhere() -> None:
    assert document(member("ana"), member("ben", 'startups: [" ", ""]\nmissions:')) == {}
