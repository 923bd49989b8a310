"""Charts about startups: by phase over time, launched, recognised, by incubator."""

from __future__ import annotations

from incubator.charts import base
from incubator.charts.chart import Chart
from incubator.charts.programme_rows import NAMED_ROW, rows_height, stacked_rows
from incubator.charts.programme_style import (
    LEFT_COLOUR,
    PHASE_COLOURS,
    PHASE_PATTERNS,
    Series,
)
from incubator.charts.programme_time import stacked_areas, yearly_bars
from incubator.domain.phases import PHASES, Phase
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.web.statistics.telling import Telling

_ACTIVE = tuple(phase for phase in PHASES if phase.is_active)
_STOPPED = (Phase.STOPPED, Phase.INCONCLUSIVE)
_HEIGHT = 380


def phases_chart(telling: Telling) -> Chart | None:
    """Startups by phase over time."""
    report, say = telling.report, telling.say
    counts = report.phases
    series = [
        Series(
            telling.phase(phase),
            PHASE_COLOURS[phase],
            [count.by_phase.get(phase, 0) for count in counts],
        )
        for phase in _ACTIVE
    ]
    left = [sum(n for p, n in count.by_phase.items() if p.is_ending) for count in counts]
    series.append(Series(say(N_("Sorties")), LEFT_COLOUR, left, "\\"))
    days = [count.day for count in counts]
    figure = stacked_areas(days, series, say(N_("startups")), _HEIGHT)
    growing = sum(report.now.by_phase.get(phase, 0) for phase in _ACTIVE[2:])
    title = telling.many(
        report.active,
        N_("%(count)s startup est active, dont %(growing)s en accélération ou au-delà"),
        N_("%(count)s startups sont actives, dont %(growing)s en accélération ou au-delà"),
        growing=telling.number(growing),
    )
    if not report.active:
        title = say(N_("Aucune startup n’est active"))
    sentence = say(
        N_(
            "Le %(day)s, sur %(total)s startups lancées, %(left)s sont sorties du programme :"
            " %(transferred)s transférées à leur administration, %(stopped)s arrêtées, %(short)s"
            " après une investigation non concluante."
        ),
        day=telling.formats.day(report.day),
        total=telling.number(report.startups),
        left=telling.number(report.startups - report.active),
        transferred=telling.number(report.now.by_phase.get(Phase.TRANSFERRED, 0)),
        stopped=telling.number(report.now.by_phase.get(Phase.STOPPED, 0)),
        short=telling.number(report.now.by_phase.get(Phase.INCONCLUSIVE, 0)),
    )
    columns = [say(N_("Le")), *(telling.phase(phase) for phase in PHASES), say(N_("Total"))]
    rows = [
        [
            telling.formats.day(count.day),
            *(telling.number(count.by_phase.get(phase, 0)) for phase in PHASES),
            telling.number(sum(count.by_phase.values())),
        ]
        for count in reversed(counts)
    ]
    return telling.chart("phases", (title, sentence), figure, (columns, rows), _HEIGHT)


def launches_chart(telling: Telling) -> Chart | None:
    """Startups launched per year."""
    counts = telling.report.launches
    best = max(counts, key=lambda year: (counts[year], year), default=0)
    most = counts.get(best, 0)
    if list(counts.values()).count(most) == 1:
        title = telling.many(
            most,
            N_("%(count)s startup lancée en %(year)s, l’année qui en compte le plus"),
            N_("%(count)s startups lancées en %(year)s, l’année qui en compte le plus"),
            year=best,
        )
    else:
        title = telling.many(
            most,
            N_("Au plus %(count)s startup lancée en un an"),
            N_("Au plus %(count)s startups lancées en un an"),
        )
    sentence = telling.many(
        sum(counts.values()),
        N_("En tout, %(count)s startup a été lancée de %(first)s à %(last)s%(running)s."),
        N_("En tout, %(count)s startups ont été lancées de %(first)s à %(last)s%(running)s."),
        **_span(telling, counts),
    )
    return _yearly(telling, "lancements", (title, sentence), counts, base.BLUE)


def national_impact_chart(telling: Telling) -> Chart | None:
    """Startups whose national impact was recognised, per year."""
    counts = telling.report.national_impact
    total = sum(counts.values())
    title = telling.many(
        total,
        N_("L’impact national de %(count)s startup a été reconnu"),
        N_("L’impact national de %(count)s startups a été reconnu"),
    )
    recent = [year for year in counts if counts[year]]
    sentence = telling.say(
        N_("La première reconnaissance date de %(first)s, la dernière de %(last)s%(running)s."),
        **_span(telling, dict.fromkeys(recent, 1)),
    )
    return _yearly(telling, "impact-national", (title, sentence), counts, base.GREEN)


def _span(telling: Telling, counts: dict[int, int]) -> dict[str, object]:
    report = telling.report
    runs = report.day.year in counts and not _is_year_end(telling)
    words = N_(", année inachevée") if runs else ""
    return {
        "first": min(counts, default=0),
        "last": max(counts, default=0),
        "running": telling.say(words) if words else "",
    }


def _is_year_end(telling: Telling) -> bool:
    day = telling.report.day
    return (day.month, day.day) == (12, 31)


def _yearly(
    telling: Telling, figure_id: str, words: tuple[str, str], counts: dict[int, int], colour: str
) -> Chart | None:
    unfinished = None
    if not _is_year_end(telling):
        unfinished = (telling.report.day.year, telling.say(N_("rayé : année en cours")))
    figure = yearly_bars(counts, telling.say(N_("startups")), colour, unfinished)
    columns = [telling.say(N_("Année")), telling.say(N_("Startups"))]
    rows = [[str(year), telling.number(count)] for year, count in reversed(counts.items())]
    return telling.chart(figure_id, words, figure, (columns, rows), 300)


def portfolios_chart(telling: Telling) -> Chart | None:
    """Each incubator's startups by phase, in alphabetical order."""
    report, say = telling.report, telling.say
    names = {
        incubator: known.title
        if (known := telling.snapshot.incubators.get(incubator))
        else incubator
        for incubator in report.portfolios
    }
    order = sorted(names, key=lambda incubator: (fold(names[incubator]), incubator))
    counts = [report.portfolios[incubator] for incubator in order]
    series = [
        Series(
            telling.phase(phase),
            PHASE_COLOURS[phase],
            [count.get(phase, 0) for count in counts],
            PHASE_PATTERNS.get(phase, ""),
        )
        for phase in (*_ACTIVE, Phase.TRANSFERRED)
    ]
    stopped = [sum(count.get(phase, 0) for phase in _STOPPED) for count in counts]
    series.append(
        Series(
            say(N_("Arrêtées")),
            PHASE_COLOURS[Phase.STOPPED],
            stopped,
            PHASE_PATTERNS[Phase.STOPPED],
        )
    )
    shown = [names[incubator] for incubator in order]
    figure = stacked_rows(shown, series, say(N_("startups")), above=True)
    active = [sum(n for p, n in count.items() if p.is_active) for count in counts]
    title = telling.many(
        sum(map(bool, active)),
        N_("%(count)s incubateur accompagne des startups actives"),
        N_("%(count)s incubateurs accompagnent des startups actives"),
    )
    if not any(active):
        title = say(N_("Aucun incubateur n’accompagne de startup active"))
    sentence = say(
        N_(
            "Les incubateurs sont rangés par ordre alphabétique : ni leur taille ni le nombre"
            " d’arrêts ne disent la qualité de leur travail."
        )
    )
    columns = [
        say(N_("Incubateur")),
        *(telling.phase(phase) for phase in PHASES),
        say(N_("Total")),
    ]
    rows = [
        [
            name,
            *(telling.number(count.get(phase, 0)) for phase in PHASES),
            telling.number(sum(count.values())),
        ]
        for name, count in zip(shown, counts, strict=True)
    ]
    height = rows_height(len(order), NAMED_ROW)
    return telling.chart("incubateurs", (title, sentence), figure, (columns, rows), height)
