"""What only shows between sheets: references to nothing, redirects claimed twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from incubator.sheets.layout import Collection
from incubator.sheets.problems import Problem
from incubator.sheets.references import Reference


def dangling(
    path: str, named: Iterable[Reference], known: Mapping[Collection, frozenset[str] | set[str]]
) -> list[Problem]:
    """The references of a sheet that lead nowhere."""
    return [
        Problem(
            path,
            "unknown-reference",
            key=reference.key,
            line=reference.line,
            params={"value": reference.id, "collection": reference.collection.value},
        )
        for reference in named
        if reference.id not in known.get(reference.collection, frozenset())
    ]


def redirect_conflicts(claims: Iterable[tuple[str, str]]) -> list[Problem]:
    """Redirects claimed by a second sheet; ``claims`` are (redirect, file) in order."""
    first: dict[str, str] = {}
    problems = []
    for redirect, path in claims:
        owner = first.setdefault(redirect, path)
        if owner != path:
            params = {"value": redirect, "other": owner}
            problems.append(Problem(path, "redirect-conflict", "redirect_from", params=params))
    return problems
