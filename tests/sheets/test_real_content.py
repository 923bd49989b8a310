"""A real collection, where a setting names one: nothing of it is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from incubator.actions.check_sheets import check_sheets
from incubator.actions.sync_sheets import sync_sheets
from incubator.sheets.layout import Collection as Kind
from incubator.sheets.layout import SheetFile, find_content, folders, scan
from incubator.sheets.parse import parse
from incubator.store import models
from incubator.store.database import open_database

SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
pytestmark = pytest.mark.real_content


def files_of(content: Path) -> Iterator[tuple[SheetFile, bytes]]:
    root = find_content(content)
    for file in scan(root)[0]:
        yield file, (root / file.path).read_bytes()


def plain(value: Any) -> Any:
    """Dates as ISO texts, keys as texts: what JSON can say of a value."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def test_every_file_is_read_or_reported(real_content: Path) -> None:
    root = find_content(real_content)
    found, problems = scan(root)
    known = {file.path for file in found} | {problem.file for problem in problems}
    for kind in Kind:
        for folder in folders(root, kind):
            for path in folder.glob("*") if folder.is_dir() else ():
                assert path.name.startswith(".") or path.relative_to(root).as_posix() in known


def test_every_key_is_kept_with_its_value(real_content: Path) -> None:
    for file, data in files_of(real_content):
        sheet = parse(file, data).sheet
        if sheet is None:
            continue
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        front = text.partition("\n")[2].partition("\n---")[0] + "\n"
        expected = plain(yaml.load(front, SafeLoader))  # noqa: S506 - it is a safe one
        kept = json.loads(sheet.front_matter)
        assert kept == expected, file.path
        assert list(kept) == list(expected), file.path


def test_every_startups_body_is_kept_byte_for_byte(real_content: Path) -> None:
    for file, data in files_of(real_content):
        sheet = parse(file, data).sheet
        if file.collection is not Kind.STARTUPS or sheet is None:
            continue
        text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        _, _, rest = text.partition(b"\n---")
        _, _, body = rest.partition(b"\n")
        while body.partition(b"\n")[0].strip() == b"" and b"\n" in body:
            body = body.partition(b"\n")[2]
        assert sheet.body.encode() == body, file.path


def test_a_check_finds_no_error(real_content: Path) -> None:
    count, problems = check_sheets(real_content)
    assert count > 0
    assert [problem for problem in problems if problem.is_error] == []


async def test_a_sync_accounts_for_every_file(real_content: Path, sqlite_url: str) -> None:
    total = sum(1 for _ in files_of(real_content))
    async with open_database(sqlite_url):
        report = await sync_sheets(real_content)
        refused = {problem.file for problem in report.problems if problem.is_error}
        counted = sum(counter.total() for counter in report.counts.values())
        assert counted == total
        assert sum(counter["refused"] for counter in report.counts.values()) == len(refused)
        assert await models.SheetText.all().count() == total - len(refused)
        again = await sync_sheets(real_content)
        assert sum(counter["unchanged"] for counter in again.counts.values()) == total - len(
            refused
        )
        assert not again.changed
