"""The files of the figures: as RFC 4180 has them, in stable words, no formula in them."""

from __future__ import annotations

import csv
import io

import pytest

from incubator.domain.members import Mission
from incubator.domain.programme_facts import Choice, PersonFacts, Programme
from incubator.domain.programme_report import report
from incubator.web.statistics.tables import SHEETS, to_csv
from tests.conftest import TODAY
from tests.web.conftest import Site


@pytest.mark.parametrize("figure", SHEETS)
async def test_a_file_has_its_columns_and_as_many_cells_in_each_row(
    plain: Site, figure: str
) -> None:
    answer = await plain.get(f"/statistiques/{figure}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    name = f'attachment; filename="{figure}-2026-11-21.csv"'
    assert answer.headers["content-disposition"] == name
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert tuple(rows[0]) == SHEETS[figure].columns
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert answer.text.endswith("\r\n")
    assert "\n" not in answer.text.replace("\r\n", "")


async def test_a_file_holds_the_figures_of_its_page(plain: Site) -> None:
    answer = await plain.get("/statistiques/phases.csv?incubateur=quai-des-droits")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    last = [row for row in rows if row["jour"] == "2026-11-21"]
    assert sum(int(row["startups"]) for row in last) == 3
    assert {row["phase"] for row in last} >= {"investigation", "abandon-investigation"}
    page = await plain.page("/statistiques?incubateur=quai-des-droits")
    assert "3 startups lancées" in page.one(cls="fr-text--lead").words


@pytest.mark.parametrize("name", ["inconnu", "phases.json", "..%2Fphases", "=1+1"])
async def test_a_figure_that_does_not_exist_is_missing(plain: Site, name: str) -> None:
    assert (await plain.get(f"/statistiques/{name}.csv")).status_code == 404


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(name: str) -> None:
    person = PersonFacts(name, (Mission(TODAY, None, "admin"),))
    text = to_csv(SHEETS["metiers"], report(Programme((), (person,)), Choice(), TODAY, TODAY))
    cells = [row[1] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert cells
    assert all(cell == f"'{name}" for cell in cells)


def test_commas_and_quotes_are_kept() -> None:
    person = PersonFacts('Design, "UX"\nété', (Mission(TODAY, None, "admin"),))
    text = to_csv(SHEETS["metiers"], report(Programme((), (person,)), Choice(), TODAY, TODAY))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[-1][1:] == ['Design, "UX"\nété', "1"]
