"""Lists to filter a page by: what each offers, and the value in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from incubator.domain.text import fold
from incubator.web.templating import translate

#: How the values of each filter are called, by its name in addresses.
Names = Mapping[str, Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """A filter: its name in addresses, its label, what no choice is called, and its values.

    ``by_name`` puts the values in the order of how they are called.
    """

    name: str
    label: str
    every: str
    values: Iterable[str]
    by_name: bool = False


def selects_of(
    request: Request, offered: Iterable[Offered], chosen: Mapping[str, str], names: Names
) -> list[dict[str, Any]]:
    """The lists to show; none where there is nothing to choose from, unless one is in force.

    A value in force stays in its list even where no row has it.
    """
    found = []
    for one in offered:
        value = chosen.get(one.name, "")
        known = list(dict.fromkeys([*one.values, *([value] if value else [])]))
        if len(known) < 2 and not value:
            continue
        choices = [(each, names[one.name](each)) for each in known]
        if one.by_name:
            choices.sort(key=lambda pair: fold(pair[1]))
        found.append(
            {
                "name": one.name,
                "label": translate(request, one.label),
                "choices": [("", translate(request, one.every)), *choices],
                "value": value,
            }
        )
    return found
