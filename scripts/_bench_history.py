"""The history of sheets on a generated repository of many commits: reading it, and showing it."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from _bench_search import get
from _bench_sync import Workshop
from _bench_tools import Row, median, p95, seconds_of, tell

from incubator.actions.index_history import index_history
from incubator.actions.sync_sheets import sync_sheets
from incubator.app import create_app
from incubator.config import Settings
from incubator.store.database import open_database

COMMITS = 25_000
_SHEETS = 400
_PAGES = 200
_PAGE_SIZE = 20
_AUTHORS = 60
_YEAR_2018 = 1_514_764_800
_SECONDS_BETWEEN = 10_000
_WORDS = (
    "une équipe agents usagers service démarche dossier commune délai aide parcours données simple"
    " mesure impact essai retour terrain partenaire département quartier semaine enquête"
).split()


async def measure(workshop: Workshop, runs: int) -> list[Row]:
    """The rows about history: the first reading, one commit more, a page."""
    content = workshop.folder / "history"
    tell(f"Generating a repository of {COMMITS} commits")
    chance = random.Random(2026)
    bodies = _generate(content, chance)
    first, more = [], []
    for turn in range(min(runs, 3)):
        tell(f"Reading the history, {turn + 1} of {min(runs, 3)}")
        database = workshop.folder / "history.sqlite3"
        for path in workshop.folder.glob("history.sqlite3*"):
            path.unlink()
        shutil.copy(workshop.empty, database)
        async with open_database(f"sqlite://{database}"):
            first.append(await _index(content, COMMITS))
    settings = Settings(content_dir=content, database_url=f"sqlite://{database}")
    async with open_database(settings.database_url):
        await sync_sheets(content)
        for turn in range(2 * runs):
            _one_more(content, turn)
            more.append(await _index(content, 1))
        nothing = [await _index(content, 0) for _ in range(2 * runs)]
    tell("Pages of history")
    pages = await _pages(settings, chance)
    size = f"{COMMITS} commits, {len(bodies)} sheets"
    return [
        Row("history, first reading", median(first), "s", 30, f"{seconds_of(first)}, {size}"),
        Row("history, one commit more", median(more), "s", 0.5, seconds_of(more)),
        Row("history, nothing new", median(nothing), "s", 0.1, seconds_of(nothing)),
        Row(
            f"page of history of {_PAGE_SIZE} changes, p95",
            p95(pages) * 1000,
            "ms",
            250,
            f"median {median(pages) * 1000:.1f} ms, {len(pages)} pages, Git and comparing included",
        ),
    ]


async def _index(content: Path, expected: int) -> float:
    started = time.perf_counter()
    read = await index_history(content)
    seconds = time.perf_counter() - started
    if read != expected:
        sys.exit(f"{expected} commits were to be read, but {read} were.")
    return seconds


async def _pages(settings: Settings, chance: random.Random) -> list[float]:
    """The seconds that pages take, each of another sheet or another part of its history."""
    app = create_app(settings)
    times = []
    last = COMMITS // _SHEETS // _PAGE_SIZE
    async with app.router.lifespan_context(app):
        for number in range(_PAGES):
            path = f"/startups/startup-{chance.randrange(_SHEETS)}/historique"
            query = f"page={chance.randint(1, last)}".encode()
            started = time.perf_counter()
            status, _ = await get(app, path, query)
            if status != 200:
                sys.exit(f"{path}?{query.decode()} answered {status}")
            # The first ones load templates and libraries.
            if number >= _PAGES // 20:
                times.append(time.perf_counter() - started)
    return times


def _generate(content: Path, chance: random.Random) -> dict[int, list[str]]:
    """A repository whose commits each change a sentence or the mission of one sheet."""
    (content / "startups").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(content)], check=True)
    importing = subprocess.Popen(
        ["git", "-C", str(content), "fast-import", "--quiet"], stdin=subprocess.PIPE
    )
    assert importing.stdin is not None
    bodies = {sheet: [_sentence(chance) for _ in range(30)] for sheet in range(_SHEETS)}
    for number in range(COMMITS):
        sheet = number % _SHEETS if number < 2 * _SHEETS else chance.randrange(_SHEETS)
        bodies[sheet][chance.randrange(30)] = _sentence(chance)
        data = _sheet(sheet, number, bodies[sheet]).encode()
        when = _YEAR_2018 + number * _SECONDS_BETWEEN
        who = f"Personne {number % _AUTHORS} <personne{number % _AUTHORS}@exemple.fr>"
        message = f"startup-{sheet} : mission, texte\n".encode()
        importing.stdin.write(
            f"commit refs/heads/main\ncommitter {who} {when} +0100\n".encode()
            + b"data %d\n%s" % (len(message), message)
            + f"M 100644 inline startups/startup-{sheet}.md\n".encode()
            + b"data %d\n%s\n" % (len(data), data)
        )
    importing.stdin.close()
    if importing.wait() != 0:
        sys.exit("git fast-import failed.")
    subprocess.run(["git", "-C", str(content), "reset", "-q", "--hard", "main"], check=True)
    return bodies


def _one_more(content: Path, turn: int) -> None:
    sheet = content / "startups/startup-7.md"
    sheet.write_text(sheet.read_text("utf-8") + f"\nUne phrase de plus, la {turn}e.\n", "utf-8")
    subprocess.run(
        [
            "git", "-C", str(content), "-c", "user.name=bench", "-c", "user.email=b@example.org",
            "-c", "gc.auto=0", "commit", "-qam", "startup-7 : texte",
        ],
        check=True,
    )  # fmt: skip


def _sheet(sheet: int, number: int, sentences: list[str]) -> str:
    return (
        f"---\ntitle: Startup {sheet}\nmission: Mission numéro {number} de cette startup.\n"
        "incubator: fabrique\nsponsors:\n  - /organisations/dinum\nphases:\n"
        "  - name: investigation\n    start: 2018-01-01\n  - name: construction\n"
        "    start: 2018-06-01\nthematiques:\n  - Ville\n  - Mer\n---\n\n## Le problème\n\n"
        + "\n\n".join(sentences)
        + "\n"
    )


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=12)).capitalize() + "."
