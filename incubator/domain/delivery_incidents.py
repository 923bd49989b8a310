"""Measures of stability, where a team labels its incidents; nothing is guessed where it doesn't.

An incident is an issue with a label that has the word incident, panne or outage, or one of
production bug and bug de production. Rework is a pull request with a label that has the word
hotfix or rollback, or the words correctif urgent or correction urgente. Case and accents do not
matter. A team that never used such a label has no data: its measures say so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime

from incubator.domain.delivery_deployments import Deliveries
from incubator.domain.delivery_facts import History, Issue, Part
from incubator.domain.delivery_pulls import Pulls
from incubator.domain.delivery_window import Finding, Window, is_hidden, median_hours, missing
from incubator.domain.measures import Absence
from incubator.domain.text import fold_words

_INCIDENT = (
    *("incident", "incidents", "panne", "pannes", "outage", "outages"),
    *("production bug", "bug de production"),
)
_REWORK = ("hotfix", "hotfixes", "rollback", "correctif urgent", "correction urgente")


class Incidents:
    """Issues labelled as incidents, in the order in which they were opened, as of ``end``."""

    def __init__(self, histories: Sequence[History], end: datetime) -> None:
        self.end = end
        self.are_hidden = is_hidden(histories, Part.ISSUES)
        found = [
            issue
            for history in histories
            for issue in history.issues
            if issue.created_at < end and _names(issue.labels, _INCIDENT)
        ]
        self.all: list[Issue] = sorted(found, key=lambda issue: issue.created_at)


def change_fail_rate(incidents: Incidents, deliveries: Deliveries, window: Window) -> Finding:
    """The share of the period's deployments after which an incident was opened before the next.

    Source: DORA. Deployments are those to production that succeeded, in any repository.
    """
    if incidents.are_hidden or deliveries.are_deployments_hidden:
        return missing(Absence.HIDDEN)
    if not any(issue.created_at < window.end for issue in incidents.all):
        return missing(Absence.NO_INCIDENTS)
    made = deliveries.deployed
    within = [at for at in made if window.has(at)]
    if not within:
        return missing(Absence.NO_DEPLOYMENTS)
    failed = {
        place
        for issue in incidents.all
        if (place := bisect_left(made, issue.created_at) - 1) >= 0 and window.has(made[place])
    }
    return Finding(len(failed) / len(within), len(within), len(within))


def recovery_time(incidents: Incidents, window: Window) -> Finding:
    """Of incidents opened in the period and closed, the median time that it took. Source: DORA."""
    if incidents.are_hidden:
        return missing(Absence.HIDDEN)
    opened = [issue for issue in incidents.all if window.has(issue.created_at)]
    spans = [
        issue.closed_at - issue.created_at
        for issue in opened
        if not issue.is_open and issue.closed_at and issue.closed_at >= issue.created_at
        if issue.closed_at < incidents.end
    ]
    if not opened:
        return missing(Absence.NO_INCIDENTS)
    return median_hours(spans, len(opened)) if spans else missing(Absence.NO_DATES, len(opened))


def rework_rate(pulls: Pulls, window: Window) -> Finding:
    """The share of the period's merged pull requests that repaired something urgently.

    Source: DORA, which asks for deployments: pull requests carry the label.
    """
    if pulls.is_hidden:
        return missing(Absence.HIDDEN)
    if not any(_names(s.pull.labels, _REWORK) for s in pulls.all if s.pull.created_at < window.end):
        return missing(Absence.NO_INCIDENTS)
    merged = pulls.merged(window)
    if not merged:
        return missing(Absence.NO_PULLS)
    urgent = sum(_names(story.pull.labels, _REWORK) for story in merged)
    return Finding(urgent / len(merged), len(merged), len(merged))


def _names(labels: Iterable[str], wanted: Sequence[str]) -> bool:
    """Whether a label has one of some words, as whole words in a row."""
    spaced = [f" {fold_words(label)} " for label in labels]
    return any(f" {words} " in label for label in spaced for words in wanted)
