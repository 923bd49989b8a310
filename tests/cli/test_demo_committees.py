"""The demonstration's committees: held as committees are, and in agreement with its sheets."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from incubator.actions.committees.verify import verify_database
from incubator.actions.demonstration import PERSONAS
from incubator.actions.demonstration_committees import invent_committees
from incubator.actions.demonstration_held import HELD
from incubator.actions.demonstration_sheets import lay_out
from incubator.actions.desk import Desk
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.decisions import Kind
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.database import open_database
from tests.builders import git
from tests.conftest import DEMONSTRATION, migrated
from tests.web.dom import parse
from tests.web.signed import NOW, SITE, browser_of, stranger

#: The folder in which everything was made, once for all tests of this process.
_MADE: list[Path] = []


@dataclass(frozen=True)
class Stage:
    """The demonstration with its committees."""

    folder: Path
    settings: Settings

    async def again(self, now: datetime = NOW) -> int:
        """Start once more; how many sessions that makes."""
        return await invent_committees(self.settings, Desk(self.folder), SITE, now)

    async def browser(self, word: str) -> httpx.AsyncClient:
        """The browser of an invented person."""
        account = await find_by_email(PERSONAS[word].email)
        assert account is not None
        return await browser_of(self.settings, account)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Stage]:
    url = f"sqlite://{folder}/site.sqlite3"
    content = folder / "content"
    async with open_database(url):
        yield Stage(content, Settings(content_dir=content, database_url=url))


@pytest.fixture
async def stage(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    if not _MADE:
        made = tmp_path_factory.mktemp("stage")
        lay_out(DEMONSTRATION, made / "content")
        (made / "site.sqlite3").write_bytes(migrated())
        async with opened(made) as first:
            await sync_sheets(first.folder)
            assert await first.again() == len(HELD) + 2
        _MADE.append(made)
    shutil.copytree(_MADE[0], tmp_path / "site")
    async with opened(tmp_path / "site") as copy:
        yield copy


async def words(browser: httpx.AsyncClient, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(parse(answer.text).words.split())


async def test_the_sheets_say_already_what_was_decided(stage: Stage) -> None:
    assert git(stage.folder, "status", "--porcelain") == ""
    assert len(git(stage.folder, "log", "--format=%h").split()) == 1
    orders = await models.SheetOrder.all()
    assert {one.status for one in orders} == {"done"}
    assert len(orders) == len(HELD) + 1
    for one in HELD:
        day = one.decision.decided_on
        assert await models.StartupEvent.exists(
            startup_id=one.decision.startup_id, name="committee", day=day
        )


async def test_another_start_adds_nothing(stage: Stage) -> None:
    async def counts() -> list[int]:
        tables = (models.Committee, models.Decision, models.Dossier, models.OutboxMail)
        return [await table.all().count() for table in tables]

    before = await counts()
    assert await stage.again() == 0
    assert await stage.again(NOW + timedelta(hours=7)) == 0
    assert await counts() == before


async def test_the_session_of_the_day_waits_for_whoever_comes_another_day(stage: Stage) -> None:
    later = NOW + timedelta(days=40)
    assert await stage.again(later) == 0
    rows = await models.Committee.filter(state="convened").order_by("starts_at")
    assert [(row.starts_at.date() - later.date()).days for row in rows] == [0, 21]


async def test_every_kind_of_past_is_there_and_the_chain_holds(stage: Stage) -> None:
    kinds = {row.kind for row in await models.Decision.all()}
    wanted = {Kind.CONTINUE, Kind.CHANGE_PHASE, Kind.PROVISIONAL, Kind.REINFORCE, Kind.STOP}
    assert kinds == {kind.value for kind in wanted}
    assert await models.Decision.exclude(replaces="").count() == 2
    assert await models.Dossier.filter(state="frozen").count() == 3
    assert (await verify_database(stage.folder.parent / "pieces")).faults == ()


async def test_each_of_the_invented_people_has_something_to_do(stage: Stage) -> None:
    team = await stage.browser("intrapreneuse")
    assert "Comité de renfort" in await words(team, "/espace/startups/bail-en-main/comite")
    assert "Deux bailleurs" in (await team.get("/espace/startups/bail-en-main/comite/dossier")).text
    sponsor = await stage.browser("sponsor")
    assert "Comité du jour" in await words(sponsor, "/comites")
    today = await models.Committee.get(title="Comité du jour")
    item = await models.AgendaItem.get(committee_id=today.id)
    here = f"/comites/{today.public_id}"
    assert "Clair et net" in await words(sponsor, f"{here}/points/{item.public_id}/dossier")
    opened = await sponsor.post(f"{here}/seance/ouvrir", data={})
    assert opened.status_code == 303
    secretary = await stage.browser("secretaire")
    followed = await words(secretary, "/comites/suivi")
    assert "En retard" in followed
    assert "Fait" in followed
    public = await words(stranger(stage.settings), "/comites/decisions")
    assert "Bail en main" in public
    assert "Arrêt demandé" in public
