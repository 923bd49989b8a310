"""What an address of the statistics asks for: whose startups, which years, which day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from incubator.domain.catalogue import Facet
from incubator.domain.programme import Years
from incubator.domain.programme_facts import Choice
from incubator.domain.programme_report import MOST_YEARS
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web.public.paging import asked_values
from incubator.web.site import site_of
from incubator.web.templating import formats_of, page_url, translate

#: Names used in addresses.
FIRST_YEAR, LAST_YEAR, DAY = "de", "a", "au"
#: What is filtered by, and the same as figures name it.
FACETS = {
    Facet.INCUBATOR: "incubators",
    Facet.SPONSOR: "sponsors",
    Facet.MINISTRY: "ministries",
}
#: What the address holds is shown back, at most this much of it.
_SHOWN = 40
#: The standard has other ways to write a day, which nobody types.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and what was not understood, in sentences.

    ``day`` is today where no other day is asked for. ``query`` is the same question as an address
    writes it, without what was not understood.
    """

    chosen: Mapping[Facet, Sequence[str]]
    years: Years
    day: date
    today: date
    notices: tuple[str, ...]

    @property
    def is_past(self) -> bool:
        """Whether the day is over."""
        return self.day < self.today

    @property
    def query(self) -> list[tuple[str, str]]:
        """The question as an address writes it."""
        pairs = [(facet.value, value) for facet, values in self.chosen.items() for value in values]
        if self.years.first is not None:
            pairs.append((FIRST_YEAR, str(self.years.first)))
        if self.years.last is not None:
            pairs.append((LAST_YEAR, str(self.years.last)))
        return [*pairs, (DAY, self.day.isoformat())] if self.is_past else pairs

    def choice(self, snapshot: Snapshot) -> Choice:
        """What to count; values that no startup has are all told alike, so that few are kept."""
        return Choice(
            incubators=self._known(snapshot, Facet.INCUBATOR),
            sponsors=self._known(snapshot, Facet.SPONSOR),
            ministries=self._known(snapshot, Facet.MINISTRY),
            years=self.years,
        )

    def _known(self, snapshot: Snapshot, facet: Facet) -> frozenset[str]:
        asked, known = self.chosen[facet], snapshot.index.values(facet)
        found = frozenset(value for value in asked if value in known)
        # "" is nobody's value: a choice of unknown ones alone finds no startup.
        return found or (frozenset({""}) if asked else found)


def asked(request: Request) -> Asked:
    """Read the address; what is not understood is left out, and said."""
    today = site_of(request).today()
    notices: list[str] = []
    first = _year(request, FIRST_YEAR, today, notices)
    last = _year(request, LAST_YEAR, today, notices)
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Asked(
        chosen={facet: asked_values(request, facet.value) for facet in FACETS},
        years=Years(first, last),
        day=_day(request, today, notices),
        today=today,
        notices=tuple(notices),
    )


def statistics_url(request: Request, query: Sequence[tuple[str, str]], figure: str = "") -> str:
    """The page that answers a question; ``figure`` leads to one of its charts."""
    address = page_url(request, "statistics") + (f"?{urlencode(query)}" if query else "")
    return f"{address}#{figure}" if figure else address


def csv_url(request: Request, query: Sequence[tuple[str, str]], figure: str) -> str:
    """The file of one chart's figures."""
    address = page_url(request, "statistics_csv", figure=figure)
    return address + (f"?{urlencode(query)}" if query else "")


def _year(request: Request, name: str, today: date, notices: list[str]) -> int | None:
    text = request.query_params.get(name, "").strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) == 4:
        year = int(text)
        if today.year - MOST_YEARS <= year <= today.year:
            return year
    notices.append(
        translate(
            request,
            N_(
                "« %(text)s » n’est pas une année entre %(first)s et %(last)s : la période n’est"
                " pas limitée de ce côté."
            ),
            text=text[:_SHOWN],
            first=today.year - MOST_YEARS,
            last=today.year,
        )
    )
    return None


def _day(request: Request, today: date, notices: list[str]) -> date:
    text = request.query_params.get(DAY, "").strip()
    if not text:
        return today
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        message = N_(
            "« %(text)s » n’est pas une date (par exemple 2024-01-31) : voici les chiffres"
            " d’aujourd’hui."
        )
        notices.append(translate(request, message, text=text[:_SHOWN]))
        return today
    if day > today:
        message = N_("Le %(day)s n’est pas encore passé : voici les chiffres d’aujourd’hui.")
        notices.append(translate(request, message, day=formats_of(request).day(day)))
    return min(day, today)
