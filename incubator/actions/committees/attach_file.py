"""Join a file to a dossier: searched apart, stored by its hash, noted once; and taken out again.

The file is written before the row that names it: after a crash in between there is a file too
much, which the job ``clean-up`` removes, and never a row without its file.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from incubator.domain.attachments import (
    MEGABYTE,
    MOST_BYTES,
    MOST_FILES,
    MOST_TOGETHER,
    distinct_name,
    safe_name,
)
from incubator.domain.committee_states import DossierStep, Refusal, StepError, dossier_after
from incubator.i18n import N_
from incubator.sheets.attachments.faults import AttachmentError, Inspected
from incubator.sheets.workshop import inspect_attachment
from incubator.store import journal
from incubator.store.attempts import Limit, is_within
from incubator.store.committees import attachments, files
from incubator.store.committees import dossiers as store
from incubator.store.committees.attachments import Attached
from incubator.store.committees.dossiers import DossierVersion, KeptFile
from incubator.store.journal import Trace

_TOO_LARGE = N_(
    "le fichier dépasse %(megabytes)s Mo. Réduisez ses images ou découpez-le, puis réessayez."
)
_TOO_MANY = N_(
    "le dossier a déjà %(count)s pièces. Retirez-en une ou réunissez plusieurs documents en un"
    " seul PDF."
)
_TOO_HEAVY = N_(
    "les pièces dépasseraient %(megabytes)s Mo ensemble. Retirez-en une ou réduisez celle-ci."
)
_TOO_OFTEN = N_("vous avez envoyé trop de fichiers en peu de temps. Attendez quelques minutes.")
#: Searching a file costs seconds: nobody keeps the workshop to themselves.
_LIMIT = Limit("attachments", 40, timedelta(minutes=10))


async def attach_file(
    folder: Path, dossier: DossierVersion, name: str, data: bytes, trace: Trace, now: datetime
) -> KeptFile:
    """Join a file to a draft; one that is joined already is left as it is.

    Raises:
        AttachmentError: it may not be joined; the message says why and what to do.
        StepError: the dossier is no draft any more.
        WorkshopError: it can't be searched now; trying again may work.
        OSError: it can't be stored.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentError(_TOO_LARGE, megabytes=MOST_BYTES // MEGABYTE)
    _check_room(dossier, 0)
    if not await is_within(_LIMIT, trace.actor, now):
        raise AttachmentError(_TOO_OFTEN)
    found = await inspect_attachment(data, name)
    sha256 = await asyncio.to_thread(files.store_file, folder, found.data)
    async with journal.transaction():
        current = await _draft(dossier.public_id)
        same = next((one for one in current.files if one.sha256 == sha256), None)
        if same is not None:
            return same
        _check_room(current, len(found.data))
        if not files.path_of(folder, sha256).exists():
            # It was forgotten in this very moment, since nothing named it yet.
            await asyncio.to_thread(files.store_file, folder, found.data)
        public_id = await _add(current, name, found, sha256, trace, now)
    after = await _draft(dossier.public_id)
    return next(one for one in after.files if one.public_id == public_id)


async def _add(
    dossier: DossierVersion, name: str, found: Inspected, sha256: str, trace: Trace, now: datetime
) -> str:
    kept = distinct_name(safe_name(name, found.kind), (one.name for one in dossier.files))
    public_id = await attachments.add_attachment(
        dossier, kept, found.kind.media_type, len(found.data), sha256, trace.actor, now
    )
    await _record(trace, "attachment_added", dossier, public_id, sha256, now)
    return public_id


async def remove_file(attachment_id: str, dossier: DossierVersion, trace: Trace, now: datetime
) -> Attached:  # fmt: skip
    """Take a file out of a draft; for a while it can be put back.

    Raises:
        StepError: the draft has no such file, or is no draft any more.
    """
    async with journal.transaction():
        current = await _draft(dossier.public_id)
        found = await _file_of(current, attachment_id)
        if not found.is_removed:
            await attachments.set_removed(found.public_id, now)
            await _record(trace, "attachment_removed", current, attachment_id, found.sha256, now)
        return found


async def put_back(attachment_id: str, dossier: DossierVersion, trace: Trace, now: datetime
) -> Attached:  # fmt: skip
    """Undo :func:`remove_file`.

    Raises:
        AttachmentError: there is no room for it any more.
        StepError: as :func:`remove_file`.
    """
    async with journal.transaction():
        current = await _draft(dossier.public_id)
        found = await _file_of(current, attachment_id)
        is_there = any(one.sha256 == found.sha256 for one in current.files)
        if found.is_removed and not is_there:
            _check_room(current, found.size)
            await attachments.set_removed(found.public_id, None)
            await _record(trace, "attachment_added", current, attachment_id, found.sha256, now)
        return found


def _check_room(dossier: DossierVersion, size: int) -> None:
    if len(dossier.files) >= MOST_FILES:
        raise AttachmentError(_TOO_MANY, count=MOST_FILES)
    if sum(one.size for one in dossier.files) + size > MOST_TOGETHER:
        raise AttachmentError(_TOO_HEAVY, megabytes=MOST_TOGETHER // MEGABYTE)


async def _draft(dossier_id: str) -> DossierVersion:
    """The version as it is now, while its files may be changed."""
    current = await store.find_dossier(dossier_id)
    if current is None:
        raise StepError(Refusal.STATE)
    dossier_after(current.state, DossierStep.CHANGE)
    return current


async def _file_of(dossier: DossierVersion, attachment_id: str) -> Attached:
    found = await attachments.find_attachment(attachment_id)
    if found is None or found.dossier_id != dossier.public_id:
        raise StepError(Refusal.STATE)
    return found


async def _record(
    trace: Trace,
    action: str,
    dossier: DossierVersion,
    attachment_id: str,
    sha256: str,
    now: datetime,
) -> None:
    """One entry; the file's name may name people, and is left out."""
    detail = {
        "item": dossier.item_id,
        "startup": dossier.startup_id,
        "version": dossier.version,
        "attachment": attachment_id,
        "sha256": sha256,
    }
    await journal.record(trace, action, f"committee:{dossier.committee_id}", detail=detail, now=now)
