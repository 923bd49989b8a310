"""Nobody but administrators sees anything below /admin."""

from __future__ import annotations

import pytest
from starlette.routing import Route

from incubator.app import create_app
from incubator.config import Settings
from incubator.domain.access import Role
from tests.conftest import Catalogue
from tests.web.admin.conftest import Administrator
from tests.web.signed import account_with, browser_of, stranger

PAGES = [
    "/admin",
    "/admin/comptes",
    "/admin/comptes/nouveau",
    "/admin/acces",
    "/admin/invitations",
    "/admin/synchronisations",
    "/admin/synchronisations/problemes",
    "/admin/messages",
    "/admin/taches",
    "/admin/reglages",
    "/admin/journal",
]


def routes() -> list[tuple[str, str]]:
    """Every address below /admin with its method, ids filled with one that nobody has."""
    found = []
    for route in create_app(Settings()).routes:
        if isinstance(route, Route) and route.path.startswith("/admin"):
            params = {name: 999 if name == "number" else "x" for name in route.param_convertors}
            path = str(route.url_path_for(route.name, **params))
            found += [(method, path) for method in sorted(route.methods - {"HEAD"})]
    return found


async def test_an_ordinary_person_gets_403_everywhere(catalogue: Catalogue) -> None:
    roles = [(Role.INCUBATOR_MANAGER, "la-verriere"), (Role.SPONSOR, "dinum")]
    account = await account_with("jo@exemple.gouv.fr", roles)
    async with await browser_of(catalogue.settings, account) as browser:
        assert len(routes()) > 25
        for method, path in routes():
            answer = await browser.request(method, path)
            assert answer.status_code == 403, f"{method} {path}"


async def test_nobody_is_taken_to_the_sign_in_page(catalogue: Catalogue) -> None:
    async with stranger(catalogue.settings) as browser:
        for method, path in routes():
            answer = await browser.request(method, path)
            assert answer.status_code == 303, f"{method} {path}"
            assert answer.headers["location"].startswith("/connexion?next=")


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_every_section_leads_to_every_other(admin: Administrator, prefix: str) -> None:
    for path in PAGES:
        page = await admin.page(prefix + path)
        tabs = page.one("ul", cls="inc-tabs")
        assert len(tabs.links()) == 10
        assert len([tab for tab in tabs.all("a") if "aria-current" in tab.attrs]) == 1
        assert all(link.startswith(f"{prefix}/admin") for link in tabs.links())


async def test_an_id_that_nobody_has_is_missing(admin: Administrator) -> None:
    for method, path in routes():
        if "x" in path.split("/") or path.endswith("/999"):
            answer = await admin.client.request(method, path)
            assert answer.status_code == 404, f"{method} {path}"


@pytest.mark.parametrize("query", ["?page=9999", "?page=-1", "?q=%00&page=a", "?etat=x&role=y"])
async def test_any_address_of_a_list_answers(admin: Administrator, query: str) -> None:
    for path in PAGES:
        await admin.page(path + query)
