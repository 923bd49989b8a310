"""The charts of sprints: each with its finding, a sentence and a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median

from starlette.requests import Request

from incubator.charts import BurndownWords, Chart, Table, VelocityWords, burndown, velocity
from incubator.domain.sprint_reports import SprintReport
from incubator.i18n import N_
from incubator.web.measures.sprints import name_of
from incubator.web.measures.units import counted
from incubator.web.templating import formats_of, translate

_MOST_VELOCITY = 12


def burndown_chart(request: Request, report: SprintReport, today: date) -> Chart | None:
    """What is left to do in the sprint under way; None without figures."""
    figures, formats = report.figures, formats_of(request)
    if figures is None or not figures.burndown:
        return None
    words = BurndownWords(
        remaining=translate(request, N_("tickets restants")),
        ideal=translate(request, N_("rythme régulier")),
        today=translate(request, N_("aujourd’hui")),
        added=translate(request, N_("tickets ajoutés ou rouverts")),
    )
    figure = burndown(report, words, today)
    if figure is None:
        return None
    remaining = figures.carried_over
    steady = _steady(report, figures.committed, today)
    title = counted(
        request,
        remaining,
        N_("Il reste %(count)s ticket à terminer"),
        N_("Il reste %(count)s tickets à terminer"),
    )
    if remaining == 0:
        title = translate(request, N_("Tous les tickets du sprint sont terminés"))
    sentence = translate(
        request,
        N_(
            "Tickets au départ : %(committed)s ; ajoutés : %(added)s ; terminés : %(done)s ;"
            " à faire : %(left)s. Un rythme régulier en laisserait %(steady)s aujourd’hui."
        ),
        committed=formats.number(figures.committed),
        added=formats.number(figures.added),
        done=formats.number(figures.done),
        left=formats.number(remaining),
        steady=formats.number(steady),
    )
    rows = tuple(
        (formats.day(point.day), formats.number(point.remaining)) for point in figures.burndown
    )
    columns = (translate(request, N_("Jour")), translate(request, N_("Tickets restants")))
    return Chart("reste-a-faire", title, sentence, figure, Table(columns, rows))


def velocity_chart(request: Request, past: Sequence[SprintReport]) -> Chart | None:
    """What each past sprint finished; None without one that says so."""
    formats = formats_of(request)
    told = [report for report in past if report.figures is not None][:_MOST_VELOCITY]
    if not told:
        return None
    words = VelocityWords(
        issues=translate(request, N_("tickets")),
        sprint=translate(request, N_("sprint")),
        committed=translate(request, N_("prévus")),
        done=translate(request, N_("terminés")),
        carried_over=translate(request, N_("reportés")),
    )
    figure = velocity(told, words)
    if figure is None:
        return None
    done = [report.figures.done for report in told if report.figures is not None]
    title = counted(
        request,
        median(done),
        N_("La moitié des sprints terminent au moins %(count)s ticket"),
        N_("La moitié des sprints terminent au moins %(count)s tickets"),
    )
    text = N_(
        "Sur les %(sprints)s derniers sprints, le nombre de tickets terminés va de %(low)s à"
        " %(high)s."
    )
    if len(done) == 1:
        text = N_("Tickets terminés pendant ce sprint : %(high)s.")
        title = translate(request, N_("Un premier sprint est clos"))
    sentence = translate(
        request,
        text,
        sprints=len(done),
        low=formats.number(min(done)),
        high=formats.number(max(done)),
    )
    columns = tuple(
        translate(request, text)
        for text in (N_("Sprint"), N_("Prévus"), N_("Terminés"), N_("Reportés"))
    )
    rows = tuple(
        (
            name_of(request, report),
            formats.number(figures.committed),
            formats.number(figures.done),
            formats.number(figures.carried_over),
        )
        for report in reversed(told)
        if (figures := report.figures) is not None
    )
    return Chart("velocite", title, sentence, figure, Table(columns, rows))


def _steady(report: SprintReport, committed: int, today: date) -> int:
    """What a steady pace would leave at noon today, to a whole ticket."""
    sprint = report.sprint
    whole = (sprint.end - sprint.start).days + 1
    spent = min(max((today - sprint.start).days + 0.5, 0), whole)
    return round(committed * (1 - spent / whole))
