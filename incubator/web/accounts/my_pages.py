"""What the pages of one's own account share: tabs, words for instants, and a fresh sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from incubator.i18n import N_, translations
from incubator.web.forms import Form
from incubator.web.templating import language_of, page_url, render, translate

#: Each tab's route, and its label.
TABS: Mapping[str, str] = {
    "my_account": N_("Profil"),
    "my_sessions": N_("Sessions"),
    "my_tokens": N_("Jetons"),
    "my_data": N_("Données"),
}


def my_page(
    request: Request,
    tab: str,
    template: str,
    context: Mapping[str, Any],
    *,
    sent: Form | None = None,
    status: int = 200,
) -> Response:
    """A page under one of the :data:`TABS`; ``sent`` is a form that came with faults."""
    shown = {
        "tabs": [
            {"label": translate(request, label), "url": page_url(request, name), "name": name}
            for name, label in TABS.items()
        ],
        "tab": tab,
        "tab_label": translate(request, TABS[tab]),
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
        **context,
    }
    return render(request, f"accounts/{template}.html", shown, status=status)


def span(request: Request, length: timedelta) -> str:
    """A length of time in days where it is whole days, else in hours or in minutes."""
    say = translations(language_of(request)).ngettext
    minutes = int(length.total_seconds() // 60)
    if minutes % 1440 == 0:
        days = minutes // 1440
        return say("%(num)s jour", "%(num)s jours", days) % {"num": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return say("%(num)s heure", "%(num)s heures", hours) % {"num": hours}
    return say("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}


def browser_words(request: Request, description: str) -> str:
    """A browser as a session names it; in words where it did not say what it is."""
    return translate(request, N_("Navigateur inconnu")) if description in {"", "?"} else description
