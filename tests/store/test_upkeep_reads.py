"""The upkeep of startups as the tables have it, on each kind of database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from incubator.domain.phases import Phase
from incubator.domain.upkeep_facts import Code, Measure
from incubator.store.upkeep_reads import upkeep_of
from tests.builders import sheet_text
from tests.conftest import TODAY, Catalogue

ZONE = ZoneInfo("Europe/Paris")
BARE = """title: Presque rien
phases:
  - {name: construction, start: 2026-06-01}
usertypes: [martien]
impact:
  - id: dossiers
    name: Dossiers
    dimension: utile
    values: [{date: 2026-10-01, value: 2}, {date: 2026-12-01, value: 9}]
"""


async def test_facts_are_what_the_sheets_say(catalogue: Catalogue) -> None:
    """One test for all of it: each database is filled once."""
    catalogue.write("startups/presque-rien.md", sheet_text(BARE))
    mission = "missions: [{start: 2026-01-01, status: %s, startups: [presque-rien]}]"
    for name, status in (("ana", "independent"), ("luc", "admin")):
        front = f"fullname: {name}\n{mission % status}"
        catalogue.write(f"members/{name}.essai.md", sheet_text(front))
    sheet = catalogue.settings.content_dir / "startups/bail-en-main.md"
    whole = sheet.read_text(encoding="utf-8")
    catalogue.write("startups/bail-en-main.md", whole.replace("title:", "titre:"))
    await catalogue.sync()

    found = await upkeep_of(["bail-en-main", "presque-rien", "nulle-part"], TODAY, ZONE)

    assert set(found) == {"bail-en-main", "presque-rien"}
    bare = found["presque-rien"].facts
    assert bare.phase(TODAY) is Phase.CONSTRUCTION
    assert bare.said == {Code.AUDIENCE}
    assert bare.measures == (Measure("Dossiers", False, date(2026, 10, 1)),)
    assert (bare.team, bare.open_ended) == (2, 1), "a public agent's mission may last"
    assert bare.last_budget_year is None
    assert bare.changed_on == datetime.now(UTC).astimezone(ZONE).date()
    assert [p.rule for p in found["presque-rien"].problems] == ["choice"] * bare.warnings

    kept = found["bail-en-main"]
    assert kept.facts.is_refused
    assert [(p.rule, p.key) for p in kept.problems if p.is_error] == [("missing", "title")]
    assert kept.facts.said == set(map(Code, WHOLE.split()))
    assert max(kept.facts.committees) == date(2026, 11, 4)
    assert kept.facts.funding_until == date(2027, 5, 31)
    main = kept.facts.main_measure
    assert main is not None
    assert main.last_figure == date(2026, 10, 1)
    assert main.targets == (date(2026, 11, 30), date(2027, 11, 30))
    assert await upkeep_of([], TODAY, ZONE) == {}


WHOLE = (
    "mission text sponsor incubator contact link budget statistics code accessibility security"
    " audience"
)
