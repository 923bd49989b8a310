"""Changing real sheets: the lines of what changes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from incubator.sheets.layout import Collection, SheetFile, find_content, scan
from incubator.sheets.write import Changes, Content, apply, read_content, set_body, unset_key
from incubator.sheets.write_front_matter import same

pytestmark = pytest.mark.real_content
NEW_PHASE = {"name": "consolidation", "start": date(2026, 9, 1)}


def sheets_of(content: Path, *kinds: Collection) -> Iterator[tuple[SheetFile, bytes]]:
    root = find_content(content)
    for file in scan(root)[0]:
        if not kinds or file.collection in kinds:
            yield file, (root / file.path).read_bytes()


def startups(content: Path) -> Iterator[tuple[SheetFile, bytes, Content]]:
    for file, data in sheets_of(content, Collection.STARTUPS):
        yield file, data, read_content(data)


def changed_lines(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came; all others are the same bytes."""
    old, new = (data.decode().splitlines(keepends=True) for data in (before, after))
    gone, come = [], []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    return gone, come


def lines_of(data: bytes, key: str) -> list[str]:
    """A field's own lines, its lists and texts of several lines included."""
    found: list[str] = []
    inside = False
    for line in data.decode().splitlines(keepends=True)[1:]:
        if line.startswith("---"):
            break
        if line[0] not in " -#\r\n":
            inside = line.startswith(f"{key}:")
        if inside:
            found.append(line)
    return found


def expect(after: bytes, before: Content, **fields: Any) -> None:
    """The new file says what the old one said, but for these fields; None: it is gone."""
    expected: dict[str, Any] = {**before.fields, **fields}
    expected = {key: value for key, value in expected.items() if value is not None}
    found = read_content(after)
    assert same(dict(found.fields), expected)
    assert found.body == before.body


def test_a_save_without_a_change_leaves_every_byte(real_content: Path) -> None:
    for file, data in sheets_of(real_content):
        if b"\n---" not in data:
            continue
        found = read_content(data)
        changes = Changes(found.fields, found.body)
        assert apply(data, changes, collection=file.collection) == data, file.path


@pytest.mark.parametrize(
    "new",
    [
        {"mission": "Dire : « c’est fait » # sans rien casser"},
        {"mission": "Une ligne\n\n- puis une autre\n"},
        {"link": "https://exemple.fr/?a=1&b=2#c"},
        {"sponsors": ["/organisations/dinum", "/organisations/anct"]},
        {"fast": {"promotion": 3, "montant": 100000}},
        {"stats": True},
    ],
    ids="-".join,
)
def test_changing_a_field_changes_its_lines_only(
    real_content: Path, new: Mapping[str, Any]
) -> None:
    (key,) = new
    for file, data, before in startups(real_content):
        after = apply(data, Changes(new))
        expect(after, before, **new)
        gone, come = changed_lines(data, after)
        assert set(gone) <= set(lines_of(data, key)), file.path
        assert set(come) <= set(lines_of(after, key)), file.path


def test_appending_a_phase_adds_its_lines_and_changes_none(real_content: Path) -> None:
    for file, data, before in startups(real_content):
        phases = [*before.fields["phases"], NEW_PHASE]
        after = apply(data, Changes({"phases": phases}))
        expect(after, before, phases=phases)
        gone, come = changed_lines(data, after)
        assert (gone, len(come)) == ([], 2), file.path


def test_correcting_a_phase_changes_one_line(real_content: Path) -> None:
    for file, data, before in startups(real_content):
        *others, last = before.fields["phases"]
        phases = [*others, {**last, "start": date(2019, 2, 3)}]
        after = apply(data, Changes({"phases": phases}))
        expect(after, before, phases=phases)
        gone, come = changed_lines(data, after)
        assert (len(gone), len(come)) == (1, 1), file.path


def test_every_field_can_be_taken_out_alone(real_content: Path) -> None:
    for file, data, before in startups(real_content):
        for key in before.fields:
            after = unset_key(data, key)
            expect(after, before, **{key: None})
            assert changed_lines(data, after) == (lines_of(data, key), []), (file.path, key)


def test_changing_the_text_leaves_the_front_matter(real_content: Path) -> None:
    for file, data, before in startups(real_content):
        added = f"{before.body}\nUn paragraphe de plus.\n"
        after = set_body(data, added)
        found = read_content(after)
        assert (found.body, found.fields) == (added, before.fields), file.path
        gone, come = changed_lines(data, after)
        # Where the file did not end with a line end, its last line gets one.
        assert len(gone) <= 1, file.path
        assert "".join(come).endswith("\nUn paragraphe de plus.\n"), file.path
        assert data.startswith(after[: data.index(b"\n---")])
