"""Decisions of committees in the API: what each incubator publishes, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from incubator.config import Settings
from incubator.domain.committee_states import State
from incubator.domain.decisions import Condition, Kind, Objective
from incubator.domain.publicity import Publicity
from incubator.store.committees.rules import Rules, save_rules
from tests.committees import INCUBATOR, STARTUP, decided_in, session_with
from tests.conftest import Catalogue
from tests.web.api.v1.walking import Document, check
from tests.web.signed import NOW, stranger

PAST = NOW - timedelta(days=40)
CONTENT: dict[str, Any] = {
    "decided_on": PAST.date(),
    "amount": 120_000,
    "period_from": date(2026, 11, 1),
    "period_until": date(2027, 4, 30),
    "reasons": "Les retours sont bons.",
    "objectives": (Objective("Ouvrir la région", date(2027, 3, 1), indicator="menages"),),
    "conditions": (Condition("Écrire la lettre", "La direction", date(2027, 3, 1)),),
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@dataclass
class Decided:
    """A closed session with a decision that says everything a decision can."""

    settings: Settings
    id: str

    async def publish(self, **what: bool) -> None:
        await save_rules(Rules(INCUBATOR, publicity=Publicity(**what)), "test", NOW)

    async def read(self, query: str = "", status: int = 200) -> Document:
        async with stranger(self.settings) as client:
            answer = await client.get(f"/api/1/decisions{query}")
        assert answer.status_code == status, answer.text
        assert "Les retours sont bons" not in answer.text
        document: Document = answer.json()
        if status == 200:
            check(document)
        return document


@pytest.fixture
async def decided(catalogue: Catalogue) -> Decided:
    committee = await session_with(state=State.CLOSED, starts_at=PAST)
    taken = await decided_in(committee, **CONTENT)
    return Decided(catalogue.settings, taken["decision_id"])


async def test_unless_it_says_more_kind_and_day_alone_are_there(decided: Decided) -> None:
    document = await decided.read()
    (one,) = document["data"]
    told = one["attributes"]
    assert (told["kind"], told["decided_on"], told["about"]) == (
        "continue",
        "2026-10-12",
        "Bail en main",
    )
    assert told["sentence"] == "Le comité décide de poursuivre Bail en main."
    assert (told["amount"], told["period_from"], told["period_until"]) == (None, None, None)
    assert (told["objectives"], told["conditions"]) == ([], [])
    links = one["relationships"]
    assert links["startup"]["data"]["id"] == STARTUP
    assert links["incubator"]["data"]["id"] == INCUBATOR
    assert one["links"]["alternate"]["href"].endswith(f"/comites/decisions/{decided.id}")


async def test_what_an_incubator_opens_is_there_at_once_and_what_it_closes_is_gone(
    decided: Decided,
) -> None:
    await decided.publish(amounts=True, objectives=True, conditions=True)
    told = (await decided.read(f"/{decided.id}"))["data"]["attributes"]
    assert (told["amount"], told["period_until"]) == (120_000, "2027-04-30")
    (objective,) = told["objectives"]
    assert (objective["text"], objective["indicator"]) == ("Ouvrir la région", "menages")
    assert told["conditions"] == [
        {"text": "Écrire la lettre", "owner": "La direction", "due": "2027-03-01"}
    ]
    await decided.publish(decisions=False)
    assert (await decided.read())["data"] == []
    await decided.read(f"/{decided.id}", status=404)


async def test_a_session_that_is_not_closed_says_nothing(decided: Decided) -> None:
    held = await session_with({}, [STARTUP], state=State.OPEN, starts_at=NOW)
    live = (await decided_in(held, Kind.STOP))["decision_id"]
    assert [one["id"] for one in (await decided.read())["data"]] == [decided.id]
    await decided.read(f"/{live}", status=404)


async def test_decisions_are_filtered(decided: Decided) -> None:
    expected = {
        f"filter[startup]={STARTUP}&filter[kind]=continue": 1,
        "filter[kind]=stop": 0,
        f"filter[incubator]={INCUBATOR}&filter[replaced]=false": 1,
        "filter[replaced]=true": 0,
        "filter[since]=2026-10-13": 0,
        "filter[until]=2026-10-12&sort=-decided_on": 1,
        f"au={NOW.date()}": 1,
        # It became public later than it was decided.
        f"au={PAST.date()}": 0,
    }
    found = {query: len((await decided.read(f"?{query}"))["data"]) for query in expected}
    assert found == expected
