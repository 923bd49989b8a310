"""What a startup publishes, and what it does not, said plainly."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from incubator.domain.catalogue import UNKNOWN
from incubator.domain.startups import ACCESSIBILITY_STATUSES, Startup, statistics_url
from incubator.i18n import N_
from incubator.sheets.fields import is_web_address
from incubator.web import labels
from incubator.web.templating import translate

_PUBLISHED, _PARTIAL, _MISSING = "published", "partial", "missing"


def transparency(request: Request, sheet: Startup) -> list[dict[str, Any]]:
    """The list as ``components/lists.html`` wants it, in a fixed order."""
    statistics = statistics_url(sheet.stats, sheet.stats_url, sheet.link)
    repository = sheet.repositories[0] if sheet.repositories else ""
    has_values = any(indicator.values for indicator in sheet.indicators)
    items = [
        _item(request, N_("Code source"), repository, N_("non publié")),
        _item(request, N_("Statistiques d’usage"), statistics, N_("non publiées")),
        _item(request, N_("Impact"), sheet.impact_url, N_("non publié"), here=has_values),
        _item(request, N_("Budget"), sheet.budget_url, N_("non publié"), here=bool(sheet.budgets)),
        _accessibility(request, sheet),
        _item(
            request,
            N_("Analyse de risques"),
            sheet.risk_analysis_url,
            N_("non publiée"),
            done=N_("faite, non publiée") if sheet.risk_analysis else "",
        ),
        _item(request, N_("Tableau de bord technique"), sheet.dashlord_url, N_("non publié")),
    ]
    if sheet.secured_service:
        text = translate(request, "suivie dans MonServiceSécurisé")
        label = translate(request, "Sécurité")
        items.append({"label": label, "state": _PUBLISHED, "href": None, "text": text})
    return items


def contact_of(contact: str) -> dict[str, str] | None:
    """How to write to the team: ``mailto:`` for an e-mail address, a web address as it is."""
    if not contact:
        return None
    if is_web_address(contact):
        return {"href": contact, "label": contact}
    address = contact.removeprefix("mailto:")
    mailbox, _, query = address.partition("?")
    if "@" not in mailbox or any(char.isspace() or char in "<>\"'\\" for char in mailbox):
        return {"href": "", "label": contact}
    href = f"mailto:{quote(mailbox, safe='@+.-_')}"
    return {"href": f"{href}?{quote(query, safe='=&%+')}" if query else href, "label": mailbox}


def _item(
    request: Request, label: str, url: str, missing: str, *, here: bool = False, done: str = ""
) -> dict[str, Any]:
    state = _PUBLISHED if url or here else (_PARTIAL if done else _MISSING)
    text = ""
    if not url:
        text = translate(request, N_("publié sur cette page") if here else done or missing)
    return {"label": translate(request, label), "state": state, "href": url or None, "text": text}


def _accessibility(request: Request, sheet: Startup) -> dict[str, Any]:
    status = sheet.accessibility_status
    state = {
        ACCESSIBILITY_STATUSES[2]: _PUBLISHED,
        ACCESSIBILITY_STATUSES[1]: _PARTIAL,
    }.get(status, _MISSING)
    text = labels.label(
        labels.ACCESSIBILITY, status or UNKNOWN, lambda word: translate(request, word)
    )
    label = translate(request, "Accessibilité")
    return {"label": label, "state": state, "href": None, "text": text[:1].lower() + text[1:]}
