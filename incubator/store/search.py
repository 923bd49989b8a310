"""Full-text search behind one function: FTS5 on SQLite, tsvector on PostgreSQL.

Texts and queries are folded by :func:`incubator.domain.text.words` before they reach either, so
that both forgive the same accents, cases and ligatures. Words match from their beginning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from incubator.domain.text import fold_words, words
from incubator.sheets.layout import Collection
from incubator.store.bulk import insert_rows
from incubator.store.database import connection, dialect
from incubator.store.models import SearchDocument

#: Row numbers of a collection begin here: a range of numbers is a collection.
RANGE = 10_000_000
_RANKS = {
    collection: rank
    for rank, collection in enumerate(
        (
            Collection.STARTUPS,
            Collection.ORGANISATIONS,
            Collection.INCUBATORS,
            Collection.MEMBERS,
            Collection.TEAMS,
        )
    )
}
SEARCHED = tuple(_RANKS)
#: Words of a query beyond these are left out, and so are its characters.
MAX_WORDS = 12
MAX_QUERY_CHARS = 200
#: Matches up to this many are scored by relevance.
MAX_SCORED = 1_000
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched of a sheet: title over summary over body; and what a result shows."""

    collection: Collection
    sheet_id: str
    title: str
    summary: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A result of a search over everything."""

    collection: Collection
    sheet_id: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search over everything found: the best hits, and how many matches there are."""

    hits: Mapping[Collection, Sequence[Hit]]
    counts: Mapping[Collection, int]


def first_number(collection: Collection) -> int:
    """The first row number of a collection's range."""
    return _RANKS[collection] * RANGE


def query_words(text: str) -> list[str]:
    """The words looked for, plurals cut so that "logements" finds "logement"."""
    found = words(text[:MAX_QUERY_CHARS])[:MAX_WORDS]
    return [
        word[:-1] if len(word) > _SHORTEST_STEM and word[-1] in "sx" else word for word in found
    ]


async def matching_numbers(text: str, collection: Collection) -> list[int]:
    """Row numbers in a collection that match every word: title over summary over body.

    A sheet whose title has all the words comes before one that needs its summary, which comes
    before one that needs its body; within each, by the engine's relevance.
    """
    tokens = query_words(text)
    if not tokens:
        return []
    first = first_number(collection)
    return await _numbers_between(tokens, first, first + RANGE)


async def search_everything(text: str, limit: int) -> Findings:
    """The best hits of every searched collection, at most ``limit`` of each; three queries."""
    tokens = query_words(text)
    if not tokens:
        return Findings({}, {})
    matches = await _numbers_between(tokens, 0, RANGE * len(SEARCHED))
    by_collection: dict[Collection, list[int]] = {collection: [] for collection in SEARCHED}
    for number in matches:
        by_collection[SEARCHED[number // RANGE]].append(number)
    counts = {collection: len(found) for collection, found in by_collection.items() if found}
    numbers = [number for found in by_collection.values() for number in found[:limit]]
    rows = await SearchDocument.filter(number__in=numbers or [-1]).values_list(
        "number", "collection", "sheet_id", "title", "summary"
    )
    by_number = {row[0]: Hit(Collection(row[1]), *row[2:]) for row in rows}
    hits: dict[Collection, list[Hit]] = {}
    for number in numbers:
        if hit := by_number.get(number):
            hits.setdefault(hit.collection, []).append(hit)
    return Findings(hits, counts)


async def _numbers_between(tokens: Sequence[str], first: int, last: int) -> list[int]:
    client = connection()
    search = _postgres_numbers if dialect(client) == "postgres" else _sqlite_numbers
    return await search(client, tokens, first, last)


async def search_numbers(
    collection: Collection, ids: Iterable[str] | None = None
) -> dict[str, int]:
    """The row numbers of a collection's sheets, by id; ``ids`` keeps only those."""
    query = SearchDocument.filter(collection=collection.value)
    if ids is not None:
        query = query.filter(sheet_id__in=list(ids))
    rows: Any = await query.values_list("sheet_id", "number")
    return dict(rows)


async def _sqlite_numbers(
    client: BaseDBAsyncClient, tokens: Sequence[str], first: int, last: int
) -> list[int]:
    match = " AND ".join(f'"{token}"*' for token in tokens)
    tiers = (f"{{title}} : ({match})", f"{{title summary}} : ({match})", match)
    # One row a tier: thousands of rows would cost more to hand over than to find.
    one = (
        "SELECT json_group_array(rowid) FROM search_texts"
        " WHERE search_texts MATCH ? AND rowid >= ? AND rowid < ?"
    )
    values = [value for tier in tiers for value in (tier, first, last)]
    _, rows = await client.execute_query(" UNION ALL ".join([one] * len(tiers)), values)
    found: list[list[int]] = [json.loads(row[0]) for row in map(tuple, rows)]
    if len(found[-1]) > MAX_SCORED:
        # Scoring reads every match: beyond what anyone pages through, tiers alone decide.
        return list(dict.fromkeys(chain.from_iterable(found)))
    _, scored = await client.execute_query(
        "SELECT rowid, bm25(search_texts, 10.0, 4.0, 1.0) FROM search_texts"
        " WHERE search_texts MATCH ? AND rowid >= ? AND rowid < ?",
        [match, first, last],
    )
    scores: dict[int, float] = dict(map(tuple, scored))
    return _ranked(
        (number, tier, scores.get(number, 0.0))
        for tier, numbers in enumerate(found)
        for number in numbers
    )


async def _postgres_numbers(
    client: BaseDBAsyncClient, tokens: Sequence[str], first: int, last: int
) -> list[int]:
    any_place = " & ".join(f"{token}:*" for token in tokens)
    summary = " & ".join(f"{token}:*AB" for token in tokens)
    title = " & ".join(f"{token}:*A" for token in tokens)
    rows = await client.execute_query(
        "SELECT number, CASE WHEN vector @@ to_tsquery('simple', $1) THEN 0"
        " WHEN vector @@ to_tsquery('simple', $2) THEN 1 ELSE 2 END AS tier,"
        " -ts_rank('{0.1, 0.2, 0.4, 1.0}', vector, to_tsquery('simple', $3)) AS score"
        " FROM search_texts WHERE vector @@ to_tsquery('simple', $3)"
        " AND number >= $4 AND number < $5",
        [title, summary, any_place, first, last],
    )
    return _ranked((row["number"], row["tier"], row["score"]) for row in rows[1])


def _ranked(rows: Iterable[tuple[int, int, float]]) -> list[int]:
    """Numbers by their best tier, then by score (the lowest first), then by number."""
    best: dict[int, tuple[int, float, int]] = {}
    for number, tier, score in rows:
        if number not in best or best[number][0] > tier:
            best[number] = (tier, score, number)
    return sorted(best, key=best.__getitem__)


async def index_documents(client: BaseDBAsyncClient, documents: Sequence[Document]) -> None:
    """Add or replace documents in the index; part of the caller's transaction."""
    if not documents:
        return
    numbers = await _numbers(documents)
    await _delete_numbers(client, [n for n, is_new in numbers if not is_new])
    rows = [
        {
            "number": number,
            "collection": document.collection.value,
            "sheet_id": document.sheet_id,
            "title": document.title[:500],
            "summary": document.summary,
        }
        for (number, _), document in zip(numbers, documents, strict=True)
    ]
    await insert_rows(client, SearchDocument, rows)
    texts: list[list[Any]] = [
        [number, *_folded(document.title, document.summary, document.body)]
        for (number, _), document in zip(numbers, documents, strict=True)
    ]
    if dialect(client) == "postgres":
        statement = (
            "INSERT INTO search_texts (number, vector) VALUES ($1,"
            " setweight(to_tsvector('simple', $2), 'A') ||"
            " setweight(to_tsvector('simple', $3), 'B') ||"
            " setweight(to_tsvector('simple', $4), 'D'))"
        )
    else:
        statement = "INSERT INTO search_texts (rowid, title, summary, body) VALUES (?, ?, ?, ?)"
    await client.execute_many(statement, texts)


async def forget_documents(
    client: BaseDBAsyncClient, collection: Collection, sheet_ids: Sequence[str]
) -> None:
    """Take documents out of the index; part of the caller's transaction."""
    numbers: Any = await SearchDocument.filter(
        collection=collection.value, sheet_id__in=list(sheet_ids)
    ).values_list("number", flat=True)
    await _delete_numbers(client, list(numbers))


async def _numbers(documents: Sequence[Document]) -> list[tuple[int, bool]]:
    """A row number for each document, and whether it is new."""
    known: dict[tuple[str, str], int] = {}
    highest: dict[str, int] = {}
    for collection in {document.collection.value for document in documents}:
        rows: Any = await SearchDocument.filter(collection=collection).values_list(
            "sheet_id", "number"
        )
        for sheet_id, number in rows:
            known[collection, sheet_id] = number
        first = first_number(Collection(collection))
        highest[collection] = max((number for _, number in rows), default=first)
    result = []
    for document in documents:
        key = (document.collection.value, document.sheet_id)
        if key in known:
            result.append((known[key], False))
        else:
            highest[key[0]] += 1
            result.append((highest[key[0]], True))
    return result


async def _delete_numbers(client: BaseDBAsyncClient, numbers: Sequence[int]) -> None:
    column, mark = ("number", "$1") if dialect(client) == "postgres" else ("rowid", "?")
    if numbers:
        await client.execute_many(
            f"DELETE FROM search_texts WHERE {column} = {mark}",  # noqa: S608 - two constants
            [[number] for number in numbers],
        )
        for start in range(0, len(numbers), 500):
            chunk = list(numbers[start : start + 500])
            await SearchDocument.filter(number__in=chunk).using_db(client).delete()


def _folded(*texts: str) -> list[str]:
    """Texts as the index keeps them; folding them as one is faster."""
    folded = fold_words("\0".join(text.replace("\0", " ") for text in texts), keep="\0")
    return folded.split("\0")
