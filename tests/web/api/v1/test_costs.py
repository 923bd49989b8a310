"""A document costs a fixed number of queries, whatever the number of its resources."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.app import create_app
from tests.conftest import DEMONSTRATION, TODAY
from tests.web.conftest import Site, site_of
from tests.web.test_queries import multiply

EVERY = [
    "/api/1/startups",
    "/api/1/startups?include=sponsors,active_members,incubators.members",
    "/api/1/startups?filter[q]=service&fields[startups]=title",
    "/api/1/startups?filter[member]=alix.prototype&au=2025-01-01",
    "/api/1/members?include=current_startups",
    "/api/1/members?filter[startup]=bail-en-main&filter[active]=true",
    "/api/1/incubators?include=startups,owner&filter[owner]=dinum",
    "/api/1/organisations?include=startups.incubators&filter[q]=direction",
    "/api/1/organisations/dinum/startups?sort=title",
    "/api/1/startups/bail-en-main/relationships/active_members",
]
#: More than documents ask today would be a surprise: look at what was added before raising it.
MOST = 45


def whole(path: str) -> str:
    """As much as one page holds: every startup, before and after there are more."""
    return f"{path}{'&' if '?' in path else '?'}page[size]=100"


async def test_five_times_as_many_resources_ask_no_more_queries(
    tmp_path: Path, sqlite_url: str, statements: list[str]
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(DEMONSTRATION, folder)
    async with site_of(sqlite_url, folder) as site:
        await site.get("/api/1/startups?page[size]=1&au=2025-01-01")
        small = await count(site, statements)
        multiply(folder)
        await site.inside(sync_sheets(folder))
        await site.get("/api/1/startups?page[size]=1&au=2025-01-01")
        large = await count(site, statements)
    assert large == small
    assert max(small.values()) <= MOST, small


async def count(site: Site, statements: list[str]) -> dict[str, int]:
    """For each document, its statements; and one only when it is asked for again."""
    counts = {}
    for path in EVERY:
        statements.clear()
        answer = await site.get(whole(path))
        assert answer.status_code == 200, answer.text[:300]
        counts[path] = len(statements)
        statements.clear()
        await site.get(whole(path))
        assert len(statements) == 1, path
    return counts


@pytest.mark.parametrize("query", ["", "au=2024-01-01&", "au=2023-01-01&", "au=2022-01-01&"])
async def test_a_past_day_costs_a_few_queries_more(
    plain: Site, statements: list[str], query: str
) -> None:
    await plain.get("/api/1/startups?page[size]=1")
    statements.clear()
    answer = await plain.get(f"/api/1/startups?{query}fields[startups]=title&page[size]=3")
    assert answer.status_code == 200
    assert len(statements) <= 2 + 5


async def test_a_long_query_is_not_kept_whole(plain: Site) -> None:
    app = create_app(plain.settings, today=lambda: TODAY)
    transport = httpx.ASGITransport(app=app)
    long = ",".join("(" * 90 + str(number) for number in range(60))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for number in range(3):
            path = f"/api/1/startups?filter[id]={number},{long}"
            assert (await plain.inside(client.get(path))).status_code == 200
    kept = list(app.state.site.answers._kept)
    assert len(kept) == 3
    assert max(map(len, kept)) < 100
