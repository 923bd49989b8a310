"""One address read over HTTPS: bounded in time, size and redirects, and only on public hosts.

A name is resolved once. Every address that it has must be public, and the connection goes to that
very address while the certificate is checked for the name: what a name server says a moment later
changes nothing. Each redirect is treated as an address of its own.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import lru_cache

import httpx

from incubator import __version__
from incubator.fetching.addresses import Address, is_public, resolve
from incubator.fetching.errors import FetchError, Reason

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_ADDRESSES = 4
_LONGEST_ETAG = 200
_ACCEPT = "application/json, text/csv;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost. ``seconds`` holds for all of it, redirects and names included."""

    seconds: float = 10
    size: int = 1024 * 1024  # bytes
    redirects: int = 3


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a fetch may go. The default is the public Internet over HTTPS, on its usual port.

    Anything else is for tests, which have their servers on this machine: no setting leads here.
    """

    ports: frozenset[int] = frozenset({443})
    schemes: frozenset[str] = frozenset({"https"})
    allows: Callable[[Address], bool] = is_public
    resolve: Callable[[str, int], Awaitable[tuple[Address, ...]]] = resolve
    certificates: Callable[[], ssl.SSLContext] = _certificates


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered. ``body`` is None where it is what ``etag`` stands for already."""

    body: bytes | None = field(repr=False)
    media_type: str
    etag: str


PUBLIC, USUAL = Reach(), Limits()


async def fetch(
    url: str, *, etag: str = "", limits: Limits = USUAL, reach: Reach = PUBLIC
) -> Fetched:
    """Read an address, unless it still is what ``etag`` stands for.

    Raises:
        FetchError: it can't be read, or may not be.
    """
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, etag, limits, reach)
    except TimeoutError as error:
        raise FetchError(Reason.SLOW, f"{limits.seconds:g}") from error


async def _follow(url: str, etag: str, limits: Limits, reach: Reach) -> Fetched:
    target = _checked(url, reach)
    for _ in range(limits.redirects + 1):
        answer = await _ask(target, etag, limits, reach)
        if isinstance(answer, Fetched):
            return answer
        try:
            target = _checked(str(target.join(answer)), reach)
        except httpx.InvalidURL as error:
            raise FetchError(Reason.ADDRESS) from error
    raise FetchError(Reason.REDIRECTS, str(limits.redirects))


def _checked(url: str, reach: Reach) -> httpx.URL:
    """The address, if it is one that may be asked for."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchError(Reason.ADDRESS) from error
    port = parsed.port or _PORTS.get(parsed.scheme)
    if (
        parsed.scheme not in reach.schemes
        or port not in reach.ports
        or parsed.userinfo
        or not parsed.raw_host
    ):
        raise FetchError(Reason.ADDRESS)
    return parsed


async def _ask(url: httpx.URL, etag: str, limits: Limits, reach: Reach) -> Fetched | str:
    """What an address answers, or where it redirects to."""
    host, port = url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
    addresses = await reach.resolve(host, port)
    if not all(reach.allows(address) for address in addresses):
        raise FetchError(Reason.PRIVATE)
    for address in addresses[:_MOST_ADDRESSES]:
        try:
            return await _ask_at(url, address, etag, limits, reach)
        except httpx.ConnectError as error:
            if _is_about_certificate(error):
                raise FetchError(Reason.CERTIFICATE, host) from error
        except httpx.TimeoutException as error:
            raise FetchError(Reason.SLOW, f"{limits.seconds:g}") from error
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise FetchError(Reason.UNREACHABLE, host) from error
    raise FetchError(Reason.UNREACHABLE, host)


async def _ask_at(
    url: httpx.URL, address: Address, etag: str, limits: Limits, reach: Reach
) -> Fetched | str:
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Accept": _ACCEPT,
        # Compressed answers are not asked for and not read: a few bytes may unfold to gigabytes.
        "Accept-Encoding": "identity",
        "User-Agent": f"Incubator/{__version__}",
        **({"If-None-Match": etag} if etag else {}),
    }
    request = httpx.Request(
        "GET",
        url.copy_with(host=str(address)),
        headers=headers,
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )
    # A bare transport, made for one exchange: no cookie, no connection that outlives it, no
    # redirect of its own, and no proxy of the environment, which would resolve the name again.
    transport = httpx.AsyncHTTPTransport(verify=reach.certificates(), trust_env=False)
    async with transport:
        response = await transport.handle_async_request(request)
        try:
            return await _read(response, etag, limits)
        finally:
            await response.aclose()


async def _read(response: httpx.Response, etag: str, limits: Limits) -> Fetched | str:
    status, headers = response.status_code, response.headers
    if status in _REDIRECTS and "Location" in headers:
        return headers["Location"]
    if status == httpx.codes.NOT_MODIFIED and etag:
        return Fetched(None, "", etag)
    if status != httpx.codes.OK:
        raise FetchError(Reason.STATUS, str(status))
    if headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise FetchError(Reason.COMPRESSED)
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limits.size:
            raise FetchError(Reason.LARGE)
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Fetched(bytes(body), media_type, _usable(headers.get("ETag", "")))


def _usable(etag: str) -> str:
    is_plain = etag.isascii() and etag.isprintable() and len(etag) <= _LONGEST_ETAG
    return etag.strip() if is_plain else ""


def _is_about_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
