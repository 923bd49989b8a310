"""Two people changed the same field: both versions side by side, until one is chosen."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from incubator.actions.desk import BODY, ConflictError, Opened, git_id, reopen
from incubator.sheets import write
from incubator.sheets.merge import Disagreement, Merged, merge
from incubator.sheets.write import Changes
from incubator.web.field_names import field_name, value_text
from incubator.web.templating import render
from incubator.web.workspace.editor.answers import Answers
from incubator.web.workspace.editor.desk import Work
from incubator.web.workspace.editor.sections import Section

_MINE, _THEIRS = "mienne", "leur"


async def settled(
    now: Opened, opened: Opened, changes: Changes, decided_id: str, answers: Answers
) -> tuple[Opened, Changes]:
    """The version to change and the changes, once the visitor chose between two versions.

    ``decided_id`` is the Git id of the version against which they chose; "" when they had nothing
    to choose yet.

    Raises:
        ConflictError: something is not chosen yet.
    """
    decided = await reopen(now, decided_id) if decided_id else None
    if decided is None:
        return opened, changes
    file = opened.file
    wanted = write.apply(opened.data, changes, path=file.path, collection=file.collection)
    merged = merge(opened.read(), write.read_content(wanted), decided.read())
    fields, body = dict(merged.changes.fields), merged.changes.body
    for key, disagreement in _all(merged).items():
        choice = (answers.get(f"choix-{key}") or [""])[-1]
        if choice not in (_MINE, _THEIRS):
            raise ConflictError(file.path, opened.data, decided.data, wanted, merged)
        if choice == _MINE and key == BODY:
            body = disagreement.mine
        elif choice == _MINE:
            fields[key] = disagreement.mine
    return decided, Changes(fields, body)


async def conflict_page(
    request: Request,
    work: Work,
    section: Section,
    answers: Answers,
    opened_id: str,
    conflict: ConflictError,
) -> Response:
    """Both versions of each field that two people changed, and what was typed, kept whole."""
    merged = conflict.merged
    fields = [
        {
            "key": key,
            "label": field_name(request, key),
            "opened": _lines(request, key, both.opened),
            "theirs": _lines(request, key, both.theirs),
            "mine": _lines(request, key, both.mine),
        }
        for key, both in (_all(merged) if merged else {}).items()
    ]
    context = {
        "name": work.name,
        "startup_id": work.startup_id,
        "section": section,
        "fields": fields,
        "opened": opened_id,
        "decided": git_id(conflict.current),
        "answers": [
            (name, text)
            for name, texts in answers.items()
            if not name.startswith("choix-")
            for text in texts
        ],
    }
    return render(request, "workspace/editor/conflict.html", context, status=409)


def _lines(request: Request, key: str, value: Any) -> list[str]:
    """A value in lines: one an element of a list, as many as a text has."""
    if isinstance(value, list):
        return [value_text(request, key, item) for item in value]
    return [] if value is None else value_text(request, key, value).splitlines()


def _all(merged: Merged) -> dict[str, Disagreement]:
    body = {BODY: merged.body} if merged.body else {}
    return {**merged.disagreements, **body}
