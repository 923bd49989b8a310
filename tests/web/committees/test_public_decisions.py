"""Decisions as the public reads them: what an incubator publishes, in a list, a feed and a file."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.domain.decisions import Condition, Kind, Objective
from incubator.domain.publicity import Publicity
from incubator.store import journal
from incubator.store.committees.decisions import add_decision, find_decision
from incubator.store.committees.rules import Rules, save_rules
from incubator.store.committees.sessions import Committee
from tests.committees import INCUBATOR, STARTUP, browser_in, decided_in, session_with
from tests.conftest import Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of, stranger

LIST = "/comites/decisions"
ATOM = "{http://www.w3.org/2005/Atom}"
PAST = NOW - timedelta(days=40)
CONTENT: dict[str, Any] = {
    "decided_on": PAST.date(),
    "amount": 120_000,
    "period_from": date(2026, 11, 1),
    "period_until": date(2027, 4, 30),
    "reasons": "Les retours sont bons.",
    "objectives": (Objective("=1+1", date(2027, 3, 1)),),
    "conditions": (Condition("Écrire la lettre", "La direction", date(2027, 3, 1)),),
}
#: What is no one's business but the incubator's, unless it says otherwise.
PRIVATE = ("120", "=1+1", "Écrire la lettre", "Les retours sont bons")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@dataclass
class Decided:
    """A closed session with a decision that says everything a decision can."""

    settings: Settings
    committee: Committee
    id: str

    @property
    def path(self) -> str:
        return f"{LIST}/{self.id}"

    async def publish(self, **what: bool) -> None:
        """What the incubator publishes from now on."""
        await save_rules(Rules(INCUBATOR, publicity=Publicity(**what)), "test", NOW)

    async def text(self, path: str, status: int = 200) -> str:
        """What a stranger reads, without the spaces of figures."""
        answer = await stranger(self.settings).get(path)
        assert answer.status_code == status, answer.text
        return answer.text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
async def decided(catalogue: Catalogue) -> Decided:
    committee = await session_with(state=State.CLOSED, starts_at=PAST)
    taken = await decided_in(committee, **CONTENT)
    return Decided(catalogue.settings, committee, taken["decision_id"])


async def page_of(browser: httpx.AsyncClient, path: str) -> Node:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    page = parse(answer.text)
    assert page_faults(page) == []
    return page


async def test_unless_it_says_more_an_incubator_publishes_kind_and_date_alone(
    decided: Decided,
) -> None:
    for path in (LIST, decided.path, f"{LIST}.csv", f"{LIST}.atom"):
        text = await decided.text(path)
        assert "poursuivre" in text.lower()
        assert not [word for word in PRIVATE if word in text.split("</head>")[-1]], path
    page = await page_of(stranger(decided.settings), LIST)
    assert "12 octobre 2026" in page.words.replace("\xa0", " ") or "2026" in page.words


async def test_what_an_incubator_opens_is_read_and_the_deliberation_never_is(
    decided: Decided,
) -> None:
    await decided.publish(amounts=True, objectives=True, conditions=True)
    for path in (LIST, decided.path, f"{LIST}.csv", f"{LIST}.atom"):
        text = await decided.text(path)
        assert "=1+1" in text
        assert "Écrire la lettre" in text
        assert "120" in text
        assert "Les retours sont bons" not in text


async def test_what_an_incubator_keeps_and_what_is_not_closed_is_nowhere(
    decided: Decided,
) -> None:
    held = await session_with({}, [STARTUP], state=State.OPEN, starts_at=NOW)
    live = (await decided_in(held, Kind.STOP))["decision_id"]
    assert live not in await decided.text(LIST)
    await decided.text(f"{LIST}/{live}", status=404)
    await decided.publish(decisions=False)
    assert "Aucune décision publique pour l’instant" in await decided.text(LIST)
    assert decided.id not in await decided.text(f"{LIST}.csv")
    assert decided.id not in await decided.text(f"{LIST}.atom")
    await decided.text(decided.path, status=404)
    await decided.text(f"{LIST}/inconnue", status=404)


async def test_those_of_the_session_and_of_the_team_read_the_whole(decided: Decided) -> None:
    await decided.publish(decisions=False)
    observer = await browser_in(decided.settings, decided.committee, Seat.OBSERVER)
    team = await account_with("equipe@exemple.gouv.fr", [(Role.TEAM_MEMBER, STARTUP)])
    for browser in (observer, await browser_of(decided.settings, team)):
        page = await page_of(browser, decided.path)
        assert "Les retours sont bons." in page.words
        assert "Écrire la lettre" in page.words
        assert "Réviser cette décision" not in page.words
    other = await account_with("ailleurs@exemple.gouv.fr", [(Role.TEAM_MEMBER, "relais-repit")])
    answer = await (await browser_of(decided.settings, other)).get(decided.path)
    assert answer.status_code == 404


async def test_a_replaced_decision_stays_and_leads_to_the_one_that_counts(
    decided: Decided,
) -> None:
    after = await decided_in(
        decided.committee, Kind.REINFORCE, decided_on=NOW.date(), replaces=decided.id
    )
    page = await page_of(stranger(decided.settings), LIST)
    links = [one.attrs["href"] for one in page.all("h3") for one in one.all("a")]
    assert links == [f"{LIST}/{after['decision_id']}", decided.path]
    assert "remplacée par la décision du" in page.words
    page = await page_of(stranger(decided.settings), decided.path)
    assert "Cette décision ne vaut plus." in page.words
    assert f"{LIST}/{after['decision_id']}" in page.links()
    page = await page_of(stranger(decided.settings), f"{LIST}/{after['decision_id']}")
    assert "Histoire de cette décision" in page.words
    rows = list(csv.DictReader(io.StringIO(await decided.text(f"{LIST}.csv"))))
    assert [row["remplacee_par"] for row in rows][1].lstrip("'") == after["decision_id"]


async def test_pages_of_the_startup_and_of_the_incubator_lead_to_them(decided: Decided) -> None:
    browser = stranger(decided.settings)
    startup = await page_of(browser, f"/startups/{STARTUP}")
    assert f"{LIST}?startup={STARTUP}" in startup.links()
    incubator = await page_of(browser, f"/incubateurs/{INCUBATOR}")
    assert f"{LIST}?incubateur={INCUBATOR}" in incubator.links()
    feeds = [one.attrs["href"] for one in incubator.all("link", type="application/atom+xml")]
    assert feeds[-1] == f"/incubateurs/{INCUBATOR}/decisions.atom"
    await decided.publish(decisions=False)
    startup = await page_of(browser, f"/startups/{STARTUP}")
    assert f"{LIST}?startup={STARTUP}" not in startup.links()


async def test_filters_and_pages_hold_the_list(decided: Decided) -> None:
    for number in range(26):
        day = PAST - timedelta(days=400 + number)
        other = await session_with(
            {}, ["relais-repit"], incubator="la-verriere", state=State.CLOSED, starts_at=day
        )
        await decided_in(other, Kind.REINFORCE, decided_on=day.date())
    browser = stranger(decided.settings)
    page = await page_of(browser, LIST)
    assert len(page.all("h3")) == 25
    assert "27 décisions" in page.words
    assert len((await page_of(browser, f"{LIST}?page=2")).all("h3")) == 2
    for query, count in (
        (f"incubateur={INCUBATOR}", 1),
        (f"startup={STARTUP}", 1),
        ("decision=renforcer&page=2", 1),
        ("annee=2026&decision=poursuivre", 1),
        ("annee=1999", 0),
        ("annee=x&decision=x", 25),
    ):
        assert len((await page_of(browser, f"{LIST}?{query}")).all("h3")) == count, query
    rows = list(csv.DictReader(io.StringIO(await decided.text(f"{LIST}.csv?annee=2025"))))
    assert len(rows) == 26


async def test_a_decision_outlives_the_sheet_of_its_startup(decided: Decided) -> None:
    gone = await session_with({}, ["partie-ailleurs"], state=State.CLOSED, starts_at=PAST)
    await decided_in(gone, Kind.STOP)
    page = await page_of(stranger(decided.settings), LIST)
    assert "partie-ailleurs : Arrêter" in page.words.replace("\xa0", " ")
    assert not any("/startups/partie-ailleurs" in link for link in page.links())


async def test_the_feed_is_read_back_and_its_ids_stay(decided: Decided) -> None:
    await decided.publish(objectives=True)
    answer = await stranger(decided.settings).get(f"{LIST}.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.text.encode())  # noqa: S314 - our own answer
    (entry,) = feed.findall(f"{ATOM}entry")

    def said(of: ET.Element, name: str) -> str:
        found = of.find(f"{ATOM}{name}")
        assert found is not None
        return "".join(found.itertext()).strip().replace("\xa0", " ")

    assert said(entry, "title") == "Bail en main : Poursuivre"
    assert "=1+1" in said(entry, "summary")
    assert said(entry, "author") == "Quai des droits"
    assert said(entry, "id").startswith("urn:uuid:")
    first, updated = said(entry, "id"), datetime.fromisoformat(said(entry, "updated"))
    links = {one.attrib.get("rel"): one.attrib["href"] for one in entry.findall(f"{ATOM}link")}
    assert links[None] == f"http://127.0.0.1{decided.path}"
    assert datetime.fromisoformat(said(feed, "updated")) == updated
    taken = await find_decision(decided.id)
    assert taken is not None
    appeal = replace(taken.decision, id="appeal", kind=Kind.REINFORCE, replaces=decided.id)
    async with journal.transaction():
        await add_decision(appeal, "test", NOW + timedelta(hours=1))
    english = await stranger(decided.settings).get(f"/en{LIST}.atom")
    entries = ET.fromstring(english.text.encode()).findall(f"{ATOM}entry")  # noqa: S314
    assert len({said(one, "id") for one in entries}) == 2
    again = next(one for one in entries if said(one, "id") == first)
    assert datetime.fromisoformat(said(again, "updated")) > updated


async def test_the_file_runs_nothing_in_a_spreadsheet(decided: Decided) -> None:
    await decided.publish(objectives=True, amounts=True)
    answer = await stranger(decided.settings).get(f"{LIST}.csv")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["objectifs"].startswith("'=1+1")
    assert (row["quoi"], row["montant_euros"], row["startup"]) == (
        "poursuivre", "120000", STARTUP,
    )  # fmt: skip


async def test_the_list_costs_the_same_however_many_were_taken(
    decided: Decided, statements: list[str]
) -> None:
    browser = stranger(decided.settings)
    counts = []
    for _ in range(2):
        await browser.get(LIST)
        statements.clear()
        for path in (LIST, f"{LIST}.csv", f"{LIST}.atom"):
            await browser.get(path)
        counts.append(len(statements))
        for number in range(6):
            held = await session_with(
                {}, [STARTUP], state=State.CLOSED, starts_at=PAST - timedelta(days=number)
            )
            await decided_in(held)
    assert counts[0] == counts[1]
