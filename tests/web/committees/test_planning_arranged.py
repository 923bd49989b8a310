"""Who sits in a session and what it sees, arranged; what waits for each on their own page."""

from __future__ import annotations

import pytest

from incubator.config import Settings
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import DossierState, State
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.committees.sessions import Committee
from incubator.store.tokens import new_public_id
from tests.committees import (
    STARTUP,
    Desk,
    account_in,
    again,
    browser_in,
    decided_in,
    session_with,
    waiting_mails,
    what_was_noted,
)
from tests.web.dom import Node, parse
from tests.web.signed import NOW, account_with, browser_of

TWO = (STARTUP, "relais-repit")


@pytest.fixture
async def desk(own_site: Settings) -> Desk:
    return await Desk(own_site).open()


def address(session: Committee, rest: str = "") -> str:
    return f"/comites/{session.public_id}{rest}"


async def undo_address(page: Node) -> str:
    return page.one("div", cls="inc-notice").one("form").attrs["action"]


async def dossier_of(session: Committee, state: DossierState) -> None:
    """A first version of the dossier of a session's first item."""
    await models.Dossier.create(
        public_id=new_public_id(),
        item_id=session.items[0].number,
        version=1,
        state=state.value,
        content="{}" if state is DossierState.FROZEN else "",
        created_at=NOW,
        created_by="test",
    )


async def test_who_is_added_to_a_convened_session_is_invited_and_nobody_else(desk: Desk) -> None:
    session = await session_with()
    await desk.send(
        address(session, "/membres"), email="nouvelle@exemple.gouv.fr", nom="Léa", siege="guest"
    )
    assert list(await waiting_mails()) == ["nouvelle@exemple.gouv.fr"]
    account = await find_by_email("nouvelle@exemple.gouv.fr")
    assert account is not None
    assert account.name == "Léa", "an unknown address gets an account"
    after = await again(session)
    assert after.told_revision == after.revision, "the others know all that concerns them"
    assert after.member_of(account.public_id) is not None
    await desk.send(
        address(session, "/membres"), 422, email="nouvelle@exemple.gouv.fr", siege="guest"
    )


async def test_who_is_taken_out_is_told_and_can_be_put_back(desk: Desk) -> None:
    session = await session_with()
    guest = next(one for one in session.members if one.seat is Seat.GUEST)
    await desk.send(address(session, f"/membres/{guest.public_id}/retirer"))
    assert "retirée" in (await waiting_mails())[guest.email]
    page = await desk.page(address(session, "/membres"))
    assert (await again(session)).member_of(guest.account_id) is None
    await models.OutboxMail.all().delete()
    await desk.send(await undo_address(page))
    back = (await again(session)).member_of(guest.account_id)
    assert back is not None
    assert back.seat is Seat.GUEST
    assert list(await waiting_mails()) == [guest.email]
    assert await what_was_noted() == ["committee_member_removed", "committee_member_restored"]


async def test_another_seat_is_told_to_nobody(desk: Desk) -> None:
    session = await session_with()
    guest = next(one for one in session.members if one.seat is Seat.GUEST)
    await desk.send(address(session, f"/membres/{guest.public_id}"), siege="chair")
    member = (await again(session)).member_of(guest.account_id)
    assert member is not None
    assert member.seat is Seat.CHAIR
    assert not await waiting_mails()
    await desk.send(address(session, f"/membres/{guest.public_id}"), 422, siege="king")


async def test_sponsors_managers_and_coaches_are_proposed_until_they_sit(desk: Desk) -> None:
    await account_with("soutien@exemple.gouv.fr", [(Role.SPONSOR, "direction-du-logement-stable")])
    await account_with("coach@exemple.gouv.fr", [(Role.COACH, "quai-des-droits")])
    await account_with("ailleurs@exemple.gouv.fr", [(Role.COACH, "la-verriere")])
    session = await session_with({}, state=State.PLANNED)
    page = await desk.page(address(session, "/membres"))
    section = page.one("section", aria_labelledby="titre-proposes")
    proposed = {
        box.attrs["value"]: form.one("input", name="siege").attrs["value"]
        for form in section.all("form")
        for box in form.all("input", name="email")
    }
    assert proposed == {
        "soutien@exemple.gouv.fr": "sponsor",
        "coach@exemple.gouv.fr": "portfolio-manager",
    }
    for email, seat in proposed.items():
        await desk.send(address(session, "/membres"), email=email, siege=seat)
    page = await desk.page(address(session, "/membres"))
    assert not page.all("section", aria_labelledby="titre-proposes")
    assert not await waiting_mails(), "nobody is told of a session in preparation"


async def test_a_closed_account_gets_no_seat(desk: Desk) -> None:
    account = await account_with("partie@exemple.gouv.fr")
    await models.Account.filter(id=account.number).update(disabled_at=NOW)
    session = await session_with()
    page = await desk.send(
        address(session, "/membres"), 422, email="partie@exemple.gouv.fr", siege="guest"
    )
    assert "fermé" in page.one("p", id="erreur-email").words


async def test_items_move_up_and_down_with_buttons(desk: Desk) -> None:
    session = await session_with(startups=TWO, state=State.PLANNED)
    page = await desk.page(address(session, "/ordre-du-jour"))
    first, second = page.one("ol", cls="inc-agenda").all("li")
    assert [button.words for button in first.all("button")][1:] == [
        "Descendre Bail en main",
        "Retirer Bail en main",
    ]
    assert "Monter" in second.words
    down = f"/ordre-du-jour/{session.items[0].public_id}/deplacer"
    await desk.send(address(session, down), sens="descendre")
    assert [one.startup_id for one in (await again(session)).items] == list(reversed(TWO))
    await desk.send(address(session, down), 422, sens="descendre")


async def test_an_items_length_moves_those_that_follow(desk: Desk) -> None:
    session = await session_with(startups=TWO, state=State.PLANNED)
    item = f"/ordre-du-jour/{session.items[0].public_id}/durees"
    times = {"presentation": "10", "questions": "10", "deliberation": "25"}
    await desk.send(address(session, item), **times)
    page = await desk.page(address(session))
    shown = [p.words for p in page.all("p", cls="inc-agenda__time")]
    assert shown == ["10 h 00 45 min", "10 h 45 50 min"]
    back = await desk.send(address(session, item), 422, **{**times, "questions": "-5"})
    assert back.one("input", name="questions", id="champ-questions").attrs["value"] == "-5"


async def test_a_changed_agenda_is_told_to_its_team_now_and_to_members_when_one_says_so(
    desk: Desk,
) -> None:
    await account_with("equipe@exemple.gouv.fr", [(Role.INTRAPRENEUR, STARTUP)])
    session = await session_with()
    await desk.send(address(session, f"/ordre-du-jour/{session.items[0].public_id}/retirer"))
    assert list(await waiting_mails()) == ["equipe@exemple.gouv.fr"]
    page = await desk.page(address(session, "/ordre-du-jour"))
    await models.OutboxMail.all().delete()
    await desk.send(await undo_address(page))
    assert list(await waiting_mails()) == ["equipe@exemple.gouv.fr"]
    assert "a changé depuis la convocation" in (await desk.page(address(session))).words
    await models.OutboxMail.all().delete()
    await desk.send(address(session, "/convoquer"))
    assert len(await waiting_mails()) == len(session.members) + 1
    assert "a changé depuis" not in (await desk.page(address(session))).words


async def test_a_startup_of_another_incubator_is_not_added(desk: Desk) -> None:
    session = await session_with(startups=(), state=State.PLANNED)
    await desk.send(address(session, "/ordre-du-jour"), 422, startup="sac-a-dos")
    await desk.send(address(session, "/ordre-du-jour"), startup=STARTUP)
    assert [one.startup_id for one in (await again(session)).items] == [STARTUP]


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.CANCELLED])
async def test_what_is_open_or_over_is_not_arranged_any_more(desk: Desk, state: State) -> None:
    session = await session_with(state=state)
    item, member = session.items[0].public_id, session.members[0].public_id
    refused: list[tuple[str, dict[str, str]]] = [
        (f"/membres/{member}/retirer", {}),
        (f"/ordre-du-jour/{item}/retirer", {}),
        ("/annuler", {"motif": "Trop tard."}),
        ("/convoquer", {}),
    ]
    if state is not State.OPEN:
        # While it is held, somebody may still be given a seat: a chair may be missing.
        refused += [
            ("/membres", {"email": "trop@exemple.gouv.fr", "siege": "guest"}),
            (f"/membres/{member}", {"siege": "observer"}),
        ]
    for path, values in refused:
        page = await desk.send(address(session, path), 422, **values)
        assert "n’en est plus là" in page.one("div", id="erreurs").words, path
    after = await again(session)
    assert (after.members, after.items, after.state) == (session.members, session.items, state)
    assert not await what_was_noted()


async def test_a_member_finds_first_what_waits_for_their_opinion(own_site: Settings) -> None:
    session = await session_with()
    await dossier_of(session, DossierState.FROZEN)
    browser = await browser_in(own_site, session, Seat.SPONSOR)
    page = parse((await browser.get("/comites")).text)
    waiting = page.one("section", aria_labelledby="titre-attend")
    assert "donnez votre avis sur Bail en main" in waiting.words
    assert address(session) in waiting.links()
    watching = await browser_in(own_site, session, Seat.OBSERVER)
    page = parse((await watching.get("/comites")).text)
    assert "donnez votre avis" not in page.words, "an observer gives none"
    assert address(session) in page.one("section", aria_labelledby="titre-miennes").links()


async def test_a_team_finds_its_dossier_and_what_it_owes(own_site: Settings) -> None:
    session = await session_with()
    await decided_in(session, decided_on=NOW.date().replace(month=8))
    account = await account_with("equipe@exemple.gouv.fr", [(Role.INTRAPRENEUR, STARTUP)])
    browser = await browser_of(own_site, account)
    waiting = parse((await browser.get("/comites")).text).one(
        "section", aria_labelledby="titre-attend"
    )
    assert "passe en comité" in waiting.words
    assert f"/espace/startups/{STARTUP}/comite" in waiting.links()
    assert "2 en retard" in waiting.words
    assert "/comites/suivi" in waiting.links()


async def test_a_secretary_finds_what_is_to_be_prepared_and_sent(desk: Desk) -> None:
    planned = await session_with(state=State.PLANNED, startups=())
    convened = await session_with()
    await dossier_of(convened, DossierState.SUBMITTED)
    page = await desk.page("/comites")
    waiting = page.one("section", aria_labelledby="titre-attend")
    assert "personne n’est encore convoqué" in waiting.words
    assert "dossiers déposés à envoyer : 1" in waiting.words
    assert {address(planned), address(convened)} <= set(waiting.links())
    assert "/espace/incubateurs/quai-des-droits/comites" in (await desk.page("/espace")).links()


async def test_whoever_has_nothing_to_do_with_committees_is_told_what_they_are(
    own_site: Settings,
) -> None:
    browser = await browser_of(own_site, await account_with("personne@exemple.gouv.fr"))
    page = parse((await browser.get("/comites")).text)
    assert "Aucune séance pour vous" in page.words
    assert "/comites/decisions" in page.links()


async def test_somebody_taken_out_of_a_session_sees_it_no_more(desk: Desk) -> None:
    session = await session_with()
    browser = await browser_in(desk.settings, session, Seat.GUEST)
    assert (await browser.get(address(session))).status_code == 200
    guest = session.member_of((await account_in(session, Seat.GUEST)).public_id)
    assert guest is not None
    await desk.send(address(session, f"/membres/{guest.public_id}/retirer"))
    assert (await browser.get(address(session))).status_code == 403
    assert address(session) not in (await browser.get("/comites")).text
