"""What is known of repositories ends on a day, and who contributed before that."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from incubator.store import models

_CHUNK = 400


async def forget_people(before: datetime) -> int:
    """Take out whose contributions older ones were; returns how many rows that changed."""
    changed = 0
    for table, instant in ((models.PullRequest, "created_at"), (models.PullResponse, "at")):
        query: Any = table.filter(**{f"{instant}__lt": before, "author__not_isnull": True})
        changed += await query.update(author=None)
    weeks = models.ContributorWeek.filter(week__lt=before.date())
    return changed + await weeks.delete()


async def forget_unnamed(named: Collection[str], before: datetime) -> int:
    """Remove what no sheet names and was not asked for since a moment; how many sources went.

    Repositories that no source leads to any more go with all their facts.
    """
    idle = Q(tried_at__lt=before) | Q(tried_at__isnull=True)
    rows: Any = models.TrackedSource.filter(idle).values_list("id", "name", "listed_by")
    gone = [
        number for number, name, owner in await rows if name not in named and owner not in named
    ]
    for some in _chunks(gone):
        await models.TrackedSource.filter(id__in=some).delete()
    kept: Any = models.TrackedSource.filter(repository_id__not_isnull=True)
    used = set(await kept.values_list("repository_id", flat=True))
    everything: Any = models.Repository.all().values_list("id", flat=True)
    for some in _chunks([number for number in await everything if number not in used]):
        await models.Repository.filter(id__in=some).delete()
    return len(gone)


def _chunks(numbers: Sequence[int]) -> Iterator[list[int]]:
    for first in range(0, len(numbers), _CHUNK):
        yield list(numbers[first : first + _CHUNK])
