"""The sections of a dossier about delivery and criteria, with the age of what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from incubator.domain.measures import Absence, MeasureId, Unit
from incubator.domain.readiness import Answer, Check, Finding, Score, Source
from incubator.domain.sprint_reports import SprintSource
from incubator.i18n import N_
from incubator.web.committees.dossier_parts import (
    Block,
    Cell,
    Grid,
    Listing,
    Paragraph,
    Part,
    Section,
    Teller,
)
from incubator.web.committees.dossier_sections import section
from incubator.web.measures.units import said
from incubator.web.measures.words import ABSENCES, MEASURES, OWN_ABSENCES, SPRINT_SOURCES
from incubator.web.readiness import words

Content = Mapping[str, Any]
_TRENDS: Mapping[str, str] = {
    "better": N_("mieux qu’avant"),
    "worse": N_("moins bien qu’avant"),
    "steady": N_("comme avant"),
}
_BADGES: Mapping[str, str] = {
    Answer.MET: "success",
    Answer.NOT_MET: "warning",
    Answer.UNKNOWN: "no-icon",
}


def delivery(tell: Teller, content: Content) -> Section:
    """The sprints and the measures, with the age of what they come from."""
    title, told = tell.say(N_("Les sprints et la livraison")), content["delivery"]
    if told is None:
        return section("livraison", title, tell.absent(N_("La fiche n’est plus publiée.")))
    read = N_("Lu sur GitHub le %(day)s, dépôts publics seulement.")
    if told["read_on"]:
        first: Block = Paragraph(tell.say(read, day=tell.day(told["read_on"])))
    elif told["repositories"]:
        first = tell.absent(N_("Les dépôts n’ont pas encore été lus sur GitHub."))
    else:
        first = tell.absent(N_("La fiche ne nomme aucun dépôt public sur GitHub."))
    blocks = [first]
    if told["is_invented"]:
        blocks.append(Paragraph(tell.say(N_("Ces chiffres sont inventés, pour la démonstration."))))
    parts = [Part("", tuple(blocks)), _sprints(tell, told)]
    if told["measures"]:
        headers = (N_("Mesure"), N_("Valeur"), N_("Période d’avant"), N_("Tendance"))
        rows = tuple(_measure(tell, one) for one in told["measures"])
        name = tell.say(N_("Les mesures de livraison"))
        period = tell.days(told["measures"][0]["start"], told["measures"][0]["end"])
        grid = Grid(f"{name}, {period}", tuple(map(tell.say, headers)), rows, (1, 2))
        parts.append(Part(name, (grid,)))
    return Section("livraison", title, tuple(parts))


def _sprints(tell: Teller, told: Mapping[str, Any]) -> Part:
    title = tell.say(N_("Les derniers sprints"))
    if not told["sprints"]:
        return Part(title, (tell.absent(N_("Aucun sprint n’est connu.")),))
    headers: tuple[str, ...] = (
        N_("Sprint"),
        N_("Prévus"),
        N_("Ajoutés"),
        N_("Terminés"),
        N_("Restants"),
    )
    if all(one["committed"] is None for one in told["sprints"]):
        headers = (N_("Période"), N_("Tickets fermés"), N_("Demandes intégrées"))
    rows = tuple(_sprint(tell, one, len(headers)) for one in told["sprints"])
    source = Paragraph(tell.say(SPRINT_SOURCES[SprintSource(told["source"])]))
    grid = Grid(title, tuple(map(tell.say, headers)), rows, tuple(range(1, len(headers))))
    return Part(title, (source, grid))


def _sprint(tell: Teller, one: Mapping[str, Any], columns: int) -> tuple[Cell, ...]:
    """Tickets where the sprint says which ones it holds, else what was done meanwhile."""
    days = tell.days(one["start"], one["end"])
    details = [days] if one["name"] else []
    if one["goal"]:
        details.append(one["goal"])
    if not one["is_over"]:
        details.append(tell.say(N_("en cours")))
    names: tuple[str, ...] = ("committed", "added", "done", "carried_over")
    if columns == 3:
        names = ("closed_issues", "merged_pulls")
    figures = (Cell("?" if one[name] is None else tell.number(one[name])) for name in names if name)
    return (Cell(one["name"] or days, details=tuple(details)), *figures)


def _measure(tell: Teller, one: Mapping[str, Any]) -> tuple[Cell, ...]:
    known, unit = MeasureId(one["id"]), Unit(one["unit"])
    name = Cell(tell.say(MEASURES[known][0]))
    if one["value"] is None:
        absence = Absence(one["absence"] or Absence.NOT_COLLECTED)
        reason, _ = OWN_ABSENCES.get((known, absence), ABSENCES[absence])
        return name, Cell(tell.say(N_("non mesuré")), is_muted=True), Cell(), Cell(tell.say(reason))
    before = one["previous"]
    return (
        name,
        Cell(said(tell.request, unit, float(one["value"]))),
        Cell("" if before is None else said(tell.request, unit, float(before))),
        Cell(tell.say(_TRENDS.get(one["trend"], N_("pas assez de données pour comparer")))),
    )


def gate(tell: Teller, content: Content) -> Section:
    """What the committee asks in this phase, answered."""
    title, told = tell.say(N_("Le prochain jalon")), content["gate"]
    if told is None:
        text = N_("Aucun jalon : l’accompagnement n’a pas commencé, ou il est terminé.")
        return section("jalon", title, tell.absent(text))
    phase, aim = tell.phase(told["phase"]), tell.phase(told["aim"])
    text = N_("Pour quitter la phase « %(phase)s » et passer à « %(aim)s ».")
    if not aim:
        text = N_("Ce que le comité demande dans la phase « %(phase)s ».")
    if not told["criteria"]:
        text = N_("Le programme n’a pas écrit de critères pour la phase « %(phase)s ».")
        return section("jalon", title, tell.absent(tell.say(text, phase=phase)))
    first = Paragraph(tell.say(text, phase=phase, aim=aim))
    return section("jalon", title, first, *_criteria(tell, told))


def standards(tell: Teller, content: Content) -> Section:
    """The quality standards, each with its criteria answered."""
    title = tell.say(N_("Les standards de qualité"))
    if not content["standards"]:
        return section("standards", title, tell.absent(N_("Aucun standard n’est évalué ici.")))
    headers = (N_("Standard"), N_("Remplis"), N_("Pas encore"), N_("Inconnus"))
    overview = Grid(
        tell.say(N_("Critères de chaque standard")),
        tuple(map(tell.say, headers)),
        tuple(
            (
                Cell(one["title"], is_written=True),
                *(Cell(tell.number(one[name])) for name in ("met", "not_met", "unknown")),
            )
            for one in content["standards"]
        ),
        (1, 2, 3),
    )
    parts = (Part(one["title"], _criteria(tell, one)) for one in content["standards"])
    return Section("standards", title, (Part("", (overview,)), *parts))


def _criteria(tell: Teller, told: Mapping[str, Any]) -> tuple[Block, ...]:
    """The criteria that have an answer, each with what it rests on; the others are named."""
    counted = words.score_words(tell.request, Score(told["met"], told["not_met"], told["unknown"]))
    answered = [one for one in told["criteria"] if one["answer"] != Answer.UNKNOWN]
    unanswered = [one for one in told["criteria"] if one["answer"] == Answer.UNKNOWN]
    blocks: list[Block] = []
    if answered:
        headers = (N_("Critère"), N_("Réponse"), N_("Sur quoi elle repose"))
        rows = tuple(
            (
                Cell(one["text"], is_written=True),
                Cell(
                    badge=tell.say(words.ANSWERS[Answer(one["answer"])]),
                    badge_kind=_BADGES[one["answer"]],
                ),
                _evidence(tell, one),
            )
            for one in answered
        )
        caption = f"{counted[:1].upper()}{counted[1:]}"
        blocks.append(Grid(caption, tuple(map(tell.say, headers)), rows))
    if unanswered:
        label = N_("Sans réponse, ni de la fiche ni de l’équipe :")
        blocks.append(Listing(tell.say(label), tuple(_unanswered(tell, one) for one in unanswered)))
    return tuple(blocks)


def _unanswered(tell: Teller, one: Mapping[str, Any]) -> Cell:
    """What nobody answers; an answer to another version of a standard has to be given anew."""
    details: tuple[str, ...] = ()
    if one["declared"]:
        details = (tell.say(N_("l’équipe y a répondu pour une autre version : à confirmer")),)
    return Cell(one["text"], details=details, is_written=True)


def _evidence(tell: Teller, one: Mapping[str, Any]) -> Cell:
    """What a check found, else what the team declares; with its source and its day."""
    declared = one["declared"]
    source = tell.say(words.SOURCES[Source(one["source"])])
    details = [f"{source}, {tell.day(one['as_of'])}" if one["as_of"] else source]
    if one["source"] == Source.DECLARED:
        return Cell(declared["evidence"], details=(*details, declared["url"]), is_written=True)
    if declared and declared["answer"] != one["answer"]:
        word = tell.say(words.ANSWERS[Answer(declared["answer"])]).lower()
        details.append(tell.say(N_("l’équipe dit autre chose : %(word)s"), word=word))
    return Cell(_found(tell, one), details=tuple(details))


def _found(tell: Teller, one: Mapping[str, Any]) -> str:
    """The sentence of a check, its figures read back as they were."""
    if one["check"] not in set(Check):
        return ""
    figures = dict(one["figures"])
    for name in ("impact", "cost", "pulls", "people"):
        if isinstance(figures.get(name), str):
            figures[name] = float(figures[name])
    if figures.get("day"):
        figures["day"] = date.fromisoformat(figures["day"])
    if figures.get("value") is not None:
        figures["value"] = Decimal(figures["value"])
    check, answer = Check(one["check"]), Answer(one["answer"])
    if (check, answer) not in words.FOUND:
        return ""
    finding = Finding(answer, Source(one["source"]), figures=figures)
    return words.found(tell.request, check, finding)
