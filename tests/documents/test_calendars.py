"""Events as iCalendar text: what other programs read back, and what nobody can slip in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from incubator.documents.calendars import Event, Method, Person, Status, calendar_text

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EVENT = Event(
    uid="seance-abc@incubator",
    sequence=3,
    summary="Comité du Quai des droits ; séance d’hiver",
    starts_at=datetime(2026, 12, 3, 9, 0, tzinfo=UTC),
    minutes=90,
    description="Ordre du jour : Bail en main, Relais répit\nÀ distance : https://visio.example/a",
    place="Salle des Quais, 20 avenue de Ségur",
    url="https://incubateur.example/comites/abc",
)


def text_of(event: Event = EVENT, method: Method = Method.PUBLISH) -> str:
    return calendar_text([event], method, name="Mes comités", time_zone=PARIS, now=NOW)


def read(text: str) -> tuple[Any, Any]:
    calendar: Any = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_program_reads_back_what_was_said() -> None:
    calendar, event = read(text_of())
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert calendar["X-WR-CALNAME"] == "Mes comités"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (EVENT.uid, 3, "CONFIRMED")
    assert event["SUMMARY"] == EVENT.summary
    assert event["DESCRIPTION"] == EVENT.description
    assert (event["LOCATION"], event["URL"]) == (EVENT.place, EVENT.url)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["DTSTART"].dt == EVENT.starts_at
    assert event["DTEND"].dt == EVENT.starts_at + timedelta(minutes=90)
    assert event["DTSTAMP"].dt == NOW


def test_what_is_published_names_nobody() -> None:
    text = text_of()
    assert "ORGANIZER" not in text
    assert "ATTENDEE" not in text
    assert "mailto:" not in text


def test_an_invitation_says_who_invites_and_who_is_invited() -> None:
    invited = replace(
        EVENT,
        organizer=Person('Zoé "Z" Martin', "zoe@exemple.gouv.fr"),
        attendees=(Person("Durand, Ana ; présidente", "ana@exemple.gouv.fr"),),
    )
    calendar, event = read(text_of(invited, Method.REQUEST))
    assert calendar["METHOD"] == "REQUEST"
    assert event["ORGANIZER"] == "mailto:zoe@exemple.gouv.fr"
    assert event["ORGANIZER"].params["CN"] == "Zoé ’Z’ Martin"
    assert event["ATTENDEE"] == "mailto:ana@exemple.gouv.fr"
    assert event["ATTENDEE"].params["CN"] == "Durand, Ana ; présidente"


def test_a_cancelled_session_says_so() -> None:
    calendar, event = read(text_of(replace(EVENT, status=Status.CANCELLED), Method.CANCEL))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")


def test_lines_are_folded_at_75_bytes_and_end_as_the_format_wants() -> None:
    text = text_of(replace(EVENT, summary="é" * 300, place="Salle " * 60))
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    assert read(text)[1]["SUMMARY"] == "é" * 300


@pytest.mark.parametrize("month", [3, 10])
def test_a_night_in_which_clocks_change_makes_no_session_longer(month: int) -> None:
    day = 29 if month == 3 else 25
    starts_at = datetime(2026, month, day, 0, 30, tzinfo=UTC)
    _, event = read(text_of(replace(EVENT, starts_at=starts_at, minutes=120)))
    lasted = event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC)
    assert lasted == timedelta(hours=2)


def test_the_zone_says_how_its_clocks_change_in_the_years_spoken_of() -> None:
    calendar, _ = read(text_of())
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    assert len(text_of()) < 2500


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_text_adds_a_line_of_its_own(text: str) -> None:
    hostile = replace(EVENT, summary=text, place=text, description=text)
    calendar, event = read(text_of(replace(hostile, attendees=(Person(text, "a@b.fr"),))))
    assert [one.name for one in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]
    assert event["UID"] == EVENT.uid
    assert isinstance(event["SUMMARY"], str)
    assert not {"ORGANIZER", "X-EVIL"} & set(event)


def test_a_line_end_in_a_name_adds_nothing() -> None:
    text = "Comité\r\nATTENDEE:mailto:evil@example.org\r\nX-EVIL:1"
    _, event = read(text_of(replace(EVENT, summary=text)))
    assert "X-EVIL" not in event
    assert "ATTENDEE" not in event
