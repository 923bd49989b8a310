"""One's profile: what one may change, what only an administrator may."""

from __future__ import annotations

import json

import httpx
import pytest

from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from tests.conftest import Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import account_with, browser_of, stranger

EMAIL = "ana@exemple.gouv.fr"
TABS = ["/mon-compte", "/mon-compte/sessions", "/mon-compte/jetons", "/mon-compte/donnees"]
PAGES = [*TABS, "/mon-compte/effacer", "/mon-compte/donnees.json"]
POSTS = [
    "/mon-compte",
    "/mon-compte/sessions/fermer",
    "/mon-compte/sessions/abc/fermer",
    "/mon-compte/jetons",
    "/mon-compte/jetons/abc/revoquer",
    "/mon-compte/effacer",
]


async def ana(catalogue: Catalogue, **options: str) -> httpx.AsyncClient:
    account = await account_with(EMAIL, name="Ana", **options)
    return await browser_of(catalogue.settings, account)


def boxes(page: Node) -> set[str]:
    return {
        node.attrs["name"] for node in page.all("input", type="checkbox") if "checked" in node.attrs
    }


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_has_no_account_to_see(catalogue: Catalogue, path: str) -> None:
    async with stranger(catalogue.settings) as browser:
        answer = await browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/connexion?next=%2Fmon-compte")


@pytest.mark.parametrize("path", POSTS)
async def test_nobody_changes_anything(catalogue: Catalogue, path: str) -> None:
    async with stranger(catalogue.settings) as browser:
        answer = await browser.post(path, data={"name": "Eve"})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/connexion")


@pytest.mark.parametrize("path", POSTS)
async def test_another_site_changes_nothing(catalogue: Catalogue, path: str) -> None:
    async with await ana(catalogue) as browser:
        answer = await browser.post(
            path, data={"name": "Eve", "email": EMAIL}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403
        account = await find_by_email(EMAIL)
        assert account is not None
        assert account.name == "Ana"
        assert (await browser.get("/mon-compte")).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", [*TABS, "/mon-compte/effacer"])
async def test_every_page_is_sound_and_leads_to_the_four_tabs(
    catalogue: Catalogue, path: str, prefix: str
) -> None:
    async with await ana(catalogue) as browser:
        answer = await browser.get(prefix + path)
        page = parse(answer.text)
        assert not page_faults(page)
        tabs = page.one("ul", cls="inc-tabs")
        assert tabs.links() == [prefix + tab for tab in TABS]
        current = [node.attrs["href"] for node in tabs.all("a", aria_current="page")]
        assert current == [prefix + (path if path in TABS else "/mon-compte/donnees")]
        assert "no-store" in answer.headers["cache-control"]
        assert "None" not in page.words.split()


async def test_the_profile_is_saved_and_a_notice_says_so_once(catalogue: Catalogue) -> None:
    async with await ana(catalogue) as browser:
        answer = await browser.post(
            "/mon-compte", data={"name": " Ana   Martin ", "language": "en", "notify_sheets": "1"}
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/mon-compte")
        page = parse((await browser.get("/mon-compte")).text)
        assert page.one(role="status").words == "Profil enregistré."
        assert page.one("input", id="champ-name").attrs["value"] == "Ana Martin"
        assert page.one("option", selected="").attrs["value"] == "en"
        assert boxes(page) == {"notify_sheets"}
        assert not parse((await browser.get("/mon-compte")).text).all(role="status")
        account = await find_by_email(EMAIL)
        assert account is not None
        assert (account.name, account.language) == ("Ana Martin", "en")
        assert (account.notify_access, account.notify_sign_in, account.notify_sheets) == (
            False,
            False,
            True,
        )


async def test_saving_what_is_so_already_leaves_no_line_in_the_journal(
    catalogue: Catalogue,
) -> None:
    async with await ana(catalogue) as browser:
        ticked = boxes(parse((await browser.get("/mon-compte")).text))
        same = {"name": "Ana", "language": "fr", **dict.fromkeys(ticked, "1")}
        assert (await browser.post("/mon-compte", data=same)).status_code == 303
        assert not await models.JournalEntry.filter(action="account_changed")


async def test_the_journal_keeps_the_name_apart_from_what_lasts(catalogue: Catalogue) -> None:
    async with await ana(catalogue) as browser:
        await browser.post("/mon-compte", data={"name": "Ana Martin", "language": "en"})
        entry = await models.JournalEntry.get(action="account_changed")
        detail = json.loads(entry.detail)
        assert detail["language"] == {"before": "fr", "after": "en"}
        assert "Martin" not in entry.detail
        assert "Martin" in (entry.personal or "")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": "A" * 121, "language": "fr"}, "name"),
        ({"name": "Ana\u200b", "language": "fr"}, "name"),
        ({"name": "Ana Martin", "language": "xx"}, "language"),
        ({"name": "Ana Martin"}, "language"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    catalogue: Catalogue, sent: dict[str, str], field: str
) -> None:
    async with await ana(catalogue) as browser:
        answer = await browser.post("/mon-compte", data={**sent, "notify_access": "1"})
        assert answer.status_code == 422
        page = parse(answer.text)
        assert not page_faults(page)
        assert page.one(id=f"erreur-{field}").words
        assert page.one(id="erreurs").links() == [f"#champ-{field}"]
        assert page.one("input", id="champ-name").attrs["value"] == sent["name"]
        assert boxes(page) == {"notify_access"}
        account = await find_by_email(EMAIL)
        assert account is not None
        assert account.name == "Ana"


async def test_the_address_the_sheet_and_the_roles_are_not_ones_own_to_change(
    catalogue: Catalogue,
) -> None:
    async with await ana(catalogue) as browser:
        page = parse((await browser.get("/mon-compte")).text)
        assert EMAIL in page.one("main").words
        assert "Seul un administrateur peut la changer" in page.words
        assert not page.all("input", name="email")
        await browser.post(
            "/mon-compte",
            data={
                "name": "Ana",
                "language": "fr",
                "email": "eve@exemple.gouv.fr",
                "member_id": "camille.exemple",
                "disabled_at": "2020-01-01",
            },
        )
        account = await find_by_email(EMAIL)
        assert account is not None
        assert (account.member_id, account.disabled_at) == ("", None)


async def test_the_sheet_that_the_account_is_tied_to_is_one_click_away(
    catalogue: Catalogue,
) -> None:
    async with await ana(catalogue, member_id="camille.exemple") as browser:
        page = parse((await browser.get("/mon-compte")).text)
        link = page.one("a", href="/communaute/camille.exemple")
        assert link.words == "Camille Exemple"
        catalogue.remove("members/camille.exemple.md")
        await catalogue.sync()
        for path in ("/mon-compte", "/mon-compte/effacer"):
            page = parse((await browser.get(path)).text)
            assert "/communaute/camille.exemple" not in page.links()
        page = parse((await browser.get("/mon-compte")).text)
        assert "« camille.exemple », qui n’est plus publiée" in page.words


async def test_without_a_sheet_one_reads_how_to_be_tied_to_one(catalogue: Catalogue) -> None:
    async with await ana(catalogue) as browser:
        page = parse((await browser.get("/mon-compte")).text)
        assert "demandez à un administrateur de lier votre compte" in page.words
        assert "/communaute" in page.one("main").links()
