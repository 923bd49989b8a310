"""The charts of delivery, week by week: each with its finding, a sentence and a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from starlette.requests import Request

from incubator.actions.startup_findings import Findings
from incubator.charts import (
    Chart,
    CycleTimeWords,
    DeploymentWords,
    Table,
    ThroughputWords,
    weekly_cycle_time,
    weekly_deployments,
    weekly_throughput,
)
from incubator.domain.delivery import Week
from incubator.domain.measures import Absence, Measure, MeasureId
from incubator.i18n import N_
from incubator.web.chart_marks import Marks
from incubator.web.measures.units import counted, duration
from incubator.web.templating import formats_of, translate

_DAY_HOURS = 24


def weekly_charts(request: Request, findings: Findings, marks: Marks) -> list[Chart]:
    """The charts that have something to show; none of what can't be seen."""
    made = (
        (MeasureId.THROUGHPUT, throughput_chart),
        (MeasureId.CYCLE_TIME, cycle_time_chart),
        (MeasureId.DEPLOYMENT_FREQUENCY, deployments_chart),
    )
    return [
        chart
        for measure, make in made
        if findings.weeks and not _is_hidden(findings.measure(measure))
        if (chart := make(request, findings.weeks, marks)) is not None
    ]


def _is_hidden(measure: Measure | None) -> bool:
    return measure is not None and measure.absence is Absence.HIDDEN


def throughput_chart(request: Request, weeks: Sequence[Week], marks: Marks) -> Chart | None:
    """Pull requests merged, week by week; None before a whole week is known."""
    formats = formats_of(request)
    merged = [week.merged for week in weeks if not week.is_partial]
    if not merged or not any(week.merged for week in weeks):
        return None
    middle = median(merged)
    words = ThroughputWords(
        merged=translate(request, N_("demandes de fusion intégrées")),
        week_of=translate(request, N_("semaine du %s")),
        running=translate(request, N_("semaine en cours")),
    )
    label = translate(request, N_("médiane : %(value)s"), value=formats.number(middle))
    figure = weekly_throughput(weeks, words, typical=(middle, label), marks=_within(marks, weeks))
    if figure is None:
        return None
    title = counted(
        request,
        middle,
        N_("Une semaine sur deux, au moins %(count)s demande de fusion intégrée"),
        N_("Une semaine sur deux, au moins %(count)s demandes de fusion intégrées"),
    )
    sentence = translate(
        request,
        N_(
            "Sur %(weeks)s semaines entières, de %(low)s à %(high)s demandes de fusion intégrées"
            " par semaine."
        ),
        weeks=len(merged),
        low=formats.number(min(merged)),
        high=formats.number(max(merged)),
    )
    rows = tuple((_week(request, week), formats.number(week.merged)) for week in weeks)
    columns = (translate(request, N_("Semaine")), translate(request, N_("Demandes intégrées")))
    return Chart("integrations", title, sentence, figure, Table(columns, rows))


def cycle_time_chart(request: Request, weeks: Sequence[Week], marks: Marks) -> Chart | None:
    """The median cycle time of each week; None where no week has one."""
    formats = formats_of(request)
    known = [week.cycle_hours for week in weeks if week.cycle_hours is not None]
    if not known:
        return None
    middle = median(known)
    words = CycleTimeWords(
        days=translate(request, N_("jours")), week_of=translate(request, N_("semaine du %s"))
    )
    shown = duration(formats, middle)
    label = translate(request, N_("médiane : %(value)s"), value=shown)
    figure = weekly_cycle_time(
        weeks, words, typical=(middle / _DAY_HOURS, label), marks=_within(marks, weeks)
    )
    if figure is None:
        return None
    title = translate(
        request, N_("Une semaine sur deux, un temps de cycle d’au plus %(time)s"), time=shown
    )
    sentence = translate(
        request,
        N_(
            "Sur %(weeks)s semaines où une demande de fusion a été intégrée, le temps de cycle"
            " médian va de %(low)s à %(high)s."
        ),
        weeks=len(known),
        low=duration(formats, min(known)),
        high=duration(formats, max(known)),
    )
    nothing = translate(request, N_("aucun"))
    rows = tuple(
        (
            _week(request, week),
            nothing if week.cycle_hours is None else duration(formats, week.cycle_hours),
        )
        for week in weeks
    )
    columns = (translate(request, N_("Semaine")), translate(request, N_("Temps de cycle médian")))
    return Chart("temps-de-cycle", title, sentence, figure, Table(columns, rows))


def deployments_chart(request: Request, weeks: Sequence[Week], marks: Marks) -> Chart | None:
    """Days with a deployment and releases, week by week; None where there is neither."""
    formats = formats_of(request)
    words = DeploymentWords(
        days=translate(request, N_("jours avec une mise en service")),
        releases=translate(request, N_("versions publiées")),
        week_of=translate(request, N_("semaine du %s")),
        running=translate(request, N_("semaine en cours")),
    )
    figure = weekly_deployments(weeks, words, marks=_within(marks, weeks))
    if figure is None:
        return None
    whole = [week for week in weeks if not week.is_partial] or list(weeks)
    by_days = any(week.deployed_days for week in weeks)
    active = sum(bool(week.deployed_days if by_days else week.releases) for week in whole)
    title = translate(
        request,
        N_("Une mise en service au moins pendant %(active)s semaines sur %(weeks)s")
        if by_days
        else N_("Une version au moins publiée pendant %(active)s semaines sur %(weeks)s"),
        active=active,
        weeks=len(whole),
    )
    sentence = translate(
        request,
        N_(
            "Sur toute la période, jours avec une mise en service : %(days)s ; versions publiées :"
            " %(releases)s."
        )
        if by_days
        else N_(
            "Sur toute la période, versions publiées : %(releases)s ; aucun déploiement déclaré."
        ),
        days=formats.number(sum(week.deployed_days for week in weeks)),
        releases=formats.number(sum(week.releases for week in weeks)),
    )
    columns = (
        translate(request, N_("Semaine")),
        translate(request, N_("Jours avec une mise en service")),
        translate(request, N_("Versions publiées")),
    )
    rows = tuple(
        (
            _week(request, week),
            formats.number(week.deployed_days),
            formats.number(week.releases),
        )
        for week in weeks
    )
    return Chart("mises-en-service", title, sentence, figure, Table(columns, rows))


def _week(request: Request, week: Week) -> str:
    text = N_("semaine du %(day)s, en cours") if week.is_partial else N_("semaine du %(day)s")
    return translate(request, text, day=formats_of(request).day(week.start))


def _within(marks: Marks, weeks: Sequence[Week]) -> Marks:
    end = weeks[-1].start + timedelta(days=6)
    return tuple((day, name) for day, name in marks if weeks[0].start <= day <= end)
