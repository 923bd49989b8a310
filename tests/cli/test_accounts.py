"""The account, journal and jobs commands, as operations use them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from incubator.cli import main
from tests.builders import incubator
from tests.conftest import DEMONSTRATION

Run = Callable[..., tuple[int, str, str]]
ROOT, ANA = "racine@exemple.fr", "ana@exemple.fr"


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The demonstration's sheets in a database, and its first administrator."""
    path = tmp_path_factory.mktemp("accounts") / "synced.sqlite3"
    shutil.copy(sqlite_template, path)
    url = f"sqlite://{path}"
    done = incubator("sync", content=DEMONSTRATION, url=url)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def url(synced: Path, tmp_path: Path) -> str:
    path = tmp_path / "accounts.sqlite3"
    with closing(sqlite3.connect(synced)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return f"sqlite://{path}"


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command in this process, for the many that only have to be refused."""
    monkeypatch.setenv("INCUBATOR_DATABASE_URL", url)
    monkeypatch.setenv("INCUBATOR_CONTENT_DIR", str(DEMONSTRATION))

    def invoke(*arguments: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(main, arguments)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout, done.stderr

    return invoke


def process(url: str, *arguments: str, **settings: str) -> tuple[int, str, str]:
    done = incubator(*arguments, content=DEMONSTRATION, url=url, **settings)
    return done.returncode, done.stdout, done.stderr


def test_the_first_administrator_comes_from_the_command_line(url: str, tmp_path: Path) -> None:
    code, output, errors = process(url, "account", "add", " Racine@Exemple.FR", "--name", "Racine")
    assert (code, errors) == (0, "")
    assert ROOT in output
    assert "/connexion" in output
    reason = ["--reason", "Premier administrateur"]
    code, output, errors = process(url, "account", "grant", ROOT, "administrator", *reason)
    assert code == 0
    assert f"{ROOT} is administrator of the programme." in output
    # Without a mail server the invitation is printed, beside what the command says.
    assert "jeton=" in errors
    assert "jeton=" not in output

    code, output, errors = process(url, "account", "list", "--json")
    (row,) = json.loads(output)
    assert (row["email"], row["name"], row["state"]) == (ROOT, "Racine", "invited")
    assert row["roles"] == ["administrator"]

    file = tmp_path / "racine.json"
    code, output, errors = process(url, "account", "export", ROOT, "--output", str(file))
    assert (code, errors) == (0, "")
    assert file.stat().st_mode & 0o077 == 0
    held = json.loads(file.read_text(encoding="utf-8"))
    assert held["account"]["email"] == ROOT
    assert [entry["action"] for entry in held["journal"]] == ["role_given", "account_opened"]
    assert not re.search("hash|token_", file.read_text(encoding="utf-8"))

    # Opened, given, exported: the journal has it all.
    code, output, errors = process(url, "journal", "verify")
    assert (code, errors) == (0, "")
    assert re.search(r"^3:[0-9a-f]{64}$", output, re.MULTILINE)


def test_roles_are_given_for_a_time_and_taken_back(run: Run) -> None:
    place = ["intrapreneur", "bail-en-main"]
    given = run("account", "grant", ANA, *place, "--reason", "Équipe", "--until", "2099-12-31")
    assert given[0] == 0
    assert "Bail en main" in given[1]
    assert json.loads(run("account", "list", "ana", "--json")[1])[0]["roles"] == [
        "intrapreneur:bail-en-main"
    ]
    assert run("account", "revoke", ANA, *place)[0] == 0
    assert json.loads(run("account", "list", "ana", "--json")[1])[0]["roles"] == []
    assert run("account", "list", "--state", "disabled")[1] == "0 accounts.\n"


def test_a_member_s_sheet_gives_its_roles(run: Run) -> None:
    assert run("account", "add", ANA, "--member", "rose.epreuve")[0] == 0
    (row,) = json.loads(run("account", "list", "--json")[1])
    assert row["member"] == "rose.epreuve"
    assert "team_member:bail-en-main" in row["roles"]


def test_erasing_leaves_an_opaque_id(run: Run) -> None:
    run("account", "grant", ROOT, "administrator", "--reason", "x")
    run("account", "add", ANA, "--name", "Ana Lyse")
    code, output, _ = run("account", "erase", ANA, "--yes")
    assert code == 0
    assert ANA not in output
    (row,) = json.loads(run("account", "list", "--state", "erased", "--json")[1])
    assert (row["email"], row["name"], row["state"]) == ("", "", "erased")
    assert row["id"] in output
    assert run("account", "list", "Lyse")[1] == "0 accounts.\n"
    assert run("journal", "verify")[0] == 0
    assert run("account", "add", ANA)[0] == 0


def test_erasing_asks_first(run: Run) -> None:
    run("account", "add", ANA)
    code, _, _ = run("account", "erase", ANA)
    assert code == 1
    assert run("account", "list", "ana", "--state", "invited")[1].endswith("1 accounts.\n")


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("account", "add", "personne"), "no mail address"),
    (("account", "add", "\udcff@exemple.fr"), "no mail address"),
    (("account", "add", ROOT), "has this address"),
    (("account", "add", ANA, "--member", "nulle.part"), "members/nulle.part.md"),
    (("account", "add", ANA, "--name", "x" * 301), "--name"),
    (("account", "grant", ANA, "coach", "nulle-part", "--reason", "x"), "nulle-part"),
    (("account", "grant", ANA, "coach", "--reason", "x"), "id of the incubator"),
    (("account", "grant", ANA, "administrator", "x", "--reason", "x"), "no place"),
    (("account", "grant", ROOT, "administrator", "--reason", "x"), "already has"),
    (("account", "grant", ANA, "administrator", "--reason", "x" * 301), "--reason"),
    (("account", "grant", ANA, "administrator", "--reason", "x", "--until", "2020-01-01"), "past"),
    (("account", "revoke", ROOT, "coach", "quai-des-droits"), "was not given"),
    (("account", "revoke", ROOT, "administrator"), "last administrator"),
    (("account", "export", ANA), "account list"),
    (("account", "export", ROOT, "--output", "/nowhere/x.json"), "/nowhere/x.json"),
    (("account", "erase", ANA, "--yes"), "account list"),
    (("account", "erase", ROOT, "--yes"), "last administrator"),
    (("jobs", "run", "rien"), "clean-up"),
    (("journal", "verify", "--anchor", "rien"), "NUMBER:HASH"),
]


def test_what_can_not_be_done_is_said_in_one_line(run: Run) -> None:
    assert run("account", "grant", ROOT, "administrator", "--reason", "x")[0] == 0
    before = run("account", "list", "--json")[1]
    for arguments, expected in REFUSED:
        code, output, errors = run(*arguments)
        assert (code, output) == (1, ""), arguments
        (line,) = errors.splitlines()
        assert line.startswith("Error: "), arguments
        assert expected in line, (arguments, line)
    assert run("account", "list", "--json")[1] == before


def test_a_mail_server_that_can_not_be_used_is_said_before_anything_is_done(url: str) -> None:
    settings = {"INCUBATOR_SMTP_URL": "smtp://u:hunter2@mail.example"}
    code, output, errors = process(
        url, "account", "grant", ANA, "administrator", "--reason", "x", **settings
    )
    assert (code, output) == (1, "")
    (line,) = errors.splitlines()
    assert "INCUBATOR_MAIL_FROM" in line
    assert "hunter2" not in line
    assert process(url, "account", "list")[1] == "0 accounts.\n"


def test_jobs_are_run_and_listed(url: str) -> None:
    code, output, errors = process(url, "jobs", "run")
    assert (code, errors) == (0, "")
    assert [line.partition(":")[0] for line in output.splitlines()] == [
        "tell-teams",
        "send-reminders",
        "send-dossiers",
        "deliver-mails",
        "write-decisions",
        "deliver-proposals",
        "refresh-github-news",
        "clean-up",
    ]
    code, output, errors = process(url, "jobs", "list")
    assert (code, errors) == (0, "")
    assert re.search(r"^clean-up  every 1 day, 0:00:00  \d{4}-\d\d-\d\d .* UTC  ok$", output, re.M)


def test_a_job_that_fails_is_told_without_the_values_of_variables(url: str) -> None:
    settings = {"INCUBATOR_SMTP_URL": "smtp://u:hunter2@mail.example"}
    code, output, errors = process(url, "jobs", "run", "deliver-mails", **settings)
    assert code == 1
    assert "deliver-mails: failed: ConfigurationError" in output
    assert "job failed" in errors
    assert "hunter2" not in output + errors
