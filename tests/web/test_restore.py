"""Going back to a version: who may, what they see first, what happens when it can't be done."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from incubator.actions.desk import git_id
from incubator.actions.index_history import index_history
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.store import journal, models
from incubator.store.database import open_database
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.web.dom import Node, page_faults, parse
from tests.web.door import leads_to_sign_in
from tests.web.signed import account_with, browser_of, stranger

FIRST = sheet_text(STARTUP, "\nLe texte du début.\n")
SECOND = sheet_text(STARTUP.replace("Essayer", "Tenter"), "\nLe texte d’après.\n")
SHEET = "startups/bac.md"
HISTORY = "/startups/bac/historique"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = write_tree(
        tmp_path / "content",
        {
            SHEET: FIRST,
            "startups/autre.md": sheet_text(STARTUP),
            "incubators/fabrique.md": sheet_text("title: F"),
        },
    )
    git(content, "init")
    return content


@pytest.fixture
async def site(content: Path, sqlite_url: str) -> AsyncIterator[Settings]:
    """A sheet with two versions."""
    async with open_database(sqlite_url):
        await commit(content)
        (content / SHEET).write_text(SECOND, "utf-8")
        await commit(content)
        yield Settings(content_dir=content, database_url=sqlite_url)


async def commit(content: Path) -> None:
    git(content, "add", "--all", ".")
    git(content, "commit", "-m", "Changement")
    await sync_sheets(content)
    await index_history(content)


async def browser(site: Settings, role: Role, place: str) -> httpx.AsyncClient:
    account = await account_with(f"{role.value}@exemple.fr", [(role, place)], name="Ana Martín")
    return await browser_of(site, account)


async def address(rank: int) -> str:
    """Where a version is restored; 0 is the oldest."""
    rows = await models.SheetChange.filter(sheet_id="bac").order_by("position")
    return f"/espace/startups/bac/versions/{rows[rank].commit[:12]}"


def seen(page: Node) -> str:
    return next(node.attrs["value"] for node in page.all("input") if node.attrs["name"] == "vu")


async def page_of(answer: httpx.Response, status: int = 200) -> Node:
    assert answer.status_code == status, answer.text
    page = parse(answer.text)
    assert not page_faults(page)
    return page


async def test_a_version_is_brought_back_as_a_new_change_and_that_is_undone(
    site: Settings, content: Path
) -> None:
    ana = await browser(site, Role.INTRAPRENEUR, "bac")
    old = await address(0)
    version = await page_of(
        await ana.get(old.replace("/espace", "").replace("versions", "historique"))
    )
    assert old in version.links()
    answer = await ana.get(old)
    assert answer.headers["cache-control"] == "private, no-store"
    page = await page_of(answer)
    assert [node.words for node in page.all("dt")] == ["Mission", "Texte de présentation"]
    assert "Tenter" in page.all("del")[0].words
    assert "Essayer" in page.all("ins")[0].words
    answer = await ana.post(old, data={"vu": seen(page)})
    assert (answer.status_code, answer.headers["location"]) == (303, HISTORY)
    assert (content / SHEET).read_text("utf-8") == FIRST
    assert git(content, "log", "-1", "--format=%an|%ae") == "Ana Martín|intrapreneur@exemple.fr\n"
    _, (entry,) = await journal.find_entries(action="sheet_changed")
    assert entry.subject == "startup:bac"
    page = await page_of(await ana.get(HISTORY))
    assert "La fiche dit de nouveau ce qu’elle disait le" in page.words
    assert len(page.all("time")) == 3
    assert "retour à la version" in page.words
    (undo,) = [f.attrs["action"] for f in page.all("form") if "/versions/" in f.attrs["action"]]
    assert (await ana.post(undo)).status_code == 303
    assert (content / SHEET).read_text("utf-8") == SECOND
    # What it undid is not there any more: a second click changes nothing.
    assert (await ana.post(undo)).status_code == 409
    assert (content / SHEET).read_text("utf-8") == SECOND


async def test_only_who_manages_its_incubator_brings_a_startup_back_to_another_one(
    site: Settings, content: Path
) -> None:
    third = SECOND.replace("incubator: fabrique", "incubator: atelier")
    (content / "incubators/atelier.md").write_text(sheet_text("title: A"), "utf-8")
    (content / SHEET).write_text(third, "utf-8")
    await commit(content)
    old, data = await address(0), {"vu": git_id(third.encode())}
    for role, place in ((Role.INTRAPRENEUR, "bac"), (Role.COACH, "atelier")):
        ana = await browser(site, role, place)
        page = await page_of(await ana.post(old, data=data), 403)
        assert "un autre incubateur" in page.words
        assert (content / SHEET).read_text("utf-8") == third
    manager = await browser(site, Role.INCUBATOR_MANAGER, "atelier")
    assert (await manager.post(old, data=data)).status_code == 303
    assert (content / SHEET).read_text("utf-8") == FIRST


async def test_strangers_and_other_teams_may_not(site: Settings, content: Path) -> None:
    old, data = await address(0), {"vu": git_id(SECOND.encode())}
    other = await browser(site, Role.INTRAPRENEUR, "autre")
    for method in ("GET", "POST"):
        async with stranger(site) as nobody:
            assert leads_to_sign_in(await nobody.request(method, old, data=data))
        assert (await other.request(method, old, data=data)).status_code == 403
    page = parse(
        (await other.get(old.replace("/espace", "").replace("versions", "historique"))).text
    )
    assert "Revenir à cette version" not in page.words
    assert (content / SHEET).read_text("utf-8") == SECOND


async def test_what_changed_since_it_was_read_is_not_overwritten(
    site: Settings, content: Path
) -> None:
    ana = await browser(site, Role.TEAM_MEMBER, "bac")
    old = await address(0)
    page = await page_of(await ana.get(old))
    newer = SECOND.replace("d’après", "de quelqu’un d’autre")
    (content / SHEET).write_text(newer, "utf-8")
    await commit(content)
    for data in ({"vu": seen(page)}, {}):
        again = await page_of(await ana.post(old, data=data), 409)
        assert "la fiche a été modifiée entre-temps" in again.words
        assert "quelqu’un d’autre" in again.words
    assert (content / SHEET).read_text("utf-8") == newer
    assert (await ana.post(old, data={"vu": seen(again)})).status_code == 303
    assert (content / SHEET).read_text("utf-8") == FIRST


async def test_a_version_with_an_error_of_today_is_refused(site: Settings, content: Path) -> None:
    (content / SHEET).write_text(sheet_text("title: Sans phase"), "utf-8")
    await commit(content)
    (content / SHEET).write_text(SECOND, "utf-8")
    await commit(content)
    ana = await browser(site, Role.COACH, "fabrique")
    wrong = await address(2)
    page = await page_of(await ana.get(wrong))
    assert "ne peut plus être publiée telle quelle" in page.words
    assert [node for node in page.all("input") if node.attrs["name"] == "vu"] == []
    data = {"vu": git_id(SECOND.encode())}
    page = await page_of(await ana.post(wrong, data=data), 422)
    assert "ne peut plus être publiée telle quelle" in page.words
    assert (content / SHEET).read_text("utf-8") == SECOND


async def test_a_folder_that_takes_no_change_says_so(site: Settings, content: Path) -> None:
    ana = await browser(site, Role.ADMINISTRATOR, "")
    old, data = await address(0), {"vu": git_id(SECOND.encode())}
    git(content, "checkout", "--detach")
    page = await page_of(await ana.post(old, data=data), 503)
    assert "aucune branche n’est choisie" in page.words
    git(content, "switch", "main")
    moment = os.stat(content / SHEET)
    (content / SHEET).write_text(SECOND + "Pas enregistré.", "utf-8")
    data = {"vu": git_id((SECOND + "Pas enregistré.").encode())}
    page = await page_of(await ana.post(old, data=data), 503)
    assert "des changements qui ne sont dans aucune version" in page.words
    assert moment.st_ino == os.stat(content / SHEET).st_ino


async def test_the_version_of_today_has_nothing_to_bring_back(site: Settings) -> None:
    ana = await browser(site, Role.INTRAPRENEUR, "bac")
    now = await address(1)
    page = await page_of(await ana.get(now))
    assert "il n’y a rien à changer" in page.words
    answer = await ana.post(now, data={"vu": git_id(SECOND.encode())})
    assert answer.status_code == 303
    assert "rien n’a changé" in (await ana.get(HISTORY)).text.replace("\xa0", " ")


async def test_an_administrator_brings_a_deleted_sheet_back(site: Settings, content: Path) -> None:
    (content / SHEET).unlink()
    await commit(content)
    last = await address(1)
    ana = await browser(site, Role.INTRAPRENEUR, "bac")
    for method in ("GET", "POST"):
        assert (await ana.request(method, last)).status_code == 410
    gone = await page_of(await ana.get("/startups/bac"), 410)
    assert HISTORY not in gone.links()
    admin = await browser(site, Role.ADMINISTRATOR, "")
    gone = await page_of(await admin.get("/startups/bac"), 410)
    assert HISTORY in gone.links()
    page = await page_of(await admin.get(HISTORY))
    version = last.replace("/espace", "").replace("versions", "historique")
    assert version in page.links()
    assert last in (await page_of(await admin.get(version))).links()
    page = await page_of(await admin.get(last))
    assert "elle sera publiée de nouveau" in page.words
    assert (await admin.post(last, data={"vu": seen(page)})).status_code == 303
    assert (content / SHEET).read_text("utf-8") == SECOND
    page = await page_of(await admin.get(HISTORY))
    assert not [f for f in page.all("form") if "/versions/" in f.attrs["action"]]
    assert (await admin.get("/startups/bac")).status_code == 200


async def test_a_version_or_a_startup_that_is_not_there_is_not_found(site: Settings) -> None:
    admin = await browser(site, Role.ADMINISTRATOR, "")
    old = await address(0)
    for path in (old.replace("/bac/", "/inconnue/"), old[:-12] + "0" * 12):
        assert (await admin.get(path)).status_code == 404
        assert (await admin.post(path)).status_code == 404
