"""How many of an incubator's startups have fresh measures: never which is faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from incubator.store.github_freshness import public_names_read_since, repository_addresses
from incubator.web.measures.findings import sources_of
from incubator.web.measures.states import FRESH
from incubator.web.site import site_of


@dataclass(frozen=True, slots=True)
class Freshness:
    """How many startups have measures less than two days old."""

    count: int
    is_invented: bool


async def freshness_of(request: Request, startup_ids: Sequence[str]) -> Freshness:
    """How many of some startups have fresh measures, from public repositories; two queries."""
    site = site_of(request)
    read = await public_names_read_since(site.now() - FRESH)
    fresh = []
    for urls in (await repository_addresses(startup_ids)).values():
        names, _ = sources_of(urls, site.settings.github_web_url)
        known = [read[name] for name in names if name in read]
        if known:
            fresh.append(any(known))
    return Freshness(len(fresh), any(fresh))
