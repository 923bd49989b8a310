"""What the team asks and tells in its dossier, and the files that it joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incubator.domain.narratives import TEXTS
from incubator.i18n import N_
from incubator.web.committees.dossier_parts import (
    Block,
    Cell,
    Facts,
    Grid,
    Part,
    Section,
    Teller,
)
from incubator.web.templating import page_url

Content = Mapping[str, Any]
_TITLES: Mapping[str, tuple[str, str]] = {
    "results": (N_("Les résultats"), N_("L’équipe n’a rien écrit sur ses résultats.")),
    "learnings": (
        N_("Ce que l’équipe a appris"),
        N_("L’équipe n’a rien écrit sur ce qu’elle a appris."),
    ),
    "blockers": (N_("Ce qui bloque"), N_("L’équipe ne signale aucun blocage.")),
}


def asked(tell: Teller, content: Content, texts: Mapping[str, Block | None]) -> Section:
    """What is asked, the objectives of the coming months, the texts, the files.

    ``texts`` has what was written, by name; None where nothing was.
    """
    parts = [Part(tell.say(N_("Ce qui est demandé")), (_facts(tell, content["narrative"]),))]
    parts.append(_objectives(tell, content))
    for name in TEXTS:
        title, missing = _TITLES[name]
        parts.append(Part(tell.say(title), (texts.get(name) or tell.absent(missing),)))
    parts.append(attachments(tell, content))
    return Section("demande", tell.say(N_("La demande et le récit de l’équipe")), tuple(parts))


def _facts(tell: Teller, narrative: Mapping[str, Any]) -> Facts:
    missing = Cell(tell.say(N_("non précisé")), is_muted=True)
    money = narrative.get("amount")
    period = tell.days(narrative.get("period_from"), narrative.get("period_until"))
    rows = [
        (
            tell.say(N_("Décision")),
            Cell(tell.decision(narrative["kind"])) if narrative.get("kind") else missing,
        ),
        (tell.say(N_("Montant")), missing if money is None else Cell(tell.euros(money))),
        (tell.say(N_("Période")), Cell(period) if period else missing),
    ]
    if narrative.get("phase"):
        rows.append((tell.say(N_("Phase demandée")), Cell(tell.phase(narrative["phase"]))))
    return Facts(tuple(rows))


def _objectives(tell: Teller, content: Content) -> Part:
    title = tell.say(N_("Les objectifs pour les six mois à venir"))
    objectives = content["narrative"].get("objectives") or ()
    if not objectives:
        return Part(title, (tell.absent(N_("L’équipe ne propose aucun objectif.")),))
    measures = {one["id"]: one for one in content["impact"]}
    headers = (N_("Objectif"), N_("Mesure"), N_("Aujourd’hui"), N_("Promis"), N_("Pour le"))
    rows = tuple(_objective(tell, one, measures) for one in objectives)
    return Part(title, (Grid(title, tuple(map(tell.say, headers)), rows, (2, 3)),))


def _objective(
    tell: Teller, one: Mapping[str, Any], measures: Mapping[str, Any]
) -> tuple[Cell, ...]:
    measure = measures.get(one["indicator"])
    unit = one["unit"] or (measure["unit"] if measure else "")
    none = Cell(tell.say(N_("sans mesure")), is_muted=True)
    return (
        Cell(one["text"], is_written=True),
        Cell(measure["name"], is_written=True) if measure else none,
        tell.valued(measure["latest"], measure["unit"]) if measure else none,
        Cell(tell.measured({"value": one["value"]}, unit)) if one["value"] is not None else none,
        Cell(tell.day(one["due"]) or tell.say(N_("sans date"))),
    )


def attachments(tell: Teller, content: Content) -> Part:
    """The files that the team joined, each with its size and what shows that it is the same."""
    title = tell.say(N_("Pièces jointes"))
    if not content["attachments"]:
        return Part(title, (tell.absent(N_("Aucune pièce n’est jointe.")),))
    session = content["session"]
    rows = tuple(
        (
            Cell(
                one["name"],
                url=page_url(
                    tell.request,
                    "attachment",
                    committee_id=session["committee"],
                    item_id=session["item"],
                    attachment_id=one["id"],
                ),
            ),
            Cell(tell.say(N_("%(size)s Ko"), size=tell.number(max(1, round(one["size"] / 1024))))),
            Cell(one["sha256"][:12]),
        )
        for one in content["attachments"]
    )
    headers = tuple(map(tell.say, (N_("Fichier"), N_("Taille"), N_("Empreinte"))))
    return Part(title, (Grid(title, headers, rows, (1,)),))
