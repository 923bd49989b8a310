"""What changed between two versions of a dossier, told thing by thing and field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incubator.domain.dossiers import SECTIONS

#: By which field an element of a list is known again in another version, the surest first. Files
#: are copied under another id: their section says that they are known by name.
_NAMES = ("id", "name", "year", "day", "start", "text")
_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "attachments": ("name",),
    "team": ("name",),
    "phases": ("start",),
    "sprints": ("start",),
    "narrative.objectives": ("text",),
}
#: By which fields an element is called when it is told.
_CALLED = ("title", "name", "text", "year", "decided_on", "day", "start", "id")
#: What tells nothing by itself: the number of a file, and codes that the rest repeats.
_LEFT_OUT = frozenset({"id", "check", "figures"})


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs. ``of`` names the things that it belongs to, the outermost first.

    Values are plain; None where there was, or is, nothing. A thing that came or went is one
    change, whose ``label`` is "" and whose values say how it is called.
    """

    section: str
    of: tuple[str, ...]
    label: str
    before: Any
    after: Any


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What changed from one content to another, in the order of the sections.

    Figures of the same day are compared too: between two versions the sheet may have been
    corrected.
    """
    found: list[Change] = []
    for section in ("session", *SECTIONS):
        found += _compared(section, section, (), old.get(section), new.get(section))
    return found


def _compared(
    section: str, path: str, of: tuple[str, ...], before: Any, after: Any
) -> Iterator[Change]:
    if before == after:
        return
    if _is_group(before) and _is_group(after) and (before is not None or after is not None):
        yield from _fields(section, path, of, before or {}, after or {})
    elif _is_listing(before) and _is_listing(after):
        yield from _elements(section, path, of, before or [], after or [])
    else:
        yield Change(section, of, path.rpartition(".")[2] if "." in path else "", before, after)


def _fields(
    section: str,
    path: str,
    of: tuple[str, ...],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        if name not in _LEFT_OUT:
            yield from _compared(section, f"{path}.{name}", of, before.get(name), after.get(name))


def _elements(
    section: str,
    path: str,
    of: tuple[str, ...],
    before: Sequence[Any],
    after: Sequence[Any],
) -> Iterator[Change]:
    """Elements that came, went or changed; those that only moved are the same."""
    known_by = _KNOWN_BY.get(path, _KNOWN_BY.get(path.rpartition(".")[2], _NAMES))
    old, new = (_by_key(one, known_by) for one in (before, after))
    label = path.rpartition(".")[2] if "." in path else ""
    for key in dict.fromkeys((*old, *new)):
        if key not in new:
            yield Change(section, of, label, called(old[key]), None)
        elif key not in old:
            yield Change(section, of, label, None, called(new[key]))
        elif isinstance(new[key], Mapping) and _is_group(new[key]):
            name = str(called(new[key]))
            yield from _fields(section, path, (*of, name), old[key], new[key])
        elif new[key] != old[key]:
            yield Change(section, of, label, old[key], new[key])


def called(element: Any) -> Any:
    """How an element of a list is called; itself where it is no group of fields."""
    if not isinstance(element, Mapping):
        return element
    if "value" in element and "day" in element and len(element) == 2:
        return dict(element)
    return next((element[name] for name in _CALLED if element.get(name)), "")


def _by_key(elements: Sequence[Any], known_by: Sequence[str]) -> dict[tuple[Any, ...], Any]:
    """Elements by what they are known by; the second of two alike is counted apart."""
    found: dict[tuple[Any, ...], Any] = {}
    for element in elements:
        key = _key(element, known_by)
        rank = 0
        while (*key, rank) in found:
            rank += 1
        found[(*key, rank)] = element
    return found


def _key(element: Any, known_by: Sequence[str]) -> tuple[Any, ...]:
    if not isinstance(element, Mapping):
        return (str(element),)
    return next(
        ((name, str(element[name])) for name in known_by if element.get(name) not in (None, "")),
        ("",),
    )


def _is_group(value: Any) -> bool:
    """A group of fields, or nothing; a figure with its day is one value."""
    if value is None:
        return True
    return isinstance(value, Mapping) and set(value) != {"day", "value"}


def _is_listing(value: Any) -> bool:
    return value is None or isinstance(value, list)
