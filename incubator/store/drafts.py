"""Drafts: what somebody typed in a section of a sheet, or in a dossier, and did not save yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.accounts.accounts import Account


class Shelf(StrEnum):
    """What drafts are about beside the sheets of a collection, where ``sheet_id`` is a startup's.

    The section of a dossier's draft is the public id of the agenda's item.
    """

    DOSSIERS = "dossiers"


Place = Collection | Shelf


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers (JSON) to a section, and the id of the content that was seen, in Git for a sheet."""

    section: str
    opened: str
    answers: str
    saved_at: datetime


async def save_draft(account: Account, collection: Place, sheet_id: str, draft: Draft) -> None:
    """Keep a draft in place of the section's former one."""
    await models.Draft.update_or_create(
        account_id=account.number,
        collection=collection.value,
        sheet_id=sheet_id,
        section=draft.section,
        defaults={
            "opened": draft.opened,
            "answers": draft.answers,
            "saved_at": draft.saved_at,
        },
    )


async def drafts_of(account: Account, collection: Place, sheet_id: str) -> Mapping[str, Draft]:
    """The drafts of a sheet by their section."""
    rows = await models.Draft.filter(
        account_id=account.number, collection=collection.value, sheet_id=sheet_id
    )
    return {row.section: Draft(row.section, row.opened, row.answers, row.saved_at) for row in rows}


async def drafted_sheets(account: Account, collection: Place) -> set[str]:
    """The sheets of which somebody has a draft."""
    rows = await models.Draft.filter(account_id=account.number, collection=collection.value)
    return {row.sheet_id for row in rows}


async def drop_draft(account: Account, collection: Place, sheet_id: str, section: str) -> None:
    """Forget a draft: it was saved, or given up."""
    await models.Draft.filter(
        account_id=account.number,
        collection=collection.value,
        sheet_id=sheet_id,
        section=section,
    ).delete()


async def rename_draft(
    account: Account, collection: Place, sheet_id: str, section: str, other: str
) -> None:
    """Move a draft to another section's name, in place of what is there."""
    drafts = models.Draft.filter(
        account_id=account.number, collection=collection.value, sheet_id=sheet_id
    )
    if await drafts.filter(section=section).exists():
        await drafts.filter(section=other).delete()
        await drafts.filter(section=section).update(section=other)


async def forget_drafts(before: datetime) -> int:
    """Remove drafts that nobody touched since a moment; returns how many."""
    return await models.Draft.filter(saved_at__lt=before).delete()
