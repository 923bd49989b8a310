"""One's own account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.web.templating import render
from incubator.web.visitor import signed_in


async def show(request: Request) -> Response:
    """``/mon-compte``"""
    signed_in(request)
    return render(request, "workspace/space.html")


routes = [Route("/mon-compte", show, name="my_account")]
