"""An address is read within limits, from public hosts only, redirects included."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from ipaddress import ip_address

import pytest

from incubator.fetching import Address, FetchError, Limits, Reach, Reason, fetch, is_public
from tests.fetching.servers import NAME, Server, answer, redirect, serving

VALUES = b'[{"date": "2026-03-01", "value": 4200}]'
QUICK = Limits(seconds=1, size=10_000)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as found:
        yield found


async def refusal(
    server: Server, path: str, limits: Limits = QUICK, host: str = NAME
) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetch(server.url(path, host), limits=limits, reach=server.reach())
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("93.184.216.34", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.3.4", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("100.100.100.200", False),
        ("0.0.0.0", False),  # noqa: S104 - never listened on
        ("192.88.99.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("::5db8:d822", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d822", False),
        ("64:ff9b:1::1", False),
        ("2002:a00:1::1", False),
        ("2001:0:53aa:64c::1", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("5f00::1", False),
    ],
)
def test_only_hosts_of_the_internet_are_public(text: str, expected: bool) -> None:
    assert is_public(ip_address(text)) is expected


async def test_an_address_is_read_with_its_type_and_etag(server: Server) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8", "ETag": '"a1"'}
    server.answers["/v"] = answer(VALUES, headers=headers)
    found = await fetch(server.url("/v"), limits=QUICK, reach=server.reach())
    assert (found.body, found.media_type, found.etag) == (VALUES, "application/json", '"a1"')
    (request,) = server.requests
    assert f"Host: {NAME}:{server.port}" in request
    assert "Accept-Encoding: identity" in request
    assert "If-None-Match" not in request


async def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.answers["/v"] = answer(status="304 Not Modified")
    found = await fetch(server.url("/v"), etag='"a1"', limits=QUICK, reach=server.reach())
    assert (found.body, found.etag) == (None, '"a1"')
    assert 'If-None-Match: "a1"' in server.requests[0]


async def test_up_to_three_redirects_are_followed(server: Server) -> None:
    server.answers |= {
        "/0": redirect("/1", "301 Moved Permanently"),
        "/1": redirect(server.url("/2"), "307 Temporary Redirect"),
        "/2": redirect("3", "303 See Other"),
        "/3": answer(VALUES),
    }
    assert (await fetch(server.url("/0"), limits=QUICK, reach=server.reach())).body == VALUES
    server.answers["/3"] = redirect("/4")
    assert (await refusal(server, "/0")).reason is Reason.REDIRECTS


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1:{port}/",
        "http://169.254.169.254:{port}/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]:{port}/",
        "http://interne.example:{port}/",
        "//interne.example:{port}/",
    ],
)
async def test_a_redirect_to_a_network_that_is_not_public_is_refused(
    server: Server, location: str
) -> None:
    server.names["interne.example"] = ["10.0.0.1"]
    server.answers["/"] = redirect(location.format(port=server.port))
    assert (await refusal(server, "/")).reason is Reason.PRIVATE
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "location",
    ["https://chiffres.example/", "http://chiffres.example:22/", "file:///etc/passwd", "gopher://x/",
     "http://a:b@chiffres.example:{port}/", "http://[", "javascript:alert(1)"],
)  # fmt: skip
async def test_a_redirect_to_another_scheme_or_port_is_refused(
    server: Server, location: str
) -> None:
    server.answers["/"] = redirect(location.format(port=server.port))
    assert (await refusal(server, "/")).reason is Reason.ADDRESS
    assert len(server.requests) == 1


async def test_one_address_that_is_not_public_spoils_a_name(server: Server) -> None:
    server.names["deux.example"] = ["127.0.0.1", "192.168.0.1"]
    assert (await refusal(server, "/", host="deux.example")).reason is Reason.PRIVATE
    assert not server.requests


async def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(
    server: Server,
) -> None:
    """A name server that answers the second question otherwise is not asked a second one."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> tuple[Address, ...]:
        asked.append(host)
        return (ip_address("127.0.0.1" if len(asked) == 1 else "127.0.0.2"),)

    reach = Reach(
        ports=frozenset({server.port}),
        schemes=frozenset({"http"}),
        allows=lambda address: address == ip_address("127.0.0.1"),
        resolve=rebinding,
    )
    server.answers["/"] = answer(VALUES)
    # The machine knows no such name: a client that resolved it by itself would fail.
    url = f"http://rebond.invalid:{server.port}/"
    assert (await fetch(url, limits=QUICK, reach=reach)).body == VALUES
    assert asked == ["rebond.invalid"]
    server.answers["/"] = redirect(url)
    asked.clear()
    with pytest.raises(FetchError, match="private"):
        await fetch(url, limits=QUICK, reach=reach)


async def test_by_default_nothing_on_this_machine_can_be_reached(server: Server) -> None:
    for url in (
        server.url("/", "127.0.0.1"),
        "http://chiffres.example/",
        f"https://127.0.0.1:{server.port}/",
        "https://user:secret@example.org/",
        "https://example.org:8443/",
        "ftp://example.org/",
        "https:///chemin",
        "pas une adresse",
        "",
    ):
        with pytest.raises(FetchError) as caught:
            await fetch(url, limits=QUICK)
        assert caught.value.reason is Reason.ADDRESS, url
    for host in ("127.0.0.1", "localhost", "[::1]", "0", "0x7f.1", "2130706433", "127.1"):
        with pytest.raises(FetchError) as caught:
            await fetch(f"https://{host}/", limits=QUICK)
        assert caught.value.reason in {Reason.PRIVATE, Reason.UNKNOWN_HOST}, host
    assert not server.requests


async def test_proxies_of_the_environment_are_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers["/"] = answer(VALUES)
    assert (await fetch(server.url(), limits=QUICK, reach=server.reach())).body == VALUES


async def test_too_many_bytes_are_not_waited_for(server: Server) -> None:
    server.answers["/"] = answer(b"1" * 20_000)
    assert (await refusal(server, "/")).reason is Reason.LARGE
    server.answers["/"] = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"1" * 4096] * 1000]
    server.pause = 0
    assert (await refusal(server, "/")).reason is Reason.LARGE


async def test_compressed_bytes_are_not_unfolded(server: Server) -> None:
    bomb = gzip.compress(b"0" * 5_000_000)
    for coding in ("gzip", "deflate", "br", "gzip, gzip"):
        server.answers["/"] = answer(bomb, headers={"Content-Encoding": coding})
        assert (await refusal(server, "/")).reason is Reason.COMPRESSED


async def test_a_server_that_drips_is_given_up_in_time(server: Server) -> None:
    server.answers["/"] = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"1"] * 1000]
    began = time.monotonic()
    assert (await refusal(server, "/", Limits(seconds=0.4))).reason is Reason.SLOW
    assert time.monotonic() - began < 2


async def test_redirects_share_the_time(server: Server) -> None:
    server.pause = 0.25
    server.answers |= {f"/{n}": [b"", redirect(f"/{n + 1}")] for n in range(4)}
    assert (await refusal(server, "/0", Limits(seconds=0.4))).reason is Reason.SLOW


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (answer(b"", "404 Not Found"), Reason.STATUS),
        (answer(b"", "500 Internal Server Error"), Reason.STATUS),
        (answer(b"", "206 Partial Content"), Reason.STATUS),
        (answer(b"", "304 Not Modified"), Reason.STATUS),
        (answer(b"", "302 Found"), Reason.STATUS),
        (b"bonjour\r\n\r\n", Reason.UNREACHABLE),
        (b"", Reason.UNREACHABLE),
        (answer(b"", "200 OK", {"Content-Length": "50"}), Reason.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", Reason.UNREACHABLE),
    ],
)
async def test_an_answer_that_is_none_says_so(server: Server, said: bytes, reason: Reason) -> None:
    server.answers["/"] = said
    assert (await refusal(server, "/")).reason is reason


async def test_a_closed_port_and_an_unknown_name_say_so(server: Server) -> None:
    server.names |= {"rien.example": ["pas-une-adresse"]}
    assert (await refusal(server, "/", host="rien.example")).reason is Reason.UNKNOWN_HOST
    closed = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    server.port = port
    assert (await refusal(server, "/")).reason is Reason.UNREACHABLE
