"""Answers of GitHub read strictly: what is not as published makes the answer garbled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from incubator.github.errors import Reason, UnavailableError

TITLE_CHARS, NAME_CHARS = 300, 200
_MOST_ID, _MOST_NUMBER = 2**63 - 1, 2**31 - 1
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
#: No instant that a measure uses is of another year.
YEARS = range(1990, 2200)
# Marks of direction would turn what a page writes after them around.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
# Where GitHub writes what an account that no longer exists did, it says null or names this one.
_GHOST = "ghost"
#: Robots that have an account of a person.
_ROBOTS = frozenset(
    """allcontributors betagouv-bot codeclimate codecov-commenter codecov-io coveralls
    dependabot dependabot-preview depfu github-actions gitguardian greenkeeper greenkeeperio-bot
    imgbot lgtm-com mergify netlify pre-commit-ci pyup-bot renovate renovate-bot
    semantic-release-bot sentry-io snyk-bot sonarcloud stale transifex-integration vercel
    web-flow weblate whitesource-bolt""".split()
)


def garbled(what: str) -> UnavailableError:
    """The error that says which part of an answer is not as published."""
    return UnavailableError(Reason.GARBLED, what)


def instant_of(value: object) -> datetime | None:
    """An instant in UTC; None for what is not exactly one, or is of a time that nobody means.

    Commits have the date that their author's machine said, and calendars end somewhere.
    """
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        instant = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if instant.year in YEARS else None


def plain(text: str, most: int) -> str:
    """A text on one line, no longer than that, of characters that can be stored."""
    # Half of a pair of surrogates is valid JSON but no text; NUL can't be stored.
    whole = text[: 4 * most].encode("utf-8", "replace").decode("utf-8")
    shown = " ".join(_CONTROLS.sub(" ", whole).split())
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something: GitHub's number of the account, None for one that is no more."""

    id: int | None = None
    is_bot: bool = False


class Item:
    """An object in an answer; every look at it that fails says what it was looking for."""

    def __init__(self, data: object, what: str) -> None:
        if not isinstance(data, dict):
            raise garbled(what)
        self._data = cast("dict[str, object]", data)
        self._what = what

    def __contains__(self, name: str) -> bool:
        """Whether there is such a field, with something in it."""
        return self._data.get(name) is not None

    def _fault(self, name: str) -> UnavailableError:
        return garbled(f"{self._what}.{name}")

    def raw(self, name: str) -> object:
        """A field as it came."""
        return self._data.get(name)

    def _whole(self, name: str, least: int, most: int) -> int:
        value = self._data.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._fault(name)
        return value

    def id(self, name: str = "id") -> int:
        """GitHub's number of something."""
        return self._whole(name, 1, _MOST_ID)

    def count(self, name: str) -> int:
        """A number from 0."""
        return self._whole(name, 0, _MOST_NUMBER)

    def number(self, name: str = "number") -> int:
        """The number of something in its repository."""
        return self._whole(name, 1, _MOST_NUMBER)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """True or false; ``default`` where the field may be absent."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            raise self._fault(name)
        return value

    def text(self, name: str, most: int) -> str:
        """A text that is always there, on one line."""
        value = self._data.get(name)
        if not isinstance(value, str):
            raise self._fault(name)
        return plain(value, most)

    def text_or_none(self, name: str, most: int) -> str:
        """A text that may be absent, then ""."""
        return self.text(name, most) if name in self else ""

    def instant(self, name: str) -> datetime:
        """An instant that is always there."""
        value = instant_of(self._data.get(name))
        if value is None:
            raise self._fault(name)
        return value

    def instant_or_none(self, name: str) -> datetime | None:
        """An instant that may be absent."""
        return self.instant(name) if name in self else None

    def last_day(self, name: str) -> date | None:
        """The day that an instant falls on, None for none; and for "some day", in the year 9999."""
        value = self._data.get(name)
        if value is not None and not (isinstance(value, str) and _INSTANT.fullmatch(value)):
            raise self._fault(name)
        found = instant_of(value)
        return found.date() if found else None

    def one_of(self, name: str, values: Iterable[str]) -> str:
        """A word among those that are known."""
        value = self._data.get(name)
        if not isinstance(value, str) or value not in values:
            raise self._fault(name)
        return value

    def item(self, name: str) -> Item:
        """An object inside that is always there."""
        return Item(self._data.get(name), f"{self._what}.{name}")

    def item_or_none(self, name: str) -> Item | None:
        """An object inside that may be absent."""
        return self.item(name) if name in self else None

    def items(self, name: str) -> list[Item]:
        """Objects inside; those that are null were hidden by GitHub, and are left out."""
        return items_of(self._data.get(name), f"{self._what}.{name}")

    def author(self, name: str = "user") -> Author:
        """Who did it."""
        found = self.item_or_none(name)
        if found is None:
            return Author()
        login = found.text("login", NAME_CHARS).lower()
        if login == _GHOST:
            return Author()
        is_bot = found.raw("type") == "Bot" or login.endswith("[bot]") or login in _ROBOTS
        return Author(found.id(), is_bot)

    def labels(self) -> tuple[str, ...]:
        """The names of its labels; GitHub may write a label as its name alone."""
        found = self._data.get("labels")
        if not isinstance(found, list):
            raise self._fault("labels")
        named = ({"name": one} if isinstance(one, str) else one for one in found)
        return tuple(
            label.text("name", NAME_CHARS)
            for label in items_of(list(named), f"{self._what}.labels")
            if "name" in label
        )


def items_of(data: object, what: str) -> list[Item]:
    """A list of objects."""
    if not isinstance(data, list):
        raise garbled(what)
    return [Item(one, what) for one in data if one is not None]
