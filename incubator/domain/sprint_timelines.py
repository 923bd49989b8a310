"""What an issue was at each moment: in which box, open or closed, told from its events.

Source: GitHub's events of issues. A milestone's events carry its title of that moment only, so a
title stands for the milestone of the repository that has it now and existed then. A title that no
milestone has any more is an old name: it stands for the milestone that issues which entered under
it are in today, or were taken out of under its present name.

Where events are missing, what GitHub says of the issue today wins from its last change on. An
issue in a milestone without an event about any has been in it since it was created, and so has an
issue whose first event is to be taken out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from incubator.domain.days import end_of, start_of
from incubator.domain.delivery_facts import Box, BoxKind, EventKind, History, Issue, IssueEvent

_ENTRIES = {
    BoxKind.MILESTONE: EventKind.MILESTONED,
    BoxKind.ITERATION: EventKind.ITERATION_ENTERED,
}
_EXITS = {
    BoxKind.MILESTONE: EventKind.DEMILESTONED,
    BoxKind.ITERATION: EventKind.ITERATION_LEFT,
}
_OPENNESS = {EventKind.CLOSED: False, EventKind.REOPENED: True}
#: Of events at one instant, departures come before arrivals.
_RANKS = {
    EventKind.DEMILESTONED: 0,
    EventKind.ITERATION_LEFT: 0,
    EventKind.MILESTONED: 1,
    EventKind.ITERATION_ENTERED: 1,
}
_OBSERVED_LAST = 1 << 62


@dataclass(frozen=True, slots=True)
class Moment:
    """From ``at`` on, the issue is in ``box`` (a key, None for none) and open or closed."""

    at: datetime
    box: str | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """An issue's moments, in order; the first is its creation. No two are at one instant."""

    issue: Issue
    moments: tuple[Moment, ...]


def timelines(history: History, kind: BoxKind, zone: tzinfo) -> Mapping[str, list[Timeline]]:
    """The issues that ever were in each box of a kind, by the box's key."""
    boxes = {box.key: box for box in history.boxes if box.kind is kind}
    wanted = {_ENTRIES[kind], _EXITS[kind], *_OPENNESS}
    by_number: dict[int, list[IssueEvent]] = defaultdict(list)
    for event in history.events:
        if event.kind in wanted:
            by_number[event.number].append(event)
    for events in by_number.values():
        events.sort(key=_order)
    titles = (
        _Titles(boxes.values(), history.issues, by_number) if kind is BoxKind.MILESTONE else None
    )
    found: dict[str, list[Timeline]] = defaultdict(list)
    for issue in history.issues:
        events = by_number.get(issue.number, [])
        if titles is not None:
            changes = _milestones(issue, events, titles)
        else:
            changes = _iterations(issue, events, boxes, zone)
        held = {key for _, key in changes if key in boxes}
        if held:
            timeline = Timeline(issue, _merged(issue, changes, _openness(issue, events)))
            for key in held:
                found[key].append(timeline)
    return found


def _order(event: IssueEvent) -> tuple[datetime, int, int, str, str]:
    number = _OBSERVED_LAST if event.github_id is None else event.github_id
    return event.at, number, _RANKS.get(event.kind, 2), event.kind.value, event.target


class _Titles:
    """The milestones of a repository by the titles that they have, and that they had."""

    def __init__(
        self,
        boxes: Iterable[Box],
        issues: Iterable[Issue],
        by_number: Mapping[int, list[IssueEvent]],
    ) -> None:
        self._boxes = {box.title: box for box in boxes}
        self._old: dict[str, str] = {}
        meant: dict[str, set[str]] = defaultdict(set)
        for issue in issues:
            for title, key in self._hints(issue, by_number.get(issue.number, [])):
                meant[title].add(key)
        # A name that several milestones had in turn ("Sprint en cours") says nothing.
        self._old = {title: keys.pop() for title, keys in meant.items() if len(keys) == 1}

    def key(self, event: IssueEvent) -> str | None:
        """The milestone that an event is about, None when nothing says which it is."""
        box = self._boxes.get(event.target)
        if box is not None and (box.created_at is None or box.created_at <= event.at):
            return box.key
        return self._old.get(event.target)

    def _hints(self, issue: Issue, events: list[IssueEvent]) -> Iterable[tuple[str, str]]:
        entry: IssueEvent | None = None
        for event in events:
            if event.kind is EventKind.MILESTONED:
                entry = event if self.key(event) is None else None
            elif event.kind is EventKind.DEMILESTONED:
                left = self.key(event)
                if entry is not None and left is not None:
                    yield entry.target, left
                entry = None
        if entry is not None and issue.milestone is not None:
            yield entry.target, str(issue.milestone)


_Change = tuple[datetime, str | None]


def _milestones(issue: Issue, events: list[IssueEvent], titles: _Titles) -> list[_Change]:
    """The milestones that an issue was in, each with since when.

    A milestone that nobody can name is "": the issue was in one, which is no sprint of ours.
    """
    now = None if issue.milestone is None else str(issue.milestone)
    moves = [event for event in events if event.kind not in _OPENNESS]
    if not moves:
        return [(issue.created_at, now)]
    first = moves[0]
    was_in = first.kind is EventKind.DEMILESTONED
    held = (titles.key(first) or "") if was_in else None
    changes: list[_Change] = [(issue.created_at, held)]
    for event in moves:
        key = titles.key(event)
        if event.kind is EventKind.MILESTONED:
            held = key or ""
        elif not held or key is None or key == held:
            held = None
        changes.append((event.at, held))
    if held == "" and now is not None:
        changes[-1] = (changes[-1][0], now)
    elif (held or None) != now:
        changes.append((max(issue.updated_at, changes[-1][0]), now))
    return changes


def _iterations(
    issue: Issue, events: list[IssueEvent], boxes: Mapping[str, Box], zone: tzinfo
) -> list[_Change]:
    """The iterations that an issue was in, as refreshes saw them.

    An issue created before an iteration's start and seen for the first time within it was in it
    from its start: nobody looked before.
    """
    changes: list[_Change] = [(issue.created_at, None)]
    held: str | None = None
    moves = [event for event in events if event.kind not in _OPENNESS]
    for position, event in enumerate(moves):
        at = event.at
        if event.kind is EventKind.ITERATION_ENTERED:
            held = event.target
            if position == 0:
                at = _first_sight(issue, at, boxes.get(held), zone)
        elif event.target == held:
            held = None
        changes.append((at, held))
    return changes


def _first_sight(issue: Issue, at: datetime, box: Box | None, zone: tzinfo) -> datetime:
    if box is None or box.start is None or box.end is None:
        return at
    start = start_of(box.start, zone)
    seen_within = start < at < end_of(box.end, zone)
    return start if seen_within and issue.created_at < start else at


def _openness(issue: Issue, events: list[IssueEvent]) -> list[tuple[datetime, bool]]:
    """When an issue was opened and closed. Closed without an event: on GitHub's closing date."""
    changes = [(issue.created_at, True)]
    changes += [(event.at, _OPENNESS[event.kind]) for event in events if event.kind in _OPENNESS]
    last, is_open = changes[-1]
    if is_open != issue.is_open:
        seen = issue.updated_at if issue.is_open else issue.closed_at or issue.updated_at
        changes.append((max(seen, last), issue.is_open))
    return changes


def _merged(
    issue: Issue, boxes: list[_Change], openness: list[tuple[datetime, bool]]
) -> tuple[Moment, ...]:
    """Both kinds of changes in one order; what happens at one instant makes one moment."""
    held: str | None = None
    is_open = True
    found: list[Moment] = []
    position = 0
    changes = [(at, True, key, True) for at, key in boxes]
    changes += [(at, False, None, value) for at, value in openness]
    changes.sort(key=lambda change: change[0])
    while position < len(changes):
        at = changes[position][0]
        while position < len(changes) and changes[position][0] == at:
            _, is_move, key, value = changes[position]
            if is_move:
                held = key
            else:
                is_open = value
            position += 1
        # Clocks differ: nothing happens to an issue before it is there.
        moment = Moment(max(at, issue.created_at), held, is_open)
        if found and found[-1].at == moment.at:
            found[-1] = moment
        else:
            found.append(moment)
    return tuple(found)
