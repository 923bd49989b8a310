"""Days and numbers as people write them in forms."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

_SPACES = re.compile(r"\s+")
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
_ENGLISH_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z")
_DIGITS = 15


def as_day(value: Any) -> date | None:
    """A day, from a date, an instant or a text in one of the usual forms; or None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    french = _FRENCH_DAY.match(text)
    if french:
        text = f"{french[3]}-{int(french[2]):02}-{int(french[1]):02}"
    try:
        return date.fromisoformat(text[:10]) if text[4:5] == "-" else None
    except ValueError:
        return None


def as_number(text: str, language: str) -> int | float | None:
    """A number as people write it: 12 500, 3,5, 12.5, in English 12,500 too; or None."""
    bare = _SPACES.sub("", text)
    if language == "en" and _ENGLISH_THOUSANDS.match(bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None
    # Its exponent is looked at first: a number of a billion digits is not to be computed with.
    if not number.is_finite() or number.adjusted() >= _DIGITS:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def shown_number(value: float, language: str) -> str:
    """A number as one types it in a language, every decimal kept."""
    text = f"{value:,}"
    if language == "fr":
        return text.replace(",", "\u202f").replace(".", ",")
    return text
