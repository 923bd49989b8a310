"""The files of the datasets: true to their schemas, alike in every format, safe to open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.web.open_data.declared import Column, Kind, Row
from incubator.web.open_data.writing import FORMATS, csv_cell
from tests.web.conftest import Site
from tests.web.open_data.tables import FORMULA, NAMES, faults, files, items, parsed, same, unquoted

#: More than a dataset asks today would be a surprise: look at what was added before raising it.
MOST_QUERIES = 12
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
COLUMNS = (
    Column("texte", Kind.TEXT, "", ""),
    Column("liste", Kind.LIST, "", ""),
    Column("nombre", Kind.NUMBER, "", ""),
    Column("oui", Kind.BOOLEAN, "", ""),
    Column("jour", Kind.DAY, "", ""),
)


async def test_every_file_follows_its_schema_and_every_format_says_the_same(odd: Site) -> None:
    for name in NAMES:
        schema, table, objects, lines = await files(odd, name)
        header, rows = parsed(table)
        assert faults(schema, header, rows) == [], name
        assert objects == lines, name
        assert [list(one) for one in objects] == [header] * len(rows)
        for row, one in zip(rows, objects, strict=True):
            for field, cell in zip(schema["fields"], row, strict=True):
                value = one[field["name"]]
                assert same(field, cell, value), (name, field["name"], cell, value)
                # A number keeps its minus; whatever else would be a formula is quoted.
                is_text = field["type"] == "string"
                assert not (is_text and cell.startswith(FORMULA)), (name, cell)


async def test_a_schema_gives_each_column_a_meaning_and_an_example_that_fits(plain: Site) -> None:
    for name in NAMES:
        schema = (await plain.get(f"/donnees/{name}.schema.json")).json()
        assert schema["primaryKey"]
        for field in schema["fields"]:
            assert re.fullmatch(r"[a-z]+(_[a-z]+)*", field["name"]), field
            assert field["description"].endswith(".")
            alone = {"fields": [{**field, "constraints": {}}], "primaryKey": []}
            assert faults(alone, [field["name"]], [[field.get("example", "")]]) == [], field


async def test_no_file_holds_the_address_of_anybody(plain: Site) -> None:
    for name in NAMES:
        for form in FORMATS:
            text = (await plain.get(f"/donnees/{name}.{form}")).text
            assert not re.search(r"[\w.+-]+@[\w-]+\.\w+", text), (name, form)


async def test_types_are_true_in_json(plain: Site) -> None:
    rows = (await plain.get("/donnees/startups.json")).json()
    one = next(row for row in rows if row["id"] == "guichet-littoral")
    assert one["incubateurs"] == ["atelier-des-territoires", "hangar-numerique"]
    assert one["publie_code"] is True
    assert one["phase_depuis"] == "2025-09-15"
    values = (await plain.get("/donnees/valeurs-d-indicateurs.json")).json()
    assert all(isinstance(value["valeur"], int | float) for value in values)
    stays = (await plain.get("/donnees/phases.json")).json()
    mine = [stay for stay in stays if stay["startup"] == "guichet-littoral"]
    assert [(stay["rang"], stay["jours"], stay["est_actuelle"]) for stay in mine] == [
        (1, 98, False),
        (2, 462, False),
        (3, 432, True),
    ]
    assert mine[-1]["fin"] is None


async def test_a_file_is_open_to_any_page_named_and_answered_304_to_whoever_has_it(
    plain: Site,
) -> None:
    answer = await plain.get("/donnees/startups.csv")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    named = 'attachment; filename="startups-2026-11-21.csv"'
    assert answer.headers["content-disposition"] == named
    again = {"If-None-Match": answer.headers["etag"]}
    assert (await plain.get("/donnees/startups.csv", headers=again)).status_code == 304
    since = {"If-Modified-Since": answer.headers["last-modified"]}
    assert (await plain.get("/donnees/startups.csv", headers=since)).status_code == 304
    head = await plain.client.head("/donnees/startups.ndjson")
    assert head.headers["content-type"].startswith("application/x-ndjson")
    asked = await plain.client.options("/donnees/startups.json")
    assert asked.status_code == 204


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/donnees/inconnu.csv", "valeurs-d-indicateurs"),
        ("/donnees/startups.xlsx", "ndjson"),
        ("/donnees/inconnu.schema.json", "startups"),
        ("/donnees/startups.schema.csv", "startups"),
    ],
)
async def test_what_is_not_there_says_what_is(plain: Site, path: str, told: str) -> None:
    answer = await plain.get(path)
    assert answer.status_code == 404
    assert told in answer.json()["errors"][0]["detail"]


async def test_english_reads_the_same_rows_and_a_schema_in_the_readers_language(
    plain: Site,
) -> None:
    for form in FORMATS:
        french = await plain.get(f"/donnees/startups.{form}")
        assert (await plain.get(f"/en/donnees/startups.{form}")).content == french.content
    assert (await plain.get("/en/donnees/startups.schema.json")).json()["name"] == "startups"


async def test_a_dataset_asks_a_fixed_number_of_queries(plain: Site, statements: list[str]) -> None:
    client = plain.visitor()
    await client.get("/startups")
    for name in NAMES:
        counts = []
        for form in FORMATS:
            statements.clear()
            assert (await client.get(f"/donnees/{name}.{form}")).status_code == 200
            counts.append(len(statements))
        assert max(counts) <= MOST_QUERIES, (name, counts)
        statements.clear()
        await client.get(f"/donnees/{name}.csv")
        # One query for the version, whatever the dataset, while nothing changed.
        assert len(statements) == 1, (name, statements)


def rows() -> st.SearchStrategy[list[Row]]:
    row = st.tuples(
        TEXT,
        st.lists(TEXT.filter(bool), max_size=4).map(tuple),
        st.none() | st.decimals(-(10**9), 10**9, places=3),
        st.none() | st.booleans(),
        st.none() | st.dates(min_value=date(1900, 1, 1)),
    )
    return st.lists(row, max_size=5)


@settings(max_examples=40)
@given(rows())
def test_hostile_texts_come_back_as_they_were_from_every_format(given_rows: list[Row]) -> None:
    text = "".join(FORMATS["csv"].write(COLUMNS, given_rows))
    header, found = parsed(text)
    assert header == [column.name for column in COLUMNS]
    whole = json.loads("".join(FORMATS["json"].write(COLUMNS, given_rows)), parse_float=Decimal)
    lines = "".join(FORMATS["ndjson"].write(COLUMNS, given_rows)).split("\n")
    assert [json.loads(line, parse_float=Decimal) for line in lines if line] == whole
    for cells, one, row in zip(found, whole, given_rows, strict=True):
        assert not any(cell.startswith(FORMULA) for cell in (cells[0], cells[1]))
        assert list(compared(cells, one, row)) == [True] * 8, (cells, one, row)


def compared(cells: list[str], one: dict[str, Any], row: Row) -> Iterator[bool]:
    """What CSV and JSON say of a row, beside what was written."""
    text, listed, number, yes, day = row
    assert isinstance(text, str)
    assert isinstance(listed, tuple)
    # A quote that stood there already before what begins a formula can't be told from ours.
    yield text in {unquoted(cells[0]), cells[0]}
    yield cells[0].replace("'", "") == text.replace("'", "")
    yield one["texte"] == (text or None)
    yield items(unquoted(cells[1]), "|") == list(listed) or csv_cell(listed) == cells[1]
    yield one["liste"] == list(listed)
    yield one["nombre"] == number
    yield cells[3] == ("" if yes is None else str(yes).lower())
    yield (one["oui"], one["jour"]) == (yes, day.isoformat() if isinstance(day, date) else None)
