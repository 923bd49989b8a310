"""A reader tells a startup's team that its sheet is wrong, or anything else."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from incubator.store import models
from tests.web.brought.conftest import ANA, MANAGER, TEAM, Place, mails, sound

FORM = "/startups/bac/signaler"
LIST = "/espace/startups/bac/remarques"
MISTAKE = {
    "kind": "mistake",
    "part": "budget",
    "wrong": "Le budget de 2025 est faux",
    "right": "420 000 €",
    "source": "La loi de finances",
    "name": "",
    "email": "",
}


async def report(browser: httpx.AsyncClient, **changes: str) -> httpx.Response:
    return await browser.post(FORM, data={**MISTAKE, **changes})


async def remark(place: Place, **changes: str) -> str:
    """The address of a remark in the team's space."""
    answer = await report(place.visitor(), **changes)
    assert answer.status_code == 303
    row = await models.Submission.all().order_by("-id").first()
    assert row
    return f"{LIST}/{row.public_id}"


async def test_a_reader_signals_a_mistake_and_only_the_team_reads_it(place: Place) -> None:
    visitor = place.visitor()
    assert FORM in sound(await visitor.get("/startups/bac")).links()
    sound(await visitor.get(FORM))
    answer = await report(visitor)
    assert answer.headers["location"] == "/startups/bac/signaler/merci"
    sound(await visitor.get(answer.headers["location"]))
    assert await mails() == []
    team, manager, ana = [await place.browser(who) for who in (TEAM, MANAGER, ANA)]
    (row,) = await models.Submission.all()
    assert (row.kind, row.place_kind, row.status) == ("mistake", "startup", "received")
    page = sound(await team.get(f"{LIST}/{row.public_id}"))
    for said in ("Le budget", "420 000 €", "La loi de finances", "pas laissé d’adresse"):
        assert said in page.words
    assert MISTAKE["wrong"] in sound(await team.get(LIST)).words
    assert (await ana.get(LIST)).status_code == 403
    assert (await ana.get(f"{LIST}/{row.public_id}")).status_code == 403
    assert (await ana.post(f"{LIST}/{row.public_id}/ecarter")).status_code == 403
    # The startup's incubator may change its sheet, hence reads this too, but not in its own inbox.
    sound(await manager.get(f"{LIST}/{row.public_id}"))
    inbox = "/espace/incubateurs/fabrique/envois"
    assert (await manager.get(f"{inbox}/{row.public_id}")).status_code == 404
    assert MISTAKE["wrong"] not in (await visitor.get("/startups/bac")).text


async def test_a_comment_needs_one_field(place: Place) -> None:
    visitor = place.visitor()
    form = sound(await visitor.get(f"{FORM}?pour=commentaire"))
    assert form.one("input", name="kind").attrs["value"] == "comment"
    sound(await visitor.post(FORM, data={"kind": "comment", "comment": ""}), 422)
    answer = await visitor.post(FORM, data={"kind": "comment", "comment": "Bravo\n\nContinuez"})
    assert answer.status_code == 303
    assert (await models.Submission.get()).title == "Bravo Continuez"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"wrong": ""}, "wrong"),
        ({"part": "ailleurs"}, "part"),
        ({"right": "y" * 4001}, "right"),
        ({"wrong": "www.a.example " * 4}, "wrong"),
        ({"email": "lou"}, "email"),
    ],
)
async def test_a_faulty_remark_comes_back(
    place: Place, changes: dict[str, str], field: str
) -> None:
    page = sound(await report(place.visitor(), **changes), 422)
    assert page.one(id=f"erreur-{field}").words
    assert await models.Submission.all().count() == 0


async def test_a_few_remarks_a_day_come_from_a_network_or_an_address(place: Place) -> None:
    for n in range(10):
        assert (await report(place.visitor(), wrong=f"Faux {n}")).status_code == 303
    sound(await report(place.visitor()), 429)
    for n in range(7):
        visitor = place.visitor(f"192.0.2.{n}")
        assert (await report(visitor, email="lou@exemple.fr")).status_code == 303
    assert await models.Submission.filter(sender_email="lou@exemple.fr").count() == 5


async def test_a_robot_is_thanked_and_dropped(place: Place) -> None:
    assert (await report(place.visitor(), site_web="x")).status_code == 303
    assert await models.Submission.all().count() == 0


async def test_the_team_deals_with_a_remark_and_can_undo_it(place: Place) -> None:
    one, team = await remark(place), await place.browser(TEAM)
    acts = (("traiter", "answered", "traitees"), ("ecarter", "removed", "ecartees"))
    for act, status, listed in acts:
        answer = await team.post(f"{one}/{act}")
        assert answer.headers["location"] == LIST
        page = sound(await team.get(LIST))
        assert "Aucune remarque à traiter" in page.words
        assert page.one("form", action=f"{one}/retablir").words == "Annuler"
        assert MISTAKE["wrong"] in sound(await team.get(f"{LIST}?etat={listed}")).words
        assert (await models.Submission.get()).status == status
        await team.post(f"{one}/retablir")
        assert (await models.Submission.get()).status == "received"
    assert await mails() == []
    sound(await team.post(f"{one}/retablir"), 422)


async def test_an_answer_is_sent_once_to_the_address_that_was_left(place: Place) -> None:
    one = await remark(place, email="lou@exemple.fr", name="Lou")
    team = await place.browser(TEAM)
    sound(await team.post(f"{one}/repondre", data={"text": ""}), 422)
    await team.post(f"{one}/repondre", data={"text": "Merci, c’est corrigé."})
    (mail,) = await mails("lou@exemple.fr")
    assert "Merci, c’est corrigé." in mail.text
    row = await models.Submission.get()
    assert row.expires_at - row.decided_at == timedelta(days=180)
    await team.post(f"{one}/retablir")
    assert "champ-text" not in (await team.get(one)).text
    sound(await team.post(f"{one}/repondre", data={"text": "Encore"}), 422)
    assert len(await mails("lou@exemple.fr")) == 1
    assert (await models.Submission.get()).status == "received"


async def test_without_an_address_there_is_no_answer(place: Place) -> None:
    one, team = await remark(place), await place.browser(TEAM)
    page = sound(await team.post(f"{one}/repondre", data={"text": "Merci"}), 422)
    assert "pas laissé d’adresse" in page.one(id="erreurs").words


async def test_whoever_is_signed_in_is_known_by_their_account(place: Place) -> None:
    ana = await place.browser(ANA)
    assert ANA in sound(await ana.get(FORM)).words
    await report(ana, email="autre@exemple.fr")
    row = await models.Submission.get()
    assert (row.sender_email, bool(row.editor)) == (ANA, True)
    assert MISTAKE["wrong"] in sound(await ana.get("/espace/propositions")).words
    sound(await ana.get(f"/espace/propositions/{row.public_id}"))


async def test_a_remark_of_another_startup_is_not_found(place: Place) -> None:
    one, team = await remark(place), await place.browser(TEAM)
    (row,) = await models.Submission.all()
    await models.Submission.filter(id=row.id).update(place_id="autre")
    for address in (one, f"{one}/traiter"):
        answer = await (team.get(address) if address == one else team.post(address))
        assert answer.status_code == 404
