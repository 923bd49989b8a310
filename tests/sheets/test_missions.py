"""A member's missions in one startup: whatever is done there, the rest is let alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.sheets.layout import Collection
from incubator.sheets.missions import (
    LISTED,
    MissionError,
    Term,
    add_mission,
    change_end,
    others_part,
    spells,
)
from incubator.sheets.write import Changes, apply, is_cleared, read_content

TODAY = date(2026, 11, 21)
LATER = date(2027, 3, 31)


def mission(start: str, end: str = "", *startups: str, **more: Any) -> dict[str, Any]:
    days = {"start": date.fromisoformat(start)}
    days |= {"end": date.fromisoformat(end)} if end else {}
    return {**days, **more, "startups": list(startups or ("bac",))}


def after(fields: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The fields once they are changed, as the sheet's writer does it."""
    return {name: value for name, value in (fields | changes).items() if not is_cleared(value)}


def end(fields: dict[str, Any], key: str, day: date | None) -> dict[str, Any]:
    return after(fields, change_end(fields, "bac", key, day, TODAY))


def test_spells_are_found_however_the_sheet_writes_them() -> None:
    fields = {
        "missions": [
            mission("2025-01-01", "2025-12-31", "/startups/bac", "autre"),
            {"start": "2026-01-01", "end": "2026-06-30T00:00:00", "startups": "bac"},
            mission("2026-07-01", "", status="admin", employer="Dinum"),
            mission("2026-07-01", ""),
            mission("2026-07-01", "", "autre"),
            {"start": date(2020, 1, 1)},
            "illisible",
        ],
        "startups": ["bac"],
    }
    found = spells(fields, "bac")
    assert [spell.key for spell in found] == [
        "2025-01-01_2025-12-31",
        "2026-01-01_2026-06-30",
        "2026-07-01_0",
        "2026-07-01_0-2",
    ]
    assert found[0].others == ("autre",)
    assert found[2].term == Term(date(2026, 7, 1), None, "admin", "Dinum")
    (listed,) = spells({"startups": ["/startups/bac"], "missions": []}, "bac")
    assert (listed.key, listed.is_listed) == (LISTED, True)
    assert spells({"startups": ["autre"]}, "bac") == []


def test_a_mission_ends_on_another_day_and_keeps_what_it_says() -> None:
    fields = {"missions": [mission("2025-01-01", "2026-12-31", uuid="x", employer="Malt")]}
    changed = end(fields, "2025-01-01_2026-12-31", TODAY)
    assert changed["missions"] == [{**fields["missions"][0], "end": TODAY}]
    assert "end" not in end(fields, "2025-01-01_2026-12-31", None)["missions"][0]
    assert change_end(fields, "bac", "2025-01-01_2026-12-31", date(2026, 12, 31), TODAY) == {}


def test_what_a_mission_shares_stays_with_the_others() -> None:
    fields = {"missions": [mission("2025-01-01", "", "a", "/startups/bac", "b", uuid="x")]}
    changed = end(fields, "2025-01-01_0", LATER)["missions"]
    assert changed == [
        {**fields["missions"][0], "startups": ["a", "b"]},
        {**fields["missions"][0], "startups": ["/startups/bac"], "end": LATER},
    ]


def test_a_startup_that_a_mission_names_leaves_the_list_that_has_no_end() -> None:
    fields = {"missions": [mission("2025-01-01")], "startups": ["bac", "autre"]}
    assert end(fields, "2025-01-01_0", TODAY)["startups"] == ["autre"]
    assert "startups" not in end({**fields, "startups": "bac"}, "2025-01-01_0", TODAY)


def test_whoever_is_only_listed_becomes_a_former_member_or_gets_an_end_to_come() -> None:
    fields = {"startups": ["bac"], "previously": ["vieux"]}
    assert end(fields, LISTED, TODAY) == {"previously": ["vieux", "bac"]}
    assert end({**fields, "previously": ["bac"]}, LISTED, TODAY) == {"previously": ["bac"]}
    assert end(fields, LISTED, LATER) == {
        "previously": ["vieux"],
        "missions": [{"end": LATER, "startups": ["bac"]}],
    }
    assert end(fields, LISTED, None) == fields


@pytest.mark.parametrize(
    ("key", "day", "told"),
    [
        ("2025-01-01_2026-12-31", date(2024, 12, 31), "avant d’avoir commencé"),
        ("2025-01-01_2026-12-31", date(2027, 1, 1), "Une autre mission"),
        ("2025-01-01_2026-12-31", None, "Une autre mission"),
        ("2020-01-01_0", LATER, "changé entre-temps"),
        (LISTED, LATER, "changé entre-temps"),
    ],
)
def test_an_end_that_can_not_be_is_refused(key: str, day: date | None, told: str) -> None:
    fields = {"missions": [mission("2025-01-01", "2026-12-31"), mission("2027-01-01")]}
    with pytest.raises(MissionError, match=told):
        change_end(fields, "bac", key, day, TODAY)


def test_missions_that_overlap_already_can_be_made_shorter() -> None:
    fields = {
        "missions": [mission("2025-01-01", "2026-12-31"), mission("2026-01-01", "2027-01-01")]
    }
    assert end(fields, "2025-01-01_2026-12-31", TODAY)["missions"][0]["end"] == TODAY


def test_a_mission_is_added_behind_the_others() -> None:
    fields = {"missions": [mission("2025-01-01", "2026-12-31")], "startups": ["bac"]}
    term = Term(date(2027, 1, 1), None, "admin", "Dinum")
    changed = after(fields, add_mission(fields, "bac", term))
    assert changed["missions"][1] == {
        "start": date(2027, 1, 1),
        "status": "admin",
        "employer": "Dinum",
        "startups": ["bac"],
    }
    assert "startups" not in changed
    for wrong, told in (
        (Term(None, None), "premier jour"),
        (Term(LATER, TODAY), "avant d’avoir commencé"),
        (Term(TODAY, None), "Une autre mission"),
        (Term(date(2024, 1, 1), date(2025, 1, 1)), "Une autre mission"),
    ):
        with pytest.raises(MissionError, match=told):
            add_mission(fields, "bac", wrong)
    with pytest.raises(MissionError, match="illisibles"):
        add_mission({"missions": "demain"}, "bac", term)


DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))
IDS = st.lists(st.sampled_from(["bac", "a", "b", "/startups/bac", "/startups/a"]), max_size=3)
MISSIONS = st.lists(
    st.fixed_dictionaries({"start": DAYS, "startups": IDS}, optional={"end": DAYS, "uuid": DAYS}),
    max_size=4,
)


@given(missions=MISSIONS, listed=IDS, former=IDS, day=st.none() | DAYS)
def test_other_startups_never_notice(
    missions: list[dict[str, Any]], listed: list[str], former: list[str], day: date | None
) -> None:
    fields = {"missions": missions, "startups": listed, "previously": former, "fullname": "Léa"}
    rest = others_part(fields, "bac")
    for spell in spells(fields, "bac"):
        try:
            changes = change_end(fields, "bac", spell.key, day, TODAY)
        except MissionError:
            continue
        assert others_part(after(fields, changes), "bac") == rest
    try:
        changes = add_mission(fields, "bac", Term(day, None))
    except MissionError:
        return
    assert others_part(after(fields, changes), "bac") == rest


@pytest.mark.real_content
def test_each_mission_of_real_sheets_can_be_extended_and_put_back(real_content: Path) -> None:
    folder = next(path for path in real_content.iterdir() if path.name.strip("_") == "authors")
    done = 0
    for file in sorted(folder.iterdir())[::20]:
        data = file.read_bytes()
        fields = dict(read_content(data).fields)
        ids = {one for raw in fields.get("missions") or [] for one in raw.get("startups") or []}
        for startup_id in sorted(ids):
            spell = spells(fields, startup_id)[-1]
            day = max(spell.term.end or TODAY, spell.term.start or TODAY) + timedelta(days=1)
            try:
                changes = change_end(fields, startup_id, spell.key, day, TODAY)
            except MissionError:
                continue
            written = apply(data, Changes(changes), collection=Collection.MEMBERS)
            found = dict(read_content(written).fields)
            assert others_part(found, startup_id) == others_part(fields, startup_id), file
            back = {name: fields.get(name) for name in changes}
            again = apply(written, Changes(back), collection=Collection.MEMBERS)
            assert read_content(again).fields == fields, file
            done += 1
    assert done > 30
