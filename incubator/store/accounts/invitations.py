"""Invitations: somebody who never signed in was asked to, for the sake of a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from incubator.domain.access import Role
from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.accounts.grants import Grant
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation, and what it was for."""

    public_id: str
    account: Account
    grant_id: str
    role: Role
    place_id: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        """ "accepted", "revoked", "expired" or "waiting"."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= now else "waiting"


async def create_invitation(
    account: Account, grant: Grant, invited_by: str, expires_at: datetime, now: datetime
) -> str:
    """Note that somebody was invited; returns the opaque id."""
    given = await models.RoleGrant.get(public_id=grant.public_id)
    row = await models.Invitation.create(
        public_id=new_public_id(),
        account_id=account.number,
        grant_id=given.id,
        invited_by=invited_by,
        created_at=now,
        expires_at=expires_at,
    )
    return row.public_id


async def find_invitation(public_id: str) -> Invitation | None:
    """An invitation by its opaque id; or None."""
    row = await models.Invitation.get_or_none(public_id=public_id).prefetch_related(
        "account", "grant"
    )
    return _invitation(row) if row else None


async def list_invitations(
    now: datetime, *, text: str = "", state: str = "", first: int = 0, limit: int = 50
) -> tuple[int, Sequence[Invitation]]:
    """How many invitations match, and a page of them, newest first."""
    query = models.Invitation.all()
    for word in text.split()[:6]:
        query = query.filter(
            Q(account__email__icontains=word)
            | Q(account__name__icontains=word)
            | Q(grant__place_id__icontains=word)
        )
    if state == "accepted":
        query = query.filter(accepted_at__isnull=False)
    elif state == "revoked":
        query = query.filter(accepted_at__isnull=True, revoked_at__isnull=False)
    elif state:
        query = query.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        late = Q(expires_at__lte=now) if state == "expired" else Q(expires_at__gt=now)
        query = query.filter(late)
    page = query.prefetch_related("account", "grant").order_by("-created_at", "-id")
    rows = await page.offset(first).limit(limit)
    return await query.count(), [_invitation(row) for row in rows]


async def accept_invitations(account: Account, now: datetime) -> int:
    """The account signs in: what it was invited to is accepted."""
    query = models.Invitation.filter(
        account_id=account.number, accepted_at__isnull=True, revoked_at__isnull=True
    )
    await _forget_links(account.number)
    return await query.update(accepted_at=now)


async def renew_invitation(invitation: Invitation, expires_at: datetime) -> bool:
    """Give an invitation a later end; its former link is void. False when it was answered."""
    await _forget_links(invitation.account.number)
    query = models.Invitation.filter(
        public_id=invitation.public_id, accepted_at__isnull=True, revoked_at__isnull=True
    )
    return bool(await query.update(expires_at=expires_at))


async def revoke_invitation(invitation: Invitation, now: datetime) -> bool:
    """Take an invitation back, and the links that were sent for it."""
    query = models.Invitation.filter(
        public_id=invitation.public_id, accepted_at__isnull=True, revoked_at__isnull=True
    )
    if not await query.update(revoked_at=now):
        return False
    await _forget_links(invitation.account.number)
    return True


async def revoke_invitations_of(grant: Grant, now: datetime) -> int:
    """Take back the invitations that were sent for a role which is no more; returns how many."""
    given = await models.RoleGrant.get(public_id=grant.public_id)
    query = models.Invitation.filter(
        grant_id=given.id, accepted_at__isnull=True, revoked_at__isnull=True
    )
    count = await query.update(revoked_at=now)
    if count:
        await _forget_links(grant.account.number)
    return count


async def _forget_links(account_number: int) -> None:
    """The links that invitations sent, which no browser asked for.

    Somebody with another invitation loses its link too, and signs in as everybody does.
    """
    await models.SignInLink.filter(account_id=account_number, browser_hash="").delete()


def _invitation(row: models.Invitation) -> Invitation:
    return Invitation(
        public_id=row.public_id,
        account=account_of(row.account),
        grant_id=row.grant.public_id,
        role=Role(row.grant.role),
        place_id=row.grant.place_id,
        invited_by=row.invited_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        revoked_at=row.revoked_at,
    )
