"""Charts with figures as a team has them, for the tests and to look at."""

from __future__ import annotations

from datetime import date, timedelta

from incubator.charts import (
    BurndownWords,
    Chart,
    CycleTimeWords,
    DeploymentWords,
    Table,
    ThroughputWords,
    VelocityWords,
    burndown,
    velocity,
    weekly_cycle_time,
    weekly_deployments,
    weekly_throughput,
)
from incubator.domain.delivery import Week
from incubator.domain.sprint_reports import (
    BurndownPoint,
    SprintFigures,
    SprintReport,
    SprintSource,
)
from incubator.domain.sprints import Sprint

TODAY = date(2026, 11, 21)
BURNDOWN = BurndownWords("tickets à faire", "Rythme régulier", "Aujourd’hui", "travail ajouté")
VELOCITY = VelocityWords("tickets", "Sprint", "Engagés au départ", "Faits", "Reportés")
THROUGHPUT = ThroughputWords("pull requests fusionnées", "Semaine du %s :", "en cours")
CYCLE_TIME = CycleTimeWords("jours", "Semaine du %s :")
DEPLOYMENTS = DeploymentWords(
    "jours avec déploiement", "versions publiées", "Semaine du %s :", "en cours"
)
MARKS = ((date(2026, 7, 9), "Comité"), (date(2026, 7, 15), "Accélération"))


def sprint(
    name: str = "Sprint 24",
    *,
    start: date = date(2026, 11, 9),
    days: int = 14,
    committed: int = 14,
    left: tuple[int, ...] = (),
    done: int = 0,
    added: int = 0,
    carried_over: int = 0,
) -> SprintReport:
    """A sprint whose issues are known; ``left`` is what remained at the end of each day."""
    points = tuple(BurndownPoint(start + timedelta(days=at), n) for at, n in enumerate(left))
    return SprintReport(
        sprint=Sprint(name, start, start + timedelta(days=days - 1)),
        key=name,
        source=SprintSource.MILESTONES,
        is_over=not left,
        figures=SprintFigures(committed, added, 0, done, carried_over, 0, points),
        closed_issues=done,
        merged_pulls=0,
    )


def without_figures(name: str, closed: int) -> SprintReport:
    """A sprint of the sheet or of a cadence: nobody knows which issues it held."""
    dates = Sprint(name, date(2026, 10, 1), date(2026, 10, 14))
    return SprintReport(dates, name, SprintSource.CADENCE, True, None, closed, 0)


RUNNING = sprint(left=(14, 13, 12, 12, 10, 10, 10, 12, 11, 9, 8, 6, 6))
#: What each sprint committed to, finished and carried over, the newest first.
_SPRINTS = """13 12 2, 12 9 4, 14 14 0, 11 12 1, 15 8 7, 10 10 0, 12 11 1, 9 9 0, 13 10 3, 8 9 0,
12 7 5, 10 8 2, 11 11 0"""
PAST = tuple(
    sprint(f"Sprint {23 - at}", committed=committed, done=done, carried_over=carried_over)
    for at, (committed, done, carried_over) in enumerate(
        map(int, numbers.split()) for numbers in _SPRINTS.split(",")
    )
)
_MERGED = (3, 5, 8, 4, 0, 2, 9, 11, 7, 6, 5, 8, 10, 12, 3, 1, 0, 4, 7, 9, 8, 6, 11, 9, 7, 2)
_DAYS = (2.1, 3.4, 1.8, 2.2, None, 5.5, 2.9, 1.4, 2.0, 3.1, 2.4, 1.9, 1.2)
_DEPLOYED = (1, 2, 3, 2, 0, 1, 4, 5, 3, 2, 2, 3, 4, 4, 1, 0, 0, 2, 3, 4, 3, 2, 5, 4, 3, 1)
WEEKS = tuple(
    Week(
        start=date(2026, 5, 25) + timedelta(weeks=at),
        merged=merged,
        cycle_hours=None if merged == 0 else (_DAYS[at % 13] or 1.5) * 24,
        deployed_days=_DEPLOYED[at],
        releases=(0, 0, 1, 0)[at % 4] + (at == 6) * 2,
        is_partial=at == len(_MERGED) - 1,
    )
    for at, merged in enumerate(_MERGED)
)
HOSTILE = "</script><script>alert(1)</script> & %{x} <b>gras</b>\u2028"


def _table(*columns: str) -> Table:
    return Table(columns, tuple((f"ligne {at}", *("1",) * (len(columns) - 1)) for at in range(3)))


def charts() -> list[Chart]:
    """One of each kind."""
    figures = {
        "burndown": burndown(RUNNING, BURNDOWN, TODAY),
        "velocity": velocity(PAST, VELOCITY),
        "throughput": weekly_throughput(
            WEEKS, THROUGHPUT, typical=(6.5, "Médiane : 6,5"), marks=MARKS
        ),
        "cycle-time": weekly_cycle_time(WEEKS, CYCLE_TIME, marks=MARKS),
        "deployments": weekly_deployments(WEEKS, DEPLOYMENTS),
    }
    titles = {
        "burndown": "Il reste 6 tickets sur 14 à un jour de la fin",
        "velocity": "L’équipe finit en moyenne 10 tickets par sprint",
        "throughput": "Six pull requests et demie fusionnées par semaine",
        "cycle-time": "Du premier commit à la fusion : deux jours",
        "deployments": "Un déploiement trois jours par semaine",
    }
    return [
        Chart(
            id=name,
            title=titles[name],
            sentence="Ce que l’équipe a fait, semaine après semaine, depuis le mois de mai.",
            figure=figure,
            table=_table("Jour", "Tickets", "Faits"),
        )
        for name, figure in figures.items()
        if figure is not None
    ]
