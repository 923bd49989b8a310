"""Charts about time: how long phases last, what leads where, how many startups go on."""

from __future__ import annotations

from incubator.charts import base
from incubator.charts.chart import Chart
from incubator.charts.programme_flow import HEIGHT as FLOW_HEIGHT
from incubator.charts.programme_flow import flow, is_drawn
from incubator.charts.programme_lasting import (
    FEWEST_WATCHED,
    Lasting,
    LastingWords,
    lasting_curves,
)
from incubator.charts.programme_style import PHASE_COLOURS
from incubator.domain.phases import PHASES, Phase
from incubator.domain.programme import ALWAYS
from incubator.domain.programme_report import Lengths
from incubator.i18n import N_
from incubator.web.statistics.telling import Telling

_HEIGHT = 380
_YEAR_DAYS = 365.25
_IN_PHASE = {
    Phase.INVESTIGATION: N_("en investigation"),
    Phase.CONSTRUCTION: N_("en construction"),
    Phase.ACCELERATION: N_("en accélération"),
    Phase.CONSOLIDATION: N_("en consolidation"),
    Phase.OPERATED: N_("dans la phase « opéré »"),
}
_MARKS = (0.5, 1, 2, 3, 5, 7, 10)


def lengths_chart(telling: Telling) -> Chart | None:
    """Time spent in each phase."""
    say, known = telling.say, telling.report.lengths
    drawn = {phase: found for phase, found in known.items() if found.ended >= FEWEST_WATCHED}
    curves = [
        _curve(telling.phase(phase), PHASE_COLOURS[phase], found) for phase, found in drawn.items()
    ]
    words = LastingWords(
        months=say(N_("mois depuis l’entrée dans la phase")),
        share=say(N_("y sont encore (%)")),
        half=say(N_("la moitié")),
        point=say(N_("après {months} mois : {share} %")),
    )
    figure = lasting_curves(curves, words, _HEIGHT)
    columns = [
        say(text)
        for text in (
            N_("Phase"),
            N_("Séjours"),
            N_("Terminés"),
            N_("Encore en cours"),
            N_("Un quart finit avant (jours)"),
            N_("Médiane (jours)"),
            N_("Trois quarts finissent avant (jours)"),
            N_("Médiane des seuls terminés (jours)"),
        )
    ]
    rows = [
        [
            telling.phase(phase),
            telling.number(found.stays),
            telling.number(found.ended),
            telling.number(found.going_on),
            *(telling.number(days) for days in found.quartiles),
            telling.number(found.median_of_ended),
        ]
        for phase, found in known.items()
        if found.stays
    ]
    if figure is None:
        return None
    told = _lengths_words(telling, drawn)
    return telling.chart("durees", told, figure, (columns, rows), _HEIGHT)


def _lengths_words(telling: Telling, drawn: dict[Phase, Lengths]) -> tuple[str, str]:
    """The phase where leaving out those that go on would say the most wrong."""

    sure = {p: one for p, one in drawn.items() if one.watched_at_median >= FEWEST_WATCHED}
    if not sure:
        return (
            telling.say(N_("Trop peu de séjours sont terminés pour dire combien dure une phase")),
            telling.say(N_("Les estimations du tableau sont à lire avec prudence.")),
        )
    phase = max(sure, key=lambda p: (sure[p].median or 0) - (sure[p].median_of_ended or 0))
    found = sure[phase]
    where = telling.say(_IN_PHASE[phase])
    median, ended = found.median or 0, found.median_of_ended or 0
    title = telling.say(
        N_("La moitié des séjours %(phase)s durent %(months)s ou plus"),
        phase=where,
        months=telling.months(median),
    )
    if median <= ended:
        text = N_(
            "La médiane est de %(median)s. Celle des seuls séjours terminés en est proche :"
            " %(ended)s."
        )
    else:
        text = N_(
            "La médiane est de %(median)s. Celle des seuls séjours terminés dirait %(ended)s :"
            " trop peu, car elle oublie les séjours qui durent encore (%(going)s sur %(stays)s)."
        )
    return title, telling.say(
        text,
        median=telling.span(median),
        ended=telling.span(ended),
        going=telling.number(found.going_on),
        stays=telling.number(found.stays),
    )


def flows_chart(telling: Telling) -> Chart | None:
    """Which phase leads to which."""
    say, report = telling.say, telling.report
    names = {phase: telling.phase(phase) for phase in PHASES}
    figure = flow(report.flows, report.first, names, say(N_("{before} → {after} : {count}")))
    leaving = {
        phase: sum(n for (before, _), n in report.flows.items() if before is phase)
        for phase in PHASES
    }
    columns = [say(N_("De")), say(N_("Vers")), say(N_("Passages")), say(N_("Part des sorties"))]
    order = sorted(report.flows, key=lambda pair: (pair[0].order, pair[1].order))
    rows = [
        [
            names[before],
            names[after],
            telling.number(report.flows[before, after]),
            telling.formats.percent(report.flows[before, after] / leaving[before]),
        ]
        for before, after in order
    ]
    back = sum(n for pair, n in report.flows.items() if not is_drawn(*pair))
    ended = leaving[Phase.INVESTIGATION]
    built = report.flows.get((Phase.INVESTIGATION, Phase.CONSTRUCTION), 0)
    if ended:
        title = say(
            N_(
                "%(share)s des investigations terminées (%(built)s sur %(ended)s) mènent à une"
                " construction"
            ),
            share=telling.formats.percent(built / ended),
            built=telling.number(built),
            ended=telling.number(ended),
        )
    else:
        title = telling.many(
            sum(leaving.values()),
            N_("%(count)s passage d’une phase à une autre"),
            N_("%(count)s passages d’une phase à une autre"),
        )
    sentence = say(
        N_(
            "Les bandes sont aussi larges que le nombre de passages (%(moves)s en tout). Ce qui ne"
            " quitte pas une barre y est encore. Les retours (%(back)s) sont dans le tableau."
        )
        if report.years == ALWAYS
        else N_(
            "Les bandes sont aussi larges que le nombre de passages de la période (%(moves)s en"
            " tout). Les retours (%(back)s) sont dans le tableau."
        ),
        moves=telling.number(sum(leaving.values())),
        back=telling.number(back),
    )
    return telling.chart("passages", (title, sentence), figure, (columns, rows), FLOW_HEIGHT)


def survival_chart(telling: Telling) -> Chart | None:
    """How many startups are not stopped, by their age."""
    say, life = telling.say, telling.report.life
    curve = _curve(say(N_("non arrêtées")), base.BLUE, life)
    words = LastingWords(
        months=say(N_("mois depuis le lancement")),
        share=say(N_("non arrêtées (%)")),
        half=say(N_("la moitié")),
        point=say(N_("après {months} mois : {share} %")),
    )
    figure = lasting_curves([curve], words, 340) if life.stays else None
    marks = [years for years in _MARKS if life.watched(_days(years)) >= FEWEST_WATCHED]
    told = max((years for years in marks if years in {1, 3}), default=None)
    share = telling.formats.percent(life.share(_days(told))) if told else ""
    title = say(N_("Les startups sont trop jeunes pour dire combien s’arrêtent"))
    if told == 1:
        title = say(
            N_("Un an après leur lancement, %(share)s des startups ne sont pas arrêtées"),
            share=share,
        )
    elif told:
        title = say(
            N_("Trois ans après leur lancement, %(share)s des startups ne sont pas arrêtées"),
            share=share,
        )
    sentence = say(
        N_(
            "Sur %(count)s startups lancées, %(stopped)s se sont arrêtées, le plus souvent après"
            " une investigation non concluante : la méthode veut que l’on s’arrête tôt."
        )
        if _stops_early(telling)
        else N_("Sur %(count)s startups lancées, %(stopped)s se sont arrêtées."),
        count=telling.number(life.stays),
        stopped=telling.number(life.ended),
    )
    columns = [
        say(N_("Âge")),
        say(N_("Part non arrêtée (estimée)")),
        say(N_("Encore suivies à cet âge")),
    ]
    rows = [
        [
            say(N_("6 mois"))
            if years < 1
            else telling.many(int(years), N_("%(count)s an"), N_("%(count)s ans")),
            telling.formats.percent(life.share(_days(years))),
            telling.number(life.watched(_days(years))),
        ]
        for years in _MARKS
        if life.watched(_days(years))
    ]
    return telling.chart("survie", (title, sentence), figure, (columns, rows))


def _curve(name: str, colour: str, found: Lengths) -> Lasting:
    return Lasting(name, colour, found.steps, found.watched_until(FEWEST_WATCHED))


def _stops_early(telling: Telling) -> bool:
    now = telling.report.now.by_phase
    return now.get(Phase.INCONCLUSIVE, 0) > now.get(Phase.STOPPED, 0)


def _days(years: float) -> int:
    return round(years * _YEAR_DAYS)
