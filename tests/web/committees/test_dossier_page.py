"""The page of a dossier: who reads which version, what its first screen says, what changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from incubator.actions.committees.dossier_steps import correct, freeze, save_narrative
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.store.committees.dossiers import DossierVersion, newest_version
from tests.committees import INCUBATOR, STARTUP, browser_in
from tests.conftest import Synced
from tests.dossiers import NARRATIVE, TRACE, World, world_in
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of


@pytest.fixture
async def world(tmp_path: Path, synced_sqlite: Synced) -> AsyncIterator[World]:
    async with world_in(tmp_path, synced_sqlite) as found:
        yield found


async def _with(world: World, role: Role, place: str) -> httpx.AsyncClient:
    account = await account_with(f"{role.value}@exemple.gouv.fr", [(role, place)])
    return await browser_of(world.settings, account)


async def _secretary(world: World) -> httpx.AsyncClient:
    return await _with(world, Role.COMMITTEE_SECRETARY, INCUBATOR)


async def _page(browser: httpx.AsyncClient, path: str, status: int = 200) -> Node:
    answer = await browser.get(path)
    assert answer.status_code == status, answer.text[-2000:]
    page = parse(answer.text)
    assert page_faults(page) == []
    return page


async def _corrected(world: World) -> DossierVersion:
    """A second version, frozen, that asks for less."""
    made = await correct(await world.sent(), "team", TRACE, NOW)
    told = {**NARRATIVE, "amount": 390_000, "learnings": "Les bailleurs sociaux répondent."}
    made = await save_narrative(made, told, made.edits, TRACE, NOW)
    return await freeze(world.office, made, "secretary", TRACE, NOW)


async def test_the_first_screen_says_what_is_asked_and_what_was_promised(world: World) -> None:
    sent = await world.sent()
    page = await _page(await browser_in(world.settings, world.committee, Seat.SPONSOR), world.path)
    summary = page.one("section", "inc-dossier__summary").text
    for told in (
        "412 500 €",
        "Poursuivre",
        "du 1er janvier au 30 juin 2027",
        "274 plans/mois",
        "promis au dernier comité : 350 plans/mois au 30 novembre 2026",
        "470 k€",
        "financé jusqu’au 31 mai 2027",
        "1 en retard",
        "Publier le budget de 2026",
    ):
        assert told in summary.replace("\u202f", " ").replace("\xa0", " "), told
    assert sent.sha256 in page.text


async def test_the_sections_come_in_their_order_and_the_contents_lead_to_them(
    world: World,
) -> None:
    await world.sent()
    page = await _page(await browser_in(world.settings, world.committee, Seat.OBSERVER), world.path)
    nav = page.one("nav", "inc-dossier__contents")
    anchors = [link.attrs["href"].removeprefix("#") for link in nav.all("a")]
    assert anchors == [
        "demande",
        "startup",
        "equipe",
        "phases",
        "impact",
        "cout",
        "livraison",
        "jalon",
        "standards",
        "decisions",
        "comites",
    ]
    ids = [node.attrs["id"] for node in page.all("h2") if "id" in node.attrs]
    assert [one for one in ids if one in anchors] == anchors


async def test_a_text_of_the_team_is_shown_as_text_whatever_is_in_it(world: World) -> None:
    dossier = await world.draft(
        {**NARRATIVE, "results": "# Un\n\n<script>alert(1)</script> **deux**"}
    )
    await freeze(world.office, dossier, "secretary", TRACE, NOW)
    browser = await browser_in(world.settings, world.committee, Seat.GUEST)
    answer = await browser.get(world.path)
    assert "alert(1)" not in answer.text
    assert "<strong>deux</strong>" in answer.text
    assert "<h4>Un</h4>" in answer.text


async def test_members_read_nothing_before_it_is_sent(world: World) -> None:
    await world.draft()
    browser = await browser_in(world.settings, world.committee, Seat.CHAIR)
    page = await _page(browser, world.path)
    assert "pas encore envoyé" in page.text
    assert "plans signés" not in page.text
    assert (await browser.get(f"{world.path}/1")).status_code == 403


async def test_the_secretary_sees_what_would_be_sent_now(world: World) -> None:
    await world.draft()
    page = await _page(await _secretary(world), world.path)
    assert "pas encore déposé" in page.text
    assert "412" in page.one("section", "inc-dossier__summary").text


async def test_a_sponsor_reads_the_startups_of_their_administration_only(world: World) -> None:
    await world.sent()
    await _page(await _with(world, Role.SPONSOR, "direction-du-logement-stable"), world.path)
    account = await account_with("autre@exemple.gouv.fr", [(Role.SPONSOR, "ailleurs")])
    other = await browser_of(world.settings, account)
    assert (await other.get(world.path)).status_code == 403


async def test_the_secretary_sends_a_dossier_that_the_team_did_not_begin(world: World) -> None:
    browser = await _secretary(world)
    page = await _page(browser, world.path)
    assert "sera figé avec les seuls faits connus" in page.text
    answer = await browser.post(f"{world.path}/envoyer")
    assert (answer.status_code, answer.headers["location"]) == (303, world.path)
    page = await _page(browser, world.path)
    assert "envoyé tel quel, sans dépôt de l’équipe" in page.text
    assert "figé et envoyé" in page.text
    answer = await browser.post(f"{world.path}/envoyer")
    assert answer.status_code == 409
    assert "Le dossier n’a pas été envoyé" in answer.text


async def test_only_those_who_prepare_the_session_send(world: World) -> None:
    await world.draft()
    for browser in (
        await browser_in(world.settings, world.committee, Seat.CHAIR),
        await _with(world, Role.INTRAPRENEUR, STARTUP),
    ):
        assert (await browser.post(f"{world.path}/envoyer")).status_code == 403
    found = await newest_version(world.item.number)
    assert found is not None
    assert not found.is_frozen


async def test_every_version_stays_and_says_what_changed(world: World) -> None:
    await _corrected(world)
    browser = await browser_in(world.settings, world.committee, Seat.SPONSOR)
    page = await _page(browser, world.path)
    assert "390" in page.one("section", "inc-dossier__summary").text
    first = await _page(browser, f"{world.path}/1")
    assert "412" in first.one("section", "inc-dossier__summary").text
    changes = await _page(browser, f"{world.path}/2/changements")
    assert [one.text.strip() for one in changes.all("del") if "412" in one.text]
    assert "Ce que l’équipe a appris" in changes.text
    assert (await browser.get(f"{world.path}/1/changements")).status_code == 404
    assert (await browser.get(f"{world.path}/3")).status_code == 404


async def test_what_a_correction_would_change_is_for_those_who_read_drafts(world: World) -> None:
    await correct(await world.sent(), "team", TRACE, NOW)
    member = await browser_in(world.settings, world.committee, Seat.SPONSOR)
    assert (await member.get(f"{world.path}/2/changements")).status_code == 403
    team = await _with(world, Role.INTRAPRENEUR, STARTUP)
    page = await _page(team, f"{world.path}/2/changements")
    assert "disent la même chose" in page.text
    # The member still finds the version that was sent.
    assert "Version 1, figée" in (await _page(member, world.path)).text
