"""Public pages from memory: the same bytes for nobody in particular, never somebody's own."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.app import create_app
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store.database import open_database
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


async def _one() -> int:
    return 1


def test_memory_has_a_limit_and_those_longest_unused_make_room() -> None:
    pages = KeptPages(_one, most_bytes=9000)
    for name in ("a", "b"):
        pages.keep(name, page_of(1, [], b"x" * 1000))
    assert pages.find("a", 1) is not None
    pages.keep("c", page_of(1, [], b"x" * 1000))
    assert pages.find("b", 1) is None
    assert pages.find("a", 1) is not None
    pages.keep("heavy", page_of(1, [], b"x" * 9000))
    assert pages.find("heavy", 1) is None
    assert len(pages) == 2


def test_another_version_drops_what_was_kept() -> None:
    pages = KeptPages(_one)
    pages.keep("a", page_of(1, [], b"x"))
    assert pages.find("a", 2) is None
    assert len(pages) == 0
