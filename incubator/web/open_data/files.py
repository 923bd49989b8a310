"""The files of the datasets, their schemas, and the catalogues that describe them."""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from incubator.web.api.answers import ApiError
from incubator.web.api.documents import JSON
from incubator.web.api.open_answers import Handler, document_answer, edition_of, open_route
from incubator.web.links import plain_address, site_address
from incubator.web.open_data.datasets import BY_NAME, DATASETS
from incubator.web.open_data.dcat import described
from incubator.web.open_data.declared import Dataset
from incubator.web.open_data.rdf import JSON_LD, TURTLE, Graph, as_json_ld, as_turtle
from incubator.web.open_data.reading import (
    edition_for,
    facts_of,
    lately,
    publisher_of,
    reading_of,
)
from incubator.web.open_data.table_schema import table_schema
from incubator.web.open_data.writing import FORMATS
from incubator.web.site import site_of
from incubator.web.templating import language_of, translate

_CATALOGUE = "catalogue"


async def dataset_file(request: Request) -> Response:
    """``/donnees/{dataset}.{format}``: csv, json or ndjson.

    Raises:
        ApiError: there is no such dataset, or no such format.
    """
    dataset = _asked(request)
    form = FORMATS.get(request.path_params["format"])
    if form is None:
        names = ", ".join(FORMATS)
        raise ApiError(
            404,
            "format_unknown",
            "There is no such format",
            f"The dataset '{dataset.name}' is there as: {names}, schema.json.",
        )
    edition = await edition_for(request, dataset)

    async def write() -> Callable[[], str]:
        table = await dataset.load(await reading_of(request))
        return lambda: "".join(form.write(dataset.columns, table.rows))

    key = ("open-data", dataset.name, form.name, site_address(request))
    document = await site_of(request).documents.get(key, edition, form.media_type, write)
    answer = document_answer(request, document, is_live=not dataset.is_of_sheets)
    how = "attachment" if form.is_download else "inline"
    name = f"{dataset.name}-{edition.today.isoformat()}.{form.name}"
    answer.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return answer


async def dataset_schema(request: Request) -> Response:
    """``/donnees/{dataset}.schema.json``

    Raises:
        ApiError: there is no such dataset.
    """
    dataset, language = _asked(request), language_of(request)
    page = plain_address(request, "dataset", dataset=dataset.name)

    def compose() -> str:
        schema = table_schema(dataset, lambda text: translate(request, text), page)
        return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"

    async def write() -> Callable[[], str]:
        return compose

    key = ("open-data", dataset.name, "schema", site_address(request), language)
    edition = await edition_of(request)
    document = await site_of(request).documents.get(key, edition, JSON, write)
    answer = document_answer(request, document)
    answer.headers["Content-Disposition"] = f'inline; filename="{dataset.name}.schema.json"'
    return answer


def _asked(request: Request) -> Dataset:
    name = request.path_params["dataset"]
    dataset = BY_NAME.get(name)
    if dataset is None:
        raise ApiError(
            404,
            "dataset_unknown",
            "There is no such dataset",
            f"No dataset is called '{name[:100]}'. There are: {', '.join(BY_NAME)}.",
        )
    return dataset


def _described_as(extension: str, media_type: str, write: Callable[[Graph], str]) -> Handler:
    """The handler of ``/donnees/catalogue.{extension}``."""

    async def answer(request: Request) -> Response:
        edition = await edition_of(request)
        base = site_address(request)

        async def read() -> Callable[[], str]:
            facts = await facts_of(request, *DATASETS)
            graph = described(publisher_of(request), facts)
            return lambda: write(graph)

        key = ("open-data", _CATALOGUE, extension, base)
        cache = site_of(request).documents
        document = await cache.get(key, lately(request, edition), media_type, read)
        given = document_answer(request, document)
        name = f"{_CATALOGUE}.{extension}"
        given.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return given

    return answer


routes = [
    open_route(
        "/donnees/catalogue.jsonld", _described_as("jsonld", JSON_LD, as_json_ld), "dcat_jsonld"
    ),
    open_route("/donnees/catalogue.ttl", _described_as("ttl", TURTLE, as_turtle), "dcat_turtle"),
    open_route("/donnees/{dataset}.schema.json", dataset_schema, "dataset_schema"),
    open_route("/donnees/{dataset}.{format}", dataset_file, "dataset_file"),
]
