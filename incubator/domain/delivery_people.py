"""Measures of contributions: how many people contribute, how many carry most, is work going on.

A contribution is a commit to the default branch, in weeks that begin in the period. Bots are left
out. People are numbers, and nobody is ever told apart here: only how many they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from incubator.domain.delivery_facts import ContributorWeek, History, Part
from incubator.domain.delivery_window import DAYS, Finding, Window, is_hidden, missing
from incubator.domain.measures import Absence


def contributors(histories: Sequence[History], window: Window) -> Finding:
    """People with at least one commit in the period. Source: CHAOSS."""
    if (absence := _absence(histories, window)) is not None:
        return missing(absence)
    commits = _commits(histories, window)
    return Finding(float(len(commits)), commits.total(), commits.total())


def absence_factor(histories: Sequence[History], window: Window) -> Finding:
    """The fewest people who made at least half of the period's commits. Source: CHAOSS."""
    if (absence := _absence(histories, window)) is not None:
        return missing(absence)
    commits = _commits(histories, window)
    total = commits.total()
    made = 0
    for people, (_, count) in enumerate(commits.most_common(), 1):
        made += count
        if made * 2 >= total:
            return Finding(float(people), total, total)
    return missing(Absence.NO_COMMITS)


def maintenance(histories: Sequence[History], window: Window) -> Finding:
    """Commits per week to repositories that are not archived. Source: OpenSSF Scorecard.

    Not assessed while all of them are younger than 90 days.
    """
    kept = [history for history in histories if not history.repository.is_archived]
    if not kept:
        return missing(Absence.ARCHIVED)
    old = window.end - timedelta(days=DAYS)
    if all(history.repository.created_at > old for history in kept):
        return missing(Absence.TOO_YOUNG)
    if (absence := _absence(kept, window)) is not None:
        return missing(absence)
    total = _commits(kept, window).total()
    return Finding(total / window.weeks, total, total)


def _absence(histories: Sequence[History], window: Window) -> Absence | None:
    """Every repository must be seen; one without a commit ever has nothing to measure."""
    if is_hidden(histories, Part.CONTRIBUTORS):
        return Absence.HIDDEN
    for history in histories:
        for week in history.contributor_weeks:
            if _counts(week) and week.week <= window.period.end:
                return None
    return Absence.NO_COMMITS


def _commits(histories: Sequence[History], window: Window) -> Counter[int]:
    commits: Counter[int] = Counter()
    for history in histories:
        for week in history.contributor_weeks:
            if _counts(week) and window.begins(week.week):
                commits[week.author] += week.commits
    return commits


def _counts(week: ContributorWeek) -> bool:
    return week.commits > 0 and not week.author_is_bot
