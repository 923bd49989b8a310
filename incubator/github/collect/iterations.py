"""Iterations of projects, and which issues are in them: only GraphQL tells.

GitHub keeps no history of them that a list would tell, so what entered and left is what differs
from what was seen the last time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta

from incubator.domain.delivery_facts import Box, BoxKind, EventKind, IssueEvent, Part
from incubator.github.collect.batches import Batch
from incubator.github.collect.shapes import NAME_CHARS, TITLE_CHARS, YEARS, Item, garbled
from incubator.github.collect.walk import Reading
from incubator.github.errors import Reason

#: Projects of one organisation are shared by its repositories: some have thousands of items.
_MOST_QUESTIONS = 60
_KEY_CHARS = 100
_LONGEST_DAYS = 366
# One project at a time: each has its own pages of items.
_QUESTION = """
query ($owner: String!, $name: String!, $after: String, $project: String) {
  repository(owner: $owner, name: $name) {
    projectsV2(first: 1, after: $project) {
      pageInfo { hasNextPage endCursor }
      nodes {
        fields(first: 50) {
          nodes {
            ... on ProjectV2IterationField {
              configuration {
                iterations { id title startDate duration }
                completedIterations { id title startDate duration }
              }
            }
          }
        }
        items(first: 100, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes {
            content {
              __typename
              ... on Issue { number repository { databaseId } }
            }
            fieldValues(first: 20) {
              nodes {
                ... on ProjectV2ItemFieldIterationValue { iterationId }
              }
            }
          }
        }
      }
    }
  }
}
"""


def read_iterations(reading: Reading) -> Iterator[Batch]:
    """Iterations, with what entered and left them since they were last seen.

    Asked only when something else changed, when one that is known has ended, or never before:
    GraphQL has no way to say that nothing changed.
    """
    if not reading.api.has_identity:
        yield Batch(Part.ITERATIONS, is_unchanged=True, hidden=Reason.FORBIDDEN)
        return
    if not _is_due(reading):
        # What was hidden stays so: nobody looked.
        return
    found = _Found(reading.repository.github_id, _today(reading))
    _ask(reading, found)
    events = _moves(reading, found)
    yield Batch(
        Part.ITERATIONS,
        (*found.boxes.values(), *events),
        is_whole=True,
        cursor=asked_cursor(reading),
    )


def asked_cursor(reading: Reading) -> str:
    """Says that iterations were asked for, whatever came of it."""
    return reading.next_cursor(None)


def _today(reading: Reading) -> date:
    return reading.api.clock().astimezone(UTC).date()


def _is_due(reading: Reading) -> bool:
    if reading.has_changed or Part.ITERATIONS not in reading.known.cursors:
        return True
    today = _today(reading)
    return any(box.is_open and box.end and box.end < today for box in reading.known.iterations)


@dataclass(slots=True)
class _Found:
    """What projects say: iterations by key, and which issues of the repository are in them."""

    repository: int
    today: date
    boxes: dict[str, Box] = field(default_factory=dict)
    inside: set[tuple[int, str]] = field(default_factory=set)

    def take(self, project: Item) -> str:
        """Learn from a project; returns where its next page of items begins, "" after the last."""
        for one in project.item("fields").items("nodes"):
            settings = one.item_or_none("configuration")
            for name in ("iterations", "completedIterations") if settings else ():
                for iteration in settings.items(name) if settings else ():
                    box = _box(iteration, self.today)
                    self.boxes[box.key] = box
        items = project.item("items")
        for item in items.items("nodes"):
            self._place(item)
        return _next(items)

    def _place(self, item: Item) -> None:
        content = item.item_or_none("content")
        if content is None or content.raw("__typename") != "Issue":
            return
        if content.item("repository").id("databaseId") != self.repository:
            return
        for value in item.item("fieldValues").items("nodes"):
            if "iterationId" in value:
                self.inside.add((content.number(), value.text("iterationId", _KEY_CHARS)))


def _ask(reading: Reading, found: _Found) -> None:
    owner, _, name = reading.repository.full_name.partition("/")
    after: str | None = None
    project: str | None = None
    for _ in range(_MOST_QUESTIONS):
        variables = {"owner": owner, "name": name, "after": after, "project": project}
        answer = Item(reading.api.query(_QUESTION, variables), "data")
        projects = answer.item("repository").item("projectsV2")
        rest = [found.take(one) for one in projects.items("nodes")]
        after = next(filter(None, rest), None)
        if after is None:
            project = _next(projects) or None
            if project is None:
                return
    raise garbled("projects without end")


def _next(pages: Item) -> str:
    info = pages.item("pageInfo")
    return info.text("endCursor", NAME_CHARS) if info.flag("hasNextPage") else ""


def _box(found: Item, today: date) -> Box:
    try:
        start = date.fromisoformat(found.text("startDate", 10))
    except ValueError:
        raise garbled("iteration.startDate") from None
    if start.year not in YEARS:
        raise garbled("iteration.startDate")
    days = found.number("duration")
    if days > _LONGEST_DAYS:
        raise garbled("iteration.duration")
    end = start + timedelta(days=days - 1)
    return Box(
        kind=BoxKind.ITERATION,
        key=found.text("id", _KEY_CHARS),
        title=found.text("title", TITLE_CHARS),
        goal="",
        is_open=end >= today,
        start=start,
        end=end,
        created_at=None,
        closed_at=None,
    )


def _moves(reading: Reading, found: _Found) -> list[IssueEvent]:
    now, before = reading.api.clock().astimezone(UTC), reading.known.memberships
    moves = (
        (EventKind.ITERATION_LEFT, before - found.inside),
        (EventKind.ITERATION_ENTERED, found.inside - before),
    )
    return [
        IssueEvent(github_id=None, number=number, kind=kind, target=key, at=now)
        for kind, pairs in moves
        for number, key in sorted(pairs)
    ]
