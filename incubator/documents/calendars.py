"""Events as iCalendar text (RFC 5545), for mail programs and calendars to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    # Loaded by whoever writes a calendar: most workers never do.
    from icalendar import Event as Component
    from icalendar import Timezone, vCalAddress

_PRODUCT = "-//Incubator//Committees//FR"


class Method(StrEnum):
    """What a calendar asks of its reader's program (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Status(StrEnum):
    """Whether an event takes place."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address, which is written as it is given."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something at an instant, for some minutes.

    ``uid`` names it for ever; of two texts about one event, the higher ``sequence`` counts.
    Only an invitation has an organizer and attendees: what is published names nobody.
    """

    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    minutes: int
    status: Status = Status.CONFIRMED
    description: str = ""
    place: str = ""
    url: str = ""
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()


def calendar_text(
    events: Iterable[Event], method: Method, *, name: str, time_zone: ZoneInfo, now: datetime
) -> str:
    """A calendar, its lines folded and ended as the format wants; instants are in ``time_zone``.

    ``now`` is when it is written. ``name`` is what programs call the calendar.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    if method is Method.PUBLISH:
        calendar.add("x-wr-calname", _plain(name))
    made = list(events)
    years = {now.year, *(event.starts_at.year for event in made)}
    calendar.add_component(_zone(time_zone, min(years) - 1, max(years) + 2))
    for event in made:
        calendar.add_component(_component(event, time_zone, now))
    return str(calendar.to_ical(), "utf-8")


@lru_cache(maxsize=8)
def _zone(time_zone: ZoneInfo, first: int, last: int) -> Timezone:
    """How a zone's clocks change from one year to another: a calendar says it itself."""
    from icalendar import Timezone

    return Timezone.from_tzid(
        time_zone.key, first_date=date(first, 1, 1), last_date=date(last, 1, 1)
    )


def _component(event: Event, time_zone: ZoneInfo, now: datetime) -> Component:
    from icalendar import Event as Component
    from icalendar import vUri

    # The end is reckoned in UTC: a session may last through the night in which clocks change.
    ends_at = event.starts_at.astimezone(UTC) + timedelta(minutes=event.minutes)
    made = Component()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    made.add("dtstart", event.starts_at.astimezone(time_zone).replace(microsecond=0))
    made.add("dtend", ends_at.astimezone(time_zone).replace(microsecond=0))
    made.add("summary", _plain(event.summary))
    made.add("status", event.status.value)
    if event.description:
        made.add("description", _plain(event.description, lines=True))
    if event.place:
        made.add("location", _plain(event.place))
    if event.url:
        made.add("url", vUri(event.url))
    if event.organizer is not None:
        made.add("organizer", _address(event.organizer))
    for person in event.attendees:
        address = _address(person)
        address.params["ROLE"] = "REQ-PARTICIPANT"
        address.params["PARTSTAT"] = "NEEDS-ACTION"
        # Nobody reads the answers of calendar programs: presence is noted in session.
        address.params["RSVP"] = "FALSE"
        made.add("attendee", address)
    return made


def _address(person: Person) -> vCalAddress:
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{person.email}")
    # A parameter can hold no quotation mark.
    name = _plain(person.name).replace('"', "’")
    if name:
        address.params["CN"] = name
    return address


def _plain(text: str, *, lines: bool = False) -> str:
    """A text without the controls that the format forbids; on one line unless ``lines``."""
    kept = "\n" if lines else ""
    signs = (
        sign if sign in kept or unicodedata.category(sign) not in {"Cc", "Cs", "Zl", "Zp"} else " "
        for sign in text.replace("\r\n", "\n")
    )
    return "".join(signs).strip()
