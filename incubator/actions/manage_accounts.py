"""What may be done to an account: change, disable, export, erase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from incubator.actions import mails
from incubator.actions.manage_access import AccessError
from incubator.domain.access import Role
from incubator.store import journal
from incubator.store.accounts import accounts, grants, held, links, sessions
from incubator.store.accounts.accounts import Account
from incubator.store.journal import Entry, Trace

#: The parts of an entry that say from where something was done.
_ORIGIN = ("network", "browser")
#: The columns that may be changed, and whether a value identifies the person.
CHANGEABLE: Mapping[str, bool] = {
    "name": True,
    "email": True,
    "language": False,
    "member_id": True,
    "notify_access": False,
    "notify_sign_in": False,
    "notify_sheets": False,
    "muted": False,
}


async def change_account(
    account: Account, changes: Mapping[str, Any], trace: Trace, site: mails.Site | None = None
) -> bool:
    """Set some of :data:`CHANGEABLE`; False when nothing differs. An empty member unties it.

    A new address ends what the former one opened: sessions, links, the tie to a provider. With a
    ``site``, the former address is told.

    Raises:
        AccessError: the address or the member is another account's.
    """
    new = {key: value for key, value in changes.items() if getattr(account, key) != value}
    if not new:
        return False
    async with journal.transaction():
        if "email" in new and await accounts.find_by_email(new["email"]):
            raise AccessError("email_taken")
        if new.get("member_id") and await accounts.account_of_member(new["member_id"]):
            raise AccessError("member_taken")
        columns = {
            key: value or None if key == "member_id" else value for key, value in new.items()
        }
        await accounts.update_account(account, **columns)
        if "email" in new:
            await links.forget_links_of(account)
            await sessions.end_sessions(account)
            await accounts.forget_identities(account)
            if site is not None and account.last_sign_in_at:
                message = mails.address_changed(site, account.language, new["email"])
                await mails.post(site, "address", account, message, now=datetime.now(UTC))
        parts: dict[bool, dict[str, Any]] = {True: {}, False: {}}
        for key, value in new.items():
            change = {"before": getattr(account, key), "after": value}
            parts[CHANGEABLE[key]][key] = change
        await journal.record(
            trace,
            "account_changed",
            f"account:{account.public_id}",
            detail=parts[False],
            personal=parts[True],
        )
    return True


async def disable_account(account: Account, trace: Trace, today: date) -> None:
    """Keep somebody out, at once; nothing of theirs is lost.

    Raises:
        AccessError: nobody could administer the programme any more.
    """
    async with journal.transaction():
        await accounts.update_account(account, disabled_at=datetime.now(UTC))
        await _require_administrator(account, today)
        await sessions.end_sessions(account)
        await links.forget_links_of(account)
        await journal.record(trace, "account_disabled", f"account:{account.public_id}")


async def enable_account(account: Account, trace: Trace) -> None:
    """Let somebody in again."""
    async with journal.transaction():
        await accounts.update_account(account, disabled_at=None)
        await journal.record(trace, "account_enabled", f"account:{account.public_id}")


async def erase_account(account: Account, trace: Trace, today: date) -> None:
    """Remove what identifies somebody. What they did stays in the journal under an opaque id.

    Raises:
        AccessError: nobody could administer the programme any more.
    """
    now = datetime.now(UTC)
    async with journal.transaction():
        await held.erase(account, now, by=trace.actor)
        await _require_administrator(account, today)
        await journal.forget_about(account.public_id)
        # From where is not noted: the entry would identify whom it says is forgotten.
        silent = Trace(trace.actor, trace.request_id)
        await journal.record(silent, "account_erased", f"account:{account.public_id}", now=now)


async def export_account(account: Account) -> dict[str, Any]:
    """Everything that is held about somebody, ready for JSON."""
    _, entries = await journal.find_entries(about=account.public_id, limit=100_000)
    return {
        **await held.everything(account),
        "journal": [
            {
                "number": entry.number,
                "at": entry.at,
                "actor": entry.actor,
                "action": entry.action,
                "subject": entry.subject,
                "detail": dict(entry.detail),
                "personal": _own_part(entry, account),
            }
            for entry in entries
        ],
    }


def _own_part(entry: Entry, account: Account) -> dict[str, Any] | None:
    """What an entry says of the account's own person, and not of whom they did something to, nor
    from where somebody else did something to them.
    """
    if entry.personal is None:
        return None
    did_it = entry.actor == account.public_id
    about_them = entry.subject == f"account:{account.public_id}"
    return {
        key: value
        for key, value in entry.personal.items()
        if (did_it if key in _ORIGIN else about_them)
    }


async def _require_administrator(account: Account, today: date) -> None:
    was_one = any(grant.role is Role.ADMINISTRATOR for grant in await grants.grants_of(account))
    if was_one and not await grants.count_administrators(today):
        raise AccessError("not_erasable")
