"""A team sees how far its changes are, why one waits, and what it can do about it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from incubator.domain.access import Role
from incubator.store import models
from tests.github.conftest import Team, proposal_states, states
from tests.github.server import Fault, Github
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import account_with, browser_of

PAGE = "/espace/startups/bac/propositions"


@pytest.fixture
async def browser(team: Team) -> AsyncIterator[httpx.AsyncClient]:
    account = await account_with("ana@exemple.fr", [(Role.INTRAPRENEUR, "bac")])
    async with await browser_of(team.settings, account, now=team.now) as client:
        yield client


async def page(browser: httpx.AsyncClient, path: str = PAGE) -> Node:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    found = parse(answer.text)
    assert not page_faults(found)
    return found


async def test_without_a_change_the_page_says_so(browser: httpx.AsyncClient) -> None:
    assert "Aucune modification en cours" in (await page(browser)).words


async def test_a_change_is_followed_from_its_wait_to_its_publication(
    team: Team, github: Github, browser: httpx.AsyncClient
) -> None:
    await team.change(mission="Essayer mieux")
    shown = await page(browser)
    assert "En attente d’envoi" in shown.words
    assert "Réessayer" not in shown.words
    github.down = True
    await team.exchange()
    shown = await page(browser)
    assert "GitHub ne répond pas." in shown.words
    assert "1 essai, le prochain le" in shown.words
    assert "rien n’est perdu" in shown.words
    assert "En attente depuis le" in shown.words
    github.down = False
    answer = await browser.post(shown.one("form", cls="inc-inline").attrs["action"])
    assert answer.status_code == 303
    assert await states() == [("sent", "")]
    shown = await page(browser)
    assert "L’envoi est relancé" in shown.words
    assert "En relecture" in shown.words
    assert "https://github.example/fabrique/fiches/pull/1" in shown.links()
    head = github.head("sheets/startups-bac")
    assert head
    github.states[head] = ["success"]
    await models.Proposal.all().update(seen_at=None)
    await team.exchange()
    assert "Les vérifications ont réussi." in (await page(browser)).words
    github.merge(1)
    await models.Proposal.all().update(seen_at=None)
    await team.exchange()
    assert "Fusionnée et publiée" in (await page(browser)).words


async def test_what_github_refuses_says_why_and_can_be_dropped_for_good(
    team: Team, github: Github, browser: httpx.AsyncClient
) -> None:
    github.faults.append(Fault("401", message="Bad credentials", times=99))
    await team.change(mission="Essayer mieux")
    await team.exchange()
    shown = await page(browser)
    assert "Non envoyée" in shown.words
    assert "GitHub ne reconnaît plus le jeton du site." in shown.words
    (link,) = [link for link in shown.links() if link.endswith("/abandonner")]
    asked = await page(browser, link)
    assert "Rien ne permet de revenir en arrière" in asked.words
    assert "Mission" in asked.words
    assert await proposal_states() == ["waiting"]
    assert (await browser.post(link)).status_code == 303
    assert await proposal_states() == ["closed"]
    shown = await page(browser)
    assert "1 modification abandonnée." in shown.words
    assert "Aucune modification en cours" in shown.words
    assert "rien à abandonner" in (await page(browser, link)).words


async def test_a_dispute_names_the_field(
    team: Team, github: Github, browser: httpx.AsyncClient
) -> None:
    theirs = team.local().replace("Essayer sans rien casser", "Essayer autrement")
    github.commit("main", "content/startups/bac.md", theirs.encode())
    await team.change(mission="Essayer mieux", title="Bac neuf")
    await team.exchange()
    assert "En cause : Mission." in (await page(browser)).words


async def test_a_proposal_of_another_place_is_not_there(
    team: Team, browser: httpx.AsyncClient
) -> None:
    await team.change("autre", mission="Essayer mieux")
    row = await models.Proposal.get()
    for path in (f"{PAGE}/{row.public_id}/abandonner", f"{PAGE}/{row.public_id}/reessayer"):
        assert (await browser.post(path)).status_code == 404
    elsewhere = path.replace("/bac/", "/autre/")
    assert (await browser.post(elsewhere)).status_code == 403
    assert await states() == [("waiting", "")]


async def test_an_administrator_sees_what_did_not_leave_with_what_github_said(
    team: Team, github: Github
) -> None:
    account = await account_with("root@exemple.fr", [(Role.ADMINISTRATOR, "")])
    async with await browser_of(team.settings, account, now=team.now) as admin:
        assert "Aucune modification en attente" in (await page(admin, "/admin/modifications")).words
        github.faults.append(Fault("401", message="Bad credentials", times=99))
        await team.change(mission="Essayer mieux")
        await team.exchange()
        assert "1 modification de fiche n’est pas partie" in (await page(admin, "/admin")).words
        shown = await page(admin, "/admin/modifications?q=bac&etat=refused")
        (row,) = shown.one("tbody").all("tr")
        assert "startups/bac.md" in row.words
        assert "Mission" in row.words
        assert "GitHub ne reconnaît plus le jeton du site." in shown.words
        assert "401 Bad credentials" in shown.words
        github.faults.clear()
        (action,) = [
            form.attrs["action"]
            for form in shown.all("form")
            if "reessayer" in form.attrs.get("action", "")
        ]
        assert (await admin.post(action)).status_code == 303
        assert await states() == [("sent", "")]
