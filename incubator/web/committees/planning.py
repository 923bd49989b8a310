"""Every screen on which sessions are planned, but for the session's own page.

That page's address comes last of all (``session_page``).
"""

from __future__ import annotations

from incubator.web.committees import agenda, convene, forms, home, incubator, members, rules

routes = [
    *home.routes,
    *incubator.routes,
    *forms.routes,
    *rules.routes,
    *members.routes,
    *agenda.routes,
    *convene.routes,
]
