"""The journal for an archive elsewhere, which then notices what is missing here.

The chain alone can't tell that its last entries were cut off. An archive asks from one entry
before its last (``after`` = its last number - 1): the first entry of the answer must be the one
that it knows, with the same hash.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.days import instant_text
from incubator.domain.scopes import Scope
from incubator.store.journal import find_entries
from incubator.web.api.answers import ApiError, data_answer
from incubator.web.api.guard import bearer

_MOST, _USUAL = 500, 100
#: The largest number that both kinds of database hold in the journal's first column.
_LAST_NUMBER = 2**31 - 1


async def entries(request: Request) -> Response:
    """``/api/1/journal?after=NUMBER&limit=1..500``: oldest first, and how many remain."""
    await bearer(request, Scope.JOURNAL_READ)
    after = _whole(request, "after", 0, range(_LAST_NUMBER + 1))
    limit = _whole(request, "limit", _USUAL, range(1, _MOST + 1))
    count, found = await find_entries(after=after, limit=limit, oldest_first=True)
    data = [
        {
            "number": entry.number,
            "at": instant_text(entry.at),
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "request_id": entry.request_id,
            "detail": entry.detail,
            "personal": entry.personal,
            "hash": entry.hash,
        }
        for entry in found
    ]
    last = found[-1].number if found else after
    return data_answer(data, meta={"last": last, "remaining": max(0, count - len(found))})


def _whole(request: Request, name: str, default: int, allowed: range) -> int:
    """A parameter that is a whole number.

    Raises:
        ApiError: it is none, or out of bounds.
    """
    text = request.query_params.get(name, str(default))
    if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) in allowed:
        return int(text)
    raise ApiError(
        400,
        "invalid_parameter",
        "A parameter can't be read",
        f"{name} is a whole number from {allowed.start} to {allowed.stop - 1}.",
    )


routes = [Route("/api/1/journal", entries, name="api_journal")]
