"""The sprints of many startups that anybody may know of; a fixed number of queries.

They are those that a team declares: milestones, iterations of a project, or its sheet. The fixed
cadence, which stands in where there is none, is a yardstick of ours and no sprint of theirs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from incubator.actions.startup_findings import sources_of
from incubator.domain.delivery_facts import History
from incubator.domain.sprint_choice import Frozen, sprints_of
from incubator.domain.sprint_reports import SprintReport, Sprints, SprintSource
from incubator.store.frozen_sprints import frozen_by_startup
from incubator.store.github_reads import public_histories
from incubator.store.sprint_reads import declared_by_startup


@dataclass(frozen=True, slots=True)
class PublicSprints:
    """The sprints of a startup, by the key that names each among them.

    ``has_histories`` says that facts of public repositories are known.
    """

    by_key: Mapping[str, SprintReport]
    has_histories: bool


async def public_sprints(
    startups: Collection[str] | None, web_url: str, today: date, zone: tzinfo, *, with_work: bool
) -> dict[str, PublicSprints]:
    """The sprints of some startups, of all for None, on a day.

    Without ``with_work``, issues and pull requests are not read: the figures of a report count
    only where it is frozen, and what it counts besides means nothing.
    """
    declared = await declared_by_startup(startups)
    names = {one: sources_of(known.repositories, web_url)[0] for one, known in declared.items()}
    every = {name for own in names.values() for name in own}
    by_name = await public_histories(every, with_work=with_work) if every else {}
    frozen = await frozen_by_startup(startups)

    def tell() -> dict[str, PublicSprints]:
        found = {}
        for one, known in declared.items():
            histories = _together(names[one], by_name)
            if histories or known.sprints:
                own: Frozen = frozen.get(one, {})
                sprints = sprints_of(histories, known.sprints, today, zone, own)
                found[one] = PublicSprints(_keyed(sprints), bool(histories))
        return found

    return await asyncio.to_thread(tell)


def _together(
    names: Sequence[str], by_name: Mapping[str, Sequence[History]]
) -> tuple[History, ...]:
    """The histories of a startup, each once, in the order of their repositories' names."""
    found = {
        history.repository.github_id: history for name in names for history in by_name.get(name, ())
    }
    return tuple(sorted(found.values(), key=lambda one: one.repository.full_name))


def _keyed(sprints: Sprints) -> dict[str, SprintReport]:
    if sprints.source in {None, SprintSource.CADENCE}:
        return {}
    present = [sprints.current] if sprints.current else []
    reports = [*sprints.past, *present, *sprints.coming]
    return {f"{one.source.value}.{one.key}": one for one in reports}
