"""Check a content folder without a database: the rules that protect the catalogue."""

from __future__ import annotations

from pathlib import Path

from incubator.sheets.check import dangling, redirect_conflicts
from incubator.sheets.layout import Collection, find_content, scan
from incubator.sheets.parse import parse
from incubator.sheets.problems import Problem


def check_sheets(folder: Path) -> tuple[int, list[Problem]]:
    """How many files were read, and every problem, in the order of the files.

    Raises:
        ContentError: the folder has no sheets.
    """
    content = find_content(folder)
    files, problems = scan(content)
    sheets = []
    for file in files:
        try:
            parsed = parse(file, (content / file.path).read_bytes())
        except OSError as error:
            params = {"reason": error.strerror or str(error)}
            problems.append(Problem(file.path, "unreadable", params=params))
            continue
        problems.extend(parsed.problems)
        if parsed.sheet is not None:
            sheets.append(parsed.sheet)
    ids: dict[Collection, set[str]] = {collection: set() for collection in Collection}
    for sheet in sheets:
        ids[sheet.file.collection].add(sheet.file.id)
    claims = []
    for sheet in sheets:
        path = sheet.file.path
        problems += dangling(path, sheet.references, ids)
        claims += [(redirect, path) for redirect in getattr(sheet.value, "redirects", ())]
    problems += redirect_conflicts(claims)
    order = {file.path: index for index, file in enumerate(files)}
    return len(files), sorted(problems, key=lambda p: (order.get(p.file, -1), p.line or 0))
