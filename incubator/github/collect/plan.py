"""What is planned and how it moved: milestones, issues, and events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from incubator.domain.days import instant_text
from incubator.domain.delivery_facts import Box, BoxKind, EventKind, Issue, IssueEvent, Part
from incubator.github.collect.batches import Batch
from incubator.github.collect.goals import first_paragraph
from incubator.github.collect.shapes import NAME_CHARS, TITLE_CHARS, Item, instant_of
from incubator.github.collect.vanished import Vanished
from incubator.github.collect.walk import Reading, Walk, read_whole, walk_by_id
from incubator.github.errors import Reason

_STATES = ("open", "closed")
_NOT_PLANNED = frozenset({"not_planned", "duplicate"})
_OF_ISSUES = frozenset(
    {EventKind.MILESTONED, EventKind.DEMILESTONED, EventKind.CLOSED, EventKind.REOPENED}
)
_ABOUT_BOXES = frozenset({EventKind.MILESTONED, EventKind.DEMILESTONED})


def read_milestones(reading: Reading) -> Iterator[Batch]:
    """All milestones: their list has no order by change."""
    if not reading.repository.has_issues:
        yield Batch(Part.MILESTONES, is_unchanged=True, hidden=Reason.DISABLED)
        return
    params = {"state": "all", "sort": "due_on", "direction": "desc"}
    url = reading.path("/milestones")
    whole = read_whole(reading.api, reading.known.validators, url, params)
    if whole.items is None:
        yield Batch(Part.MILESTONES, is_unchanged=True)
        return
    boxes = tuple(map(_milestone, whole.items))
    yield Batch(Part.MILESTONES, boxes, is_whole=True, validators=whole.validators)


def _milestone(found: Item) -> Box:
    description = found.raw("description")
    return Box(
        kind=BoxKind.MILESTONE,
        key=str(found.number()),
        title=found.text("title", TITLE_CHARS),
        goal=first_paragraph(description) if isinstance(description, str) else "",
        is_open=found.one_of("state", _STATES) == "open",
        start=None,
        end=found.last_day("due_on"),
        created_at=found.instant("created_at"),
        closed_at=found.instant_or_none("closed_at"),
    )


def read_issues(reading: Reading) -> Iterator[Batch]:
    """Issues, the last changed first; pull requests are among them, and left to their own part."""
    if not reading.repository.has_issues:
        yield Batch(Part.ISSUES, is_unchanged=True, hidden=Reason.DISABLED)
        return
    before = reading.cursor(Part.ISSUES, 1)
    walk = by_update(
        reading, reading.path("/issues"), before.marks[0] if before else None, state="all"
    )
    seen: set[int] = set()
    for page in walk.pages():
        issues = tuple(_issue(one) for one in page if "pull_request" not in one)
        seen.update(one.number for one in issues)
        yield Batch(Part.ISSUES, issues, is_complete=False)
    vanished = Vanished(reading, _issue)
    # What GitHub counts in a repository changes with its open issues.
    for one in vanished.issues(seen) if reading.has_changed else ():
        yield Batch(Part.ISSUES, (one,), is_complete=False)
    if walk.is_unchanged:
        yield Batch(Part.ISSUES, is_unchanged=True, validators=vanished.validators)
        return
    cursor = reading.next_cursor(before, walk.newest)
    yield Batch(Part.ISSUES, cursor=cursor, validators=walk.validators | vanished.validators)


def by_update(reading: Reading, url: str, mark: str | None, **params: str) -> Walk:
    """A walk over a list that is ordered by the last change of its items."""
    least = max(filter(None, (instant_of(mark), reading.known.since)))

    def is_old(item: Item) -> bool:
        # What changed within the same second as the mark may not have been there yet.
        return item.instant("updated_at") < least

    return Walk(
        reading,
        url,
        {**params, "sort": "updated", "direction": "desc"},
        mark=lambda item: _seconds(item.instant("updated_at")),
        is_old=is_old,
        is_incremental=mark is not None,
    )


def _seconds(instant: datetime) -> str:
    return instant_text(instant)


def _issue(found: Item) -> Issue:
    milestone = found.item_or_none("milestone")
    return Issue(
        github_id=found.id(),
        number=found.number(),
        title=found.text("title", TITLE_CHARS),
        is_open=found.one_of("state", _STATES) == "open",
        is_planned=found.text_or_none("state_reason", NAME_CHARS) not in _NOT_PLANNED,
        milestone=milestone.number() if milestone else None,
        labels=found.labels(),
        created_at=found.instant("created_at"),
        closed_at=found.instant_or_none("closed_at"),
        updated_at=found.instant("updated_at"),
    )


def read_events(reading: Reading) -> Iterator[Batch]:
    """What happened to issues, newest first, back to the last event that is known."""
    before, walk = walk_by_id(reading, Part.EVENTS, "/issues/events")
    for page in walk.pages():
        found = (_event(one) for one in page)
        yield Batch(Part.EVENTS, tuple(one for one in found if one), is_complete=False)
    if walk.is_unchanged:
        yield Batch(Part.EVENTS, is_unchanged=True)
        return
    cursor = reading.next_cursor(before, walk.newest)
    yield Batch(Part.EVENTS, cursor=cursor, validators=walk.validators)


def _event(found: Item) -> IssueEvent | None:
    """An event that a measure uses; None for the others, and where the issue is no more."""
    kind, issue = found.text("event", NAME_CHARS), found.item_or_none("issue")
    if issue is None:
        return None
    is_used = kind == EventKind.READY_FOR_REVIEW if "pull_request" in issue else kind in _OF_ISSUES
    if not is_used:
        return None
    target = ""
    if kind in _ABOUT_BOXES:
        target = found.item("milestone").text("title", TITLE_CHARS)
    return IssueEvent(
        github_id=found.id(),
        number=issue.number(),
        kind=EventKind(kind),
        target=target,
        at=found.instant("created_at"),
    )
