"""Accounts: finding them, listing them, and what is kept of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from incubator.store import models
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; ``email`` is empty once erased.

    ``muted`` has the kinds of reminders that are switched off, separated by spaces, in order.
    """

    number: int
    public_id: str
    email: str
    name: str
    language: str
    member_id: str
    notify_access: bool
    notify_sign_in: bool
    notify_sheets: bool
    muted: str
    created_at: datetime
    last_sign_in_at: datetime | None
    disabled_at: datetime | None
    erased_at: datetime | None

    @property
    def may_sign_in(self) -> bool:
        """Neither disabled nor erased."""
        return self.disabled_at is None and self.erased_at is None

    @property
    def shown_name(self) -> str:
        """The name, else the address; an erased account has neither."""
        return self.name or self.email


def account_of(row: models.Account) -> Account:
    """The account of a row."""
    return Account(
        number=row.id,
        public_id=row.public_id,
        email=row.email or "",
        name=row.name,
        language=row.language,
        member_id=row.member_id or "",
        notify_access=row.notify_access,
        notify_sign_in=row.notify_sign_in,
        notify_sheets=row.notify_sheets,
        muted=row.muted,
        created_at=row.created_at,
        last_sign_in_at=row.last_sign_in_at,
        disabled_at=row.disabled_at,
        erased_at=row.erased_at,
    )


async def find_by_email(email: str) -> Account | None:
    """The account of an address, written as ``domain.email.normalise`` does; or None."""
    row = await models.Account.get_or_none(email=email)
    return account_of(row) if row else None


async def find_by_public_id(public_id: str) -> Account | None:
    """An account by its opaque id; or None."""
    row = await models.Account.get_or_none(public_id=public_id)
    return account_of(row) if row else None


async def find_by_identity(issuer: str, subject: str) -> Account | None:
    """The account that an OpenID provider's person has here; or None."""
    row = await models.Identity.get_or_none(issuer=issuer, subject=subject).prefetch_related(
        "account"
    )
    return account_of(row.account) if row else None


async def create_account(
    email: str, name: str, language: str, created_by: str, now: datetime
) -> Account:
    """A new account; its address must be free."""
    row = await models.Account.create(
        public_id=new_public_id(),
        email=email,
        name=name,
        language=language,
        created_at=now,
        created_by=created_by,
    )
    return account_of(row)


async def update_account(account: Account, **columns: object) -> None:
    """Set columns of an account."""
    await models.Account.filter(id=account.number).update(**columns)


async def disable_opened_by(actor: str, now: datetime) -> int:
    """Disable every account that an actor opened, and end its sessions; returns how many."""
    rows = await models.Account.filter(
        created_by=actor, disabled_at__isnull=True, erased_at__isnull=True
    )
    if not rows:
        return 0
    numbers = [row.id for row in rows]
    await models.Session.filter(account_id__in=numbers).delete()
    return await models.Account.filter(id__in=numbers).update(disabled_at=now)


async def list_accounts(
    text: str = "", state: str = "", first: int = 0, limit: int = 50
) -> tuple[int, Sequence[Account]]:
    """How many accounts match, and a page of them by name then address.

    ``state`` is "", "active", "invited" (never signed in), "disabled" or "erased".
    """
    query = models.Account.all()
    for word in text.split()[:6]:
        query = query.filter(
            Q(email__icontains=word)
            | Q(name__icontains=word)
            | Q(member_id__icontains=word)
            | Q(public_id=word)
        )
    if state == "erased":
        query = query.filter(erased_at__isnull=False)
    elif state:
        query = query.filter(erased_at__isnull=True)
    if state == "disabled":
        query = query.filter(disabled_at__isnull=False)
    if state in {"active", "invited"}:
        query = query.filter(disabled_at__isnull=True, last_sign_in_at__isnull=state == "invited")
    rows = await query.order_by("erased_at", "name", "email", "id").offset(first).limit(limit)
    return await query.count(), [account_of(row) for row in rows]


async def names_of(public_ids: Sequence[str]) -> dict[str, str]:
    """How to show accounts, by public id; unknown ids are left out."""
    rows = await models.Account.filter(public_id__in=list(set(public_ids)))
    return {row.public_id: row.name or row.email or "" for row in rows}


async def account_of_member(member_id: str) -> Account | None:
    """The account tied to a member's sheet; or None."""
    row = await models.Account.get_or_none(member_id=member_id)
    return account_of(row) if row else None


async def members_with_account(member_ids: Sequence[str]) -> set[str]:
    """Those of some members whose sheet an account is tied to."""
    rows = await models.Account.filter(member_id__in=list(member_ids))
    return {row.member_id for row in rows if row.member_id}


async def forget_identities(account: Account) -> int:
    """Untie an account from the provider's persons that signed in to it; returns how many."""
    return await models.Identity.filter(account_id=account.number).delete()


async def keep_identity(account: Account, issuer: str, subject: str, now: datetime) -> None:
    """Note that an account signed in as a provider's person."""
    row = await models.Identity.get_or_none(issuer=issuer, subject=subject)
    if row is None:
        await models.Identity.create(
            account_id=account.number,
            issuer=issuer,
            subject=subject,
            created_at=now,
            last_used_at=now,
        )
    else:
        await models.Identity.filter(id=row.id).update(last_used_at=now)
