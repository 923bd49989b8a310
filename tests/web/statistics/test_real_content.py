"""A real collection: each figure against a plain count of the front matters.

Nothing here uses the product's own rules: what is expected is counted from the YAML of the sheets.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

from tests.conftest import TODAY
from tests.web.conftest import Site

pytestmark = pytest.mark.real_content

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ORDER = (
    "investigation construction acceleration consolidation opere transfere abandon"
    " abandon-investigation"
).split()
FORMER = {"success": "consolidation", "transfer": "transfere", "alumni": "abandon"}
PAST = date(2022, 6, 30)
History = list[tuple[date, int, date | None]]


def day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def sheets(content: Path, *names: str) -> dict[str, dict[str, Any]]:
    folder = next(content / name for name in names if (content / name).is_dir())
    found = {}
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        found[path.stem] = yaml.load(text.split("\n---")[0], LOADER)  # noqa: S506
    return found


@pytest.fixture(scope="module")
def startups(real_content: Path) -> dict[str, dict[str, Any]]:
    return sheets(real_content, "_startups", "startups")


@pytest.fixture(scope="module")
def histories(startups: dict[str, dict[str, Any]]) -> dict[str, History]:
    """For each startup, its entries (day, rank of the phase, written end), in time."""
    found = {}
    for name, sheet in startups.items():
        entries = [
            (day(p["start"]), ORDER.index(FORMER.get(p["name"], p["name"])), day(p.get("end")))
            for p in sheet["phases"]
        ]
        found[name] = sorted(((s, n, e) for s, n, e in entries if s), key=lambda one: one[:2])
    return found


@pytest.fixture(scope="module")
def missions(real_content: Path) -> list[list[dict[str, Any]]]:
    return [m.get("missions") or [] for m in sheets(real_content, "_authors", "members").values()]


async def rows(real: Site, figure: str, query: str = "") -> list[dict[str, str]]:
    answer = await real.get(f"/statistiques/{figure}.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def begun(histories: dict[str, History], on: date) -> dict[str, History]:
    kept = {name: [e for e in entries if e[0] <= on] for name, entries in histories.items()}
    return {name: entries for name, entries in kept.items() if entries}


@pytest.mark.parametrize("on", [TODAY, PAST])
async def test_startups_by_phase(real: Site, histories: dict[str, History], on: date) -> None:
    expected = Counter(ORDER[entries[-1][1]] for entries in begun(histories, on).values())
    found = await rows(real, "phases", f"?au={on}")
    last = {row["phase"]: int(row["startups"]) for row in found if row["jour"] == str(on)}
    assert +Counter(last) == expected
    # The same day of the series of today.
    quarter = date(2022, 4, 1)
    expected = Counter(ORDER[e[-1][1]] for e in begun(histories, quarter).values())
    then = await rows(real, "phases")
    shown = {row["phase"]: int(row["startups"]) for row in then if row["jour"] == str(quarter)}
    assert +Counter(shown) == expected


@pytest.mark.parametrize("on", [TODAY, PAST])
async def test_launches_per_year(real: Site, histories: dict[str, History], on: date) -> None:
    expected = Counter(entries[0][0].year for entries in begun(histories, on).values())
    found = {
        int(r["annee"]): int(r["startups"]) for r in await rows(real, "lancements", f"?au={on}")
    }
    assert +Counter(found) == expected
    assert list(found) == list(range(min(expected), on.year + 1))


@pytest.mark.parametrize("on", [TODAY, PAST])
async def test_flows(real: Site, histories: dict[str, History], on: date) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for entries in begun(histories, on).values():
        names = ["", *(ORDER[rank] for _, rank, _ in entries)]
        for number in range(1, len(names)):
            if names[number] != names[number - 1]:
                expected[names[number - 1], names[number]] += 1
    found = await rows(real, "passages", f"?au={on}")
    assert {(r["de"], r["vers"]): int(r["passages"]) for r in found} == expected


def stays(histories: dict[str, History], phase: str, on: date) -> list[tuple[int, bool]]:
    """Length in days and whether it has ended, of each stay."""
    found = []
    for entries in begun(histories, on).values():
        for number, (start, rank, written) in enumerate(entries):
            if ORDER[rank] != phase:
                continue
            if number + 1 < len(entries):
                end: date | None = entries[number + 1][0]
                if end == start:
                    continue
            else:
                end = written if written and written <= on else None
            found.append(((end or on) - start, end is not None))
    return [(length.days, over) for length, over in found if length >= timedelta(0)]


def half_life(watched: list[tuple[int, bool]]) -> int | None:
    """The estimate's median, day after day: of those there, the part that does not end."""
    share = 1.0
    for length in range(max(days for days, _ in watched) + 1):
        there = sum(days >= length for days, _ in watched)
        ending = sum(days == length and over for days, over in watched)
        share *= 1 - ending / there
        if share <= 0.5 + 1e-12:
            return length
    return None


@pytest.mark.parametrize("on", [TODAY, PAST])
async def test_stays_and_medians(real: Site, histories: dict[str, History], on: date) -> None:
    found = {row["phase"]: row for row in await rows(real, "durees", f"?au={on}")}
    for phase in ORDER[:4]:
        watched = stays(histories, phase, on)
        ended = [days for days, over in watched if over]
        row = found[phase]
        assert (int(row["sejours"]), int(row["termines"])) == (len(watched), len(ended)), phase
        assert float(row["mediane_des_termines_jours"]) == median(ended)
        assert row["mediane_jours"] == str(half_life(watched) or ""), phase


@pytest.mark.parametrize("on", [TODAY, PAST])
async def test_national_impact(real: Site, startups: dict[str, dict[str, Any]], on: date) -> None:
    expected: Counter[int] = Counter()
    for sheet in startups.values():
        days = [day(e["date"]) for e in sheet.get("events") or [] if e["name"] == "national_impact"]
        past = [one for one in days if one and one <= on]
        if past:
            expected[min(past).year] += 1
    found = await rows(real, "impact-national", f"?au={on}")
    assert +Counter({int(r["annee"]): int(r["startups"]) for r in found}) == expected


@pytest.mark.parametrize("on", [TODAY, PAST])
async def test_newcomers_and_people(
    real: Site, missions: list[list[dict[str, Any]]], on: date
) -> None:
    firsts = [min(d for m in own if (d := day(m["start"]))) for own in missions if own]
    expected = Counter((one.year, (one.month - 1) // 3) for one in firsts if one <= on)
    found = {
        day(r["trimestre"]): int(r["personnes"]) for r in await rows(real, "arrivees", f"?au={on}")
    }
    shown = Counter({(q.year, (q.month - 1) // 3): n for q, n in found.items() if q})
    assert +shown == expected

    def has_one(own: list[dict[str, Any]]) -> bool:
        return any(day(m["start"]) <= on <= (day(m.get("end")) or date.max) for m in own)  # type: ignore[operator]

    statuses = await rows(real, "statuts", f"?au={on}")
    here = sum(int(row["personnes"]) for row in statuses if row["jour"] == str(on))
    assert here == sum(map(has_one, missions))
    professions = await rows(real, "metiers", f"?au={on}")
    assert here == sum(int(r["personnes"]) for r in professions if r["jour"] == str(on))


async def test_a_filter_counts_what_the_sheets_of_an_incubator_say(
    real: Site, startups: dict[str, dict[str, Any]], histories: dict[str, History]
) -> None:
    own = {
        name: histories[name]
        for name, sheet in startups.items()
        if "anct" in {sheet.get("incubator"), *(sheet.get("incubators") or [])}
    }
    expected = Counter(e[0][0].year for e in begun(own, TODAY).values())
    found = await rows(real, "lancements", "?incubateur=anct")
    assert +Counter({int(r["annee"]): int(r["startups"]) for r in found}) == expected
    every = await rows(real, "incubateurs")
    phases = Counter(ORDER[e[-1][1]] for e in begun(own, TODAY).values())
    shown = {r["phase"]: int(r["startups"]) for r in every if r["incubateur"] == "anct"}
    assert +Counter(shown) == phases
