"""What the API says follows the sheets and the day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.store.database import open_database
from tests.conftest import TODAY, Catalogue, visitor

PATH = "/api/v3/startups/bac.json"
STARTUP = (
    "---\ntitle: Bac\ncontact: a@b.example\nphases: [{name: construction, start: 2026-01-05}]\n"
)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
async def small(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Catalogue]:
    """A catalogue of one startup and no one else."""
    folder = tmp_path / "small"
    (folder / "_startups").mkdir(parents=True)
    (folder / "_startups" / "bac.md").write_text(f"{STARTUP}---\nDes mots\n", "utf-8")
    settings = Settings(content_dir=folder, database_url=sqlite_url)
    async with open_database(sqlite_url):
        yield Catalogue(settings, await sync_sheets(folder))


async def test_a_change_of_the_sheet_is_in_the_next_answer(small: Catalogue) -> None:
    async with visitor(small.settings) as client:
        first = await client.get(PATH)
        small.write("_startups/bac.md", f"{STARTUP}---\nD’autres mots\n")
        await small.sync()
        second = await client.get(PATH, headers={"If-None-Match": first.headers["etag"]})
    assert first.json()["content"] == "Des mots\n"
    assert second.json()["content"] == "D’autres mots\n"


async def test_a_document_that_a_sync_left_alone_is_as_old_as_it_was(small: Catalogue) -> None:
    async with visitor(small.settings) as client:
        first = await client.get(PATH)
        small.write("_organisations/drac.md", "---\nname: Drac\n---\n")
        await small.sync()
        second = await client.get(PATH)
        assert (await client.get("/api/v2.7/sponsors.json")).json()["drac"]["name"] == "Drac"
    for name in ("etag", "last-modified"):
        assert first.headers[name] == second.headers[name]


async def people(small: Catalogue, front: str, today: date = TODAY) -> dict[str, list[str]]:
    """The lists of the startup that hold one member with this sheet."""
    small.write("_authors/ana.md", f"---\nfullname: Ana\n{front}\n---\n")
    await small.sync()
    async with visitor(small.settings, lambda: today) as client:
        found: Any = (await client.get(PATH)).json()
    return {key: found[key] for key in ("active_members", "previous_members") if found[key]}


ACTIVE, PREVIOUS = {"active_members": ["ana"]}, {"previous_members": ["ana"]}


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("startups: [bac]", ACTIVE),
        ("startups: [bac]\nmissions: [{start: 2020-01-01, end: 2021-01-01}]", ACTIVE),
        ("missions: [{start: 2020-01-01, startups: [bac]}]", ACTIVE),
        (f"missions: [{{start: 2020-01-01, end: {TODAY}, startups: [bac]}}]", ACTIVE),
        (f"missions: [{{start: {TOMORROW}, end: 2030-01-01, startups: [bac]}}]", ACTIVE),
        (f"missions: [{{start: 2020-01-01, end: {YESTERDAY}, startups: [bac]}}]", PREVIOUS),
        ("previously: [bac]", PREVIOUS),
        ("startups: [bac]\npreviously: [bac]", ACTIVE),
        ("missions: [{startups: [autre]}]", {}),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_a_member_is_active_previous_or_neither(
    small: Catalogue, front: str, expected: dict[str, list[str]]
) -> None:
    assert await people(small, front) == expected


async def test_the_day_after_a_mission_s_last_its_member_is_a_previous_one(
    small: Catalogue,
) -> None:
    front = f"missions: [{{start: 2020-01-01, end: {TODAY}, startups: [bac]}}]"
    assert await people(small, front) == ACTIVE
    assert await people(small, front, TOMORROW) == PREVIOUS


async def test_members_come_in_the_order_of_their_files(small: Catalogue) -> None:
    for name in ("foo", "foo-bar", "Zoé", "émile"):
        front = f"---\nfullname: {name}\nstartups: [bac]\n---\n"
        small.write(f"_authors/{name}.md", front)
    await small.sync()
    async with visitor(small.settings) as client:
        one = (await client.get(PATH)).json()
        authors = (await client.get("/api/v2.7/authors.json")).json()
    assert one["active_members"] == ["Zoé", "foo-bar", "foo", "émile"]
    assert [author["id"] for author in authors] == one["active_members"]


async def test_a_refused_sheet_keeps_its_last_good_version(small: Catalogue) -> None:
    small.write("_startups/bac.md", "---\ntitle: ''\n---\n")
    small.write("_startups/sans-phase.md", "---\ntitle: Sans phase\n---\n")
    await small.sync()
    async with visitor(small.settings) as client:
        listed = (await client.get("/api/v2.7/startups.json")).json()["data"]
    assert [(entry["id"], entry["attributes"]["name"]) for entry in listed] == [("bac", "Bac")]


async def test_before_the_first_sync_documents_are_empty(sqlite_url: str) -> None:
    async with (
        open_database(sqlite_url),
        visitor(Settings(database_url=sqlite_url)) as client,
    ):
        listed = await client.get("/api/v2.7/startups.json")
        assert listed.json() == {
            "links": {"self": "http://127.0.0.1/startups"},
            "data": [],
            "included": [],
        }
        assert "last-modified" in listed.headers
        assert (await client.get(PATH)).status_code == 404
