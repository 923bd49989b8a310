"""Keep the figures of sprints that are over, once everything about them was collected."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from incubator.actions.refresh_scope import names_of
from incubator.domain.sprint_choice import figures_of, sprints_to_freeze
from incubator.store import tracked_sources
from incubator.store.frozen_sprints import frozen_for, keep_sprints, outlines_of
from incubator.store.github_reads import collected_for


async def freeze_sprints(
    startup_ids: Sequence[str], today: date, zone: tzinfo, now: datetime, web_url: str
) -> int:
    """Freeze sprints of startups, from public repositories only. How many were frozen.

    A sprint is frozen when it is over and each of its repositories was collected after its end,
    unless it already is under the present definition. ``web_url`` is the forge's own address.
    """
    wanted = set(startup_ids)
    sheets = await tracked_sources.sheet_sources()
    frozen = 0
    for sheet in sheets:
        if sheet.startup_id in wanted and (names := sorted(names_of(sheet, web_url))):
            frozen += await _freeze(sheet.startup_id, names, today, zone, now)
    return frozen


async def _freeze(
    startup_id: str, names: Sequence[str], today: date, zone: tzinfo, now: datetime
) -> int:
    """Whole histories are read only when there is something to freeze."""
    known = await frozen_for(startup_id)
    plans = sprints_to_freeze(await outlines_of(names), today, zone)
    if all((plan.source, plan.key) in known for plan in plans):
        return 0
    histories = (await collected_for(names, with_private=False)).histories
    plans = [
        plan
        for plan in sprints_to_freeze(histories, today, zone)
        if (plan.source, plan.key) not in known
    ]
    # Replaying takes a while: other work of this process goes on meanwhile.
    reports = await asyncio.to_thread(figures_of, plans, histories, today, zone)
    return await keep_sprints(startup_id, reports, now)
