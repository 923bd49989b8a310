"""Public decisions for machines: a feed (Atom) and a file (CSV)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from starlette.requests import Request

from incubator.actions.committees.sentences import said_of, sentence, shown_lines
from incubator.domain.access import PlaceKind
from incubator.i18n import N_
from incubator.store.committees.public_reads import PublicDecision
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.committees.public_asked import KIND_WORDS, Question, decisions_url
from incubator.web.committees.words import KINDS
from incubator.web.csv_files import csv_text, day_cell, harmless, number_cell
from incubator.web.site import site_of
from incubator.web.templating import absolute_url, language_of, page_url, translate
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
#: Signs that XML has no place for, which a text of a form may hold.
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), " ")


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


def decisions_atom(
    request: Request, question: Question, decisions: Sequence[PublicDecision], snapshot: Snapshot
) -> bytes:
    """The feed of a question's newest decisions.

    An entry's id stays the same whatever the site's address and language; it is updated when the
    decision is replaced.
    """
    # Loaded here: nothing else of the site writes a feed, and it brings an XML library with it.
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

    language, site = language_of(request), site_of(request).settings
    title = translate(request, N_("Décisions des comités"))
    feed = FeedGenerator()
    feed.id(_stable_id("decisions", *(f"{key}={value}" for key, value in question.filters())))
    feed.title(_plain(f"{title} – {site.title or translate(request, labels.TITLE)}"))
    feed.author({"name": _plain(site.title or translate(request, labels.TITLE))})
    feed.language(language)
    atom = absolute_url(request, decisions_url(request, question, name="decisions_atom"))
    feed.link(href=atom, rel="self", type="application/atom+xml")
    page = absolute_url(request, decisions_url(request, question))
    feed.link(href=page, rel="alternate", type="text/html")
    known = [one.listed.updated_at for one in decisions]
    feed.updated(max(known, default=datetime(1970, 1, 1, tzinfo=UTC)))
    for one in decisions:
        _entry(request, feed.add_entry(order="append"), one, snapshot)
    written: bytes = feed.atom_str(pretty=True)
    return written


def _entry(request: Request, entry: object, one: PublicDecision, snapshot: Snapshot) -> None:
    language, listed = language_of(request), one.listed
    name = place_name(snapshot, PlaceKind.STARTUP, listed.startup_id)
    kind = translate(request, KINDS[listed.kind])
    told = [sentence(one.decision, name, language), *shown_lines(one.decision, language)]
    if listed.replaced_by:
        told.append(translate(request, N_("Une autre décision l’a remplacée depuis.")))
    set_to = _setter(entry)
    set_to("id", _stable_id("decision", listed.id))
    set_to("title", _plain(translate(request, N_("%(name)s : %(kind)s"), name=name, kind=kind)))
    set_to(
        "author", {"name": _plain(place_name(snapshot, PlaceKind.INCUBATOR, listed.incubator_id))}
    )
    set_to("link", {"href": address_of(request, listed.id), "rel": "alternate"})
    set_to("category", {"term": KIND_WORDS[listed.kind], "label": kind})
    set_to("summary", _plain("\n".join(told)))
    set_to("published", listed.public_at)
    set_to("updated", listed.updated_at)


def _setter(entry: object) -> Callable[[str, object], None]:
    """Feedgen has a method of one argument for each element, and no types."""

    def set_to(name: str, value: object) -> None:
        getattr(entry, name)(value)

    return set_to


def address_of(request: Request, decision_id: str) -> str:
    """The full address of a decision's page."""
    return absolute_url(request, page_url(request, "decision", decision_id=decision_id))


def _stable_id(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, "/".join(("incubator", *parts))).urn


def _plain(text: str) -> str:
    return text.translate(_NOT_XML)
