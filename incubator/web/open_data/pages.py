"""The pages about open data: the list of datasets, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.i18n import N_
from incubator.web.errors import MissingError
from incubator.web.links import plain_address, plain_path
from incubator.web.open_data.census import Facts
from incubator.web.open_data.datasets import BY_NAME, DATASETS
from incubator.web.open_data.declared import Column, Dataset, Kind, Value
from incubator.web.open_data.reading import facts_of
from incubator.web.open_data.table_schema import example_of
from incubator.web.open_data.words import LICENCE_TITLE, LICENCE_URL, PERSONAL
from incubator.web.open_data.writing import FORMATS, SEPARATOR, plain
from incubator.web.site import snapshot_of
from incubator.web.templating import formats_of, page_url, render, translate

_LONGEST_CELL = 80
_KIND_WORDS: Mapping[Kind, str] = {
    Kind.TEXT: N_("texte"),
    Kind.INTEGER: N_("nombre entier"),
    Kind.NUMBER: N_("nombre"),
    Kind.BOOLEAN: N_("vrai ou faux"),
    Kind.DAY: N_("date"),
    Kind.MOMENT: N_("date et heure"),
    Kind.LIST: N_("liste"),
}
_FIGURES = (Kind.INTEGER, Kind.NUMBER)


class _DatasetConvertor(Convertor[str]):
    """The name of a dataset, which has no dot: a file's name has one."""

    regex = "[a-z][a-z-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("dataset", _DatasetConvertor())


async def datasets(request: Request) -> Response:
    """``/donnees``"""
    await snapshot_of(request)
    facts = await facts_of(request, *DATASETS)
    context = {
        "datasets": [_shown(request, one, facts[one.name]) for one in DATASETS],
        "personal": [translate(request, one.title) for one in DATASETS if one.is_personal],
        "jsonld_url": plain_address(request, "dcat_jsonld"),
        "turtle_url": plain_address(request, "dcat_turtle"),
        "licence_title": LICENCE_TITLE,
        "licence_url": LICENCE_URL,
        "separator": SEPARATOR,
    }
    return render(request, "open_data/datasets.html", context)


async def dataset(request: Request) -> Response:
    """``/donnees/{dataset}``

    Raises:
        MissingError: there is no such dataset.
    """
    found = BY_NAME.get(request.path_params["dataset"])
    if found is None:
        raise MissingError
    await snapshot_of(request)
    facts = (await facts_of(request, found))[found.name]
    page = plain_address(request, "dataset", dataset=found.name)
    context = {
        "dataset": _shown(request, found, facts),
        "columns": [_column(request, one, page) for one in found.columns],
        "headers": [one.name for one in found.columns],
        "numeric": [i for i, one in enumerate(found.columns) if one.kind in _FIGURES],
        "first": [[_cell(value) for value in row] for row in facts.first],
        "has_lists": any(one.kind is Kind.LIST for one in found.columns),
        "personal": translate(request, PERSONAL) if found.is_personal else "",
        "snippets": _snippets(request, found),
        "key": ", ".join(found.key),
        "page_address": page,
        "licence_title": LICENCE_TITLE,
        "licence_url": LICENCE_URL,
        "separator": SEPARATOR,
    }
    return render(request, "open_data/dataset.html", context)


def _shown(request: Request, one: Dataset, facts: Facts) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": translate(request, one.title),
        "meaning": translate(request, one.meaning),
        "url": page_url(request, "dataset", dataset=one.name),
        "schema_url": page_url(request, "dataset_schema", dataset=one.name),
        "rows": facts.rows,
        "modified": facts.modified,
        "files": [
            {
                "label": form.label,
                # The same file for every language: its address has none.
                "url": _path(request, one, form.name),
                "type": form.media_type.partition(";")[0],
                "size": size_in_words(request, facts.sizes[form.name]),
            }
            for form in FORMATS.values()
        ],
    }


def _path(request: Request, one: Dataset, form: str) -> str:
    return plain_path(request, "dataset_file", dataset=one.name, format=form)


def size_in_words(request: Request, size: int) -> str:
    """A number of bytes as people say it."""
    number = formats_of(request).number
    kilo = 1000
    if size < kilo:
        return translate(request, N_("%(size)s octets"), size=number(size))
    if size < kilo * kilo:
        return translate(request, N_("%(size)s ko"), size=number(round(size / kilo)))
    return translate(request, N_("%(size)s Mo"), size=number(round(size / kilo / kilo, 1)))


def _column(request: Request, one: Column, page: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": translate(request, _KIND_WORDS[one.kind]),
        "meaning": translate(request, one.meaning),
        "choices": one.choices,
        "is_required": one.is_required,
        "example": example_of(one, page),
    }


def _cell(value: Value) -> str:
    """A cell of the first rows: as in the files, but cut where it is long."""
    if isinstance(value, tuple):
        value = SEPARATOR.join(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else plain(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1].rstrip()}…"


def _snippets(request: Request, one: Dataset) -> list[dict[str, str]]:
    """A line that reads the file, in the languages that analysts use."""
    file = plain_address(request, "dataset_file", dataset=one.name, format="csv")
    days = [column.name for column in one.columns if column.kind in {Kind.DAY, Kind.MOMENT}]
    dates = f", parse_dates={days}" if days else ""
    texts = (
        ("python", "Python (pandas)", f'pandas.read_csv("{file}"{dates})'),
        ("duckdb", "DuckDB", f"FROM read_csv('{file}', header = true);"),
        ("r", "R (readr)", f'readr::read_csv("{file}")'),
    )
    return [{"name": name, "label": label, "text": text} for name, label, text in texts]


routes = [
    Route("/donnees", datasets, name="datasets"),
    Route("/donnees/{dataset:dataset}", dataset, name="dataset"),
]
