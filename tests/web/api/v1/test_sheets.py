"""Everything that a sheet says is there: each compared with its file, read by other means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from incubator.domain.published_members import SHOWN
from tests.conftest import DEMONSTRATION, TODAY
from tests.web.api.v1.files import Sheets, days_only, names, sheets, texts
from tests.web.api.v1.walking import BASE, every, linkage
from tests.web.conftest import Site, site_of

#: Fields that are given as the sheet has them, by what the sheet calls them.
TEXTS = {name: name for name in ("title", "mission", "contact", "product_maturity")}
LISTS = {"usertypes": "user_types", "thematiques": "themes"}
FLAGS = {"analyse_risques": "risk_analysis", "mon_service_securise": "secured_service"}
Walk = Callable[[Site, Path], Any]


async def startups(site: Site, folder: Path) -> None:
    files = sheets(folder, "startups", "_startups")
    found = {one["id"]: one for one in await every(site, "/api/1/startups?page[size]=100")}
    assert found.keys() == files.keys()
    for one, (fields, body) in files.items():
        attributes = found[one]["attributes"]
        assert days_only(attributes["front_matter"]) == days_only(fields), one
        assert list(attributes["front_matter"]) == list(fields)
        assert attributes["markdown"] == body
        assert bool(attributes["html"].strip()) == bool(body.strip())
        for key, name in TEXTS.items():
            assert attributes[name].strip() == str(fields.get(key) or "").strip(), (one, key)
        for key, name in LISTS.items():
            assert attributes[name] == list(dict.fromkeys(texts(fields.get(key)))), (one, key)
        for key, name in FLAGS.items():
            assert attributes[name] is (fields.get(key) is True), (one, key)
        assert [(p["phase"], p["start"], p["end"]) for p in attributes["phases"]] == [
            (p["name"], p["start"][:10], p["end"][:10] if p.get("end") else None)
            for p in fields["phases"]
        ]
        hosts = names(fields.get("incubators")) or names(fields.get("incubator"))
        assert [host["id"] for host in attributes["incubator_names"]] == hosts
        sponsors = names(fields.get("sponsors"))
        assert [sponsor["id"] for sponsor in attributes["sponsor_names"]] == sponsors
        assert {to for _, to in linkage(found[one], "sponsors")} <= set(sponsors)


async def members(site: Site, folder: Path) -> None:
    files = sheets(folder, "members", "_authors")
    found = {one["id"]: one for one in await every(site, "/api/1/members?page[size]=100")}
    assert found.keys() == files.keys()
    for one, (fields, body) in files.items():
        attributes = found[one]["attributes"]
        assert attributes["full_name"] == fields["fullname"].strip()
        assert attributes["markdown"] == body
        missions = fields.get("missions") or []
        assert [(m["start"], m["end"], m["startups"]) for m in attributes["missions"]] == [
            (m.get("start"), m.get("end") or None, names(m.get("startups"))) for m in missions
        ]
        running = [m for m in missions if not m.get("end") or m["end"] >= TODAY.isoformat()]
        now = {*names(fields.get("startups"))}.union(*(names(m.get("startups")) for m in running))
        before = {*names(fields.get("previously"))}.union(
            *(names(m.get("startups")) for m in missions)
        )
        told = {to for _, to in linkage(found[one], "current_startups")}
        former = {to for _, to in linkage(found[one], "former_startups")}
        rest = set(attributes["startups_without_sheet"])
        assert told | (rest & now) == now, one
        assert former | (rest & (before - now)) == before - now, one
        listed = bool(fields.get("startups"))
        assert attributes["is_active"] is (bool(running) if missions else listed)
        assert attributes["front_matter"].keys() <= SHOWN
        left_out = fields.keys() - attributes["front_matter"].keys()
        assert not left_out & (SHOWN - {"github", "link"}), (one, left_out)


async def others(site: Site, folder: Path) -> None:
    shown: dict[str, Sheets] = {
        "incubators": {
            one: sheet
            for one, sheet in sheets(folder, "incubators", "_incubators").items()
            if not sheet[0].get("hidden")
        },
        "organisations": sheets(folder, "organisations", "_organisations"),
    }
    for name, files in shown.items():
        found = {one["id"]: one for one in await every(site, f"/api/1/{name}?page[size]=100")}
        assert found.keys() == files.keys()
        for one, (fields, body) in files.items():
            attributes = found[one]["attributes"]
            assert attributes["front_matter"] == fields
            assert attributes["markdown"] == body
            title = fields.get("title") or fields.get("name")
            assert (attributes.get("title") or attributes.get("name")) == title.strip()


EACH = pytest.mark.parametrize("walk", [startups, members, others], ids=lambda walk: walk.__name__)


@EACH
async def test_the_demonstration_is_there_whole(plain: Site, walk: Walk) -> None:
    await walk(plain, DEMONSTRATION)


@EACH
@pytest.mark.real_content
async def test_a_real_collection_is_there_whole(real: Site, real_content: Path, walk: Walk) -> None:
    await walk(real, real_content)


async def test_hostile_sheets_break_no_document_and_leave_no_script(odd: Site) -> None:
    for name in ("startups", "members", "incubators", "organisations"):
        for one in await every(odd, f"/api/1/{name}?page[size]=100"):
            html = one["attributes"]["html"].lower()
            assert "<script" not in html
            # Ids that an address has to encode: the others are read elsewhere.
            links = (one["links"]["self"], one["links"]["alternate"]["href"])
            for link in links if quote(one["id"]) != one["id"] else ():
                assert (await odd.get(link.removeprefix(BASE))).status_code == 200, link
    titles = {one["id"] for one in await every(odd, "/api/1/incubators")}
    assert "cachottier" not in titles
    assert (await odd.get("/api/1/incubators/cachottier")).status_code == 404
    shown = (await odd.get("/api/1/startups/cachee")).json()["data"]
    assert linkage(shown, "incubators") == []
    named = [{"id": "cachottier", "title": "Le Cachottier"}]
    assert shown["attributes"]["incubator_names"] == named


async def test_a_member_s_sheet_gives_only_what_the_page_shows(
    sqlite_url: str, content: Path
) -> None:
    sheet = """---
fullname: Camille Exemple
email: camille@exemple.example
github: camille@exemple.example
link: mailto:camille@exemple.example
telephone: "01 02 03 04 05"
missions:
  - {start: 2026-01-05, status: admin, employer: DINUM, daily_rate: 700, startups: [bail-en-main]}
---
Une courte biographie.
"""
    (content / "members" / "camille.exemple.md").write_text(sheet, "utf-8")
    async with site_of(sqlite_url, content) as site:
        answer = await site.get("/api/1/members/camille.exemple")
    assert "camille@" not in answer.text
    assert "daily_rate" not in answer.text
    mission = {"start": "2026-01-05", "status": "admin", "employer": "DINUM"}
    assert answer.json()["data"]["attributes"]["front_matter"] == {
        "fullname": "Camille Exemple",
        "missions": [{**mission, "startups": ["bail-en-main"]}],
    }
