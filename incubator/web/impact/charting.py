"""Charts of impact and money, each with its finding, a sentence and a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from starlette.requests import Request

from incubator.charts import Chart, Table
from incubator.charts.impact import BudgetWords, ImpactWords, budget_by_year, impact_over_time
from incubator.domain.impact import Budget, Indicator
from incubator.domain.progress import Standing, change_over, missing_months
from incubator.i18n import N_
from incubator.web.chart_marks import Marks
from incubator.web.impact.amounts import amount, growth, in_time, when
from incubator.web.templating import formats_of, translate

_YEAR = 12


def impact_chart(
    request: Request,
    indicator: Indicator,
    standing: Standing,
    table: Table,
    marks: Marks,
    today: date,
    csv_url: str,
) -> Chart | None:
    """A measure over time; None before there are two values."""
    formats, unit = formats_of(request), indicator.unit
    values = [value for value in indicator.values if value.day <= today]
    if len(values) < 2:
        return None
    words = ImpactWords(
        axis=unit or translate(request, N_("Valeur")),
        target=translate(request, N_("objectif")),
        expected=translate(request, N_("chemin vers l’objectif")),
        values=[amount(formats, one.value, unit) for one in values],
        days=[when(formats, one.day) for one in values],
        targets=[amount(formats, one.value, unit) for one in indicator.targets],
        target_days=[formats.day(one.day) for one in indicator.targets],
        last=amount(formats, values[-1].value, ""),
        levels=[amount(formats, one.value, "") for one in indicator.targets],
    )
    way = (standing.since, standing.target) if standing.since and standing.target else None
    figure = impact_over_time(values, indicator.targets, words, way=way, marks=marks)
    if figure is None:
        return None
    return Chart(
        f"valeurs-{indicator.id}",
        _finding(request, indicator, today),
        _sentence(request, indicator, today),
        figure,
        table,
        height=340,
        csv_url=csv_url,
    )


def _finding(request: Request, indicator: Indicator, today: date) -> str:
    """What the chart's title says: what became of the value, over a year where that is known."""
    formats, unit = formats_of(request), indicator.unit
    change, text = change_over(indicator, _YEAR, today), N_("%(growth)s en un an")
    if change is None:
        change, text = change_over(indicator, 6, today), N_("%(growth)s en six mois")
    if change is not None and change.difference:
        return translate(request, text, growth=growth(request, change, unit))
    last = [value for value in indicator.values if value.day <= today][-1]
    return translate(
        request,
        N_("%(value)s %(when)s"),
        value=amount(formats, last.value, unit),
        when=in_time(request, last.day),
    )


def _sentence(request: Request, indicator: Indicator, today: date) -> str:
    formats, unit = formats_of(request), indicator.unit
    values = [value for value in indicator.values if value.day <= today]
    first, last = values[0], values[-1]
    best = max(values, key=lambda one: -one.value if indicator.lower_is_better else one.value)
    said = translate(
        request,
        N_("De %(first)s %(start)s à %(last)s %(end)s ; au mieux %(best)s %(top)s."),
        first=amount(formats, first.value, unit),
        start=in_time(request, first.day),
        last=amount(formats, last.value, unit),
        end=in_time(request, last.day),
        best=amount(formats, best.value, unit),
        top=in_time(request, best.day),
    )
    gaps = len(missing_months(values, today))
    if gaps:
        text = N_("Un mois manque : la ligne s’y interrompt.")
        if gaps > 1:
            text = N_("%(count)s mois manquent : la ligne s’y interrompt.")
        said = f"{said} {translate(request, text, count=gaps)}"
    return said


def budget_chart(request: Request, budgets: Sequence[Budget], today: date) -> Chart | None:
    """Money by year; None where one year alone, or none, has an amount."""
    formats = formats_of(request)
    if len(budgets) < 2:
        return None
    unsaid = translate(request, N_("non indiqué"))

    def said(cents: int | None) -> str:
        return unsaid if cents is None else formats.euros(cents)

    words = BudgetWords(
        committed=translate(request, N_("engagé")),
        spent=translate(request, N_("dépensé")),
        thousands=translate(request, N_("milliers d’euros")),
        millions=translate(request, N_("millions d’euros")),
        committed_texts=[said(one.committed_cents) for one in budgets],
        spent_texts=[said(one.spent_cents) for one in budgets],
    )
    figure = budget_by_year(budgets, words)
    if figure is None:
        return None
    return Chart(
        "budget-par-annee",
        _budget_finding(request, budgets),
        translate(
            request,
            N_("Le contour est ce qui a été engagé pour l’année, la barre ce qui a été dépensé."),
        ),
        figure,
        budget_table(request, budgets, today),
        height=280,
    )


def _budget_finding(request: Request, budgets: Sequence[Budget]) -> str:
    formats = formats_of(request)
    known = [one for one in budgets if one.committed_cents is not None]
    newest = max(known or budgets, key=lambda one: one.year)
    if newest.committed_cents is None:
        return translate(request, N_("Ce qui a été dépensé par année"))
    return translate(
        request,
        N_("%(amount)s engagés pour %(year)s"),
        amount=formats.euros(newest.committed_cents),
        year=newest.year,
    )


def budget_table(request: Request, budgets: Sequence[Budget], today: date) -> Table:
    """Money by year, the newest first; a year that is not over says so."""
    formats = formats_of(request)
    unsaid = translate(request, N_("non indiqué"))

    def said(cents: int | None) -> str:
        return unsaid if cents is None else formats.euros(cents)

    running = translate(request, N_("(en cours)"))
    rows = tuple(
        (
            f"{one.year} {running}" if one.year == today.year else str(one.year),
            said(one.committed_cents),
            said(one.spent_cents),
            one.source or unsaid,
        )
        for one in sorted(budgets, key=lambda one: one.year, reverse=True)
    )
    columns = (N_("Année"), N_("Engagé"), N_("Dépensé"), N_("Financeur"))
    return Table(
        tuple(translate(request, column) for column in columns),
        rows,
        translate(request, N_("Budget par année")),
    )
