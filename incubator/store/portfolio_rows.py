"""What a portfolio and reminders know of startups: a fixed number of queries, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from incubator.domain.decisions import committees_held, promised_day
from incubator.domain.impact import (
    DatedValue,
    Dimension,
    Indicator,
    with_fetched,
)
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.startups import EventKind
from incubator.domain.upkeep_facts import Facts, Measure
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.committees.decisions import decided_about
from incubator.store.committees.promises import due_days
from incubator.store.grouping import rows_by_startup
from incubator.store.impact_sources import fetched_values

#: Startup and measure.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Followed:
    """A startup's dates, and its main measure if it has one.

    Of its upkeep the facts have what dates say: phases, committees, money, sheet, main measure.
    """

    facts: Facts
    indicator: Indicator | None


async def followed(ids: Iterable[str], today: date, zone: ZoneInfo) -> dict[str, Followed]:
    """Published startups by id; the zone is the one in which instants become days."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    until: Any = await models.Startup.filter(id__in=wanted).values_list("id", "funding_until")
    phases = await rows_by_startup(models.PhaseEntry, wanted, "phase", "start")
    committees = await rows_by_startup(
        models.StartupEvent, wanted, "day", name=EventKind.COMMITTEE.value
    )
    decisions = await decided_about(wanted)
    owed = await due_days(wanted, today)
    changed = await _changed_on(wanted, zone)
    indicators = await _main_indicators(wanted)
    found = {}
    for startup_id, funding_until in until:
        indicator = indicators.get(startup_id)
        held = [day for (day,) in committees[startup_id]]
        decided = decisions.get(startup_id, [])
        facts = Facts(
            phases=tuple(PhaseEntry(Phase(name), start) for name, start in phases[startup_id]),
            committees=committees_held(held, decided),
            promised=promised_day(held, decided, today),
            owed=owed.get(startup_id),
            measures=(_measure(indicator, today),) if indicator else (),
            funding_until=funding_until,
            changed_on=changed.get(startup_id),
        )
        found[startup_id] = Followed(facts, indicator)
    return found


async def published_ids() -> list[str]:
    """Every published startup."""
    rows: Any = await models.Startup.all().values_list("id", flat=True)
    return list(rows)


async def incubators_of_startups() -> Mapping[str, list[str]]:
    """The incubators of each startup, the main one first."""
    found: dict[str, list[str]] = defaultdict(list)
    rows: Any = models.StartupIncubator.all().order_by("position")
    for startup_id, incubator_id in await rows.values_list("startup_id", "incubator_id"):
        found[startup_id].append(incubator_id)
    return found


async def incubator_titles() -> Mapping[str, str]:
    """How each incubator is called, hidden ones too."""
    rows: Any = await models.Incubator.all().values_list("id", "title")
    return dict(rows)


async def named_organisations(ids: Sequence[str]) -> list[dict[str, str]]:
    """Administrations in the order asked, each with its name; "" where it has no sheet."""
    rows: Any = await models.Organisation.filter(id__in=list(ids)).values_list("id", "name")
    names = dict(rows)
    return [{"id": one, "name": names.get(one, "")} for one in ids]


def _measure(indicator: Indicator, today: date) -> Measure:
    latest = indicator.latest(today)
    targets = tuple(target.day for target in indicator.targets)
    return Measure(indicator.name, True, latest.day if latest else None, targets)


async def _main_indicators(ids: Sequence[str]) -> Mapping[str, Indicator]:
    """The first measure of each startup that is marked as the main one, with all its values."""
    rows: Any = await models.Indicator.filter(startup_id__in=ids, is_main=True).order_by("position")
    main: dict[str, Any] = {}
    for row in rows:
        main.setdefault(row.startup_id, row)
    values = await _figures(models.IndicatorValue, main)
    targets = await _figures(models.IndicatorTarget, main)
    with_address = [one for one, row in main.items() if row.values_url]
    fetched = await fetched_values(with_address) if with_address else {}
    found = {}
    for startup_id, row in main.items():
        key = (startup_id, row.key)
        indicator = Indicator(
            id=row.key,
            name=row.name,
            dimension=Dimension(row.dimension),
            unit=row.unit,
            is_main=True,
            lower_is_better=row.lower_is_better,
            values=tuple(values[key]),
            targets=tuple(targets[key]),
            values_url=row.values_url,
        )
        found[startup_id] = with_fetched(indicator, fetched.get(key, ()))
    return found


async def _figures(model: Any, main: Mapping[str, Any]) -> Mapping[Key, list[DatedValue]]:
    query = model.filter(
        startup_id__in=list(main), indicator_key__in=sorted({row.key for row in main.values()})
    ).order_by("startup_id", "position")
    found: dict[Key, list[DatedValue]] = defaultdict(list)
    columns = ("startup_id", "indicator_key", "day", "value")
    for startup_id, key, day, value in await query.values_list(*columns):
        found[startup_id, key].append(DatedValue(day, value.normalize()))
    return found


async def _changed_on(ids: Sequence[str], zone: ZoneInfo) -> Mapping[str, date]:
    """When the file of each sheet last changed; of several by one id, the published one."""
    query = models.SheetState.filter(collection=Collection.STARTUPS.value, sheet_id__in=ids)
    rows: Any = await query.order_by("is_published", "-path").values_list("sheet_id", "changed_at")
    return {
        startup_id: datetime.fromtimestamp(changed_at, zone).date()
        for startup_id, changed_at in rows
    }
