"""A screen of administration costs as many queries for three rows as for thirty."""

from __future__ import annotations

from datetime import timedelta

from incubator.actions.manage_access import Newcomer, Wanted, give_role
from incubator.domain.access import Role
from incubator.store import outbox
from incubator.store.accounts.api_tokens import create_token
from tests.conftest import TODAY, Catalogue
from tests.web.admin.conftest import Administrator
from tests.web.admin.test_who_may import PAGES
from tests.web.signed import CLI, NOW, SITE, account_with, browser_of

MOST = 25


async def add(admin: Administrator, numbers: range) -> None:
    """People with a role each, and more of everything for one of them."""
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    places = ["dinum", "la-verriere", "bail-en-main"]
    roles = [Role.SPONSOR, Role.COACH, Role.TEAM_MEMBER]
    for number in numbers:
        email = f"x{number}@exemple.gouv.fr"
        wanted = Wanted(roles[number % 3], places[number % 3], "", "essai", None)
        newcomer = Newcomer(f"Personne {number}")
        await give_role(SITE, email, wanted, CLI, today=TODAY, newcomer=newcomer, now=NOW)
        await (await browser_of(admin.settings, ana)).aclose()
        await create_token(ana, f"jeton {number}", ["read"], NOW + timedelta(days=9), NOW)
        content = outbox.Content("Objet", "texte", "texte")
        await outbox.post("sign_in", email, content, now=NOW, expires_at=NOW + timedelta(days=1))


async def count(admin: Administrator, statements: list[str], paths: list[str]) -> dict[str, int]:
    counts = {}
    for path in paths:
        await admin.page(path)
        statements.clear()
        await admin.page(path)
        counts[path] = len(statements)
    return counts


async def test_ten_times_as_many_rows_ask_no_more_queries(
    admin: Administrator, catalogue: Catalogue, statements: list[str]
) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana", member_id="alix.prototype")
    paths = [*PAGES, f"/admin/comptes/{ana.public_id}"]
    await add(admin, range(3))
    catalogue.write("startups/cassee.md", "sans en-tête\n")
    await catalogue.sync()
    few = await count(admin, statements, paths)
    await add(admin, range(3, 30))
    for number in range(10):
        catalogue.write(f"startups/cassee-{number}.md", "sans en-tête\n")
    await catalogue.sync()
    assert await count(admin, statements, paths) == few
    assert min(few.values()) >= 1, "the log of statements is not read"
    assert max(few.values()) <= MOST, few
