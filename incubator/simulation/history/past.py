"""What is too old to be seen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from incubator.simulation.repository import Repository


def forget_before(repository: Repository, day: date) -> None:
    """Take away what ended before a day: what changed since then stays whole."""
    first = datetime.combine(day, time(), UTC)
    kept = {
        number: thread
        for number, thread in repository.threads.items()
        if thread.updated_at >= first
    }
    alive = {id(thread) for thread in kept.values()}
    used = {id(thread.milestone) for thread in kept.values()}
    repository.threads = kept
    repository.events = [one for one in repository.events if id(one.thread) in alive]
    repository.comments = [one for one in repository.comments if id(one.thread) in alive]
    named = {event.milestone for event in repository.events}
    repository.milestones = [
        one
        for one in repository.milestones
        if id(one) in used or one.title in named or (one.due or day) >= day
    ]
    repository.releases = [one for one in repository.releases if one.created_at >= first]
    repository.deployments = [one for one in repository.deployments if one.updated_at >= first]
    repository.commits_by_week = {
        (who, week): count
        for (who, week), count in repository.commits_by_week.items()
        if week >= day
    }
    for project in repository.projects:
        project.items = {
            number: item for number, item in project.items.items() if id(item.content) in alive
        }
        project.iterations = [one for one in project.iterations if one.end >= day]
