"""The documentation says what is: each setting, field, rule and table is in it, each link leads."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from incubator.cli import main
from incubator.config import Settings
from incubator.sheets import people, startups
from incubator.sheets.layout import Collection
from incubator.sheets.problems import RULES
from incubator.store import models

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READ = re.compile(
    r"\b(?:fields|record)\.(?:text|flag|day|number|whole|address|choice|strings|ids|reference"
    r'|records|record)\(\s*"([a-z_]+)"'
)
# The test of the demonstration's pages makes these pictures.
MADE_BY_TESTS = {
    f"docs/images/{name}.png"
    for name in ("home", "catalogue", "startup", "phases", "member", "access", "admin")
}


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def code_words(text: str) -> set[str]:
    """What stands between backquotes."""
    return set(re.findall(r"`([^`\n]+)`", text))


def cells(text: str, column: int) -> list[str]:
    """A column of every table of a page, without the heads' rules."""
    rows = (line.split("|") for line in text.splitlines() if line.startswith("|"))
    return [row[column + 1].strip() for row in rows if len(row) > column + 2]


def test_every_setting_is_documented_and_no_other() -> None:
    documented = {word for word in code_words(page("running.md")) if "INCUBATOR_" in word}
    documented = {found for word in documented for found in re.findall(r"INCUBATOR_[A-Z_]+", word)}
    assert documented == {f"INCUBATOR_{field.name.upper()}" for field in fields(Settings)}


def test_every_setting_has_a_row_with_its_default() -> None:
    rows = cells(page("running.md"), 0)
    for field in fields(Settings):
        assert f"`INCUBATOR_{field.name.upper()}`" in rows, field.name


def test_every_command_is_documented() -> None:
    text = page("running.md")
    assert isinstance(main, click.Group)
    missing = [name for name in main.commands if f"incubator {name}" not in text]
    assert not missing


def test_every_part_of_the_program_that_the_architecture_names_is_there() -> None:
    table = page("architecture.md").split("## The floors")[1].split("## The life of a sheet")[0]
    named = {word for word in code_words(table) if re.fullmatch(r"[\w./]+(/|\.py)", word)}
    roots = (ROOT, ROOT / "incubator", ROOT / "incubator" / "web", ROOT / "incubator" / "sheets")
    assert not [name for name in named if not any((root / name).exists() for root in roots)]


def test_every_field_that_a_reader_reads_is_documented() -> None:
    read = set(READ.findall(inspect.getsource(startups) + inspect.getsource(people)))
    assert len(read) > 50, "the expression above no longer finds what the readers read"
    assert not read - code_words(page("sheet-format.md"))


def test_every_rule_is_documented_with_its_level_and_no_other() -> None:
    table = page("sheet-format.md").split("\n## Rules\n")[1]
    documented = {
        rule.strip("`"): level
        for rule, level in zip(cells(table, 0), cells(table, 1), strict=True)
        if rule.startswith("`")
    }
    assert documented == {name: rule.level.value for name, rule in RULES.items()}


def test_every_collection_has_its_folder_documented() -> None:
    documented = " ".join(cells(page("sheet-format.md"), 0))
    assert not [c.value for c in Collection if f"`{c.value}/`" not in documented]


@pytest.mark.parametrize("name", models.__all__)
def test_every_table_and_each_of_its_columns_is_documented(name: str) -> None:
    meta = getattr(models, name)._meta
    row = next(
        (
            line
            for line in page("data-model.md").splitlines()
            if line.startswith(f"| `{meta.db_table}`")
        ),
        None,
    )
    assert row is not None, f"{meta.db_table} has no row"
    columns = {field for field in meta.db_fields if not meta.fields_map[field].generated}
    assert not columns - code_words(row)


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert listed is not None
    names = set(re.findall(r'"([a-z0-9-]+)', listed[1]))
    explained = {cell.strip("`") for cell in cells(page("decisions/0010-dependencies.md"), 0)}
    assert not names - explained


def test_every_decision_is_in_the_index() -> None:
    index = page("README.md")
    files = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [f for f in files if f"(decisions/{f})" not in index] == []
    for file in files:
        text = page(f"decisions/{file}")
        for part in ("## Context", "## Decision", "## Consequence"):
            assert part in text, f"{file} lacks {part}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file_and_to_a_heading(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = unquote(target).partition("#")
        file = (path.parent / name).resolve() if name else path
        if str(file.relative_to(ROOT)) in MADE_BY_TESTS:
            continue
        if not file.exists() or (heading and heading not in anchors(file)):
            broken.append(target)
    assert not broken


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
