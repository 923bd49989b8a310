"""A small invented GitHub in which there is something of everything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from incubator.simulation.repository import Repository
from incubator.simulation.world import World

TOKEN = "good"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAME = "acme/site"


def after(hours: float) -> datetime:
    """An instant of the little history."""
    return START + timedelta(hours=hours)


def small_world() -> tuple[World, Repository]:
    """A world with one repository, in which each kind of thing happened once or more."""
    world = World()
    world.add_token(TOKEN, push=True)
    repository = world.add_repository(NAME, description="Une vitrine")
    ada, grace = world.person("ada"), world.person("grace")
    _plan(repository)
    pull = repository.open_pull(
        ada, after(3), first_commit_at=after(1), draft=True, labels=["documentation"]
    )
    pull.commit(None, after(4), pushed_at=after(5))
    pull.ready(after(6))
    pull.comment(grace, after(7))
    pull.comment_line(None, after(8))
    pull.review(grace, after(9), "COMMENTED")
    pull.review(None, after(9.5))
    pull.move(repository.milestones[0], after(9.7))
    pull.merge(after(10), by=grace)
    repository.open_pull(world.bot("dependabot"), after(11))
    repository.open_pull(None, after(11.5)).close(after(12))
    for index, state in enumerate(("success", "failure", "error")):
        deployment = repository.deploy(after(13 + index), creator=ada)
        deployment.becomes("in_progress", after(13.1 + index))
        deployment.becomes(state, after(13.2 + index))
    repository.deploy(after(20), environment="staging", production=False)
    repository.release("v1.0", after(21), author=ada)
    repository.release("v1.1", after(22), author=ada, draft=True)
    repository.commit(ada, date(2026, 3, 2), 5)
    repository.commit(grace, date(2026, 3, 16), 2)
    return world, repository


def _plan(repository: Repository) -> None:
    """Issues in milestones and in iterations."""
    first = repository.add_milestone("Sprint 1", date(2026, 3, 15), description="Ouvrir à tous")
    second = repository.add_milestone("Sprint 2", date(2026, 3, 29))
    repository.add_milestone("Plus tard")
    done = repository.open_issue(after(0), milestone=first, labels=["bug", "prioritaire"])
    done.close(after(2))
    done.reopen(after(3))
    done.close(after(4), "not_planned")
    late = repository.open_issue(after(1), title="Corriger l’accueil", milestone=first)
    late.move(second, after(30))
    late.comment(None, after(31))
    dropped = repository.open_issue(after(2), milestone=second)
    dropped.move(None, after(5))
    first.close(after(330))
    project = repository.add_project("Feuille de route", after(0))
    past = project.add_iteration("Itération 1", date(2026, 3, 2))
    project.add_iteration("Itération 2", date(2099, 1, 5))
    project.put(done, past, after(1))
    project.put(dropped, None, after(1))
