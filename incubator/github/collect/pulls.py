"""Pull requests: what they are, their first commit, and what people answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from urllib.parse import urlsplit

from incubator.domain.delivery_facts import Part, PullRequest, Response, ResponseKind
from incubator.github.api import Validator
from incubator.github.collect.batches import Batch, Fact
from incubator.github.collect.plan import by_update
from incubator.github.collect.shapes import Item, garbled, instant_of, items_of
from incubator.github.collect.walk import Reading
from incubator.github.errors import Reason, RefusedError

#: Each pull request costs two requests: what was learnt is handed over before a run's budget ends,
#: however small that is.
_AT_ONCE = 4
#: A pull request with more reviews than that many pages of 100 is read no further.
_MOST_REVIEW_PAGES = 5
_PULL_PAGE = re.compile(r".*/pull/(\d{1,10})")
_PULL_ADDRESS = re.compile(r".*/pulls/(\d{1,10})")
_WITHOUT_RIGHT = frozenset({Reason.FORBIDDEN, Reason.MISSING, Reason.INVALID, Reason.GONE})


def read_pulls(reading: Reading) -> Iterator[Batch]:
    """Pull requests, the last changed first, with commits and reviews of open and merged ones.

    The list is read to its end first, quickly, so that it shifts little; then what each of them
    needs, a few at a time.
    """
    before = reading.cursor(Part.PULLS, 1)
    walk = by_update(
        reading, reading.path("/pulls"), before.marks[0] if before else None, state="all"
    )
    latest = {one.number: one for one in map(_pull, chain.from_iterable(walk.pages()))}
    if walk.is_unchanged:
        yield Batch(Part.PULLS, is_unchanged=True)
        return
    known = reading.known.complete_pulls
    changed = [one for one in latest.values() if known.get(one.number) != one.updated_at]
    details = _Details(reading)
    for start in range(0, len(changed), _AT_ONCE):
        facts = details.of(changed[start : start + _AT_ONCE])
        yield Batch(Part.PULLS, facts, is_complete=False)
    if details.refused:
        # No cursor: what could not be seen is looked for again, once the token has the right.
        yield Batch(Part.PULLS)
        return
    cursor = reading.next_cursor(before, walk.newest)
    yield Batch(Part.PULLS, cursor=cursor, validators=walk.validators)


def _pull(found: Item) -> PullRequest:
    author = found.author()
    return PullRequest(
        github_id=found.id(),
        number=found.number(),
        author=author.id,
        author_is_bot=author.is_bot,
        is_draft=found.flag("draft", default=False),
        labels=found.labels(),
        created_at=found.instant("created_at"),
        closed_at=found.instant_or_none("closed_at"),
        merged_at=found.instant_or_none("merged_at"),
        updated_at=found.instant("updated_at"),
    )


class _Details:
    """What a pull request's own addresses tell; once they are refused, they are left alone."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.refused = False

    def of(self, pulls: Sequence[PullRequest]) -> tuple[Fact, ...]:
        """Pull requests, complete where they can be, with their reviews."""
        facts: list[Fact] = []
        for pull in pulls:
            is_needed = pull.merged_at is not None or pull.closed_at is None
            if not is_needed or self.refused:
                facts.append(pull)
                continue
            try:
                reviews = self._reviews(pull)
                first = self._first_commit(pull)
            except RefusedError as error:
                if error.reason not in _WITHOUT_RIGHT:
                    raise
                self.refused = True
                facts.append(pull)
                continue
            facts += [replace(pull, first_commit_at=first, is_complete=True), *reviews]
        return tuple(facts)

    def _first_commit(self, pull: PullRequest) -> datetime | None:
        """When the first commit was authored: that date is what its author's machine said."""
        url = self._reading.path(f"/pulls/{pull.number}/commits")
        commits = items_of(self._reading.api.get(url, {"per_page": "1"}).data, "commits")
        if not commits:
            return None
        author = commits[0].item("commit").item_or_none("author")
        return instant_of(author.raw("date")) if author else None

    def _reviews(self, pull: PullRequest) -> list[Response]:
        url = self._reading.path(f"/pulls/{pull.number}/reviews")
        answer = self._reading.api.get(url, {"per_page": "100"})
        items = items_of(answer.data, "reviews")
        for _ in range(_MOST_REVIEW_PAGES - 1):
            if not answer.next_url:
                break
            answer = self._reading.api.get(answer.next_url)
            items += items_of(answer.data, "reviews")
        # A review that is being written has no instant yet.
        return [_review(one, pull.number) for one in items if "submitted_at" in one]


def _review(found: Item, number: int) -> Response:
    author = found.author()
    return Response(
        github_id=found.id(),
        kind=ResponseKind.REVIEW,
        number=number,
        author=author.id,
        author_is_bot=author.is_bot,
        at=found.instant("submitted_at"),
    )


def read_comments(reading: Reading) -> Iterator[Batch]:
    """Comments on pull requests, those on the whole and those on a line, of the repository."""
    before = reading.cursor(Part.COMMENTS, 2)
    lists = (("/issues/comments", _on_whole), ("/pulls/comments", _on_line))
    marks: list[str] = []
    validators: dict[str, Validator] = {}
    is_unchanged = True
    for index, (rest, response) in enumerate(lists):
        mark = before.marks[index] if before else None
        walk = by_update(reading, reading.path(rest), mark)
        for page in walk.pages():
            facts = (response(one) for one in page)
            yield Batch(Part.COMMENTS, tuple(one for one in facts if one), is_complete=False)
        is_unchanged = is_unchanged and walk.is_unchanged
        marks.append(mark if mark and walk.is_unchanged else walk.newest)
        validators |= walk.validators
    if is_unchanged:
        yield Batch(Part.COMMENTS, is_unchanged=True)
        return
    cursor = reading.next_cursor(before, *marks)
    yield Batch(Part.COMMENTS, cursor=cursor, validators=validators)


def _on_whole(found: Item) -> Response | None:
    """A comment on a pull request; None for one on an issue, which has another address."""
    page = urlsplit(found.text("html_url", 500)).path
    match = _PULL_PAGE.fullmatch(page)
    return _comment(found, int(match[1]), ResponseKind.COMMENT) if match else None


def _on_line(found: Item) -> Response:
    match = _PULL_ADDRESS.fullmatch(found.text("pull_request_url", 500))
    if match is None:
        raise garbled("comment.pull_request_url")
    # Comments on lines are numbered apart from those on the whole.
    return _comment(found, int(match[1]), ResponseKind.LINE_COMMENT)


def _comment(found: Item, number: int, kind: ResponseKind) -> Response:
    author = found.author()
    return Response(
        github_id=found.id(),
        kind=kind,
        number=number,
        author=author.id,
        author_is_bot=author.is_bot,
        at=found.instant("created_at"),
    )
