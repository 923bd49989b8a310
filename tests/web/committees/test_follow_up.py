"""What committees asked for, followed: who reads it, who notes it, what is kept of each note."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.domain.decisions import Condition, Objective
from incubator.store import models
from tests.committees import (
    INCUBATOR,
    STARTUP,
    browser_in,
    decided_in,
    session_with,
)
from tests.conftest import TODAY, Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of, stranger

LIST = "/comites/suivi"
AUDIT = "Publier l’audit d’accessibilité"
RENT = "Aider 5 000 locataires par mois"
ELSEWHERE = "relais-repit"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@dataclass
class Followed:
    """Two sessions that decided, one of them of another incubator."""

    settings: Settings
    committee: Any
    decided: Mapping[str, str]

    @property
    def promise(self) -> str:
        return f"{LIST}/{self.decided['promise_id']}"

    async def browser(self, role: Role | None, place: str = "") -> httpx.AsyncClient:
        email = f"{role or 'personne'}-{place}@exemple.gouv.fr".replace("_", "-")
        is_new = not await models.Account.filter(email=email).exists()
        roles = [(role, place)] if role and is_new else []
        return await browser_of(self.settings, await account_with(email, roles))

    async def team(self) -> httpx.AsyncClient:
        return await self.browser(Role.INTRAPRENEUR, STARTUP)

    async def texts(self, browser: httpx.AsyncClient, query: str = "") -> list[str]:
        """What the list shows, in its order."""
        page = await page_of(browser, LIST + query)
        return [row.all("a")[0].words for row in page.all("tr") if row.all("a")]


async def page_of(browser: httpx.AsyncClient, path: str, status: int = 200) -> Node:
    answer = await browser.get(path)
    assert answer.status_code == status, answer.text
    page = parse(answer.text)
    assert page_faults(page) == []
    return page


@pytest.fixture
async def followed(catalogue: Catalogue) -> Followed:
    past = NOW - timedelta(days=40)
    committee = await session_with(state=State.CLOSED, starts_at=past)
    decided = await decided_in(
        committee,
        decided_on=past.date(),
        conditions=(Condition(AUDIT, "La direction", TODAY - timedelta(days=1)),),
        objectives=(
            Objective(
                RENT, TODAY + timedelta(days=10), Decimal(5000), "locataires", "locataires-aides"
            ),
        ),
    )
    other = await session_with(
        {}, [ELSEWHERE], incubator="la-verriere", state=State.CLOSED, starts_at=past
    )
    await decided_in(
        other,
        conditions=(Condition("=HYPERLINK(1)", "+Qui", TODAY + timedelta(days=90)),),
        objectives=(),
    )
    return Followed(catalogue.settings, committee, decided)


@pytest.mark.parametrize(
    ("role", "place", "expected"),
    [
        (Role.TEAM_MEMBER, STARTUP, [AUDIT, RENT]),
        (Role.COACH, INCUBATOR, [AUDIT, RENT]),
        (Role.COMMITTEE_SECRETARY, INCUBATOR, [AUDIT, RENT]),
        (Role.SPONSOR, "direction-du-logement-stable", [AUDIT, RENT]),
        (Role.INCUBATOR_MANAGER, "la-verriere", ["=HYPERLINK(1)"]),
        (Role.TEAM_MEMBER, ELSEWHERE, ["=HYPERLINK(1)"]),
        (Role.SPONSOR, "dinum", []),
        (None, "", []),
        (Role.ADMINISTRATOR, "", [AUDIT, RENT, "=HYPERLINK(1)"]),
    ],
)
async def test_each_sees_what_their_role_follows_late_first(
    followed: Followed, role: Role | None, place: str, expected: list[str]
) -> None:
    assert await followed.texts(await followed.browser(role, place)) == expected


async def test_members_of_a_session_follow_its_decisions_and_note_nothing(
    followed: Followed,
) -> None:
    guest = await browser_in(followed.settings, followed.committee, Seat.OBSERVER)
    assert await followed.texts(guest) == [AUDIT, RENT]
    assert (await guest.get(followed.promise)).status_code == 200
    assert (await guest.post(followed.promise, data={})).status_code == 403
    outside = await followed.browser(Role.TEAM_MEMBER, ELSEWHERE)
    assert (await outside.get(followed.promise)).status_code == 403
    answer = await stranger(followed.settings).get(LIST)
    assert answer.headers["location"].startswith("/connexion?")


async def test_filters_are_in_the_address_and_each_can_be_lifted(followed: Followed) -> None:
    admin = await followed.browser(Role.ADMINISTRATOR)
    assert await followed.texts(admin, "?etat=en-retard") == [AUDIT]
    assert await followed.texts(admin, "?etat=sous-14-jours") == [RENT]
    assert await followed.texts(admin, "?quoi=condition") == [AUDIT, "=HYPERLINK(1)"]
    assert await followed.texts(admin, f"?startup={ELSEWHERE}") == ["=HYPERLINK(1)"]
    assert await followed.texts(admin, f"?incubateur={INCUBATOR}&quoi=objectif") == [RENT]
    page = await page_of(admin, f"{LIST}?startup={ELSEWHERE}&etat=fait")
    assert "Rien ne correspond" in page.words
    assert "Retirer le filtre Relais Répit" in page.words


async def test_nobody_types_the_figure_that_the_sheet_knows(followed: Followed) -> None:
    page = await page_of(await followed.team(), LIST)
    row = next(one for one in page.all("tr") if RENT in one.words)
    known = await models.Indicator.get(startup_id=STARTUP, is_main=True)
    await models.Objective.all().update(indicator=known.key)
    page = await page_of(await followed.team(), LIST)
    row = next(one for one in page.all("tr") if RENT in one.words)
    assert "Promis : 5 000 locataires" in row.words.replace("\u202f", " ").replace("\xa0", " ")
    assert "Aujourd’hui : " in row.words
    assert known.unit in row.words


async def test_what_is_noted_stays_with_its_evidence_and_can_be_taken_back(
    followed: Followed,
) -> None:
    team = await followed.team()
    sent = {"reponse": "met", "preuve": "L’audit est en ligne.", "connu": "0",
            "lien": "https://exemple.gouv.fr/audit", "retour": "etat=en-retard"}  # fmt: skip
    answer = await team.post(followed.promise, data=sent)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{LIST}?etat=en-retard"
    page = await page_of(team, LIST)
    assert await followed.texts(team) == [RENT, AUDIT]
    row = next(one for one in page.all("tr") if AUDIT in one.words)
    assert "Fait" in row.words
    assert "L’audit est en ligne." in row.words
    entry = await models.JournalEntry.filter(action="promise_noted").get()
    assert entry.subject == f"startup:{STARTUP}"
    assert "ligne" not in entry.detail
    page = await page_of(team, LIST)
    undo = (await models.FollowUp.get()).id
    answer = await team.post(f"{followed.promise}/reprendre?note={undo}&retour=")
    assert answer.status_code == 303
    assert await followed.texts(team) == [AUDIT, RENT]
    assert [one.answer for one in await models.FollowUp.all().order_by("id")] == [
        "met",
        "withdrawn",
    ]
    page = await page_of(team, followed.promise)
    assert "Note reprise" in page.words
    assert "L’audit est en ligne." in page.words
    # Taken back already: nothing more is written.
    last = await models.FollowUp.all().order_by("-id").first()
    assert last is not None
    await team.post(f"{followed.promise}/reprendre", data={"note": str(last.id)})
    assert await models.FollowUp.all().count() == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"preuve": "Voilà"}, "Dites si c’est fait ou non."),
        ({"reponse": "met"}, "Dites ce qui le montre, ou donnez un lien."),
        ({"reponse": "met", "lien": "http://exemple.gouv.fr"}, "commence par https://"),
        ({"reponse": "met", "lien": "javascript:alert(1)"}, "commence par https://"),
        ({"reponse": "met", "lien": "https://banque.example@pirate.example"}, "https://"),
        ({"reponse": "not-met", "preuve": "x" * 2001}, "au plus 2000 signes"),
        ({"reponse": "withdrawn"}, "Dites si c’est fait ou non."),
    ],
)
async def test_a_faulty_note_comes_back_as_it_was_typed(
    followed: Followed, sent: dict[str, str], said: str
) -> None:
    team = await followed.team()
    answer = await team.post(followed.promise, data={"connu": "0", **sent})
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page_faults(page) == []
    assert said in page.one(id="erreurs").words.replace("\u202f", "")
    if "lien" in sent:
        assert page.one(id="champ-lien").attrs["value"] == sent["lien"]
    assert not await models.FollowUp.exists()


async def test_of_two_notes_at_once_the_second_reads_the_first(followed: Followed) -> None:
    team = await followed.team()
    secretary = await followed.browser(Role.COMMITTEE_SECRETARY, INCUBATOR)
    first = {"reponse": "not-met", "preuve": "Pas encore.", "connu": "0"}
    assert (await secretary.post(followed.promise, data=first)).status_code == 303
    second = {"reponse": "met", "preuve": "Si, hier.", "connu": "0"}
    answer = await team.post(followed.promise, data=second)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "Quelqu’un l’a noté entre-temps" in page.words
    assert "Pas encore." in page.words
    assert "Si, hier." in page.words
    known = next(n for n in page.all("input") if n.attrs.get("name") == "connu").attrs["value"]
    again = {**second, "connu": known}
    assert (await team.post(followed.promise, data=again)).status_code == 303
    assert await models.FollowUp.all().count() == 2


async def test_the_file_has_what_is_shown_and_no_formula(followed: Followed) -> None:
    admin = await followed.browser(Role.ADMINISTRATOR)
    answer = await admin.get(f"{LIST}.csv?startup={ELSEWHERE}")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["texte"], row["a_la_charge_de"]) == ("'=HYPERLINK(1)", "'+Qui")
    assert (row["etat"], row["quoi"]) == ("a-venir", "condition")
    every = (await admin.get(f"{LIST}.csv")).text
    assert [row["etat"] for row in csv.DictReader(io.StringIO(every))] == [
        "en-retard",
        "sous-14-jours",
        "a-venir",
    ]
    assert "\r\n" in every


async def test_what_a_session_still_decides_is_not_owed_yet(followed: Followed) -> None:
    held = await session_with({}, [STARTUP], state=State.OPEN, starts_at=NOW)
    await decided_in(held)
    assert await followed.texts(await followed.team()) == [AUDIT, RENT]


async def test_the_list_costs_the_same_however_much_is_owed(
    followed: Followed, statements: list[str]
) -> None:
    admin = await followed.browser(Role.ADMINISTRATOR)
    await admin.get(LIST)
    statements.clear()
    await admin.get(LIST)
    few = len(statements)
    for day in range(8):
        held = await session_with(
            {}, [STARTUP], state=State.CLOSED, starts_at=NOW - timedelta(days=50 + day)
        )
        await decided_in(held, decided_on=date(2026, 9, 1))
    statements.clear()
    await admin.get(LIST)
    assert len(statements) == few


async def test_whoever_has_nothing_to_follow_learns_what_comes_here(followed: Followed) -> None:
    page = await page_of(await followed.browser(None), LIST)
    assert "Rien à suivre pour l’instant" in page.words
    assert "clôture de la séance" in page.words
