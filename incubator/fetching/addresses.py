"""Which machines may be asked: those of the public Internet, and no other."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

from incubator.fetching.errors import FetchError, Reason

Address = IPv4Address | IPv6Address

#: Beside what Python knows to be private: the relays of 6to4, and what a provider of machines
#: answers to its own machines alone.
_CLOSED_V4 = (IPv4Network("192.88.99.0/24"), IPv4Network("168.63.129.16/32"))
#: What is given out to hosts of the Internet; the rest of IPv6 is for other uses.
_OPEN_V6 = IPv6Network("2000::/3")
#: Addresses that stand for others (Teredo, 6to4) or for none (protocols, documentation).
_CLOSED_V6 = (
    IPv6Network("2001::/23"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),
    IPv6Network("3fff::/20"),
)


def is_public(address: Address) -> bool:
    """Whether an address is that of a host of the public Internet.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64, Teredo) is never public: it
    would lead round these rules.
    """
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


async def resolve(host: str, port: int) -> tuple[Address, ...]:
    """The addresses of a name, in the order in which to try them.

    Raises:
        FetchError: the name has none.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(Reason.UNKNOWN_HOST, host) from error
    addresses = [ip_address(str(row[4][0])) for row in found]
    if not addresses:
        raise FetchError(Reason.UNKNOWN_HOST, host)
    return tuple(dict.fromkeys(addresses))
