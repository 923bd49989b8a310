"""What a session leaves that names people's thoughts: it ends on a day, the decisions do not."""

from __future__ import annotations

from datetime import datetime

from incubator.store import models


async def forget_deliberations(before: datetime) -> int:
    """Remove opinions, notes and reasons of conflicts of interest of sessions closed before a day.

    That somebody had no part in an item stays, without why. Returns how many opinions went.
    """
    numbers = await models.Committee.filter(closed_at__lt=before).values_list("id", flat=True)
    items = await models.AgendaItem.filter(committee_id__in=list(numbers)).values_list(
        "id", flat=True
    )
    await models.AgendaItem.filter(id__in=list(items)).exclude(notes="").update(notes="")
    await models.Recusal.filter(item_id__in=list(items)).exclude(reason="").update(reason="")
    return await models.Opinion.filter(item_id__in=list(items)).delete()
