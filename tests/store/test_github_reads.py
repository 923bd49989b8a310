"""Who sees which repositories, what an organisation stands for, and when pages must look again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incubator.domain.delivery_facts import Issue, Part, RepositoryFacts
from incubator.github.collect import Batch
from incubator.store import github_ends, models, tracked_sources
from incubator.store.database import connection, open_database
from incubator.store.github_reads import all_sources, collected_for, refresh_stamp
from incubator.store.github_writes import note_whole, save_batch
from incubator.store.tracked_sources import Ended

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SINCE = NOW - 400 * DAY


@pytest.fixture(autouse=True)
async def _database(sqlite_url: str) -> AsyncIterator[None]:
    async with open_database(sqlite_url):
        yield


def facts(number: int, name: str, **columns: Any) -> RepositoryFacts:
    known = RepositoryFacts(
        number, name, f"https://github.com/{name}", "main", False, False, False, False, True,
        "", SINCE, None,
    )  # fmt: skip
    return replace(known, **columns)


async def source(name: str) -> tracked_sources.Source:
    return (await tracked_sources.find([name], with_listed=False))[0]


async def see(
    name: str, number: int, now: datetime = NOW, *, is_invented: bool = False, **columns: Any
) -> int:
    """Read a repository to its end, with an issue in it."""
    await tracked_sources.track([name])
    found, seen = await source(name), (facts(number, name, **columns),)
    batch = Batch(Part.REPOSITORY, seen)
    place = await save_batch(found.id, None, batch, invented=is_invented)
    issue = Issue(number, 1, "Écrire", True, True, None, (), SINCE, None, SINCE)
    await save_batch(found.id, place, Batch(Part.ISSUES, (issue,)), invented=is_invented)
    await note_whole(place, SINCE, now)
    await end(name, now)
    return place


async def end(name: str, now: datetime, state: str = "ok") -> None:
    await tracked_sources.note_end((await source(name)).id, Ended(state, "why", now, 1))


async def names(wanted: Collection[str], *, with_private: bool = False) -> tuple[list[str], ...]:
    found = await collected_for(sorted(wanted), with_private=with_private)
    return (
        [one.name for one in found.sources],
        [one.repository.full_name for one in found.histories],
    )


async def test_an_organisation_stands_for_what_it_lists_named_elsewhere_or_not() -> None:
    await see("quai/outil", 1)
    await see("quai/autre", 2)
    await see("ailleurs/outil", 3)
    await tracked_sources.track(["quai"])
    await tracked_sources.note_list("quai", ["quai/outil", "quai/autre"])
    assert await names(["quai"]) == (
        ["quai", "quai/autre", "quai/outil"],
        ["quai/autre", "quai/outil"],
    )
    # One that both a sheet and the organisation name is there once.
    assert (await names(["quai", "quai/outil"]))[1] == ["quai/autre", "quai/outil"]
    await tracked_sources.note_list("quai", ["quai/outil"])
    assert (await names(["quai"]))[0] == ["quai", "quai/outil"]
    assert (await names(["quai/autre"]))[1] == ["quai/autre"]
    assert await names([]) == ([], [])


async def test_two_names_of_one_repository_are_one_history() -> None:
    await see("quai/outil", 1)
    await see("quai/ancien-nom", 1, full_name="quai/outil")
    found = await names(["quai/outil", "quai/ancien-nom"])
    assert found == (["quai/ancien-nom", "quai/outil"], ["quai/outil"])


async def test_private_repositories_are_for_those_who_may_see_them_names_included() -> None:
    await see("quai/ouvert", 1)
    await see("quai/secret", 2, is_private=True)
    await tracked_sources.track(["quai", "quai/jamais-lu"])
    await tracked_sources.note_list("quai", ["quai/ouvert", "quai/secret", "quai/jamais-lu"])
    await end("quai/jamais-lu", NOW, "missing")
    assert await names(["quai"]) == (["quai", "quai/ouvert"], ["quai/ouvert"])
    assert await names(["quai/secret"]) == ([], [])
    # The sheet names it: that much is public.
    assert (await names(["quai/jamais-lu"]))[0] == ["quai/jamais-lu"]
    everything = ["quai", "quai/jamais-lu", "quai/ouvert", "quai/secret"]
    assert (await names(["quai"], with_private=True))[0] == everything
    assert [one.name for one in await all_sources()] == everything


async def test_a_failure_keeps_what_was_known_and_says_why() -> None:
    await see("quai/outil", 1)
    await end("quai/outil", NOW + DAY, "missing")
    found = await collected_for(["quai/outil"], with_private=False)
    state = found.sources[0]
    assert (state.state, state.detail, state.is_ok) == ("missing", "why", False)
    assert (state.tried_at, state.succeeded_at) == (NOW + DAY, NOW)
    assert state.repository == found.histories[0].repository
    assert (found.histories[0].since, found.histories[0].until) == (SINCE, NOW)
    assert not found.is_invented


async def test_what_was_made_up_says_so() -> None:
    await see("quai/outil", 1, is_invented=True)
    assert (await collected_for(["quai/outil"], with_private=False)).is_invented


async def test_the_stamp_changes_whenever_something_may_have_and_only_then() -> None:
    await see("quai/outil", 1)
    await tracked_sources.track(["quai", "ailleurs/outil"])
    wanted, stamps = ["quai", "quai/outil"], []

    async def look() -> None:
        stamps.append(await refresh_stamp(wanted))

    await look()
    await see("ailleurs/outil", 2)
    assert await refresh_stamp(wanted) == stamps[0]
    outil = await source("quai/outil")
    await tracked_sources.note_begun(outil.id, NOW + DAY)
    await look()
    for state in ("missing", "ok"):
        await tracked_sources.note_end(outil.id, Ended(state, "", NOW + DAY, 2))
        await look()
    await tracked_sources.note_end(outil.id, Ended("ok", "", NOW + DAY, 3))
    await look()
    await tracked_sources.note_list("quai", ["quai/autre"])
    await look()
    assert len(set(stamps)) == len(stamps)


async def test_the_number_of_queries_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    kind = type(connection())
    run = kind.execute_query_dict

    async def counted(self: Any, query: str, *args: Any, **options: Any) -> Any:
        asked.append(query)
        return await run(self, query, *args, **options)

    monkeypatch.setattr(kind, "execute_query_dict", counted)
    counts = []
    for number in range(1, 4):
        await see(f"quai/outil-{number}", number)
        asked.clear()
        found = await collected_for(
            [f"quai/outil-{n + 1}" for n in range(number)], with_private=False
        )
        assert len(found.histories) == number
        counts.append(len(asked))
    assert len(set(counts)) == 1
    asked.clear()
    await refresh_stamp(["quai/outil-1"])
    assert len(asked) == 1


async def test_what_github_tells_meanwhile_is_still_to_be_read() -> None:
    await see("quai/outil", 5)
    outil = await source("quai/outil")
    assert await tracked_sources.want("Quai/Outil", None, NOW) == 1
    await tracked_sources.note_end(outil.id, Ended("ok", "", NOW - DAY, 1))
    assert await tracked_sources.wanted_names() == ["quai/outil"]
    await tracked_sources.note_end(outil.id, Ended("broken", "", NOW, 1))
    assert await tracked_sources.wanted_names() == []
    # Renamed since: the number says which.
    assert await tracked_sources.want("quai/nouveau-nom", 5, NOW) == 1
    assert await tracked_sources.want("inconnu/outil", 6, NOW) == 0


async def test_the_longest_untried_come_first_and_those_never_tried_before_them() -> None:
    await see("quai/a", 1, NOW)
    await see("quai/b", 2, NOW - DAY)
    await tracked_sources.track(["quai/d", "quai/c"])
    wanted = ["quai/a", "quai/b", "quai/c", "quai/d"]
    found = await tracked_sources.find(wanted, with_listed=False)
    assert [one.name for one in found] == ["quai/c", "quai/d", "quai/b", "quai/a"]


async def test_what_no_sheet_names_goes_with_its_facts_once_its_time_has_come() -> None:
    await see("quai/garde", 1, NOW - 200 * DAY)
    await see("quai/oublie", 2, NOW - 200 * DAY)
    await see("quai/second-nom", 1, NOW - 200 * DAY)
    await see("quai/recent", 3, NOW)
    await see("liste/outil", 4, NOW - 200 * DAY)
    await tracked_sources.track(["liste"])
    await tracked_sources.note_list("liste", ["liste/outil"])
    gone = await github_ends.forget_unnamed({"quai/garde", "liste"}, NOW - 180 * DAY)
    assert gone == 2
    left = {one.name for one in await all_sources()}
    assert left == {"quai/garde", "quai/recent", "liste", "liste/outil"}
    assert {issue.github_id for issue in await models.Issue.all()} == {1, 3, 4}
