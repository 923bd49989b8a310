"""The connection goes to a checked address; the certificate is still that of the name."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
import trustme

from incubator.fetching import FetchError, Limits, Reason, fetch
from tests.fetching.servers import NAME, answer, redirect, serving

AUTHORITY = trustme.CA()
OTHER = trustme.CA()
QUICK = Limits(seconds=3)


def contexts(*names: str, authority: trustme.CA = AUTHORITY) -> tuple[Any, Any, list[str]]:
    """A server's context, a client's, and the names that clients asked the server for."""
    asked: list[str] = []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(server)
    server.sni_callback = lambda _socket, name, _context: asked.append(name)
    client = ssl.create_default_context()
    AUTHORITY.configure_trust(client)
    return server, client, asked


async def test_the_name_is_sent_and_checked_though_the_address_is_pinned() -> None:
    own, trusted, asked = contexts(NAME, "autre.example")
    async with serving(own) as server:
        server.names["autre.example"] = ["127.0.0.1"]
        server.answers |= {"/": redirect(server.url("/b", "autre.example")), "/b": answer(b"[]")}
        assert (await fetch(server.url(), limits=QUICK, reach=server.reach(trusted))).body == b"[]"
    assert asked == [NAME, "autre.example"]


@pytest.mark.parametrize("case", ["another name", "another authority", "the address alone"])
async def test_a_certificate_that_is_not_the_names_is_refused(case: str) -> None:
    own, trusted, _ = {
        "another name": lambda: contexts("autre.example"),
        "another authority": lambda: contexts(NAME, authority=OTHER),
        "the address alone": lambda: contexts("127.0.0.1"),
    }[case]()
    async with serving(own) as server:
        with pytest.raises(FetchError) as caught:
            await fetch(server.url(), limits=QUICK, reach=server.reach(trusted))
        assert caught.value.reason is Reason.CERTIFICATE
        assert not server.requests
