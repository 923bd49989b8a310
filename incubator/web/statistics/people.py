"""Charts about people: by profession and by status over time, and those who arrive."""

from __future__ import annotations

from datetime import date

from incubator.charts import base
from incubator.charts.chart import Chart
from incubator.charts.programme_style import Series
from incubator.charts.programme_time import quarterly_bars, stacked_areas
from incubator.domain.members import MissionStatus
from incubator.domain.programme_people import OTHER, next_quarter
from incubator.i18n import N_
from incubator.web import labels
from incubator.web.statistics.telling import Telling

_HEIGHT = 380
_MOST_PROFESSIONS = 5
_STATUSES = {
    MissionStatus.INDEPENDENT.value: base.BLUE,
    MissionStatus.ADMIN.value: base.OCHRE,
    MissionStatus.SERVICE.value: base.GREEN,
    OTHER: base.MUTED,
}
_STATUS_FINDINGS = {
    MissionStatus.INDEPENDENT.value: N_("%(share)s des personnes en mission sont indépendantes"),
    MissionStatus.ADMIN.value: N_("%(share)s des personnes en mission sont agents publics"),
    MissionStatus.SERVICE.value: N_("%(share)s des personnes en mission sont prestataires"),
    OTHER: N_("Le statut de %(share)s des personnes en mission n’est pas connu"),
}
_YEAR_QUARTERS = 4


def professions_chart(telling: Telling) -> Chart | None:
    """People in a mission by profession, over time."""
    say, people = telling.say, telling.report.people
    now = people[-1].by_profession if people else {}
    every = {name: 0 for one in people for name in one.by_profession} | now
    order = sorted(every, key=lambda name: (not name, -every[name], name))
    shown = [name for name in order[:_MOST_PROFESSIONS] if name]
    series = [
        Series(name, colour, [one.by_profession.get(name, 0) for one in people])
        for name, colour in zip(shown, base.PALETTE, strict=False)
    ]
    rest = [one.total - sum(one.by_profession.get(name, 0) for name in shown) for one in people]
    series.append(Series(say(N_("Autres métiers")), base.MUTED, rest, "\\"))
    figure = stacked_areas([one.day for one in people], series, say(N_("personnes")), _HEIGHT)
    if figure is None:
        return None
    total = people[-1].total
    title = say(N_("Personne n’est en mission à la fin de la période"))
    if total:
        title = say(
            N_("%(name)s : le métier de %(share)s des personnes en mission"),
            name=_profession(telling, order[0]),
            share=telling.formats.percent(now.get(order[0], 0) / total),
        )
    sentence = _people_sentence(telling, total)
    columns = [say(N_("Le")), *(_profession(telling, name) for name in order), say(N_("Total"))]
    rows = [
        [
            telling.formats.day(one.day),
            *(telling.number(one.by_profession.get(name, 0)) for name in order),
            telling.number(one.total),
        ]
        for one in reversed(people)
    ]
    return telling.chart("metiers", (title, sentence), figure, (columns, rows), _HEIGHT)


def statuses_chart(telling: Telling) -> Chart | None:
    """People in a mission by status, over time."""
    say, people = telling.say, telling.report.people
    names = {status: _status(telling, status) for status in _STATUSES}
    series = [
        Series(
            names[status],
            colour,
            [one.by_status.get(status, 0) for one in people],
            "" if status else "\\",
        )
        for status, colour in _STATUSES.items()
    ]
    figure = stacked_areas([one.day for one in people], series, say(N_("personnes")), _HEIGHT)
    if figure is None:
        return None
    now, total = people[-1].by_status, people[-1].total
    title = say(N_("Personne n’est en mission à la fin de la période"))
    if total:
        most = max(now, key=lambda status: now[status])
        share = telling.formats.percent(now[most] / total)
        title = say(_STATUS_FINDINGS[most], share=share)
    columns = [say(N_("Le")), *names.values(), say(N_("Total"))]
    rows = [
        [
            telling.formats.day(one.day),
            *(telling.number(one.by_status.get(status, 0)) for status in names),
            telling.number(one.total),
        ]
        for one in reversed(people)
    ]
    words = (title, _people_sentence(telling, total))
    return telling.chart("statuts", words, figure, (columns, rows), _HEIGHT)


def newcomers_chart(telling: Telling) -> Chart | None:
    """People whose first mission began, quarter by quarter."""
    say, counts = telling.say, telling.report.newcomers
    day = telling.report.day
    runs = bool(counts) and next_quarter(max(counts)) > day
    running = say(N_("rayé : trimestre en cours")) if runs else ""
    names = [telling.quarter(quarter) for quarter in counts]
    figure = quarterly_bars(counts, names, say(N_("personnes")), base.PURPLE, running)
    whole = [count for quarter, count in counts.items() if next_quarter(quarter) <= day]
    title = telling.many(
        sum(whole[-_YEAR_QUARTERS:]),
        N_("%(count)s personne est arrivée au cours des quatre derniers trimestres entiers"),
        N_("%(count)s personnes sont arrivées au cours des quatre derniers trimestres entiers"),
    )
    if len(whole) < _YEAR_QUARTERS:
        title = telling.many(
            sum(counts.values()),
            N_("%(count)s personne est arrivée"),
            N_("%(count)s personnes sont arrivées"),
        )
    sentence = _newcomers_sentence(telling, counts)
    columns = [say(N_("Trimestre")), say(N_("Personnes"))]
    rows = [
        [name, telling.number(count)]
        for name, count in reversed(list(zip(names, counts.values(), strict=True)))
    ]
    return telling.chart("arrivees", (title, sentence), figure, (columns, rows), 300)


def _newcomers_sentence(telling: Telling, counts: dict[date, int]) -> str:
    if not counts:
        return ""
    best = max(counts, key=lambda quarter: (counts[quarter], quarter))
    return telling.say(
        N_(
            "En tout, %(total)s arrivées. Le trimestre qui en compte le plus est %(best)s :"
            " %(most)s."
        ),
        total=telling.number(sum(counts.values())),
        best=telling.quarter(best),
        most=telling.number(counts[best]),
    )


def _people_sentence(telling: Telling, total: int) -> str:
    return telling.many(
        total,
        N_("Le %(day)s, %(count)s personne a une mission en cours."),
        N_("Le %(day)s, %(count)s personnes ont une mission en cours."),
        day=telling.formats.day(telling.report.people[-1].day),
    )


def _profession(telling: Telling, name: str) -> str:
    return name or telling.say(N_("Non renseigné"))


def _status(telling: Telling, status: str) -> str:
    known = labels.MEMBER_STATUSES.get(status)
    return telling.say(known) if known else telling.say(N_("Autre"))
