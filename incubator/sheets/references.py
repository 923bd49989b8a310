"""The sheets that a sheet names, with the line where it names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from incubator.domain.members import Member
from incubator.domain.organisations import Incubator, Organisation, ReferenceSheet, Team
from incubator.domain.startups import Startup
from incubator.sheets.front_matter import SheetText
from incubator.sheets.layout import Collection

SheetValue = Startup | Member | Incubator | Organisation | Team | ReferenceSheet


@dataclass(frozen=True, slots=True)
class Reference:
    """A sheet's mention of another: ``key`` and ``line`` are where it stands in the file."""

    key: str
    collection: Collection
    id: str
    line: int | None = None


def references(value: SheetValue, text: SheetText) -> Iterator[Reference]:
    """Every sheet that a sheet names, in the order of its fields."""
    finder = _Lines(text)
    for key, collection, ids in _named(value):
        field = key.partition("[")[0]
        for sheet_id in ids:
            yield Reference(key, collection, sheet_id, finder.find(field, sheet_id))


def _named(value: SheetValue) -> Iterator[tuple[str, Collection, Iterable[str]]]:
    match value:
        case Startup():
            key = "incubators" if len(value.incubators) > 1 else "incubator"
            yield key, Collection.INCUBATORS, value.incubators
            yield "sponsors", Collection.ORGANISATIONS, value.sponsors
        case Member():
            yield "startups", Collection.STARTUPS, value.startups
            yield "previously", Collection.STARTUPS, value.previously
            for index, mission in enumerate(value.missions):
                yield f"missions[{index}].startups", Collection.STARTUPS, mission.startups
            yield "teams", Collection.TEAMS, value.teams
        case Incubator():
            yield "owner", Collection.ORGANISATIONS, filter(None, [value.owner])
            yield "highlighted_startups", Collection.STARTUPS, value.highlighted_startups
        case Team():
            yield "incubator", Collection.INCUBATORS, filter(None, [value.incubator])


class _Lines:
    """Finds ids in the front matter, each after the one before it under the same field.

    Reading the text is a hundred times faster than composing the YAML again, and references are
    found in the order in which they are written.
    """

    def __init__(self, text: SheetText) -> None:
        self._front = text.front
        self._first_line = text.first_line
        self._cursors: dict[str, int] = {}

    def find(self, field: str, sheet_id: str) -> int | None:
        """The file's line of the next mention of an id under a field."""
        start = self._cursors.get(field)
        if start is None:
            key = f"\n{self._front}".find(f"\n{field}:")
            start = 0 if key < 0 else key + len(field)
        position = self._whole(sheet_id, start)
        if position < 0:
            return None
        self._cursors[field] = position
        return self._first_line + self._front.count("\n", 0, position)

    def _whole(self, sheet_id: str, start: int) -> int:
        """Where an id stands by itself, not inside a longer word; -1 if nowhere."""
        front = self._front
        position = front.find(sheet_id, start)
        while position >= 0:
            after = position + len(sheet_id)
            around = front[max(0, position - 1) : position] + front[after : after + 1]
            if not any(char.isalnum() or char in "._-" for char in around):
                return position
            position = front.find(sheet_id, position + 1)
        return position
