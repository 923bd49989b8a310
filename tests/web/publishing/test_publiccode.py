"""publiccode.yml: what is written keeps to the standard, and what is not known is named."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from incubator.store import models
from tests.conftest import Catalogue
from tests.web.conftest import Site
from tests.web.dom import parse
from tests.web.signed import stranger

STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
KINDS = {
    "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web",
    "standalone/backend", "standalone/other", "addon", "library", "configurationFiles",
}  # fmt: skip
MANDATORY = (
    "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
    "description", "legal/license", "maintenance", "localisation",
)  # fmt: skip
OPTIONAL = {"landingURL", "fundedBy"}
FOUND = "bail-en-main"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


def is_address(text: Any) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text


def is_line(text: Any, most: int = 10_000) -> bool:
    return isinstance(text, str) and 0 < len(text) <= most and "\n" not in text


def faults(told: dict[str, Any], missing: set[str]) -> list[str]:
    """What the standard (0.5) says is wrong with a file, but for what it says that it lacks."""
    found = [key for key in told if key not in OPTIONAL and key.partition("/")[0] not in
             {name.partition("/")[0] for name in MANDATORY}]  # fmt: skip
    found += [key for key in MANDATORY if key.partition("/")[0] not in told and key not in missing]
    description = told["description"]
    rules = {
        "publiccodeYmlVersion": told["publiccodeYmlVersion"] == "0.5",
        "name": is_line(told["name"]),
        "url": is_address(told["url"]),
        "landingURL": is_address(told.get("landingURL", told["url"])),
        "platforms": bool(told["platforms"]) and all(map(is_line, told["platforms"])),
        "developmentStatus": told["developmentStatus"] in STATUSES,
        "softwareType": told["softwareType"] in KINDS,
        "description": set(description) == {"fr"},
        "shortDescription": is_line(description["fr"]["shortDescription"], 150),
        "longDescription": 150 <= len(description["fr"]["longDescription"]) <= 10_000,
        "features": all(map(is_line, description["fr"]["features"]))
        and bool(description["fr"]["features"]),
        "localisationReady": isinstance(told["localisation"]["localisationReady"], bool),
        "availableLanguages": told["localisation"]["availableLanguages"] == ["fr"],
    }
    for one in told.get("fundedBy", []):
        rules["fundedBy"] = set(one) == {"name", "uri"} and is_address(one["uri"])
    if "legal" in told:
        rules["license"] = bool(re.fullmatch(r"[A-Za-z0-9.+-]+", told["legal"]["license"]))
    if "maintenance" in told:
        kind, contacts = told["maintenance"]["type"], told["maintenance"].get("contacts")
        named = bool(contacts) and all(is_line(one["name"]) for one in contacts)
        rules["maintenance"] = named if kind == "internal" else (kind, contacts) == ("none", None)
    return found + [name for name, holds in rules.items() if not holds]


def read(text: str) -> tuple[dict[str, Any], set[str]]:
    """The file, and the mandatory keys that its comments say are missing."""
    text = text.replace("\xa0", " ")
    assert text.startswith("# publiccode.yml : ")
    said = re.search(r"^# Exigé par le standard et inconnu du catalogue : (.*)\.$", text, re.M)
    return yaml.safe_load(text), set(said[1].split(", ")) if said else set()


async def checked(site: Site, startups: list[str]) -> int:
    """How many startups have a file; each file is checked."""
    count = 0
    for startup in startups:
        answer = await site.get(f"{startup}/publiccode.yml")
        if answer.status_code == 404:
            assert "Pas de publiccode.yml" in answer.text
            continue
        assert answer.headers["content-type"] == "application/yaml"
        told, missing = read(answer.text)
        assert not faults(told, missing), startup
        assert missing <= {"legal/license", "maintenance"}
        count += 1
    return count


async def startups_of(site: Site) -> list[str]:
    text = (await site.get("/sitemaps/startups-1.xml")).text
    return re.findall(r"<loc>http://127.0.0.1(/startups/[^/<]+)</loc>", text)


async def test_the_file_of_every_startup_keeps_to_the_standard(plain: Site) -> None:
    startups = await startups_of(plain)
    assert len(startups) == 20
    assert await checked(plain, startups) >= 14


@pytest.mark.real_content
async def test_the_files_of_a_real_collection_keep_to_the_standard(real: Site) -> None:
    startups = await startups_of(real)
    assert await checked(real, startups[::3]) > 40


async def test_a_startup_without_repository_is_told_why(plain: Site) -> None:
    answer = await plain.get("/startups/franceconnect/publiccode.yml")
    assert answer.status_code == 404
    page = parse(answer.text)
    assert "ne nomme pas de dépôt de code" in page.words
    assert page.one("meta", name="robots").attrs["content"] == "noindex"
    assert (await plain.get("/startups/nulle-part/publiccode.yml")).status_code == 404


async def test_it_says_what_the_sheet_says(plain: Site) -> None:
    answer = await plain.get("/startups/guichet-littoral/publiccode.yml")
    told, missing = read(answer.text)
    assert told["name"] == "Guichet Littoral"
    assert told["url"] == "https://forge.example/guichet-littoral/site"
    assert told["landingURL"] == "https://guichet-littoral.example"
    assert told["developmentStatus"] == "beta"
    assert told["maintenance"]["contacts"] == [
        {"name": "Alix Prototype"},
        {"name": "Noé Démonstration"},
    ]
    long = told["description"]["fr"]["longDescription"].split("\n\n")
    assert long[0] == told["description"]["fr"]["features"][0]
    assert long[1] == "**Le problème**"
    assert "legal" not in told
    assert missing == {"legal/license"}
    english = await plain.get("/en/startups/guichet-littoral/publiccode.yml")
    assert yaml.safe_load(english.text) == told
    again = await plain.get(
        "/startups/guichet-littoral/publiccode.yml",
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304


async def note_repository(**changed: Any) -> None:
    """What GitHub would have said of the repository of a sheet."""
    values = {
        "github_id": 7, "full_name": "exemple/Bail", "html_url": "https://github.com/exemple/Bail",
        "default_branch": "main", "is_private": False, "is_archived": False, "is_fork": False,
        "is_empty": False, "has_issues": True, "licence": "MIT", "hidden": "",
        "created_at": datetime(2024, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    await models.TrackedSource.filter(name="exemple/bail").delete()
    await models.Repository.all().delete()
    row = await models.Repository.create(**{**values, **changed})
    await models.TrackedSource.create(name="exemple/bail", repository=row)


async def test_the_licence_is_github_s_and_a_change_shows_at_once(catalogue: Catalogue) -> None:
    sheet = catalogue.settings.content_dir / "startups" / f"{FOUND}.md"
    text = sheet.read_text("utf-8")
    address = f"https://forge.example/{FOUND}"
    sheet.write_text(text.replace(address, "https://github.com/exemple/bail"), "utf-8")
    await catalogue.sync()
    visitor = stranger(catalogue.settings)
    path = f"/startups/{FOUND}/publiccode.yml"
    for changed, licence in (
        ({}, "MIT"),
        ({"licence": "EUPL-1.2"}, "EUPL-1.2"),
        ({"licence": "NOASSERTION"}, None),
        ({"is_private": True}, None),
        ({"invented": True}, None),
    ):
        await note_repository(**changed)
        told, missing = read((await visitor.get(path)).text)
        assert told.get("legal", {}).get("license") == licence
        assert ("legal/license" in missing) is (licence is None)
    await note_repository(is_archived=True)
    told, missing = read((await visitor.get(path)).text)
    assert (told["url"], missing) == ("https://github.com/exemple/Bail", set())
    assert (told["developmentStatus"], told["maintenance"]) == ("obsolete", {"type": "none"})
    sheet.write_text(text.replace(address, "https://github.com/exemple"), "utf-8")
    await catalogue.sync()
    answer = await visitor.get(path)
    assert answer.status_code == 404
    assert "nomme un compte ou une organisation" in parse(answer.text).words


async def test_hostile_and_meagre_sheets_give_sound_files(catalogue: Catalogue) -> None:
    title, mission = "'no: [*&!|>%@` # x'", "'" + "Mot: " * 80 + "'"
    for name, words in (("a", ""), ("b", "<i>un</i>\n\n- deux\n- trois\n\n# Fin\n" * 90)):
        catalogue.write(
            f"startups/{name}.md",
            f"---\ntitle: {title}\nmission: {mission if words else ''}\nowner: dinum\n"
            "incubator: la-verriere\ncontact: a@exemple.gouv.fr\nrepository: https://x.example/a\n"
            f"phases:\n  - name: investigation\n    start: {date(2026, 1, 1)}\n---\n{words}\n",
        )
    await catalogue.sync()
    visitor = stranger(catalogue.settings)
    for name in ("a", "b"):
        answer = await visitor.get(f"/startups/{name}/publiccode.yml")
        assert answer.status_code == 200
        told, missing = read(answer.text)
        assert not faults(told, missing)
        assert told["name"] == title.strip("'")
        assert told["softwareType"] == "standalone/other"


async def test_it_costs_a_fixed_number_of_queries(plain: Site, statements: list[str]) -> None:
    visitor = plain.visitor()
    path = "/startups/data-gouv-fr/publiccode.yml"
    await visitor.get(path)
    statements.clear()
    await visitor.get(path)
    assert len(statements) <= 4, statements
