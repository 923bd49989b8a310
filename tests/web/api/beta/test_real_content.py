"""A real collection: every document against a recount from the files, by other means."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import yaml

from tests.conftest import TODAY
from tests.web.conftest import Site

pytestmark = pytest.mark.real_content

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SINGLE = (
    "repository contact phases mission link incubator accessibility_status stats_url budget_url"
    " impact_url dashlord_url redirect_from usertypes techno mon_service_securise"
).split()
_PHASES = (
    "investigation construction acceleration consolidation opere transfere abandon"
    " abandon-investigation"
).split()
Sheets = dict[str, dict[str, Any]]


class Files:
    """The folder's files, read by nothing of the project."""

    def __init__(self, folder: Path) -> None:
        self.bodies: dict[str, str] = {}
        self.startups = self._read(folder / "_startups")
        self.members = self._read(folder / "_authors")
        self.incubators = self._read(folder / "_incubators")
        self.organisations = self._read(folder / "_organisations")

    def _read(self, folder: Path) -> Sheets:
        found = {}
        for path in sorted(folder.iterdir(), key=lambda path: path.name.encode()):
            front, _, body = path.read_text("utf-8-sig")[4:].partition("\n---")
            name = path.name.removesuffix(".md")
            found[name] = yaml.load(front, _LOADER)  # noqa: S506 - a safe loader
            if folder.name == "_startups":
                self.bodies[name] = body.partition("\n")[2].lstrip("\n")
        return found


@pytest.fixture(scope="module")
def files(real_content: Path) -> Files:
    return Files(real_content)


def plain(value: Any) -> Any:
    """Days and times as YYYY-MM-DD, within lists and mappings too."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat()[:10] if isinstance(value, date | datetime) else value


def incubators(sheet: dict[str, Any]) -> list[str]:
    return sheet.get("incubators") or [sheet["incubator"]]


def ordered(value: Any) -> Any:
    """A value in which the order of keys counts."""
    if isinstance(value, dict):
        return [(key, ordered(item)) for key, item in value.items()]
    return [ordered(item) for item in value] if isinstance(value, list) else value


async def same(site: Site, path: str, expected: Any) -> None:
    answer = await site.get(path)
    assert answer.status_code == 200, path
    assert ordered(answer.json()) == ordered(expected)


def people(files: Files, test: Callable[[dict[str, Any]], set[str]]) -> dict[str, list[str]]:
    """For each startup, the members for whom ``test`` names it."""
    found: dict[str, list[str]] = {}
    for member_id, member in files.members.items():
        for startup in test(member):
            found.setdefault(startup, []).append(member_id)
    return found


def active_in(member: dict[str, Any]) -> set[str]:
    running = [m for m in member["missions"] if not m.get("end") or m["end"] >= TODAY]
    return {*member.get("startups", []), *(s for m in running for s in m.get("startups") or [])}


def known_in(member: dict[str, Any]) -> set[str]:
    every = (s for m in member["missions"] for s in m.get("startups") or [])
    return {*member.get("startups", []), *(member.get("previously") or []), *every}


async def test_each_startup_has_its_sheet_s_values_and_its_people(real: Site, files: Files) -> None:
    active, known = people(files, active_in), people(files, known_in)
    for startup, sheet in files.startups.items():
        now = active.get(startup, [])
        await same(
            real,
            f"/api/v3/startups/{quote(startup)}.json",
            {
                "name": sheet["title"],
                **{key: plain(sheet[key]) for key in _SINGLE if key in sheet},
                "incubators": incubators(sheet),
                "active_members": now,
                "previous_members": [one for one in known.get(startup, []) if one not in now],
                "content": files.bodies[startup],
            },
        )


async def test_the_details_place_each_member(real: Site, files: Files) -> None:
    expected: dict[str, Any] = {}

    def put(startup: str, key: str, member: str) -> None:
        lists = expected.setdefault(
            startup, {"active_members": [], "previous_members": [], "expired_members": []}
        )
        if key and member not in lists[key]:
            lists[key].append(member)

    for one, member in files.members.items():
        last = member["missions"][-1].get("end") if member["missions"] else None
        for startup in member.get("startups", []):
            put(startup, "expired_members" if last and last <= TODAY else "active_members", one)
        for startup in member.get("previously") or []:
            put(startup, "previous_members", one)
        for mission in member["missions"]:
            key = ""
            if not mission.get("end") or mission["start"] <= TODAY <= mission["end"]:
                key = "active_members"
            elif mission["end"] <= TODAY:
                key = "expired_members"
            for startup in mission.get("startups") or []:
                put(startup, key, one)
    for startup, sheet in files.startups.items():
        put(startup, "", "")
        own = {key: plain(sheet.get(key)) for key in ("repository", "contact", "phases")}
        expected[startup] |= {"id": startup, "name": sheet["title"], **own}
    await same(real, "/api/v2.7/startups_details.json", expected)


async def test_the_incubators_and_administrations_are_those_of_the_files(
    real: Site, files: Files
) -> None:
    expected: dict[str, Any] = {}
    for startup, sheet in files.startups.items():
        entry = {"id": startup, "name": sheet["title"], "pitch": sheet.get("mission")}
        entry |= {key: plain(sheet.get(key)) for key in ("repository", "contact", "phases")}
        for one in incubators(sheet):
            expected.setdefault(one, {"startups": []})["startups"].append(entry)
    for one, sheet in files.incubators.items():
        if not sheet.get("hidden"):
            keys = ("title", "owner", "contact", "address", "website", "github")
            expected.setdefault(one, {}).update({key: sheet.get(key) for key in keys})
    await same(real, "/api/v2.7/incubators.json", expected)
    fields = ("name", "acronym", "domaine_ministeriel", "type")
    by_id = {one: {key: o.get(key) for key in fields} for one, o in files.organisations.items()}
    await same(real, "/api/v2.7/sponsors.json", by_id)
    listed = [
        {"id": one, **{key: value or "" for key, value in entry.items()}}
        for one, entry in by_id.items()
    ]
    await same(real, "/api/v2.7/organisations.json", listed)


async def test_the_members_are_those_of_the_files(real: Site, files: Files) -> None:
    expected = []
    for one, member in files.members.items():
        entry = {"id": one}
        entry |= {key: member.get(key, "") for key in ("fullname", "role", "domaine", "link")}
        entry |= {"bio": ""}
        entry |= {"github": member["github"]} if "github" in member else {}
        missions = [
            {
                **{key: plain(m.get(key)) or "" for key in ("start", "end", "status", "employer")},
                **({"startups": m["startups"]} if m.get("startups") is not None else {}),
            }
            for m in member["missions"]
        ]
        lists = ("competences", "startups", "previously")
        expected.append(
            {**entry, "missions": missions, **{key: member[key] for key in lists if key in member}}
        )
    await same(real, "/api/v2.7/authors.json", expected)


async def test_the_startups_are_those_of_the_files(real: Site, files: Files) -> None:
    document = (await real.get("/api/v2.7/startups.json")).json()
    assert [entry["id"] for entry in document["data"]] == list(files.startups)
    for entry, (startup, sheet) in zip(document["data"], files.startups.items(), strict=True):
        found = entry["attributes"]
        assert found["name"] == sheet["title"]
        assert found["pitch"] == sheet.get("mission", "")
        assert unquote(found["content_url_encoded_markdown"]) == files.bodies[startup]
        assert found["technos"] == (sheet.get("techno") or [])
        assert found["thematiques"] == (sheet.get("thematiques") or [])
        assert found["phases"] == [
            {"name": p["name"], "start": plain(p["start"]), "end": plain(p.get("end")) or ""}
            for p in sheet["phases"]
        ]
        assert found["sponsors"] == [s.split("/")[-1] for s in sheet.get("sponsors") or []]
        assert found.get("analyse_risques") == ("true" if sheet.get("analyse_risques") else None)
        assert found["stats_url"] != "/stats"
        relation = entry["relationships"]["incubator"]["data"]
        assert relation == {"type": "incubator", "id": sheet["incubator"]}
    named = {one for sheet in files.startups.values() for one in incubators(sheet)}
    hidden = {one for one, sheet in files.incubators.items() if sheet.get("hidden")}
    included = {entry["id"]: entry["attributes"] for entry in document["included"]}
    assert list(included) == [one for one in files.incubators if one in named or one not in hidden]
    assert {one for one in included if list(included[one]) == ["title"]} == hidden & named


async def test_every_line_of_the_csv_file_is_whole(real: Site, files: Files) -> None:
    text = (await real.get("/api/v2.7/startups.csv")).text
    _, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    for row, (startup, sheet) in zip(rows, files.startups.items(), strict=True):
        begun = [(p["start"], _PHASES.index(p["name"])) for p in sheet["phases"]]
        past = [phase for phase in begun if date.fromisoformat(plain(phase[0])) <= TODAY]
        assert row == [
            startup,
            sheet["title"],
            sheet.get("mission", ""),
            plain(sheet["phases"][0]["start"]),
            _PHASES[max(past)[1]] if past else "",
            sheet["incubator"],
            *(sheet.get(key, "null") for key in ("stats_url", "link", "repository")),
            sheet.get("accessibility_status", ""),
            sheet["contact"],
            ",".join(incubators(sheet)),
        ]
