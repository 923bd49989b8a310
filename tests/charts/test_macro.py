"""The chart in a page: words, figure as data, table."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

from jinja2 import Environment, FileSystemLoader

from incubator.charts import Chart
from incubator.config import PROJECT_ROOT
from tests.charts.samples import HOSTILE, charts


def rendered(chart: Chart) -> str:
    environment = Environment(
        loader=FileSystemLoader(PROJECT_ROOT / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    source = '{% from "components/chart.html" import chart %}{{ chart(one) }}'
    return environment.from_string(source).render(one=chart)


def figure_in(page: str) -> object:
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_figure_comes_back_from_the_page_as_it_was() -> None:
    for chart in charts():
        assert figure_in(rendered(chart)) == chart.figure


def test_no_text_ends_the_figure_or_begins_an_element() -> None:
    chart = charts()[0]
    figure = {"data": [{"name": HOSTILE}], "layout": {"title": {"text": HOSTILE}}}
    rows = replace(chart.table, rows=((HOSTILE, HOSTILE),))
    page = rendered(replace(chart, title=HOSTILE, sentence=HOSTILE, figure=figure, table=rows))
    assert page.count("<script") == page.count("</script>") == 1
    assert "<b>" not in page
    data = page.partition("application/json")[2].partition("</script>")[0]
    assert not set("&\u2028") & set(data.partition(">")[2])
    assert figure_in(page) == figure
    assert unescape(page).count(HOSTILE) >= 4


def test_the_table_is_open_with_its_caption_and_headers() -> None:
    chart = charts()[0]
    page = rendered(chart)
    assert '<details class="inc-chart__data" open>' in page
    assert f">{chart.title}</caption>" in page
    assert page.count('scope="col"') == len(chart.table.columns)
    assert page.count('scope="row"') == len(chart.table.rows)
    titled = rendered(replace(chart, table=replace(chart.table, caption="Tickets par jour")))
    assert ">Tickets par jour</caption>" in titled


def test_a_link_to_the_same_figures_is_there_if_given() -> None:
    chart = charts()[0]
    assert "CSV" not in rendered(chart)
    assert 'href="/startups/x/tickets.csv"' in rendered(
        replace(chart, csv_url="/startups/x/tickets.csv")
    )


def test_no_element_has_a_style_of_its_own() -> None:
    assert not re.search(r"\sstyle=|<style|\son\w+=", rendered(charts()[0]))
