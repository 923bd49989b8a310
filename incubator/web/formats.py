"""Dates, numbers and money as the reader's language writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

_NBSP = "\u00a0"
_THOUSAND, _MILLION = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Formats:
    """Formatting for a language ("fr", "en"); instants are shown in the programme's time zone."""

    language: str
    time_zone: ZoneInfo

    def local_day(self, value: date | datetime) -> date:
        """The day of a date or of an instant, in the programme's time zone."""
        return value.astimezone(self.time_zone).date() if isinstance(value, datetime) else value

    def day(self, value: date | datetime) -> str:
        """12 mars 2026; the first of a month is "1er" in French."""
        local = self.local_day(value)
        text = format_date(local, "d MMMM y", locale=self.language)
        return text.replace("1 ", f"1er{_NBSP}", 1) if self._is_first(local) else self._tied(text)

    def start_of_span(self, start: date, end: date) -> str:
        """The first day of a span whose last day follows: the year and month only if they differ.

        "9" before "22 novembre 2026", "26 octobre" before "8 novembre 2026".
        """
        if start.year != end.year:
            return self.day(start)
        pattern = "d" if start.month == end.month else "d MMMM"
        text = format_date(start, pattern, locale=self.language)
        if self._is_first(start):
            return re.sub(r"^1(?!\d)", "1er", text).replace(" ", _NBSP)
        return text.replace(" ", _NBSP)

    def moment(self, value: datetime) -> str:
        """An instant: "12 mars 2026 à 14 h 05"; "12 March 2026 at 14:05" in English."""
        between = f" à{_NBSP}" if self.language == "fr" else " at "
        return f"{self.day(value)}{between}{self.clock(value)}"

    def weekday(self, value: date | datetime) -> str:
        """A day with its name: "jeudi 12 mars 2026"; "Thursday 12 March 2026" in English."""
        name = format_date(self.local_day(value), "EEEE", locale=self.language)
        return f"{name}{_NBSP}{self.day(value)}"

    def clock(self, value: datetime) -> str:
        """The hour of an instant: "14 h 05"; "14:05" in English."""
        local = value.astimezone(self.time_zone)
        if self.language == "fr":
            return f"{local.hour}{_NBSP}h{_NBSP}{local.minute:02}"
        return f"{local:%H:%M}"

    def month(self, value: date) -> str:
        """A month and its year: "mars 2026"."""
        return format_date(value, "MMMM y", locale=self.language)

    def short_month(self, value: date) -> str:
        """The same, shorter: "janv. 2026"."""
        return format_date(value, "MMM y", locale=self.language)

    def number(self, value: Decimal | float) -> str:
        """1 234,5 with thin spaces in French; two decimals at most."""
        if isinstance(value, int) and abs(value) < _THOUSAND:
            # A list has hundreds of small counts, which every language writes alike.
            return str(value)
        return format_decimal(value, format="#,##0.##", locale=self.language)

    def percent(self, share: float) -> str:
        """48 % for 0.48; 48% in English."""
        pattern = "#,##0 %" if self.language == "fr" else "#,##0%"
        return format_percent(share, format=pattern, locale=self.language).replace(" ", _NBSP)

    def euros(self, cents: int) -> str:
        """An amount in cents, rounded as one says it: 850 €, 420 k€, 1,2 M€; €1.2m."""
        euros = Decimal(cents) / 100
        if abs(euros) >= _MILLION:
            return self._money(euros / _MILLION, "0.##", "M" if self.language == "fr" else "m")
        if abs(euros) >= 10 * _THOUSAND:
            return self._money(euros / _THOUSAND, "#,##0", "k")
        return self._money(euros, "#,##0", "")

    def _money(self, amount: Decimal, pattern: str, scale: str) -> str:
        number = format_decimal(amount, format=pattern, locale=self.language)
        return f"{number}{_NBSP}{scale}€" if self.language == "fr" else f"€{number}{scale}"

    def _is_first(self, day: date) -> bool:
        return self.language == "fr" and day.day == 1

    def _tied(self, text: str) -> str:
        return text.replace(" ", _NBSP, 1)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """A browser in few words, such as "Firefox, Windows": enough to recognise one's own.

    The whole header would say more about a person than anybody needs.
    """
    found = [
        next((name for mark, name in table if mark in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or "?"
