"""A startup's money: how long it lasts, what it has cost, what a user and a result cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from incubator.charts import Chart, Table
from incubator.domain.costs import (
    Basis,
    UnitCost,
    cost_per_unit,
    cost_per_user,
    cost_since_start,
    is_monthly,
    runway_months,
    users_indicator,
)
from incubator.domain.impact import Dimension, main_indicator
from incubator.domain.phases import ENDING_PHASES, current_phase
from incubator.domain.startups import Startup
from incubator.i18n import N_
from incubator.web.impact.amounts import price
from incubator.web.impact.charting import budget_chart, budget_table
from incubator.web.templating import formats_of, translate


@dataclass(frozen=True, slots=True)
class Cost:
    """What one unit costs, and how that was counted; ``figure`` is "" where it can't be said."""

    label: str
    figure: str
    told: str


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a startup in words. ``is_over``: the financing has ended."""

    runway: str
    is_over: bool
    total: str
    fund: str
    table: Table | None
    chart: Chart | None
    costs: tuple[Cost, ...]

    @property
    def is_published(self) -> bool:
        """Whether the sheet says anything of money."""
        return bool(self.runway or self.total or self.fund or self.table)


def money_of(request: Request, sheet: Startup, today: date, *, with_chart: bool) -> Money:
    """What the sheet says of money; the chart only where it is wanted."""
    is_over = sheet.funding_until is not None and sheet.funding_until < today
    return Money(
        runway=_runway(request, sheet, today),
        is_over=is_over and current_phase(sheet.phases, today) not in ENDING_PHASES,
        total=_total(request, sheet, today),
        fund=_fund(request, sheet),
        table=budget_table(request, sheet.budgets, today) if sheet.budgets else None,
        chart=budget_chart(request, sheet.budgets, today) if with_chart else None,
        costs=costs_of(request, sheet, today),
    )


def costs_of(request: Request, sheet: Startup, today: date) -> tuple[Cost, ...]:
    """Cost per user, then per unit of the main measure, where that is another one."""
    users = cost_per_user(sheet.indicators, sheet.budgets, today)
    found = [
        Cost(
            translate(request, N_("Coût par utilisateur et par an")),
            price(formats_of(request), users.cents) if users else "",
            _told(request, users) if users else _no_user_cost(request, sheet),
        )
    ]
    main = main_indicator(sheet.indicators)
    if main is None or main.dimension is not Dimension.USED:
        unit = cost_per_unit(sheet.indicators, sheet.budgets, today)
        found.append(
            Cost(
                translate(request, N_("Coût par unité d’impact")),
                price(formats_of(request), unit.cents) if unit else "",
                _told(request, unit) if unit else _no_unit_cost(request, sheet),
            )
        )
    return tuple(found)


def _told(request: Request, cost: UnitCost) -> str:
    """How a cost was counted: which money, of which year, over how many months of what."""
    basis = N_("le budget engagé de %(year)s")
    if cost.basis is Basis.SPENT:
        basis = N_("le budget dépensé en %(year)s")
    money = translate(request, basis, year=cost.year)
    if is_monthly(cost.indicator) and cost.indicator.dimension is not Dimension.USED:
        text = N_(
            "C’est %(money)s, à raison de %(months)s douzièmes, divisé par le total de"
            " « %(name)s » sur les %(months)s mois connus de l’année."
        )
    else:
        text = N_(
            "C’est %(money)s divisé par la moyenne de « %(name)s » sur les %(months)s mois connus"
            " de l’année."
        )
    if cost.months == 1:
        text = N_("C’est %(money)s rapporté à « %(name)s », d’après le seul mois connu de l’année.")
    return translate(request, text, money=money, months=cost.months, name=cost.indicator.name)


def _no_user_cost(request: Request, sheet: Startup) -> str:
    if not sheet.budgets:
        text = N_("Non calculé : aucun budget par année n’est publié.")
    elif users_indicator(sheet.indicators) is None:
        text = N_("Non calculé : aucune mesure ne compte les utilisateurs du mois.")
    else:
        text = N_("Non calculé : aucune année n’a à la fois un budget et des utilisateurs.")
    return translate(request, text)


def _no_unit_cost(request: Request, sheet: Startup) -> str:
    main = main_indicator(sheet.indicators)
    if main is None:
        text = N_("Non calculé : aucune mesure principale n’est publiée.")
    elif main.lower_is_better or "%" in main.unit:
        text = N_("Non calculé : la mesure principale n’est pas une quantité que l’on produit.")
    elif not sheet.budgets:
        text = N_("Non calculé : aucun budget par année n’est publié.")
    else:
        text = N_("Non calculé : aucune année n’a à la fois un budget et des valeurs.")
    return translate(request, text)


def _runway(request: Request, sheet: Startup, today: date) -> str:
    if sheet.funding_until is None:
        return ""
    months, day = runway_months(sheet.funding_until, today), sheet.funding_until
    if day < today:
        text = N_("Le financement s’est terminé le %(day)s.")
    elif months == 0:
        text = N_("Le financement va jusqu’au %(day)s : il reste moins d’un mois.")
    elif months == 1:
        text = N_("Le financement va jusqu’au %(day)s : il reste un mois entier.")
    else:
        text = N_("Le financement va jusqu’au %(day)s : il reste %(months)s mois entiers.")
    return translate(request, text, day=formats_of(request).day(day), months=months)


def _total(request: Request, sheet: Startup, today: date) -> str:
    total = cost_since_start(sheet.budgets, today)
    if total is None:
        return ""
    text = N_("Depuis le début, la startup a coûté %(amount)s : ce qui a été dépensé (%(years)s).")
    if any(one.year in total.years and one.spent_cents is None for one in sheet.budgets):
        text = N_(
            "Depuis le début, la startup a coûté %(amount)s : ce qui a été dépensé, ou engagé quand"
            " la dépense n’est pas indiquée (%(years)s)."
        )
    return translate(
        request,
        text,
        amount=formats_of(request).euros(total.cents),
        years=_years(request, total.years),
    )


def _years(request: Request, years: Sequence[int]) -> str:
    """ "2022 à 2024" where every year counts, else each one."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return translate(request, N_("de %(first)s à %(last)s"), first=years[0], last=years[-1])
    return ", ".join(str(year) for year in years)


def _fund(request: Request, sheet: Startup) -> str:
    fund = sheet.fund
    if fund is None:
        return ""
    values = {
        "amount": formats_of(request).euros(fund.amount_euros * 100) if fund.amount_euros else "",
        "round": fund.round,
    }
    if fund.amount_euros is None:
        text = N_("Soutien du fonds d’accélération.")
        if fund.round is not None:
            text = N_("Soutien du fonds d’accélération (promotion %(round)s).")
    else:
        text = N_("Soutien du fonds d’accélération : %(amount)s.")
        if fund.round is not None:
            text = N_("Soutien du fonds d’accélération : %(amount)s (promotion %(round)s).")
    return translate(request, text, **values)
