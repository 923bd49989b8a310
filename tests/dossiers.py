"""A startup of the demonstration before its committee: decided on in May, to be heard again."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from incubator.actions.committees.dossier_steps import (
    Office,
    freeze,
    open_dossier,
    save_narrative,
    submit,
)
from incubator.config import Settings
from incubator.domain.committee_states import State
from incubator.domain.decisions import Condition, Kind, Objective
from incubator.store.committees.dossiers import DossierVersion
from incubator.store.committees.sessions import Committee, Item
from incubator.store.database import open_database
from incubator.store.journal import Trace
from tests.committees import again, decided_in, session_with
from tests.conftest import DEMONSTRATION, Synced
from tests.web.signed import NOW, SITE

TRACE = Trace("test")
DECIDED_ON = date(2026, 5, 13)
#: As ``domain.narratives`` writes one.
NARRATIVE: Mapping[str, Any] = {
    "results": "Les **plans signés** ont doublé.\n\n## Ce qui a porté\n\n- la relance par SMS",
    "learnings": "Les bailleurs sociaux répondent mieux que les privés.",
    "blockers": "",
    "kind": "continue",
    "amount": 412_500,
    "period_from": "2027-01-01",
    "period_until": "2027-06-30",
    "phase": None,
    "objectives": [
        {
            "text": "Doubler les plans signés",
            "due": "2027-06-30",
            "value": "700",
            "unit": "",
            "indicator": "impayes-evites",
        }
    ],
}


@dataclass
class World:
    """An open database with the demonstration, and a session that is convened."""

    settings: Settings
    committee: Committee

    @property
    def office(self) -> Office:
        return Office(self.settings, SITE)

    @property
    def item(self) -> Item:
        return self.committee.items[0]

    @property
    def path(self) -> str:
        return f"/comites/{self.committee.public_id}/points/{self.item.public_id}/dossier"

    async def draft(self, narrative: Mapping[str, Any] = NARRATIVE) -> DossierVersion:
        """The dossier, with what the team wrote."""
        opened = await open_dossier(self.committee, self.item, "team", TRACE, NOW)
        return await save_narrative(opened, narrative, opened.edits, TRACE, NOW)

    async def submitted(self, now: datetime = NOW) -> DossierVersion:
        return await submit(self.office, await self.draft(), "team", TRACE, now)

    async def sent(self, now: datetime = NOW) -> DossierVersion:
        """A version that left by the secretary's hand."""
        return await freeze(self.office, await self.submitted(), "secretary", TRACE, now)


@asynccontextmanager
async def world_in(
    folder: Path, synced: Synced, content: Path = DEMONSTRATION
) -> AsyncIterator[World]:
    """The demonstration in a database of its own; the startup has a past decision."""
    path = folder / "dossiers.sqlite3"
    shutil.copy(synced.database, path)
    settings = Settings(content_dir=content, database_url=f"sqlite://{path}")
    async with open_database(settings.database_url):
        yield World(settings, await prepared())


async def prepared() -> Committee:
    """A session of May, closed with a decision, and the one to come."""
    before = await session_with(
        state=State.CLOSED, starts_at=NOW - timedelta(days=192), title="Comité de mai"
    )
    await decided_in(
        before,
        Kind.CONTINUE,
        decided_on=DECIDED_ON,
        amount=380_000,
        period_from=date(2026, 5, 18),
        period_until=date(2026, 12, 31),
        objectives=(
            Objective(
                "Signer 350 plans par mois",
                date(2026, 11, 30),
                Decimal(350),
                "plans/mois",
                "impayes-evites",
            ),
        ),
        conditions=(
            Condition("Publier le budget de 2026", "L’équipe", date(2026, 9, 30)),
            Condition("Nommer un second sponsor", "La direction", date(2027, 3, 31)),
        ),
    )
    return await again(await session_with())
