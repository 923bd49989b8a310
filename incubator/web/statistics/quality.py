"""Charts about what startups owe: committees in time, what is published, accessibility."""

from __future__ import annotations

from incubator.charts import base
from incubator.charts.chart import Chart
from incubator.charts.programme_rows import (
    SHARES_ROW,
    rows_height,
    shares_by_row,
    stacked_rows,
)
from incubator.charts.programme_style import Series
from incubator.domain.catalogue import UNKNOWN, Published
from incubator.domain.phases import Phase
from incubator.domain.programme_report import PhaseState
from incubator.domain.startups import ACCESSIBILITY_STATUSES
from incubator.i18n import N_
from incubator.web import labels
from incubator.web.statistics.telling import Telling

_PUBLISHED = {
    Published.CODE: base.BLUE,
    Published.STATISTICS: base.VERMILION,
    Published.BUDGET: base.OCHRE,
    Published.IMPACT: base.GREEN,
}
_CONFORMITY = {
    "totalement conforme": (base.GREEN, ""),
    "partiellement conforme": (base.OCHRE, "/"),
    "non conforme": (base.VERMILION, "x"),
    UNKNOWN: (base.MUTED, "."),
}


def committees_chart(telling: Telling) -> Chart | None:
    """Whether the committees of startups meet in time, by phase."""
    say = telling.say
    found = {phase: one for phase, one in telling.report.committees.items() if one.total}
    every = list(found.values())
    names = [telling.phase(phase) for phase in found]
    columns = [
        say(N_("À l’heure")),
        say(N_("En retard")),
        say(N_("Aucun comité connu")),
    ]
    values = [
        [one.in_time for one in every],
        [one.overdue for one in every],
        [one.never for one in every],
    ]
    marks = ((base.GREEN, ""), (base.VERMILION, "/"), (base.MUTED, "."))
    series = [
        Series(name, colour, numbers, pattern)
        for name, numbers, (colour, pattern) in zip(columns, values, marks, strict=True)
    ]
    figure = stacked_rows(names, series, say(N_("startups")))
    in_time, overdue, never = (sum(numbers) for numbers in values)
    title = telling.many(
        in_time,
        N_("%(count)s startup sur %(total)s a un comité à l’heure"),
        N_("%(count)s startups sur %(total)s ont un comité à l’heure"),
        total=telling.number(in_time + overdue + never),
    )
    if not in_time:
        title = say(N_("Aucune startup n’a de comité à l’heure"))
    late = say(N_("Aucune n’a dépassé la date de son prochain comité."))
    if overdue:
        late = telling.many(
            overdue,
            N_("%(count)s startup a dépassé la date de son prochain comité."),
            N_("%(count)s startups ont dépassé la date de leur prochain comité."),
        )
    unknown = say(
        N_(
            "Pour %(never)s, la fiche ne mentionne aucun comité, ce qui ne prouve pas qu’il n’y en"
            " a pas eu."
        ),
        never=telling.number(never),
    )
    sentence = f"{late} {unknown}" if never else late
    rows = [
        [telling.phase(phase), *map(telling.number, (one.in_time, one.overdue, one.never))]
        for phase, one in found.items()
    ]
    table = ([say(N_("Phase")), *columns], rows)
    return telling.chart("comites", (title, sentence), figure, table, rows_height(len(names)))


def published_chart(telling: Telling) -> Chart | None:
    """What active startups publish, by phase; None for a day that is over."""
    say, states = telling.say, _states(telling)
    names = [_named(telling, phase, state) for phase, state in states.items()]
    series = [
        Series(
            say(labels.PUBLISHED[what]),
            colour,
            [100 * state.published[what] / state.startups for state in states.values()],
        )
        for what, colour in _PUBLISHED.items()
    ]
    figure = shares_by_row(names, series, say(N_("startups qui le publient (%)")))
    total = sum(state.startups for state in states.values())
    shares = {
        what: telling.formats.percent(
            sum(state.published[what] for state in states.values()) / max(1, total)
        )
        for what in _PUBLISHED
    }
    title = say(
        N_("%(code)s des startups actives publient leur code, %(budget)s leur budget"),
        code=shares[Published.CODE],
        budget=shares[Published.BUDGET],
    )
    sentence = say(
        N_(
            "%(statistics)s publient leurs statistiques et %(impact)s leur impact. Publier est"
            " attendu à partir de la construction."
        ),
        statistics=shares[Published.STATISTICS],
        impact=shares[Published.IMPACT],
    )
    columns = [
        say(N_("Phase")),
        say(N_("Startups")),
        *(say(labels.PUBLISHED[what]) for what in _PUBLISHED),
    ]
    rows = [
        [
            telling.phase(phase),
            telling.number(state.startups),
            *(_part(telling, state.published[what], state.startups) for what in _PUBLISHED),
        ]
        for phase, state in states.items()
    ]
    table = (columns, rows)
    height = rows_height(len(names), SHARES_ROW)
    return telling.chart("publications", (title, sentence), figure, table, height)


def accessibility_chart(telling: Telling) -> Chart | None:
    """What active startups say of their accessibility, by phase; None for a day that is over."""
    say, states = telling.say, _states(telling)
    counts = {
        phase: {
            status: state.accessibility.get(status, 0)
            for status in reversed(ACCESSIBILITY_STATUSES)
        }
        for phase, state in states.items()
    }
    for phase, state in states.items():
        counts[phase][UNKNOWN] = state.startups - sum(counts[phase].values())
    names = [telling.phase(phase) for phase in states]
    series = [
        Series(
            say(labels.ACCESSIBILITY[status]),
            colour,
            [counts[phase][status] for phase in states],
            pattern,
        )
        for status, (colour, pattern) in _CONFORMITY.items()
    ]
    figure = stacked_rows(names, series, say(N_("startups")))
    total = sum(state.startups for state in states.values())
    said = total - sum(one[UNKNOWN] for one in counts.values())
    title = telling.many(
        said,
        N_("%(count)s startup active sur %(total)s dit son niveau d’accessibilité"),
        N_("%(count)s startups actives sur %(total)s disent leur niveau d’accessibilité"),
        total=telling.number(total),
    )
    whole, partial = (
        sum(one[status] for one in counts.values())
        for status in ("totalement conforme", "partiellement conforme")
    )
    sentence = say(
        N_(
            "Niveau déclaré : %(whole)s totalement conforme, %(partial)s partiellement conforme,"
            " %(none)s non conforme."
        ),
        whole=telling.number(whole),
        partial=telling.number(partial),
        none=telling.number(said - whole - partial),
    )
    columns = [say(N_("Phase")), *(say(labels.ACCESSIBILITY[status]) for status in _CONFORMITY)]
    rows = [
        [telling.phase(phase), *(telling.number(counts[phase][status]) for status in _CONFORMITY)]
        for phase in states
    ]
    table = (columns, rows)
    height = rows_height(len(names))
    return telling.chart("accessibilite", (title, sentence), figure, table, height)


def _states(telling: Telling) -> dict[Phase, PhaseState]:
    states = telling.report.states or {}
    return {phase: state for phase, state in states.items() if state.startups}


def _named(telling: Telling, phase: Phase, state: PhaseState) -> str:
    return f"{telling.phase(phase)} ({telling.number(state.startups)})"


def _part(telling: Telling, count: int, total: int) -> str:
    return f"{telling.number(count)} ({telling.formats.percent(count / total)})"
