"""Public decisions for machines: a feed (Atom) and a file (CSV)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from starlette.requests import Request

from incubator.actions.committees.sentences import said_of, sentence, shown_lines
from incubator.domain.access import PlaceKind
from incubator.i18n import N_
from incubator.store.committees.public_reads import PublicDecision
from incubator.store.snapshot import Snapshot
from incubator.web.committees.public_asked import KIND_WORDS
from incubator.web.committees.words import KINDS
from incubator.web.csv_files import csv_text, day_cell, harmless, number_cell
from incubator.web.links import page_address
from incubator.web.publishing.atom import Entry, Feed, feed_of, stable_id
from incubator.web.templating import absolute_url, language_of, translate
from incubator.web.workspace.places import place_name

COLUMNS = (
    "decision",
    "adresse",
    "decide_le",
    "startup",
    "nom",
    "incubateur",
    "quoi",
    "phase",
    "mois",
    "montant_euros",
    "periode_du",
    "periode_au",
    "objectifs",
    "conditions",
    "remplace",
    "remplacee_par",
)


def decisions_csv(request: Request, decisions: Sequence[PublicDecision], snapshot: Snapshot) -> str:
    """The file, a line each, in French as sheets are; what is not public is empty."""
    return csv_text(COLUMNS, (_line(request, one, snapshot) for one in decisions))


def _line(request: Request, one: PublicDecision, snapshot: Snapshot) -> list[str]:
    listed, decision = one.listed, one.decision
    return [
        harmless(listed.id),
        address_of(request, listed.id),
        listed.decided_on.isoformat(),
        harmless(listed.startup_id),
        harmless(place_name(snapshot, PlaceKind.STARTUP, listed.startup_id)),
        harmless(listed.incubator_id),
        KIND_WORDS[listed.kind],
        decision.phase.value if decision.phase else "",
        str(decision.months or ""),
        number_cell(None if decision.amount is None else Decimal(decision.amount)),
        day_cell(decision.period_from),
        day_cell(decision.period_until),
        harmless(" ; ".join(said_of(each) for each in decision.objectives)),
        harmless(" ; ".join(said_of(each) for each in decision.conditions)),
        harmless(listed.replaces),
        harmless(listed.replaced_by),
    ]


def decisions_feed(
    request: Request,
    key: Sequence[tuple[str, str]],
    title: str,
    decisions: Sequence[PublicDecision],
    snapshot: Snapshot,
    *,
    address: str,
    page: str,
) -> Feed:
    """The feed of some decisions, in their order; ``key`` is what makes it another feed.

    ``address`` and ``page`` are paths. An entry's id stays the same whatever the site's address and
    language; it is updated when the decision is replaced.
    """
    feed = feed_of(
        request,
        ("decisions", *(f"{name}={value}" for name, value in key)),
        title,
        absolute_url(request, address),
        absolute_url(request, page),
    )
    return replace(feed, entries=[_entry(request, one, snapshot) for one in decisions])


def _entry(request: Request, one: PublicDecision, snapshot: Snapshot) -> Entry:
    language, listed = language_of(request), one.listed
    name = place_name(snapshot, PlaceKind.STARTUP, listed.startup_id)
    kind = translate(request, KINDS[listed.kind])
    told = [sentence(one.decision, name, language), *shown_lines(one.decision, language)]
    if listed.replaced_by:
        told.append(translate(request, N_("Une autre décision l’a remplacée depuis.")))
    return Entry(
        id=stable_id("decision", listed.id),
        title=translate(request, N_("%(name)s : %(kind)s"), name=name, kind=kind),
        link=address_of(request, listed.id),
        summary="\n".join(told),
        published=listed.public_at,
        updated=listed.updated_at,
        category=(KIND_WORDS[listed.kind], kind),
        author=place_name(snapshot, PlaceKind.INCUBATOR, listed.incubator_id),
    )


def address_of(request: Request, decision_id: str) -> str:
    """The full address of a decision's page."""
    return page_address(request, "decision", decision_id=decision_id)
