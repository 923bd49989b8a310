"""What a decision changes in a startup's sheet; nothing, where the sheet says it already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from incubator.actions.committees.sentences import public_words
from incubator.domain.decisions import Decision
from incubator.domain.phases import FORMER_NAMES, Phase
from incubator.domain.publicity import Publicity
from incubator.domain.startups import EventKind
from incubator.sheets.raw import raw_day
from incubator.sheets.write import Changes

_DAY = timedelta(days=1)
#: A phase that a sheet begins so long after its committee is the one that was decided.
_SOON_AFTER = timedelta(days=31)


def sheet_changes(
    fields: Mapping[str, Any],
    decision: Decision,
    publicity: Publicity,
    former: Decision | None = None,
    *,
    is_replaced: bool = False,
) -> Changes:
    """The fields to write for a sheet to say a decision, as far as its incubator publishes it.

    The committee's day and the phase are always written: the sheet is where they live. ``former``
    is the decision that this one replaces; where both are of one day, they share an event. Of a
    decision that is itself replaced, only its day is still written: the committee has met, but
    the sheet must not go back to what no longer holds.
    """
    changed: dict[str, Any] = {}
    phases = None if is_replaced else _phases(fields.get("phases"), decision, former)
    if phases is not None:
        changed["phases"] = phases
    events = _events(fields.get("events"), decision, publicity, former)
    if events is not None:
        changed["events"] = events
    until = decision.period_until if publicity.amounts and not is_replaced else None
    if until is not None and raw_day(fields.get("funding_until")) != until:
        changed["funding_until"] = until
    return Changes(changed)


def _phases(written: Any, decision: Decision, former: Decision | None) -> list[Any] | None:
    """The phases with the one that the decision leads to; None where nothing is to be changed."""
    before = list(written) if isinstance(written, list) else []
    phase = decision.phase or _taken_back(before, former, decision.decided_on)
    if phase is None or _begins_soon(before, phase, decision.decided_on):
        return None
    entries = _without_later(before, phase, decision.decided_on)
    new = {"name": phase.value, "start": decision.decided_on}
    rank = _current(entries, decision.decided_on)
    if rank is None:
        return [new, *entries]
    if _phase(entries[rank]) is phase:
        if len(entries) == len(before):
            return None
        entries[rank] = _resumed(entries[rank], decision.decided_on - _DAY)
        return entries
    if any(isinstance(entry, dict) and entry.get("end") for entry in entries):
        entries[rank] = _ended(entries[rank], decision.decided_on - _DAY)
    known = [start for start in map(_start, entries) if start is not None]
    is_newest_first = len(known) > 1 and known[0] > known[-1]
    entries.insert(rank if is_newest_first else rank + 1, new)
    return entries


def _current(entries: list[Any], day: date) -> int | None:
    """The rank of the entry that counts on a day, as the domain chooses it; None before any."""
    begun = [
        (start, _order(entry), rank)
        for rank, entry in enumerate(entries)
        if (start := _start(entry)) is not None and start <= day
    ]
    return max(begun)[2] if begun else None


def _taken_back(entries: list[Any], former: Decision | None, day: date) -> Phase | None:
    """The phase to go back to, where the sheet is still in the one that a replaced decision gave.

    None where there is nothing to take back.
    """
    rank = _current(entries, day)
    if former is None or former.phase is None or rank is None:
        return None
    if _phase(entries[rank]) is not former.phase:
        return None
    others = [entry for entry in entries if _phase(entry) is not former.phase]
    earlier = _current(others, day)
    return None if earlier is None else _phase(others[earlier])


def _without_later(entries: list[Any], phase: Phase, day: date) -> list[Any]:
    """The entries without those of the same day that would count instead of a phase.

    Two entries on one day: the later in the programme's order is the current one. Such an entry
    has lasted no time, and a decision taken on that day has another in its place.
    """
    return [entry for entry in entries if _start(entry) != day or _order(entry) <= phase.order]


def _begins_soon(entries: list[Any], phase: Phase, day: date) -> bool:
    """Whether the next phase that a sheet knows of is the one decided, from shortly after on."""
    later = [(start, entry) for entry in entries if (start := _start(entry)) and start > day]
    if not later:
        return False
    start, entry = min(later, key=lambda one: one[0])
    return _phase(entry) is phase and start - day <= _SOON_AFTER


def _resumed(entry: Mapping[str, Any], last: date) -> dict[str, Any]:
    """A phase that goes on after all: the end that its successor had given it is taken away."""
    return {key: value for key, value in entry.items() if key != "end" or raw_day(value) != last}


def _ended(entry: Mapping[str, Any], last: date) -> dict[str, Any]:
    """A phase that ends on a day, unless it ended before; one of a day only has no end."""
    start, end = _start(entry), raw_day(entry.get("end"))
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
        and raw_day(event.get("date")) == day
    )


def _start(entry: Any) -> date | None:
    return raw_day(entry.get("start")) if isinstance(entry, dict) else None


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
