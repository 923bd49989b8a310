"""One startup's page: its sheet, its people, its figures; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from incubator.domain.impact import Budget, DatedValue, Dimension, Indicator, with_fetched
from incubator.domain.members import Mission
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.sprints import Sprint
from incubator.domain.startups import Event, Fund, Startup
from incubator.sheets.layout import Collection
from incubator.store import impact_sources, models
from incubator.store.read_ahead import row_of, rows_of, rows_of_each
from incubator.store.sheet_states import REFUSED, find_state


@dataclass(frozen=True, slots=True)
class TeamMate:
    """Somebody who works or worked in a startup; ``missions`` are those spent in it."""

    id: str
    full_name: str
    role: str
    is_active: bool
    missions: tuple[Mission, ...]

    @property
    def start(self) -> date | None:
        """The first day in the startup, where a mission says it."""
        return min((m.start for m in self.missions if m.start), default=None)

    @property
    def end(self) -> date | None:
        """The last day in the startup; None while a mission is open, or when none is known."""
        ends = [mission.end for mission in self.missions]
        return None if None in ends else max((e for e in ends if e), default=None)


@dataclass(frozen=True, slots=True)
class SheetSource:
    """Where a page comes from: the file, when it last changed, and whether it is refused now."""

    path: str
    changed_at: datetime
    is_refused: bool


@dataclass(frozen=True, slots=True)
class StartupPage:
    """Everything that a startup's page shows."""

    startup: Startup
    body_html: str
    post_mortem_html: str
    lessons_html: str
    team: tuple[TeamMate, ...]
    source: SheetSource


async def find_startup(startup_id: str, today: date) -> StartupPage | None:
    """A published startup with its team on a day, or None."""
    row = await row_of(models.Startup, "id", startup_id)
    if row is None:
        return None
    text: Any = await row_of(models.SheetText, "path", row.path)
    source = await sheet_source(Collection.STARTUPS, startup_id)
    startup = await _startup(row)
    team = await load_team(startup_id, today)
    return StartupPage(
        startup, text.body_html, row.post_mortem_html, row.lessons_html, team, source
    )


async def find_sheet(startup_id: str) -> Startup | None:
    """A published startup's sheet, or None."""
    row = await row_of(models.Startup, "id", startup_id)
    return await _startup(row) if row else None


async def startup_titles(ids: Sequence[str]) -> dict[str, str]:
    """Titles of published startups by id; unknown ids are left out."""
    rows = await models.Startup.filter(id__in=list(ids)).values_list("id", "title")
    return dict(rows)


async def sheet_source(collection: Collection, sheet_id: str) -> SheetSource:
    """Where a published sheet comes from."""
    state = await find_state(collection, sheet_id)
    if state is None:
        raise LookupError(f"The {collection} sheet {sheet_id} is published without a state.")
    changed_at = datetime.fromtimestamp(state.changed_at, UTC)
    return SheetSource(state.path, changed_at, state.status == REFUSED)


async def _startup(row: models.Startup) -> Startup:
    tags = defaultdict(list)
    for tag in await _of(models.StartupTag, row.id):
        tags[tag.kind].append(tag.label)
    phases = await _of(models.PhaseEntry, row.id)
    events = await _of(models.StartupEvent, row.id)
    fund = None
    if row.fund_round is not None or row.fund_amount_euros is not None:
        fund = Fund(row.fund_round, row.fund_amount_euros)
    return Startup(
        id=row.id,
        title=row.title,
        mission=row.mission,
        phases=tuple(PhaseEntry(Phase(p.phase), p.start, p.end, p.comment) for p in phases),
        events=tuple(Event(e.name, e.day, e.comment) for e in events),
        contact=row.contact,
        link=row.link,
        repositories=tuple(r.url for r in await _of(models.StartupRepository, row.id)),
        incubators=tuple(i.incubator_id for i in await _of(models.StartupIncubator, row.id)),
        sponsors=tuple(s.organisation_id for s in await _of(models.StartupSponsor, row.id)),
        user_types=tuple(tags["usertype"]),
        themes=tuple(tags["theme"]),
        technologies=tuple(tags["technology"]),
        accessibility_status=row.accessibility_status,
        stats=row.stats,
        stats_url=row.stats_url,
        budget_url=row.budget_url,
        impact_url=row.impact_url,
        dashlord_url=row.dashlord_url,
        risk_analysis=row.risk_analysis,
        risk_analysis_url=row.risk_analysis_url,
        secured_service=row.secured_service,
        product_maturity=row.product_maturity,
        funding_until=row.funding_until,
        fund=fund,
        indicators=await _indicators(row.id),
        budgets=tuple(
            Budget(b.year, b.committed_cents, b.spent_cents, b.source)
            for b in await _of(models.Budget, row.id)
        ),
        sprints=tuple(
            Sprint(s.name, s.start, s.end, s.goal) for s in await _of(models.SheetSprint, row.id)
        ),
    )


async def _indicators(startup_id: str) -> tuple[Indicator, ...]:
    figures: dict[tuple[str, str], list[DatedValue]] = defaultdict(list)
    for kind, table in (("value", models.IndicatorValue), ("target", models.IndicatorTarget)):
        for row in await _of(table, startup_id):
            figures[kind, row.indicator_key].append(DatedValue(row.day, row.value.normalize()))
    indicators = tuple(
        Indicator(
            id=row.key,
            name=row.name,
            dimension=Dimension(row.dimension),
            unit=row.unit,
            is_main=row.is_main,
            lower_is_better=row.lower_is_better,
            source=row.source,
            targets=tuple(figures["target", row.key]),
            values=tuple(figures["value", row.key]),
            values_url=row.values_url,
        )
        for row in await _of(models.Indicator, startup_id)
    )
    if not any(indicator.values_url for indicator in indicators):
        return indicators
    fetched = await impact_sources.fetched_of(startup_id)
    return tuple(with_fetched(one, fetched.get(one.id, ())) for one in indicators)


async def _of(model: Any, startup_id: str) -> list[Any]:
    return await rows_of(model, "startup_id", startup_id, "position")


async def load_team(startup_id: str, today: date) -> tuple[TeamMate, ...]:
    """A startup's current members, then former ones, in the order of their files.

    Active: the sheet lists the startup, or an active mission names it. Former: the sheet has it
    among ``previously`` or in an ended mission, and the member is not active in it.
    """
    links = await rows_of(models.Membership, "startup_id", startup_id)
    ids = {link.member_id for link in links}
    members = await rows_of_each(models.Member, "id", ids)
    missions: dict[tuple[str, int], Mission] = {
        (m.member_id, m.position): Mission(m.start, m.end, m.status, m.employer)
        for m in await rows_of_each(models.Mission, "member_id", ids)
    }
    by_member = defaultdict(list)
    for link in links:
        by_member[link.member_id].append((link.position, link.listed))
    mates = []
    for member in sorted(members, key=lambda row: str(row.path).encode()):
        member_id = member.id
        own = by_member[member_id]
        spent = tuple(
            missions[member_id, position]
            for position, listed in sorted(own)
            if not listed and (member_id, position) in missions
        )
        is_active = any(listed == "current" for _, listed in own) or any(
            mission.is_active(today) for mission in spent
        )
        mates.append(TeamMate(member_id, member.full_name, member.role, is_active, spent))
    return tuple(sorted(mates, key=lambda mate: not mate.is_active))
