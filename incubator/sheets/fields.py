"""Typed access to a sheet's fields: forgiving readings, each fault noted where it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from incubator.i18n import N_
from incubator.sheets import yaml_reader
from incubator.sheets.front_matter import SheetText
from incubator.sheets.problems import RULES, Level, Problem

TEXT_LIMIT = 5000
MARKDOWN_LIMIT = 50_000
LIST_LIMIT = 400
ID_LIMIT = 200
PROBLEM_LIMIT = 100
PATH_LIMIT = 300
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|[T ])")
# Bounds that keep a date writable in a table and a chart drawable.
_YEARS = range(1990, 2101)
# Beside what has no width: marks that turn the order of letters round, and could forge a title.
_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u200b\u200c\u200d\u2060\ufeff\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)


class Fields:
    """The fields of one mapping of a sheet; nested mappings share the list of problems."""

    def __init__(
        self,
        path: str,
        text: SheetText,
        data: Mapping[Any, Any],
        problems: list[Problem],
        prefix: tuple[str | int, ...] = (),
    ) -> None:
        self._path = path
        self._text = text
        self._data = data
        self._prefix = prefix
        self.problems = problems

    def report(self, rule: str, *key: str | int, **params: Any) -> None:
        """Note a problem at a key path below this mapping, with its line."""
        if len(self.problems) >= PROBLEM_LIMIT and RULES[rule].level is Level.WARNING:
            # Nobody reads further; an error is always told, since it refuses the sheet.
            return
        full = (*self._prefix, *key)
        line = yaml_reader.locate(self._text, full) or self._text.first_line
        self.problems.append(Problem(self._path, rule, _shown(full), line, params))

    def has(self, key: str) -> bool:
        """Whether the key is written with something beside white space."""
        value = self._data.get(key)
        return bool(value.strip()) if isinstance(value, str) else value is not None

    def text(self, key: str, *, required: bool = False, advised: bool = False) -> str:
        """A text without edge white space; numbers and dates give what the file has."""
        written = self._data.get(key)
        value = "" if written is None else self._clean(written, key)
        if not value and (required or advised):
            self.report("missing" if required else "missing-advised", key)
        return value

    def markdown(self, key: str) -> str:
        """A text of several paragraphs, in Markdown."""
        written = self._data.get(key)
        return "" if written is None else self._clean(written, key, limit=MARKDOWN_LIMIT)

    def flag(self, key: str) -> bool:
        """A boolean; the texts "true" and "oui" count, anything else is false and noted."""
        value = self._data.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        if isinstance(value, str) and value.strip().lower() in {"true", "oui", "yes"}:
            return True
        if isinstance(value, str) and value.strip().lower() in {"", "false", "non", "no"}:
            return False
        self.report("type-advised", key, value=_short(value), expected=N_("true ou false"))
        return False

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A day; texts and datetimes are read with a warning, anything else is a problem."""
        value = self._data.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            if value.year in _YEARS:
                return value
        elif value is None or value == "":
            if required:
                self.report("missing", key)
            return None
        elif found := _loose_day(value):
            self.report("date-form", key, value=_short(value), day=found.isoformat())
            return found
        self.report("date" if required else "date-advised", key, value=_short(value))
        return None

    def number(self, key: str) -> Decimal | None:
        """A finite number, as the file writes it (a float's shortest form is its decimal)."""
        value = self._data.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, bool):
            try:
                number = Decimal(str(value))
                if number.is_finite() and abs(number) < Decimal(10) ** 15:
                    return number
            except ArithmeticError:
                pass
        self.report("type-advised", key, value=_short(value), expected=N_("un nombre"))
        return None

    def whole(self, key: str) -> int | None:
        """A whole number, or None with a problem."""
        value = self._data.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
            return value
        self.report("type-advised", key, value=_short(value), expected=N_("un nombre entier"))
        return None

    def address(self, key: str) -> str:
        """A web address that is safe to link to, or "" with a warning."""
        value = self.text(key)
        if "&#" in value and is_web_address(unescape(value)):
            self.report("entities", key, value=value)
            return unescape(value)
        if value and not is_web_address(value):
            self.report("address", key, value=value)
            return ""
        return value

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """One of ``choices``, or the text as it is with a warning."""
        value = self.text(key)
        known = tuple(choices)
        if value and value not in known:
            self.report("choice", key, value=value, choices=", ".join(known))
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts, blanks left out; a lone text is a list of one."""
        value = self._data.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            self.report("type-advised", key, value=_short(value), expected=N_("une liste"))
            return ()
        if len(value) <= LIST_LIMIT and all(_is_plain(item) for item in value):
            # Nearly all lists are of short plain words: nothing to note about any of them.
            return tuple(text for item in value if (text := item.strip()))
        texts = (self._clean(item, key, index) for index, item in self._bounded(key, value))
        return tuple(text for text in texts if text)

    def ids(self, key: str, folder: str) -> tuple[str, ...]:
        """A list of ids; ``/organisations/dinum`` and ``dinum`` are both read as ``dinum``."""
        found = (bare_id(value, folder) for value in self.strings(key))
        return tuple(dict.fromkeys(value for value in found if value))

    def reference(self, key: str, folder: str) -> str:
        """One id, read as :meth:`ids` does."""
        return bare_id(self.text(key), folder)

    def records(self, key: str) -> Iterator[Fields]:
        """The mappings of a list; items of another kind are noted and passed over."""
        value = self._data.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.report("type-advised", key, value=_short(value), expected=N_("une liste"))
            return
        for index, item in self._bounded(key, value):
            if isinstance(item, dict):
                yield Fields(
                    self._path, self._text, item, self.problems, (*self._prefix, key, index)
                )
            else:
                expected = N_("un élément avec des champs")
                self.report("type-advised", key, index, value=_short(item), expected=expected)

    def record(self, key: str) -> Fields | None:
        """The mapping under a key, or None."""
        value = self._data.get(key)
        if isinstance(value, dict):
            return Fields(self._path, self._text, value, self.problems, (*self._prefix, key))
        if value is not None:
            expected = N_("un élément avec des champs")
            self.report("type-advised", key, value=_short(value), expected=expected)
        return None

    def redirects(self) -> tuple[str, ...]:
        """Paths of this site that lead to the sheet."""
        kept = []
        for value in self.strings("redirect_from"):
            path = unquote(value).rstrip("/")
            safe = (
                path.startswith("/")
                and len(path) <= PATH_LIMIT
                and not path.startswith("//")
                and ":" not in path
            )
            # No browser asks for a folder above, and a static export would write a file there; what
            # is encoded twice is another path to whoever decodes it again.
            is_one_path = not {".", ".."} & set(path.split("/")) and unquote(path) == path
            if safe and is_one_path and path.isprintable() and "\\" not in path:
                kept.append(path)
            else:
                self.report("redirect", "redirect_from", value=value)
        return tuple(kept)

    def _bounded(self, key: str, items: list[Any]) -> Iterator[tuple[int, Any]]:
        if len(items) > LIST_LIMIT:
            self.report("too-many", key, size=len(items), limit=LIST_LIMIT)
        yield from enumerate(items[:LIST_LIMIT])

    def _clean(self, value: Any, *key: str | int, limit: int = TEXT_LIMIT) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            if isinstance(value, (list, dict)):
                expected = N_("un texte")
                self.report("type-advised", *key, value=_short(value), expected=expected)
                return ""
            raw = yaml_reader.raw_scalar(self._text, (*self._prefix, *key))
            self.report("text-form", *key, value=_short(value))
            value = raw if raw is not None else str(value)
        # Most texts are ASCII, for which this is the faster way.
        text: str = value.replace("\x00", "") if value.isascii() else value.translate(_INVISIBLE)
        text = text.strip()
        if len(text) > limit:
            self.report("long-text", *key, size=len(text), limit=limit)
            text = text[:limit]
        return text


def is_web_address(value: str) -> bool:
    """Whether ``value`` is an absolute http(s) address without white space or control."""
    if not value.isprintable() or any(char.isspace() for char in value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def bare_id(value: str, folder: str) -> str:
    """The id in a reference: what follows ``/folder/``, or the value itself.

    It is cut where no id can go on, so that a table's index always takes it.
    """
    return value.removeprefix(f"/{folder}/").removesuffix("/").strip()[:ID_LIMIT]


def _is_plain(value: Any) -> bool:
    return type(value) is str and value.isascii() and value.isprintable() and len(value) < 200


def _loose_day(value: Any) -> date | None:
    if isinstance(value, datetime):
        found = value.date()
        return found if found.year in _YEARS else None
    match = _ISO_DAY.match(value.strip()) if isinstance(value, str) else None
    if not match:
        return None
    try:
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def _shown(key: tuple[str | int, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return text.removeprefix(".")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
