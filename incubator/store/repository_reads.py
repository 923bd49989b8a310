"""What is known of one repository as it is, without its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from incubator.store import models


@dataclass(frozen=True, slots=True)
class KnownRepository:
    """A public repository as it was last seen; ``licence`` is an SPDX identifier, "" for none."""

    html_url: str
    licence: str
    is_archived: bool


async def repository_addresses(startup_id: str) -> list[str]:
    """The repositories that a published startup's sheet names, in its order; one query."""
    query = models.StartupRepository.filter(startup_id=startup_id).order_by("position")
    rows: Any = await query.values_list("url", flat=True)
    return list(rows)


async def find_repository(name: str) -> KnownRepository | None:
    """A repository by the name that sheets give it (``owner/name``); None unless it is public.

    What is invented for a demonstration is not told of.
    """
    source = await models.TrackedSource.get_or_none(name=name).prefetch_related("repository")
    row: Any = source.repository if source is not None else None
    if row is None or row.is_private or row.invented:
        return None
    return KnownRepository(row.html_url, row.licence, row.is_archived)
