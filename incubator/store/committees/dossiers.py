"""Versions of dossiers: rows that the team works on until they are frozen, and none after."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import F, Q

from incubator.domain.committee_states import DossierState, Stage, State
from incubator.domain.decisions import canonical
from incubator.store import models
from incubator.store.grouping import grouped
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a version; its bytes are stored by ``sha256``. ``size`` is in bytes."""

    public_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class DossierVersion:
    """A version of the dossier of an item. ``content`` and ``sha256`` are "" until it is frozen.

    ``narrative`` is what the team wrote (``domain.dossiers`` says its keys); ``edits`` counts how
    often it was changed, and so tells whether a form still shows the last state.
    """

    number: int
    public_id: str
    item_number: int
    item_id: str
    committee_id: str
    startup_id: str
    version: int
    state: DossierState
    narrative: Mapping[str, Any]
    content: str
    sha256: str
    edits: int
    created_at: datetime
    created_by: str
    submitted_at: datetime | None
    submitted_by: str
    frozen_at: datetime | None
    frozen_by: str
    files: tuple[KeptFile, ...] = ()

    @property
    def is_frozen(self) -> bool:
        """Whether it was sent, and stays as it is."""
        return self.state is DossierState.FROZEN


async def versions_of(item_number: int) -> list[DossierVersion]:
    """Every version of an item's dossier, the first one first."""
    return await _read(await models.Dossier.filter(item_id=item_number).order_by("version"))


async def newest_version(item_number: int) -> DossierVersion | None:
    """The newest version of an item's dossier, frozen or not; None where there is none."""
    rows = await models.Dossier.filter(item_id=item_number).order_by("-version").limit(1)
    found = await _read(rows)
    return found[0] if found else None


async def left_over(startup_id: str, item_number: int) -> DossierVersion | None:
    """What a startup's team prepared for a session that did not see it; None where nothing is.

    The session was cancelled, or the startup was taken off its agenda. What was prepared before
    the last decision has had its answer.
    """
    unseen = Q(item__removed_at__isnull=False) | Q(item__committee__state=State.CANCELLED.value)
    rows = models.Dossier.filter(unseen, item__startup_id=startup_id)
    rows = rows.exclude(item_id=item_number).exclude(item__stage=Stage.DECIDED.value)
    found = await _read(await rows.order_by("-id").limit(1))
    if not found:
        return None
    since = models.Decision.filter(startup_id=startup_id, decided_at__gte=found[0].created_at)
    return None if await since.exists() else found[0]


async def newest_sent(item_number: int) -> DossierVersion | None:
    """The newest version that was frozen; None where none was."""
    rows = models.Dossier.filter(item_id=item_number, state=DossierState.FROZEN.value)
    found = await _read(await rows.order_by("-version").limit(1))
    return found[0] if found else None


async def find_version(item_number: int, version: int) -> DossierVersion | None:
    """A version of an item's dossier by its number; or None."""
    found = await _read(await models.Dossier.filter(item_id=item_number, version=version))
    return found[0] if found else None


async def find_dossier(public_id: str) -> DossierVersion | None:
    """A version by its opaque id; or None."""
    found = await _read(await models.Dossier.filter(public_id=public_id))
    return found[0] if found else None


async def versions_in(
    item_numbers: Collection[int], states: Collection[DossierState]
) -> list[DossierVersion]:
    """Versions in some states of several items' dossiers, by item, then by version."""
    rows = models.Dossier.filter(
        item_id__in=list(item_numbers), state__in=[state.value for state in states]
    )
    return await _read(await rows.order_by("item_id", "version"))


async def create_version(
    item_number: int, version: int, narrative: Mapping[str, Any], by: str, now: datetime
) -> int:
    """A new draft; returns its number. The pair of item and version must be free."""
    made = await models.Dossier.create(
        public_id=new_public_id(),
        item_id=item_number,
        version=version,
        state=DossierState.DRAFT.value,
        narrative=canonical(narrative),
        created_at=now,
        created_by=by,
    )
    return int(made.id)


async def copy_files(files: Iterable[KeptFile], dossier_number: int) -> None:
    """Give another version the same files; their bytes are shared."""
    await models.Attachment.bulk_create(
        models.Attachment(
            public_id=new_public_id(),
            dossier_id=dossier_number,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            added_at=one.added_at,
            added_by=one.added_by,
        )
        for one in files
    )


async def keep_narrative(dossier: DossierVersion, narrative: Mapping[str, Any], edits: int) -> bool:
    """Keep what the team wrote; False where it was changed since it was read with ``edits``."""
    query = models.Dossier.filter(id=dossier.number, edits=edits, state=DossierState.DRAFT.value)
    return bool(await query.update(narrative=canonical(narrative), edits=F("edits") + 1))


async def count_edit(dossier: DossierVersion) -> None:
    """Note that something else of a version than its narrative was changed: its files."""
    await models.Dossier.filter(id=dossier.number).update(edits=F("edits") + 1)


async def note_submitted(dossier: DossierVersion, by: str, now: datetime) -> None:
    """The team is done with it."""
    await _update(dossier, state=DossierState.SUBMITTED.value, submitted_at=now, submitted_by=by)


async def note_recalled(dossier: DossierVersion) -> None:
    """The team takes it back, to work on it again."""
    await _update(dossier, state=DossierState.DRAFT.value, submitted_at=None, submitted_by="")


async def note_frozen(
    dossier: DossierVersion, content: str, sha256: str, by: str, now: datetime
) -> None:
    """It is sent: from now on the database refuses to change it."""
    await _update(
        dossier,
        state=DossierState.FROZEN.value,
        content=content,
        sha256=sha256,
        frozen_at=now,
        frozen_by=by,
    )


async def _update(dossier: DossierVersion, **columns: object) -> None:
    await models.Dossier.filter(id=dossier.number).update(**columns)


async def _read(rows: Sequence[models.Dossier]) -> list[DossierVersion]:
    """Versions with their files; two queries more."""
    if not rows:
        return []
    items = {
        row.id: row
        for row in await models.AgendaItem.filter(
            id__in={row.item_id for row in rows}  # type: ignore[attr-defined]
        ).prefetch_related("committee")
    }
    files = await models.Attachment.filter(
        dossier_id__in=[row.id for row in rows], removed_at__isnull=True
    ).order_by("id")
    files_of = grouped((row.dossier_id, _file(row)) for row in files)  # type: ignore[attr-defined]
    return [
        _version(row, items[row.item_id], files_of.get(row.id, ()))  # type: ignore[attr-defined]
        for row in rows
    ]


def _file(row: models.Attachment) -> KeptFile:
    return KeptFile(
        public_id=row.public_id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        added_at=row.added_at,
        added_by=row.added_by,
    )


def _version(
    row: models.Dossier, item: models.AgendaItem, files: Iterable[KeptFile]
) -> DossierVersion:
    return DossierVersion(
        number=row.id,
        public_id=row.public_id,
        item_number=item.id,
        item_id=item.public_id,
        committee_id=item.committee.public_id,
        startup_id=item.startup_id,
        version=row.version,
        state=DossierState(row.state),
        narrative=json.loads(row.narrative),
        content=row.content,
        sha256=row.sha256,
        edits=row.edits,
        created_at=row.created_at,
        created_by=row.created_by,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        frozen_at=row.frozen_at,
        frozen_by=row.frozen_by,
        files=tuple(files),
    )
