"""The impact matrix: each measure with its value, where it stands, its past and its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from incubator.charts import Chart, Table
from incubator.domain.impact import Dimension, Indicator
from incubator.domain.phases import ENDING_PHASES, current_phase
from incubator.domain.progress import Standing, change_over, is_late, missing_months, standing
from incubator.domain.startups import Startup
from incubator.i18n import N_
from incubator.store.impact_sources import NEVER, OK, Source
from incubator.web import labels
from incubator.web.chart_marks import Marks
from incubator.web.impact.amounts import amount, due, in_time, when
from incubator.web.impact.charting import impact_chart
from incubator.web.impact.words import (
    BADGES,
    QUESTIONS,
    change_sentence,
    failure,
    progress_sentence,
)
from incubator.web.templating import formats_of, page_url, translate

HALF_YEAR, YEAR = 6, 12  # months
_NAMED_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Brief:
    """A measure in one line: its name, latest value, target, and where it stands.

    ``number`` is the value as one shows it large, ``unit`` what is left of ``value``.
    """

    indicator: Indicator
    standing: Standing
    value: str
    number: str
    unit: str
    when: str
    target: str
    badge: str
    kind: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A measure in full. ``chart`` is None before there are two values: ``table`` then stands."""

    brief: Brief
    sentence: str
    facts: tuple[tuple[str, str], ...]
    alert: str
    chart: Chart | None
    table: Table


@dataclass(frozen=True, slots=True)
class DimensionView:
    """A dimension of the matrix; without a measure nothing is published."""

    dimension: Dimension
    name: str
    question: str
    briefs: tuple[Brief, ...]


def briefs(request: Request, sheet: Startup, today: date) -> tuple[DimensionView, ...]:
    """The five dimensions in the programme's order, each measure in one line."""
    return tuple(
        DimensionView(
            dimension,
            translate(request, labels.DIMENSIONS[dimension]),
            translate(request, QUESTIONS[dimension]),
            tuple(
                _brief(request, indicator, today)
                for indicator in sheet.indicators
                if indicator.dimension is dimension
            ),
        )
        for dimension in Dimension
    )


def details(
    request: Request,
    sheet: Startup,
    sources: Mapping[tuple[str, str], Source],
    marks: Marks,
    today: date,
) -> dict[str, Detail]:
    """Every measure in full, by its id."""
    # Nobody owes a value to a startup that has ended.
    is_followed = current_phase(sheet.phases, today) not in ENDING_PHASES
    csv_url = page_url(request, "startup_impact_csv", id=sheet.id)
    return {
        one.id: _detail(
            request, one, sources.get((sheet.id, one.id)), marks, today, is_followed, csv_url
        )
        for one in sheet.indicators
    }


def _brief(request: Request, indicator: Indicator, today: date) -> Brief:
    formats, now = formats_of(request), standing(indicator, today)
    badge, kind = BADGES[now.progress]
    latest, target = now.latest, now.target
    is_share = indicator.unit == "%"
    return Brief(
        indicator,
        now,
        amount(formats, latest.value, indicator.unit) if latest else "",
        amount(formats, latest.value, "%" if is_share else "") if latest else "",
        "" if is_share else indicator.unit,
        in_time(request, latest.day) if latest else "",
        due(request, target, indicator.unit) if target else "",
        translate(request, badge),
        kind,
    )


def _detail(
    request: Request,
    indicator: Indicator,
    source: Source | None,
    marks: Marks,
    today: date,
    is_followed: bool,
    csv_url: str,
) -> Detail:
    brief = _brief(request, indicator, today)
    table = values_table(request, indicator, today)
    return Detail(
        brief,
        progress_sentence(request, indicator, brief.standing),
        tuple(_facts(request, indicator, today)),
        _alert(request, indicator, source, today, is_followed),
        impact_chart(request, indicator, brief.standing, table, marks, today, csv_url),
        table,
    )


def _facts(request: Request, indicator: Indicator, today: date) -> list[tuple[str, str]]:
    """Changes over time, where the latest value comes from, what is missing, which way is up."""
    found = []
    if indicator.latest(today) is not None:
        for months, label in ((HALF_YEAR, N_("Sur six mois")), (YEAR, N_("Sur un an"))):
            change = change_over(indicator, months, today)
            found.append((translate(request, label), change_sentence(request, indicator, change)))
        found.append((translate(request, N_("Origine")), _origin(request, indicator, today)))
    if gaps := missing_months(indicator.values, today):
        found.append((translate(request, N_("Mois sans valeur")), _months(request, gaps)))
    if indicator.lower_is_better:
        found.append(
            (
                translate(request, N_("Sens du progrès")),
                translate(request, N_("Plus c’est bas, mieux c’est.")),
            )
        )
    return found


def _months(request: Request, months: Sequence[date]) -> str:
    """The months by name while there are few, else how many there are."""
    formats = formats_of(request)
    if len(months) <= _NAMED_MONTHS:
        return ", ".join(formats.month(month) for month in months)
    return translate(
        request,
        N_("%(count)s, de %(first)s à %(last)s : le tableau les nomme."),
        count=len(months),
        first=formats.month(months[0]),
        last=formats.month(months[-1]),
    )


def _origin(request: Request, indicator: Indicator, today: date) -> str:
    latest = indicator.latest(today)
    formats = formats_of(request)
    fetched = next((one for one in indicator.fetched if latest and one.day == latest.day), None)
    if fetched is None:
        return translate(request, N_("La dernière valeur est inscrite dans la fiche."))
    return translate(
        request,
        N_("La dernière valeur a été lue le %(day)s à l’adresse que la fiche déclare."),
        day=formats.day(fetched.corrected_at or fetched.read_at),
    )


def _alert(
    request: Request,
    indicator: Indicator,
    source: Source | None,
    today: date,
    is_followed: bool,
) -> str:
    """What keeps the figures from being fresh; "" where nothing does."""
    formats, said = formats_of(request), []
    latest = indicator.latest(today)
    if is_followed and latest is not None and is_late(indicator, today):
        said.append(
            translate(
                request,
                N_(
                    "Valeur en retard : une est attendue chaque mois, et la dernière est celle"
                    " de %(when)s."
                ),
                when=when(formats, latest.day),
            )
        )
    if indicator.values_url and (source is None or source.state == NEVER):
        said.append(
            translate(request, N_("L’adresse qui donne les valeurs n’a pas encore été lue."))
        )
    elif indicator.values_url and source and source.state != OK and source.tried_at:
        said.append(
            translate(
                request,
                N_(
                    "L’adresse qui donne les valeurs n’a pas pu être lue le %(day)s : %(reason)s."
                    " Les valeurs d’avant restent."
                ),
                day=formats.day(source.tried_at),
                reason=failure(request, source.state, source.detail),
            )
        )
    return " ".join(said)


def values_table(request: Request, indicator: Indicator, today: date) -> Table:
    """Every value, the newest first, with where it comes from; missing months say so."""
    formats = formats_of(request)
    fetched = {one.day: one for one in indicator.fetched}
    rows: list[tuple[date, tuple[str, str, str]]] = [
        (
            month,
            (formats.month(month), translate(request, N_("pas de valeur")), ""),
        )
        for month in missing_months(indicator.values, today)
    ]
    for value in indicator.values:
        if value.day > today:
            continue
        origin = translate(request, N_("fiche"))
        if value.day in fetched:
            one = fetched[value.day]
            origin = translate(request, N_("adresse, le %(day)s"), day=formats.day(one.read_at))
            if one.former is not None and one.corrected_at is not None:
                origin = translate(
                    request,
                    N_("adresse, corrigée le %(day)s ; avant : %(former)s"),
                    day=formats.day(one.corrected_at),
                    former=amount(formats, one.former, ""),
                )
        shown = amount(formats, value.value, "")
        rows.append((value.day, (when(formats, value.day), shown, origin)))
    rows.sort(key=lambda row: row[0], reverse=True)
    columns = (
        translate(request, N_("Mois")),
        translate(request, N_("Valeur (%(unit)s)"), unit=indicator.unit)
        if indicator.unit
        else translate(request, N_("Valeur")),
        translate(request, N_("Origine")),
    )
    return Table(
        columns,
        tuple(row for _, row in rows),
        translate(request, N_("Valeurs publiées : %(name)s"), name=indicator.name),
    )
