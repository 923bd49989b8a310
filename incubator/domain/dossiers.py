"""What a dossier says to a committee: what is known, what the team wrote, the files that it joined.

A frozen dossier is one text, canonical JSON, and the SHA-256 of its UTF-8 bytes. It holds values
and codes, no sentence of ours: days as ISO 8601, decimals as texts, money in cents where its name
says so, else in euros. What people wrote stays as written. A reader of a later time must know
what each key means, so that a change of meaning takes the next number of the schema.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from incubator.domain.decisions import canonical

SCHEMA = 1
#: A dossier leaves that long before its session.
SENT_BEFORE = timedelta(days=7)
#: The team is reminded that many days before, while it has not submitted; the last one first.
REMINDED_BEFORE = (7, 14)
#: The parts that stand in each content, in the order in which they are read.
SECTIONS = (
    "startup",
    "narrative",
    "attachments",
    "team",
    "phases",
    "promised",
    "impact",
    "money",
    "delivery",
    "gate",
    "standards",
    "decisions",
    "committees",
)


class ContentError(ValueError):
    """A text that is no content of a dossier, or one of a schema that is not known."""


def content_of(
    facts: Mapping[str, Any],
    narrative: Mapping[str, Any],
    attachments: Sequence[Mapping[str, Any]],
) -> str:
    """Everything that a dossier says, as a text that is always the same for the same values.

    ``narrative`` is one of ``domain.narratives.to_plain``.
    """
    return canonical(
        {
            **facts,
            "schema": SCHEMA,
            "narrative": narrative,
            "attachments": list(attachments),
        }
    )


def read_content(text: str) -> dict[str, Any]:
    """The values of a :func:`content_of`.

    Raises:
        ContentError: the text is none, or of a schema that this version does not know.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ContentError("no JSON") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise ContentError("no content of a known schema")
    return found


def sha256(text: str) -> str:
    """What shows that a content is the one that was frozen."""
    return hashlib.sha256(text.encode()).hexdigest()


def leaves_on(session: date) -> date:
    """The day on which the dossiers of a session are sent."""
    return session - SENT_BEFORE


def is_late(submitted: date, session: date) -> bool:
    """Whether a dossier was submitted after the day on which it had to leave."""
    return submitted > leaves_on(session)


def reminder_due(session: date, today: date) -> int | None:
    """Which reminder is due: the number of days of ``REMINDED_BEFORE``; None for none."""
    left = (session - today).days
    if left < 0:
        return None
    return next((days for days in REMINDED_BEFORE if left <= days), None)


def plain(value: Decimal) -> str:
    """A figure as people write it: no exponent, no zeros after the last digit that counts."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def iso(day: date | None) -> str | None:
    """A day as JSON has it."""
    return day.isoformat() if day else None
