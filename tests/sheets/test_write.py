"""Changing a sheet's file: what is written is read back, and all the rest stays as it is."""

from __future__ import annotations

import re
import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.config import PROJECT_ROOT
from incubator.sheets.layout import Collection
from incubator.sheets.write import (
    KEY_ORDER,
    Changes,
    WriteError,
    apply,
    read_content,
    set_body,
    set_key,
    unset_key,
)
from incubator.sheets.write_body import normal
from incubator.sheets.write_front_matter import same

SHEET = """---
# La fiche d’un bac à sable.
title: "Bac à sable"
mission: 'Essayer sans rien casser'   # à revoir
incubator: fabrique

# Les phases, dans l’ordre.
phases:
    - name: investigation
      start: 2024-01-15 # un lundi
      end: 2024-03-01
    # La suite a été rapide.
    - name: construction
      start: 2024-03-01
techno: [Python,  Django]
usertypes: []
fast: {promotion: 3,  montant: 100000}
contact : bac@exemple.fr
\tinconnu
stats: true
---

## Le problème

Aucun.
""".replace("\tinconnu\n", "inconnu:   gardé tel quel   \n")


def written(changes: dict[str, Any], sheet: str = SHEET) -> str:
    """The sheet after changes, which are read back and leave all other fields alone."""
    data = sheet.encode()
    before, after = read_content(data), apply(data, Changes(changes))
    found = read_content(after)
    expected = {**before.fields, **changes}
    expected = {key: value for key, value in expected.items() if value not in (None, "", [], {})}
    kept = {key: value for key, value in found.fields.items() if value not in (None, "", [], {})}
    assert same(kept, expected)
    assert found.body == before.body
    assert apply(after, Changes(changes)) == after
    return after.decode()


def swapped(*pairs: tuple[str, str], sheet: str = SHEET) -> str:
    for old, new in pairs:
        assert sheet.count(old) == 1, old
        sheet = sheet.replace(old, new)
    return sheet


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("title", "Château", '"Bac à sable"', '"Château"'),
        ("mission", "L’eau : # 1", "'Essayer sans rien casser'", "'L’eau : # 1'"),
        ("mission", "C'est ça", "'Essayer sans rien casser'", "'C''est ça'"),
        ("incubator", "autre", "fabrique", "autre"),
        ("incubator", "- autre", "fabrique", "'- autre'"),
        ("incubator", "yes", "fabrique", "'yes'"),
        ("incubator", "2024-01-01", "fabrique", "'2024-01-01'"),
        ("contact", "eau@exemple.fr", "bac@exemple.fr", "eau@exemple.fr"),
        ("inconnu", "autre", "gardé tel quel", "autre"),
        ("stats", False, "stats: true", "stats: false"),
        ("techno", ["Python"], "[Python,  Django]", "[Python]"),
        ("usertypes", ["etat"], "usertypes: []", "usertypes:\n    - etat"),
        ("fast", {"promotion": 4}, "{promotion: 3,  montant: 100000}", "{promotion: 4}"),
        (
            "mission",
            "Un\nDeux",
            "mission: 'Essayer sans rien casser'   # à revoir",
            "mission: |-\n  Un\n  Deux\n# à revoir",
        ),
    ],
)
def test_a_value_changes_and_keeps_its_style(key: str, value: Any, old: str, new: str) -> None:
    assert written({key: value}) == swapped((old, new))


PHASES: list[dict[str, Any]] = [
    {"name": "investigation", "start": date(2024, 1, 15), "end": date(2024, 3, 1)},
    {"name": "construction", "start": date(2024, 3, 1)},
]
LAST = "    - name: construction\n      start: 2024-03-01\n"


def test_an_element_is_added_as_the_others_are_written() -> None:
    more = {"name": "acceleration", "start": date(2025, 1, 1), "comment": "Enfin : « oui »"}
    lines = "    - name: acceleration\n      start: 2025-01-01\n      comment: 'Enfin : « oui »'\n"
    assert written({"phases": [*PHASES, more]}) == swapped((LAST, LAST + lines))


def test_an_element_is_added_before_the_others() -> None:
    first = "    - name: investigation\n      start: 2024-01-15 # un lundi\n"
    more = {"name": "investigation", "start": date(2023, 1, 1)}
    lines = "    - name: investigation\n      start: 2023-01-01\n"
    assert written({"phases": [more, *PHASES]}) == swapped((first, lines + first))


def test_within_an_element_only_what_changes_is_written() -> None:
    changed = [{**PHASES[0], "start": date(2024, 1, 16)}, {**PHASES[1], "comment": "Vite"}]
    assert written({"phases": changed}) == swapped(
        ("2024-01-15", "2024-01-16"), (LAST, LAST + "      comment: Vite\n")
    )


def test_an_element_goes_and_the_comments_between_stay() -> None:
    gone = "    - name: investigation\n      start: 2024-01-15 # un lundi\n      end: 2024-03-01\n"
    assert written({"phases": PHASES[1:]}) == swapped((gone, ""))
    end = "      end: 2024-03-01\n"
    first = {"name": "investigation", "start": date(2024, 1, 15)}
    assert written({"phases": [first, PHASES[1]]}) == swapped((end, ""))


def test_clearing_takes_the_field_and_its_lines_out() -> None:
    line = "mission: 'Essayer sans rien casser'   # à revoir\n"
    for nothing in (None, "", [], {}):
        assert written({"mission": nothing}) == swapped((line, ""))
    assert written({"absent": None}) == SHEET


def test_a_new_field_stands_where_the_documentation_puts_it() -> None:
    line = "contact : bac@exemple.fr\n"
    assert written({"link": "https://a.fr"}) == swapped((line, line + "link: https://a.fr\n"))
    last = "stats: true\n"
    assert written({"stats_url": "https://a.fr"}) == swapped(
        (last, last + "stats_url: https://a.fr\n")
    )
    assert written({"autre": 1}) == swapped((last, last + "autre: 1\n"))
    both = written({"budget_url": "https://b.fr", "stats_url": "https://a.fr"})
    assert both == swapped((last, last + "stats_url: https://a.fr\nbudget_url: https://b.fr\n"))


def test_lists_are_written_as_the_sheet_writes_them() -> None:
    sheet = "---\ntitle: T\nphases:\n- name: construction\n  start: 2024-01-01\n---\n"
    assert "\nsponsors:\n- dinum\n" in written({"sponsors": ["dinum"]}, sheet)
    phases = read_content(sheet.encode()).fields["phases"]
    added = written({"phases": [*phases, {"name": "opere", "start": date(2025, 1, 1)}]}, sheet)
    assert added.endswith("- name: opere\n  start: 2025-01-01\n---\n")


def test_values_over_time_are_added_line_by_line() -> None:
    sheet = """---
title: T
impact:
  - id: dossiers
    targets: [{by: 2026-12-31, value: 12000}]
    values:
      - {date: 2026-03-01, value: 4200}
---
"""
    impact = read_content(sheet.encode()).fields["impact"]
    values = [*impact[0]["values"], {"date": date(2026, 4, 1), "value": 5100.5}]
    assert written({"impact": [{**impact[0], "values": values}]}, sheet) == swapped(
        ("value: 4200}\n", "value: 4200}\n      - {date: 2026-04-01, value: 5100.5}\n"), sheet=sheet
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_are_kept(end: str, mark: str) -> None:
    sheet = mark + SHEET.replace("\n", end)
    after = written({"mission": "Un\nDeux", "link": "https://a.fr"}, sheet)
    assert after.startswith(mark + "---" + end)
    assert after.replace(end, "\n").count("\r") == 0
    assert after.count("\n") == after.count(end) == SHEET.count("\n") + 4


def test_in_a_file_of_both_kinds_new_lines_end_as_their_neighbours() -> None:
    sheet = "---\ntitle: T\r\nmission: M\nlink: L\r\n---\n"
    assert (
        written({"contact": "C"}, sheet)
        == "---\ntitle: T\r\nmission: M\ncontact: C\nlink: L\r\n---\n"
    )
    assert "repository: R\r\n---" in written({"repository": "R"}, sheet)
    assert "title: |-\r\n  A\r\n  B\r\nmission" in written({"title": "A\nB"}, sheet)


def test_a_missing_last_line_end_stays_missing() -> None:
    assert written({"title": "Autre"}, "---\ntitle: T\n---") == "---\ntitle: Autre\n---"
    assert written({"title": "Autre"}, "---\ntitle: T\n---\nFin") == "---\ntitle: Autre\n---\nFin"


@pytest.mark.parametrize("block", ["|", "|-", "|+", ">", ">-", ">+"])
def test_texts_of_several_lines_change_alone(block: str) -> None:
    sheet = f"---\nmission: {block}\n  Un\n  deux\n\n  trois\n\n# Avant le lien.\nlink: L\n---\n"
    for text in (
        "Une seule ligne",
        "Deux\nlignes",
        "Fin de ligne\n",
        "Fin\n\n\n",
        " en retrait\nb",
    ):
        after = written({"mission": text}, sheet)
        assert after.endswith("# Avant le lien.\nlink: L\n---\n")
    assert written({"mission": None}, sheet).endswith("# Avant le lien.\nlink: L\n---\n")


def test_several_changes_are_made_at_once() -> None:
    data = apply(SHEET.encode(), Changes({"title": "T", "stats": None}, body="Rien.\n"))
    found = read_content(data)
    assert (found.fields["title"], "stats" in found.fields, found.body) == ("T", False, "Rien.\n")


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ("---\ntitle: [T\n---\n", "a.md:3"),
        ("no front matter", "a.md:1"),
        ("---\n{title: T}\n---\n", "a.md:2"),
        ("---\nautre: &nom T\ntitle: T\n---\n", "a.md:2"),
        ("---\ntitle: T\nlink: L\ntitle: T\n---\n", "a.md:4: title"),
        ("---\n? title\n: T\n---\n", "a.md:2: title"),
        ("---\ntitle: T\n---\n", "a.md"),
    ],
)
def test_what_can_t_be_done_safely_is_refused(sheet: str, place: str) -> None:
    with pytest.raises(WriteError) as refused:
        set_key(sheet.encode(), "title", "\ud800" if place == "a.md" else "U", path="a.md")
    assert str(refused.value).startswith(place)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), object(), 10**40, "\ud800"])
def test_a_value_that_no_sheet_can_hold_is_refused(value: Any) -> None:
    with pytest.raises(WriteError, match="mission"):
        set_key(SHEET.encode(), "mission", value)


def test_the_last_field_can_t_go() -> None:
    with pytest.raises(WriteError, match="title"):
        unset_key(b"---\ntitle: T\n---\n", "title")


def test_the_text_changes_line_by_line() -> None:
    sheet = b"---\r\ntitle: T\n---\n \n\r\nUn\r\nDeux \nTrois\r\nfin"
    assert set_body(sheet, "Un\nDeux \nTrois\nfin") == sheet
    assert set_body(sheet, "\n\nUn\r\nDeux \nTrois\nfin") == sheet
    assert set_body(sheet, "Un\nQuatre\nTrois\nfin") == sheet.replace(b"Deux \n", b"Quatre\r\n")
    assert set_body(sheet, "Un\nDeux \nEt\nTrois\nfin") == sheet.replace(b"Trois", b"Et\nTrois")
    assert set_body(sheet, "") == b"---\r\ntitle: T\n---\n \n\r\n"
    assert set_body(b"---\ntitle: T\n---", "Un") == b"---\ntitle: T\n---\n\nUn"


def test_new_fields_stand_in_the_order_of_the_documentation() -> None:
    documentation = (PROJECT_ROOT / "docs/sheet-format.md").read_text("utf-8")
    for kind, title in (
        (Collection.STARTUPS, "A startup"),
        (Collection.MEMBERS, "A member"),
        (Collection.INCUBATORS, "An incubator"),
        (Collection.ORGANISATIONS, "An organisation"),
        (Collection.TEAMS, "A team"),
    ):
        section = documentation.split(f"\n## {title}\n")[1]
        section = re.split(r"\n##+ (?:An?|Phases|Sheets)\b", section)[0]
        heads = (line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
        assert KEY_ORDER[kind] == tuple(
            key for head in heads for key in re.findall("`(.+?)`", head)
        )


ODD = "yes no on off null ~ true oui 1 0x1F 1_000 1:30 1e5 .5 .inf 2024-01-01 = << --- ...".split()
ODD += ["a: b", "a #b", "- a", "---\n---", "a\n---\nb", " a", "a ", "\na", "a\n\n", "\t", " \n"]
TEXTS = st.one_of(
    st.text(string.printable + "éà’« »…€😀\u00a0\u2028\u0085\ufeff\x00\x07"),
    st.text("-:#'\"\\[]{},&*!|>%@`?~ \n\tab1"),
    st.sampled_from(ODD),
)
SCALARS = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1000, 1, 1)),
)
RECORDS = st.dictionaries(st.sampled_from(["name", "start", "value", "no", "a b"]), SCALARS)
VALUES = st.one_of(SCALARS, RECORDS, st.lists(st.one_of(TEXTS, SCALARS)), st.lists(RECORDS))
OLD = st.sampled_from(["mission", "phases", "techno", "usertypes", "fast", "title", "new", "link"])


@given(OLD, VALUES, st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_written_is_read_back(key: str, value: Any, end: str) -> None:
    written({key: value}, SHEET.replace("\n", end))


@given(VALUES, VALUES)
def test_whatever_was_written_can_be_changed(first: Any, second: Any) -> None:
    once = written({"impact": first})
    again = written({"impact": second}, once)
    assert written({"impact": None}, again) == SHEET


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_whatever_text_is_written_is_read_back(body: str) -> None:
    for sheet in (SHEET, SHEET.replace("\n", "\r\n"), "---\ntitle: T\n---"):
        data = set_body(sheet.encode(), body)
        found = read_content(data)
        assert found.body == normal(body)
        assert found.fields == read_content(sheet.encode()).fields
        assert set_body(data, body) == data
