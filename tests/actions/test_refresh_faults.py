"""Whatever GitHub does, what was known stays, it is said why, and the others are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.refresh_crew import Crew
from incubator.domain.delivery_facts import History, Part
from incubator.github.errors import Reason
from incubator.simulation.server import RunningServer
from incubator.store import models, tracked_sources
from incubator.store.github_reads import collected_for
from tests.actions.refreshing import (
    LISTED,
    NAMED,
    TOKEN,
    Place,
    facts,
    github,
    place,
    states,
    write_sheets,
)

OUTIL = r"/repos/quai/outil(\?|/|$)"
ALL = {"fabrique", *NAMED, *LISTED}


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with github() as running:
        yield running


@pytest.fixture
async def here(
    sqlite_url: str, server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    """Everything was read once; from now on nobody waits."""
    monkeypatch.setattr(Crew, "_sleep", lambda _crew, _seconds: None)
    async with place(sqlite_url, server, write_sheets(tmp_path / "content")) as found:
        await found.refresh()
        yield found


async def history(name: str = "quai/outil") -> History:
    return (await collected_for([name], with_private=True)).histories[0]


@pytest.mark.parametrize(
    ("kind", "details", "reason"),
    [
        ("forbidden", {}, Reason.FORBIDDEN),
        ("secondary_limit", {"seconds": 1}, Reason.LIMITED),
        ("too_many", {"seconds": 1}, Reason.LIMITED),
        ("not_found", {}, Reason.GONE),
        ("gone", {}, Reason.GONE),
        ("broken", {}, Reason.BROKEN),
        ("truncated", {}, None),
        ("invalid_json", {}, Reason.GARBLED),
        ("other_shape", {}, Reason.GARBLED),
        ("cut", {}, Reason.UNREACHABLE),
        ("redirect_away", {}, Reason.MOVED),
    ],
)
async def test_one_that_fails_keeps_what_was_known_and_the_others_are_read(
    here: Place, kind: str, details: dict[str, Any], reason: Reason | None
) -> None:
    before = await history()
    here.repository("quai/relais").open_issue(datetime.now(UTC), title="Nouveau")
    here.repository("quai/outil").open_issue(datetime.now(UTC), title="Pas vu")
    here.world.fail(kind, OUTIL, **details)
    report = await here.refresh()
    assert (report.outcome, report.stop, list(report.remaining)) == ("partial", None, [])
    assert [one.name for one in report.failed] == ["quai/outil"]
    assert {name for name, state in (await states()).items() if state == "ok"} == ALL - {
        "quai/outil"
    }
    row = await models.TrackedSource.get(name="quai/outil")
    assert reason is None or row.state == reason
    assert row.tried_at is not None
    assert row.succeeded_at is not None
    assert row.succeeded_at < row.tried_at
    assert len(row.detail) <= 300
    assert await history() == before
    assert await models.Issue.filter(title="Nouveau").exists()
    here.world.heal()
    assert (await here.refresh()).outcome == "ok"
    assert await models.Issue.filter(title="Pas vu").exists()


@pytest.mark.parametrize(
    ("part", "kind", "reason"),
    [
        ("deployments", "forbidden", Reason.FORBIDDEN),
        ("releases", "not_found", Reason.MISSING),
        ("issues", "gone", Reason.DISABLED),
    ],
)
async def test_a_part_that_can_not_be_seen_is_hidden_and_the_repository_is_well(
    here: Place, part: str, kind: str, reason: Reason
) -> None:
    before = await facts()
    here.world.fail(kind, rf"/repos/quai/outil/{part}(\?|$)")
    assert (await here.refresh()).outcome == "ok"
    source = (await collected_for(["quai/outil"], with_private=False)).sources[0]
    assert source.hidden == {Part(part): reason}
    assert await facts() == before
    here.world.heal()
    await here.refresh()
    assert (await history()).hidden == frozenset()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("bad_credentials", Reason.BAD_TOKEN),
        ("primary_limit", Reason.LIMITED),
        ("secondary_limit", Reason.LIMITED),
    ],
)
async def test_what_would_befall_every_other_ends_the_run(
    here: Place, kind: str, reason: Reason
) -> None:
    before, states_before = await facts(), await states()
    await tracked_sources.want("quai/outil", None, here.clock())
    here.world.fail(kind, seconds=3600)
    report = await here.refresh()
    assert report.stop is not None
    assert report.stop.reason == reason
    assert (report.outcome, len(report.results)) == ("partial", 1)
    # One was asked for; whoever did not come to be asked is as before.
    assert len(here.asked()) == 1
    failed = report.results[0].name
    assert await states() == states_before | {failed: reason.value}
    assert await facts() == before
    assert await tracked_sources.wanted_names() == ["quai/outil"]
    here.world.heal()
    assert (await here.refresh()).outcome == "ok"


async def test_a_clock_that_is_wrong_stores_nothing(here: Place) -> None:
    before = await facts()
    here.repository("quai/outil").open_issue(datetime.now(UTC))
    here.world.skew = timedelta(hours=2)
    report = await here.refresh()
    assert report.stop is not None
    assert report.stop.reason == Reason.CLOCK
    assert await facts() == before
    here.world.skew = timedelta()
    assert (await here.refresh()).outcome == "ok"


async def test_a_github_that_is_away_is_not_asked_for_every_repository(here: Place) -> None:
    for number in range(12):
        here.world.add_repository(f"fabrique/outil-{number}", created_at=here.clock())
    await here.refresh()
    here.world.fail("cut")
    report = await here.refresh()
    assert report.stop is not None
    assert report.stop.reason == Reason.UNREACHABLE
    assert len(report.results) < 10
    assert report.remaining


async def test_an_organisation_that_can_not_be_listed_keeps_its_list(here: Place) -> None:
    here.world.fail("broken", "/(orgs|users)/")
    report = await here.refresh()
    assert [one.name for one in report.failed] == ["fabrique"]
    assert set(LISTED) <= {one.name for one in report.results if one.is_ok}


async def test_a_renamed_repository_is_followed_and_two_names_are_one(here: Place) -> None:
    before = await history()
    here.world.rename(here.repository("quai/outil"), "quai/relais-2")
    assert (await here.refresh()).outcome == "ok"
    found = await history()
    assert found.repository.full_name == "quai/relais-2"
    assert found.repository.github_id == before.repository.github_id
    assert found.issues == before.issues
    here.world.rename(here.repository("quai/relais"), "quai/ancien")
    here.world.rename(here.repository("quai/relais-2"), "quai/relais")
    # A sheet's second name now leads to the first one's repository.
    assert (await here.refresh()).outcome == "ok"
    both = await collected_for(NAMED, with_private=False)
    assert len(both.sources) == 2
    assert [one.repository.full_name for one in both.histories] == ["quai/relais"]
    assert both.histories[0].issues == before.issues


async def test_another_repository_under_the_same_name_is_not_mixed_with_the_former(
    here: Place,
) -> None:
    before = await history()
    here.world.delete(here.repository("quai/outil"))
    here.world.ids.of_name("repository other")
    made = here.world.add_repository("quai/outil", created_at=here.clock() - timedelta(days=2))
    here.world.repositories[made.id + 1] = here.world.repositories.pop(made.id)
    made.id += 1
    here.world._names["quai/outil"] = made.id
    made.open_issue(here.clock() - timedelta(days=1), title="Seul")
    assert (await here.refresh()).outcome == "ok"
    after = await history()
    assert after.repository.github_id != before.repository.github_id
    assert [issue.title for issue in after.issues] == ["Seul"]


async def test_one_made_private_keeps_its_facts_and_is_shown_to_nobody_else(here: Place) -> None:
    before = await facts()
    here.repository("quai/outil").is_private = True
    assert (await here.refresh()).outcome == "ok"
    assert await facts() == before
    assert (await collected_for(["quai/outil"], with_private=False)).sources == ()
    assert (await history()).repository.is_private
    # A token that may no longer see it: it is gone for us, and stays private.
    here.world.tokens[TOKEN].private = False
    report = await here.refresh()
    assert [(one.name, one.state) for one in report.failed] == [("quai/outil", Reason.GONE)]
    assert (await collected_for(["quai/outil"], with_private=False)).sources == ()


async def test_what_is_no_failure_is_said_as_a_fact(here: Place) -> None:
    outil, relais = here.repository("quai/outil"), here.repository("quai/relais")
    outil.is_archived, outil.has_issues = True, False
    relais.pushed_at = None
    here.world.add_repository("fabrique/vide", pushed_at=None, created_at=here.clock())
    assert (await here.refresh()).outcome == "ok"
    assert (await history()).repository.is_archived
    assert not (await history()).repository.has_issues
    assert (await history("fabrique/vide")).repository.is_empty
    assert await states() == dict.fromkeys(sorted({*ALL, "fabrique/vide"}), "ok")
