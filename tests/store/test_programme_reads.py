"""What the programme's figures are made of, and reports kept while nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from incubator.domain.programme import Years
from incubator.domain.programme_facts import Choice
from incubator.store.programme_reads import ProgrammeCache, load_programme
from incubator.store.snapshot import SnapshotCache
from tests.builders import sheet_text
from tests.conftest import TODAY, Catalogue

MEMBER = """fullname: Noa Essai
role: Designer
domaine: Design
missions:
  - {start: 2025-01-01, end: 2025-06-30, status: admin}
  - {start: 2025-07-01, status: independent, startups: [bail-en-main, acte-trouve]}
startups: [api-gouv-fr]
"""


async def test_courses_and_missions_are_those_of_the_sheets(catalogue: Catalogue) -> None:
    """One test for all of it: each database is filled once."""
    catalogue.write("members/noa.essai.md", sheet_text(MEMBER))
    await catalogue.sync()
    snapshot = await SnapshotCache().get(TODAY)
    programme = await load_programme(snapshot)
    by_id = {one.course.id: one for one in programme.startups}
    assert set(by_id) == set(snapshot.index.by_id)
    bail = by_id["bail-en-main"]
    assert bail.course.funding_until == date(2027, 5, 31)
    assert bail.course.phase(TODAY) is snapshot.index.by_id["bail-en-main"].phase
    assert any(event.name == "committee" for event in bail.course.events)
    assert bail.incubators
    noa = next(one for one in programme.people if one.missions[0].end == date(2025, 6, 30))
    assert noa.profession == "Design"
    assert [mission.startups for mission in noa.missions] == [(), ("bail-en-main", "acte-trouve")]

    cache = ProgrammeCache(size=2)
    first = await cache.report(snapshot, Choice(), TODAY)
    assert await cache.report(snapshot, Choice(), TODAY) is first
    for year in (2019, 2020, 2021):
        await cache.report(snapshot, Choice(years=Years(year)), TODAY)
    again = await cache.report(snapshot, Choice(), TODAY)
    assert again is not first, "the reports kept are bounded"
    assert again == first
    # Another day, or another version, is another report.
    tomorrow = replace(snapshot, today=TODAY + timedelta(days=1))
    assert (await cache.report(tomorrow, Choice(), tomorrow.today)).day == tomorrow.today
    catalogue.remove("startups/bail-en-main.md")
    await catalogue.sync()
    newer = await SnapshotCache().get(TODAY)
    assert (await cache.report(newer, Choice(), TODAY)).startups == first.startups - 1
