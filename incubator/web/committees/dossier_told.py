"""What changed between two versions of a dossier, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from starlette.requests import Request

from incubator.domain.differences import Mark, Words, difference, in_context
from incubator.domain.dossier_changes import Change, differences
from incubator.i18n import N_
from incubator.web import labels
from incubator.web.committees.dossier_parts import Teller
from incubator.web.readiness.words import ANSWERS

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
SECTIONS: Mapping[str, str] = {
    "session": N_("La séance"),
    "startup": N_("La startup"),
    "narrative": N_("La demande et le récit de l’équipe"),
    "attachments": N_("Pièces jointes"),
    "team": N_("L’équipe"),
    "phases": N_("L’histoire des phases"),
    "promised": N_("Ce qui était promis"),
    "impact": N_("La matrice d’impact"),
    "money": N_("Le coût et le financement"),
    "delivery": N_("Les sprints et la livraison"),
    "gate": N_("Le prochain jalon"),
    "standards": N_("Les standards de qualité"),
    "decisions": N_("Les décisions précédentes"),
    "committees": N_("Les comités que la fiche consigne"),
}
LABELS: Mapping[str, str] = {
    "added": N_("tickets ajoutés"),
    "aim": N_("phase visée"),
    "amount": N_("montant"),
    "amount_euros": N_("montant"),
    "answer": N_("réponse"),
    "answered": N_("ce qu’elle est devenue"),
    "as_of": N_("au"),
    "asked": N_("ce qui est demandé"),
    "at_decision": N_("valeur au dernier comité"),
    "blockers": N_("ce qui bloque"),
    "carried_over": N_("tickets restants"),
    "cents": N_("montant"),
    "changed_on": N_("fiche modifiée le"),
    "closed_issues": N_("tickets fermés"),
    "comment": N_("commentaire"),
    "committed": N_("tickets prévus"),
    "committed_cents": N_("engagé"),
    "conditions": N_("condition"),
    "criteria": N_("critère"),
    "day": N_("date"),
    "declared": N_("dit par l’équipe"),
    "done": N_("tickets terminés"),
    "due": N_("échéance"),
    "end": N_("fin"),
    "evidence": N_("preuve"),
    "expected": N_("valeur attendue à ce jour"),
    "fate": N_("ce qu’elle est devenue"),
    "funding_until": N_("fin du financement"),
    "goal": N_("but"),
    "half_a_year_ago": N_("valeur il y a six mois"),
    "incubators": N_("incubateur"),
    "kind": N_("décision demandée"),
    "latest": N_("dernière valeur"),
    "learnings": N_("ce que l’équipe a appris"),
    "link": N_("service"),
    "measures": N_("mesure"),
    "merged_pulls": N_("demandes de fusion intégrées"),
    "met": N_("critères remplis"),
    "mission": N_("mission"),
    "months": N_("mois"),
    "name": N_("nom"),
    "not_met": N_("critères pas encore remplis"),
    "objectives": N_("objectif"),
    "owner": N_("responsable"),
    "per_unit": N_("coût par unité d’impact"),
    "per_user": N_("coût par utilisateur"),
    "period_from": N_("début de la période"),
    "period_until": N_("fin de la période"),
    "phase": N_("phase"),
    "previous": N_("période d’avant"),
    "progress": N_("où on en est"),
    "read_on": N_("lu sur GitHub le"),
    "reasons": N_("motifs"),
    "repositories": N_("dépôt"),
    "results": N_("les résultats"),
    "role": N_("rôle"),
    "runway_months": N_("mois de financement restants"),
    "sha256": N_("empreinte du fichier"),
    "since": N_("depuis"),
    "size": N_("taille, en octets"),
    "source": N_("source"),
    "spent_cents": N_("dépensé"),
    "sponsors": N_("administration sponsor"),
    "sprints": N_("sprint"),
    "start": N_("début"),
    "status": N_("statut"),
    "target": N_("cible"),
    "targets": N_("cible"),
    "text": N_("texte"),
    "title": N_("nom"),
    "total": N_("coût depuis le début"),
    "unit": N_("unité"),
    "unknown": N_("critères sans réponse"),
    "url": N_("adresse"),
    "value": N_("valeur"),
    "values": N_("valeur"),
    "version": N_("version"),
    "years": N_("année"),
}
#: What these tell follows from the rest, and would be told twice.
_FOLLOWING = frozenset({"values_before", "doubt", "trend", "progress", "basis", "is_over"})


@dataclass(frozen=True, slots=True)
class Told:
    """A change: of what, and the former and the present text as marked pieces."""

    label: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ToldSection:
    """The changes of a section."""

    title: str
    changes: tuple[Told, ...]


def told_changes(
    request: Request, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[ToldSection]:
    """What changed from one content to another, section by section."""
    tell = Teller(request)
    changes = [one for one in differences(old, new) if one.label not in _FOLLOWING]
    return [
        ToldSection(tell.say(SECTIONS[section]), tuple(_told(tell, one) for one in found))
        for section, found in groupby(changes, key=lambda one: one.section)
    ]


def _told(tell: Teller, change: Change) -> Told:
    names = [_written(tell, one) for one in change.of]
    if change.label in LABELS:
        names.append(tell.say(LABELS[change.label]))
    before, after = (_value(tell, change.label, one) for one in (change.before, change.after))
    name = " · ".join(names) or _whole(tell, change)
    return Told(f"{name[:1].upper()}{name[1:]}", _pieces(before, after))


def _whole(tell: Teller, change: Change) -> str:
    """What a thing that came or went is: an element of its section's list."""
    return tell.say(N_("ajouté") if change.before is None else N_("retiré"))


def _pieces(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Texts are compared by words; one that came or went stands whole."""
    if before and after:
        found = difference(before, after)
        if isinstance(found, Words):
            return tuple((piece.mark.value, piece.text) for piece in in_context(found).pieces)
    pieces: Sequence[tuple[str, str]] = ((Mark.REMOVED.value, before), (Mark.ADDED.value, after))
    return tuple(piece for piece in pieces if piece[1])


def _value(tell: Teller, label: str, value: Any) -> str:
    """A plain value as people write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return tell.say(N_("oui") if value else N_("non"))
    if isinstance(value, Mapping):
        parts = [_value(tell, name, one) for name, one in value.items() if name != "id"]
        return ", ".join(part for part in parts if part)
    if isinstance(value, list | tuple):
        return ", ".join(_value(tell, label, one) for one in value)
    writer = _writers(tell).get(label)
    return writer(value) if writer else _written(tell, value)


def _writers(tell: Teller) -> Mapping[str, Callable[[Any], str]]:
    """How the values of some fields are written, since they are codes or amounts."""
    return {
        "phase": tell.phase,
        "aim": tell.phase,
        "kind": tell.decision,
        "fate": lambda code: tell.fate(code)[0],
        "answer": lambda code: tell.say(dict(ANSWERS).get(code, code)),
        "dimension": lambda code: tell.say(labels.DIMENSIONS.get(code, code)),
        "amount": tell.euros,
        "amount_euros": tell.euros,
        "cents": tell.cents,
        "committed_cents": tell.cents,
        "spent_cents": tell.cents,
        "sha256": lambda text: text[:12],
    }


def _written(tell: Teller, value: Any) -> str:
    """A day or a number as the reader's language has it; a text as it is."""
    text = str(value)
    if isinstance(value, str) and _DAY.fullmatch(text):
        return tell.day(text)
    if isinstance(value, int | float):
        return text if 1900 <= value <= 2200 else tell.number(value)
    return text
