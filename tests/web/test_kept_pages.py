"""Public pages from memory: the same bytes for nobody in particular, never somebody's own."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import brotli
import httpx
import pytest
import structlog

from incubator.actions.sync_sheets import sync_sheets
from incubator.app import create_app
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store.database import open_database
from incubator.web.encodings import unpacked
from incubator.web.journal import configure_logs
from incubator.web.kept_pages import KeptPages, page_of
from tests.conftest import TODAY
from tests.web.signed import NOW, account_with, browser_of


@pytest.fixture
async def site(sqlite_url: str, content: Path) -> AsyncIterator[tuple[Settings, httpx.AsyncClient]]:
    settings = Settings(database_url=sqlite_url, content_dir=content)
    async with open_database(sqlite_url):
        await sync_sheets(content)
        app = create_app(settings, today=lambda: TODAY, now=lambda: NOW, keeps_pages=True)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            client.headers["Accept-Encoding"] = "identity"
            yield settings, client


@pytest.fixture
def restored_logs() -> Iterator[None]:
    """Put the tests' own logs back."""
    root, config = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**config)
    logging.getLogger("uvicorn.access").disabled = False


PAGES = ["/", "/startups", "/startups?phase=construction", "/startups/bail-en-main", "/en/phases"]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_from_memory_is_the_page_that_was_made(
    site: tuple[Settings, httpx.AsyncClient], path: str
) -> None:
    _, client = site
    first, second = await client.get(path), await client.get(path)
    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    own = {"x-request-id"}
    told = [
        {name: value for name, value in answer.headers.items() if name not in own}
        for answer in (first, second)
    ]
    assert told[0] == told[1]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert "content-security-policy" in second.headers
    assert second.headers["cache-control"].startswith("public, max-age=0, must-revalidate")
    assert "stale-while-revalidate" in second.headers["cache-control"]
    assert not first.headers["etag"].startswith("W/")


async def test_each_encoding_is_the_same_page_under_a_tag_of_its_own(
    site: tuple[Settings, httpx.AsyncClient],
) -> None:
    _, client = site
    tags = set()
    plain = await client.get("/startups")
    for accepted, unpack in (("gzip", gzip.decompress), ("br, gzip;q=0.9", brotli.decompress)):
        request = client.build_request("GET", "/startups", headers={"Accept-Encoding": accepted})
        answer = await client.send(request, stream=True)
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert unpack(raw) == plain.content
        assert answer.headers["content-encoding"] == accepted.split(",")[0]
        assert int(answer.headers["content-length"]) == len(raw) < len(plain.content)
        tags.add(answer.headers["etag"])
    assert len({*tags, plain.headers["etag"]}) == 3
    assert "Accept-Encoding" in plain.headers["vary"]


async def test_whoever_has_the_page_is_told_so_and_sent_nothing(
    site: tuple[Settings, httpx.AsyncClient],
) -> None:
    _, client = site
    tag = (await client.get("/startups")).headers["etag"]
    for asked in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = await client.get("/startups", headers={"If-None-Match": asked})
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["etag"] == tag
    answer = await client.get("/startups", headers={"If-None-Match": '"other"'})
    assert answer.status_code == 200
    head = await client.head("/startups")
    assert head.content == b""
    assert head.headers["etag"] == tag


async def test_a_sync_shows_at_once_where_the_version_is_asked_for_each_time(
    site: tuple[Settings, httpx.AsyncClient], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, client = site
    monkeypatch.setattr("incubator.web.kept_pages.ASK_AGAIN_SECONDS", 0.0)
    before = await client.get("/startups/bail-en-main")
    sheet = content / "startups" / "bail-en-main.md"
    text = sheet.read_text("utf-8")
    sheet.write_text(text + "\nUne phrase toute neuve.\n", "utf-8")
    await sync_sheets(content)
    after = await client.get("/startups/bail-en-main")
    assert "Une phrase toute neuve." in after.text
    assert "Une phrase toute neuve." not in before.text


async def test_what_people_who_signed_in_see_is_neither_kept_nor_taken_from_memory(
    site: tuple[Settings, httpx.AsyncClient],
) -> None:
    settings, client = site
    account = await account_with("maud@exemple.gouv.fr", [(Role.ADMINISTRATOR, "")])
    browser = await browser_of(settings, account)
    secret = browser.cookies["session"]
    kept = await client.get("/startups")
    own = await client.get("/startups", headers={"Cookie": f"session={secret}"})
    assert own.headers["cache-control"] == "private, no-store"
    assert "etag" not in own.headers
    assert own.content != kept.content
    assert "/deconnexion" in own.text
    again = await client.get("/startups")
    assert again.content == kept.content


async def test_only_whole_public_pages_are_kept(
    site: tuple[Settings, httpx.AsyncClient],
) -> None:
    _, client = site
    for path in ("/startups/nulle-part", "/connexion", "/recherche?q=bail"):
        answer = await client.get(path)
        assert "public" not in answer.headers["cache-control"], path
        assert "etag" not in answer.headers, path
    refused = await client.get("/startups", headers={"Host": "ailleurs.example"})
    assert refused.status_code == 400
    assert (await client.get("/startups")).status_code == 200


async def test_a_page_is_never_kept_for_a_host_that_was_not_checked(
    site: tuple[Settings, httpx.AsyncClient],
) -> None:
    _, client = site
    two = [("Host", "127.0.0.1"), ("Host", "ailleurs.example")]
    assert "etag" not in (await client.get("/startups", headers=two)).headers
    alone = await client.get("/startups", headers={"Host": "ailleurs.example"})
    assert alone.status_code == 400


async def test_a_page_from_memory_has_its_line_in_the_log_like_every_other(
    site: tuple[Settings, httpx.AsyncClient],
    capsys: pytest.CaptureFixture[str],
    restored_logs: None,
) -> None:
    _, client = site
    configure_logs("info")
    answers = [await client.get("/startups?phase=construction") for _ in range(2)]
    answers.append(await client.get("/nulle-part%22%0A"))
    written = capsys.readouterr().err.splitlines()
    lines = [json.loads(line) for line in written if '"event": "request"' in line]
    assert [line["request_id"] for line in lines] == [
        answer.headers["x-request-id"] for answer in answers
    ]
    assert [line["path"] for line in lines] == ["/startups", "/startups", '/nulle-part"\n']
    assert [line["status"] for line in lines] == [200, 200, 404]
    for line in lines:
        assert (line["method"], line["level"]) == ("GET", "info")
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
        assert line["milliseconds"] >= 0
    configure_logs("warning")
    await client.get("/startups")
    assert capsys.readouterr().err == ""


async def test_many_who_come_at_once_ask_for_the_version_once_and_go_by_the_last_one() -> None:
    asked: list[asyncio.Future[int]] = []

    async def read() -> int:
        asked.append(asyncio.get_running_loop().create_future())
        return await asked[-1]

    pages = KeptPages(read)
    first = asyncio.create_task(pages.version())
    await asyncio.sleep(0)
    asked[0].set_result(1)
    assert await first == 1
    await asyncio.sleep(0.3)
    second = asyncio.create_task(pages.version())
    await asyncio.sleep(0)
    assert await pages.version() == 1
    asked[1].set_exception(OSError("the database is away"))
    with pytest.raises(OSError, match="away"):
        await second
    third = asyncio.create_task(pages.version())
    await asyncio.sleep(0)
    asked[2].set_result(2)
    assert await third == 2
    assert len(asked) == 3


async def _one() -> int:
    return 1


def test_memory_has_a_limit_and_those_longest_unused_make_room() -> None:
    body, other = b"x" * 700, b"y" * 700
    pages = KeptPages(_one, most_bytes=2 * page_of(1, [], body).size)
    for name in ("a", "b"):
        pages.keep(name, page_of(1, [], body))
    assert pages.find("a", 1) is not None
    pages.keep("c", page_of(1, [], other))
    assert pages.find("b", 1) is None
    assert pages.find("a", 1) is not None
    pages.keep("heavy", page_of(1, [], os.urandom(9000)))
    assert pages.find("heavy", 1) is None
    assert len(pages) == 2


def test_pages_too_old_to_be_sent_make_room_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = KeptPages(_one)
    for name in ("a", "b"):
        pages.keep(name, page_of(1, [], b"x"))
    monkeypatch.setattr("incubator.web.kept_pages.LONGEST_SECONDS", 0.02)
    time.sleep(0.03)
    pages.keep("c", page_of(1, [], b"x"))
    assert len(pages) == 1
    assert pages.find("c", 1) is not None


@pytest.mark.parametrize("first", ["", "gzip", "br"])
def test_whoever_asks_first_every_encoding_is_of_the_same_page(first: str) -> None:
    body = b"<p>Une page.</p>" * 200
    page = page_of(1, [], body, first)
    for encoding in ("", "gzip", "br", ""):
        headers, sent = page.in_encoding(encoding)
        assert unpacked(encoding, sent) == body
        assert (b"content-length", str(len(sent)).encode()) in headers
        assert ((b"content-encoding", encoding.encode()) in headers) == bool(encoding)
    assert page.size >= sum(map(len, page.bodies.values()))


def test_another_version_drops_what_was_kept() -> None:
    pages = KeptPages(_one)
    pages.keep("a", page_of(1, [], b"x"))
    assert pages.find("a", 2) is None
    assert len(pages) == 0
