"""Which media types a request names, by the rules of JSON:API 1.1 (Content Negotiation)."""

from __future__ import annotations

import re

from starlette.requests import Request

from incubator.web.api.answers import ApiError
from incubator.web.api.v1.answers import JSON_API

#: What parts a list of media types, or a type's parameters, outside of quotes.
_LIST = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+')
_PARTS = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*"?)+')
_MOST_HEADER = 2_000


def check_media_types(request: Request) -> None:
    """Refuse what the specification says to refuse; a profile is passed over, as it says too.

    Raises:
        ApiError: every JSON:API type accepted has parameters that are not known or asks for an
            extension (406), or what was sent says that it has such a type (415).
    """
    sent = request.headers.get("content-type", "")[:_MOST_HEADER]
    if any(not _is_plain(one) for one in _json_api_types(sent)):
        raise ApiError(
            415,
            "unsupported_media_type",
            "The media type can't be read",
            f"Send {JSON_API} without parameters, or with a profile: no extension is known here.",
            source={"header": "Content-Type"},
        )
    accepted = ",".join(request.headers.getlist("accept"))[:_MOST_HEADER]
    asked = _json_api_types(accepted)
    if asked and not any(map(_is_plain, asked)):
        raise ApiError(
            406,
            "not_acceptable",
            "No answer of that media type",
            f"Accept {JSON_API} without parameters, or with a profile: no extension is known here.",
            source={"header": "Accept"},
        )


def _json_api_types(text: str) -> list[dict[str, str]]:
    """The parameters of each JSON:API type in a list, their names in small letters."""
    found = []
    for item in _LIST.findall(text):
        kind, *parameters = _PARTS.findall(item)
        if kind.strip().lower() == JSON_API:
            pairs = (one.partition("=") for one in parameters if one.strip())
            found.append({name.strip().lower(): value.strip(' "') for name, _, value in pairs})
    return found


def _is_plain(parameters: dict[str, str]) -> bool:
    """Whether nothing is asked for that is not known here; ``q`` only weighs."""
    return not (parameters.keys() - {"profile", "q"})
