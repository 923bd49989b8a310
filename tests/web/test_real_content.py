"""A real collection of sheets: every page answers and says what its sheet says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from incubator.web.labels import PHASE_STATES
from tests.conftest import TODAY
from tests.web.conftest import Site
from tests.web.dom import Node, page_faults

pytestmark = pytest.mark.real_content

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORMER = {"success": "consolidation", "transfer": "transfere", "alumni": "abandon"}
_ORDER = list(PHASE_STATES)
_SAMPLE = 200


def sheets(content: Path, *names: str) -> dict[str, dict[str, Any]]:
    """Front matters by id, of the first folder that exists."""
    folder = next(content / name for name in names if (content / name).is_dir())
    found = {}
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        if path.is_file() and text.startswith("---\n"):
            found[path.name.removesuffix(".md")] = yaml.load(text.split("\n---")[0], _LOADER) or {}  # noqa: S506
    return found


def day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def words(text: Any) -> str:
    return " ".join(str(text).replace("\u200b", "").split())


def phase(sheet: dict[str, Any]) -> str:
    begun = [(day(p.get("start")), _FORMER.get(p["name"], p["name"])) for p in sheet["phases"]]
    past = [(start, _ORDER.index(name)) for start, name in begun if start and start <= TODAY]
    return _ORDER[max(past)[1]]


def current_members(members: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """For each startup, the names of those who are in it today."""
    found: dict[str, set[str]] = {}
    for member in members.values():
        startups = set(member.get("startups") or [])
        for mission in member.get("missions") or []:
            end = day(mission.get("end"))
            if mission.get("end") in (None, "") or (end and end >= TODAY):
                startups |= set(mission.get("startups") or [])
        for startup in startups:
            found.setdefault(str(startup), set()).add(words(member["fullname"]))
    return found


def section(page: Node) -> str:
    team = page.one("section", id="equipe")
    return " ".join(node.words for node in team.all("a"))


async def test_every_startup_shows_its_title_mission_phase_and_people(
    real: Site, real_content: Path
) -> None:
    people = current_members(sheets(real_content, "_authors", "members"))
    for startup, sheet in sheets(real_content, "_startups", "startups").items():
        page = await real.page(f"/startups/{quote(startup)}")
        assert page.one("h1").words == words(sheet["title"]), startup
        if words(sheet.get("mission") or ""):
            assert words(sheet["mission"]) in page.words, startup
        head = page.all(cls="inc-meta")[0]
        assert head.one(cls="fr-badge").words == PHASE_STATES[phase(sheet)]
        shown = section(page)
        for name in people.get(startup, ()):
            assert name in shown, (startup, name)
        assert not page_faults(page), startup


@pytest.mark.parametrize(
    ("folders", "address", "key"),
    [
        (("_incubators", "incubators"), "/incubateurs/", "title"),
        (("_organisations", "organisations"), "/organisations/", "name"),
        (("_teams", "teams"), "/equipes/", "name"),
        (("_authors", "members"), "/communaute/", "fullname"),
    ],
)
async def test_every_other_sheet_has_its_page(
    real: Site, real_content: Path, folders: tuple[str, ...], address: str, key: str
) -> None:
    listed = sheets(real_content, *folders)
    step = max(1, len(listed) // _SAMPLE)
    for sheet_id, sheet in list(listed.items())[::step]:
        if sheet.get("hidden"):
            await real.page(address + quote(sheet_id), status=404)
            continue
        page = await real.page(address + quote(sheet_id))
        assert page.one("h1").words == words(sheet[key]), sheet_id
        assert not page_faults(page), sheet_id


async def test_the_catalogue_lists_every_startup(real: Site, real_content: Path) -> None:
    everything = sheets(real_content, "_startups", "startups")
    page = await real.page("/startups?tri=titre")
    assert f"{len(everything)} startups" in page.one(id="catalogue-count").words
    links: set[str] = set()
    while True:
        cards = page.one(id="catalogue-results").all("article")
        links |= {card.one("a").attrs["href"] for card in cards}
        following = page.all(rel="next")
        if not following:
            break
        page = await real.page(following[0].attrs["href"])
    assert len(links) == len(everything)
