"""One exchange with the provider over HTTP: bounded in time and size, and never redirected."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from incubator.openid.errors import ProviderDownError

#: A provider's documents and tokens are some kilobytes; whatever is far beyond is none of them.
LARGEST_ANSWER_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What to send; ``where`` is how messages call the place, since addresses may hold secrets."""

    where: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    method: str = "GET"
    body: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole: a status below 500 that is no redirect."""

    where: str
    status: int
    media_type: str
    body: bytes = field(repr=False)

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            ProviderDownError: it is not one.
        """
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ProviderDownError(f"The provider's {self.where} did not answer a JSON object.")
        return found

    def expect_success(self) -> None:
        """Raise `ProviderDownError` unless the status is 200."""
        if self.status != 200:
            raise ProviderDownError(f"The provider's {self.where} answered {self.status}.")


def default_client(*, trust_env: bool) -> Callable[[], httpx.AsyncClient]:
    """What makes a client for one call, with the machine's certificates read only once.

    ``trust_env`` lets httpx follow the usual variables of a machine behind a proxy or with an
    authority of its own (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE).
    """
    context: ssl.SSLContext | None = None

    def make() -> httpx.AsyncClient:
        nonlocal context
        if context is None:
            context = httpx.create_ssl_context(trust_env=trust_env)
        return httpx.AsyncClient(verify=context, trust_env=trust_env)

    return make


async def exchange(
    request: Request, *, client: Callable[[], httpx.AsyncClient], timeout_seconds: float
) -> Answer:
    """Send a request, and read its answer to the end.

    Raises:
        ProviderDownError: there is no connection or no whole answer in time, or the answer is a
            fault of the server, a redirect, compressed or too large.
    """
    try:
        # httpx limits each read; a server that drips bytes would outlast any number of them.
        async with asyncio.timeout(timeout_seconds), client() as opened:
            return await _send(opened, request, timeout_seconds)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise ProviderDownError(
            f"The provider's {request.where} did not answer within {timeout_seconds:g} s."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
        raise ProviderDownError(
            f"The provider's {request.where} can't be reached ({type(error).__name__})."
        ) from error


async def _send(client: httpx.AsyncClient, request: Request, timeout_seconds: float) -> Answer:
    # Compressed answers are not asked for and not read: a few bytes may unfold to gigabytes.
    async with client.stream(
        request.method,
        request.url,
        headers={**request.headers, "Accept-Encoding": "identity"},
        content=request.body,
        timeout=timeout_seconds,
        follow_redirects=False,
    ) as response:
        status = response.status_code
        if status >= 500 or 300 <= status < 400:
            raise ProviderDownError(f"The provider's {request.where} answered {status}.")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ProviderDownError(f"The provider's {request.where} answered compressed bytes.")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > LARGEST_ANSWER_BYTES:
                raise ProviderDownError(f"The provider's {request.where} answered too many bytes.")
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(request.where, status, media_type, bytes(body))
