"""The checks that answer criteria by themselves, one function each.

A docstring says when its criterion is met. What the sheet does not speak of is unknown: a team
that has not written something down may have done it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from incubator.domain.committees import months_after
from incubator.domain.costs import money_of
from incubator.domain.impact import main_indicator
from incubator.domain.measures import MeasureId
from incubator.domain.members import MissionStatus
from incubator.domain.openness import OpenCheck, OpenState
from incubator.domain.progress import change_over, is_late
from incubator.domain.readiness import Answer, Check, Finding, Known, Source
from incubator.domain.startups import EventKind, publishes_budget, statistics_url
from incubator.domain.text import fold

#: Half a year, with a month of leeway for a target set on a rounded date.
_SIX_MONTHS = timedelta(days=213)
_INTERNAL_SHARE = 0.4
_PULLS_PER_WEEK, _PEOPLE = 1.0, 2
_BETA_DOMAINS = ("beta.gouv.fr",)

Rule = Callable[[Known, date], Finding]
_ANSWERS = {
    OpenState.MET: Answer.MET,
    OpenState.NOT_MET: Answer.NOT_MET,
    OpenState.UNKNOWN: Answer.UNKNOWN,
}


def find(check: str, known: Known, today: date) -> Finding | None:
    """What a check finds today; None for a name that is no check."""
    return RULES[Check(check)](known, today) if check in set(Check) else None


def statistics_published(known: Known, _: date) -> Finding:
    """The sheet has an address of public statistics."""
    sheet = known.startup
    url = statistics_url(sheet.stats, sheet.stats_url, sheet.link)
    return _said(known, bool(url), url=url or "")


def budget_published(known: Known, _: date) -> Finding:
    """The sheet has amounts by year, or an address where they are."""
    sheet = known.startup
    is_there = publishes_budget(sheet.budget_url, bool(sheet.budgets))
    years = [one.year for one in sheet.budgets]
    return _said(known, is_there, years=years, url=sheet.budget_url)


def budget_of_the_year(known: Known, today: date) -> Finding:
    """The sheet has an amount for this year."""
    years = [one.year for one in known.startup.budgets if money_of(one) is not None]
    return _said(known, today.year in years, year=today.year)


def impact_published(known: Known, today: date) -> Finding:
    """The main measure has a figure."""
    main = main_indicator(known.startup.indicators)
    latest = main.latest(today) if main else None
    if main is None or latest is None:
        return _unknown(name=main.name if main else "")
    figures = {"name": main.name, "unit": main.unit, "value": latest.value, "day": latest.day}
    return Finding(Answer.MET, Source.SHEET, latest.day, figures)


def impact_fresh(known: Known, today: date) -> Finding:
    """The main measure's figure is less than a month and a half old."""
    main = main_indicator(known.startup.indicators)
    latest = main.latest(today) if main else None
    if main is None or latest is None:
        return _unknown(name=main.name if main else "")
    answer = Answer.NOT_MET if is_late(main, today) else Answer.MET
    return Finding(answer, Source.SHEET, latest.day, {"name": main.name, "day": latest.day})


def impact_outgrows_cost(known: Known, today: date) -> Finding:
    """Over a year, the main measure has gained a larger share than the yearly budget.

    Unknown without a figure of a year ago, or without the budgets of two years in a row.
    """
    main = main_indicator(known.startup.indicators)
    change = change_over(main, 12, today) if main else None
    money = {one.year: found[0] for one in known.startup.budgets if (found := money_of(one))}
    years = sorted(year for year in money if year <= today.year and money.get(year - 1))
    if main is None or change is None or change.ratio is None or not years:
        return _unknown()
    impact = -change.ratio if main.lower_is_better else change.ratio
    cost = (money[years[-1]] - money[years[-1] - 1]) / money[years[-1] - 1]
    answer = Answer.MET if impact > cost else Answer.NOT_MET
    figures = {"name": main.name, "impact": float(impact), "cost": cost}
    return Finding(answer, Source.SHEET, change.latest.day, figures)


def main_measure(known: Known, _: date) -> Finding:
    """One measure is marked as the main one."""
    main = main_indicator(known.startup.indicators)
    return _said(known, main is not None, name=main.name if main else "")


def targets_ahead(known: Known, today: date) -> Finding:
    """The main measure has two targets, the last one more than half a year ahead."""
    main = main_indicator(known.startup.indicators)
    days = [target.day for target in main.targets] if main else []
    far = [day for day in days if day > months_after(today, 6)]
    name, last = main.name if main else "", max(days, default=None)
    return _said(known, len(days) >= 2 and bool(far), name=name, targets=len(days), day=last)


def six_month_target(known: Known, today: date) -> Finding:
    """A measure has a target within the coming half year."""
    days = [
        target.day
        for one in known.startup.indicators
        for target in one.targets
        if today <= target.day <= today + _SIX_MONTHS
    ]
    return _said(known, bool(days), day=min(days, default=None))


def sponsor_named(known: Known, _: date) -> Finding:
    """The sheet names a sponsoring administration."""
    return _said(known, bool(known.startup.sponsors), count=len(known.startup.sponsors))


def intrapreneur_in_team(known: Known, _: date) -> Finding:
    """Somebody of the team of today has the role of intrapreneur."""
    count = sum("intrapreneu" in fold(mate.role) for mate in known.team)
    return _said(known, bool(count), count=count)


def internal_team(known: Known, _: date) -> Finding:
    """At least 40 % of the team are public agents (METHOD, "consolidation").

    Unknown while nobody's contract is said.
    """
    said = [mate for mate in known.team if mate.status]
    if not said:
        return _unknown()
    agents = sum(mate.status == MissionStatus.ADMIN for mate in said)
    share = agents / len(said)
    answer = Answer.MET if share >= _INTERNAL_SHARE else Answer.NOT_MET
    figures = {"agents": agents, "team": len(said), "unsaid": len(known.team) - len(said)}
    return Finding(answer, Source.SHEET, known.changed_on, figures)


def in_production(known: Known, today: date) -> Finding:
    """The launch is three months old (METHOD, signals in construction); unknown without one."""
    days = [e.day for e in known.startup.events if e.name == EventKind.LAUNCH and e.day <= today]
    if not days:
        return _unknown()
    first = min(days)
    answer = Answer.MET if months_after(first, 3) <= today else Answer.NOT_MET
    return Finding(answer, Source.SHEET, first, {"day": first})


def own_domain(known: Known, _: date) -> Finding:
    """The service's address is not one of the programme's. Unknown without an address."""
    host = urlsplit(known.startup.link).hostname or ""
    if not host:
        return _unknown()
    is_beta = any(host == one or host.endswith(f".{one}") for one in _BETA_DOMAINS)
    answer = Answer.NOT_MET if is_beta else Answer.MET
    return Finding(answer, Source.SHEET, known.changed_on, {"host": host})


def accessibility_audited(known: Known, _: date) -> Finding:
    """The sheet says a conformity, which takes an audit; "not conform" may be said without one."""
    status = known.startup.accessibility_status
    if status in ("partiellement conforme", "totalement conforme"):
        return Finding(Answer.MET, Source.SHEET, known.changed_on, {"status": status})
    return Finding(Answer.UNKNOWN, Source.SHEET, known.changed_on, {"status": status})


def risks_analysed(known: Known, _: date) -> Finding:
    """The sheet says that risks are analysed; whether the approval was given, it can't say."""
    sheet = known.startup
    is_there = sheet.risk_analysis or bool(sheet.risk_analysis_url)
    return _said(known, is_there, url=sheet.risk_analysis_url)


def public_source(known: Known, _: date) -> Finding:
    """Every repository that counts is public."""
    return _open(known, OpenCheck.PUBLIC_SOURCE)


def source_open(known: Known, today: date) -> Finding:
    """The source is public and under a licence, in every repository that counts."""
    public, licensed = (_open(known, c) for c in (OpenCheck.PUBLIC_SOURCE, OpenCheck.LICENCE))
    answers = {public.answer, licensed.answer}
    if public.answer is Answer.NOT_MET:
        return Finding(Answer.NOT_MET, Source.GITHUB, known.collected_on)
    if licensed.answer is Answer.NOT_MET:
        return licensed
    if answers == {Answer.MET}:
        return Finding(Answer.MET, Source.GITHUB, known.collected_on)
    return _unknown()


def licence(known: Known, _: date) -> Finding:
    """Every repository that counts has a licence."""
    return _open(known, OpenCheck.LICENCE)


def contributing(known: Known, _: date) -> Finding:
    """Every repository that counts says how to contribute."""
    return _open(known, OpenCheck.CONTRIBUTING)


def delivers_regularly(known: Known, _: date) -> Finding:
    """A pull request is merged each week on average, and two people or more contribute."""
    values = {one.id: one.value for one in known.measures}
    pulls, people = values.get(MeasureId.THROUGHPUT), values.get(MeasureId.CONTRIBUTORS)
    if pulls is None or people is None:
        return _unknown()
    answer = Answer.MET if pulls >= _PULLS_PER_WEEK and people >= _PEOPLE else Answer.NOT_MET
    return Finding(answer, Source.GITHUB, known.collected_on, {"pulls": pulls, "people": people})


RULES: Mapping[Check, Rule] = {
    Check.STATISTICS_PUBLISHED: statistics_published,
    Check.BUDGET_PUBLISHED: budget_published,
    Check.BUDGET_OF_THE_YEAR: budget_of_the_year,
    Check.IMPACT_PUBLISHED: impact_published,
    Check.IMPACT_FRESH: impact_fresh,
    Check.IMPACT_OUTGROWS_COST: impact_outgrows_cost,
    Check.MAIN_MEASURE: main_measure,
    Check.TARGETS_AHEAD: targets_ahead,
    Check.SIX_MONTH_TARGET: six_month_target,
    Check.SPONSOR_NAMED: sponsor_named,
    Check.INTRAPRENEUR_IN_TEAM: intrapreneur_in_team,
    Check.INTERNAL_TEAM: internal_team,
    Check.IN_PRODUCTION: in_production,
    Check.OWN_DOMAIN: own_domain,
    Check.ACCESSIBILITY_AUDITED: accessibility_audited,
    Check.RISKS_ANALYSED: risks_analysed,
    Check.PUBLIC_SOURCE: public_source,
    Check.SOURCE_OPEN: source_open,
    Check.LICENCE: licence,
    Check.CONTRIBUTING: contributing,
    Check.DELIVERS_REGULARLY: delivers_regularly,
}


def _said(known: Known, is_there: bool, **figures: object) -> Finding:
    """Met where the sheet says it; unknown where it says nothing."""
    answer = Answer.MET if is_there else Answer.UNKNOWN
    return Finding(answer, Source.SHEET, known.changed_on, figures)


def _open(known: Known, check: OpenCheck) -> Finding:
    found = next((one for one in known.openness if one.check is check), None)
    if found is None:
        return _unknown()
    figures = {"lacking": found.lacking}
    return Finding(_ANSWERS[found.state], Source.GITHUB, known.collected_on, figures)


def _unknown(**figures: object) -> Finding:
    return Finding(Answer.UNKNOWN, Source.SHEET, figures=figures)
