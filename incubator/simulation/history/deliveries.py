"""What goes on beside the sprints: robots' updates, deployments, releases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from incubator.simulation.history import titles
from incubator.simulation.history.hours import at_work, some_time
from incubator.simulation.history.stage import Sprint, Stage, how_many, weeks
from incubator.simulation.shipping import Deployment
from incubator.simulation.threads import Issue, Pull


def tell_deliveries(stage: Stage, sprint: Sprint) -> None:
    """Write what robots and deployments do in a sprint."""
    for monday in weeks(sprint):
        chance = stage.chance("deliveries", monday)
        for _ in range(how_many(stage.place.bumps, chance)):
            _tell_bump(stage, monday, chance)
        for _ in range(how_many(stage.place.deploys, chance)):
            moment = some_time(monday + timedelta(days=chance.randint(0, 4)), chance)
            _tell_deployment(stage, moment, chance)
    every = stage.place.release_every
    if every and sprint.index % every == every - 1:
        chance = stage.chance("release", sprint.start)
        moment = some_time(sprint.start + timedelta(days=10), chance)
        tag = f"v{1 + sprint.index // 20}.{sprint.index % 20}"
        stage.at(moment, lambda: stage.repository.release(tag, moment, author=stage.team[0]))


def _tell_bump(stage: Stage, monday: date, chance: Random) -> None:
    """A robot proposes an update, which somebody takes in, or nobody does."""
    title = titles.bump(chance)
    opened = some_time(monday + timedelta(days=chance.randint(0, 4)), chance)
    merged = at_work(opened + timedelta(days=chance.randint(1, 6), hours=1))
    is_taken = chance.random() < 0.8
    told: list[Pull] = []

    def begin() -> None:
        pull = stage.repository.open_pull(stage.robot, opened, title=title, labels=["dependencies"])
        told.append(pull)

    def take() -> None:
        told[0].review(stage.team[0], merged)
        told[0].merge(merged, stage.team[0])
        stage.repository.commit(stage.robot, merged.date())

    stage.at(opened, begin)
    if is_taken:
        stage.at(merged, take)


def _tell_deployment(stage: Stage, moment: datetime, chance: Random) -> None:
    """A deployment to production; one that fails is done again within two hours."""
    fails = chance.random() < stage.place.failing
    who = stage.somebody(chance)
    _deploy(stage, moment, "failure" if fails else "success", who_index=stage.team.index(who))
    if fails:
        again = moment + timedelta(minutes=chance.randint(40, 110))
        _deploy(stage, again, "success", who_index=stage.team.index(who))
    elif chance.random() < stage.place.incidents:
        _tell_incident(stage, moment, chance)


def _tell_incident(stage: Stage, deployed: datetime, chance: Random) -> None:
    """Something breaks after a deployment, and is repaired the same day."""
    title, who = f"Incident : {titles.subject(stage.startup, chance)}", stage.somebody(chance)
    opened = deployed + timedelta(minutes=chance.randint(30, 120))
    proposed = opened + timedelta(minutes=chance.randint(15, 60))
    merged = proposed + timedelta(minutes=chance.randint(10, 60))
    ended = merged + timedelta(minutes=chance.randint(10, 40))
    issues: list[Issue] = []
    pulls: list[Pull] = []

    def begin() -> None:
        issues.append(
            stage.repository.open_issue(opened, title=title, author=who, labels=["incident"])
        )

    def propose() -> None:
        pulls.append(
            stage.repository.open_pull(who, proposed, title=f"{title} (réparer)", labels=["hotfix"])
        )

    stage.at(opened, begin)
    stage.at(proposed, propose)
    stage.at(merged, lambda: pulls[0].merge(merged, who))
    stage.at(ended, lambda: issues[0].close(ended))


def _deploy(stage: Stage, moment: datetime, becomes: str, *, who_index: int) -> None:
    told: list[Deployment] = []
    started, ended = moment + timedelta(minutes=1), moment + timedelta(minutes=9)

    def begin() -> None:
        told.append(stage.repository.deploy(moment, creator=stage.team[who_index]))

    stage.at(moment, begin)
    stage.at(started, lambda: told[0].becomes("in_progress", started))
    stage.at(ended, lambda: told[0].becomes(becomes, ended))
