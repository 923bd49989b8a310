"""What makes the next request for an address conditional, by source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from incubator.github.api import Validator
from incubator.store import models
from incubator.store.upserts import upsert_rows


async def validators_of(source_id: int) -> dict[str, Validator]:
    """What is known of the addresses that a source was read from."""
    rows: Any = models.HttpValidator.filter(source_id=source_id)
    return {
        url: Validator(etag, next_url)
        for url, etag, next_url in await rows.values_list("url", "etag", "next_url")
    }


async def keep_validators(
    client: BaseDBAsyncClient, source_id: int, found: Mapping[str, Validator]
) -> None:
    """Write validators, within the transaction of the facts that came with them."""
    rows = [
        {"source_id": source_id, "url": url, "etag": told.etag, "next_url": told.next_url}
        for url, told in found.items()
    ]
    fitting = [row for row in rows if all(_fits(name, value) for name, value in row.items())]
    await upsert_rows(client, models.HttpValidator, fitting, ("source_id", "url"))


async def forget_validators(source_id: int) -> None:
    """Ask for everything of a source anew: its name now leads to another repository."""
    await models.HttpValidator.filter(source_id=source_id).delete()


def _fits(column: str, value: Any) -> bool:
    """Whether a text may be given back as it is: an address that does not fit is asked anew."""
    length = getattr(models.HttpValidator._meta.fields_map[column], "max_length", None)
    return length is None or len(value) <= length
