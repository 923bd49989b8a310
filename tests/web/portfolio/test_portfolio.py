"""The portfolio through HTTP: who sees which startups, filters, orders, file, languages."""

from __future__ import annotations

import csv
import io
import re

import httpx
import pytest

from incubator.domain.access import Role
from incubator.store.accounts.grants import create_grant
from tests.conftest import Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of, stranger

EMAIL = "maud@exemple.gouv.fr"
QUAI = {"Bail en main", "Clair et net", "Registre ouvert"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough: the queries are those of other tests."""
    return sqlite_url


async def browser(catalogue: Catalogue, *roles: tuple[Role, str]) -> httpx.AsyncClient:
    """Somebody with these roles."""
    account = await account_with(EMAIL, name="Maud")
    for role, place in roles:
        await create_grant(
            account, role, place, reason="essai", until=None, given_by="cli", now=NOW
        )
    return await browser_of(catalogue.settings, account)


async def page(client: httpx.AsyncClient, path: str = "/portefeuille") -> Node:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.headers
    found = parse(answer.text)
    assert not page_faults(found)
    return found


def names(found: Node) -> list[str]:
    bodies = found.all("tbody")
    return [row.one("th").one("a").words for row in bodies[0].all("tr")] if bodies else []


def file_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


EVERY = (Role.ADMINISTRATOR, "")
MANAGER = (Role.INCUBATOR_MANAGER, "quai-des-droits")


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([MANAGER], QUAI),
        ([(Role.COACH, "quai-des-droits")], QUAI),
        ([(Role.SPONSOR, "direction-du-logement-stable")], {"Bail en main"}),
        ([(Role.SPONSOR, "direction-du-logement-stable"), MANAGER], QUAI),
        ([(Role.COMMITTEE_SECRETARY, "quai-des-droits")], set()),
        ([(Role.INTRAPRENEUR, "bail-en-main")], set()),
        ([(Role.TEAM_MEMBER, "bail-en-main")], set()),
        ([], set()),
    ],
)
async def test_each_sees_the_startups_of_their_places_and_of_no_other(
    catalogue: Catalogue, roles: list[tuple[Role, str]], expected: set[str]
) -> None:
    client = await browser(catalogue, *roles)
    for query in ("", "?incubateur=la-verriere", "?phase=construction", "?administration=dinum"):
        found = await page(client, f"/portefeuille{query}")
        assert set(names(found)) <= expected
        file = file_of(await client.get(f"/portefeuille.csv{query}"))
        assert {row["nom"] for row in file} == set(names(found))
        assert "Tour de garde" not in found.words
    found = await page(client)
    assert set(names(found)) == expected
    if not expected:
        assert "Vous ne suivez pas encore de startups" in found.words
    space = parse((await client.get("/espace")).text)
    is_linked = "/portefeuille" in space.links()
    assert is_linked is bool(expected)


async def test_nobody_is_asked_to_sign_in_and_an_administrator_sees_everything(
    catalogue: Catalogue,
) -> None:
    for path in ("/portefeuille", "/portefeuille.csv"):
        answer = await stranger(catalogue.settings).get(path)
        assert answer.status_code == 303
        assert "/connexion?" in answer.headers["location"]
    client = await browser(catalogue, EVERY)
    assert len(names(await page(client))) == 20
    answer = await client.get("/portefeuille")
    assert "no-store" in answer.headers["cache-control"]


async def test_a_row_says_what_is_due_and_since_when(catalogue: Catalogue) -> None:
    found = await page(await browser(catalogue, EVERY))
    rows = {row.one("th").one("a").words: row.words for row in found.one("tbody").all("tr")}
    late = rows["Arrêt demandé"]
    assert "Attendu le 16 novembre 2026 au plus tard En retard" in late
    assert "Sous 90 jours" in late
    assert "En retard sur l’objectif" in late
    assert "Objectif : 12 000 trajets/mois d’ici décembre 2026" in late
    over = rows["Acte trouvé"]
    assert "Transféré" in over
    assert "Sans objet" in over
    assert "Fini le 30 juin 2024" in over
    unknown = rows["data.gouv.fr"]
    assert "Non indiqué" in unknown
    assert "Aucune mesure principale" in unknown
    assert "pas un classement des équipes" in found.one("caption").words.replace("\u202f", " ")


async def test_counts_above_lead_to_the_rows_that_they_count(catalogue: Catalogue) -> None:
    client = await browser(catalogue, EVERY)
    found = await page(client)
    links = {
        item.one("a").attrs["href"]: int(re.findall(r"\d+", item.words)[index])
        for cls, index in (("inc-tile", 0), ("inc-portfolio__phase", -1))
        for item in ([*found.all("li", cls)] if cls == "inc-tile" else _tags(found))
        if item.all("a")
    }
    assert len(links) >= 10
    for url, count in links.items():
        assert len(names(await page(client, url))) == count, url


def _tags(found: Node) -> list[Node]:
    return next(ul for ul in found.all("ul") if ul.attrs.get("aria-label") == "Par phase").all("li")


async def test_filters_add_up_and_each_can_be_lifted(catalogue: Catalogue) -> None:
    client = await browser(catalogue, EVERY)
    path = "/portefeuille?attention=objectif-en-retard&phase=acceleration&tri=nom"
    found = await page(client, path)
    assert names(found) == ["Arrêt demandé", "Guichet Littoral"]
    tags = found.one("ul", aria_label="Filtres actifs").links()
    assert "/portefeuille?phase=acceleration&tri=nom" in tags
    assert "/portefeuille?attention=objectif-en-retard&tri=nom" in tags
    assert f"/portefeuille.csv?{path.split('?')[1]}" in found.links()
    nothing = await page(client, "/portefeuille?phase=opere&attention=comite-en-retard")
    assert "Aucune startup ne correspond" in nothing.words
    (empty,) = nothing.all(cls="inc-empty")
    assert "/portefeuille?attention=comite-en-retard" in empty.links()
    assert "/portefeuille?phase=opere" in empty.links()


async def test_every_heading_sorts_both_ways_and_says_so(catalogue: Catalogue) -> None:
    client = await browser(catalogue, EVERY)
    headings = (await page(client)).one("thead").all("th")
    assert not [th for th in headings if "aria-sort" in th.attrs]
    for index, heading in enumerate(headings):
        up = await page(client, heading.one("a").attrs["href"])
        found = up.one("thead").all("th")
        assert found[index].attrs["aria-sort"] == "ascending"
        assert len([th for th in found if "aria-sort" in th.attrs]) == 1
        down = await page(client, found[index].one("a").attrs["href"])
        assert down.one("thead").all("th")[index].attrs["aria-sort"] == "descending"
        assert sorted(names(up)) == sorted(names(down))
    by_name = names(await page(client, "/portefeuille?tri=nom"))
    assert by_name == names(await page(client, "/portefeuille?tri=-nom"))[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "phase=xyz&tri=x&attention=&page=-3",
        "phase=%00&incubateur=%F0%9F%98%80&tri=-",
        "incubateur=" + "a" * 5000,
        "administration=%3Cscript%3E",
        "page=999999",
        "phase=opere&phase=construction",
    ],
)
async def test_any_address_answers_and_keeps_only_what_is_known(
    catalogue: Catalogue, query: str
) -> None:
    client = await browser(catalogue, EVERY)
    found = await page(client, f"/portefeuille?{query}")
    kept = found.one("input", name="vue").attrs["value"]
    assert len(kept) < 300
    assert "xyz" not in kept
    assert (await client.get(f"/portefeuille.csv?{query}")).status_code == 200


async def test_the_file_is_safe_for_spreadsheets_and_quotes_what_it_must(
    catalogue: Catalogue,
) -> None:
    path = catalogue.settings.content_dir / "startups/bail-en-main.md"
    text = path.read_text(encoding="utf-8")
    catalogue.write(
        "startups/bail-en-main.md",
        re.sub(r"^title:.*$", "title: '=1+1, \"bail\"'", text, count=1, flags=re.MULTILINE),
    )
    await catalogue.sync()
    answer = await (await browser(catalogue, MANAGER)).get("/portefeuille.csv")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert "portefeuille-2026-11-21.csv" in answer.headers["content-disposition"]
    assert answer.text.endswith("\r\n")
    rows = file_of(answer)
    assert '\'=1+1, "bail"' in {row["nom"] for row in rows}
    bail = next(row for row in rows if row["startup"] == "bail-en-main")
    assert bail["comite_au_plus_tard"] == "2027-04-16"
    assert bail["financement_jusqu_au"] == "2027-05-31"
    assert (bail["mois_de_financement"], bail["avancement"]) == ("6", "en-bonne-voie")


async def test_it_reads_in_english(catalogue: Catalogue) -> None:
    client = await browser(catalogue, MANAGER)
    found = await page(client, "/en/portefeuille?tri=nom")
    assert set(names(found)) == QUAI
    for link in found.one("thead").links():
        assert link.startswith("/en/portefeuille?")
    assert found.one("html").attrs["lang"] == "en"


async def test_twenty_startups_ask_no_more_queries_than_one(
    catalogue: Catalogue, statements: list[str]
) -> None:
    counts = []
    for role in ((Role.SPONSOR, "direction-du-logement-stable"), EVERY):
        client = await browser(catalogue, role)
        await client.get("/portefeuille")
        statements.clear()
        assert (await client.get("/portefeuille")).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
    assert 1 <= counts[0] <= 20, statements
