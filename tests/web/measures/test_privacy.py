"""What is private stays with the team: names, titles and counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import TODAY
from tests.web.measures.conftest import TEAM, Site, card, section
from tests.web.measures.facts import Maker, lively, save

ANYBODY = (
    "/startups/bac/sprints",
    "/en/startups/bac/sprints",
    "/startups/bac",
    "/en/startups/bac",
    "/incubateurs/fabrique",
    "/en/incubateurs/fabrique",
)
SECRETS = ("coffre", "Projet Ombre", "Objectif caché", "v9.9.9-secret")


def secret(name: str = "littoral/coffre", **changes: object) -> Maker:
    """A private repository with a sprint under way, its own people and versions."""
    made = Maker(name, 2, is_private=True, licence="", **changes)
    made.milestone(1, "Projet Ombre", date(2026, 11, 9), date(2026, 11, 29), goal="Objectif caché")
    for _ in range(31):
        made.planned(1, "Projet Ombre", date(2026, 11, 9), date(2026, 11, 8), None)
    for rank in range(33):
        made.pull(TODAY - timedelta(days=rank % 9 + 1), 20)
    made.released("v9.9.9-secret", TODAY - timedelta(days=1))
    return made


async def listed_by_an_organisation(site: Site, *, with_public: bool) -> None:
    """The sheet names an organisation, whose private repository nobody else knows of."""
    await site.names("littoral")
    await save(None, "littoral")
    await save(secret().history(), listed_by="littoral", state="missing")
    if with_public:
        made = Maker("littoral/vitrine", 1)
        made.pull(TODAY - timedelta(days=1), 20)
        await save(made.history(), listed_by="littoral")


@pytest.mark.parametrize("with_public", [True, False])
async def test_nothing_of_a_private_repository_is_public(site: Site, with_public: bool) -> None:
    await listed_by_an_organisation(site, with_public=with_public)
    for path in ANYBODY:
        answer = await site.get(path)
        assert answer.status_code == 200
        for word in SECRETS:
            assert word not in answer.text, (path, word)
        assert "31" not in section(await site.page(path), "sprint"), path
    page = await site.page()
    if with_public:
        assert "1 demande de fusion intégrée pendant la période." in card(page, "throughput").words
        assert "ne sont plus lus" not in page.words
        assert "n’est plus lu" not in page.words
    else:
        assert not page.all("li", cls="inc-measure")
    count = "moins de deux jours : 1 sur 1" if with_public else "moins de deux jours : 0 sur 1"
    assert count in (await site.page("/incubateurs/fabrique")).words


async def test_its_team_sees_all_of_it(site: Site) -> None:
    await listed_by_an_organisation(site, with_public=True)
    page = await site.page(TEAM)
    assert "littoral/coffre" in section(page, "depots")
    assert "privé" in section(page, "depots")
    assert "Projet Ombre" in section(page, "sprint")
    assert "34 demandes de fusion intégrées" in card(page, "throughput").words
    hub = (await site.page("/espace/startups/bac/modifier")).words
    assert "0 sur 31 Projet Ombre" in hub
    assert "v9.9.9-secret" in hub


async def test_a_repository_made_private_disappears_although_the_sheet_names_it(
    site: Site,
) -> None:
    await site.names("littoral/coffre")
    await save(secret().history())
    page = await site.page()
    assert page.one(cls="inc-empty").one("h2").words == "Aucun dépôt public n’a encore été lu"
    assert "coffre" not in page.words
    assert not section(page, "depots")
    for word in SECRETS[1:]:
        for path in ANYBODY:
            assert word not in (await site.get(path)).text


async def test_others_may_not_see_the_page_of_the_team(site: Site) -> None:
    await listed_by_an_organisation(site, with_public=False)
    assert (await site.get(TEAM)).status_code == 303
    await site.names("littoral", startup="title: Autre\nmission: M\nincubator: fabrique\n")
    other = await site.get("/espace/startups/nulle-part/sprints", signed=True)
    assert other.status_code == 404


async def test_what_the_team_sees_is_not_kept_for_others(site: Site) -> None:
    await site.names("littoral/vitrine", "littoral/coffre")
    await save(lively("littoral/vitrine", 1).history())
    await save(secret().history())
    # One process answers the team first, then anybody.
    browser = await site.browser()
    assert "coffre" in (await browser.get(TEAM)).text
    told = await browser.get("/startups/bac/sprints")
    assert told.status_code == 200
    for word in SECRETS:
        assert word not in told.text
