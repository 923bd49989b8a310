"""Suggestions while one types: administrations, incubators, members, tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from incubator.domain.text import fold
from incubator.store.snapshot import Snapshot
from incubator.web.errors import MissingError
from incubator.web.labels import USER_TYPES
from incubator.web.site import snapshot_of
from incubator.web.templating import translate
from incubator.web.visitor import signed_in

_AT_MOST = 12
_QUERY_CHARS = 100
#: What is suggested, by the name in the address, and the kind of tag that it is.
_TAGS = {"themes": "theme", "technologies": "technology", "publics": "usertype"}
_KINDS = {"organisations", "incubateurs", "members", *_TAGS}

#: What is written, and how it is explained.
Suggestion = tuple[str, str]


async def suggest(request: Request) -> Response:
    """``GET /espace/suggestions/{topic}?q=``: at most twelve, those that begin so first."""
    signed_in(request)
    kind = request.path_params["topic"]
    if kind not in _KINDS:
        raise MissingError
    typed = fold(request.query_params.get("q", "")[:_QUERY_CHARS]).strip()
    found = _ranked(_known(request, await snapshot_of(request), kind), typed)
    answer = [{"value": value, "label": label} for value, label in found[:_AT_MOST]]
    return JSONResponse(answer, headers={"Cache-Control": "private, no-store"})


def _known(request: Request, snapshot: Snapshot, kind: str) -> Iterator[Suggestion]:
    if kind == "organisations":
        for one in snapshot.organisations.values():
            yield one.id, f"{one.name} ({one.acronym})" if one.acronym else one.name
    elif kind == "incubateurs":
        for incubator in snapshot.incubators.values():
            yield incubator.id, incubator.title
    elif kind == "members":
        for person in snapshot.people:
            yield person.id, person.full_name
    else:
        for (tag_kind, _), label in snapshot.tag_labels.items():
            if tag_kind == _TAGS[kind]:
                told = USER_TYPES.get(label) if kind == "publics" else None
                yield label, translate(request, told) if told else label


def _ranked(known: Iterable[Suggestion], typed: str) -> list[Suggestion]:
    ranked = []
    for value, label in known:
        folded = f"{fold(label)} {fold(value)}"
        place = f" {folded}".find(f" {typed}")
        if place < 0:
            place = 1000 + folded.find(typed) if typed in folded else -1
        if place >= 0:
            ranked.append((place > 0, place, folded, (value, label)))
    return [suggestion for *_, suggestion in sorted(ranked)]


routes = [Route("/espace/suggestions/{topic}", suggest, name="suggestions")]
