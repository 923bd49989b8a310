"""What a page needs to show a chart: the finding, the figure, and the same figures as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart as the reader's language writes them.

    The first column names the rows, the others hold figures. ``caption`` says what the table
    holds; the chart's title stands for it where it is empty.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as ``templates/components/chart.html`` shows it.

    ``id`` is the element's id: one of a kind on its page, and the name of the picture that a
    reader saves. ``title`` says the finding, ``sentence`` what the chart shows. ``height`` is in
    pixels: the page keeps that room free until the chart is drawn. ``csv_url`` is the address of
    the same figures as CSV, if there is one.
    """

    id: str
    title: str
    sentence: str
    figure: dict[str, Any]
    table: Table
    height: int = 320
    csv_url: str = ""
