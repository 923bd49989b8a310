"""Everything that is held about an account: to be shown to its person, and to be erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tortoise.models import Model

from incubator.store import assessments, models, outbox, proposal_ends, submission_ends
from incubator.store.accounts.accounts import Account
from incubator.store.committees import promises, seats

#: Secrets, even hashed, and internal numbers say nothing about a person.
_UNTOLD = {
    "id",
    "account_id",
    "token_hash",
    "browser_hash",
    "id_token",
    "notice",
    "grant_id",
    "notices_key",
}


async def everything(account: Account) -> dict[str, Any]:
    """Every row about an account, by kind, without secrets."""
    number = account.number
    sent = [
        {
            "kind": mail.kind,
            "subject": mail.subject,
            "status": mail.status,
            "created_at": mail.created_at,
        }
        for mail in (await outbox.mails_to(account.email) if account.email else ())
    ]
    return {
        "account": _told(await models.Account.filter(id=number).values())[0],
        "identities": _told(await models.Identity.filter(account_id=number).values()),
        "grants": _told(await models.RoleGrant.filter(account_id=number).values()),
        "invitations": _told(await models.Invitation.filter(account_id=number).values()),
        "sessions": _told(await models.Session.filter(account_id=number).values()),
        "sign_in_links": _told(await models.SignInLink.filter(account_id=number).values()),
        "api_tokens": _told(await models.ApiToken.filter(account_id=number).values()),
        "calendars": _told(await models.CalendarFeed.filter(account_id=number).values()),
        "reminders": _told(await models.ReminderSent.filter(account_id=number).values()),
        "mails": sent,
        "submissions": await submission_ends.held_about(account.public_id, account.email),
        "saved_views": _told(await models.SavedView.filter(account_id=number).values()),
        "drafts": _told(await models.Draft.filter(account_id=number).values()),
        "proposed_changes": await proposal_ends.held_of_editor(account.public_id),
        "assessments": await assessments.held_of_author(account.public_id),
        "seats": await seats.held_seats(account),
        "follow_ups": await promises.held_notes(account.public_id),
    }


async def erase(account: Account, now: datetime, *, by: str) -> None:
    """Remove what identifies an account and end what it could do; its opaque id stays."""
    number = account.number
    gone: Iterable[type[Model]] = (
        models.Identity,
        models.Session,
        models.SignInLink,
        models.ApiToken,
        models.CalendarFeed,
        models.ReminderSent,
        models.Invitation,
        models.Draft,
        models.SavedView,
    )
    for model in gone:
        await model.filter(account_id=number).delete()
    await submission_ends.wipe_of_person(account.public_id, account.email)
    await proposal_ends.forget_editor(account.public_id)
    await assessments.forget_author(account.public_id)
    await seats.leave_sessions_to_come(account, now)
    if account.email:
        await models.OutboxMail.filter(recipient=account.email).delete()
    await models.RoleGrant.filter(account_id=number, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=by
    )
    await models.RoleGrant.filter(account_id=number).update(reason="")
    await models.Account.filter(id=number).update(
        email=None, name="", member_id=None, muted="", notices_key="", erased_at=now
    )


def _told(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: row[key] for key in row if key not in _UNTOLD} for row in rows]
