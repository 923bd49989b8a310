"""A visitor brings a problem to an incubator, without an account."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from incubator.store import journal, models
from tests.web.brought.conftest import (
    ANA,
    COACH,
    MANAGER,
    PROBLEM,
    Place,
    brought,
    mails,
    secret_in_mail,
    sound,
)

FORM = "/incubateurs/fabrique/irritant"
LOU = PROBLEM["email"]


async def send(browser: httpx.AsyncClient, **changes: str) -> httpx.Response:
    return await browser.post(FORM, data={**PROBLEM, **changes})


async def test_a_visitor_finds_the_form_from_the_home_page_and_from_the_incubator(
    place: Place,
) -> None:
    browser = place.visitor()
    assert "/irritant" in sound(await browser.get("/")).links()
    page = sound(await browser.get("/irritant"))
    assert FORM in page.links()
    assert "/incubateurs/cache/irritant" not in page.links()
    assert FORM in sound(await browser.get("/incubateurs/fabrique")).links()
    form = sound(await browser.get(FORM))
    assert "effacé après 48 heures" in form.words
    assert (await browser.get("/incubateurs/cache/irritant")).status_code == 404
    assert (await browser.get("/incubateurs/aucun/irritant")).status_code == 404


async def test_nobody_reads_a_problem_until_its_address_is_proved(place: Place) -> None:
    browser = place.visitor()
    answer = await send(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/envoi-recu")
    sound(await browser.get("/envoi-recu"))
    manager = await place.browser(MANAGER)
    inbox = "/espace/incubateurs/fabrique/envois"
    assert PROBLEM["title"] not in (await manager.get(inbox)).text
    (row,) = await models.Submission.all()
    assert (await manager.get(f"{inbox}/{row.public_id}")).status_code == 404

    secret = await secret_in_mail(LOU)
    assert secret not in row.token_hash
    (mail,) = await mails(LOU)
    # Whoever gets it may have written nothing: a stranger's words are not sent through the site.
    for typed in (PROBLEM["title"], PROBLEM["name"], "photocopient"):
        assert typed not in mail.subject + mail.text + mail.html
    for _ in range(2):
        looked = await browser.get("/suivi/confirmer", params={"jeton": secret})
        assert looked.headers["referrer-policy"] == "no-referrer"
        assert "<b>tout</b>" not in looked.text
        assert PROBLEM["title"] in sound(looked).words
    assert (await models.Submission.get()).status == "unconfirmed"

    done = await browser.post("/suivi/confirmer", data={"jeton": secret})
    assert (done.status_code, done.headers["location"]) == (303, "/suivi/confirme")
    sound(await browser.get("/suivi/confirme"))
    assert PROBLEM["title"] in sound(await manager.get(inbox)).words
    again = await browser.post("/suivi/confirmer", data={"jeton": secret})
    sound(again, 410)
    sound(await browser.get("/suivi/confirmer", params={"jeton": secret}), 410)
    sound(await browser.get("/suivi", params={"jeton": secret}), 410)


async def test_what_is_not_confirmed_within_two_days_can_not_be_any_more(place: Place) -> None:
    browser = place.visitor()
    await send(browser)
    secret = await secret_in_mail(LOU)
    place.door.clock.forward(hours=48, seconds=1)
    sound(await browser.get("/suivi/confirmer", params={"jeton": secret}), 410)
    sound(await browser.post("/suivi/confirmer", data={"jeton": secret}), 410)


async def test_what_a_robot_fills_in_is_dropped_and_it_is_not_told(place: Place) -> None:
    answer = await send(place.visitor(), site_web="https://vendre.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/envoi-recu")
    assert await models.Submission.all().count() == 0
    assert await mails() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"who": " \n "}, "who"),
        ({"today": ""}, "today"),
        ({"name": ""}, "name"),
        ({"email": "lou(arobase)exemple"}, "email"),
        ({"who": "x" * 4001}, "who"),
        ({"today": "http://a.example " * 4}, "today"),
        ({"title": "un\u200bdeux"}, "title"),
    ],
)
async def test_a_faulty_form_comes_back_with_everything_that_was_typed(
    place: Place, changes: dict[str, str], field: str
) -> None:
    answer = await send(place.visitor(), **changes)
    page = sound(answer, 422)
    assert page.one(id=f"erreur-{field}").words
    for name, value in {**PROBLEM, **changes}.items():
        typed = page.one(id=f"champ-{name}")
        shown = typed.raw_text if typed.tag == "textarea" else typed.attrs["value"]
        assert shown.strip() == value.strip(), name
    assert await models.Submission.all().count() == 0


async def test_one_address_gets_few_mails_and_the_answer_does_not_tell(place: Place) -> None:
    answers = [await send(place.visitor(), title=f"Problème {n}") for n in range(8)]
    assert {(a.status_code, a.headers["location"]) for a in answers} == {(303, "/envoi-recu")}
    assert len(await mails(LOU)) == 5
    place.door.clock.forward(days=1, seconds=1)
    await send(place.visitor())
    assert len(await mails(LOU)) == 6


async def test_a_network_that_sends_too_much_is_told_when_to_come_back(place: Place) -> None:
    for n in range(20):
        await send(place.visitor("192.0.2.7"), email=f"lou{n}@exemple.fr")
    answer = await send(place.visitor("192.0.2.7"), email="autre@exemple.fr")
    sound(answer, 429)
    assert answer.headers["retry-after"]
    assert (await send(place.visitor("192.0.2.8"))).status_code == 303


async def test_whoever_is_signed_in_confirms_nothing_and_follows_it_in_their_space(
    place: Place,
) -> None:
    browser = await place.browser(ANA)
    form = sound(await browser.get(FORM))
    assert f"Ana ({ANA})" in form.words
    answer = await send(browser, email="", name="")
    assert answer.headers["location"] == "/espace/propositions"
    assert PROBLEM["title"] in sound(await browser.get("/espace/propositions")).words
    (row,) = await models.Submission.all()
    assert (row.status, row.sender_email) == ("received", ANA)
    assert await mails() == []


async def test_a_question_goes_by_mail_and_its_link_takes_one_answer(place: Place) -> None:
    item = await brought(place)
    one = f"/espace/incubateurs/fabrique/envois/{item.public_id}"
    coach = await place.browser(COACH)
    sound(await coach.get(one))
    sound(await coach.post(f"{one}/demander", data={"question": ""}), 422)
    asked = await coach.post(f"{one}/demander", data={"question": "Combien ?\nDepuis quand ?"})
    assert asked.headers["location"] == one
    mail = (await mails(LOU))[-1]
    assert "Combien" in mail.text
    assert "Depuis quand" in mail.html
    secret = await secret_in_mail(LOU)

    lou = place.visitor("192.0.2.1")
    page = sound(await lou.get("/suivi", params={"jeton": secret}))
    assert "Combien ?" in page.words
    assert "Coach" not in page.words
    sound(await lou.post("/suivi", data={"jeton": secret, "text": ""}), 422)
    answer = await lou.post("/suivi", data={"jeton": secret, "text": "Mille, depuis 2019."})
    assert answer.status_code == 303
    assert "Votre réponse est envoyée" in sound(await lou.get(answer.headers["location"])).words
    sound(await lou.post("/suivi", data={"jeton": secret, "text": "Encore"}), 422)
    assert "Mille, depuis 2019." in sound(await coach.get(one)).words
    assert (await models.Submission.get()).status == "received"
    sound(await lou.get("/suivi", params={"jeton": "devine"}), 410)


async def test_each_question_has_a_link_of_its_own(place: Place) -> None:
    item = await brought(place)
    one = f"/espace/incubateurs/fabrique/envois/{item.public_id}"
    coach, lou = await place.browser(COACH), place.visitor()
    await coach.post(f"{one}/demander", data={"question": "Un ?"})
    first = await secret_in_mail(LOU)
    await lou.post("/suivi", data={"jeton": first, "text": "Oui"})
    await coach.post(f"{one}/demander", data={"question": "Deux ?"})
    second = await secret_in_mail(LOU)
    assert (await lou.get("/suivi", params={"jeton": first})).status_code == 410
    assert (await lou.get("/suivi", params={"jeton": second})).status_code == 200


async def test_an_answer_closes_a_problem_and_only_a_manager_gives_it(place: Place) -> None:
    item = await brought(place)
    one = f"/espace/incubateurs/fabrique/envois/{item.public_id}"
    coach, manager = await place.browser(COACH), await place.browser(MANAGER)
    refused = await coach.post(f"{one}/repondre", data={"text": "Voyez bac."})
    assert refused.status_code == 403
    await manager.post(f"{one}/repondre", data={"text": "Un service existe, <bac>."})
    assert "Un service existe, <bac>." in (await mails(LOU))[-1].text
    assert "&lt;bac&gt;" in (await mails(LOU))[-1].html
    row = await models.Submission.get()
    assert row.status == "answered"
    assert row.expires_at - row.decided_at == timedelta(days=365)
    sound(await manager.post(f"{one}/decliner", data={"reason": "Non"}), 422)


async def test_spam_goes_away_without_a_mail_and_comes_back_when_asked(place: Place) -> None:
    item = await brought(place)
    one = f"/espace/incubateurs/fabrique/envois/{item.public_id}"
    manager, count = await place.browser(MANAGER), len(await mails())
    answer = await manager.post(f"{one}/ecarter")
    assert answer.headers["location"] == "/espace/incubateurs/fabrique/envois"
    page = sound(await manager.get(answer.headers["location"]))
    undo = page.one("form", action=f"{one}/retablir")
    assert undo.words == "Annuler"
    assert PROBLEM["title"] not in page.one(cls="inc-page").words
    await manager.post(f"{one}/retablir")
    assert (await models.Submission.get()).status == "received"
    assert len(await mails()) == count


async def test_the_journal_says_what_happened_and_names_nobody(place: Place) -> None:
    item = await brought(place)
    _, entries = await journal.find_entries(text=item.public_id, oldest_first=True)
    assert [entry.action for entry in entries] == ["submission_sent", "submission_confirmed"]
    for entry in entries:
        for secret in (LOU, "Lou", "aidants"):
            assert secret not in f"{entry.detail} {entry.personal}"
