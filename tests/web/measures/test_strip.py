"""The strip on pages about something else: what it says, what it costs; the incubator's count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from incubator.actions import startup_findings
from incubator.actions.startup_findings import Findings
from incubator.actions.sync_sheets import sync_sheets
from tests.builders import STARTUP
from tests.web.conftest import statements
from tests.web.measures.conftest import PUBLIC, TEAM, Site, section
from tests.web.measures.facts import READ_AT, Maker, lively, save
from tests.web.signed import NOW

__all__ = ["statements"]
BANNER = "Ces dépôts et leurs chiffres n’existent pas"


async def test_the_startup_shows_its_sprint_and_three_measures(site: Site) -> None:
    await site.names("littoral/site")
    await save(lively().history())
    page = await site.page("/startups/bac")
    strip = page.one("section", id="sprints")
    tiles = [tile.words for tile in strip.all("li", cls="inc-tile")]
    assert len(tiles) == 4
    assert "Sprint 54" in tiles[0]
    assert "tickets terminés · encore 1 jour" in tiles[0]
    names = ("Temps de cycle", "Mises en service", "Personnes qui contribuent")
    assert all(name in tile for name, tile in zip(names, tiles[1:], strict=True))
    assert "Objectif du sprint : Préparer la saison avec les capitaineries." in strip.words
    assert "Dernière version : v2.9.0, le 17 novembre 2026." in strip.words
    assert "vérifié il y a 3 heures" in strip.words
    assert PUBLIC in strip.links()
    # No chart here, and nothing that draws one.
    assert not page.all("figure")
    assert not [one for one in page.all("script") if "charts" in one.attrs.get("src", "")]
    at_a_glance = page.all("ul", cls="inc-tiles")[0]
    assert "#sprints" in at_a_glance.links()


async def test_what_is_missing_has_its_reason_in_place_of_a_figure(site: Site) -> None:
    await site.names("littoral/site")
    made = Maker()
    made.pull(date(2026, 11, 17), 30)
    await save(made.history())
    words = section(await site.page("/startups/bac"), "sprints")
    assert "— Mises en service" in words
    assert "non disponible : ni déploiement en production ni version" in words
    assert "0 Personnes" not in words


async def test_a_startup_without_repository_nor_sprint_has_only_a_link(site: Site) -> None:
    await site.names()
    page = await site.page("/startups/bac")
    assert not section(page, "sprints")
    assert PUBLIC in page.links()


async def test_invented_figures_are_said_to_be_so_on_every_page_that_shows_them(
    site: Site,
) -> None:
    await site.names("littoral/site")
    await save(lively().history(), invented=True)
    pages = [PUBLIC, "/startups/bac", "/incubateurs/fabrique", TEAM]
    for path in [*pages, "/espace/startups/bac/modifier"]:
        assert BANNER in (await site.page(path)).words, path
    page = await site.page("/startups/bac")
    assert "activité inventée" in page.all("ul", cls="inc-tiles")[0].words


async def test_true_figures_have_no_such_banner(site: Site) -> None:
    await site.names("littoral/site")
    await save(lively().history())
    for path in (PUBLIC, "/startups/bac", "/incubateurs/fabrique", TEAM):
        assert BANNER not in (await site.page(path)).words


async def test_an_incubator_counts_fresh_startups_and_names_none(site: Site) -> None:
    content = site.settings.content_dir
    for name in ("bac2", "bac3"):
        text = f"---\n{STARTUP}repositories:\n  - https://forge.example/littoral/{name}\n---\n"
        (content / "startups").mkdir(exist_ok=True)
        (content / f"startups/{name}.md").write_text(text, "utf-8")
    await site.names("littoral/site")
    await save(Maker("littoral/site", 1).history())
    await save(Maker("littoral/bac2", 2).history(), read_at=NOW - timedelta(days=3))
    # It fails now, and was read well yesterday: its measures are fresh.
    await save(Maker("littoral/bac3", 3).history(), state="slow", read_at=READ_AT)
    words = (await site.page("/incubateurs/fabrique")).words
    told = "Startups actives dont les mesures de livraison ont moins de deux jours : 2 sur 3."
    assert told in words
    for word in ("rapide", "classement", "premier", "meilleur"):
        assert word not in words.lower()


@pytest.mark.parametrize("path", [PUBLIC, "/startups/bac"])
async def test_more_facts_ask_no_more_queries_and_none_twice(
    site: Site, path: str, statements: list[str]
) -> None:
    await site.names("littoral/site", "littoral/carte")
    await save(Maker("littoral/site", 1).history())
    counts = []
    for rank in (0, 2):
        if rank:
            await save(lively("littoral/carte", rank).history())
        for _ in range(2):
            statements.clear()
            await site.page(path)
            counts.append(len(statements))
    few, few_again, many, many_again = counts
    # The catalogue itself is read by the first page.
    assert many < few
    assert many_again == few_again
    assert many - many_again <= 13
    assert many_again <= 22


async def test_a_page_shows_what_the_last_reading_brought(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.names("littoral/site")
    source = await save(Maker().history())
    computed = []
    real = startup_findings._find

    def find(*known: Any) -> Findings:
        computed.append(1)
        return real(*known)

    monkeypatch.setattr(startup_findings, "_find", find)
    for _ in range(3):
        await site.page()
        await site.page("/startups/bac")
    assert len(computed) == 1
    source.state = "slow"
    await source.save()
    assert "GitHub met trop de temps à répondre" in (await site.page()).words
    assert len(computed) == 2


async def test_a_startup_that_changed_its_name_leads_on(site: Site) -> None:
    await site.names("littoral/site")
    content = site.settings.content_dir
    old = content / "startups/bac.md"
    text = old.read_text("utf-8").replace("title:", "redirect_from:\n  - /startups/bac\ntitle:")
    (content / "startups/neuf.md").write_text(text, "utf-8")
    old.unlink()
    await sync_sheets(content)
    answer = await site.get("/startups/bac/sprints")
    assert (answer.status_code, answer.headers["location"]) == (301, "/startups/neuf/sprints")
    (content / "startups/neuf.md").unlink()
    await sync_sheets(content)
    assert (await site.get("/startups/neuf/sprints")).status_code == 410
    assert (await site.get("/startups/jamais/sprints")).status_code == 404
