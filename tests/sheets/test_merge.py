"""Two people change one sheet: both changes stand, or both are asked which one counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from incubator.sheets.merge import Disagreement, merge, merge_files
from incubator.sheets.write import Content
from incubator.sheets.write_front_matter import same

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def merged_fields(opened: Any, mine: Any, theirs: Any) -> dict[str, Any]:
    """Their fields once mine are brought in; nobody has to decide."""
    merged = merge(Content(opened, ""), Content(mine, ""), Content(theirs, ""))
    assert merged.is_whole
    return {**theirs, **merged.changes.fields}


def value(day: date, figure: int) -> dict[str, Any]:
    return {"date": day, "value": figure}


def test_changes_of_two_fields_both_stand() -> None:
    opened = {"title": "A", "mission": "B", "link": "https://a.fr"}
    mine, theirs = opened | {"mission": "Mieux"}, opened | {"title": "Autre"}
    assert merged_fields(opened, mine, theirs) == {
        "title": "Autre",
        "mission": "Mieux",
        "link": "https://a.fr",
    }


def test_the_same_change_made_twice_is_no_disagreement() -> None:
    assert merged_fields({"title": "A"}, {"title": "B"}, {"title": "B"}) == {"title": "B"}


def test_a_field_that_both_changed_keeps_both_until_somebody_chooses() -> None:
    merged = merge(
        Content({"title": "A"}, ""), Content({"title": "B"}, ""), Content({"title": "C"}, "")
    )
    assert merged.disagreements == {"title": Disagreement("A", "C", "B")}
    assert not merged.changes.fields


def test_a_field_that_one_cleared_and_the_other_changed_is_a_disagreement() -> None:
    merged = merge(Content({"link": "A"}, ""), Content({}, ""), Content({"link": "B"}, ""))
    assert merged.disagreements == {"link": Disagreement("A", "B", None)}


def test_two_months_of_one_measure_typed_at_once_both_stand() -> None:
    def sheet(*values: dict[str, Any]) -> dict[str, Any]:
        return {"impact": [{"id": "dossiers", "values": list(values)}]}

    opened = sheet(value(MAY, 10))
    mine, theirs = sheet(value(MAY, 10), value(JULY, 30)), sheet(value(MAY, 10), value(JUNE, 20))
    # Both continue the list at its end: mine comes where it came in mine, right after May.
    (measure,) = merged_fields(opened, mine, theirs)["impact"]
    assert sorted(one["value"] for one in measure["values"]) == [10, 20, 30]


def test_one_value_corrected_in_two_ways_is_a_disagreement() -> None:
    def sheet(figure: int) -> Content:
        return Content({"impact": [{"id": "dossiers", "values": [value(MAY, figure)]}]}, "")

    assert list(merge(sheet(1), sheet(2), sheet(3)).disagreements) == ["impact"]


def test_elements_added_and_removed_by_two_people_come_together() -> None:
    assert merged_fields({"techno": ["a", "b"]}, {"techno": ["b", "c"]}, {"techno": ["a", "d"]})[
        "techno"
    ] == ["c", "d"]


def test_lists_without_identities_that_both_changed_are_a_disagreement() -> None:
    opened, mine = {"autre": [{"x": 1}]}, {"autre": [{"x": 2}]}
    merged = merge(Content(opened, ""), Content(mine, ""), Content({"autre": [{"x": 3}]}, ""))
    assert list(merged.disagreements) == ["autre"]


def test_a_text_that_one_alone_changed_is_taken() -> None:
    merged = merge(Content({}, "a\n"), Content({}, "b\n"), Content({"title": "T"}, "a\n"))
    assert (merged.changes.body, merged.body) == ("b\n", None)


def test_a_text_that_both_changed_is_a_disagreement() -> None:
    merged = merge(Content({}, "a\n"), Content({}, "b\n"), Content({}, "c\n"))
    assert merged.body == Disagreement("a\n", "c\n", "b\n")


def test_files_merge_in_the_lines_of_theirs() -> None:
    opened = b"---\ntitle: A # nom\nmission: B\n---\nTexte\n"
    theirs = opened.replace(b"title: A", b"title: 'Autre'")
    mine = opened.replace(b"mission: B", b"mission: Mieux")
    data, merged = merge_files(opened, mine, theirs)
    assert merged.is_whole
    assert data == theirs.replace(b"mission: B", b"mission: Mieux")


scalars = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from("abc")
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "date", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
sheets = st.dictionaries(st.sampled_from(["impact", "values", "techno", "x"]), values, max_size=3)


@given(sheets, sheets, sheets)
def test_whoever_changed_nothing_never_disagrees(opened: Any, mine: Any, theirs: Any) -> None:
    for sides in ((opened, opened, theirs), (opened, mine, opened)):
        merged = merge(*(Content(side, "") for side in sides))
        assert merged.is_whole
        result = {**sides[2], **merged.changes.fields}
        result = {key: one for key, one in result.items() if one is not None}
        wanted = theirs if sides[1] is opened else mine
        assert same(result, {key: one for key, one in wanted.items() if one is not None})


@given(sheets, sheets, sheets)
def test_a_field_is_merged_or_disagreed_about_never_both(
    opened: Any, mine: Any, theirs: Any
) -> None:
    merged = merge(Content(opened, ""), Content(mine, ""), Content(theirs, ""))
    assert not set(merged.changes.fields) & set(merged.disagreements)


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.data())
def test_what_either_side_added_is_there_and_what_either_removed_is_not(
    opened: list[str], data: st.DataObject
) -> None:
    sides = []
    for extra in ("xy", "zw"):
        kept = [one for one in opened if data.draw(st.booleans())]
        sides.append(kept + list(extra[: data.draw(st.integers(0, 2))]))
    mine, theirs = sides
    merged = merged_fields({"techno": opened}, {"techno": mine}, {"techno": theirs})["techno"]
    added = {*mine, *theirs} - set(opened)
    removed = set(opened) - (set(mine) & set(theirs))
    assert set(merged) == (set(opened) - removed) | added
    assert len(merged) == len(set(merged))
