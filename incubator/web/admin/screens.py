"""What the screens of administration share: the bar of sections, lists with search and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from incubator.i18n import N_
from incubator.web.public.paging import Page, asked_page, asked_text
from incubator.web.templating import page_url, render, translate

PAGE_SIZE = 50
#: The sections by the name of their first page: their title, and what they are for.
SECTIONS: Mapping[str, tuple[str, str]] = {
    "admin": (N_("À traiter"), ""),
    "admin_accounts": (
        N_("Comptes"),
        N_("Inviter une personne, lui donner un accès, fermer ou effacer son compte."),
    ),
    "admin_grants": (
        N_("Accès"),
        N_("Tous les accès donnés : à qui, par qui, pourquoi et jusqu’à quand."),
    ),
    "admin_invitations": (
        N_("Invitations"),
        N_("Renvoyer ou retirer une invitation qui attend une réponse."),
    ),
    "admin_syncs": (
        N_("Synchronisations"),
        N_("Les fiches à corriger, et ce que les dernières lectures ont changé."),
    ),
    "admin_mails": (N_("Messages"), N_("Ce qui est parti, ce qui attend et ce qui a échoué.")),
    "admin_changes": (
        N_("Modifications"),
        N_("Les modifications de fiches que GitHub n’a pas encore reçues, et pourquoi."),
    ),
    "admin_jobs": (N_("Tâches"), N_("Ce que le site fait seul, et comment cela s’est passé.")),
    "admin_settings": (N_("Réglages"), N_("Les réglages en vigueur, sans les secrets.")),
    "admin_journal": (N_("Journal"), N_("Qui a fait quoi, quand, et ce qui a changé.")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for; a filter that is not known is empty."""

    request: Request
    route: str
    text: str
    filters: Mapping[str, str]
    number: int
    path: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The rank of the page's first item, from 0."""
        return (self.number - 1) * PAGE_SIZE

    @property
    def query(self) -> dict[str, str]:
        """The search and the filters, as an address has them."""
        asked = {"q": self.text, **self.filters}
        return {name: value for name, value in asked.items() if value}

    @property
    def whole_query(self) -> dict[str, str]:
        """The same with the page, to come back to the very same list."""
        return {**self.query, **({"page": str(self.number)} if self.number > 1 else {})}

    def url(self, **query: str) -> str:
        """The address of the list with another query."""
        return page_url(self.request, self.route, **self.path, **query)

    def page(self, total: int) -> Page:
        """Where the page stands among ``total`` items."""

        def url_for(number: int) -> str:
            return self.url(**self.query, **({"page": str(number)} if number > 1 else {}))

        return Page(self.number, PAGE_SIZE, total, url_for)


def ask(
    request: Request,
    route: str,
    filters: Mapping[str, Iterable[str]] | None = None,
    **path: str,
) -> Asked:
    """Read what an address asks of a list; ``filters`` maps parameters to their known values."""
    chosen = {}
    for name, known in (filters or {}).items():
        value = request.query_params.get(name, "")
        chosen[name] = value if value in set(known) else ""
    return Asked(request, route, asked_text(request), chosen, asked_page(request), path)


def select(
    request: Request, asked: Asked, name: str, label: str, every: str, names: Mapping[str, str]
) -> dict[str, Any]:
    """A filter for the form above a list; ``every`` is what no choice is called."""
    choices = [(value, translate(request, text)) for value, text in names.items()]
    return {
        "name": name,
        "label": translate(request, label),
        "choices": [("", translate(request, every)), *choices],
        "value": asked.filters[name],
    }


def screen(
    request: Request,
    section: str,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    """A page of a section, with the bar that leads to the others."""
    sections = [
        {
            "label": translate(request, title),
            "note": translate(request, note) if note else "",
            "url": page_url(request, name),
            "is_current": name == section,
        }
        for name, (title, note) in SECTIONS.items()
    ]
    return render(request, f"admin/{template}", {"sections": sections, **context}, status=status)


def listing(asked: Asked, total: int, filters: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What the template of a list needs besides its items."""
    return {
        "text": asked.text,
        "filters": list(filters),
        "count": total,
        "page": asked.page(total),
        "list_url": asked.url(),
        "is_filtered": bool(asked.query),
        "query": asked.whole_query,
    }
