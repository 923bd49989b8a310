"""What a sheet says goes through the store whole: pages have what the reader gave."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from incubator.domain.impact import DatedValue
from incubator.domain.members import Member
from incubator.domain.organisations import Incubator, Organisation, Team
from incubator.domain.startups import Startup
from incubator.sheets.layout import Collection, scan
from incubator.sheets.parse import Sheet, parse
from incubator.store import models
from incubator.store.people_reads import find_member, find_team
from incubator.store.portfolio_reads import find_incubator, find_organisation, phase_texts
from incubator.store.startup_reads import find_startup
from tests.builders import sheet_text
from tests.conftest import TODAY, Catalogue

EVERYTHING = """title: "Tout à la fois : l’œuvre"
mission: Une mission
sponsors: [/organisations/dinum, autre]
incubators: [dinum, autre]
phases:
  - {name: construction, start: 2024-06-01, end: 2024-12-31, comment: Deux}
  - {name: investigation, start: 2024-01-01}
events:
  - {name: fête, date: 2024-03-01, comment: "🎉"}
  - {name: committee, date: 2024-02-01}
contact: a@b.example?subject=Bonjour
link: https://a.example
repository: https://forge.example/a
repositories: [https://forge.example/b]
usertypes: [b, a]
thematiques: [Santé, Âge]
techno: ["z, y", x]
accessibility_status: non conforme
stats: true
stats_url: https://a.example/stats
budget_url: https://a.example/budget
impact_url: https://a.example/impact
dashlord_url: https://a.example/dashlord
analyse_risques: true
analyse_risques_url: https://a.example/risques
mon_service_securise: true
product_maturity: beta
funding_until: 2026-11-30
fast: {promotion: 3, montant: 50000}
impact:
  - id: b
    name: Deuxième
    dimension: efficient
    unit: €/dossier
    better: down
    values: [{date: 2024-01-01, value: 0.1}, {date: 2024-02-01, value: -12345678.1234}]
  - id: a
    name: Première
    main: true
    source: https://a.example/stats
    targets: [{by: 2026-12-31, value: 1000000}, {by: 2025-12-31, value: 0}]
budget:
  - {year: 2025, committed: 420000, spent: 1800.55, source: DGX}
  - {year: 2024, spent: 0}
sprints:
  - {name: S1, start: 2024-01-01, end: 2024-01-14, goal: Ouvrir}
"""


def sheets(catalogue: Catalogue, collection: Collection) -> list[Sheet]:
    content = catalogue.settings.content_dir
    parsed = [
        parse(file, (content / file.path).read_bytes())
        for file in scan(content)[0]
        if file.collection is collection
    ]
    return [found.sheet for found in parsed if found.sheet]


async def test_startups(catalogue: Catalogue) -> None:
    catalogue.write("startups/tout.md", sheet_text(EVERYTHING, "# Corps"))
    await catalogue.sync()
    read = sheets(catalogue, Collection.STARTUPS)
    assert len(read) > 14
    for sheet in read:
        assert isinstance(sheet.value, Startup)
        page = await find_startup(sheet.value.id, TODAY)
        assert page is not None
        # Former paths have a table of their own: they are for routes, not for the page. What was
        # learnt at the end is kept as HTML.
        assert page.startup == replace(sheet.value, redirects=(), post_mortem="", lessons="")
        assert bool(page.post_mortem_html) == bool(sheet.value.post_mortem)
        assert bool(page.lessons_html) == bool(sheet.value.lessons)
        assert (page.body_html, page.source.path) == (sheet.body_html, sheet.file.path)


async def test_figures_keep_their_exact_value(catalogue: Catalogue) -> None:
    catalogue.write("startups/tout.md", sheet_text(EVERYTHING))
    await catalogue.sync()
    page = await find_startup("tout", TODAY)
    assert page is not None
    assert page.startup.indicators[0].values == (
        DatedValue(date(2024, 1, 1), Decimal("0.1")),
        DatedValue(date(2024, 2, 1), Decimal("-12345678.1234")),
    )


async def test_members(catalogue: Catalogue) -> None:
    catalogue.write(
        "members/deux.fois.md",
        sheet_text(
            "fullname: Deux Fois\nstartups: [b, a]\npreviously: [a]\ncompetences: [z, a]\n"
            "missions:\n- {start: 2024-01-01, startups: [c, a]}\n- {end: 2023-01-01, startups: [a]}"
        ),
    )
    await catalogue.sync()
    for sheet in sheets(catalogue, Collection.MEMBERS):
        assert isinstance(sheet.value, Member)
        page = await find_member(sheet.value.id)
        assert page is not None
        assert (page.member, page.body_html) == (sheet.value, sheet.body_html)


async def test_incubators(catalogue: Catalogue) -> None:
    for sheet in sheets(catalogue, Collection.INCUBATORS):
        incubator = sheet.value
        assert isinstance(incubator, Incubator)
        page = await find_incubator(incubator.id, TODAY)
        assert page is not None
        shared = ("id", "title", "owner", "contact", "address", "website", "github")
        assert {name: getattr(page, name) for name in shared} == {
            name: getattr(incubator, name) for name in shared
        }
        assert page.highlighted == incubator.highlighted_startups


async def test_a_hidden_incubator_has_no_page(catalogue: Catalogue) -> None:
    catalogue.write("incubators/secret.md", sheet_text("title: Secret\nhidden: true"))
    await catalogue.sync()
    assert await find_incubator("secret", TODAY) is None


async def test_organisations_and_teams(catalogue: Catalogue) -> None:
    for sheet in sheets(catalogue, Collection.ORGANISATIONS):
        organisation = sheet.value
        assert isinstance(organisation, Organisation)
        page = await find_organisation(organisation.id)
        assert page is not None
        shared = ("id", "name", "acronym", "ministry_domain", "kind", "directory_url")
        assert [getattr(page, name) for name in shared] == [
            getattr(organisation, name) for name in shared
        ]
    for sheet in sheets(catalogue, Collection.TEAMS):
        assert isinstance(sheet.value, Team)
        team = await find_team(sheet.value.id, TODAY)
        assert team is not None
        assert (team.name, team.incubator) == (sheet.value.name, sheet.value.incubator)


async def test_the_programmes_own_sheets(catalogue: Catalogue) -> None:
    texts = await phase_texts()
    for sheet in sheets(catalogue, Collection.PHASES):
        assert texts[sheet.file.id].body_html == sheet.body_html


async def test_front_matter_and_bodies_are_kept_as_they_are(catalogue: Catalogue) -> None:
    rows = {row.path: row for row in await models.SheetText.all()}
    for collection in Collection:
        for sheet in sheets(catalogue, collection):
            row = rows.pop(sheet.file.path)
            assert (row.body, row.body_html) == (sheet.body, sheet.body_html)
            kept, given = json.loads(row.front_matter), json.loads(sheet.front_matter)
            assert list(kept.items()) == list(given.items())
    assert not rows
