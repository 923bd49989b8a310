"""What the sheet commands do."""

from __future__ import annotations

import re
import sys
from datetime import date
from typing import Any, BinaryIO

import click
import yaml

from incubator.actions.desk import (
    BODY,
    ConflictError,
    Desk,
    Opened,
    RefusedError,
    changed_keys,
    open_file,
    open_sheet,
)
from incubator.actions.edit_sheet import Saved, create_sheet, edit_sheet, put_version
from incubator.cli.reports import print_problems
from incubator.config import Settings
from incubator.i18n import translations
from incubator.sheets import repository, yaml_reader
from incubator.sheets.commits import Author, default_author
from incubator.sheets.front_matter import SheetText
from incubator.sheets.layout import Collection, find_content
from incubator.sheets.problems import Problem
from incubator.sheets.write import Changes, Content, read_content
from incubator.store.journal import Trace

_TRACE = Trace("cli")
_SHORT = 10
_AUTHOR = re.compile(r"\s*(?P<name>[^<>]*[^<>\s])\s*<(?P<email>[^<>\s]+@[^<>\s]+)>\s*")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
#: Fields that hold lists or groups of fields, and those that hold a day, a number, true or false.
_STRUCTURED = frozenset(
    "phases events incubators sponsors repositories usertypes thematiques techno fast impact"
    " budget sprints redirect_from missions startups previously teams competences"
    " highlighted_startups criteria".split()
)
_GROUPS = frozenset({"fast"})
_TYPED = frozenset("stats analyse_risques mon_service_securise hidden funding_until order".split())


class SheetCommandError(Exception):
    """The command can't be carried out; the message says why and what to write."""


def show_sheet(settings: Settings, sheet_id: str, key: str) -> None:
    """Print a sheet's file, or one value."""
    opened = _open_file(settings, sheet_id)
    if not key:
        click.echo(opened.data.decode("utf-8", "replace"), nl=False)
        return
    found = read_content(opened.data, path=opened.file.path)
    value = _value(found, key)
    if value is None:
        raise SheetCommandError(f"{opened.file.path} has no field {key}.")
    if isinstance(value, str):
        click.echo(value, nl=not value.endswith("\n"))
    else:
        text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=2**30)
        click.echo(text.removesuffix("...\n"), nl=False)


async def set_value(
    settings: Settings,
    *,
    sheet_id: str,
    key: str,
    value: str | None,
    source: BinaryIO | None,
    author: str | None,
) -> None:
    """Give a field a value."""
    if (value is None) == (source is None):
        raise SheetCommandError("Write either a VALUE or --file, once.")
    if source is None and value == "-":
        source = sys.stdin.buffer
    if source is not None:
        value = _decoded(source.read())
        if key != BODY:
            value = value.removesuffix("\n").removesuffix("\r")
    opened = await _open(settings, sheet_id)
    now = _value(read_content(opened.data, path=opened.file.path), key)
    meant = value if key == BODY else _meant(key, value or "", now)
    changes = Changes(body=value) if key == BODY else Changes({key: meant})
    await _save(settings, opened, key, changes, author)


async def unset_value(settings: Settings, *, sheet_id: str, key: str, author: str | None) -> None:
    """Take a field out."""
    opened = await _open(settings, sheet_id)
    if _value(read_content(opened.data, path=opened.file.path), key) is None:
        found = read_content(opened.data)
        if key not in found.fields:
            raise SheetCommandError(f"{opened.file.path} has no field {key}.")
    changes = Changes(body="") if key == BODY else Changes({key: None})
    await _save(settings, opened, key, changes, author)


def show_history(settings: Settings, sheet_id: str, limit: int) -> None:
    """Print the commits that changed a sheet, with the fields each changed."""
    opened = _open_file(settings, sheet_id)
    versions = repository.history(opened.content, opened.file.path)
    if not versions:
        raise SheetCommandError(f"Git knows no version of {opened.file.path}.")
    # One more, to tell what the oldest one shown changed.
    blobs = [version.blob for version in versions[: limit + 1]]
    texts = [*repository.read_blobs(opened.content, blobs), b""]
    for version, after, before in zip(versions[:limit], texts, texts[1:], strict=False):
        at = f"{version.at.astimezone(settings.time_zone):%Y-%m-%d %H:%M}"
        keys = ", ".join(changed_keys(before, after)) if before else "whole sheet"
        click.echo(
            f"{version.commit[:_SHORT]}  {at}  {version.author}  {version.message}  [{keys}]"
        )
    if len(versions) > limit:
        click.echo(f"{len(versions) - limit} older ones: --limit {len(versions)} shows them.")


async def restore_version(
    settings: Settings, *, sheet_id: str, commit: str, author: str | None
) -> None:
    """Bring a former version back as a new change."""
    opened = await _open(settings, sheet_id)
    content, path = opened.content, opened.file.path
    identity = repository.resolve_commit(content, commit)
    known = {version.commit: version.blob for version in repository.history(content, path)}
    # Under its former name, the history alone knows it.
    blob = known.get(identity) or (identity and repository.blob_at(content, identity, path))
    if not blob:
        raise SheetCommandError(
            f"{path} has no version {commit}: `incubator sheet history {opened.name}` lists them."
        )
    (data,) = repository.read_blobs(content, [blob])
    note = f"retour à la version {identity[:_SHORT]}"
    try:
        saved = await put_version(
            Desk.of(settings), opened, data, _author(settings, author), _TRACE, note=note
        )
    except RefusedError as error:
        raise _refused(settings, error) from error
    _print_saved(settings, opened.name, saved)


async def make_sheet(
    settings: Settings, *, sheet_id: str, fields: dict[str, Any], author: str | None
) -> None:
    """Make a startup's sheet with these fields."""
    collection, name = _named(sheet_id)
    if collection is not Collection.STARTUPS or not _ID.fullmatch(name):
        raise SheetCommandError(
            f"{sheet_id!r} can't be a startup's id: write small letters, digits, dots and hyphens."
        )
    who = _author(settings, author)
    try:
        saved = await create_sheet(
            Desk.of(settings), collection, name, Changes(fields), who, _TRACE
        )
    except RefusedError as error:
        raise _refused(settings, error) from error
    _print_saved(settings, name, saved)


async def _save(
    settings: Settings, opened: Opened, key: str, changes: Changes, author: str | None
) -> None:
    who = _author(settings, author)
    try:
        saved = await edit_sheet(Desk.of(settings), opened, changes, who, _TRACE)
    except ConflictError as conflict:
        raise SheetCommandError(
            f"{opened.file.path}: {key} was changed meanwhile: see `incubator sheet show"
            f" {opened.name} {key}`, then retry."
        ) from conflict
    except RefusedError as error:
        raise _refused(settings, error) from error
    _print_saved(settings, opened.name, saved)


async def _open(settings: Settings, sheet_id: str) -> Opened:
    return await open_sheet(Desk.of(settings), *_named(sheet_id))


def _open_file(settings: Settings, sheet_id: str) -> Opened:
    return open_file(settings.content_dir, *_named(sheet_id))


def _named(sheet_id: str) -> tuple[Collection, str]:
    folder, slash, name = sheet_id.rpartition("/")
    if not slash:
        return Collection.STARTUPS, sheet_id
    word = folder.removeprefix("_")
    try:
        return Collection("members" if word == "authors" else word), name
    except ValueError as error:
        names = ", ".join(Collection)
        raise SheetCommandError(f"{folder} is no collection: write one of {names}.") from error


def _value(content: Content, key: str) -> Any:
    return content.body if key == BODY else content.fields.get(key)


def _meant(key: str, text: str, now: Any) -> Any:
    """What a value on the command line means for its field."""
    is_structured = key in _STRUCTURED or isinstance(now, (list, dict))
    is_typed = key in _TYPED or isinstance(now, (bool, int, float, date))
    if not text.strip() or not (is_structured or is_typed):
        return text
    loaded = yaml_reader.load(key, SheetText(f"value:{_below(text)}", "", 1))
    if isinstance(loaded, Problem):
        reason = loaded.params.get("reason", loaded.rule)
        raise SheetCommandError(f"The value of {key} is not written in YAML: {reason}.")
    value = loaded[0]["value"]
    if is_structured and key not in _GROUPS and not isinstance(value, (list, dict)):
        # A lone text is a list of one, as in the sheets.
        return [value]
    return value


def _below(text: str) -> str:
    """A value as it stands below its key."""
    return "\n" + "\n".join(f"  {line}" for line in text.splitlines()) + "\n"


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetCommandError("The value is not a text in UTF-8.") from error


def _author(settings: Settings, written: str | None) -> Author:
    if written is None:
        found = default_author(find_content(settings.content_dir))
        if found is None:
            raise SheetCommandError("Say who makes the change: --as 'First Last <a@b.fr>'.")
        return found
    match = _AUTHOR.fullmatch(written)
    if match is None:
        raise SheetCommandError(f"{written!r} is not written as 'First Last <a@b.fr>'.")
    return Author(match["name"], match["email"])


def _refused(settings: Settings, error: RefusedError) -> SheetCommandError:
    translate = translations(settings.language).gettext
    told = [
        f"{problem.file}:{problem.line or 1}: {problem.key}: {problem.message(translate)} ;"
        f" {problem.advice(translate)}"
        for problem in error.problems
        if problem.is_error
    ]
    return SheetCommandError(". ".join(told) + ".")


def _print_saved(settings: Settings, name: str, saved: Saved) -> None:
    if saved.is_proposed:
        told = f"Proposed {name}: {', '.join(saved.keys)}. The pull request is made by the jobs."
        click.echo(told)
        print_problems(saved.warnings, settings.language)
        return
    if not saved.commit:
        click.echo(f"Nothing to change: {name} says so already.")
        return
    click.echo(f"Saved {name}: {', '.join(saved.keys)} (commit {saved.commit[:_SHORT]}).")
    print_problems(saved.warnings, settings.language)
    if not saved.is_published:
        click.echo("The catalogue could not follow: run `incubator sync`.", err=True)
