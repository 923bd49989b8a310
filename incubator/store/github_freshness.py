"""Which startups have fresh measures, as anybody may know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from incubator.store import models


async def public_names_read_since(since: datetime) -> Mapping[str, bool]:
    """Names of sources whose public repositories were last read well since a moment.

    An organisation counts through the public repositories that it listed. True where they were
    made up for the demonstration.
    """
    rows: Any = models.TrackedSource.filter(
        succeeded_at__gte=since,
        repository__is_private=False,
        repository__until__isnull=False,
    )
    found: dict[str, bool] = {}
    columns = ("name", "listed_by", "repository__invented")
    for name, listed_by, invented in await rows.values_list(*columns):
        for one in (name, listed_by):
            if one:
                found[one] = found.get(one, False) or bool(invented)
    return found


async def repository_addresses(startup_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The repositories that startups' sheets name; startups without one are left out."""
    rows: Any = models.StartupRepository.filter(startup_id__in=list(startup_ids))
    found: dict[str, list[str]] = defaultdict(list)
    for startup_id, url in await rows.order_by("position").values_list("startup_id", "url"):
        found[startup_id].append(url)
    return {startup_id: tuple(urls) for startup_id, urls in found.items()}
