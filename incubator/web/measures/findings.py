"""What a startup's facts say: computed in a thread of its own, and remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, tzinfo

from starlette.requests import Request

from incubator.domain.delivery import measures_of, weeks_of
from incubator.domain.delivery_facts import History, Release
from incubator.domain.openness import openness_of
from incubator.domain.repositories import source_name
from incubator.domain.sprint_choice import Frozen, sprints_of
from incubator.domain.sprints import Sprint
from incubator.domain.startups import Startup
from incubator.store.frozen_sprints import frozen_for
from incubator.store.github_reads import Collected, collected_for, refresh_stamp
from incubator.web.measures.cache import Findings
from incubator.web.site import site_of


async def findings_of(request: Request, sheet: Startup, *, with_private: bool) -> Findings:
    """What is found about a startup today; one query while its facts stay the same."""
    site = site_of(request)
    today, zone = site.today(), site.settings.time_zone
    names, elsewhere = sources_of(sheet.repositories, site.settings.github_web_url)
    stamp = await refresh_stamp(names) if names else ""
    key = (sheet.id, names, elsewhere, sheet.sprints, stamp, with_private, today)
    found = site.findings.get(key)
    if found is None:
        collected = await collected_for(names, with_private=with_private) if names else Collected()
        frozen = await frozen_for(sheet.id) if names else {}
        found = await asyncio.to_thread(
            _find, names, elsewhere, collected, sheet.sprints, today, zone, frozen
        )
        site.findings.keep(key, found)
    return found


def sources_of(addresses: Sequence[str], web_url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources that a sheet's addresses name, and the addresses that name none."""
    named = {address: source_name(address, web_url) for address in addresses}
    names = tuple(dict.fromkeys(name for name in named.values() if name))
    return names, tuple(address for address, name in named.items() if name is None)


def _find(
    names: tuple[str, ...],
    elsewhere: tuple[str, ...],
    collected: Collected,
    declared: Sequence[Sprint],
    today: date,
    zone: tzinfo,
    frozen: Frozen,
) -> Findings:
    histories = collected.histories
    is_known = bool(histories)
    return Findings(
        names=names,
        elsewhere=elsewhere,
        sources=collected.sources,
        is_invented=collected.is_invented,
        is_known=is_known,
        sprints=sprints_of(histories, declared, today, zone, frozen),
        measures=measures_of(histories, today, zone) if is_known else (),
        weeks=weeks_of(histories, today, zone) if is_known else (),
        openness=openness_of([history.repository for history in histories]) if is_known else (),
        release=_last_release(histories),
    )


def _last_release(histories: Sequence[History]) -> Release | None:
    published = [
        release
        for history in histories
        for release in history.releases
        if release.published_at is not None and not release.is_prerelease
    ]
    return max(published, key=lambda release: str(release.published_at), default=None)
