"""Measures of pull requests: how many are merged, and how long they take and wait.

Only people's pull requests count: those that bots open (updates of dependencies...) are left out
of every measure, and bots' comments and reviews are no answer. Times are medians: a few pull
requests that slept for months say nothing of the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incubator.domain.delivery_deployments import Deliveries
from incubator.domain.delivery_facts import (
    EventKind,
    History,
    Part,
    PullRequest,
    Response,
    ResponseKind,
)
from incubator.domain.delivery_window import Finding, Window, is_hidden, median_hours, missing
from incubator.domain.measures import Absence

_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Story:
    """A pull request of somebody: when it was ready for others, first answered, first reviewed.

    ``ready_at`` is None while it is a draft. ``answered_at`` and ``reviewed_at`` are None where
    nobody else did before it was closed, or where its answers were not all read.
    """

    pull: PullRequest
    ready_at: datetime | None
    answered_at: datetime | None
    reviewed_at: datetime | None

    @property
    def cycle(self) -> timedelta | None:
        """From the first commit to the merge; None where a date is missing or clocks disagree."""
        return _span(self.pull.first_commit_at, self.pull.merged_at)


class Pulls:
    """People's pull requests, repository by repository, as of ``end``."""

    def __init__(self, histories: Sequence[History], end: datetime) -> None:
        self.is_hidden = is_hidden(histories, Part.PULLS)
        self.are_comments_hidden = is_hidden(histories, Part.COMMENTS)
        self.by_repository = [_stories(history, end) for history in histories]
        self.all = [story for stories in self.by_repository for story in stories]

    def merged(self, window: Window) -> list[Story]:
        """Those merged in a period."""
        return [story for story in self.all if window.has(story.pull.merged_at)]

    @property
    def why_none(self) -> Absence:
        """Why there is no pull request where there is none."""
        return Absence.HIDDEN if self.is_hidden else Absence.NO_PULLS


def throughput(pulls: Pulls, window: Window) -> Finding:
    """Pull requests merged per week. Every repository must be seen: a part is no count."""
    if pulls.is_hidden:
        return missing(Absence.HIDDEN)
    if not any(story.pull.created_at < window.end for story in pulls.all):
        return missing(Absence.NO_PULLS)
    merged = len(pulls.merged(window))
    return Finding(merged / window.weeks, merged, merged)


def cycle_time(pulls: Pulls, window: Window) -> Finding:
    """Of pull requests merged in the period, the median time from first commit to merge."""
    merged = pulls.merged(window)
    if not merged:
        return missing(pulls.why_none)
    spans = [cycle for story in merged if (cycle := story.cycle) is not None]
    return median_hours(spans, len(merged)) if spans else missing(Absence.NO_DATES, len(merged))


def pickup_time(pulls: Pulls, window: Window) -> Finding:
    """The median time from opening to the first comment or review by somebody else.

    Of pull requests opened in the period; a draft is opened when it is said to be ready.
    Source: DevLake, CHAOSS. Those without an answer are in the total only.
    """
    if pulls.are_comments_hidden:
        return missing(Absence.HIDDEN)
    opened = [story for story in pulls.all if window.has(story.ready_at)]
    if not opened:
        return missing(pulls.why_none)
    spans = [
        span for story in opened if (span := _span(story.ready_at, story.answered_at)) is not None
    ]
    return _answered(spans, opened)


def review_time(pulls: Pulls, window: Window) -> Finding:
    """Of pull requests merged in the period, the median time from first review to merge.

    Source: CHAOSS. Those merged without a review are in the total only.
    """
    merged = pulls.merged(window)
    if not merged:
        return missing(pulls.why_none)
    spans = [
        span
        for story in merged
        if (span := _span(story.reviewed_at, story.pull.merged_at)) is not None
    ]
    return _answered(spans, merged)


def lead_time(pulls: Pulls, deliveries: Deliveries, window: Window) -> Finding:
    """The median time from a pull request's first commit until it was in production.

    A pull request is deployed by the first deployment to production that was made after its merge
    and succeeded, in the same repository. Source: DORA, DevLake. The first deployment of the
    period is left out: it may carry the work of any time before.
    """
    spans: list[timedelta] = []
    total = deployments = 0
    for stories, made in zip(pulls.by_repository, deliveries.by_repository, strict=True):
        within = [success for success in made if window.has(success.at)]
        deployments += len(within)
        instants = [success.created_at for success in made]
        for story in stories:
            merged_at = story.pull.merged_at
            if merged_at is None or (place := bisect_left(instants, merged_at)) == len(made):
                continue
            deployed = made[place]
            if window.has(deployed.at) and deployed is not within[0]:
                total += 1
                span = _span(story.pull.first_commit_at, deployed.at)
                if span is not None and story.cycle is not None and deployed.at >= merged_at:
                    spans.append(span)
    if spans:
        return median_hours(spans, total)
    if total:
        return missing(Absence.NO_DATES, total)
    if not deployments:
        is_hidden = deliveries.are_deployments_hidden
        return missing(Absence.HIDDEN if is_hidden else Absence.NO_DEPLOYMENTS)
    return missing(pulls.why_none)


def _answered(spans: list[timedelta], of: Sequence[Story]) -> Finding:
    return median_hours(spans, len(of)) if spans else missing(Absence.NO_RESPONSES, len(of))


def _span(start: datetime | None, end: datetime | None) -> timedelta | None:
    """The time between two instants; None where one is missing or they are in the wrong order."""
    if start is None or end is None or end < start:
        return None
    return end - start


def _stories(history: History, end: datetime) -> list[Story]:
    responses: dict[int, list[Response]] = defaultdict(list)
    for response in history.responses:
        if not response.author_is_bot and response.at < end:
            responses[response.number].append(response)
    ready: dict[int, datetime] = {}
    for event in history.events:
        if event.kind is EventKind.READY_FOR_REVIEW:
            ready[event.number] = min(event.at, ready.get(event.number, event.at))
    return [
        _story(pull, ready.get(pull.number), responses[pull.number])
        for pull in history.pulls
        if not pull.author_is_bot
    ]


def _story(pull: PullRequest, ready: datetime | None, responses: list[Response]) -> Story:
    opened = None if pull.is_draft and ready is None else ready or pull.created_at
    if not pull.is_complete:
        # An earlier answer may not have been read.
        return Story(pull, opened, None, None)
    ended = pull.merged_at or pull.closed_at
    others = [
        response
        for response in responses
        if response.author != pull.author and (ended is None or response.at <= ended)
    ]
    answers = [r.at for r in others if opened is not None and r.at >= opened]
    reviews = [r.at for r in others if r.kind is ResponseKind.REVIEW]
    return Story(pull, opened, min(answers, default=None), min(reviews, default=None))
