"""Values from an address: kept with their past, and none of a failure's doing is lost."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incubator.actions.refresh_impact import LEASE, ImpactReport, RefreshImpactError, refresh_impact
from incubator.actions.sync_sheets import sync_sheets
from incubator.domain.catalogue import Published
from incubator.domain.impact import DatedValue, Indicator
from incubator.fetching import Limits
from incubator.store import impact_sources, leases, models
from incubator.store.database import open_database
from incubator.store.sheet_states import read_version
from incubator.store.snapshot import load_snapshot
from incubator.store.startup_reads import find_sheet
from incubator.store.upkeep_reads import upkeep_of
from tests.builders import write_tree
from tests.conftest import DEMONSTRATION, TODAY
from tests.fetching.servers import Server, answer, redirect, serving

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
STARTUP, KEY = "haie-d-honneur", "kilometres-declares"
MISSING, KNOWN, NEXT = date(2026, 6, 1), date(2026, 10, 1), date(2026, 11, 1)
SHEETS = (STARTUP, "relais-repit", "sac-a-dos", "guichet-littoral", "banc-d-essai")


@pytest.fixture
async def server(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    """An address that the main measure of a synced startup declares."""
    texts = {
        f"startups/{name}.md": (DEMONSTRATION / "startups" / f"{name}.md").read_text("utf-8")
        for name in SHEETS
    }
    async with open_database(sqlite_url), serving() as found:
        await sync_sheets(write_tree(tmp_path / "sheets", texts))
        await declare(found.url("/v"))
        yield found


async def declare(url: str, key: str = KEY, startup: str = STARTUP) -> None:
    """As a sync leaves it: sheets declare no address of this machine."""
    await models.Indicator.filter(startup_id=startup, key=key).update(values_url=url)


def values(*pairs: tuple[date, float], etag: str = "") -> bytes:
    body = json.dumps([{"date": day.isoformat(), "value": value} for day, value in pairs])
    headers = {"Content-Type": "application/json", **({"ETag": etag} if etag else {})}
    return answer(body.encode(), headers=headers)


async def refresh(server: Server, at: datetime = NOW, **options: Any) -> ImpactReport:
    limits = Limits(seconds=0.4)
    return await refresh_impact(
        TODAY, clock=lambda: at, limits=limits, reach=server.reach(), **options
    )


async def measure(key: str = KEY) -> Indicator:
    sheet = await find_sheet(STARTUP)
    assert sheet
    return next(one for one in sheet.indicators if one.id == key)


async def source(key: str = KEY) -> impact_sources.Source:
    return (await impact_sources.sources())[STARTUP, key]


async def test_fetched_values_fill_what_the_sheet_does_not_say(server: Server) -> None:
    server.answers["/v"] = values((MISSING, 12.5), (KNOWN, 999), (NEXT, 140))
    report = await refresh(server)
    assert [(one.state, one.written.new) for one in report.outcomes] == [("ok", 3)]
    found = await measure()
    assert DatedValue(MISSING, Decimal("12.5")) in found.values
    assert found.latest(TODAY) == DatedValue(NEXT, Decimal(140))
    # The sheet counts first.
    assert DatedValue(KNOWN, Decimal("131.6")) in found.values
    assert [one.day for one in found.fetched] == [MISSING, NEXT]
    assert list(found.values) == sorted(found.values, key=lambda one: one.day)
    assert (await source()).succeeded_at == NOW


async def test_a_correction_keeps_the_former_value_and_its_moment(server: Server) -> None:
    server.answers["/v"] = values((MISSING, 12.5), (NEXT, 140))
    await refresh(server)
    server.answers["/v"] = values((MISSING, 13), (NEXT, 140.0))
    later = NOW + timedelta(days=1)
    report = await refresh(server, later)
    assert [(one.written.new, one.written.corrected) for one in report.outcomes] == [(0, 1)]
    corrected, same = (await measure()).fetched
    assert (corrected.value, corrected.former) == (Decimal(13), Decimal("12.5"))
    assert (corrected.read_at, corrected.corrected_at) == (NOW, later)
    assert (same.former, same.corrected_at) == (None, None)


async def test_a_day_that_the_address_gives_no_more_keeps_its_value(server: Server) -> None:
    server.answers["/v"] = values((MISSING, 12.5), (NEXT, 140))
    await refresh(server)
    server.answers["/v"] = values((NEXT, 140))
    await refresh(server)
    assert [one.day for one in (await measure()).fetched] == [MISSING, NEXT]


@pytest.mark.parametrize(
    ("said", "state", "detail"),
    [
        (answer(b"", "503 Service Unavailable"), "status", "503"),
        (answer(b"<html>", headers={"Content-Type": "text/html"}), "type", "text/html"),
        (values((TODAY + timedelta(days=1), 1)), "future", "2026-11-22"),
        (redirect("http://169.254.169.254/latest"), "address", ""),
        ([b"HTTP/1.1 200 OK\r\n\r\n", *[b" "] * 100], "slow", "0.4"),
    ],
)
async def test_an_address_that_fails_leaves_the_values_of_before(
    server: Server, said: Any, state: str, detail: str
) -> None:
    server.answers["/v"] = values((NEXT, 140), etag='"1"')
    await refresh(server)
    server.answers["/v"] = said
    later = NOW + timedelta(days=1)
    report = await refresh(server, later)
    assert [(one.state, one.detail) for one in report.failures] == [(state, detail)]
    assert (await measure()).latest(TODAY) == DatedValue(NEXT, Decimal(140))
    known = await source()
    assert (known.state, known.detail) == (state, detail)
    assert (known.tried_at, known.succeeded_at) == (later, NOW)


async def test_what_has_not_changed_is_asked_for_by_its_etag(server: Server) -> None:
    server.answers["/v"] = values((NEXT, 140), etag='"1"')
    await refresh(server)
    before = await read_version()
    server.answers["/v"] = answer(status="304 Not Modified")
    report = await refresh(server, NOW + timedelta(days=1))
    assert [one.state for one in report.outcomes] == ["unchanged"]
    assert 'If-None-Match: "1"' in server.requests[-1]
    assert (await source()).succeeded_at == NOW + timedelta(days=1)
    assert (await read_version()).number == before.number


async def test_slow_addresses_hold_none_of_the_others(server: Server) -> None:
    rows: Any = await models.Indicator.all().values_list("startup_id", "key")
    for number, (startup, key) in enumerate(rows[:8]):
        await declare(server.url("/slow" if number < 6 else "/v"), key, startup)
    server.answers["/slow"] = [b"HTTP/1.1 200 OK\r\n\r\n", *[b" "] * 100]
    server.answers["/v"] = values((NEXT, 1))
    began = time.monotonic()
    report = await refresh(server)
    assert time.monotonic() - began < 2
    assert {one.state for one in report.failures} == {"slow"}
    assert sum(one.state == "ok" for one in report.outcomes) == len(report.outcomes) - 6


async def test_a_dry_run_says_and_writes_nothing(server: Server) -> None:
    server.answers["/v"] = values((NEXT, 140))
    report = await refresh(server, dry_run=True)
    assert [one.written.new for one in report.outcomes] == [1]
    assert not await impact_sources.sources()
    await refresh(server)
    server.answers["/v"] = values((NEXT, 141), (MISSING, 1))
    (outcome,) = (await refresh(server, dry_run=True)).outcomes
    assert (outcome.written.new, outcome.written.corrected) == (1, 1)
    assert (await measure()).latest(TODAY) == DatedValue(NEXT, Decimal(140))


async def test_another_address_takes_the_place_of_the_former_once_it_answers(
    server: Server,
) -> None:
    server.answers["/v"] = values((MISSING, 12.5), etag='"1"')
    await refresh(server)
    await declare(server.url("/autre"))
    await refresh(server)
    assert [one.day for one in (await measure()).fetched] == [MISSING]
    server.answers["/autre"] = values((NEXT, 7))
    await refresh(server)
    assert "If-None-Match" not in server.requests[-1]
    assert [one.day for one in (await measure()).fetched] == [NEXT]
    assert (await source()).url == server.url("/autre")


async def test_an_address_that_no_sheet_declares_is_forgotten(server: Server) -> None:
    server.answers["/v"] = values((NEXT, 140))
    await refresh(server)
    await declare("")
    # The values do not count from now on, even before the next refresh.
    assert not (await measure()).fetched
    assert (await refresh(server, startups=("relais-repit",))).forgotten == 0
    assert (await refresh(server)).forgotten == 1
    assert await models.FetchedValue.all().count() == 0


async def test_two_refreshes_never_run_at_once(server: Server) -> None:
    assert await leases.take_lease(LEASE, timedelta(minutes=1), NOW)
    with pytest.raises(RefreshImpactError, match="under way"):
        await refresh(server)
    assert not server.requests


async def test_an_unknown_startup_is_said(server: Server) -> None:
    with pytest.raises(RefreshImpactError, match="nulle-part"):
        await refresh(server, startups=("nulle-part",))


async def test_fetched_values_count_for_the_catalogue_and_for_upkeep(server: Server) -> None:
    startup = "banc-d-essai"
    await models.Indicator.create(
        startup_id=startup, position=0, key="nuits", name="Nuits", dimension="utile", unit="",
        is_main=True, lower_is_better=False, source="", values_url=server.url("/v"),
    )  # fmt: skip
    await models.Startup.filter(id=startup).update(impact_url="")
    server.answers["/v"] = values((NEXT, 3))
    await refresh(server, startups=(startup,))
    snapshot = await load_snapshot(await read_version(), TODAY)
    card = snapshot.card(startup)
    assert card
    assert Published.IMPACT in card.published
    kept = (await upkeep_of([startup], TODAY, ZoneInfo("Europe/Paris")))[startup]
    assert [one.last_figure for one in kept.facts.measures] == [NEXT]
