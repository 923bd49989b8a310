"""A page with every chart, as a server of its own sends it: real macro, files, policy."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from incubator.config import PROJECT_ROOT
from incubator.web.charts import ChartBundle
from incubator.web.middleware.security import SecurityHeadersMiddleware
from incubator.web.statics import StaticFolder
from tests.charts.samples import charts

_PAGE = """<!doctype html>
<html lang="{{ lang }}" data-skin="neutral">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Graphiques</title>
<link rel="icon" href="{{ static('img/favicon.svg') }}">
<link rel="stylesheet" href="{{ static('css/neutral.css') }}">
<link rel="stylesheet" href="{{ static('css/incubator.css') }}">
<script src="{{ static('js/menu.js') }}"></script>
{% from "components/chart.html" import chart, chart_assets with context %}
{{ chart_assets() }}
</head>
<body><main><div class="fr-container"><h1>Graphiques</h1>
{% for _line in range(lines) %}<p>Une ligne avant les graphiques.</p>{% endfor %}
<h2>Une équipe</h2>
{% for one in charts %}{{ chart(one) }}{% endfor %}
</div></main></body></html>"""


def build(bundle: Path) -> Starlette:
    """The site, whose Plotly.js is the one of a folder, else the whole one."""
    statics = StaticFolder(PROJECT_ROOT / "static", PROJECT_ROOT / "none", ChartBundle(bundle))
    environment = Environment(
        loader=FileSystemLoader(PROJECT_ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals["static"] = statics.url
    page = environment.from_string(_PAGE)

    async def show(request: Request) -> HTMLResponse:
        lang = request.query_params.get("lang", "fr")
        lines = int(request.query_params.get("lines", 0))
        return HTMLResponse(page.render(charts=charts(), lang=lang, lines=lines))

    return Starlette(
        routes=[
            Route("/", show),
            Route("/static/{path:path}", statics.serve, name="static"),
        ],
        middleware=[
            Middleware(SecurityHeadersMiddleware, https=False),
            Middleware(GZipMiddleware, minimum_size=800),
        ],
    )


if __name__ == "__main__":
    uvicorn.run(
        build(Path(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning"
    )
