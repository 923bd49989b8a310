"""A site with a few startups that publish some impact, all of it, or none."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from incubator.domain.impact import DatedValue
from incubator.store import impact_sources
from incubator.store.impact_sources import Declared
from tests.builders import sheet_text, write_tree
from tests.web.conftest import Site, site_of

READ = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
HEAD = """title: {title}
mission: Essayer
incubator: fabrique
phases:
  - {{name: investigation, start: 2025-01-06}}
  - {{name: {phase}, start: 2025-07-01}}
events:
  - {{name: committee, date: 2026-03-10}}
"""
#: For each id, its measures and money. Tests read them on 21 November 2026.
STARTUPS = {
    "rien": "",
    "ailleurs": "impact_url: https://ailleurs.example/impact\nbudget_url: https://ailleurs.example/b\n",
    "progres": """impact:
  - id: atteint
    name: Atteint
    dimension: utilisable
    unit: "%"
    targets: [{by: 2026-12-31, value: 80}]
    values:
      - {date: 2025-10-01, value: 70}
      - {date: 2026-04-01, value: 75}
      - {date: 2026-10-01, value: 81.5}
  - id: en-bonne-voie
    name: En bonne voie
    dimension: utilise
    unit: personnes/mois
    targets: [{by: 2026-12-31, value: 1200}]
    values: [{date: 2026-01-01, value: 0}, {date: 2026-10-01, value: 850}]
  - id: en-retard
    name: En retard
    dimension: impactant
    main: true
    unit: dossiers/mois
    targets: [{by: 2026-06-30, value: 900}, {by: 2026-12-31, value: 12000}]
    values:
      - {date: 2026-01-01, value: 1200}
      - {date: 2026-03-01, value: 1500}
      - {date: 2026-10-01, value: 1234.5}
  - id: passe
    name: Jour passé
    dimension: efficient
    better: down
    unit: €/dossier
    targets: [{by: 2026-09-30, value: 10}]
    values: [{date: 2026-04-01, value: 25}, {date: 2026-10-01, value: 20}]
budget:
  - {year: 2024, committed: 100000}
  - {year: 2025, committed: 250000, spent: 240000, source: Une direction}
  - {year: 2026, committed: 480000, spent: 300000}
  - {year: 2027, committed: 100000}
funding_until: 2027-02-20
product_maturity: alpha
""",
    "doutes": """impact:
  - {id: sans-valeur, name: Sans valeur, dimension: utile, targets: [{by: 2026-12-31, value: 5}]}
  - {id: sans-cible, name: Sans cible, dimension: utile, values: [{date: 2026-10-01, value: 3}]}
  - id: ancienne
    name: Ancienne
    dimension: utile
    targets: [{by: 2026-12-31, value: 5}]
    values: [{date: 2026-02-01, value: 3}]
  - id: seule
    name: Seule
    dimension: utile
    targets: [{by: 2026-12-31, value: 5}]
    values: [{date: 2026-10-01, value: 3}, {date: 2027-01-01, value: 9}]
funding_until: 2026-11-20
""",
    "adresse": """impact:
  - id: lue
    name: Lue ailleurs
    dimension: utilise
    unit: personnes/mois
    values_url: https://chiffres.example/v.json
    targets: [{by: 2026-12-31, value: 500}]
    values: [{date: 2026-08-01, value: 100}]
  - id: en-panne
    name: En panne
    dimension: utile
    values_url: https://panne.example/v.csv
  - id: jamais-lue
    name: Jamais lue
    dimension: impactant
    values_url: https://jamais.example/v.csv
""",
    "hostile": """impact:
  - id: a
    name: '<script>alert(1)</script>{{7*7}}'
    dimension: utile
    main: true
    unit: '<b>%{y}</b>'
    source: 'https://evil.example/"onclick="alert(1)'
    targets: [{by: 2026-12-31, value: 5}]
    values: [{date: 2026-09-01, value: -3}, {date: 2026-10-01, value: 4}]
  - id: b
    name: '=HYPERLINK("x";"y"), "deux"'
    dimension: utile
    unit: '@u'
    values: [{date: 2026-10-01, value: -3}]
budget:
  - {year: 2026, spent: 10, source: '<script>alert(2)</script>'}
  - {year: 2025, spent: 10}
""",
    "arretee": """impact:
  - id: a
    name: A
    dimension: utile
    values: [{date: 2025-03-01, value: 1}, {date: 2025-04-01, value: 2}]
""",
}  # fmt: skip


@pytest.fixture(scope="module")
async def site(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    folder = tmp_path_factory.mktemp("impact")
    path = folder / "impact.sqlite3"
    shutil.copy(sqlite_template, path)
    sheets = {
        f"startups/{startup_id}.md": sheet_text(
            HEAD.format(
                title=f"La {startup_id}",
                phase="abandon" if startup_id == "arretee" else "construction",
            )
            + text
        )
        for startup_id, text in STARTUPS.items()
    }
    async with site_of(f"sqlite://{path}", write_tree(folder / "sheets", sheets)) as found:
        await _read_addresses()
        yield found


async def _read_addresses() -> None:
    """What refreshes leave: values with a correction, and an address that fails."""
    read = Declared("adresse", "lue", "https://chiffres.example/v.json")
    october, september = date(2026, 10, 1), date(2026, 9, 1)

    def values(*pairs: tuple[date, int]) -> list[DatedValue]:
        return [DatedValue(day, Decimal(value)) for day, value in pairs]

    first = values((september, 180), (october, 190), (date(2026, 8, 1), 7))
    await impact_sources.note_values(read, first, "", READ - timedelta(days=2))
    await impact_sources.note_values(read, values((october, 210)), "", READ)
    failing = Declared("adresse", "en-panne", "https://panne.example/v.csv")
    await impact_sources.note_failure(failing, "status", "503", READ)
