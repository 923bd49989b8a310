"""Read a startup's sheet."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from urllib.parse import urlsplit

from incubator.domain.impact import Budget, DatedValue, Dimension, Indicator, ProductMaturity
from incubator.domain.phases import FORMER_NAMES, PHASES, Phase, PhaseEntry
from incubator.domain.sprints import Sprint
from incubator.domain.startups import ACCESSIBILITY_STATUSES, Event, Fund, Startup
from incubator.sheets.fields import Fields, is_web_address

_VALUES_URL_LIMIT = 500
_INDICATOR_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def read_startup(sheet_id: str, fields: Fields) -> Startup:
    """The startup that the fields describe; faults are in ``fields.problems``."""
    repository = fields.address("repository")
    return Startup(
        id=sheet_id,
        title=fields.text("title", required=True),
        mission=fields.text("mission", advised=True),
        phases=_phases(fields),
        events=_events(fields),
        contact=fields.text("contact"),
        link=fields.address("link"),
        repositories=_repositories(fields, repository),
        incubators=_incubators(fields),
        sponsors=fields.ids("sponsors", "organisations"),
        user_types=fields.strings("usertypes"),
        themes=fields.strings("thematiques"),
        technologies=_technologies(fields),
        accessibility_status=fields.choice("accessibility_status", ACCESSIBILITY_STATUSES),
        stats=fields.flag("stats"),
        stats_url=fields.address("stats_url"),
        budget_url=fields.address("budget_url"),
        impact_url=fields.address("impact_url"),
        dashlord_url=fields.address("dashlord_url"),
        risk_analysis=fields.flag("analyse_risques"),
        risk_analysis_url=fields.address("analyse_risques_url"),
        secured_service=fields.flag("mon_service_securise"),
        product_maturity=fields.choice("product_maturity", ProductMaturity),
        funding_until=fields.day("funding_until"),
        fund=_fund(fields),
        indicators=_indicators(fields),
        budgets=_budgets(fields),
        sprints=_sprints(fields),
        post_mortem=fields.markdown("post_mortem"),
        lessons=fields.markdown("lessons"),
        redirects=fields.redirects(),
    )


def _phases(fields: Fields) -> tuple[PhaseEntry, ...]:
    entries = []
    records = list(fields.records("phases"))
    if not records:
        fields.report("phases-missing", "phases")
    for record in records:
        phase, start = _phase(record), record.day("start", required=True)
        end = record.day("end")
        if start and end and end < start:
            record.report("phase-order", "end")
            end = None
        if phase and start:
            entries.append(PhaseEntry(phase, start, end, record.text("comment")))
    return tuple(entries)


def _phase(record: Fields) -> Phase | None:
    name = record.text("name", required=True)
    if not name:
        return None
    if name in FORMER_NAMES:
        record.report("phase-former-name", "name", value=name, choice=FORMER_NAMES[name])
        return FORMER_NAMES[name]
    try:
        return Phase(name)
    except ValueError:
        record.report("phase-name", "name", value=name, choices=", ".join(PHASES))
        return None


def _events(fields: Fields) -> tuple[Event, ...]:
    events = []
    for record in fields.records("events"):
        name, day = record.text("name", advised=True), record.day("date")
        if day is None and not record.has("date"):
            record.report("missing-advised", "date")
        if name and day:
            events.append(Event(name, day, record.text("comment")))
    return tuple(events)


def _incubators(fields: Fields) -> tuple[str, ...]:
    several = fields.ids("incubators", "incubators")
    if several:
        return several
    single = fields.reference("incubator", "incubators")
    if not single:
        fields.report("missing-advised", "incubator")
    return (single,) if single else ()


def _repositories(fields: Fields, first: str) -> tuple[str, ...]:
    found = [first] if first else []
    for value in fields.strings("repositories"):
        if is_web_address(value):
            found.append(value)
        else:
            fields.report("address", "repositories", value=value)
    return tuple(dict.fromkeys(found))


def _technologies(fields: Fields) -> tuple[str, ...]:
    """Some sheets write a comma list as one technology."""
    split = (part.strip() for value in fields.strings("techno") for part in value.split(","))
    return tuple(dict.fromkeys(part for part in split if part))


def _fund(fields: Fields) -> Fund | None:
    record = fields.record("fast")
    if record is None:
        return None
    return Fund(record.whole("promotion"), record.whole("montant"))


def _indicators(fields: Fields) -> tuple[Indicator, ...]:
    indicators: list[Indicator] = []
    seen: Counter[str] = Counter()
    for record in fields.records("impact"):
        indicator_id = record.text("id", advised=True)
        seen[indicator_id] += 1
        if not _INDICATOR_ID.match(indicator_id) or seen[indicator_id] > 1:
            record.report("indicator-id", "id", value=indicator_id)
            continue
        dimension = record.choice("dimension", Dimension)
        indicators.append(
            Indicator(
                id=indicator_id,
                name=record.text("name", advised=True) or indicator_id,
                dimension=Dimension(dimension)
                if dimension in tuple(Dimension)
                else Dimension.IMPACTFUL,
                unit=record.text("unit"),
                is_main=record.flag("main"),
                lower_is_better=record.choice("better", ("up", "down")) == "down",
                source=record.address("source"),
                targets=_dated_values(record, "targets", "by"),
                values=_dated_values(record, "values", "date"),
                values_url=_values_address(record),
            )
        )
    if sum(indicator.is_main for indicator in indicators) > 1:
        fields.report("indicator-main", "impact")
    return tuple(indicators)


def _values_address(fields: Fields) -> str:
    """Where values are fetched from, or "" with a warning: nothing but public https is asked."""
    value = fields.address("values_url")
    if not value:
        return ""
    parts = urlsplit(value)
    try:
        has_usual_port = parts.port in {None, 443}
    except ValueError:
        has_usual_port = False
    is_bare = parts.username is None and parts.password is None
    if parts.scheme.lower() != "https" or not has_usual_port or not is_bare:
        fields.report("values-address", "values_url", value=value)
        return ""
    if len(value) > _VALUES_URL_LIMIT:
        fields.report("long-text", "values_url", size=len(value), limit=_VALUES_URL_LIMIT)
        return ""
    return value


def _dated_values(fields: Fields, key: str, day_key: str) -> tuple[DatedValue, ...]:
    found: dict[object, DatedValue] = {}
    for record in fields.records(key):
        day, value = record.day(day_key), record.number("value")
        if day is not None and value is not None:
            # A second figure for one day is a correction: the last one counts.
            found[day] = DatedValue(day, value)
    return tuple(sorted(found.values(), key=lambda dated: dated.day))


def _budgets(fields: Fields) -> tuple[Budget, ...]:
    budgets: dict[int, Budget] = {}
    for record in fields.records("budget"):
        year = record.whole("year")
        if year is None or not 1990 <= year <= 2100:
            record.report("missing-advised", "year")
            continue
        budgets[year] = Budget(
            year,
            _cents(record.number("committed")),
            _cents(record.number("spent")),
            record.text("source"),
        )
    return tuple(sorted(budgets.values(), key=lambda budget: budget.year))


def _cents(euros: Decimal | None) -> int | None:
    return None if euros is None else int((euros * 100).to_integral_value())


def _sprints(fields: Fields) -> tuple[Sprint, ...]:
    sprints = []
    for record in fields.records("sprints"):
        start, end = record.day("start"), record.day("end")
        name = record.text("name", advised=True)
        if start is None or end is None or end < start:
            record.report("phase-order" if start and end else "missing-advised", "end")
            continue
        sprints.append(Sprint(name, start, end, record.text("goal")))
    return tuple(sprints)
