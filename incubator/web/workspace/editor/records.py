"""Lists of groups in a form: phases, events, budgets, and measures with their values."""

from __future__ import annotations

import contextlib
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from incubator.domain.text import slug
from incubator.i18n import N_
from incubator.web.workspace.editor.answers import Answers, Reading
from incubator.web.workspace.editor.kinds import Line, MeaningError
from incubator.web.workspace.editor.writing import as_day, as_number, shown_number

_DIGITS = 6
_MONTH = re.compile(r"(\d{1,2})/(\d{4})\Z|(\d{4})-(\d{2})\Z")
_DATED = re.compile(r"\s*(?P<day>[\d/.-]+)\s*[;:=\t ]\s*(?P<value>.*\S)\s*\Z")


@dataclass(frozen=True, slots=True)
class Records:
    """A list of groups, a row of the form each, and an empty row to add one."""

    key: str
    label: str
    item: str
    add: str
    columns: Sequence[Line]
    hint: str = ""
    control: ClassVar[str] = "records"
    is_required: ClassVar[bool] = False

    def answers(self, value: Any, language: str) -> Answers:
        """The fields of each row; ``origin`` says which group of the file a row shows."""
        groups = [item for item in _list(value) if isinstance(item, dict)]
        answers: dict[str, list[str]] = {}
        for row, group in enumerate([*groups, {}]):
            prefix = f"{self.key}-{row}-"
            answers[f"{prefix}origin"] = [str(row) if row < len(groups) else ""]
            for column in self.columns:
                answers.update(column.answers(group.get(column.key), language, prefix))
        return answers

    def read(self, value: Any, reading: Reading) -> Any:
        """The list that the rows make of the former one; what is no group stays in place."""
        return self.read_rows(value, reading)[0]

    def read_rows(self, value: Any, reading: Reading) -> tuple[Any, dict[int, int]]:
        """The same, with the form's row of each element of the list."""
        rows = reading.rows(self.key)
        if not rows:
            return value, {}
        groups = [item for item in _list(value) if isinstance(item, dict)]
        read = {row: self._read_row(row, groups, reading) for row in rows}
        # Of two rows that say they are one group, the last counts.
        origins = {row: self._origin(row, groups, reading) for row in rows}
        of_group = {origin: row for row, origin in origins.items() if origin is not None}
        kept: list[Any] = []
        places: dict[int, int] = {}

        def keep(row: int) -> None:
            if read[row] is not None:
                places[len(kept)] = row
                kept.append(read[row])

        number = 0
        for item in _list(value):
            if not isinstance(item, dict):
                kept.append(item)
                continue
            if number in of_group:
                keep(of_group[number])
            else:
                # A form that did not show it says nothing about it.
                kept.append(item)
            number += 1
        for row in rows:
            if origins[row] is None:
                keep(row)
        if not kept:
            # Nothing was there for the form to show, or everything was taken out.
            return (None if _list(value) else value), {}
        return kept, places

    def _origin(self, row: int, groups: list[dict[str, Any]], reading: Reading) -> int | None:
        origin = reading.text(f"{self.key}-{row}-origin")
        known = origin.isdecimal() and len(origin) < _DIGITS and int(origin) < len(groups)
        return int(origin) if known else None

    def _read_row(
        self, row: int, groups: list[dict[str, Any]], reading: Reading
    ) -> dict[str, Any] | None:
        prefix = f"{self.key}-{row}-"
        origin = self._origin(row, groups, reading)
        known = None if origin is None else groups[origin]
        if reading.has(f"{prefix}remove"):
            return None
        if self._is_blank(prefix, reading):
            # Emptied by somebody; unless the form had nothing to show of it.
            return None if known is None or self._shows(known, reading.language) else known
        group = dict(known or {})
        for column in self.columns:
            found = column.read(group.get(column.key), reading, prefix)
            if found is None or found in ("", []):
                group.pop(column.key, None)
            else:
                group[column.key] = found
        return self.completed(group, prefix, reading) or None

    def completed(self, group: dict[str, Any], prefix: str, reading: Reading) -> dict[str, Any]:
        """A row's group once its columns are read."""
        return group

    def _shows(self, group: dict[str, Any], language: str) -> bool:
        texts = [column for column in self.columns if column.control != "choice"]
        return any(column.show(group.get(column.key), language) for column in texts)

    def _is_blank(self, prefix: str, reading: Reading) -> bool:
        names = (f"{prefix}{column.key}" for column in self.columns if column.control != "choice")
        return not any(reading.text(name) for name in names)


class Measures(Records):
    """The measures of impact, each with a line for a month's new value."""

    __slots__ = ()
    control: ClassVar[str] = "measures"

    def completed(self, group: dict[str, Any], prefix: str, reading: Reading) -> dict[str, Any]:
        """Add the month's value; a new measure gets an id from its name."""
        if group.get("name") and not group.get("id"):
            group = {"id": slug(str(group["name"])), **group}
        figure, month = reading.text(f"{prefix}figure"), reading.text(f"{prefix}month")
        if not figure:
            return group
        number, first = as_number(figure, reading.language), _month(month)
        if number is None:
            reading.fault(f"{prefix}figure", N_("Écrivez un nombre, par exemple 12 500 ou 3,5."))
        elif first is None:
            reading.fault(f"{prefix}month", N_("Choisissez un mois."))
        else:
            group["values"] = with_value(_list(group.get("values")), first, number)
        return group


class DatedLines(Line):
    """Dated values, a line each: the day or the month, then the value."""

    __slots__ = ()
    control: ClassVar[str] = "lines"

    @property
    def day_key(self) -> str:
        """What the day is called: targets are due by a day."""
        return "by" if self.key == "targets" else "date"

    def show(self, value: Any, language: str) -> str:
        """A line each, as "01/06/2026 : 12 500"; what is no dated value is left out, and kept."""
        lines = []
        for item in _list(value):
            found = self._pair(item)
            if found:
                day, number = found
                written = f"{day:%d/%m/%Y}" if language == "fr" else day.isoformat()
                gap = " : " if language == "fr" else ": "
                lines.append(f"{written}{gap}{shown_number(number, language)}")
        return "\n".join(lines)

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The values; one that the file has keeps all that it says beside day and value."""
        known = [(self._pair(item), item) for item in _list(value)]
        items = [item for pair, item in known if pair is None]
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                day, figure = _dated(line, number, reading.language)
                same_day = [item for pair, item in known if pair and pair[0] == day]
                exact = [item for pair, item in known if pair == (day, figure)]
                former = (exact or same_day or [{}])[0]
                items.append(former if exact else {**former, self.day_key: day, "value": figure})
        return items

    def _pair(self, item: Any) -> tuple[date, float] | None:
        day = as_day(item.get(self.day_key)) if isinstance(item, dict) else None
        number = item.get("value") if day else None
        if day is None or isinstance(number, bool) or not isinstance(number, (int, float)):
            return None
        return day, number


def with_value(values: list[Any], month: date, number: float) -> list[Any]:
    """Dated values with a month's one: another of the same month is corrected.

    The new day is the month's first or last one, as the sheet's other values have it.
    """
    days = [day for item in values if isinstance(item, dict) and (day := as_day(item.get("date")))]
    for index, item in enumerate(values):
        day = as_day(item.get("date")) if isinstance(item, dict) else None
        if day and (day.year, day.month) == (month.year, month.month):
            return [*values[:index], {**item, "value": number}, *values[index + 1 :]]
    at_end = bool(days) and all(day.day == monthrange(day.year, day.month)[1] for day in days)
    last = monthrange(month.year, month.month)[1]
    new_day = month.replace(day=last if at_end else 1)
    later = [
        index
        for index, item in enumerate(values)
        if isinstance(item, dict) and (day := as_day(item.get("date"))) and day > new_day
    ]
    place = later[0] if later else len(values)
    return [*values[:place], {"date": new_day, "value": number}, *values[place:]]


def latest_value(text: str, language: str) -> tuple[date, float] | None:
    """The newest of some dated lines; None where there is none that can be read."""
    found = []
    for line in text.splitlines():
        with contextlib.suppress(MeaningError):
            found.append(_dated(line, 0, language))
    return max(found, default=None)


def _dated(line: str, number: int, language: str) -> tuple[date, float]:
    match = _DATED.match(line)
    day = (as_day(match["day"]) or _month(match["day"])) if match else None
    figure = as_number(match["value"], language) if match else None
    if day is None or figure is None:
        raise MeaningError(
            N_("Ligne %(number)s, « %(line)s » : écrivez un jour ou un mois, puis la valeur."),
            number=number,
            line=line.strip()[:60],
        )
    return day, figure


def _month(text: str) -> date | None:
    match = _MONTH.match(text.strip())
    if not match:
        return None
    year, month = int(match[2] or match[3]), int(match[1] or match[4])
    return date(year, month, 1) if 1 <= month <= 12 and year >= 1 else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
