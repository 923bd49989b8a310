"""An incubator calls for projects; people apply, with an account or without."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from incubator.store import models
from tests.web.brought.conftest import (
    ANA,
    COACH,
    IDEA,
    MANAGER,
    Place,
    mails,
    secret_in_mail,
    sound,
)

OWN = "/espace/incubateurs/fabrique/appels"
INBOX = "/espace/incubateurs/fabrique/envois"
CALL = {
    "title": "Appel des aidants",
    "text": "## Pour qui\n\nPour **vous**.<script>alert(1)</script>",
    "criteria": "- Un agent public\n- Un sponsor nommé\n",
    "opens_on": "2026-11-01",
    "closes_on": "2026-12-15",
    "answers_on": "2027-01-15",
}
LOU = {"name": "Lou", "email": "lou@exemple.fr"}


async def written(place: Place, *, published: bool = True, **changes: str) -> str:
    """The public id of a call that the manager wrote."""
    manager = await place.browser(MANAGER)
    answer = await manager.post(f"{OWN}/nouveau", data={**CALL, **changes})
    assert answer.status_code == 303, answer.text
    call_id = answer.headers["location"].rpartition("/")[2]
    if published:
        answer = await manager.post(f"{OWN}/{call_id}/publier")
        assert answer.status_code == 303, answer.text
    return str(call_id)


async def apply(browser: httpx.AsyncClient, call_id: str, **changes: str) -> httpx.Response:
    return await browser.post(f"/appels/{call_id}/candidater", data={**IDEA, **LOU, **changes})


async def test_a_call_is_a_draft_until_it_is_published(place: Place) -> None:
    manager, visitor = await place.browser(MANAGER), place.visitor()
    assert "Aucun appel" in sound(await manager.get(OWN)).words
    assert "Aucun appel" in sound(await visitor.get("/appels")).words
    sound(await manager.get(f"{OWN}/nouveau"))
    call_id = await written(place, published=False)
    preview = sound(await manager.get(f"{OWN}/{call_id}"))
    assert "Ceci est un aperçu" in preview.words
    assert (await visitor.get(f"/appels/{call_id}")).status_code == 404
    assert (await apply(visitor, call_id)).status_code == 404
    await manager.post(f"{OWN}/{call_id}/publier")
    page = sound(await visitor.get(f"/appels/{call_id}"))
    for said in ("Ouvert", "Un sponsor nommé", "15 décembre 2026", "chaque candidature a une"):
        assert said in page.words
    assert page.one("strong").words == "vous"
    assert "alert" not in page.words
    assert f"/appels/{call_id}" in sound(await visitor.get("/appels")).links()
    sound(await manager.post(f"{OWN}/{call_id}/publier"), 422)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": ""}, "text"),
        ({"text": "[" * 3000}, "text"),
        ({"criteria": "-\n"}, "criteria"),
        ({"criteria": "\n".join("abcdefghijklmnopqrstu")}, "criteria"),
        ({"opens_on": ""}, "opens_on"),
        ({"closes_on": "2026-10-01"}, "closes_on"),
        ({"answers_on": "2026-12-01"}, "answers_on"),
    ],
)
async def test_a_faulty_call_comes_back(place: Place, changes: dict[str, str], field: str) -> None:
    manager = await place.browser(MANAGER)
    page = sound(await manager.post(f"{OWN}/nouveau", data={**CALL, **changes}), 422)
    assert page.one(id=f"erreur-{field}").words
    assert await models.Call.all().count() == 0


async def test_a_call_takes_applications_on_its_days_only(place: Place) -> None:
    coming = await written(place, opens_on="2026-12-01")
    days = {"closes_on": "2026-11-10", "answers_on": ""}
    past = await written(place, published=False, **days)
    manager, visitor = await place.browser(MANAGER), place.visitor()
    late = sound(await manager.post(f"{OWN}/{past}/publier"), 422)
    assert "passé" in late.one(id="erreurs").words
    page = sound(await visitor.get(f"/appels/{coming}"))
    assert "Ouvre le 1er décembre 2026" in page.words
    assert f"/appels/{coming}/candidater" not in page.links()
    assert (await visitor.get(f"/appels/{coming}/candidater")).status_code == 303
    refused = sound(await apply(visitor, coming), 422)
    assert refused.one(id="champ-problem").raw_text.strip() == IDEA["problem"]
    place.door.clock.forward(days=10)
    assert (await apply(visitor, coming)).status_code == 303
    place.door.clock.forward(days=15)
    assert "Clos" in sound(await visitor.get(f"/appels/{coming}")).words
    sound(await apply(visitor, coming), 422)
    assert await models.Submission.all().count() == 1


async def test_a_visitor_applies_and_the_decision_keeps_the_criteria(place: Place) -> None:
    call_id, visitor = await written(place), place.visitor()
    sound(await visitor.get(f"/appels/{call_id}/candidater"))
    sound(await apply(visitor, call_id, reach=""), 422)
    await apply(visitor, call_id, site_web="robot")
    assert await models.Submission.all().count() == 0
    assert (await apply(visitor, call_id)).headers["location"] == "/envoi-recu"
    manager = await place.browser(MANAGER)
    assert IDEA["title"] not in (await manager.get(f"{INBOX}?appel={call_id}")).text
    secret = await secret_in_mail("lou@exemple.fr")
    await visitor.post("/suivi/confirmer", data={"jeton": secret})
    page = sound(await manager.get(f"{INBOX}?appel={call_id}"))
    assert IDEA["title"] in page.words
    (row,) = await models.Submission.all()
    one = f"{INBOX}/{row.public_id}"
    form = sound(await manager.get(f"{one}/decliner"))
    assert [node.attrs["name"] for node in form.all("select")] == ["critere-0", "critere-1"]
    sent = {"reason": "Il manque un sponsor.", "critere-0": "met", "critere-1": "not_met"}
    sound(await manager.post(f"{one}/decliner", data={**sent, "critere-1": "bof"}), 422)
    await manager.post(f"{one}/decliner", data=sent)
    page = sound(await manager.get(one))
    assert "Un agent public Rempli Un sponsor nommé Non rempli" in page.words
    mail = (await mails("lou@exemple.fr"))[-1]
    assert "Il manque un sponsor." in mail.text
    assert "Rempli" not in mail.text


async def test_an_application_that_is_accepted_becomes_a_startup(place: Place) -> None:
    call_id, ana = await written(place), await place.browser(ANA)
    assert (await apply(ana, call_id)).headers["location"] == "/espace/propositions"
    (row,) = await models.Submission.all()
    manager = await place.browser(MANAGER)
    sheet = {
        **IDEA,
        "sheet_id": "bail-clair",
        "starts_on": "2026-12-01",
        "access": "1",
        "critere-0": "met",
        "critere-1": "unknown",
    }
    answer = await manager.post(f"{INBOX}/{row.public_id}/accepter", data=sheet)
    assert answer.status_code == 303, answer.text
    page = sound(await manager.get(f"{INBOX}/{row.public_id}"))
    assert "Un agent public Rempli Un sponsor nommé On ne sait pas" in page.words
    assert (place.content / "startups" / "bail-clair.md").exists()


async def test_a_visitor_who_is_accepted_is_invited(place: Place) -> None:
    call_id, visitor = await written(place), place.visitor()
    await apply(visitor, call_id)
    secret = await secret_in_mail("lou@exemple.fr")
    await visitor.post("/suivi/confirmer", data={"jeton": secret})
    (row,) = await models.Submission.all()
    manager = await place.browser(MANAGER)
    sheet = {**IDEA, "sheet_id": "bail-clair", "starts_on": "2026-12-01", "access": "1"}
    checks = {"critere-0": "met", "critere-1": "met"}
    await manager.post(f"{INBOX}/{row.public_id}/accepter", data={**sheet, **checks})
    kinds = {mail.kind for mail in await mails("lou@exemple.fr")}
    assert kinds == {"submission", "invitation"}
    assert await models.RoleGrant.filter(place_id="bail-clair", role="intrapreneur").count() == 1


async def test_once_somebody_has_applied_only_later_days_may_be_set(place: Place) -> None:
    call_id, manager = await written(place), await place.browser(MANAGER)
    edit = f"{OWN}/{call_id}/modifier"
    changed = {**CALL, "title": "Appel changé"}
    assert (await manager.post(edit, data=changed)).status_code == 303
    await apply(place.visitor(), call_id)
    form = sound(await manager.get(edit))
    assert not form.all("input", id="champ-title")
    earlier = {"closes_on": "2026-12-01", "answers_on": "2027-01-15"}
    page = sound(await manager.post(edit, data=earlier), 422)
    assert "déjà candidaté" in page.one(id="erreurs").words
    later: dict[str, Any] = {"closes_on": "2026-12-20", "answers_on": "2027-01-20"}
    assert (await manager.post(edit, data={**later, "title": "Ruse"})).status_code == 303
    call = await models.Call.get()
    assert (call.title, call.closes_on.isoformat()) == ("Appel changé", "2026-12-20")


async def test_closing_early_leaves_today_and_can_be_extended(place: Place) -> None:
    call_id, manager = await written(place), await place.browser(MANAGER)
    page = sound(await manager.get(f"{OWN}/{call_id}/arreter"))
    assert "Clore ce soir" in page.words
    assert (await models.Call.get()).closes_on.isoformat() == CALL["closes_on"]
    await manager.post(f"{OWN}/{call_id}/clore")
    assert (await models.Call.get()).closes_on.isoformat() == "2026-11-21"
    sound(await manager.post(f"{OWN}/{call_id}/clore"), 422)
    assert (await apply(place.visitor(), call_id)).status_code == 303


async def test_cancelling_tells_those_who_applied(place: Place) -> None:
    call_id, manager = await written(place), await place.browser(MANAGER)
    ana = await place.browser(ANA)
    await apply(ana, call_id)
    await apply(place.visitor(), call_id)
    count = len(await mails())
    await manager.post(f"{OWN}/{call_id}/annuler")
    assert "est annulé" in (await mails(ANA))[-1].subject
    assert len(await mails()) == count + 1
    visitor = place.visitor()
    assert "Annulé" in sound(await visitor.get(f"/appels/{call_id}")).words
    sound(await apply(visitor, call_id), 422)
    sound(await manager.post(f"{OWN}/{call_id}/annuler"), 422)
    sound(await manager.post(f"{OWN}/{call_id}/modifier", data=CALL), 422)


async def test_a_draft_that_is_given_up_leaves_nothing(place: Place) -> None:
    call_id, manager = await written(place, published=False), await place.browser(MANAGER)
    sound(await manager.get(f"{OWN}/{call_id}/arreter"))
    assert (await manager.post(f"{OWN}/{call_id}/annuler")).headers["location"] == OWN
    assert await models.Call.all().count() == 0


async def test_only_managers_write_calls_and_only_their_own(place: Place) -> None:
    call_id, coach = await written(place), await place.browser(COACH)
    for path in ("", "/nouveau", f"/{call_id}", f"/{call_id}/modifier", f"/{call_id}/arreter"):
        assert (await coach.get(OWN + path)).status_code == 403
    await models.Call.all().update(incubator_id="voisin")
    manager = await place.browser(MANAGER)
    assert (await manager.get(f"{OWN}/{call_id}")).status_code == 404
    assert (await manager.post(f"{OWN}/{call_id}/annuler")).status_code == 404
