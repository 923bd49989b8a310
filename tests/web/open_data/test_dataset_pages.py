"""The pages about open data: what there is, what is in it, and how to take it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incubator.domain.committee_states import State
from incubator.domain.publicity import Publicity
from incubator.store.committees.rules import Rules, save_rules
from tests.committees import INCUBATOR, STARTUP, decided_in, session_with
from tests.conftest import Catalogue
from tests.web.conftest import Site
from tests.web.dom import page_faults
from tests.web.door import Clock, Door
from tests.web.open_data.tables import NAMES, parsed
from tests.web.signed import NOW

#: More than the pages ask today would be a surprise: look at what was added before raising it.
MOST_QUERIES = 45
FEW_QUERIES = 12


async def test_the_list_leads_to_every_dataset_and_every_file(plain: Site) -> None:
    page = await plain.page("/donnees")
    assert page_faults(page) == []
    for name in NAMES:
        mine = page.one("li", id=name)
        assert f"/donnees/{name}" in mine.links()
        _, rows = parsed((await plain.get(f"/donnees/{name}.csv")).text)
        told = f"{len(rows)} lignes" if rows else "Aucune ligne pour l’instant"
        assert told in mine.words
        for link in mine.links():
            assert (await plain.get(link)).status_code == 200
    home = await plain.page("/")
    assert "/donnees" in home.links()


async def test_a_page_shows_the_columns_of_its_schema_and_the_first_rows(plain: Site) -> None:
    for name in NAMES:
        for prefix in ("", "/en"):
            page = await plain.page(f"{prefix}/donnees/{name}")
            assert page_faults(page) == []
            schema = (await plain.get(f"/donnees/{name}.schema.json")).json()
            columns = [node.words for node in page.one("table", cls="inc-fields").all("code")]
            named = [field["name"] for field in schema["fields"]]
            assert [word for word in columns if word in named][: len(named)]
            assert set(named) <= set(columns)
            _, rows = parsed((await plain.get(f"/donnees/{name}.csv")).text)
            tables = page.all("div", cls="inc-sample")
            assert bool(tables) == bool(rows)
            for table in tables:
                shown = table.one("tbody").all("tr")
                assert len(shown) == min(10, len(rows))
                assert shown[0].all("td")[0].words == rows[0][0]


async def test_a_page_gives_lines_that_read_the_file_and_a_citation(plain: Site) -> None:
    page = await plain.page("/donnees/startups")
    file = "http://127.0.0.1/donnees/startups.csv"
    assert page.one("code", id="duckdb").text == f"FROM read_csv('{file}', header = true);"
    assert f'"{file}", parse_dates=' in page.one("code", id="python").text
    cited = page.one("code", id="citation").text
    assert "Licence Ouverte / Open Licence version 2.0" in cited
    assert "mis à jour le" in cited


async def test_those_who_take_the_names_of_people_are_told_what_that_is(plain: Site) -> None:
    named = [n for n in NAMES if "RGPD" in (await plain.page(f"/donnees/{n}")).words]
    assert named == ["membres", "missions"]


async def test_a_dataset_without_rows_says_so_and_has_its_files(plain: Site) -> None:
    page = await plain.page("/donnees/decisions")
    assert "Aucune ligne pour l’instant" in page.words
    header, rows = parsed((await plain.get("/donnees/decisions.csv")).text)
    assert header[0] == "id"
    assert rows == []
    assert (await plain.get("/donnees/decisions.json")).json() == []
    assert (await plain.get("/donnees/decisions.ndjson")).text == ""


@pytest.mark.parametrize("path", ["/donnees/inconnu", "/donnees/Startups", "/en/donnees/x"])
async def test_an_unknown_dataset_is_a_page_that_is_not_there(plain: Site, path: str) -> None:
    page = await plain.page(path, status=404)
    assert page_faults(page) == []


async def test_pages_ask_a_fixed_number_of_queries_and_few_the_next_time(
    plain: Site, statements: list[str]
) -> None:
    client = plain.visitor()
    await client.get("/startups")
    for path, most in (("/donnees", MOST_QUERIES), ("/donnees/membres", FEW_QUERIES)):
        statements.clear()
        await client.get(f"{path}?x=1")
        assert len(statements) <= most, (path, len(statements))
        statements.clear()
        await client.get(f"{path}?x=2")
        assert len(statements) <= FEW_QUERIES, (path, len(statements))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


async def test_a_decision_is_there_within_seconds_and_gone_as_soon(catalogue: Catalogue) -> None:
    door = Door(catalogue.settings.database_url, {}, Clock(NOW))
    browser = door.browser()

    async def decisions() -> list[dict[str, object]]:
        door.clock.forward(seconds=15)
        found = await browser.get("/donnees/decisions.json")
        rows: list[dict[str, object]] = found.json()
        return rows

    assert await decisions() == []
    past = NOW - timedelta(days=40)
    committee = await session_with(state=State.CLOSED, starts_at=past)
    taken = await decided_in(committee, decided_on=past.date(), amount=120_000)
    [one] = await decisions()
    assert one["id"] == taken["decision_id"]
    assert one["startup"] == STARTUP
    assert one["decision"] == "poursuivre"
    assert one["montant_euros"] is None
    kept = (await browser.get("/donnees/decisions.csv")).headers["last-modified"]
    door.clock.forward(seconds=60)
    # Written again, it says the same: it is as old as it was.
    assert (await browser.get("/donnees/decisions.csv")).headers["last-modified"] == kept
    await save_rules(Rules(INCUBATOR, publicity=Publicity(amounts=True)), "test", NOW)
    [one] = await decisions()
    assert one["montant_euros"] == 120_000
    await save_rules(Rules(INCUBATOR, publicity=Publicity(decisions=False)), "test", NOW)
    assert await decisions() == []
    since = {"If-Modified-Since": kept}
    gone = await browser.get("/donnees/decisions.csv", headers=since)
    assert gone.status_code == 200
    assert taken["decision_id"] not in gone.text
