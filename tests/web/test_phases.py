"""The board: one column a phase."""

from __future__ import annotations

from tests.web.conftest import Site
from tests.web.test_catalogue import ORDER, phase_of, sheets


async def test_each_phase_is_a_column_with_its_startups(demonstration: Site) -> None:
    page = await demonstration.page("/phases")
    for phase in [*ORDER, "abandon-investigation"]:
        column = page.one("details", id=f"phase-{phase}")
        mine = {f"/startups/{i}" for i, s in sheets().items() if phase_of(s) == phase}
        assert {link for link in column.links() if link.startswith("/startups/")} == mine
        assert column.one("summary").words.split()[-2] == str(len(mine))


async def test_columns_follow_the_programme_and_latest_come_first(demonstration: Site) -> None:
    page = await demonstration.page("/phases")
    columns = [node.attrs["id"] for node in page.all("details", cls="inc-board__column")]
    assert columns == [f"phase-{phase}" for phase in [*ORDER, "abandon-investigation"]]
    first = page.one(id="phase-investigation").links()
    assert first == ["/startups/verger-partage", "/startups/feu-vert-chantier"]


async def test_each_phase_is_explained(demonstration: Site) -> None:
    page = await demonstration.page("/phases")
    assert "Ce que chaque phase demande" in page.words
    assert len(page.one("main").all("details")) == 16
