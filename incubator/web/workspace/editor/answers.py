"""What a section's form holds: names to texts, as they were typed, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Names of form fields to the texts sent under them, line ends as "\n".
Answers = Mapping[str, list[str]]
#: No list of a sheet is as long; each row is drawn with all its fields.
_MAX_ROWS = 400
#: Finds what a text means among the sheets of a collection: an id, or None.
Find = Callable[[str, str], str | None]


@dataclass(slots=True)
class Reading:
    """Answers being read: in which language, how names are found, and the faults met so far."""

    answers: Answers
    language: str = "fr"
    find: Find = lambda _collection, _text: None
    faults: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the form had such a field: one that it had not changes nothing."""
        return bool(self.answers.get(name))

    def text(self, name: str) -> str:
        """The text of a field, without white space around it."""
        return (self.answers.get(name) or [""])[-1].strip()

    def texts(self, name: str) -> list[str]:
        """The texts of fields that share a name, those left empty aside."""
        return [text.strip() for text in self.answers.get(name, []) if text.strip()]

    def fault(self, name: str, message: str, **values: Any) -> None:
        """Say what is wrong with a field; the first fault is kept."""
        self.faults.setdefault(name, (message, values))

    def rows(self, prefix: str) -> list[int]:
        """The numbers of the rows named ``prefix-NUMBER-…``, in order."""
        found = set()
        for name in self.answers:
            head, _, rest = name.partition(f"{prefix}-")
            number = rest.partition("-")[0]
            if not head and number.isdecimal() and len(number) < 6:
                found.add(int(number))
        return sorted(found)[:_MAX_ROWS]


def collected(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The answers of a form's pairs."""
    answers: dict[str, list[str]] = {}
    for name, text in pairs:
        answers.setdefault(name, []).append(text.replace("\r\n", "\n").replace("\r", "\n"))
    return answers


def dump(answers: Answers) -> str:
    """Answers as a draft keeps them."""
    return json.dumps(answers, ensure_ascii=False)


def load(text: str) -> dict[str, list[str]]:
    """Answers that a draft kept."""
    loaded: dict[str, list[str]] = json.loads(text)
    return loaded
