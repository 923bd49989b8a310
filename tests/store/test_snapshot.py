"""The catalogue of a day: phases, facets and moves as they are on it."""

from __future__ import annotations

from datetime import date

from incubator.domain.catalogue import Facet, Published
from incubator.domain.phases import Phase
from incubator.store.sheet_states import read_version
from incubator.store.snapshot import Snapshot, SnapshotCache, load_snapshot
from tests.builders import STARTUP, sheet_text
from tests.conftest import TODAY, Catalogue

MOVING = """title: Qui bouge
phases:
  - {name: construction, start: 2025-01-01}
  - {name: investigation, start: 2024-01-01}
  - {name: acceleration, start: 2025-01-01}
events:
  - {name: national_impact, date: 2025-06-01}
sponsors: [dinum, absente]
incubator: dinum
techno: [Ruby  on Rails]
"""


async def on(day: date) -> Snapshot:
    return await load_snapshot(await read_version(), day)


async def test_the_phase_is_that_of_the_day(catalogue: Catalogue) -> None:
    catalogue.write("startups/mobile.md", sheet_text(MOVING))
    await catalogue.sync()
    days = (date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1))
    phases = [card.phase if (card := (await on(d)).card("mobile")) else "" for d in days]
    assert phases == [None, Phase.INVESTIGATION, Phase.ACCELERATION]


async def test_national_impact_counts_from_its_day(catalogue: Catalogue) -> None:
    catalogue.write("startups/mobile.md", sheet_text(MOVING))
    await catalogue.sync()
    before, after = await on(date(2025, 5, 31)), await on(date(2025, 6, 1))
    cards = [snapshot.index.by_id["mobile"].national_impact for snapshot in (before, after)]
    assert cards == [None, date(2025, 6, 1)]


async def test_moves_are_the_latest_first_and_not_in_the_future(catalogue: Catalogue) -> None:
    catalogue.write("startups/mobile.md", sheet_text(MOVING))
    await catalogue.sync()
    moves = [move for move in (await on(date(2025, 1, 1))).moves if move.startup_id == "mobile"]
    assert [(move.phase, move.is_first) for move in moves] == [
        (Phase.ACCELERATION, False),
        (Phase.CONSTRUCTION, False),
        (Phase.INVESTIGATION, True),
    ]
    days = [move.day for move in (await on(TODAY)).moves]
    assert days == sorted(days, reverse=True)
    assert all(day <= TODAY for day in days)


async def test_a_sponsor_without_a_sheet_is_kept_and_has_no_ministry(catalogue: Catalogue) -> None:
    catalogue.write("startups/mobile.md", sheet_text(MOVING))
    await catalogue.sync()
    snapshot = await on(TODAY)
    card = snapshot.index.by_id["mobile"]
    assert card.sponsors == ("dinum", "absente")
    assert card.ministries == (snapshot.organisations["dinum"].ministry_domain,)


async def test_a_tag_is_named_as_most_sheets_write_it(catalogue: Catalogue) -> None:
    for number, spelling in enumerate(["Zig Lang", "zig lang", "ZIG LANG", "zig lang"]):
        sheet = sheet_text(f"{STARTUP}techno: [{spelling}]")
        catalogue.write(f"startups/tag{number}.md", sheet)
    await catalogue.sync()
    snapshot = await on(TODAY)
    assert snapshot.tag_labels["technology", "zig lang"] == "zig lang"
    assert len(snapshot.index.with_value(Facet.TECHNOLOGY, "zig lang")) == 4


async def test_what_is_published_is_known_from_addresses_or_figures(catalogue: Catalogue) -> None:
    extra = "stats: true\nlink: https://a.example\nrepository: https://b.example\n"
    extra += "budget: [{year: 2024, spent: 1}]\nimpact_url: https://c.example"
    catalogue.write("startups/ouvert.md", sheet_text(STARTUP + extra))
    catalogue.write("startups/ferme.md", sheet_text(STARTUP + "impact: [{id: a, name: b}]"))
    await catalogue.sync()
    index = (await on(TODAY)).index
    assert index.by_id["ouvert"].published == set(Published)
    assert index.by_id["ferme"].published == set()


async def test_a_worker_keeps_its_snapshot_until_a_new_version_or_a_new_day(
    catalogue: Catalogue,
) -> None:
    cache = SnapshotCache()
    first = await cache.get(TODAY)
    assert await cache.get(TODAY) is first
    await catalogue.sync()
    again = await cache.get(TODAY)
    assert again.index is first.index
    assert first.synced_at
    assert again.synced_at
    assert again.synced_at > first.synced_at
    catalogue.write("startups/nouvelle.md", sheet_text(STARTUP))
    await catalogue.sync()
    second = await cache.get(TODAY)
    assert (first.card("nouvelle"), second.card("nouvelle") is not None) == (None, True)
    assert (await cache.get(date(2027, 1, 1))).today == date(2027, 1, 1)


async def test_an_empty_database_has_an_empty_snapshot(catalogue: Catalogue) -> None:
    for folder in catalogue.settings.content_dir.glob("*/*.md"):
        folder.unlink()
    await catalogue.sync()
    snapshot = await on(TODAY)
    assert (len(snapshot.index), snapshot.moves, snapshot.people) == (0, (), ())
