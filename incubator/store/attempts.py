"""Limits that every worker shares: what was tried, counted over the last minutes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from incubator.store import models


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` tries in ``window``. A window is short: nobody is locked out for long."""

    name: str
    count: int
    window: timedelta

    def bucket(self, key: str) -> str:
        """What a try is noted under: a hash, so that the table names nobody."""
        return hashlib.sha256(f"{self.name}\n{key}".encode()).hexdigest()


def network_key(address: str) -> str:
    """What tries from a network address are counted under.

    One line of IPv6 has 2^64 addresses for its machines: they count as one.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


async def is_within(limit: Limit, key: str, now: datetime) -> bool:
    """Note a try, and say whether it is within the limit.

    It is written before it is counted: of two workers at the limit, at least one sees both. A try
    that is refused is not kept, so that insisting never makes the wait longer.
    """
    bucket = limit.bucket(key)
    row = await models.Attempt.create(bucket=bucket, at=now)
    recent = models.Attempt.filter(bucket=bucket, at__gt=now - limit.window)
    if await recent.count() <= limit.count:
        return True
    await row.delete()
    return False


async def forget_attempts(before: datetime) -> int:
    """Remove tries that no window reaches any more; returns how many."""
    return await models.Attempt.filter(at__lt=before).delete()
