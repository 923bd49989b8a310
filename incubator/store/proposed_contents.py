"""What files say once the changes that are on their way to GitHub have arrived."""

from __future__ import annotations

from collections.abc import Callable

from incubator.sheets.layout import Collection
from incubator.store import models

_LIVE = ["waiting", "leaving", "sent"]


async def proposed_content(collection: Collection, sheet_id: str, path: str) -> bytes | None:
    """The newest content of a file in the proposal under way; None when there is none."""
    return await _newest(collection, sheet_id, path, lambda _: True)


async def content_such_that(
    collection: Collection, sheet_id: str, path: str, is_wanted: Callable[[bytes], bool]
) -> bytes | None:
    """The newest content of the proposal under way that a caller wants."""
    return await _newest(collection, sheet_id, path, is_wanted)


async def _newest(
    collection: Collection, sheet_id: str, path: str, is_wanted: Callable[[bytes], bool]
) -> bytes | None:
    rows = await models.ProposedChange.filter(
        proposal__collection=collection.value,
        proposal__sheet_id=sheet_id,
        # One that is merged on GitHub is under way until the content folder has it.
        proposal__ended_at__isnull=True,
        status__in=_LIVE,
        path=path,
    ).order_by("-id")
    contents = (bytes(row.content) for row in rows if row.content is not None)
    return next((content for content in contents if is_wanted(content)), None)
