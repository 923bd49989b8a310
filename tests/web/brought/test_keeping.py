"""What is kept of those who bring something ends on its day, or with their account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incubator.actions.clean_up import clean_up
from incubator.actions.manage_accounts import erase_account, export_account
from incubator.store import journal, models
from incubator.store.accounts.accounts import find_by_email
from tests.conftest import TODAY
from tests.web.brought.conftest import ANA, COACH, MANAGER, PROBLEM, Place, brought, sound
from tests.web.signed import CLI, NOW, browser_of

INBOX = "/espace/incubateurs/fabrique/envois"
WORDS = (PROBLEM["title"], PROBLEM["who"], PROBLEM["name"], PROBLEM["email"], "Combien")


async def everything_kept() -> str:
    rows = [str(row) for row in await models.Submission.all().values()]
    return " ".join(rows + [str(row) for row in await models.SubmissionMessage.all().values()])


async def test_what_was_never_confirmed_leaves_nothing(place: Place) -> None:
    await place.visitor().post("/incubateurs/fabrique/irritant", data=PROBLEM)
    await clean_up(place.door.settings, NOW + timedelta(hours=47))
    assert await models.Submission.all().count() == 1
    counts = await clean_up(place.door.settings, NOW + timedelta(hours=48))
    assert counts["submissions"] == 1
    assert await models.Submission.all().count() == 0


async def test_names_addresses_and_texts_are_wiped_on_their_day(place: Place) -> None:
    item = await brought(place)
    one = f"{INBOX}/{item.public_id}"
    coach, manager = await place.browser(COACH), await place.browser(MANAGER)
    await coach.post(f"{one}/demander", data={"question": "Combien ?"})
    await manager.post(f"{one}/decliner", data={"reason": "Combien de fois déjà ?"})
    await clean_up(place.door.settings, NOW + timedelta(days=364))
    assert PROBLEM["title"] in await everything_kept()
    await clean_up(place.door.settings, NOW + timedelta(days=366))
    kept = await everything_kept()
    for word in WORDS:
        assert word not in kept
    row = await models.Submission.get()
    assert (row.status, row.decided_by != "") == ("declined", True)
    # Sessions have ended as well.
    account = await find_by_email(MANAGER)
    assert account
    manager = await browser_of(place.door.settings, account)
    assert (await manager.get(one)).status_code == 404
    assert "Rien n’est arrivé" in sound(await manager.get(INBOX)).words
    again = await clean_up(place.door.settings, NOW + timedelta(days=367))
    assert again["submissions"] == 0


@pytest.mark.parametrize("kind", ["startup", "problem"])
async def test_erasing_an_account_takes_along_what_it_has_brought(place: Place, kind: str) -> None:
    if kind == "startup":
        await brought(place, kind)
    else:
        ana = await place.browser(ANA)
        await ana.post("/incubateurs/fabrique/irritant", data=PROBLEM)
    account = await find_by_email(ANA)
    assert account
    held = (await export_account(account))["submissions"]
    assert [row["kind"] for row in held] == [kind]
    assert held[0]["answers"]
    await erase_account(account, CLI, TODAY)
    kept = await everything_kept()
    for word in (ANA, account.public_id, "500 000 impayés", PROBLEM["title"]):
        assert word not in kept
    _, entries = await journal.find_entries(about=account.public_id)
    assert all(entry.personal is None for entry in entries)


async def test_my_data_shows_what_i_have_brought_without_notes_of_others(place: Place) -> None:
    item = await brought(place, "startup")
    coach = await place.browser(COACH)
    await coach.post(f"{INBOX}/{item.public_id}/demander", data={"question": "Combien ?"})
    ana = await place.browser(ANA)
    page = sound(await ana.get("/mon-compte/donnees"))
    assert "Bail clair" in page.words
    data = (await ana.get("/mon-compte/donnees.json")).json()["submissions"]
    assert [message["text"] for message in data[0]["messages"]] == ["Combien ?"]
    assert "token_hash" not in str(data)
    other = (await coach.get("/mon-compte/donnees.json")).json()["submissions"]
    assert other == []
