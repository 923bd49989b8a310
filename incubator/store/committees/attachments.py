"""Rows of files joined to dossiers: added to a draft, taken out, put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incubator.store import models
from incubator.store.committees.dossiers import DossierVersion
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is joined; ``dossier_id`` is the public id of its dossier's version."""

    public_id: str
    dossier_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    is_removed: bool


async def find_attachment(public_id: str) -> Attached | None:
    """A file by its opaque id, also one that was taken out a while ago; or None."""
    row = await models.Attachment.get_or_none(public_id=public_id).prefetch_related("dossier")
    return _attached(row) if row else None


async def add_attachment(
    dossier: DossierVersion, name: str, media_type: str, size: int, sha256: str, by: str,
    now: datetime,
) -> str:  # fmt: skip
    """Join a file whose bytes are stored; returns its public id."""
    row = await models.Attachment.create(
        public_id=new_public_id(),
        dossier_id=dossier.number,
        name=name,
        media_type=media_type,
        size=size,
        sha256=sha256,
        added_at=now,
        added_by=by,
    )
    return str(row.public_id)


async def set_removed(public_id: str, at: datetime | None) -> None:
    """Take a file out; with None, put it back."""
    await models.Attachment.filter(public_id=public_id).update(removed_at=at)


def _attached(row: models.Attachment) -> Attached:
    return Attached(
        public_id=row.public_id,
        dossier_id=row.dossier.public_id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        is_removed=row.removed_at is not None,
    )
