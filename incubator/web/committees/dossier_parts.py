"""What a dossier's page is made of, and how the plain values of its content are written.

One template shows any part, on the page, in the preview and in the printed document alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from starlette.requests import Request

from incubator.domain.decisions import Kind
from incubator.domain.follow_up import Fate
from incubator.domain.phases import Phase
from incubator.i18n import N_
from incubator.web import labels
from incubator.web.committees.words import FATES, KINDS
from incubator.web.impact.amounts import NBSP, amount, when
from incubator.web.impact.words import BADGES
from incubator.web.templating import formats_of, language_of, translate


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table or a list: a text, a badge, and smaller lines below it.

    ``is_written`` says that people wrote the text, in the language of the sheets.
    """

    text: str = ""
    badge: str = ""
    badge_kind: str = ""
    details: tuple[str, ...] = ()
    url: str = ""
    is_written: bool = False
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence of ours; muted where it says that something is missing."""

    kind: ClassVar[str] = "paragraph"
    text: str
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A text that people wrote, as sanitised HTML."""

    kind: ClassVar[str] = "written"
    html: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A short text that people wrote, without markup."""

    kind: ClassVar[str] = "quoted"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what they say."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first cell of a row names it. ``numeric`` has the columns of figures, from 0."""

    kind: ClassVar[str] = "grid"
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A sentence, and what it names."""

    kind: ClassVar[str] = "listing"
    text: str
    items: tuple[Cell, ...]


Block = Paragraph | Written | Quoted | Facts | Grid | Listing


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks under a title of their own; "" for none."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section, with an anchor."""

    anchor: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """What the first screen says of one thing."""

    label: str
    figure: str
    notes: tuple[str, ...] = ()
    badge: str = ""
    badge_kind: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A dossier to be shown. ``waiting`` are the conditions that are still open."""

    title: str
    mission: str
    session: str
    known_on: str
    tiles: tuple[Tile, ...]
    waiting: tuple[Cell, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Plain values in the reader's language."""

    request: Request

    def say(self, text: str, **values: Any) -> str:
        """A message of ours."""
        return translate(self.request, text, **values)

    def day(self, text: str | None) -> str:
        """A day; "" for none."""
        return formats_of(self.request).day(date.fromisoformat(text)) if text else ""

    def days(self, start: str | None, end: str | None) -> str:
        """Two days, or the one that there is."""
        if start and end:
            first, last = date.fromisoformat(start), date.fromisoformat(end)
            formats = formats_of(self.request)
            return self.say(
                N_("du %(start)s au %(end)s"),
                start=formats.start_of_span(first, last),
                end=formats.day(last),
            )
        if start:
            return self.say(N_("depuis le %(start)s"), start=self.day(start))
        return self.say(N_("jusqu’au %(end)s"), end=self.day(end)) if end else ""

    def number(self, value: str | float | None) -> str:
        """A figure; "" for none."""
        return "" if value is None else formats_of(self.request).number(Decimal(str(value)))

    def measured(self, one: Mapping[str, Any] | None, unit: str) -> str:
        """A figure with its unit; "" for none."""
        if one is None:
            return ""
        return amount(formats_of(self.request), Decimal(one["value"]), unit)

    def when(self, one: Mapping[str, Any] | None) -> str:
        """The day or the month that a figure is of."""
        return when(formats_of(self.request), date.fromisoformat(one["day"])) if one else ""

    def valued(self, one: Mapping[str, Any] | None, unit: str) -> Cell:
        """A figure of a day; said to be missing where there is none."""
        if one is None:
            return self.missing()
        return Cell(self.measured(one, unit), details=(self.when(one),))

    def euros(self, value: int) -> str:
        """An amount in euros, to the euro: what is asked and decided is not rounded."""
        number = formats_of(self.request).number(Decimal(value))
        return f"{number}{NBSP}€" if language_of(self.request) == "fr" else f"€{number}"

    def cents(self, value: int | None) -> str:
        """An amount in cents, to the euro; "" for none."""
        return "" if value is None else self.euros(round(value / 100))

    def phase(self, code: str | None) -> str:
        """The name of a phase; "" for none."""
        return self.say(labels.PHASE_NAMES[Phase(code)]) if code else ""

    def decision(self, code: str | None) -> str:
        """The name of a kind of decision."""
        return self.say(KINDS[Kind(code)]) if code else ""

    def fate(self, code: str) -> tuple[str, str]:
        """The badge of what became of a promise, and its kind."""
        word, kind = FATES[Fate(code)]
        return self.say(word), kind

    def progress(self, code: str | None) -> tuple[str, str]:
        """The badge of where a measure stands, and its kind; both "" where nothing is said."""
        found = {str(one): badge for one, badge in BADGES.items()}.get(code or "")
        return (self.say(found[0]), found[1]) if found else ("", "")

    def missing(self) -> Cell:
        """Stands where nothing is published."""
        return Cell(self.say(N_("aucun chiffre publié")), is_muted=True)

    def absent(self, text: str) -> Paragraph:
        """Says that something is missing."""
        return Paragraph(self.say(text), is_muted=True)
