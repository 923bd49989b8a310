"""Roles: those given, those that follow from the sheets, and who holds one in a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.expressions import Q

from incubator.domain.access import ROLE_PLACES, Actor, Held, PlaceKind, Role, grant_is_active
from incubator.domain.members import active_startups
from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.people_reads import load_member
from incubator.store.tokens import new_public_id

#: A grant whose last day is as near as this asks for a decision: to give it longer, or not.
ENDING_SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody gave to an account."""

    public_id: str
    account: Account
    role: Role
    place_id: str
    reason: str
    until: date | None
    given_at: datetime
    given_by: str
    revoked_at: datetime | None
    revoked_by: str

    def is_active(self, today: date) -> bool:
        """Whether it counts today."""
        return grant_is_active(today, self.until, revoked=self.revoked_at is not None)


async def load_actor(account: Account, today: date) -> Actor:
    """The account with its roles of today: a fixed number of queries."""
    if not account.may_sign_in:
        return Actor()
    rows = await models.RoleGrant.filter(account_id=account.number, revoked_at__isnull=True)
    given = (
        Held(Role(row.role), row.place_id)
        for row in rows
        if row.role in ROLE_PLACES and grant_is_active(today, row.until, revoked=False)
    )
    return Actor(frozenset([*given, *await sheet_roles(account, today)]))


async def sheet_roles(account: Account, today: date) -> list[Held]:
    """Team membership as the account's sheet says: startups of active missions."""
    if not account.member_id:
        return []
    member = await load_member(account.member_id)
    if member is None or not member.is_active(today):
        return []
    return [Held(Role.TEAM_MEMBER, startup) for startup in active_startups(member, today)]


async def create_grant(
    account: Account,
    role: Role,
    place_id: str,
    *,
    reason: str,
    until: date | None,
    given_by: str,
    now: datetime,
) -> Grant:
    """Give a role."""
    row = await models.RoleGrant.create(
        public_id=new_public_id(),
        account_id=account.number,
        role=role.value,
        place_id=place_id,
        reason=reason,
        until=until,
        given_at=now,
        given_by=given_by,
    )
    return _grant(row, account)


async def revoke_grant(grant: Grant, by: str, now: datetime) -> bool:
    """Take a role back; False when it had been already."""
    query = models.RoleGrant.filter(public_id=grant.public_id, revoked_at__isnull=True)
    return bool(await query.update(revoked_at=now, revoked_by=by))


async def find_grant(public_id: str) -> Grant | None:
    """A grant by its opaque id; or None."""
    row = await models.RoleGrant.get_or_none(public_id=public_id).prefetch_related("account")
    return _grant(row, account_of(row.account)) if row else None


async def find_active_grant(
    account: Account, role: Role, place_id: str, today: date
) -> Grant | None:
    """The grant of a role in a place that counts today; or None."""
    for grant in await grants_of(account):
        if (grant.role, grant.place_id) == (role, place_id) and grant.is_active(today):
            return grant
    return None


async def grants_of(account: Account) -> Sequence[Grant]:
    """Every grant of an account, newest first."""
    rows = await models.RoleGrant.filter(account_id=account.number).order_by("-given_at", "-id")
    return [_grant(row, account) for row in rows]


async def grants_in(kind: PlaceKind, place_id: str, today: date) -> Sequence[Grant]:
    """The grants that count today in a place, by role then name."""
    roles = [role.value for role, held_in in ROLE_PLACES.items() if held_in is kind]
    rows = (
        await models.RoleGrant.filter(role__in=roles, place_id=place_id, revoked_at__isnull=True)
        .prefetch_related("account")
        .order_by("role", "id")
    )
    found = [_grant(row, account_of(row.account)) for row in rows]
    active = (grant for grant in found if grant.is_active(today))
    order = list(Role)
    return sorted(active, key=lambda g: (order.index(g.role), g.account.shown_name.casefold()))


async def list_grants(
    today: date, *, text: str = "", role: str = "", state: str = "", first: int = 0, limit: int = 50
) -> tuple[int, Sequence[Grant]]:
    """How many grants match, and a page of them, newest first.

    ``state`` is "", "active", "ending" (active, and their last day is near), "ended" (past their
    day) or "revoked".
    """
    query = models.RoleGrant.all()
    for word in text.split()[:6]:
        query = query.filter(
            Q(account__email__icontains=word)
            | Q(account__name__icontains=word)
            | Q(place_id__icontains=word)
            | Q(reason__icontains=word)
        )
    if role:
        query = query.filter(role=role)
    if state == "revoked":
        query = query.filter(revoked_at__isnull=False)
    elif state == "ending":
        near = today + ENDING_SOON
        query = query.filter(until__gte=today, until__lte=near, revoked_at__isnull=True)
    elif state == "active":
        query = query.filter(Q(until__isnull=True) | Q(until__gte=today), revoked_at__isnull=True)
    elif state == "ended":
        query = query.filter(until__lt=today, revoked_at__isnull=True)
    page = query.prefetch_related("account").order_by("-given_at", "-id").offset(first).limit(limit)
    return await query.count(), [_grant(row, account_of(row.account)) for row in await page]


async def count_administrators(today: date) -> int:
    """How many people can administer the programme today."""
    rows = await models.RoleGrant.filter(
        role=Role.ADMINISTRATOR.value,
        revoked_at__isnull=True,
        account__disabled_at__isnull=True,
        account__erased_at__isnull=True,
    )
    return len({r.account_id for r in rows if grant_is_active(today, r.until, revoked=False)})  # type: ignore[attr-defined]


def _grant(row: models.RoleGrant, account: Account) -> Grant:
    return Grant(
        public_id=row.public_id,
        account=account,
        role=Role(row.role),
        place_id=row.place_id,
        reason=row.reason,
        until=row.until,
        given_at=row.given_at,
        given_by=row.given_by,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )
