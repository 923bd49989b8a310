"""The work of a sprint: issues planned, done, carried over, and the pull requests for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from incubator.simulation.accounts import Account
from incubator.simulation.history import titles
from incubator.simulation.history.hours import at, at_work, days_later, some_time
from incubator.simulation.history.plots import Planning
from incubator.simulation.history.stage import Sprint, Stage, how_many
from incubator.simulation.threads import Issue, Pull

#: A team plans on the Friday before, and looks back on the Monday after.
_PLANNED_DAYS_BEFORE = 3
_MOST_CARRIED = 3
_LONGEST_DAYS = 10


def tell_sprint(stage: Stage, sprint: Sprint) -> None:
    """Write what a team does in a sprint."""
    chance = stage.chance("sprint", sprint.start)
    if stage.place.planning is Planning.MILESTONES:
        _plan_milestone(stage, sprint)
    if stage.place.planning is Planning.ITERATIONS:
        _plan_iteration(stage, sprint)
    for order in range(how_many(stage.place.issues, chance)):
        _tell_issue(stage, sprint, order, chance)
    for _ in range(how_many(stage.place.asides, chance)):
        day = sprint.start + timedelta(days=chance.randint(1, 11))
        tell_pull(stage, titles.task(stage.startup, chance), some_time(day, chance), chance)


def _plan_milestone(stage: Stage, sprint: Sprint) -> None:
    def plan() -> None:
        stage.milestones[sprint.index] = stage.repository.add_milestone(
            sprint.name, sprint.end, at=at(made, 9), description=sprint.goal
        )

    made = sprint.start - timedelta(days=14)
    closed = at(sprint.end + timedelta(days=1), 10.75)
    stage.at(at(made, 9), plan)
    stage.at(closed, lambda: stage.milestones[sprint.index].close(closed))


def _plan_iteration(stage: Stage, sprint: Sprint) -> None:
    def plan() -> None:
        if stage.project is None:
            stage.project = stage.repository.add_project("Feuille de route", at(made, 9))
        stage.iterations[sprint.index] = stage.project.add_iteration(sprint.name, sprint.start)

    made = sprint.start - timedelta(days=14)
    stage.at(at(made, 9), plan)


def _tell_issue(stage: Stage, sprint: Sprint, order: int, chance: Random) -> None:
    """An issue from its first day to its last, whatever becomes of it."""
    title, labels = titles.task(stage.startup, chance), titles.labels(chance)
    author = stage.somebody(chance)
    is_added = chance.random() < stage.plot.added
    before = -chance.randint(4, 9)
    opened = some_time(
        sprint.start + timedelta(days=chance.randint(1, 8) if is_added else before), chance
    )
    told: list[Issue] = []

    def begin() -> None:
        told.append(stage.repository.open_issue(opened, title=title, author=author, labels=labels))

    stage.at(opened, begin)
    planned = at(sprint.start - timedelta(days=_PLANNED_DAYS_BEFORE), 15 + order / 60)
    enters = opened + timedelta(minutes=1) if is_added else planned
    stage.at(enters, lambda: _put(stage, told[0], sprint.index, enters))
    if chance.random() < 0.06:
        dropped = some_time(sprint.start + timedelta(days=chance.randint(2, 11)), chance)
        _drop(stage, told, max(dropped, enters + timedelta(hours=1)), chance)
        return
    times = _times_carried(stage, sprint, chance)
    for later in range(1, times + 1):
        _carry(stage, sprint, later, order, told)
    done = some_time(sprint.start + timedelta(days=14 * times + _day_done(chance)), chance)
    done = max(done, at_work(enters + timedelta(hours=20)), enters + timedelta(minutes=10))
    if chance.random() < 0.75:
        tell_pull(stage, titles.change(title, chance), done - timedelta(minutes=3), chance)
    stage.at(done, lambda: told[0].close(done))
    if chance.random() < 0.05:
        again, at_last = days_later(done, 1), days_later(done, 3)
        stage.at(again, lambda: told[0].reopen(again))
        stage.at(at_last, lambda: told[0].close(at_last))


def _times_carried(stage: Stage, sprint: Sprint, chance: Random) -> int:
    share = min(0.65, stage.plot.carried + stage.plot.carried_more * sprint.index)
    times = 0
    while times < _MOST_CARRIED and chance.random() < share:
        times += 1
    return times


def _day_done(chance: Random) -> int:
    """On which of a sprint's days an issue is done: rather towards the end."""
    return min(11, round(chance.triangular(1, 12, 9)))


def _carry(stage: Stage, sprint: Sprint, later: int, order: int, told: list[Issue]) -> None:
    """Move what is still open to the next sprint, when the team looks back."""
    moment = at(sprint.start + timedelta(days=14 * later), 9.5 + order / 60)
    stage.at(moment, lambda: _put(stage, told[0], sprint.index + later, moment))


def _drop(stage: Stage, told: list[Issue], moment: datetime, chance: Random) -> None:
    """Take an issue out of its sprint, for another day or for good."""
    is_for_good = chance.random() < 0.5

    def drop() -> None:
        if is_for_good:
            told[0].close(moment, "not_planned")
        else:
            _put(stage, told[0], None, moment)

    stage.at(moment, drop)


def _put(stage: Stage, issue: Issue, index: int | None, moment: datetime) -> None:
    """Put an issue in a sprint, as the team plans them."""
    if stage.place.planning is Planning.MILESTONES:
        issue.move(None if index is None else stage.milestones[index], moment)
    if stage.project is not None:
        stage.project.put(issue, None if index is None else stage.iterations[index], moment)


def tell_pull(stage: Stage, title: str, ends: datetime, chance: Random) -> None:
    """A pull request that ends at a moment, from its first commit on."""
    author = stage.somebody(chance)
    sprints = (ends.date() - stage.sprints[0].start).days / 14
    usual = stage.plot.cycle_hours * (1 - stage.plot.quicker) ** sprints
    hours = usual * chance.lognormvariate(0, 0.6)
    span = timedelta(hours=min(hours, 24 * _LONGEST_DAYS))

    moments: list[datetime] = []
    for share in (0, chance.uniform(0.2, 0.5), 0.6, 0.65, 0.85):
        # Shifting to working hours must not change the order of things.
        moment = max([at_work(ends - span * (1 - share)), *moments[-1:]])
        moments.append(min(moment, ends))
    first, opened, ready, early, late = moments
    is_draft = chance.random() < 0.15
    commits = chance.randint(1, 6)
    told: list[Pull] = []

    def begin() -> None:
        pull = stage.repository.open_pull(
            author, opened, first_commit_at=first, title=title, draft=is_draft
        )
        told.append(pull)

    stage.at(opened, begin)
    if is_draft:
        stage.at(ready, lambda: told[0].ready(ready))
    if chance.random() < 0.3:
        checked = opened + timedelta(minutes=4)
        stage.at(min(checked, ends), lambda: told[0].comment(stage.robot, min(checked, ends)))
    _tell_reviews(stage, told, (early, late), chance)

    def finish() -> None:
        for _ in range(commits - 1):
            told[0].commit(author, ends, pushed_at=ends)
        told[0].merge(ends, author)
        stage.repository.commit(author, ends.date(), commits)

    is_given_up = chance.random() < 0.05
    stage.at(ends, (lambda: told[0].close(ends)) if is_given_up else finish)


def _tell_reviews(
    stage: Stage, told: list[Pull], moments: tuple[datetime, datetime], chance: Random
) -> None:
    """What others say of a pull request, if anybody does."""
    if chance.random() >= stage.plot.reviewed:
        return
    early, late = moments
    talks, hesitates = chance.random() < 0.4, chance.random() < 0.3
    pick = chance.random()

    def other() -> Account | None:
        author = told[0].author
        others = [person for person in stage.team if person is not author]
        return others[int(pick * len(others))] if others else None

    def discuss() -> None:
        if who := other():
            told[0].comment(who, early)
            if hesitates:
                told[0].comment_line(who, early)
                told[0].review(who, early, "CHANGES_REQUESTED")

    def approve() -> None:
        if who := other():
            told[0].review(who, late)

    if talks or hesitates:
        stage.at(early, discuss)
    stage.at(late, approve)
