"""The sections of a dossier about what committees decided before, and when they met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from incubator.i18n import N_
from incubator.web.committees.dossier_parts import Block, Cell, Facts, Grid, Part, Section, Teller
from incubator.web.committees.dossier_sections import objectives_grid, section

Content = Mapping[str, Any]


def decisions(tell: Teller, content: Content) -> Section:
    """Every decision, the newest first, each with its promises and what became of them."""
    title = tell.say(N_("Les décisions précédentes"))
    if not content["decisions"]:
        text = N_("Aucune décision n’a encore été prise ici.")
        return section("decisions", title, tell.absent(text))
    parts = tuple(_decision(tell, one) for one in content["decisions"])
    return Section("decisions", title, parts)


def _decision(tell: Teller, one: Mapping[str, Any]) -> Part:
    title = tell.say(
        N_("%(kind)s, le %(day)s"), kind=tell.decision(one["kind"]), day=tell.day(one["decided_on"])
    )
    rows = []
    if one["replaced_by"]:
        text = tell.say(N_("une décision ultérieure la remplace"))
        rows.append((tell.say(N_("Remplacée")), Cell(text)))
    if one["phase"]:
        rows.append((tell.say(N_("Phase décidée")), Cell(tell.phase(one["phase"]))))
    if one["amount"] is not None:
        rows.append((tell.say(N_("Montant")), Cell(tell.euros(one["amount"]))))
    if period := tell.days(one["period_from"], one["period_until"]):
        rows.append((tell.say(N_("Période")), Cell(period)))
    for name, label in (("evidence", N_("Preuve attendue")), ("reasons", N_("Motifs"))):
        if one[name]:
            rows.append((tell.say(label), Cell(one[name], is_written=True)))
    blocks: list[Block] = [Facts(tuple(rows))] if rows else []
    if one["objectives"]:
        caption = tell.say(N_("Objectifs du %(day)s"), day=tell.day(one["decided_on"]))
        blocks.append(objectives_grid(tell, one["objectives"], caption))
    if one["conditions"]:
        caption = tell.say(N_("Conditions du %(day)s"), day=tell.day(one["decided_on"]))
        blocks.append(_conditions(tell, one["conditions"], caption))
    if not one["objectives"] and not one["conditions"]:
        blocks.append(tell.absent(N_("Elle ne fixe ni objectif, ni condition.")))
    return Part(title, tuple(blocks))


def _conditions(tell: Teller, conditions: Sequence[Mapping[str, Any]], caption: str) -> Grid:
    headers = (N_("Condition"), N_("Qui"), N_("Pour le"), N_("Ce qu’elle est devenue"))
    rows = []
    for one in conditions:
        badge, kind = tell.fate(one["fate"])
        answered = one["answered"]
        details: tuple[str, ...] = ()
        if answered:
            noted = tell.say(N_("noté le %(day)s"), day=tell.day(answered["on"]))
            details = (answered["evidence"], noted)
        url = answered["url"] if answered else ""
        rows.append(
            (
                Cell(one["text"], is_written=True),
                Cell(one["owner"], is_written=True),
                Cell(tell.day(one["due"])),
                Cell(url, badge, kind, details, url),
            )
        )
    return Grid(caption, tuple(map(tell.say, headers)), tuple(rows))


def committees(tell: Teller, content: Content) -> Section:
    """The committees that the sheet records."""
    title = tell.say(N_("Les comités que la fiche consigne"))
    if not content["committees"]:
        return section("comites", title, tell.absent(N_("La fiche ne consigne aucun comité.")))
    headers = (N_("Date"), N_("Commentaire"))
    rows = tuple(
        (
            Cell(
                tell.day(one["day"]),
                details=(tell.say(N_("annoncé")),) if one["is_announced"] else (),
            ),
            Cell(one["comment"], is_written=True),
        )
        for one in content["committees"]
    )
    return section("comites", title, Grid(title, tuple(map(tell.say, headers)), rows))
