"""What a simulated GitHub holds, read by the refresh, reaches the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from incubator.actions.refresh_github import refresh_github
from incubator.domain.delivery import measures_of
from incubator.simulation.history.demonstration import demonstration_world
from incubator.simulation.server import simulated_github
from incubator.store.github_reads import collected_for
from tests.conftest import TODAY
from tests.simulation.demonstration import SHEETS
from tests.web.measures.conftest import PUBLIC, TEAM, Site, card, section
from tests.web.signed import NOW

NAME = "feu-vert-chantier/maquette"


async def test_a_refresh_brings_figures_and_a_failure_leaves_them(site: Site) -> None:
    await site.names(NAME)
    world = demonstration_world({"feu-vert-chantier": SHEETS["feu-vert-chantier"]}, TODAY)
    world.add_token("test-token", limit=5000)
    world.skew = NOW - datetime.now(UTC)
    with simulated_github(world) as server:
        settings = replace(site.settings, github_url=server.url, github_token="test-token")
        report = await refresh_github(settings, clock=lambda: NOW, invented=True)
        assert [result.state for result in report.results] == ["ok"]
        page = await site.page()
        assert "vérifié à l’instant" in section(page, "depots")
        known = await collected_for([NAME], with_private=False)
        zone = site.settings.time_zone
        by_id = {one.id.value: one for one in measures_of(known.histories, TODAY, zone)}
        merged = by_id["throughput"].counted
        assert merged > 0
        told = card(page, "throughput").words
        assert f"{merged} demande" in told
        world.fail("invalid_json", f"/{NAME}$")
        await refresh_github(settings, clock=lambda: NOW, names={NAME}, invented=True)
    for path in (PUBLIC, TEAM):
        page = await site.page(path)
        assert "la réponse de GitHub est illisible" in section(page, "depots")
        assert card(page, "throughput").words == told
        assert "test-token" not in page.words
