"""Search forgives accents, cases, ligatures and plurals, and ranks titles over the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.sheets.layout import Collection
from incubator.store.database import open_database
from incubator.store.search import (
    MAX_WORDS,
    matching_numbers,
    query_words,
    search_everything,
    search_numbers,
)
from tests.builders import STARTUP, sheet_text, write_tree

PAD = "Un texte long qui parle de tout autre chose. " * 30


def startup(title: str, mission: str = "Aider", body: str = "") -> str:
    front = STARTUP.replace("Bac à sable", title).replace("Essayer sans rien casser", mission)
    return sheet_text(front, body)


CONTENT = {
    "startups/corps.md": startup("Un", "Deux", "Logement logement logement logement"),
    "startups/mission.md": startup("Trois", "Logement logement logement"),
    "startups/titre.md": startup("Un logement parmi beaucoup d’autres mots", "Quatre", PAD),
    "startups/partage.md": startup("Logement étudiant", "Cinq"),
    "startups/croise.md": startup("Cités", "Chambres pour étudiants", "logement"),
    "startups/oeuvre.md": startup("Main-d’Œuvre", "Æther"),
    "startups/apostrophe.md": startup("L’écoute de l'autre", "Paris–Lyon"),
    "startups/nombres.md": startup("Plan 2026 en 3D", "1e5 v2 covid19"),
    "organisations/o.md": sheet_text("name: Direction du logement\nacronym: DL"),
    "members/m.md": sheet_text("fullname: Zoë Lôgement\nrole: Coach"),
    "incubators/i.md": sheet_text("title: Fabrique\nshort_description: Du <b>logement</b>"),
    "incubators/h.md": sheet_text("title: Logement caché\nhidden: true"),
    "teams/t.md": sheet_text("name: Équipe logement"),
}

WANTED = {
    "LOGEMENTS ÉTUDIANTS": ["partage", "croise"],
    "etudi": ["partage", "croise"],
    "oeuvre": ["oeuvre"],
    "œuvres": ["oeuvre"],
    "aether": ["oeuvre"],
    "main-d'oeuvre": ["oeuvre"],
    "l'ecoute": ["apostrophe"],
    "ÉCOUTE": ["apostrophe"],
    "e\u0301coute": ["apostrophe"],
    "lyon": ["apostrophe"],
    "2026": ["nombres"],
    "20": ["nombres"],
    "3d": ["nombres"],
    "1e5": ["nombres"],
    "covid": ["nombres"],
    "covid19": ["nombres"],
}
HOSTILE = [
    '"',
    '"logement" AND "x',
    "logement*",
    "* OR *",
    "NEAR(a b)",
    "NEAR",
    "NOT",
    "AND OR NOT",
    "title:logement",
    "{title} : x",
    "^logement",
    "-logement",
    "logement & ! | <-> :*",
    "'; DROP TABLE search_texts; --",
    "\\",
    "%_",
    "\x00logement\x00",
    "\x00",
    "🚀 🏠",
    "Привет 世界",
    "\ud800",
    "a" * 100_000,
    "a " * 5_000,
    "ﷺ" * 500,
    "((((((((((",
    " \t\n",
    "",
]


@pytest.fixture
async def indexed(database_url: str, tmp_path: Path) -> AsyncIterator[Path]:
    content = write_tree(tmp_path / "content", CONTENT)
    async with open_database(database_url):
        await sync_sheets(content)
        yield content


async def found(text: str) -> list[str]:
    by_number = {n: sheet_id for sheet_id, n in (await search_numbers(Collection.STARTUPS)).items()}
    return [by_number[n] for n in await matching_numbers(text, Collection.STARTUPS)]


@pytest.mark.usefixtures("indexed")
class TestFinding:
    async def test_titles_come_before_missions_and_missions_before_bodies(self) -> None:
        ranked = await found("logement")
        assert set(ranked[:2]) == {"titre", "partage"}
        assert ranked[2] == "mission"
        assert set(ranked[3:]) == {"corps", "croise"}

    async def test_every_word_must_be_there_wherever_it_is(self) -> None:
        assert await found("logement etudiant") == ["partage", "croise"]
        assert await found("logement introuvable") == []

    async def test_words_are_found_from_their_beginning_however_written(self) -> None:
        assert {text: await found(text) for text in WANTED} == WANTED

    async def test_no_query_is_an_error(self) -> None:
        for text in HOSTILE:
            assert isinstance(await found(text), list)
            everything = await search_everything(text, 3)
            assert set(everything.hits) == set(everything.counts)

    async def test_a_query_without_words_finds_nothing(self) -> None:
        for text in ("", " ", '"', "🚀", "\x00", "-"):
            assert await found(text) == []

    async def test_marks_of_query_languages_are_no_words(self) -> None:
        assert await found('"logement" etudiant*') == ["partage", "croise"]

    async def test_everything_that_has_a_page_is_searched(self) -> None:
        everything = await search_everything("logement", 2)
        hits = everything.hits
        assert {collection: len(listed) for collection, listed in hits.items()} == {
            Collection.STARTUPS: 2,
            Collection.ORGANISATIONS: 1,
            Collection.INCUBATORS: 1,
            Collection.MEMBERS: 1,
            Collection.TEAMS: 1,
        }
        assert hits[Collection.MEMBERS][0].title == "Zoë Lôgement"
        assert everything.counts[Collection.STARTUPS] == 5


async def test_the_index_follows_the_sheets(indexed: Path) -> None:
    numbers = await search_numbers(Collection.STARTUPS)
    write_tree(indexed, {"startups/titre.md": startup("Tout autre", "Rien")})
    (indexed / "startups/corps.md").unlink()
    await sync_sheets(indexed)
    assert await found("logement") == ["partage", "mission", "croise"]
    assert set(await found("autre")) == {"titre", "apostrophe"}
    assert (await search_numbers(Collection.STARTUPS))["titre"] == numbers["titre"]


def test_a_query_keeps_its_first_words_without_their_plural() -> None:
    assert query_words("Logements choux bus gens") == ["logement", "chou", "bus", "gens"]
    assert len(query_words("mot " * 50)) == MAX_WORDS
