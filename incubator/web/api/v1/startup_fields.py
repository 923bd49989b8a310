"""What a startup tells: every field of its sheet, and where it stands on the day that is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from incubator.domain.catalogue import UNKNOWN, Card, Published
from incubator.domain.phases import PHASES
from incubator.domain.startups import statistics_url
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.open_reads import PARTS, parts_of_startups, sheet_rows
from incubator.web.api.answers import number
from incubator.web.api.v1.resources import Attribute, View
from incubator.web.api.v1.schemas import (
    ADDRESS,
    DAY,
    DAY_OR_NULL,
    FLAG,
    NUMBER_OR_NULL,
    TEXT,
    TEXTS,
    choice,
    records,
)
from incubator.web.api.v1.sheets import TEXTS as SHEET_TEXTS
from incubator.web.api.v1.sheets import Sheets
from incubator.web.site import site_of
from incubator.web.sources import image_url
from incubator.web.templating import absolute_url

#: What programs call what a startup may publish.
PUBLISHED: Mapping[str, Published] = {
    "impact": Published.IMPACT,
    "budget": Published.BUDGET,
    "code": Published.CODE,
    "statistics": Published.STATISTICS,
}
_WHOLE_OR_NULL = {"type": ["integer", "null"]}

ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("title", TEXT, N_("Le nom.")),
    Attribute("mission", TEXT, N_("Ce que fait la startup, pour qui, en une phrase.")),
    Attribute(
        "phase",
        choice((*PHASES, UNKNOWN)),
        N_("La phase à la date lue ; « inconnu » avant la première."),
    ),
    Attribute("phase_since", DAY_OR_NULL, N_("Depuis quand elle est dans cette phase.")),
    Attribute("started_on", DAY_OR_NULL, N_("Le premier jour de sa première phase.")),
    Attribute(
        "phases",
        records(phase=TEXT, start=DAY, end=DAY_OR_NULL, comment=TEXT),
        N_("Les phases de la fiche ; à une date passée, celles qui avaient commencé."),
    ),
    Attribute(
        "events",
        records(name=TEXT, day=DAY, comment=TEXT),
        N_("Les événements de la fiche ; à une date passée, ceux qui avaient eu lieu."),
    ),
    Attribute(
        "national_impact_since", DAY_OR_NULL, N_("Depuis quand son impact national est reconnu.")
    ),
    Attribute(
        "incubator_names",
        records(id=TEXT, title=TEXT),
        N_("Les incubateurs que la fiche nomme, avec ceux qui n’ont pas de page."),
    ),
    Attribute(
        "sponsor_names",
        records(id=TEXT, name=TEXT),
        N_("Les administrations que la fiche nomme, avec celles qui n’ont pas de page."),
    ),
    Attribute("contact", TEXT, N_("Comment écrire à l’équipe : adresse électronique ou web.")),
    Attribute("link", ADDRESS, N_("L’adresse du service.")),
    Attribute("repositories", TEXTS, N_("Les dépôts de code source.")),
    Attribute("user_types", TEXTS, N_("Les publics du service.")),
    Attribute("themes", TEXTS, N_("Les thèmes.")),
    Attribute("technologies", TEXTS, N_("Les technologies.")),
    Attribute(
        "published",
        {"type": "array", "items": choice(PUBLISHED)},
        N_("Ce qu’elle publie aujourd’hui."),
    ),
    Attribute("accessibility_status", TEXT, N_("La conformité d’accessibilité déclarée.")),
    Attribute("statistics_url", ADDRESS, N_("L’adresse de ses statistiques d’usage.")),
    Attribute("budget_url", ADDRESS, N_("L’adresse de son budget.")),
    Attribute("impact_url", ADDRESS, N_("L’adresse de ses mesures d’impact.")),
    Attribute("dashlord_url", ADDRESS, N_("L’adresse de son tableau de bord technique.")),
    Attribute("risk_analysis", FLAG, N_("Une analyse de risques a été faite.")),
    Attribute("risk_analysis_url", ADDRESS, N_("L’adresse de l’analyse de risques.")),
    Attribute("secured_service", FLAG, N_("La sécurité est suivie dans MonServiceSécurisé.")),
    Attribute("product_maturity", TEXT, N_("La maturité du produit, distincte de la phase.")),
    Attribute("funding_until", DAY_OR_NULL, N_("Quand finit le financement d’aujourd’hui.")),
    Attribute("fund_round", _WHOLE_OR_NULL, N_("La promotion du fonds d’accélération.")),
    Attribute("fund_amount_euros", _WHOLE_OR_NULL, N_("Ce que le fonds a accordé, en euros.")),
    Attribute(
        "budgets",
        records(
            year={"type": "integer"},
            committed_euros=NUMBER_OR_NULL,
            spent_euros=NUMBER_OR_NULL,
            source=TEXT,
        ),
        N_("L’argent engagé et dépensé par année, en euros, jusqu’à l’année lue."),
    ),
    Attribute("post_mortem_html", TEXT, N_("Pourquoi elle s’est arrêtée, en HTML.")),
    Attribute("lessons_html", TEXT, N_("Ce que l’investigation a appris, en HTML.")),
    Attribute(
        "image_url",
        {"type": ["string", "null"], "format": "uri"},
        N_("L’adresse d’une capture d’écran, s’il y en a une."),
    ),
    *SHEET_TEXTS,
)
_TAGS: Mapping[str, str] = {
    "user_types": "usertype",
    "themes": "theme",
    "technologies": "technology",
}


@dataclass(frozen=True, slots=True)
class Startups:
    """The rows of some startups, as far as the fields asked for need them."""

    view: View
    rows: Mapping[str, Any]
    parts: Mapping[str, Mapping[str, list[Any]]]
    sheets: Sheets
    shows_image: bool

    @classmethod
    async def read(cls, view: View, ids: Sequence[str], fields: frozenset[str]) -> Startups:
        """Read what the fields need: at most eight queries."""
        rows = await sheet_rows(Collection.STARTUPS, ids)
        wanted = set(fields & PARTS) | ({"tags"} if fields & _TAGS.keys() else set())
        parts = {name: await parts_of_startups(name, ids) for name in sorted(wanted)}
        sheets = await Sheets.read((row.path for row in rows.values()), fields)
        return cls(view, rows, parts, sheets, "image_url" in fields)

    @property
    def is_past(self) -> bool:
        """Whether a day before today is read."""
        return self.view.today < self.view.edition.today

    def attributes(self, card: Card) -> dict[str, Any]:
        """The attributes of a startup that was read."""
        row = self.rows[card.id]
        return {
            "title": row.title,
            "mission": row.mission,
            **self._standing(card),
            **self._names(card),
            "contact": row.contact,
            "link": row.link,
            "repositories": [one.url for one in self._of("repositories", card.id)],
            **{
                name: [one.label for one in self._of("tags", card.id) if one.kind == kind]
                for name, kind in _TAGS.items()
            },
            "published": [name for name, one in PUBLISHED.items() if one in card.published],
            **_addresses(row),
            "product_maturity": row.product_maturity,
            "funding_until": row.funding_until and row.funding_until.isoformat(),
            "fund_round": row.fund_round,
            "fund_amount_euros": row.fund_amount_euros,
            "budgets": [
                _budget(one)
                for one in self._of("budgets", card.id)
                if one.year <= self.view.today.year or not self.is_past
            ],
            "post_mortem_html": row.post_mortem_html,
            "lessons_html": row.lessons_html,
            "image_url": self._image(card.id) if self.shows_image else None,
            **self.sheets.attributes(row.path),
        }

    def _of(self, name: str, startup_id: str) -> list[Any]:
        return self.parts.get(name, {}).get(startup_id, [])

    def _standing(self, card: Card) -> dict[str, Any]:
        """Where a startup stands on the day that is read."""
        view, is_past = self.view, self.is_past
        phases, events = self._of("phases", card.id), self._of("events", card.id)
        impact = card.national_impact
        return {
            "phase": card.phase or UNKNOWN,
            "phase_since": card.since and card.since.isoformat(),
            "started_on": card.first_day and card.first_day.isoformat(),
            "national_impact_since": impact and impact.isoformat(),
            "phases": [
                {
                    "phase": one.phase,
                    "start": one.start.isoformat(),
                    "end": one.end and one.end.isoformat(),
                    "comment": one.comment,
                }
                for one in phases
                if not is_past or one.start <= view.today
            ],
            "events": [
                {"name": one.name, "day": one.day.isoformat(), "comment": one.comment}
                for one in events
                if not is_past or one.day <= view.today
            ],
        }

    def _names(self, card: Card) -> dict[str, Any]:
        hosts, sponsors = self.view.snapshot.incubators, self.view.snapshot.organisations
        return {
            "incubator_names": [
                {"id": one, "title": hosts[one].title if one in hosts else one}
                for one in card.incubators
            ],
            "sponsor_names": [
                {"id": one, "name": sponsors[one].name if one in sponsors else one}
                for one in card.sponsors
            ],
        }

    def _image(self, startup_id: str) -> str | None:
        request = self.view.request
        path = image_url(site_of(request).settings, Collection.STARTUPS, startup_id)
        # A query in the path would be encoded with it.
        return None if path is None else absolute_url(request, path.partition("?")[0])


def _addresses(row: Any) -> dict[str, Any]:
    """What a startup publishes, and where."""
    return {
        "accessibility_status": row.accessibility_status,
        "statistics_url": statistics_url(row.stats, row.stats_url, row.link),
        "budget_url": row.budget_url,
        "impact_url": row.impact_url,
        "dashlord_url": row.dashlord_url,
        "risk_analysis": row.risk_analysis,
        "risk_analysis_url": row.risk_analysis_url,
        "secured_service": row.secured_service,
    }


def _budget(row: Any) -> dict[str, Any]:
    return {
        "year": row.year,
        "committed_euros": _euros(row.committed_cents),
        "spent_euros": _euros(row.spent_cents),
        "source": row.source,
    }


def _euros(cents: int | None) -> float | int | None:
    """Euros as a number, whole where there are no cents."""
    return None if cents is None else number(Decimal(cents) / 100)
