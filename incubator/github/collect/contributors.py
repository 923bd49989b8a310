"""Who commits how much, by week, as GitHub's statistics count it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from incubator.domain.delivery_facts import ContributorWeek, Part
from incubator.github.api import Answer, Validator
from incubator.github.collect.batches import Batch
from incubator.github.collect.shapes import Item, items_of
from incubator.github.collect.walk import Reading, known_validator
from incubator.github.errors import GithubError, Reason, UnavailableError

#: How long to wait before each time that the statistics are asked for again, in seconds.
_WAITS = (1.0, 2.0, 4.0)
_WEEK = timedelta(days=7)


def read_contributors(reading: Reading) -> Iterator[Batch]:
    """Commits on the default branch of everybody with an account, by week.

    GitHub computes them when it is first asked, and says so; when that takes too long they are
    left for the next time, without harm to the other parts.
    """
    if reading.repository.is_empty:
        yield Batch(Part.CONTRIBUTORS, is_unchanged=True)
        return
    before = reading.cursor(Part.CONTRIBUTORS, 0)
    try:
        answer = _ask(reading, is_incremental=before is not None)
    except GithubError as error:
        if error.reason is not Reason.COMPUTING:
            raise
        yield Batch(Part.CONTRIBUTORS, hidden=Reason.COMPUTING)
        return
    if answer.is_unchanged:
        yield Batch(Part.CONTRIBUTORS, is_unchanged=True)
        return
    items = items_of(answer.data, "contributors") if answer.status == 200 else []
    weeks: dict[tuple[int, date], ContributorWeek] = {}
    first = reading.known.since.date() - _WEEK
    for item in items:
        for week in _weeks(item):
            if week.week > first:
                weeks[week.author, week.week] = week
    yield Batch(
        Part.CONTRIBUTORS,
        tuple(weeks.values()),
        is_whole=True,
        cursor=reading.next_cursor(None),
        validators={answer.url: Validator(answer.etag)} if answer.etag else {},
    )


def _ask(reading: Reading, *, is_incremental: bool) -> Answer:
    url = reading.path("/stats/contributors")
    validator = known_validator(reading, url) if is_incremental else None
    for wait in _WAITS:
        try:
            return reading.api.get(url, None, validator)
        except UnavailableError as error:
            if error.reason is not Reason.COMPUTING:
                raise
        reading.api.sleep(wait)
    return reading.api.get(url, None, validator)


def _weeks(found: Item) -> Iterator[ContributorWeek]:
    """The weeks in which somebody committed; commits without an account are nobody's."""
    author = found.author("author")
    if author.id is None:
        return
    for week in found.items("weeks"):
        commits = week.count("c")
        if commits:
            day = datetime.fromtimestamp(week.count("w"), UTC).date()
            yield ContributorWeek(
                author=author.id,
                author_is_bot=author.is_bot,
                # GitHub's weeks begin on Sunday; isoweekday() says 7 for it.
                week=day - timedelta(days=day.isoweekday() % 7),
                commits=commits,
            )
