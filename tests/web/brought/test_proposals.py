"""Somebody with an account proposes a startup; a manager asks, declines or accepts."""

from __future__ import annotations

import asyncio

import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.domain.access import Role
from incubator.store import models
from tests.builders import STARTUP, git, sheet_text, write_tree
from tests.web.brought.conftest import (
    ANA,
    COACH,
    IDEA,
    MANAGER,
    PROBLEM,
    TEAM,
    Place,
    brought,
    mails,
    sound,
)
from tests.web.door import leads_to_sign_in

INBOX = "/espace/incubateurs/fabrique/envois"
MINE = "/espace/propositions"
SHEET = {
    "sheet_id": "bail-clair",
    "title": "Bail clair",
    "mission": IDEA["mission"],
    "starts_on": "2026-12-01",
    "sponsor": "Direction du logement",
    "problem": "500 000 impayés par an.\n\nCités par la DGL.",
    "solution": "Alerter tôt.",
    "reach": "Par les CAF.",
    "access": "1",
    "words": "Bravo : à lundi.",
}


async def test_one_proposes_by_the_three_questions_and_follows_it(place: Place) -> None:
    assert leads_to_sign_in(await place.visitor().get("/espace/proposer"))
    ana = await place.browser(ANA)
    assert "/espace/proposer" in sound(await ana.get(MINE)).links()
    page = sound(await ana.get("/espace/proposer?incubateur=fabrique"))
    assert "Le Caché" not in page.one("select", id="champ-incubator").words
    bad = sound(await ana.post("/espace/proposer", data={**IDEA, "solution": ""}), 422)
    assert bad.one(id="erreur-solution").words
    assert bad.one(id="erreur-incubator").words
    assert bad.one(id="champ-problem").raw_text.strip() == IDEA["problem"]
    item = await brought(place, "startup")
    assert item.status == "received"
    one = sound(await ana.get(f"{MINE}/{item.public_id}"))
    for said in IDEA.values():
        assert said in one.words


async def test_nobody_else_opens_what_one_has_proposed(place: Place) -> None:
    item = await brought(place, "startup")
    team = await place.browser(TEAM)
    for path in ("", "/modifier", "/retirer"):
        assert (await team.get(f"{MINE}/{item.public_id}{path}")).status_code == 404
        answer = await team.post(f"{MINE}/{item.public_id}{path}", data={"text": "x"})
        assert answer.status_code == 404


async def test_a_question_opens_the_form_again_until_it_is_answered(place: Place) -> None:
    item = await brought(place, "startup")
    mine, ana = f"{MINE}/{item.public_id}", await place.browser(ANA)
    assert (await ana.get(f"{mine}/modifier")).status_code == 303
    before = await ana.post(f"{mine}/modifier", data={**IDEA, "title": "Autre"})
    assert before.status_code == 303
    assert (await models.Submission.get()).title == IDEA["title"]

    coach = await place.browser(COACH)
    await coach.post(f"{INBOX}/{item.public_id}/demander", data={"question": "Qui paie ?"})
    mail = (await mails(ANA))[-1]
    assert mine in mail.text
    assert "jeton" not in mail.text
    assert "Qui paie" in sound(await ana.get(mine)).words
    form = sound(await ana.get(f"{mine}/modifier"))
    assert form.one(id="champ-title").attrs["value"] == IDEA["title"]
    sound(await ana.post(f"{mine}/modifier", data={**IDEA, "role": ""}), 422)
    sent = {**IDEA, "title": "Bail limpide", "text": "J’ai précisé le sponsor."}
    assert (await ana.post(f"{mine}/modifier", data=sent)).headers["location"] == mine
    page = sound(await coach.get(f"{INBOX}/{item.public_id}"))
    assert page.one("h1").words == "Bail limpide"
    assert "J’ai précisé le sponsor." in page.words
    assert (await ana.post(f"{mine}/modifier", data=IDEA)).status_code == 303
    assert (await models.Submission.get()).title == "Bail limpide"


async def test_withdrawing_asks_first_and_is_final(place: Place) -> None:
    item = await brought(place, "startup")
    mine, ana = f"{MINE}/{item.public_id}", await place.browser(ANA)
    sound(await ana.get(f"{mine}/retirer"))
    assert (await models.Submission.get()).status == "received"
    assert (await ana.post(f"{mine}/retirer")).headers["location"] == mine
    assert "Retiré" in sound(await ana.get(mine)).words
    manager = await place.browser(MANAGER)
    late = await manager.post(f"{INBOX}/{item.public_id}/decliner", data={"reason": "Non"})
    page = sound(late, 422)
    assert "entre-temps" in page.one(id="erreurs").words
    assert (await models.Submission.get()).status == "withdrawn"


async def test_declining_needs_a_reason_and_sends_it(place: Place) -> None:
    item = await brought(place, "startup")
    one, manager = f"{INBOX}/{item.public_id}", await place.browser(MANAGER)
    sound(await manager.get(f"{one}/decliner"))
    sound(await manager.post(f"{one}/decliner", data={"reason": ""}), 422)
    await manager.post(f"{one}/decliner", data={"reason": "Un service existe."})
    assert "Un service existe." in (await mails(ANA))[-1].text
    ana = await place.browser(ANA)
    assert "Un service existe." in sound(await ana.get(f"{MINE}/{item.public_id}")).words
    assert (await manager.get(f"{one}/accepter")).status_code == 303


async def test_accepting_makes_the_sheet_and_its_proposer_intrapreneur(place: Place) -> None:
    item = await brought(place, "startup")
    one, manager = f"{INBOX}/{item.public_id}", await place.browser(MANAGER)
    form = sound(await manager.get(f"{one}/accepter"))
    assert form.one(id="champ-sheet_id").attrs["value"] == "bail-clair"
    assert form.one(id="champ-sponsor").attrs["value"] == "Direction du logement"
    assert not (place.content / "startups" / "bail-clair.md").exists()
    answer = await manager.post(f"{one}/accepter", data=SHEET)
    assert answer.status_code == 303, answer.text
    text = (place.content / "startups" / "bail-clair.md").read_text("utf-8")
    for line in (
        "title: Bail clair",
        "incubator: fabrique",
        "/organisations/dgl",
        "name: investigation",
        "start: 2026-12-01",
        "## Le problème\n\n500 000 impayés par an.\n\nCités par la DGL.",
        "## La solution",
        "## Comment atteindre le public",
    ):
        assert line in text
    assert "Responsable" in git(place.content, "log", "-1", "--format=%an")
    sound(await place.visitor().get("/startups/bail-clair"))
    grant = await models.RoleGrant.filter(place_id="bail-clair").first()
    assert grant is not None
    assert grant.role == Role.INTRAPRENEUR
    texts = [mail.text for mail in await mails(ANA)]
    assert any("Bravo" in text and "/startups/bail-clair" in text for text in texts)
    ana = await place.browser(ANA)
    mine = sound(await ana.get(f"{MINE}/{item.public_id}"))
    assert "/startups/bail-clair" in mine.links()
    sound(await ana.get("/espace/startups/bail-clair/remarques"))
    sound(await manager.post(f"{one}/accepter", data={**SHEET, "sheet_id": "autre"}), 422)
    assert not (place.content / "startups" / "autre.md").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sheet_id": "bac"}, "sheet_id"),
        ({"sheet_id": "Été"}, "sheet_id"),
        ({"sheet_id": "../etc"}, "sheet_id"),
        ({"title": ""}, "title"),
        ({"mission": ""}, "mission"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "demain"}, "starts_on"),
        ({"sponsor": "Personne"}, "sponsor"),
        ({"problem": ""}, "problem"),
    ],
)
async def test_a_sheet_that_can_not_be_made_leaves_the_proposal_as_it_was(
    place: Place, changes: dict[str, str], field: str
) -> None:
    item = await brought(place, "startup")
    one, manager = f"{INBOX}/{item.public_id}", await place.browser(MANAGER)
    page = sound(await manager.post(f"{one}/accepter", data={**SHEET, **changes}), 422)
    assert page.one(id=f"erreur-{field}").words
    assert page.one(id="champ-words").raw_text.strip() == SHEET["words"]
    row = await models.Submission.get()
    assert (row.status, row.sheet_id) == ("received", "")
    assert await mails() == []


async def test_when_git_fails_the_form_says_what_to_do_and_another_try_works(
    place: Place,
) -> None:
    item = await brought(place, "startup")
    one, manager = f"{INBOX}/{item.public_id}", await place.browser(MANAGER)
    lock = place.content / ".git" / "index.lock"
    (place.content / ".git").rename(place.content / ".git-away")
    page = sound(await manager.post(f"{one}/accepter", data=SHEET), 422)
    assert "Rien n’a changé" in page.one(id="erreurs").words
    row = await models.Submission.get()
    assert (row.status, row.sheet_id) == ("received", "")
    assert not (place.content / "startups" / "bail-clair.md").exists()
    (place.content / ".git-away").rename(place.content / ".git")
    assert not lock.exists()
    assert (await manager.post(f"{one}/accepter", data=SHEET)).status_code == 303


async def test_what_stopped_between_the_sheet_and_the_decision_is_finished(place: Place) -> None:
    item = await brought(place, "startup")
    one, manager = f"{INBOX}/{item.public_id}", await place.browser(MANAGER)
    await manager.post(f"{one}/accepter", data=SHEET)
    await models.Submission.filter(id=item.id).update(status="received")
    await models.RoleGrant.filter(place_id="bail-clair").delete()
    other = {**SHEET, "sheet_id": "bail-clair-2"}
    page = sound(await manager.post(f"{one}/accepter", data=other), 422)
    assert "sous un autre identifiant" in page.one(id="erreur-sheet_id").words
    commits = git(place.content, "rev-list", "--count", "HEAD")
    assert (await manager.post(f"{one}/accepter", data=SHEET)).status_code == 303
    assert git(place.content, "rev-list", "--count", "HEAD") == commits
    assert (await models.Submission.get()).status == "accepted"


async def test_a_claim_that_was_left_opens_no_sheet_of_another_incubator(place: Place) -> None:
    item = await brought(place, "startup")
    sheet = STARTUP.replace("fabrique", "voisin")
    write_tree(place.content, {"startups/bail-clair.md": sheet_text(sheet)})
    await models.Submission.filter(id=item.id).update(sheet_id="bail-clair")
    manager = await place.browser(MANAGER)
    answer = await manager.post(f"{INBOX}/{item.public_id}/accepter", data=SHEET)
    assert "déjà pris" in sound(answer, 422).one(id="erreur-sheet_id").words
    assert not await models.RoleGrant.filter(role="intrapreneur")


async def test_of_two_managers_at_once_one_makes_the_sheet(place: Place) -> None:
    item = await brought(place, "startup")
    one, manager = f"{INBOX}/{item.public_id}", await place.browser(MANAGER)
    answers = await asyncio.gather(
        *(
            manager.post(f"{one}/accepter", data={**SHEET, "sheet_id": f"bail-{n}"})
            for n in range(3)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422]
    assert len(list((place.content / "startups").glob("bail-*.md"))) == 1
    assert await models.RoleGrant.filter(role="intrapreneur").count() == 1


async def test_a_problem_becomes_an_investigation(place: Place) -> None:
    item = await brought(place)
    one, manager = f"{INBOX}/{item.public_id}", await place.browser(MANAGER)
    form = sound(await manager.get(f"{one}/accepter"))
    assert PROBLEM["title"] in form.one(id="champ-problem").raw_text
    assert "checked" not in form.one("input", name="access").attrs
    sheet = {**SHEET, "solution": "", "reach": ""}
    del sheet["access"]
    assert (await manager.post(f"{one}/accepter", data=sheet)).status_code == 303
    assert "## La solution" not in (place.content / "startups" / "bail-clair.md").read_text()
    assert await models.RoleGrant.filter(place_id="bail-clair").count() == 0
    assert "/startups/bail-clair" in (await mails(PROBLEM["email"]))[-1].text


async def test_who_may_do_what_in_an_inbox(place: Place) -> None:
    item = await brought(place, "startup")
    one = f"{INBOX}/{item.public_id}"
    coach, team = await place.browser(COACH), await place.browser(TEAM)
    for path in (INBOX, one):
        sound(await coach.get(path))
        assert (await team.get(path)).status_code == 403
    for act in ("decliner", "accepter", "ecarter", "retablir", "repondre"):
        assert (await coach.post(f"{one}/{act}", data=SHEET)).status_code == 403
    assert (await team.post(f"{one}/demander", data={"question": "?"})).status_code == 403
    await models.Submission.filter(id=item.id).update(place_id="voisin")
    assert (await coach.get(one)).status_code == 404


async def test_the_inbox_is_filtered_and_counts(place: Place) -> None:
    manager = await place.browser(MANAGER)
    assert "Rien n’est arrivé" in sound(await manager.get(INBOX)).words
    item = await brought(place, "startup")
    await brought(place)
    page = sound(await manager.get(INBOX))
    assert "2 envois à traiter" in page.words
    assert "Irritant (1)" in page.words
    only = sound(await manager.get(f"{INBOX}?genre=irritants"))
    assert IDEA["title"] not in only.words
    assert PROBLEM["title"] in only.words
    await manager.post(f"{INBOX}/{item.public_id}/decliner", data={"reason": "Non"})
    await manager.get(INBOX)
    assert IDEA["title"] not in sound(await manager.get(INBOX)).words
    assert IDEA["title"] in sound(await manager.get(f"{INBOX}?etat=declines")).words
    assert "Rien ne correspond" in sound(await manager.get(f"{INBOX}?etat=ecartes")).words
    sound(await manager.get(f"{INBOX}?etat=x&genre=y&appel=z&page=9999999"))


async def test_a_sheet_made_from_a_proposal_is_one_that_a_sync_accepts(place: Place) -> None:
    item = await brought(place, "startup")
    manager = await place.browser(MANAGER)
    hostile = {**SHEET, "title": "Bail : #1 'oui'", "problem": "---\n## Titre\n<script>x</script>"}
    answer = await manager.post(f"{INBOX}/{item.public_id}/accepter", data=hostile)
    assert answer.status_code == 303, answer.text
    report = await sync_sheets(place.content)
    assert not [problem for problem in report.problems if problem.is_error]
    assert "<script>x" not in (await place.visitor().get("/startups/bail-clair")).text
