"""The description of the API is valid, says everything that there is, and is true."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator.schemas import schema_v31
from schemathesis import GenerationMode
from starlette.routing import Route

from incubator.app import create_app
from incubator.web.api.v1.types import TYPES
from tests.conftest import TODAY
from tests.web.conftest import Site

DESCRIPTION = "/api/1/openapi.json"
#: Questions asked of each address: more of those that answer more.
OF_LISTS, OF_ONE, OF_LINKS = 4, 2, 1
#: What answers only to those who hold a token: told on their own account's pages.
WITH_TOKEN = {"/api/1/me", "/api/1/journal"}
Document = dict[str, Any]


@pytest.fixture
async def visitor(plain: Site) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody whom no limit stops."""
    async with plain.visitor(api_requests=1_000_000) as client:
        yield client


async def described(visitor: httpx.AsyncClient, language: str = "") -> Document:
    answer = await visitor.get(f"{language}{DESCRIPTION}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    document: Document = answer.json()
    return document


async def test_the_description_is_valid_in_both_languages(visitor: httpx.AsyncClient) -> None:
    of_openapi = jsonschema_rs.validator_for(dict(schema_v31))
    french, english = await described(visitor), await described(visitor, "/en")
    for document in (french, english):
        of_openapi.validate(document)
    assert french["paths"].keys() == english["paths"].keys()
    for schema in french["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


async def test_every_address_of_the_api_is_described(
    plain: Site, visitor: httpx.AsyncClient
) -> None:
    paths = (await described(visitor))["paths"]
    links = [
        f"/api/1/{kind.name}/{{id}}/{steps}{one.name}"
        for kind in TYPES
        for one in kind.relationships
        for steps in ("", "relationships/")
    ]
    lists = [f"/api/1/{kind.name}{steps}" for kind in TYPES for steps in ("", "/{id}")]
    assert {*links, *lists} <= paths.keys()
    fixed = {
        route.path
        for route in create_app(plain.settings).routes
        if isinstance(route, Route)
        and route.path.startswith("/api/")
        and "{type}" not in route.path
    }
    assert fixed - WITH_TOKEN <= paths.keys()
    assert paths.keys() <= {*links, *lists, *fixed}


async def test_examples_are_real_answers(visitor: httpx.AsyncClient) -> None:
    paths = (await described(visitor))["paths"]
    shown = 0
    for kind in TYPES:
        told = paths[f"/api/1/{kind.name}/{{id}}"]["get"]["responses"]["200"]["content"]
        example = told["application/vnd.api+json"].get("example")
        assert kind.is_live == (example is None), kind.name
        if example:
            answer = await visitor.get(example["links"]["self"])
            assert answer.json() == example
            shown += 1
    assert shown >= 8


async def test_the_api_answers_as_it_is_described(visitor: httpx.AsyncClient) -> None:
    """Schemathesis asks what the description allows, and checks every answer by it."""
    document = await described(visitor)
    schema = schemathesis.openapi.from_dict(document)
    schema.config.generation.update(codec="ascii", allow_x00=False)
    statuses: dict[int, int] = {}
    operations: Any = schema.get_all_operations()
    for operation in (found.ok() for found in operations):
        known = example_id(operation.path, document)
        for number, case in enumerate(questions(operation)):
            if "id" in case.path_parameters and known and number % 2 == 0:
                case.path_parameters["id"] = quote(known, safe="")
            bounded(case)
            answer = await visitor.request(**request_of(case))
            case.validate_response(answer)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    assert statuses.keys() <= {200, 400, 404}, statuses
    # What can't be said in a schema (too much to include) is all that may be refused.
    assert statuses[200] > 5 * statuses.get(400, 0), statuses
    assert statuses[200] > 100, statuses


def questions(operation: Any) -> list[Any]:
    """The same questions at each run."""
    found: list[Any] = []
    _, with_id, link = operation.path.partition("{id}")
    asked = (OF_LINKS if link else OF_ONE) if with_id else OF_LISTS

    @settings(
        max_examples=asked,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


def bounded(case: Any) -> None:
    """Leave out a day to come: that only the past can be read is said in words."""
    if date.fromisoformat(case.query.get("au", "2000-01-01")) > TODAY:
        del case.query["au"]


def request_of(case: Any) -> dict[str, Any]:
    told = case.as_transport_kwargs(base_url="http://127.0.0.1")
    return {name: told[name] for name in ("method", "url", "headers", "params")}


def example_id(path: str, document: Document) -> str:
    """An id that the description itself shows."""
    shown = document["paths"][path].get("parameters", ())
    return next((str(one["example"]) for one in shown if "example" in one), "")
