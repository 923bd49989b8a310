"""The sheet commands, as people type them on a folder of sheets that Git follows."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from incubator.cli import main
from incubator.sheets.write import read_content
from incubator.store.database import sqlite_path
from tests.builders import STARTUP, git, incubator, sheet_text, write_tree

ANA = "Ana Martín <ana@exemple.fr>"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few sheets, committed."""
    content = write_tree(
        tmp_path / "sheets",
        {
            "startups/bac.md": sheet_text(STARTUP, "\n## Le problème\n"),
            "incubators/fabrique.md": sheet_text("title: Fabrique"),
            "members/ana.md": sheet_text("fullname: Ana Martín"),
        },
    )
    return repository(content)


def repository(content: Path) -> Path:
    git(content, "init")
    git(content, "add", ".")
    git(content, "commit", "-m", "Les fiches")
    return content


@pytest.fixture
def run(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A sheet command in this process."""
    monkeypatch.setenv("INCUBATOR_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("INCUBATOR_CONTENT_DIR", str(folder))
    monkeypatch.setenv("INCUBATOR_LANGUAGE", "en")
    # The machine's own settings must not name an author.
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)

    def invoke(command: str, *arguments: str, text: str = "") -> tuple[int, str, str]:
        author = () if command in {"show", "history"} else ("--as", ANA)
        done = CliRunner().invoke(main, ["sheet", command, *author, *arguments], input=text)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout, done.stderr

    return invoke


def fields(folder: Path, path: str = "startups/bac.md") -> dict[str, object]:
    return dict(read_content((folder / path).read_bytes()).fields)


def test_a_value_is_set_in_the_file_in_git_and_in_the_catalogue(
    folder: Path, sqlite_url: str
) -> None:
    arguments = ("--as", ANA, "bac", "mission", "Essayer : « mieux »")
    done = incubator("sheet", "set", *arguments, content=folder, url=sqlite_url)
    assert (done.returncode, done.stderr) == (0, "")
    commit = git(folder, "rev-parse", "HEAD")[:10]
    assert done.stdout == f"Saved bac: mission (commit {commit}).\n"
    assert fields(folder)["mission"] == "Essayer : « mieux »"
    assert git(folder, "log", "-1", "--format=%an %ae %s") == (
        "Ana Martín ana@exemple.fr bac : mission\n"
    )
    path = sqlite_path(sqlite_url)
    assert path is not None
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT mission FROM startups").fetchall()
    assert rows == [("Essayer : « mieux »",)]
    again = incubator("sheet", "set", *arguments, content=folder, url=sqlite_url)
    assert again.stdout == "Nothing to change: bac says so already.\n"


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("mission", "Note: tout # va [bien]", "mission: 'Note: tout # va [bien]'"),
        ("title", "2024", "title: '2024'"),
        ("stats", "true", "stats: true"),
        ("funding_until", "2026-11-30", "funding_until: 2026-11-30"),
        ("sponsors", "fabrique", "sponsors:\n  - fabrique"),
        ("techno", "[Python, Django]", "techno:\n  - Python\n  - Django"),
        ("techno", "- Python\n- Django", "techno:\n  - Python\n  - Django"),
        ("fast", "{promotion: 3, montant: 1000}", "fast:\n  promotion: 3\n  montant: 1000"),
        ("autre", "[un texte]", "autre: '[un texte]'"),
    ],
)
def test_a_value_means_what_its_field_holds(
    run: Run, folder: Path, key: str, value: str, line: str
) -> None:
    assert run("set", "--", "bac", key, value)[0] == 0
    assert f"\n{line}\n" in (folder / "startups/bac.md").read_text("utf-8")


def test_long_values_come_from_a_file_or_the_standard_input(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "texte.md"
    source.write_text("## La solution\n\nUn essai.\n", encoding="utf-8")
    assert run("set", "bac", "texte", "--file", str(source))[0] == 0
    assert run("show", "bac", "texte") == (0, "## La solution\n\nUn essai.\n", "")
    assert run("set", "bac", "mission", "-", text="Deux\nlignes\n")[0] == 0
    assert run("show", "bac", "mission") == (0, "Deux\nlignes\n", "")
    assert fields(folder)["mission"] == "Deux\nlignes"


def test_a_sheet_and_its_values_are_shown(run: Run, folder: Path) -> None:
    assert run("show", "bac") == (0, (folder / "startups/bac.md").read_text("utf-8"), "")
    assert run("show", "bac", "phases") == (0, "- name: construction\n  start: 2024-01-15\n", "")
    assert run("show", "members/ana", "fullname") == (0, "Ana Martín\n", "")


def test_a_field_is_taken_out(run: Run, folder: Path) -> None:
    code, output, _ = run("unset", "bac", "mission")
    assert (code, "mission" in fields(folder)) == (0, False)
    assert "startups/bac.md:2: warning [missing-advised] mission:" in output
    assert run("set", "members/ana", "role", "Développeuse")[0] == 0
    assert run("set", "members/ana", "role", "")[0] == 0
    assert fields(folder, "members/ana.md") == {"fullname": "Ana Martín"}


def test_the_history_tells_who_changed_what_and_any_version_comes_back(
    run: Run, folder: Path
) -> None:
    first = (folder / "startups/bac.md").read_bytes()
    run("set", "bac", "mission", "Essayer mieux")
    run("set", "bac", "link", "https://a.fr")
    code, output, _ = run("history", "bac")
    last, middle, oldest = output.splitlines()
    assert code == 0
    assert last.endswith("  Ana Martín  bac : link  [link]")
    assert middle.endswith("  Ana Martín  bac : mission  [mission]")
    assert oldest.endswith("  Test  Les fiches  [whole sheet]")
    assert run("history", "bac", "--limit", "1")[1].splitlines()[0] == last
    code, output, _ = run("restore", "bac", oldest.split()[0])
    assert (code, (folder / "startups/bac.md").read_bytes()) == (0, first)
    assert output.startswith("Saved bac: mission, link (commit ")
    newest = run("history", "bac")[1].splitlines()[0]
    assert f"bac : retour à la version {oldest.split()[0]}  [mission, link]" in newest


def test_a_version_from_before_a_new_name_comes_back(run: Run, folder: Path) -> None:
    run("set", "bac", "mission", "Essayer mieux")
    git(folder, "mv", "startups/bac.md", "startups/nouveau.md")
    git(folder, "commit", "-m", "Changer de nom")
    lines = run("history", "nouveau")[1].splitlines()
    assert [line.split("  ")[3] for line in lines] == [
        "Changer de nom",
        "bac : mission",
        "Les fiches",
    ]
    assert run("restore", "nouveau", lines[-1].split()[0])[0] == 0
    assert fields(folder, "startups/nouveau.md")["mission"] == "Essayer sans rien casser"


NEW = ("--title", "Neuve : oui", "--mission", "Faire", "--incubator", "fabrique")


def test_a_sheet_is_made_with_what_every_sheet_has(run: Run, folder: Path) -> None:
    assert run("new", "neuve", *NEW, "--start", "2026-03-02")[0] == 0
    assert (folder / "startups/neuve.md").read_text("utf-8") == (
        "---\ntitle: 'Neuve : oui'\nmission: Faire\n"
        "phases:\n  - name: investigation\n    start: 2026-03-02\nincubator: fabrique\n---\n"
    )
    assert CliRunner().invoke(main, ["check", str(folder)]).stdout == (
        "4 sheets read: 0 errors, 0 warnings.\n"
    )


def test_a_checkout_of_the_public_site_is_changed_too(tmp_path: Path, sqlite_url: str) -> None:
    content = write_tree(
        tmp_path / "beta" / "content",
        {
            "_startups/bac.md": sheet_text(STARTUP).replace("\n", "\r\n"),
            "_authors/ana.md": sheet_text("fullname: Ana"),
        },
    )
    repository(content)
    arguments = ("--as", ANA, "--content", str(content.parent), "--database", sqlite_url)
    for words in (
        ("set", *arguments, "bac", "link", "https://a.fr"),
        ("new", *arguments, "b", *NEW),
    ):
        done = incubator("sheet", *words, content=tmp_path, url="sqlite:///nowhere/x")
        assert (done.returncode, done.stderr) == (0, "")
    assert b"link: https://a.fr\r\n" in (content / "_startups/bac.md").read_bytes()
    assert (content / "_startups/b.md").exists()
    done = incubator("sheet", "show", "authors/ana", "fullname", content=content, url="sqlite://x")
    assert done.stdout == "Ana\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "absente"], "There is no sheet startups/absente.md"),
        (["show", "../bac"], ".. is no collection: write one of organisations"),
        (["show", "bac", "absent"], "startups/bac.md has no field absent."),
        (["set", "bac", "mission"], "Write either a VALUE or --file"),
        (
            ["set", "bac", "phases", "[{name: rêve, start: 2024-01-01}]"],
            "startups/bac.md:6: phases[0].name:",
        ),
        (["set", "bac", "phases", "[{name"], "The value of phases is not written in YAML"),
        (["set", "bac", "a\nb", "c"], "a key is a word"),
        (["unset", "bac", "title"], "startups/bac.md:2: title:"),
        (["unset", "bac", "absent"], "startups/bac.md has no field absent."),
        (["restore", "bac", "abcdef"], "startups/bac.md has no version abcdef"),
        (["restore", "bac", "--", "--all"], "startups/bac.md has no version --all"),
        (["new", "bac", *NEW], "There is already a sheet startups/bac.md."),
        (["new", "Pas Bien", *NEW], "'Pas Bien' can't be a startup's id"),
        (["new", "members/x", *NEW], "'members/x' can't be a startup's id"),
        (["set", "--as", "Ana", "bac", "mission", "x"], "'Ana' is not written as"),
    ],
)
def test_what_can_t_be_done_is_told_in_one_line(
    run: Run, folder: Path, arguments: list[str], told: str
) -> None:
    before = git(folder, "rev-parse", "HEAD")
    code, output, errors = run(*arguments)
    assert (code, output) == (1, "")
    assert errors.startswith("Error: ")
    assert errors.count("\n") == 1
    assert told in errors
    assert git(folder, "rev-parse", "HEAD") == before
    assert git(folder, "status", "--porcelain") == ""


def test_who_makes_the_change_comes_from_git_or_is_asked_for(run: Run, folder: Path) -> None:
    arguments = ["sheet", "set", "bac", "mission", "Essayer mieux"]
    refused = CliRunner().invoke(main, arguments)
    assert (refused.exit_code, "--as 'First Last" in refused.stderr) == (1, True)
    git(folder, "config", "user.name", "Marie")
    git(folder, "config", "user.email", "marie@exemple.fr")
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert git(folder, "log", "-1", "--format=%an <%ae>") == "Marie <marie@exemple.fr>\n"


def test_outside_a_repository_sheets_are_shown_and_not_changed(run: Run, folder: Path) -> None:
    shutil.rmtree(folder / ".git")
    assert run("show", "bac", "title") == (0, "Bac à sable\n", "")
    assert "in no Git repository" in run("set", "bac", "mission", "x")[2]
    assert "Git knows no version" in run("history", "bac")[2]
