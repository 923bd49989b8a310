"""What sheets name in vain, after a sync read some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from incubator.sheets.check import dangling, redirect_conflicts
from incubator.sheets.layout import Collection
from incubator.sheets.problems import Problem
from incubator.sheets.references import Reference
from incubator.store.sheet_states import State, claims_paths, dump_problems, load_references


def changed_links(
    known: Mapping[str, State],
    states: Mapping[str, State],
    just_read: Mapping[str, Sequence[Reference]],
) -> Iterator[State]:
    """The states whose faulty links are others than before, with what they are now.

    ``known`` are the states before the sync, ``states`` those after it, by path; ``just_read``
    spares reading again what the sheets read by this sync name.
    """
    live = [state for state in states.values() if state.is_published]
    ids = _published_ids(live)
    if ids == _published_ids(known.values()):
        # Nothing came or went: a sheet that says what it said, and claims no former path, names
        # in vain what it named in vain.
        live = [s for s in live if s.path in just_read or claims_paths(s.references)]
    found: dict[str, list[Problem]] = {state.path: [] for state in live}
    claims: list[tuple[str, str]] = []
    for state in sorted(live, key=lambda state: state.path):
        named, redirects = load_references(state.references, just_read.get(state.path))
        claims += [(redirect, state.path) for redirect in redirects]
        found[state.path] += dangling(state.path, named, ids)
    for problem in redirect_conflicts(claims):
        found[problem.file].append(problem)
    for path, state in states.items():
        if path in found or not state.is_published:
            dumped = dump_problems(found.get(path, ()))
            if dumped != state.link_problems:
                yield replace(state, link_problems=dumped)


def _published_ids(states: Iterable[State]) -> dict[Collection, set[str]]:
    ids: dict[Collection, set[str]] = {collection: set() for collection in Collection}
    for state in states:
        if state.is_published:
            ids[state.collection].add(state.sheet_id)
    return ids
