"""Walks over lists of GitHub that lose nothing, whether cut short or overtaken by changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from incubator.domain.days import instant_text
from incubator.domain.delivery_facts import Part, RepositoryFacts
from incubator.github.api import Answer, Api, Validator
from incubator.github.collect.batches import Known
from incubator.github.collect.shapes import Item, garbled, items_of
from incubator.github.errors import Reason, RefusedError

#: A list that has more pages than that is no list of a repository.
_MOST_PAGES = 2000
_PER_PAGE = "100"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a part was read: back to ``since``, and up to ``marks``, one for each of its lists.

    A mark is the newest change seen when a walk began: an instant or an id, as text.
    """

    since: datetime
    marks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((_written(self.since), *self.marks))

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """A cursor as it was stored; None for what is none."""
        first, *marks = text.split(" ")
        try:
            since = datetime.fromisoformat(first)
        except ValueError:
            return None
        return cls(since, tuple(marks)) if since.tzinfo else None


def _written(instant: datetime) -> str:
    # To the second, as GitHub: a horizon a bit older than the one wanted does no harm.
    return instant_text(instant)


@dataclass(slots=True)
class Reading:
    """A repository being read: the address of its lists, what is known, what was found so far."""

    api: Api
    known: Known
    repository: RepositoryFacts
    has_changed: bool = False

    def path(self, rest: str) -> str:
        """An address in the repository, by the name that it has today."""
        return f"/repos/{self.repository.full_name}{rest}"

    def cursor(self, part: Part, marks: int) -> Cursor | None:
        """How far a part was read, None when it must be read from the start."""
        found = Cursor.read(self.known.cursors.get(part, ""))
        if found is None or len(found.marks) != marks or found.since > self.known.since:
            return None
        return found

    def next_cursor(self, before: Cursor | None, *marks: str) -> str:
        """The cursor once a part is read to its end."""
        since = self.known.since
        return str(Cursor(before.since if before else since, marks))


@dataclass(slots=True)
class Walk:
    """A list walked from its newest change back to what is known already.

    ``is_old`` says that an item was read before, or is beyond the horizon: what follows it is
    older still. ``mark`` is what the list is ordered by. After ``pages``: ``newest`` is the mark
    of the newest item when the walk began, "-" without any, and ``validators`` are to be kept.

    Pages shift while they are read. What changes meanwhile moves to the front, and is newer than
    ``newest``: the next walk sees it. What disappears pulls the rest forward, over the edge of a
    page that was read already; so pages that were followed by others are asked once more at the
    end, conditionally, and what was not seen yet is taken.
    """

    reading: Reading
    url: str
    params: Mapping[str, str]
    mark: Callable[[Item], str]
    is_old: Callable[[Item], bool]
    is_incremental: bool
    newest: str = "-"
    is_unchanged: bool = False
    validators: dict[str, Validator] = field(default_factory=dict)
    _seen: set[tuple[int, str]] = field(default_factory=set)

    def pages(self) -> Iterator[list[Item]]:
        """The new items, page by page."""
        read: list[Answer] = []
        url, params = self.url, {**self.params, "per_page": _PER_PAGE}
        while url:
            answer = self._page(url, params, is_first=not read)
            if answer is None or answer.is_unchanged:
                self.is_unchanged = answer is not None
                return
            items = items_of(answer.data, self.url)
            if not read:
                # Marks are numbers, or instants that are all written the same way.
                marks = map(self.mark, items)
                self.newest = max(marks, key=lambda mark: (len(mark), mark), default=self.newest)
                self.validators[answer.url] = Validator(answer.etag)
            # A page of pull requests weighs megabytes: only how to ask for it again is kept.
            read.append(replace(answer, data=None))
            yield self._unseen(items)
            if any(map(self.is_old, items)):
                break
            url, params = _following(answer, read), {}
        yield from self._again(read)

    def _page(self, url: str, params: dict[str, str], *, is_first: bool) -> Answer | None:
        """A page; None where GitHub lets nobody read any further back."""
        api = self.reading.api
        if is_first:
            validator = known_validator(self.reading, url, params) if self.is_incremental else None
            return api.get(url, params, validator)
        try:
            return api.get(url, params)
        except RefusedError as error:
            if error.reason is Reason.INVALID and "pagination" in error.detail.lower():
                return None
            raise

    def _again(self, read: list[Answer]) -> Iterator[list[Item]]:
        for answer in read[:-1]:
            now = self.reading.api.get(answer.url, None, answer.validator)
            if not now.is_unchanged:
                yield self._unseen(items_of(now.data, self.url))

    def _unseen(self, items: list[Item]) -> list[Item]:
        found = []
        for item in items:
            key = (item.id(), self.mark(item))
            if key not in self._seen and not self.is_old(item):
                self._seen.add(key)
                found.append(item)
        return found


def _following(answer: Answer, read: list[Answer]) -> str:
    """The next page's address, as long as pages lead anywhere."""
    if len(read) >= _MOST_PAGES or any(answer.next_url == one.url for one in read):
        raise garbled(f"{answer.url}: pages without end")
    return answer.next_url


def known_validator(
    reading: Reading, url: str, params: Mapping[str, str] | None = None
) -> Validator | None:
    """The validator of an address, if it was asked before."""
    return reading.known.validators.get(reading.api.address(url, params))


@dataclass(frozen=True, slots=True)
class Whole:
    """All items of a list; None when GitHub says of every page that nothing changed."""

    items: list[Item] | None
    validators: dict[str, Validator]


def read_whole(
    api: Api, known: Mapping[str, Validator], url: str, params: Mapping[str, str]
) -> Whole:
    """Read a list that has no order by change: every page is asked, conditionally.

    As soon as one page changed, all of them are read, so that what disappeared is known.
    """
    first = api.address(url, {**params, "per_page": _PER_PAGE})
    answer = api.get(first, None, known.get(first))
    if answer.is_unchanged:
        if _all_unchanged(api, known, answer.next_url):
            return Whole(None, {})
        answer = api.get(first)
    answers = [answer]
    while url := _following(answers[-1], answers):
        answers.append(api.get(url))
    items = [item for one in answers for item in items_of(one.data, first)]
    return Whole(items, {one.url: one.validator for one in answers})


def _all_unchanged(api: Api, known: Mapping[str, Validator], url: str) -> bool:
    count = 1
    while url:
        validator = known.get(url)
        count += 1
        if validator is None or count > _MOST_PAGES:
            return False
        answer = api.get(url, None, validator)
        if not answer.is_unchanged:
            return False
        url = validator.next_url
    return True


def walk_by_id(reading: Reading, part: Part, rest: str) -> tuple[Cursor | None, Walk]:
    """A walk over things that never change, newest first, back to the last one known.

    With it comes the cursor that it goes back to, None when all is read.
    """
    before = reading.cursor(part, 1)
    last = int(before.marks[0]) if before and before.marks[0].isdecimal() else 0
    since = reading.known.since

    def is_old(item: Item) -> bool:
        return item.id() <= last or item.instant("created_at") < since

    walk = Walk(
        reading,
        reading.path(rest),
        {},
        mark=lambda item: str(item.id()),
        is_old=is_old,
        is_incremental=before is not None,
    )
    return before, walk
