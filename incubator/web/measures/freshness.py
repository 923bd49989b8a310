"""Which startups have fresh measures: never which is faster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from incubator.actions.startup_findings import sources_of
from incubator.domain.measures import FRESH_FOR
from incubator.store.github_freshness import public_names_read_since, repository_addresses
from incubator.web.site import site_of


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether a startup's measures are less than two days old, and made up."""

    is_fresh: bool
    is_invented: bool


async def freshness_of(request: Request, startup_ids: Sequence[str]) -> Mapping[str, Freshness]:
    """Those whose sheet names a repository on GitHub, by public repositories; two queries."""
    site = site_of(request)
    read = await public_names_read_since(site.now() - FRESH_FOR)
    found = {}
    for startup_id, urls in (await repository_addresses(startup_ids)).items():
        names, _ = sources_of(urls, site.settings.github_web_url)
        if names:
            known = [read[name] for name in names if name in read]
            found[startup_id] = Freshness(bool(known), any(known))
    return found
