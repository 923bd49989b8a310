"""The Table Schema of a dataset (https://specs.frictionlessdata.io/table-schema/), of its CSV.

Table Schema has no list: such a column is a text, and says what separates its items.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from incubator.web.open_data.declared import Column, Dataset, Kind
from incubator.web.open_data.writing import SEPARATOR

_PROFILE = "https://specs.frictionlessdata.io/schemas/table-schema.json"


def table_schema(dataset: Dataset, translate: Callable[[str], str], page: str) -> dict[str, Any]:
    """The schema as JSON has it; ``page`` is the full address of the dataset's page."""
    return {
        "$schema": _PROFILE,
        "name": dataset.name,
        "title": translate(dataset.title),
        "description": translate(dataset.meaning),
        "homepage": page,
        "fields": [_field(column, translate, page) for column in dataset.columns],
        "missingValues": [""],
        "primaryKey": list(dataset.key),
    }


def _field(column: Column, translate: Callable[[str], str], page: str) -> dict[str, Any]:
    is_list = column.kind is Kind.LIST
    field: dict[str, Any] = {
        "name": column.name,
        "type": (Kind.TEXT if is_list else column.kind).value,
        "description": translate(column.meaning),
    }
    if is_list:
        field["separator"] = SEPARATOR
    elif column.is_address:
        field["format"] = "uri"
    if column.kind is Kind.BOOLEAN:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if example := example_of(column, page):
        field["example"] = example
    if constraints := _constraints(column):
        field["constraints"] = constraints
    return field


def example_of(column: Column, page: str) -> str:
    """A cell as CSV has it; "" where the column declares none."""
    return column.example or (page if column.is_address else "")


def _constraints(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if column.is_required:
        found["required"] = True
    if column.choices:
        found["enum"] = list(column.choices)
    if column.minimum is not None:
        found["minimum"] = column.minimum
    return found
