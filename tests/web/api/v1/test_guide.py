"""The page that explains the API: true, complete, and its commands work as they are."""

from __future__ import annotations

import re

import pytest

from incubator.web.api.v1.types import TYPES
from tests.web.conftest import Site
from tests.web.dom import page_faults

COMMAND = re.compile(r"curl -g '(http://127\.0\.0\.1)(/[^']+)'")


@pytest.mark.parametrize("path", ["/api", "/en/api"])
async def test_each_type_is_told_with_its_fields_relationships_filters_and_orders(
    plain: Site, path: str
) -> None:
    page = await plain.page(path)
    assert page_faults(page) == []
    for kind in TYPES:
        told = next(
            one for one in page.all("section") if one.attrs.get("aria-labelledby") == kind.name
        )
        names = {node.words for node in told.all("code")}
        assert kind.fields <= names
        assert {f"filter[{one.name}]" for one in kind.filters} <= names
        assert set(kind.sorts) <= names
        assert f"/api/1/{kind.name}" in names


async def test_its_commands_answer_as_they_are(plain: Site) -> None:
    page = await plain.page("/api")
    commands = [COMMAND.fullmatch(one.words) for one in page.all("pre")]
    assert len(commands) >= 6
    for command in commands:
        assert command is not None
        answer = await plain.get(command[2])
        assert answer.status_code == 200, command[2]
        # No committee has decided anything in these sheets.
        assert answer.json()["data"] or "decisions" in command[2], command[2]


async def test_every_link_of_the_page_leads_somewhere(plain: Site) -> None:
    page = await plain.page("/api")
    ids = {node.attrs.get("id") for node in page.all() if node.attrs.get("id")}
    links = {str(node.attrs.get("href")) for node in page.all("a")}
    assert {one[1:] for one in links if one.startswith("#")} <= ids
    for link in sorted(one for one in links if one.startswith("/api")):
        assert (await plain.get(link)).status_code == 200, link


async def test_what_is_announced_is_what_is_held_to(plain: Site) -> None:
    async with plain.visitor(api_requests=1234) as visitor:
        page = (await visitor.get("/api")).text.replace("\u202f", " ")
        answer = await visitor.get("/api/1")
    assert "1 234 requêtes par 60 secondes" in page
    assert answer.headers["RateLimit-Policy"] == '"default";q=1234;w=60'


async def test_pages_about_data_lead_to_it(plain: Site) -> None:
    page = await plain.page("/donnees")
    assert "/api" in {node.attrs.get("href") for node in page.all("a")}
