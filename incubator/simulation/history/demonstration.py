"""The demonstration's GitHub as it is on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from urllib.parse import urlsplit

from incubator.simulation.history import titles
from incubator.simulation.history.deliveries import tell_deliveries
from incubator.simulation.history.past import forget_before
from incubator.simulation.history.plots import PLOTS, USUAL, Place, Plot
from incubator.simulation.history.stage import Sprint, Stage
from incubator.simulation.history.work import tell_sprint
from incubator.simulation.repository import Repository
from incubator.simulation.world import World

#: Everything is told from here on, whatever the day, so that numbers stay the same.
EPOCH = date(2025, 12, 29)
#: How much of it can still be seen.
WINDOW_WEEKS = 39
#: Sprints that begin after the day have their preparations before it.
_AHEAD = timedelta(days=42)
_TWO_WEEKS = timedelta(days=14)


@dataclass(frozen=True)
class Planned:
    """A sprint that a sheet declares."""

    name: str
    start: date
    goal: str = ""


@dataclass(frozen=True)
class Sheet:
    """What is known of a startup: its addresses, since when it builds, the sprints it declares."""

    repositories: tuple[str, ...]
    began: date
    sprints: tuple[Planned, ...] = ()


def demonstration_world(
    sheets: Mapping[str, Sheet], today: date, *, web_url: str = "https://forge.example"
) -> World:
    """Build what GitHub would hold at the beginning of a day, for startups by id.

    Addresses of other forges are left out. Built again some days later, the same startups have
    the same past and what happened since; what is older than nine months is gone.
    """
    world = World(web_url=web_url, began=datetime(2024, 1, 8, 9, tzinfo=UTC))
    until = datetime.combine(today, time(), UTC)
    oldest = today - timedelta(days=today.weekday(), weeks=WINDOW_WEEKS)
    for startup, sheet in sorted(sheets.items()):
        plot = PLOTS.get(startup, Plot((), weights=(3, 2)))
        team = tuple(
            world.person(f"{startup}-{number}") for number in range(1, len(plot.weights) + 1)
        )
        sprints = _sprints(startup, sheet, today)
        for owner, place in _places(sheet, plot, web_url):
            repository = _open(world, owner, place, sheet, today)
            if not repository.is_empty:
                robot = world.bot("dependabot")
                stage = Stage(startup, plot, place, repository, team, robot, sprints)
                _tell(stage, until)
                forget_before(repository, oldest)
            if place.renamed:
                world.rename(repository, f"{owner}/{place.renamed}")
    return world


def _tell(stage: Stage, until: datetime) -> None:
    for sprint in stage.sprints:
        tell_sprint(stage, sprint)
        tell_deliveries(stage, sprint)
    stage.play(until)


def _places(sheet: Sheet, plot: Plot, web_url: str) -> Iterable[tuple[str, Place]]:
    """Owner and repository of everything that a sheet names, an organisation's own included."""
    host, known = urlsplit(web_url).hostname, {place.name: place for place in plot.places}
    seen = set()
    for address in sheet.repositories:
        parts = urlsplit(address)
        owner, _, name = parts.path.lower().strip("/").partition("/")
        if parts.hostname != host or not owner or "/" in name:
            continue
        usual = (replace(USUAL, name=name or owner),)
        for place in (known.get(name, usual[0]),) if name else (plot.places or usual):
            if (owner, place.name) not in seen:
                seen.add((owner, place.name))
                yield owner, place


def _open(world: World, owner: str, place: Place, sheet: Sheet, today: date) -> Repository:
    created = datetime.combine(sheet.began, time(9), UTC)
    later = [facts for day, facts in sorted(place.later.items()) if day <= today]
    facts = dict(place.facts)
    for one in later:
        facts |= one
    files = {"files": list(facts["files"])} if "files" in facts else {}
    return world.add_repository(f"{owner}/{place.name}", created_at=created, **{**facts, **files})


def _sprints(startup: str, sheet: Sheet, today: date) -> tuple[Sprint, ...]:
    """Every sprint from the first to those that are being prepared, two weeks each.

    They fall in step with those that the sheet declares, and bear their names.
    """
    declared = {one.start: one for one in sheet.sprints}
    first = _first_monday(sheet, declared.keys())
    count = max(0, (today + _AHEAD - first) // _TWO_WEEKS)
    made = []
    for index in range(count):
        start = first + index * _TWO_WEEKS
        known = declared.get(start)
        name = known.name if known else _name(start, index, sheet.sprints)
        goal = (known.goal if known else "") or _goal(startup, start)
        made.append(Sprint(index, start, name, goal))
    return tuple(made)


def _first_monday(sheet: Sheet, declared: Iterable[date]) -> date:
    # A sprint is prepared in the two weeks before it.
    prepared = sheet.began + _TWO_WEEKS
    monday = max(EPOCH, prepared + timedelta(days=-prepared.weekday() % 7))
    step = min(declared, default=monday)
    return monday + timedelta(days=(step - monday).days % 14)


def _name(start: date, index: int, declared: Sequence[Planned]) -> str:
    """A name in the series of those that the sheet declares."""
    for one in declared:
        words, _, number = one.name.rpartition(" ")
        if number.isdecimal():
            return f"{words} {max(0, int(number) + (start - one.start) // _TWO_WEEKS)}"
    return f"Sprint {index + 1}"


def _goal(startup: str, start: date) -> str:
    stage = f"{startup}/goal/{start.isoformat()}"
    return titles.task(startup, Random(stage))  # noqa: S311 -- nothing secret
