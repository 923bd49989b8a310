"""What members thought and said ends on a day; what was decided does not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from incubator.actions.clean_up import DELIBERATIONS_KEPT, clean_up
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.committee_states import State
from incubator.store import models
from incubator.store.committees.sessions import find_committee
from incubator.store.database import open_database
from tests.committees import session_with
from tests.web.signed import NOW


async def test_opinions_and_notes_end_three_years_after_the_session(
    sqlite_url: str, content: Path
) -> None:
    settings = Settings(database_url=sqlite_url, content_dir=content)
    async with open_database(sqlite_url):
        await sync_sheets(content)
        closed = await session_with(state=State.CLOSED, starts_at=NOW)
        standing = await session_with(state=State.OPEN, starts_at=NOW)
        for committee in (closed, standing):
            await models.Committee.filter(id=committee.number).update(
                closed_at=NOW if committee is closed else None
            )
            item, member = committee.items[0], committee.members[0]
            await models.AgendaItem.filter(id=item.number).update(notes="Dit en séance")
            await models.Opinion.create(
                item_id=item.number, member_id=member.number, comment="Je doute",
                created_at=NOW, updated_at=NOW,
            )  # fmt: skip
            await models.Recusal.create(
                item_id=item.number, member_id=committee.members[1].number, reason="Mon frère",
                declared_at=NOW, declared_by="qui",
            )  # fmt: skip
        await clean_up(settings, NOW + DELIBERATIONS_KEPT)
        assert await models.Opinion.all().count() == 2
        counts = await clean_up(settings, NOW + DELIBERATIONS_KEPT + timedelta(seconds=1))
        assert counts["opinions"] == 1
        assert await models.Opinion.all().count() == 1
        found = await find_committee(closed.public_id)
        assert found is not None
        assert [item.notes for item in found.items] == [""]
        assert found.members[1].recused == {found.items[0].public_id}
        reasons = await models.Recusal.all().order_by("id").values_list("reason", flat=True)
        assert list(reasons) == ["", "Mon frère"]
