"""How much may be posted where: a few addresses take more, all others what all take."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from incubator.web.middleware.limits import LimitsMiddleware


async def count(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads what it is sent."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture
def browser() -> httpx.AsyncClient:
    app = LimitsMiddleware(count, max_body_bytes=10, larger={"/a/*/image": 100, "/b.c": 5})
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/a/x/image", 100, 200),
        ("/en/a/x/image", 100, 200),
        ("/a/x/image", 101, 413),
        ("/a/x/image/", 11, 413),
        ("/a/x/y/image", 11, 413),
        ("/a//image", 11, 413),
        ("/a/x/image/more", 11, 413),
        ("/z/a/x/image", 11, 413),
        ("/bxc", 11, 413),
        # A limit of its own is never below that of all.
        ("/b.c", 10, 200),
        ("/b.c", 11, 413),
    ],
)
async def test_an_address_takes_what_it_is_given(
    browser: httpx.AsyncClient, path: str, size: int, status: int
) -> None:
    assert (await browser.post(path, content=b"x" * size)).status_code == status

    async def drip() -> Any:
        for _ in range(size):
            yield b"x"

    # The same without an announced length.
    assert (await browser.post(path, content=drip())).status_code == status


async def test_only_posts_may_be_larger(browser: httpx.AsyncClient) -> None:
    answer = await browser.request("PUT", "/a/x/image", content=b"x" * 11)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8000", 200), (f"127.0.0.1:{'0' * 400}80", 400)]
)
async def test_no_page_is_kept_under_a_host_without_end(
    browser: httpx.AsyncClient, host: str, status: int
) -> None:
    assert (await browser.get("/b.c", headers={"Host": host})).status_code == status
