"""A session from its planning to its convening, on the screens of whoever holds it."""

from __future__ import annotations

import pytest

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.store.committees.sessions import committees_of_incubator
from tests.committees import (
    INCUBATOR,
    STARTUP,
    Desk,
    account_in,
    again,
    browser_in,
    session_with,
    waiting_mails,
    what_was_noted,
)
from tests.web.dom import parse
from tests.web.signed import account_with

BASE = f"/espace/incubateurs/{INCUBATOR}/comites"
FORM = {
    "titre": "",
    "date": "2026-12-10",
    "heure": "14:30",
    "lieu": "Salle des Quais",
    "lien": "",
    "quorum": "2",
    "regles": "",
}


@pytest.fixture
async def desk(own_site: Settings) -> Desk:
    return await Desk(own_site).open()


async def test_the_incubators_page_proposes_dates_that_fill_the_form(own_site: Settings) -> None:
    desk = await Desk(own_site).open("atelier-des-territoires")
    page = await desk.page("/espace/incubateurs/atelier-des-territoires/comites")
    dates = page.one("section", aria_labelledby="titre-dates")
    # Its committee was due on 16 November: it comes on the first day after two weeks.
    assert "lundi 7 décembre 2026" in dates.words
    assert "une échéance est déjà trop proche" in dates.words
    (link,) = [link for link in dates.links() if "nouveau" in link]
    form = await desk.page(link)
    assert form.one("input", id="champ-date").attrs["value"] == "2026-12-07"
    boxes = form.all("input", name="startup")
    assert [box.attrs["value"] for box in boxes if "checked" in box.attrs] == ["arret-demande"]
    assert len(boxes) == 3


async def test_a_session_goes_from_the_form_to_the_mails(desk: Desk) -> None:
    await account_with("equipe@exemple.gouv.fr", [(Role.INTRAPRENEUR, STARTUP)])
    await desk.send(f"{BASE}/nouveau", **FORM, startup=[STARTUP])
    (session,) = await committees_of_incubator(INCUBATOR)
    assert session.starts_at.isoformat() == "2026-12-10T13:30:00+00:00", "Paris, in winter"
    assert session.state is State.PLANNED
    here = f"/comites/{session.public_id}"
    assert not await waiting_mails(), "planning writes to nobody"

    await desk.send(f"{here}/convoquer", 422)
    await desk.send(
        f"{here}/membres", email="Preside@Exemple.gouv.fr", nom="Ada Prési", siege="chair"
    )
    await desk.send(f"{here}/membres", email="observe@exemple.gouv.fr", siege="observer")
    asked = await desk.page(f"{here}/convoquer")
    words = asked.one("main").words
    assert "3 messages partiront" in words
    assert "Ada Prési" in words
    assert "Bail en main" in words
    assert "Salle des Quais" in words, "the mail is shown"
    await desk.send(f"{here}/convoquer")
    session = await again(session)
    assert session.state is State.CONVENED
    assert session.told_revision == session.revision
    assert sorted(await waiting_mails()) == [
        "equipe@exemple.gouv.fr",
        "observe@exemple.gouv.fr",
        "preside@exemple.gouv.fr",
    ]
    assert await what_was_noted() == [
        "committee_planned",
        "committee_member_added",
        "committee_member_added",
        "committee_convened",
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("date", "", "Donnez une date"),
        ("date", "2026-11-20", "déjà passée"),
        ("heure", "midi", "Écrivez une heure"),
        ("lieu", "", "Donnez un lieu, ou un lien"),
        ("lien", "javascript:alert(1)", "commence par https"),
        ("quorum", "0", "de 1 à 50"),
    ],
)
async def test_a_faulty_form_comes_back_with_what_was_typed(
    desk: Desk, field: str, value: str, said: str
) -> None:
    sent = {**FORM, "titre": "Comité de décembre", field: value}
    page = await desk.send(f"{BASE}/nouveau", 422, **sent, startup=[STARTUP])
    assert said in page.one("p", id=f"erreur-{field}").words
    assert page.one("input", id="champ-titre").attrs["value"] == "Comité de décembre"
    assert "checked" in page.one("input", id=f"champ-startup-{STARTUP}").attrs
    assert not await committees_of_incubator(INCUBATOR)


async def test_a_startup_is_on_one_agenda_to_come_at_a_time(desk: Desk) -> None:
    await session_with()
    page = await desk.send(f"{BASE}/nouveau", 422, **FORM, startup=[STARTUP])
    assert "déjà à l’ordre du jour" in page.one("div", id="erreurs").words
    assert len(await committees_of_incubator(INCUBATOR)) == 1


async def test_another_date_is_told_to_everybody_and_counts_as_a_revision(desk: Desk) -> None:
    session = await session_with()
    here = f"/comites/{session.public_id}"
    form = await desk.page(f"{here}/modifier")
    seen = form.one("input", name="vu").attrs["value"]
    await desk.send(f"{here}/modifier", **FORM, vu=seen)
    after = await again(session)
    assert (after.revision, after.told_revision) == (session.revision + 1, session.revision + 1)
    assert len(await waiting_mails()) == len(session.members)
    assert all("change" in subject for subject in (await waiting_mails()).values())


async def test_another_quorum_alone_is_told_to_nobody(desk: Desk) -> None:
    session = await session_with()
    here = f"/comites/{session.public_id}"
    form = await desk.page(f"{here}/modifier")
    values = {
        name: form.one("input", id=f"champ-{name}").attrs["value"]
        for name in ("titre", "date", "heure", "lieu", "lien")
    }
    seen = form.one("input", name="vu").attrs["value"]
    await desk.send(f"{here}/modifier", **values, quorum="3", regles="", vu=seen)
    after = await again(session)
    assert (after.quorum, after.revision) == (3, session.revision)
    assert not await waiting_mails()


async def test_of_two_who_change_a_session_at_once_the_second_is_told(desk: Desk) -> None:
    session = await session_with()
    here = f"/comites/{session.public_id}"
    seen = (await desk.page(f"{here}/modifier")).one("input", name="vu").attrs["value"]
    await desk.send(f"{here}/modifier", **FORM, vu=seen)
    late = {**FORM, "lieu": "Ailleurs"}
    page = await desk.send(f"{here}/modifier", 422, **late, vu=seen)
    assert "entre-temps" in page.one("div", id="erreurs").words
    assert page.one("input", id="champ-lieu").attrs["value"] == "Ailleurs"
    await desk.send(f"{here}/modifier", **late, vu=page.one("input", name="vu").attrs["value"])
    assert (await again(session)).place == "Ailleurs"


async def test_cancelling_asks_for_a_reason_and_tells_it(desk: Desk) -> None:
    session = await session_with()
    here = f"/comites/{session.public_id}"
    assert "4 personnes" in (await desk.page(f"{here}/annuler")).one("main").words
    page = await desk.send(f"{here}/annuler", 422, motif="  ")
    assert "pourquoi" in page.one("p", id="erreur-motif").words
    await desk.send(f"{here}/annuler", motif="La salle est inondée.")
    after = await again(session)
    assert after.state is State.CANCELLED
    assert len(await waiting_mails()) == len(session.members)
    assert "La salle est inondée." in (await desk.page(here)).one("main").words
    await desk.send(f"{here}/annuler", 422, motif="Encore.")
    await desk.send(f"{here}/convoquer", 422)


async def test_a_session_that_nobody_heard_of_is_cancelled_in_silence(desk: Desk) -> None:
    session = await session_with(state=State.PLANNED)
    await desk.send(f"/comites/{session.public_id}/annuler", motif="Rien à décider.")
    assert not await waiting_mails()


async def test_the_rules_fill_the_next_session(desk: Desk) -> None:
    rules = {"quorum": "4", "presentation": "10", "questions": "10", "deliberation": "10"}
    more = {"lieu": "Rue de l’Exemple", "lien": "", "regles": "## Qui siège", "objectifs": "1"}
    await desk.send(f"{BASE}/regles", **rules, **more)
    form = await desk.page(f"{BASE}/nouveau")
    assert form.one("input", id="champ-quorum").attrs["value"] == "4"
    assert form.one("input", id="champ-lieu").attrs["value"] == "Rue de l’Exemple"
    shown = await desk.page(f"{BASE}/regles")
    boxes = {box.attrs["name"]: "checked" in box.attrs for box in shown.all("input", value="1")}
    assert boxes == {
        "decisions": False, "montants": False, "objectifs": True, "conditions": False
    }  # fmt: skip
    await desk.send(f"{BASE}/nouveau", **{**FORM, "regles": "## Qui siège"}, startup=[STARTUP])
    (session,) = await committees_of_incubator(INCUBATOR)
    assert session.minutes == 30
    page = await desk.page(f"/comites/{session.public_id}")
    assert page.one("div", cls="inc-prose").one("h2").text == "Qui siège"


async def test_rules_out_of_bounds_come_back(desk: Desk) -> None:
    sent = {"quorum": "x", "presentation": "0", "questions": "15", "deliberation": "20"}
    page = await desk.send(f"{BASE}/regles", 422, **sent)
    assert {"erreur-quorum", "erreur-presentation"} == {
        p.attrs["id"] for p in page.all("p", cls="fr-error-text")
    }


async def test_unless_told_otherwise_only_decisions_are_public(desk: Desk) -> None:
    shown = await desk.page(f"{BASE}/regles")
    ticked = [box.attrs["name"] for box in shown.all("input", checked="")]
    assert ticked == ["decisions"]


async def test_an_observer_reads_the_session_and_changes_nothing(own_site: Settings) -> None:
    session = await session_with()
    browser = await browser_in(own_site, session, Seat.OBSERVER)
    here = f"/comites/{session.public_id}"
    page = parse((await browser.get(here)).text)
    assert "Bail en main" in page.one("main").words
    assert not [link for link in page.links() if "/membres" in link or "/avis" in link]
    for path in ("modifier", "membres", "ordre-du-jour", "convoquer", "annuler"):
        assert (await browser.get(f"{here}/{path}")).status_code == 403, path
    account = await account_in(session, Seat.OBSERVER)
    assert account.public_id in {one.account_id for one in session.members}
