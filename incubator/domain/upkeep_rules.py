"""The rules of upkeep, one function each.

A docstring says when its rule asks for something, and who says so: METHOD is the programme's
documentation in facts; the standards are those that the programme publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from incubator.domain.committees import COMMITTEE_PHASES, Reason, months_after, next_committee
from incubator.domain.follow_up import SOON
from incubator.domain.phases import ACTIVE_PHASES, GROWING_PHASES, Phase
from incubator.domain.upkeep_facts import Answer, Code, Facts, Point, Section, figure_end

#: A committee so near is prepared now: as long before it as it is before the money's end.
COMMITTEE_SOON = timedelta(days=45)
FUNDING_SOON = timedelta(days=90)
FIGURE_AGE = timedelta(days=45)
UNTOUCHED_MONTHS = 3
#: Phases in which there is a service, a team and money to speak about.
BUILT_PHASES = frozenset({Phase.CONSTRUCTION, *GROWING_PHASES})

Rule = Callable[[Facts, date], Point | Answer]


def refused(facts: Facts, _: date) -> Point | Answer:
    """The sheet has no error: one keeps what the team wrote from the public. Source: DESIGN, 3.

    It is the only thing asked of a startup that is over.
    """
    return Point(Code.REFUSED, Section.SHEET) if facts.is_refused else Answer.MET


def committee(facts: Facts, today: date) -> Point | Answer:
    """A committee has met in time, or the next one is announced. Source: METHOD, "Committees".

    It is asked for from 45 days before it is due.
    """
    due = next_committee(facts.phases, facts.committees, facts.funding_until, today, facts.promised)
    if due is None:
        return Answer.NOT_ASKED
    if due.is_overdue(today):
        return Point(Code.COMMITTEE_OVERDUE, Section.PHASES, due.day)
    if due.day - today <= COMMITTEE_SOON and due.reason is not Reason.ANNOUNCED:
        return Point(Code.COMMITTEE_DUE, Section.PHASES, due.day)
    return Answer.MET


def owed(facts: Facts, today: date) -> Point | Answer:
    """What was promised to a committee is noted as kept or not by its day.

    Source: METHOD, "Committees": what is promised has a day. It is asked for from 14 days before.
    """
    if facts.owed is None:
        return Answer.NOT_ASKED
    if facts.owed < today:
        return Point(Code.PROMISE_LATE, Section.FOLLOW_UP, facts.owed)
    if facts.owed - today <= SOON:
        return Point(Code.PROMISE_DUE, Section.FOLLOW_UP, facts.owed)
    return Answer.MET


def figure(facts: Facts, today: date) -> Point | Answer:
    """The main measure has a figure less than a month and a half old.

    Source: METHOD, "Impact matrix", and the standard on statistics. A first figure is asked for
    from construction on.
    """
    main = facts.main_measure
    if main is None or facts.phase(today) is None:
        return Answer.NOT_ASKED
    if main.last_figure is None:
        is_built = facts.phase(today) in BUILT_PHASES
        return Point(Code.NO_FIGURE, Section.IMPACT) if is_built else Answer.NOT_ASKED
    if today - figure_end(main.last_figure) > FIGURE_AGE:
        return Point(Code.FIGURE_OLD, Section.IMPACT, main.last_figure)
    return Answer.MET


def main_measure(facts: Facts, today: date) -> Point | Answer:
    """From construction on, one measure of impact is the main one.

    Source: METHOD, what the committee asks in construction: is the main measure chosen.
    """
    if facts.phase(today) not in BUILT_PHASES:
        return Answer.NOT_ASKED
    if facts.main_measure:
        return Answer.MET
    code = Code.NO_MAIN_MEASURE if facts.measures else Code.NO_MEASURE
    return Point(code, Section.IMPACT)


def target(facts: Facts, today: date) -> Point | Answer:
    """From construction on, the main measure has a target. Source: METHOD, "Phases"."""
    main = facts.main_measure
    if main is None or facts.phase(today) not in BUILT_PHASES:
        return Answer.NOT_ASKED
    return Answer.MET if main.targets else Point(Code.NO_TARGET, Section.IMPACT)


def funding(facts: Facts, today: date) -> Point | Answer:
    """The money lasts three months more. Source: METHOD, "Committees".

    A committee is due 45 days before the end, and 45 days are needed to prepare it.
    """
    until = facts.funding_until
    if until is None or facts.phase(today) is None:
        return Answer.NOT_ASKED
    if until < today:
        return Point(Code.FUNDING_ENDED, Section.BUDGET, until)
    if until - today <= FUNDING_SOON:
        return Point(Code.FUNDING_ENDING, Section.BUDGET, until)
    return Answer.MET


def target_ahead(facts: Facts, today: date) -> Point | Answer:
    """One target of the main measure is still ahead. Source: METHOD, targets at 6 and 18 months."""
    main = facts.main_measure
    if main is None or not main.targets or facts.phase(today) is None:
        return Answer.NOT_ASKED
    last = max(main.targets)
    return Point(Code.TARGET_PASSED, Section.IMPACT, last) if last < today else Answer.MET


def touched(facts: Facts, today: date) -> Point | Answer:
    """The sheet was changed in the last three months.

    Source: this site's own: half of the time between two committees.
    """
    if facts.changed_on is None or facts.phase(today) is None:
        return Answer.NOT_ASKED
    if months_after(facts.changed_on, UNTOUCHED_MONTHS) < today:
        return Point(Code.UNTOUCHED, Section.SHEET, facts.changed_on)
    return Answer.MET


def text(facts: Facts, today: date) -> Point | Answer:
    """The problem and the solution are told. Source: METHOD, an investigation states a problem."""
    return _wanted(facts, today, Code.TEXT, Section.TEXT)


def mission(facts: Facts, today: date) -> Point | Answer:
    """A sentence says what the service is for: lists and the public page begin with it."""
    return _wanted(facts, today, Code.MISSION, Section.ESSENTIALS)


def sponsor(facts: Facts, today: date) -> Point | Answer:
    """A sponsor is named. Source: METHOD, to enter investigation: a top-level sponsor."""
    return _wanted(facts, today, Code.SPONSOR, Section.ESSENTIALS)


def incubator(facts: Facts, today: date) -> Point | Answer:
    """An incubator is named. Source: METHOD, its head must attend the committee."""
    return _wanted(facts, today, Code.INCUBATOR, Section.ESSENTIALS)


def contact(facts: Facts, today: date) -> Point | Answer:
    """Whoever reads the page can write to the team. Source: the programme's sheets."""
    return _wanted(facts, today, Code.CONTACT, Section.LINKS)


def team(facts: Facts, today: date) -> Point | Answer:
    """Somebody works here. Source: METHOD, to enter investigation: an agent, two days a week."""
    if facts.phase(today) is None:
        return Answer.NOT_ASKED
    return Answer.MET if facts.team else Point(Code.TEAM, Section.TEAM)


def link(facts: Facts, today: date) -> Point | Answer:
    """From construction on, the page leads to the service.

    Source: METHOD, signals in construction: in production by month 3.
    """
    return _wanted(facts, today, Code.LINK, Section.LINKS, BUILT_PHASES)


def budget(facts: Facts, today: date) -> Point | Answer:
    """From construction on, the budget is published, this year's too.

    Source: METHOD, signals in construction, and the standard on budget. A budget published on the
    service's own page is not looked into.
    """
    asked = _wanted(facts, today, Code.BUDGET, Section.BUDGET, BUILT_PHASES)
    year = facts.last_budget_year
    if asked is Answer.MET and year is not None and year < today.year:
        return Point(Code.BUDGET_OLD, Section.BUDGET, date(year, 12, 31))
    return asked


def statistics(facts: Facts, today: date) -> Point | Answer:
    """From construction on, statistics are public.

    Source: METHOD, signals in construction, and the standard on statistics.
    """
    return _wanted(facts, today, Code.STATISTICS, Section.LINKS, BUILT_PHASES)


def code(facts: Facts, today: date) -> Point | Answer:
    """From construction on, the source code is public. Source: the standard on open code."""
    return _wanted(facts, today, Code.CODE, Section.LINKS, BUILT_PHASES)


def accessibility(facts: Facts, today: date) -> Point | Answer:
    """From construction on, accessibility is declared. Source: the standard of that name."""
    return _wanted(facts, today, Code.ACCESSIBILITY, Section.LINKS, BUILT_PHASES)


def funding_known(facts: Facts, today: date) -> Point | Answer:
    """From construction on, the sheet says when today's money ends: the committee follows from it.

    Source: METHOD, "Committees".
    """
    if facts.phase(today) not in BUILT_PHASES & COMMITTEE_PHASES:
        return Answer.NOT_ASKED
    return Answer.MET if facts.funding_until else Point(Code.FUNDING_UNKNOWN, Section.BUDGET)


def security(facts: Facts, today: date) -> Point | Answer:
    """From acceleration on, risks are analysed.

    Source: METHOD, what the committee asks in acceleration, and the standard on security.
    """
    return _wanted(facts, today, Code.SECURITY, Section.LINKS, GROWING_PHASES)


def open_ended(facts: Facts, today: date) -> Point | Answer:
    """The missions of the team have a last day, so that the page stays true when it has passed.

    Source: the programme's sheets, in which a mission is a contract with its dates; a public
    agent's is not, and may last.
    """
    if not facts.team or facts.phase(today) is None:
        return Answer.NOT_ASKED
    return Point(Code.OPEN_ENDED, Section.TEAM) if facts.open_ended else Answer.MET


def audience(facts: Facts, today: date) -> Point | Answer:
    """The public that the service is for is named: the catalogue is searched by it."""
    return _wanted(facts, today, Code.AUDIENCE, Section.ESSENTIALS)


def picture(facts: Facts, today: date) -> Point | Answer:
    """From construction on, a picture shows the service: the public page has a place for it."""
    return _wanted(facts, today, Code.PICTURE, Section.PICTURE, BUILT_PHASES)


def warnings(facts: Facts, today: date) -> Point | Answer:
    """The check of the sheet has nothing to remark. Source: ``incubator check``."""
    if facts.phase(today) is None:
        return Answer.NOT_ASKED
    return Point(Code.WARNINGS, Section.SHEET) if facts.warnings else Answer.MET


def _wanted(
    facts: Facts,
    today: date,
    code: Code,
    section: Section,
    phases: frozenset[Phase] = ACTIVE_PHASES,
) -> Point | Answer:
    """What the sheet must say in some phases."""
    if facts.phase(today) not in phases:
        return Answer.NOT_ASKED
    return Answer.MET if code in facts.said else Point(code, section)


#: In order of usefulness: what keeps the sheet out, what has a day, then what is missing: first
#: what says what the startup is, then what a committee asks, then what the public would like.
RULES: Sequence[Rule] = (
    refused,
    committee,
    owed,
    figure,
    main_measure,
    target,
    funding,
    target_ahead,
    touched,
    mission,
    text,
    sponsor,
    incubator,
    contact,
    team,
    link,
    budget,
    statistics,
    code,
    accessibility,
    funding_known,
    security,
    open_ended,
    audience,
    picture,
    warnings,
)
