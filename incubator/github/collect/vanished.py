"""Open issues that are no more: deleted, or moved to another repository.

Lists tell what changed, never what went. An issue that is stored as open and that GitHub does not
list among the open ones is asked for by itself, since lists shift while they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from incubator.domain.delivery_facts import Issue
from incubator.github.api import Validator
from incubator.github.collect.shapes import Item
from incubator.github.collect.walk import Reading, read_whole
from incubator.github.errors import Reason, RefusedError

#: What GitHub says of an issue that was deleted, or that went where nobody can follow.
_GONE = frozenset({Reason.GONE, Reason.MISSING, Reason.MOVED})


@dataclass(slots=True)
class Vanished:
    """The issues stored as open that no longer are. ``read`` makes an issue of GitHub's answer.

    After ``issues``, ``validators`` are to be kept.
    """

    reading: Reading
    read: Callable[[Item], Issue]
    validators: dict[str, Validator] = field(default_factory=dict)

    def issues(self, seen: Collection[int]) -> Iterator[Issue]:
        """Them as they are now, but for those with the numbers ``seen``, which were just read.

        One that is no more is told as closed without having been done, at the moment when it was
        missed: a sprint that it was in counts it as removed.
        """
        known = self.reading.known
        if not known.open_issues:
            return
        params = {"state": "open", "sort": "created", "direction": "asc"}
        url = self.reading.path("/issues")
        whole = read_whole(self.reading.api, known.validators, url, params)
        if whole.items is None:
            return
        listed = {item.number() for item in whole.items}
        for issue in known.open_issues:
            if issue.number not in listed and issue.number not in seen:
                yield self._now(issue)
        self.validators = whole.validators

    def _now(self, issue: Issue) -> Issue:
        api = self.reading.api
        try:
            found = Item(api.get(self.reading.path(f"/issues/{issue.number}")).data, "issue")
        except RefusedError as error:
            if error.reason not in _GONE:
                raise
        else:
            # A transfer is followed to another repository, where it is another issue.
            if (found.id(), found.number()) == (issue.github_id, issue.number):
                return self.read(found)
        now = api.clock()
        return replace(issue, is_open=False, is_planned=False, closed_at=now)
