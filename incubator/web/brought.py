"""Every screen about what people bring, public ones first."""

from __future__ import annotations

from incubator.web.public import bring_problem, calls, followed, remarks
from incubator.web.workspace import accept, decisions, propose_startup, submissions
from incubator.web.workspace import calls as own_calls
from incubator.web.workspace import remarks as team_remarks

routes = [
    *bring_problem.routes,
    *followed.routes,
    *remarks.routes,
    *calls.routes,
    *propose_startup.routes,
    *submissions.routes,
    *decisions.routes,
    *accept.routes,
    *team_remarks.routes,
    *own_calls.routes,
]
