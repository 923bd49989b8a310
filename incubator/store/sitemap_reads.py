"""Which sheets are published, and when each last changed: for those who index the site."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from incubator.sheets.layout import Collection
from incubator.store import models


async def published_sheets(*collections: Collection) -> dict[Collection, dict[str, datetime]]:
    """For each collection, the ids of its published sheets and when each last changed; one query.

    Ids come in the order of their bytes.
    """
    rows: Any = await models.SheetState.filter(
        collection__in=[collection.value for collection in collections], is_published=True
    ).values_list("collection", "sheet_id", "changed_at")
    found: dict[Collection, dict[str, datetime]] = {each: {} for each in collections}
    for collection, sheet_id, changed_at in sorted(rows, key=lambda row: str(row[1]).encode()):
        found[Collection(collection)][sheet_id] = datetime.fromtimestamp(changed_at, UTC)
    return found
