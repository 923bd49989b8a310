"""Saved views: kept, found again, renamed, removed and brought back; one's own alone."""

from __future__ import annotations

import httpx
import pytest

from incubator.domain.access import Role
from incubator.store import models
from incubator.store.accounts.held import erase, everything
from incubator.store.saved_views import MOST, add_view
from tests.conftest import Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of

MAUD, ANA = "maud@exemple.gouv.fr", "ana@exemple.gouv.fr"
QUERY = "attention=objectif-en-retard&tri=-nom"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough: the queries are plain."""
    return sqlite_url


async def browser(catalogue: Catalogue, email: str = MAUD) -> httpx.AsyncClient:
    account = await account_with(email, [(Role.ADMINISTRATOR, "")])
    return await browser_of(catalogue.settings, account)


async def page(client: httpx.AsyncClient, path: str = "/portefeuille") -> Node:
    found = parse((await client.get(path)).text)
    assert not page_faults(found)
    return found


async def kept() -> list[tuple[str, str]]:
    return [(row.name, row.query) for row in await models.SavedView.all().order_by("id")]


async def test_a_view_is_kept_in_one_way_of_writing_and_found_again(catalogue: Catalogue) -> None:
    client = await browser(catalogue)
    query = "tri=-nom&inconnu=1&page=3&attention=objectif-en-retard&phase=faux"
    sent = {"nom": "  En   retard ", "vue": query}
    answer = await client.post("/portefeuille/vues", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/portefeuille?{QUERY}")
    assert await kept() == [("En retard", QUERY)]
    found = await page(client, f"/portefeuille?{QUERY}")
    assert "Vue « En retard » enregistrée." in found.one(role="status").words.replace("\xa0", " ")
    (view,) = found.one("nav", cls="inc-portfolio__views").all("a")
    assert (view.words, view.attrs["href"]) == ("En retard", f"/portefeuille?{QUERY}")
    assert view.attrs["aria-current"] == "true"


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Donnez un nom"), ("A" * 101, "au plus 100"), ("Prise", "porte déjà ce nom")],
)
async def test_a_name_that_can_not_be_kept_comes_back_with_what_was_typed(
    catalogue: Catalogue, name: str, said: str
) -> None:
    client = await browser(catalogue)
    await client.post("/portefeuille/vues", data={"nom": "Prise", "vue": ""})
    answer = await client.post("/portefeuille/vues", data={"nom": name, "vue": QUERY})
    assert answer.status_code == 422
    found = parse(answer.text)
    assert not page_faults(found)
    assert said in found.one(id="erreur-nom").words
    assert found.one("input", id="champ-nom").attrs["value"] == name
    assert found.one("input", name="vue").attrs["value"] == QUERY
    assert await kept() == [("Prise", "")]


async def test_twenty_views_are_the_most(catalogue: Catalogue) -> None:
    client = await browser(catalogue)
    account = await account_with(MAUD)
    for number in range(MOST):
        assert await add_view(account, f"Vue {number}", "", NOW)
    answer = await client.post("/portefeuille/vues", data={"nom": "De trop", "vue": ""})
    assert answer.status_code == 422
    assert "déjà 20 vues" in parse(answer.text).words
    assert len(await kept()) == MOST
    assert not (await page(client)).all("input", name="vue")


async def test_a_view_is_renamed_or_says_why_not(catalogue: Catalogue) -> None:
    client = await browser(catalogue)
    for name in ("Une", "Autre"):
        await client.post("/portefeuille/vues", data={"nom": name, "vue": QUERY})
    one = await models.SavedView.get(name="Une")
    path = f"/portefeuille/vues/{one.public_id}"
    taken = await client.post(path, data={"autre-nom": "Autre"})
    assert taken.status_code == 422
    found = parse(taken.text)
    assert not page_faults(found)
    assert "porte déjà ce nom" in found.one(id=f"erreur-{one.public_id}").words
    assert (await client.post(path, data={"autre-nom": "Première"})).status_code == 303
    assert {name for name, _ in await kept()} == {"Première", "Autre"}


async def test_a_removed_view_can_be_brought_back(catalogue: Catalogue) -> None:
    client = await browser(catalogue)
    await client.post("/portefeuille/vues", data={"nom": "Une & deux", "vue": QUERY})
    one = await models.SavedView.get()
    path = f"/portefeuille/vues/{one.public_id}/supprimer"
    assert (await client.get(path)).status_code == 405
    assert (await client.post(path)).status_code == 303
    assert await kept() == []
    undo = (await page(client)).one(role="status").one("form").attrs["action"]
    answer = await client.post(undo)
    assert answer.headers["location"] == f"/portefeuille?{QUERY}"
    assert await kept() == [("Une & deux", QUERY)]
    again = await client.post(undo)
    assert again.status_code == 303
    assert len(await kept()) == 1


async def test_the_views_of_others_are_out_of_reach(catalogue: Catalogue) -> None:
    client = await browser(catalogue)
    await client.post("/portefeuille/vues", data={"nom": "À moi", "vue": QUERY})
    one = await models.SavedView.get()
    other = await browser(catalogue, ANA)
    assert "À moi" not in (await page(other)).words
    for path in ("", "/supprimer"):
        answer = await other.post(
            f"/portefeuille/vues/{one.public_id}{path}", data={"autre-nom": "Volée"}
        )
        assert answer.status_code == 404
    assert await kept() == [("À moi", QUERY)]


async def test_views_are_told_to_their_owner_and_go_with_the_account(catalogue: Catalogue) -> None:
    client = await browser(catalogue)
    await client.post("/portefeuille/vues", data={"nom": "À moi", "vue": QUERY})
    account = await account_with(MAUD)
    (told,) = (await everything(account))["saved_views"]
    assert (told["name"], told["query"]) == ("À moi", QUERY)
    assert "À moi" in parse((await client.get("/mon-compte/donnees")).text).words
    await erase(account, NOW, by="cli")
    assert await kept() == []
