"""What a decision changes in a startup's sheet; nothing, where the sheet says it already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from incubator.actions.committees.sentences import public_words
from incubator.domain.decisions import Decision
from incubator.domain.phases import FORMER_NAMES, Phase
from incubator.domain.publicity import Publicity
from incubator.domain.startups import EventKind
from incubator.sheets.write import Changes

_DAY = timedelta(days=1)


def sheet_changes(
    fields: Mapping[str, Any],
    decision: Decision,
    publicity: Publicity,
    former: Decision | None = None,
) -> Changes:
    """The fields to write for a sheet to say a decision, as far as its incubator publishes it.

    The committee's day and the phase are always written: the sheet is where they live. ``former``
    is the decision that this one replaces; where both are of one day, they share an event.
    """
    changed: dict[str, Any] = {}
    phases = _phases(fields.get("phases"), decision)
    if phases is not None:
        changed["phases"] = phases
    events = _events(fields.get("events"), decision, publicity, former)
    if events is not None:
        changed["events"] = events
    until = decision.period_until if publicity.amounts else None
    if until is not None and _day(fields.get("funding_until")) != until:
        changed["funding_until"] = until
    return Changes(changed)


def _phases(written: Any, decision: Decision) -> list[Any] | None:
    """The phases with the one that the decision names; None where nothing is to be added."""
    entries = list(written) if isinstance(written, list) else []
    if decision.phase is None:
        return None
    starts = [_start(entry) for entry in entries]
    begun = [
        (start, _order(entry), rank)
        for rank, (entry, start) in enumerate(zip(entries, starts, strict=True))
        if start is not None and start <= decision.decided_on
    ]
    new = {"name": decision.phase.value, "start": decision.decided_on}
    if not begun:
        return [new, *entries]
    _, _, rank = max(begun)
    if _phase(entries[rank]) is decision.phase:
        return None
    if any(isinstance(entry, dict) and entry.get("end") for entry in entries):
        entries[rank] = _ended(entries[rank], decision.decided_on - _DAY)
    known = [start for start in starts if start is not None]
    is_newest_first = len(known) > 1 and known[0] > known[-1]
    entries.insert(rank if is_newest_first else rank + 1, new)
    return entries


def _ended(entry: Mapping[str, Any], last: date) -> dict[str, Any]:
    """A phase that ends on a day, unless it ended before; one of a day only has no end."""
    start, end = _start(entry), _day(entry.get("end"))
    if (end is not None and end <= last) or start is None or start > last:
        return dict(entry)
    return {**entry, "end": last}


def _events(
    written: Any, decision: Decision, publicity: Publicity, former: Decision | None
) -> list[Any] | None:
    """The events with the committee; None where it is there."""
    events = list(written) if isinstance(written, list) else []
    comment = _comment(decision, publicity)
    for rank, event in enumerate(events):
        if not _is_committee(event, decision.decided_on):
            continue
        is_formers = former is not None and event.get("comment") == _comment(former, publicity)
        if not is_formers or event.get("comment") == comment:
            return None
        events[rank] = {**event, "comment": comment} if comment else _without_comment(event)
        return events
    new: dict[str, Any] = {"name": EventKind.COMMITTEE.value, "date": decision.decided_on}
    return [*events, {**new, "comment": comment} if comment else new]


def _comment(decision: Decision, publicity: Publicity) -> str | None:
    if not publicity.decisions:
        return None
    return public_words(decision, with_amount=publicity.amounts)


def _without_comment(event: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key != "comment"}


def _is_committee(event: Any, day: date) -> bool:
    return (
        isinstance(event, dict)
        and event.get("name") == EventKind.COMMITTEE.value
        and _day(event.get("date")) == day
    )


def _start(entry: Any) -> date | None:
    return _day(entry.get("start")) if isinstance(entry, dict) else None


def _phase(entry: Any) -> Phase | None:
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str):
        return None
    try:
        return FORMER_NAMES.get(name) or Phase(name)
    except ValueError:
        return None


def _order(entry: Any) -> int:
    phase = _phase(entry)
    return phase.order if phase else -1


def _day(value: Any) -> date | None:
    """A day as a sheet writes it: YAML reads one as a day, an instant, or a text in quotes."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
