"""Every value as CSV, as programs and spreadsheets read it."""

from __future__ import annotations

import csv
import io

from incubator.config import PROJECT_ROOT
from incubator.web.impact.values_csv import COLUMNS
from tests.web.conftest import Site

Rows = list[dict[str, str]]


async def rows(site: Site, startup: str) -> Rows:
    answer = await site.get(f"/startups/{startup}/impact.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert f"{startup}-impact.csv" in answer.headers["content-disposition"]
    assert answer.text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))


async def test_a_line_for_each_value_and_target(site: Site) -> None:
    found = await rows(site, "progres")
    main = [row for row in found if row["indicator"] == "en-retard"]
    assert [(row["kind"], row["date"], row["value"]) for row in main] == [
        ("value", "2026-01-01", "1200"),
        ("value", "2026-03-01", "1500"),
        ("value", "2026-10-01", "1234.5"),
        ("target", "2026-06-30", "900"),
        ("target", "2026-12-31", "12000"),
    ]
    assert {row["origin"] for row in main} == {"sheet"}
    assert await rows(site, "rien") == []


async def test_fetched_values_have_their_past(site: Site) -> None:
    found = {row["date"]: row for row in await rows(site, "adresse") if row["kind"] == "value"}
    assert found["2026-08-01"]["origin"] == "sheet"
    october = found["2026-10-01"]
    assert (october["origin"], october["value"], october["former_value"]) == (
        "address",
        "210",
        "190",
    )
    assert (october["read_at"], october["corrected_at"]) == (
        "2026-11-18T05:30:00Z",
        "2026-11-20T05:30:00Z",
    )


async def test_a_value_of_the_future_is_not_known_yet(site: Site) -> None:
    found = [row for row in await rows(site, "doutes") if row["indicator"] == "seule"]
    assert [row["date"] for row in found if row["kind"] == "value"] == ["2026-10-01"]


async def test_a_text_never_is_a_formula(site: Site) -> None:
    found = next(row for row in await rows(site, "hostile") if row["indicator"] == "b")
    assert found["name"] == '\'=HYPERLINK("x";"y"), "deux"'
    assert found["unit"] == "'@u"
    assert found["value"] == "-3"


def test_the_columns_are_documented() -> None:
    text = (PROJECT_ROOT / "docs" / "sheet-format.md").read_text("utf-8")
    documented = text.partition("#### Values as CSV")[2].partition("### Budget")[0]
    assert [column for column in COLUMNS if f"`{column}`" not in documented] == []
