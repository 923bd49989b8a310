"""The words of the full-text index, for a search that runs without the database.

They are read from the index itself, so that another search over them finds what the database finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.sheets.layout import Collection
from incubator.store.database import connection, dialect
from incubator.store.search import RANGE, first_number

# Words are parted by one space; a column without a word counts none.
_LENGTH = "length(trim({0})) - length(replace(trim({0}), ' ', '')) + (length(trim({0})) > 0)"


@dataclass(frozen=True, slots=True)
class CountedWords:
    """How often each word is in a sheet's body, and how many words the whole sheet has."""

    body: Mapping[str, int]
    length: int


@dataclass(frozen=True, slots=True)
class CollectionWords:
    """The words of a collection's sheets by row number; what all searched sheets are like."""

    sheets: Mapping[int, CountedWords]
    #: How many words a searched sheet has on average, those of other collections included.
    mean_length: float


async def collection_words(collection: Collection) -> CollectionWords:
    """The words that the index holds of a collection; two queries."""
    first = first_number(collection)
    client = connection()
    if dialect(client) == "postgres":
        return await _postgres_words(client, first)
    _, rows = await client.execute_query(
        "SELECT rowid, title, summary, body FROM search_texts WHERE rowid >= ? AND rowid < ?",
        [first, first + RANGE],
    )
    sheets = {}
    for number, *columns in map(tuple, rows):
        title, summary, body = (column.split() for column in columns)
        sheets[number] = CountedWords(Counter(body), len(title) + len(summary) + len(body))
    lengths = " + ".join(f"({_LENGTH.format(name)})" for name in ("title", "summary", "body"))
    _, means = await client.execute_query(f"SELECT avg({lengths}) FROM search_texts")  # noqa: S608 - constants
    return CollectionWords(sheets, float(next(iter(means[0])) or 0))


async def _postgres_words(client: Any, first: int) -> CollectionWords:
    _, rows = await client.execute_query(
        "SELECT number, lexeme, weights FROM search_texts, unnest(vector)"
        " WHERE number >= $1 AND number < $2",
        [first, first + RANGE],
    )
    bodies: dict[int, dict[str, int]] = {}
    lengths: Counter[int] = Counter()
    for row in rows:
        number, weights = row["number"], row["weights"]
        lengths[number] += len(weights)
        body = bodies.setdefault(number, {})
        if count := weights.count("D"):
            body[row["lexeme"]] = count
    _, means = await client.execute_query("SELECT avg(length(vector)) AS mean FROM search_texts")
    sheets = {number: CountedWords(body, lengths[number]) for number, body in bodies.items()}
    return CollectionWords(sheets, float(means[0]["mean"] or 0))
