"""Changing a decision after its session: a new one, with its reason, that names the old one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.domain.decisions import Condition, Kind
from incubator.domain.phases import Phase
from incubator.store import models
from incubator.store.committees.decisions import find_decision, verify_chain
from incubator.store.committees.sessions import Committee
from incubator.store.database import open_database
from tests.builders import git
from tests.committees import STARTUP, browser_in, decided_in, session_with
from tests.conftest import TODAY
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of

PAST = NOW - timedelta(days=40)
LIST = "/comites/decisions"
WANTED = {"kind": "reinforce", "amount": "90 000", "reasons": "Le recours est fondé.",
          "condition-1-text": "Écrire la lettre", "condition-1-owner": "La direction",
          "condition-1-due": "2027-03-01"}  # fmt: skip


@dataclass
class Changed:
    settings: Settings
    committee: Committee
    id: str

    @property
    def path(self) -> str:
        return f"{LIST}/{self.id}/reviser"

    async def chair(self) -> httpx.AsyncClient:
        return await browser_in(self.settings, self.committee, Seat.CHAIR)


@pytest.fixture
async def changed(sqlite_url: str, content: Path) -> AsyncIterator[Changed]:
    """A closed session that decided, over sheets in a repository."""
    git(content, "init", "-b", "main", ".")
    git(content, "add", ".")
    git(content, "commit", "-m", "Les fiches")
    async with open_database(sqlite_url):
        await sync_sheets(content)
        committee = await session_with(state=State.CLOSED, starts_at=PAST)
        conditions = (
            Condition("Écrire la lettre", "La direction", date(2027, 3, 1)),
            Condition("Publier l’audit", "L’équipe", TODAY - timedelta(days=3)),
        )
        taken = await decided_in(committee, decided_on=PAST.date(), conditions=conditions)
        settings = Settings(database_url=sqlite_url, content_dir=content)
        yield Changed(settings, committee, taken["decision_id"])


def read(answer: httpx.Response, status: int = 200) -> Node:
    assert answer.status_code == status, answer.text
    page = parse(answer.text)
    assert page_faults(page) == []
    return page


async def test_a_chair_changes_a_decision_and_everybody_concerned_is_told(
    changed: Changed, capsys: pytest.CaptureFixture[str]
) -> None:
    chair = await changed.chair()
    page = read(await chair.get(changed.path))
    assert "Écrire la lettre" in {n.attrs.get("value") for n in page.all("input")}
    # What is late can't be asked for a day that has passed.
    assert "Publier l’audit" not in {n.attrs.get("value") for n in page.all("input")}
    page = read(await chair.post(changed.path, data=WANTED))
    assert "Le comité décide de renforcer Bail en main" in page.words.replace("\xa0", " ")
    assert await models.Decision.all().count() == 1
    answer = await chair.post(changed.path, data={**WANTED, "action": "confirmer"})
    assert answer.status_code == 303, answer.text
    last = await models.Decision.all().order_by("-position").first()
    assert last is not None
    assert last.replaces == changed.id
    assert answer.headers["location"] == f"{LIST}/{last.public_id}"
    taken = await find_decision(last.public_id)
    assert taken is not None
    assert (taken.decision.amount, taken.decision.decided_on) == (90_000, TODAY)
    assert taken.decision.item_id == changed.committee.items[0].public_id
    assert (await verify_chain()) == (2, None)
    order = await models.SheetOrder.get()
    assert (order.decision_id, order.status) == (last.public_id, "done")
    told = set(await models.OutboxMail.all().values_list("recipient", flat=True))
    assert {"preside@exemple.gouv.fr", "sponsor@exemple.gouv.fr"} <= told
    assert "Motifs : Le recours est fondé." in capsys.readouterr().err.replace("\xa0", " ")
    entry = await models.JournalEntry.filter(action="decision_changed").get()
    assert changed.id in entry.detail
    page = read(await chair.get(f"{LIST}/{changed.id}"))
    assert "Cette décision ne vaut plus." in page.words
    assert "Réviser cette décision" not in page.words


async def test_one_that_was_replaced_leads_to_the_newest(changed: Changed) -> None:
    chair = await changed.chair()
    after = await decided_in(
        changed.committee, Kind.REINFORCE, decided_on=NOW.date(), replaces=changed.id
    )
    for answer in (
        await chair.get(changed.path),
        await chair.post(changed.path, data={**WANTED, "action": "confirmer"}),
    ):
        page = read(answer, 409)
        assert f"{LIST}/{after['decision_id']}" in page.links()
    assert await models.Decision.all().count() == 2


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reasons": " "}, "reasons"),
        ({"kind": ""}, "kind"),
        ({"kind": "change-phase"}, "phase"),
        ({"amount": "beaucoup"}, "amount"),
        ({"condition-1-due": "2026-01-01"}, "condition-1-due"),
    ],
)
async def test_what_it_lacks_is_said_and_what_was_typed_is_kept(
    changed: Changed, sent: dict[str, str], field: str
) -> None:
    chair = await changed.chair()
    page = read(await chair.post(changed.path, data={**WANTED, **sent}), 422)
    assert f"#champ-{field}" in page.one(id="erreurs").links()
    assert page.one(id="champ-condition-1-owner").attrs["value"] == "La direction"


async def test_only_the_chair_or_an_administrator_and_only_after_the_session(
    changed: Changed,
) -> None:
    for seat in (Seat.SPONSOR, Seat.OBSERVER):
        browser = await browser_in(changed.settings, changed.committee, seat)
        assert (await browser.get(changed.path)).status_code == 403
    team = await account_with("equipe@exemple.gouv.fr", [(Role.INTRAPRENEUR, STARTUP)])
    answer = await (await browser_of(changed.settings, team)).post(changed.path, data=WANTED)
    assert answer.status_code == 403
    admin = await account_with("admin@exemple.gouv.fr", [(Role.ADMINISTRATOR, "")])
    assert (await (await browser_of(changed.settings, admin)).get(changed.path)).status_code == 200
    await models.Committee.all().update(state=State.OPEN.value)
    page = read(await (await changed.chair()).get(changed.path), 409)
    assert "la décision se change en séance" in page.words


async def test_a_stop_can_be_taken_back(changed: Changed) -> None:
    stopped = await decided_in(
        changed.committee,
        Kind.STOP,
        decided_on=TODAY - timedelta(days=5),
        phase=Phase.STOPPED,
        replaces=changed.id,
    )
    sheet = changed.settings.content_dir / "startups" / f"{STARTUP}.md"
    day = (TODAY - timedelta(days=5)).isoformat()
    text = sheet.read_text("utf-8")
    entry = f"phases:\n  - name: abandon\n    start: {day}\n"
    sheet.write_text(text.replace("phases:\n", entry, 1), "utf-8")
    git(changed.settings.content_dir, "commit", "-am", "Arrêt")
    await sync_sheets(changed.settings.content_dir)
    chair, path = await changed.chair(), f"{LIST}/{stopped['decision_id']}/reviser"
    page = read(await chair.get(path))
    phases = {n.attrs["value"] for n in page.one(id="champ-phase").all("option")}
    assert "acceleration" in phases
    assert "abandon" not in phases
    back = {**WANTED, "kind": "change-phase", "phase": "acceleration", "action": "confirmer"}
    assert (await chair.post(path, data=back)).status_code == 303
    assert f"start: {TODAY.isoformat()}" in sheet.read_text("utf-8")
