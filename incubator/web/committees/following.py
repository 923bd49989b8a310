"""The addresses of what follows a committee: promises, decisions, what is changed in one.

They stand before what is under ``/comites/{committee_id}``, which they would be taken for.
"""

from __future__ import annotations

from starlette.routing import Route

from incubator.web.committees import (
    decision_change,
    decision_page,
    follow_up,
    follow_up_promise,
    public_decisions,
)

routes: list[Route] = [
    *follow_up.routes,
    *follow_up_promise.routes,
    *public_decisions.routes,
    *decision_change.routes,
    *decision_page.routes,
]
