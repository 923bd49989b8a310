"""Bringing the database to the sheets: what becomes of one that comes, changes, breaks, goes."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from incubator.actions.sync_report import SyncReport
from incubator.actions.sync_sheets import SyncConflictError, sync_sheets
from incubator.sheets.layout import Collection
from incubator.store import sheet_writes
from incubator.store.database import open_database
from incubator.store.portfolio_reads import find_redirect, was_removed
from incubator.store.search import matching_numbers
from incubator.store.sheet_states import find_state, read_version
from incubator.store.startup_reads import StartupPage, find_startup
from tests.builders import STARTUP, git, sheet_text, write_settled, write_tree

TODAY = date(2026, 3, 1)
STARTUPS = Collection.STARTUPS
FABRIQUE = sheet_text("title: Fabrique")
BROKEN = sheet_text("title: Cassé")


def startup(title: str = "Bac à sable", extra: str = "") -> str:
    return sheet_text(STARTUP.replace("Bac à sable", title) + extra)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_tree(
        tmp_path / "content", {"startups/a.md": startup(), "incubators/fabrique.md": FABRIQUE}
    )


@pytest.fixture
async def synced(database_url: str, content: Path) -> AsyncIterator[SyncReport]:
    """Both sheets, in an open database."""
    async with open_database(database_url):
        yield await sync_sheets(content)


async def outcomes(content: Path, collection: Collection = STARTUPS) -> dict[str, int]:
    return dict(+(await sync_sheets(content)).counts[collection])


async def page(startup_id: str = "a") -> StartupPage:
    found = await find_startup(startup_id, TODAY)
    assert found is not None
    return found


async def title(startup_id: str = "a") -> str:
    return (await page(startup_id)).startup.title


async def version() -> int:
    return (await read_version()).number


async def test_a_first_sync_creates_everything(synced: SyncReport) -> None:
    assert synced.counts == {
        STARTUPS: Counter(created=1),
        Collection.INCUBATORS: Counter(created=1),
    }
    assert (synced.problems, synced.changed, await title()) == ([], True, "Bac à sable")


async def test_nothing_new_changes_nothing(synced: SyncReport, content: Path) -> None:
    before = await version()
    report = await sync_sheets(content)
    assert report.counts[STARTUPS] == Counter(unchanged=1)
    assert not report.changed
    assert await version() == before


async def test_a_changed_sheet_is_published_anew(synced: SyncReport, content: Path) -> None:
    before = await version()
    write_settled(content / "startups/a.md", startup("Nouveau nom"), age_seconds=60)
    assert await outcomes(content) == {"changed": 1}
    assert (await title(), await version()) == ("Nouveau nom", before + 1)


async def test_a_file_that_is_only_touched_is_no_news(synced: SyncReport, content: Path) -> None:
    before = await version()
    os.utime(content / "startups/a.md", (1_700_000_000, 1_700_000_000))
    assert await outcomes(content) == {"unchanged": 1}
    assert await version() == before
    state = await find_state(STARTUPS, "a")
    assert state is not None
    assert state.mtime_ns == 1_700_000_000 * 10**9


async def test_a_young_file_is_looked_into_again(synced: SyncReport, content: Path) -> None:
    file = content / "startups/a.md"
    file.write_text(startup("Un"), encoding="utf-8")
    written = file.stat()
    assert await outcomes(content) == {"changed": 1}
    file.write_text(startup("Eu"), encoding="utf-8")
    os.utime(file, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert await outcomes(content) == {"changed": 1}
    assert await title() == "Eu"


async def test_a_removed_sheet_is_withdrawn_and_remembered(
    synced: SyncReport, content: Path
) -> None:
    (content / "startups/a.md").unlink()
    write_settled(content / "startups/b.md", startup("B"))
    assert await outcomes(content) == {"created": 1, "removed": 1}
    assert await find_startup("a", TODAY) is None
    assert await was_removed(STARTUPS, "a")
    assert not await was_removed(STARTUPS, "b")
    assert len(await matching_numbers("essayer", STARTUPS)) == 1
    assert await outcomes(content) == {"unchanged": 1}


async def test_a_removed_sheet_may_come_back(synced: SyncReport, content: Path) -> None:
    text = (content / "startups/a.md").read_text(encoding="utf-8")
    (content / "startups/a.md").unlink()
    write_settled(content / "startups/b.md", startup("B"))
    await sync_sheets(content)
    write_settled(content / "startups/a.md", text)
    assert await outcomes(content) == {"created": 1, "unchanged": 1}
    assert not await was_removed(STARTUPS, "a")


async def test_a_refused_sheet_keeps_its_last_good_version(
    synced: SyncReport, content: Path
) -> None:
    write_settled(content / "startups/a.md", BROKEN, age_seconds=60)
    report = await sync_sheets(content)
    assert report.counts[STARTUPS] == Counter(refused=1)
    assert [(p.file, p.rule, p.line) for p in report.problems if p.is_error] == [
        ("startups/a.md", "phases-missing", 2)
    ]
    kept = await page()
    assert (kept.startup.title, kept.source.is_refused) == ("Bac à sable", True)
    again = await sync_sheets(content)
    assert (again.counts[STARTUPS], len(again.problems)) == (
        Counter(refused=1),
        len(report.problems),
    )


@pytest.mark.parametrize("repaired", ["Bac à sable", "Réparé"])
async def test_a_repaired_sheet_is_published(
    synced: SyncReport, content: Path, repaired: str
) -> None:
    write_settled(content / "startups/a.md", BROKEN, age_seconds=60)
    await sync_sheets(content)
    write_settled(content / "startups/a.md", startup(repaired), age_seconds=50)
    report = await sync_sheets(content)
    assert (report.counts[STARTUPS], report.problems) == (Counter(changed=1), [])
    found = await page()
    assert (found.startup.title, found.source.is_refused) == (repaired, False)


async def test_a_sheet_refused_from_its_first_day_is_reported_and_not_published(
    synced: SyncReport, content: Path
) -> None:
    write_settled(content / "startups/b.md", BROKEN)
    report = await sync_sheets(content)
    assert report.counts[STARTUPS] == Counter(unchanged=1, refused=1)
    assert await find_startup("b", TODAY) is None


async def test_a_refused_sheet_that_goes_is_withdrawn(synced: SyncReport, content: Path) -> None:
    write_settled(content / "startups/a.md", BROKEN, age_seconds=60)
    write_settled(content / "startups/b.md", startup("B"))
    await sync_sheets(content)
    (content / "startups/a.md").unlink()
    report = await sync_sheets(content)
    assert report.counts[STARTUPS] == Counter(unchanged=1, removed=1)
    assert report.problems == []
    assert await find_startup("a", TODAY) is None


async def test_a_renamed_sheet_is_one_removed_and_one_created(
    synced: SyncReport, content: Path
) -> None:
    (content / "startups/a.md").rename(content / "startups/z.md")
    assert await outcomes(content) == {"created": 1, "removed": 1}
    assert await title("z") == "Bac à sable"
    assert await find_startup("a", TODAY) is None


@pytest.mark.parametrize("target", ["_startups/a.md", "startups/a"])
async def test_a_sheet_that_moves_keeps_its_page(
    synced: SyncReport, content: Path, target: str
) -> None:
    write_settled(content / "startups/a.md", startup(extra="redirect_from: [/startups/x]"))
    await sync_sheets(content)
    (content / "_startups").mkdir()
    (content / "startups/a.md").rename(content / target)
    assert await outcomes(content) == {"created": 1, "removed": 1}
    found = await page()
    assert (found.startup.title, found.source.path) == ("Bac à sable", target)
    assert await find_redirect("/startups/x") == "/startups/a"
    assert len(await matching_numbers("sable", STARTUPS)) == 1


async def test_a_second_file_for_an_id_is_reported_and_left_out(
    synced: SyncReport, content: Path
) -> None:
    write_settled(content / "_startups/a.md", startup("Double"))
    report = await sync_sheets(content)
    assert [(p.rule, p.file) for p in report.problems] == [("duplicate-id", "_startups/a.md")]
    assert await title() == "Bac à sable"


async def test_references_to_nothing_come_and_go_with_what_they_name(
    synced: SyncReport, content: Path
) -> None:
    (content / "incubators/fabrique.md").unlink()
    report = await sync_sheets(content)
    assert [(p.rule, p.file, p.key) for p in report.problems] == [
        ("unknown-reference", "startups/a.md", "incubator")
    ]
    assert report.counts[STARTUPS] == Counter(unchanged=1)
    assert [p.rule for p in (await sync_sheets(content)).problems] == ["unknown-reference"]
    write_settled(content / "incubators/fabrique.md", FABRIQUE)
    assert (await sync_sheets(content)).problems == []


async def test_the_first_sheet_to_claim_a_former_path_has_it(
    synced: SyncReport, content: Path
) -> None:
    for name in "zb":
        text = startup(name, "redirect_from: [/startups/avant]")
        write_settled(content / f"startups/{name}.md", text)
    report = await sync_sheets(content)
    assert [(p.rule, p.file) for p in report.problems] == [("redirect-conflict", "startups/z.md")]
    assert await find_redirect("/startups/avant") == "/startups/b"
    (content / "startups/b.md").unlink()
    assert (await sync_sheets(content)).problems == []
    assert await find_redirect("/startups/avant") == "/startups/z"


async def test_an_interrupted_sync_leaves_the_previous_state_whole(
    synced: SyncReport, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise KeyboardInterrupt

    before = await version()
    write_settled(content / "startups/a.md", startup("Jamais écrit"), age_seconds=60)
    write_settled(content / "startups/b.md", startup("Neuve"))
    (content / "incubators/fabrique.md").rename(content / "incubators/autre.md")
    with monkeypatch.context() as patch:
        patch.setattr(sheet_writes, "write_states", fail)
        with pytest.raises(KeyboardInterrupt):
            await sync_sheets(content)
    assert (await title(), await version()) == ("Bac à sable", before)
    assert await find_startup("b", TODAY) is None
    assert len(await matching_numbers("essayer", STARTUPS)) == 1
    assert await outcomes(content) == {"changed": 1, "created": 1}
    assert await title() == "Jamais écrit"


async def test_a_sync_that_another_overtook_starts_anew(
    synced: SyncReport, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is a version number that moves between what is read and what is written."""
    claims = []
    claim = sheet_writes.claim_version

    async def overtaken(client: object, seen: int, **options: object) -> bool:
        claims.append(seen)
        return len(claims) > 1 and await claim(client, seen, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(sheet_writes, "claim_version", overtaken)
    write_settled(content / "startups/a.md", startup("Enfin"), age_seconds=60)
    assert await outcomes(content) == {"changed": 1}
    assert (len(claims), await title()) == (2, "Enfin")


async def test_a_sync_that_is_always_overtaken_gives_up_and_says_so(
    synced: SyncReport, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def overtaken(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(sheet_writes, "claim_version", overtaken)
    with pytest.raises(SyncConflictError, match="retry"):
        await sync_sheets(content)


async def test_progress_is_told_from_the_first_file_to_the_last(
    synced: SyncReport, content: Path
) -> None:
    told: list[tuple[int, int]] = []
    for name in "bcd":
        write_settled(content / f"startups/{name}.md", startup(name))
    await sync_sheets(content, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


async def test_a_sheet_changed_when_git_says_so_else_when_its_file_did(
    synced: SyncReport, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert abs(time.time() - 3600 - (await page()).source.changed_at.timestamp()) < 60
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-01-02T03:04:05+00:00")
    git(content, "init")
    write_settled(content / "startups/a.md", startup("Daté"), age_seconds=60)
    git(content, "add", ".")
    git(content, "commit", "-m", "Change a sheet")
    await sync_sheets(content)
    assert (await page()).source.changed_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (await read_version()).content_commit == git(content, "rev-parse", "HEAD").strip()


EXTREMES = [
    "title: " + "ﷺ" * 5_000,
    "title: " + "œ" * 5_000,
    "techno: [" + "ﷺ" * 5_000 + "]",
    "sponsors: [" + "é" * 5_000 + "]",
    'mission: "nul \\0 ici"',
    "impact: [{id: a, name: b, values: [{date: 2024-01-01, value: 1e-30}]}]",
    "impact: [{id: a, name: b, values: [{date: 2024-01-01, value: 999999999999999}]}]",
    "impact: [{id: " + "a" * 5_000 + ", name: b, values: [{date: 2024-01-01, value: 1}]}]",
    "impact: [{id: a, name: b, values: [{date: 2024-01-01, value: 0." + "1" * 99 + "}]}]",
    "fast: {promotion: 99999999999, montant: 999999999999}",
    "budget: [{year: 2024, spent: 999999999999999}]",
    "fin: 0x" + "f" * 9_000,
    "redirect_from: [/" + "é" * 299 + "]",
    "accessibility_status: " + "x" * 9_000,
    '"\\0clé": "\\0"',
]


async def test_sheets_with_extreme_values_harm_no_other(synced: SyncReport, content: Path) -> None:
    write_settled(content / "startups/b.md", startup("B"))
    for number, extra in enumerate(EXTREMES):
        write_settled(content / f"startups/extreme{number}.md", startup("Extrême", extra))
    assert await outcomes(content) == {"unchanged": 1, "created": 1 + len(EXTREMES)}
    assert await title("b") == "B"
    for number in range(len(EXTREMES)):
        await page(f"extreme{number}")


async def test_a_whole_number_too_large_for_a_rank_is_kept_out_of_it(
    synced: SyncReport, content: Path
) -> None:
    write_settled(content / "phases/p.md", sheet_text("label: P\norder: 99999999999"))
    assert await outcomes(content, Collection.PHASES) == {"created": 1}
