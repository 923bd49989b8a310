"""What was so on a past day, as far as dates in the sheets say it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from incubator.domain.members import Member, Mission
from incubator.domain.past import member_of
from incubator.store.past_snapshots import PastSnapshots
from incubator.store.sheet_states import read_version
from incubator.store.snapshot import load_snapshot
from tests.conftest import DEMONSTRATION, TODAY
from tests.web.api.v1.files import sheets
from tests.web.api.v1.walking import every, ids, linkage, read
from tests.web.conftest import Site, site_of


@pytest.mark.parametrize("day", ["2019-06-01", "2024-10-07", "2025-01-12", "2026-11-20"])
async def test_each_startup_is_in_the_phase_of_that_day(plain: Site, day: str) -> None:
    expected = {}
    for one, (fields, _) in sheets(DEMONSTRATION, "startups").items():
        begun = [entry for entry in fields["phases"] if entry["start"] <= day]
        if begun:
            expected[one] = max(begun, key=lambda entry: entry["start"])["name"]
    found = await every(plain, f"/api/1/startups?au={day}&page[size]=7")
    assert {one["id"]: one["attributes"]["phase"] for one in found} == expected
    for one in found:
        told = one["attributes"]
        assert told["started_on"] <= told["phase_since"] <= day
        assert all(entry["start"] <= day for entry in told["phases"])
        assert all(event["day"] <= day for event in told["events"])
        assert all(budget["year"] <= int(day[:4]) for budget in told["budgets"])


@pytest.mark.parametrize("day", ["2019-06-01", "2025-03-01"])
async def test_members_are_there_from_their_first_mission_on(plain: Site, day: str) -> None:
    files = sheets(DEMONSTRATION, "members")
    begun = {
        one: [m for m in fields.get("missions") or [] if m["start"] <= day]
        for one, (fields, _) in files.items()
    }
    undated = {one for one, (fields, _) in files.items() if not fields.get("missions")}
    found = {one["id"]: one for one in await every(plain, f"/api/1/members?au={day}")}
    assert found.keys() == {one for one, missions in begun.items() if missions} | undated
    here = {
        one
        for one, missions in begun.items()
        if any(not m.get("end") or m["end"] >= day for m in missions)
    }
    listed = await every(plain, f"/api/1/members?au={day}&filter[active]=true")
    assert {one["id"] for one in listed} == here
    for one, member in found.items():
        assert member["attributes"]["is_active"] is (one in here)
        for mission in member["attributes"]["missions"]:
            assert mission["start"] <= day


async def test_teams_and_lists_of_a_past_day_agree(plain: Site) -> None:
    day = "2025-03-01"
    for startup in await every(plain, f"/api/1/startups?au={day}"):
        for name, back in (
            ("active_members", "current_startups"),
            ("previous_members", "former_startups"),
        ):
            for _, member_id in linkage(startup, name):
                member = await read(plain, f"/api/1/members/{member_id}?au={day}")
                assert ("startups", startup["id"]) in linkage(member["data"], back)
    for one in await every(plain, f"/api/1/incubators?au={day}"):
        hosted = await every(plain, f"/api/1/startups?au={day}&filter[incubator]={one['id']}")
        assert {to for _, to in linkage(one, "startups")} == {each["id"] for each in hosted}


async def test_what_had_not_begun_is_not_there(plain: Site) -> None:
    begins = "2024-10-07"
    before = date.fromisoformat(begins) - timedelta(days=1)
    assert (await plain.get(f"/api/1/startups/bail-en-main?au={begins}")).status_code == 200
    missing = await plain.get(f"/api/1/startups/bail-en-main?au={before}")
    assert missing.status_code == 404
    sponsored = await read(
        plain, f"/api/1/organisations/direction-du-logement-stable/startups?au={before}"
    )
    assert "bail-en-main" not in ids(sponsored)


async def test_today_by_its_date_is_today(plain: Site, odd: Site) -> None:
    today = await read(plain, f"/api/1/startups?au={TODAY.isoformat()}")
    assert (
        today["data"][0]["attributes"]
        == (await read(plain, "/api/1/startups"))["data"][0]["attributes"]
    )
    # What is announced is listed today, as it is in the catalogue, and on no day before.
    announced = (await odd.get("/api/1/startups/future")).json()["data"]["attributes"]
    assert (announced["phase"], announced["phase_since"]) == ("inconnu", None)
    assert (await odd.get("/api/1/startups/future?au=2026-11-20")).status_code == 404


def test_a_list_without_dates_counts_while_a_mission_lasts() -> None:
    def then(day: str, *missions: Mission) -> Member | None:
        member = Member("a", "A", missions=missions, startups=("x",), previously=("y",))
        return member_of(member, date.fromisoformat(day))

    mission = Mission(date(2024, 1, 1), date(2024, 6, 30))
    assert then("2023-12-31", mission) is None
    during, after = then("2024-06-30", mission), then("2024-07-01", mission)
    assert during is not None
    assert after is not None
    assert (during.startups, after.startups, after.previously) == (("x",), (), ("y",))
    without = then("2001-01-01")
    assert without is not None
    assert without.startups == ("x",)


async def test_two_past_days_are_kept_and_go_with_the_version(
    sqlite_url: str, content: Path
) -> None:
    async with site_of(sqlite_url, content):
        present = await load_snapshot(await read_version(), TODAY)
        days = PastSnapshots(2)
        first = await days.get(present, date(2024, 1, 1))
        assert await days.get(present, date(2024, 1, 1)) is first
        for year in (2021, 2022, 2023):
            await days.get(present, date(year, 1, 1))
        assert len(days) == 2
        assert await days.get(present, date(2024, 1, 1)) is not first
        tomorrow = await load_snapshot(present.version, TODAY + timedelta(days=1))
        await days.get(tomorrow, date(2024, 1, 1))
        assert len(days) == 1
