"""A real collection's datasets: as many rows as its sheets say, each file true to its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Site
from tests.web.open_data.tables import NAMES, faults, files, parsed, same
from tests.web.test_real_content import day, sheets

pytestmark = pytest.mark.real_content


def recounted(content: Path) -> dict[str, int]:
    """How many rows each dataset has, counted in the sheets themselves."""
    startups = sheets(content, "_startups", "startups")
    members = sheets(content, "_authors", "members")
    incubators = sheets(content, "_incubators", "incubators")

    def dated(sheet: dict[str, Any], key: str, when: str) -> int:
        return sum(1 for one in sheet.get(key) or [] if day(one.get(when)))

    return {
        "startups": len(startups),
        "phases": sum(dated(sheet, "phases", "start") for sheet in startups.values()),
        "evenements": sum(dated(sheet, "events", "date") for sheet in startups.values()),
        "membres": len(members),
        "missions": sum(len(sheet.get("missions") or []) for sheet in members.values()),
        "incubateurs": sum(1 for sheet in incubators.values() if not sheet.get("hidden")),
        "organisations": len(sheets(content, "_organisations", "organisations")),
        "indicateurs": 0,
        "valeurs-d-indicateurs": 0,
        "budgets": 0,
        "sprints": 0,
        "decisions": 0,
    }


async def test_each_dataset_has_the_rows_that_the_sheets_have(
    real: Site, real_content: Path
) -> None:
    expected = recounted(real_content)
    found = {}
    for name in NAMES:
        schema, table, objects, lines = await files(real, name)
        header, rows = parsed(table)
        assert faults(schema, header, rows)[:5] == [], name
        assert objects == lines
        for row, one in zip(rows, objects, strict=True):
            for field, cell in zip(schema["fields"], row, strict=True):
                assert same(field, cell, one[field["name"]]), (name, field["name"], cell)
        found[name] = len(rows)
    assert found == expected


async def test_the_phases_of_the_startups_are_those_of_their_entries(real: Site) -> None:
    startups = (await real.get("/donnees/startups.json")).json()
    entries = (await real.get("/donnees/phases.json")).json()
    current = {one["startup"]: one["phase"] for one in entries if one["est_actuelle"]}
    assert {one["id"]: one["phase"] for one in startups if one["phase"]} == current
