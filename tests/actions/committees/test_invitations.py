"""Invitations to a session: a real mail server receives them, a program reads their calendar."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from incubator.actions.committees.invitations import queue_invitations
from incubator.actions.deliver_mails import deliver_mails
from incubator.actions.mails import Site
from incubator.actions.sync_sheets import sync_sheets
from incubator.documents.calendars import Method
from incubator.domain.access import Role
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.mail.messages import text_of
from incubator.store import journal, models
from incubator.store.committees.sessions import Committee
from incubator.store.database import open_database
from tests.actions.mails import Clock, carrier
from tests.committees import SEATS, again, session_with
from tests.conftest import DEMONSTRATION
from tests.mail.servers import SmtpServer, smtp_server
from tests.web.signed import NOW, account_with

SITE = Site("Incubateur", "https://incubateur.example")
PARIS = ZoneInfo("Europe/Paris")
TEAM = "ana@exemple.gouv.fr"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


@pytest.fixture
async def session(sqlite_url: str) -> AsyncIterator[Committee]:
    """A session that nobody has heard of yet, and somebody of the startup's team."""
    async with open_database(sqlite_url):
        await sync_sheets(DEMONSTRATION)
        await account_with(TEAM, [(Role.INTRAPRENEUR, "bail-en-main")], name="Ana")
        found = await session_with(state=State.PLANNED)
        await models.Committee.filter(id=found.number).update(state=State.CONVENED.value)
        yield await again(found)


async def told(session: Committee, method: Method = Method.REQUEST, **how: Any) -> int:
    async with journal.transaction():
        return await queue_invitations(
            SITE, session, method=method, now=NOW, time_zone=PARIS, **how
        )


async def changed(session: Committee, **columns: Any) -> Committee:
    columns = {"revision": session.revision + 1, **columns}
    await models.Committee.filter(id=session.number).update(**columns)
    return await again(session)


async def received(server: SmtpServer) -> dict[str, EmailMessage]:
    """What has arrived since, by recipient."""
    server.received.clear()
    await deliver_mails(carrier(server.url()), clock=Clock())
    return {str(message["To"]): message for message in server.received}


def calendar_in(message: EmailMessage) -> tuple[Any, Any]:
    part = message.get_body(("calendar",)) or next(
        one for one in message.walk() if one.get_content_type() == "text/calendar"
    )
    calendar: Any = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    (file,) = list(message.iter_attachments())
    assert file.get_filename() == "seance.ics"
    assert file.get_content().decode() == part.get_content()
    (event,) = calendar.walk("VEVENT")
    return calendar, event


async def test_members_and_the_team_are_invited_each_with_their_own_words(
    session: Committee, server: SmtpServer
) -> None:
    assert await told(session) == len(SEATS) + 1
    assert (await again(session)).told_revision == session.revision
    mails = await received(server)
    assert set(mails) == {*SEATS, TEAM}
    chair = text_of(mails["preside@exemple.gouv.fr"]).replace("\xa0", " ")
    for words in ("jeudi 3 décembre 2026 à 10 h 00", "Vous présidez", "Salle des Quais",
                  "Bail en main", "26 novembre 2026", "donnez votre avis",
                  f"https://incubateur.example/comites/{session.public_id}\n"):  # fmt: skip
        assert words in chair
    assert "avis avant la séance" not in text_of(mails["observe@exemple.gouv.fr"])
    team = text_of(mails[TEAM]).replace("\xa0", " ")
    assert "examine Bail en main le jeudi 3 décembre 2026" in team
    assert "Déposez votre dossier avant le 26 novembre 2026" in team
    assert "https://incubateur.example/espace/startups/bail-en-main/comite\n" in team
    assert session.public_id not in team
    calendar, event = calendar_in(mails[TEAM])
    assert (calendar["METHOD"], event["SEQUENCE"]) == ("REQUEST", 0)
    assert event["ATTENDEE"] == f"mailto:{TEAM}"
    assert event["DTSTART"].dt == session.starts_at
    others = "".join(str(one) for email, one in mails.items() if email != TEAM)
    assert TEAM not in others, "nobody reads the addresses of the others"


async def test_a_change_says_what_was_and_what_is_under_the_same_uid(
    session: Committee, server: SmtpServer
) -> None:
    await told(session)
    _, first = calendar_in((await received(server))[TEAM])
    before = await again(session)
    now = await changed(before, starts_at=before.starts_at + timedelta(days=7), place="Salle B")
    await told(now, before=before)
    message = (await received(server))[TEAM]
    text = text_of(message).replace("\xa0", " ")
    assert "le jeudi 10 décembre 2026 à 10 h 00, au lieu du jeudi 3 décembre 2026" in text
    assert "Nouveau lieu : Salle B" in text
    assert "ce qui change" in message["Subject"]
    _, event = calendar_in(message)
    assert (event["UID"], event["SEQUENCE"]) == (first["UID"], 1)
    assert (await again(now)).told_revision == 1


async def test_who_is_added_gets_an_invitation_and_who_is_taken_out_is_told(
    session: Committee, server: SmtpServer
) -> None:
    await told(session)
    await received(server)
    before = await again(session)
    member = next(one for one in before.members if one.seat is Seat.GUEST)
    await models.CommitteeMember.filter(id=member.number).update(removed_at=NOW)
    newcomer = await account_with("arrive@exemple.gouv.fr", name="Inès")
    await models.CommitteeMember.create(
        public_id="nouveau", committee_id=before.number, account_id=newcomer.number,
        seat=Seat.SPONSOR.value, added_at=NOW, added_by="test",
    )  # fmt: skip
    await told(await changed(before), before=before)
    mails = await received(server)
    assert "votre convocation" in mails["arrive@exemple.gouv.fr"]["Subject"]
    gone = mails["invitee@exemple.gouv.fr"]
    assert "Vous ne siégez plus" in text_of(gone)
    calendar, event = calendar_in(gone)
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "change" in text_of(mails[TEAM])


async def test_a_cancellation_says_why_and_takes_the_session_out_of_calendars(
    session: Committee, server: SmtpServer
) -> None:
    await told(session)
    await received(server)
    cancelled = await changed(
        await again(session), state=State.CANCELLED.value, cancel_reason="La salle est fermée."
    )
    assert await told(cancelled, Method.CANCEL) == len(SEATS) + 1
    message = (await received(server))["preside@exemple.gouv.fr"]
    assert "Motif : La salle est fermée." in text_of(message).replace("\xa0", " ")
    calendar, event = calendar_in(message)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


async def test_nobody_hears_that_a_session_is_cancelled_of_which_nobody_heard(
    session: Committee,
) -> None:
    assert await told(session, Method.CANCEL) == 0
    assert await models.OutboxMail.all().count() == 0


async def test_a_closed_account_is_not_written_to_and_each_reads_their_language(
    session: Committee, server: SmtpServer
) -> None:
    await models.Account.filter(email="sponsor@exemple.gouv.fr").update(disabled_at=NOW)
    await models.Account.filter(email="invitee@exemple.gouv.fr").update(language="en")
    await told(session)
    mails = await received(server)
    assert "sponsor@exemple.gouv.fr" not in mails
    english = text_of(mails["invitee@exemple.gouv.fr"])
    assert f"https://incubateur.example/en/comites/{session.public_id}" in english


async def test_once_sent_nothing_is_left_of_the_calendar(
    session: Committee, server: SmtpServer
) -> None:
    await told(session)
    assert await models.OutboxMail.filter(calendar="").count() == 0
    await received(server)
    left = await models.OutboxMail.filter(status="sent", calendar="", calendar_method="").count()
    assert left == len(SEATS) + 1


async def test_no_title_of_a_session_adds_a_header_or_an_event(
    session: Committee, server: SmtpServer
) -> None:
    hostile = "Comité\r\nBcc: evil@example.org\r\nEND:VEVENT"
    await models.Committee.filter(id=session.number).update(title=hostile, place=hostile)
    await told(await again(session))
    message = (await received(server))[TEAM]
    assert message["Bcc"] is None
    calendar, event = calendar_in(message)
    assert len(calendar.walk("VEVENT")) == 1
    assert "\n" not in event["LOCATION"]


async def test_a_startup_taken_off_the_agenda_is_told_to_its_team(
    session: Committee, server: SmtpServer
) -> None:
    await told(session)
    await received(server)
    before = await again(session)
    await models.AgendaItem.filter(committee_id=before.number).update(removed_at=NOW)
    now = replace(await changed(before))
    await told(now, before=before, only={(await account_with(TEAM)).public_id})
    mails = await received(server)
    assert set(mails) == {TEAM}
    assert "Bail en main n’est plus à l’ordre du jour" in text_of(mails[TEAM])
