"""The sections of a dossier about the startup: its team, phases, impact, money and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from incubator.domain.follow_up import Fate
from incubator.i18n import N_
from incubator.web import labels
from incubator.web.committees.dossier_parts import (
    Block,
    Cell,
    Facts,
    Grid,
    Part,
    Quoted,
    Section,
    Teller,
)
from incubator.web.committees.dossier_summary import runway
from incubator.web.impact.amounts import price
from incubator.web.templating import formats_of

Content = Mapping[str, Any]
_STATUSES: Mapping[str, str] = {
    "admin": N_("agent public"),
    "independent": N_("indépendant"),
    "service": N_("prestataire"),
}
_PROGRESSING = (N_("Mesure"), N_("Dimension"), N_("Au dernier comité"), N_("Aujourd’hui"))


def startup(tell: Teller, content: Content) -> Section:
    """Its mission, its sponsors, its incubator, its phase."""
    told = content["startup"]
    phase = told["phase"]
    rows = [
        (
            tell.say(N_("Phase")),
            Cell(tell.phase(phase["phase"]), details=(tell.days(phase["since"], None),))
            if phase
            else Cell(tell.say(N_("aucune phase n’a commencé")), is_muted=True),
        ),
        (tell.say(N_("Administrations sponsors")), _named(tell, told["sponsors"])),
        (tell.say(N_("Incubateur")), _named(tell, told["incubators"])),
    ]
    if told["link"]:
        rows.append((tell.say(N_("Service")), Cell(told["link"], url=told["link"])))
    blocks: list[Block] = [Quoted(told["mission"])] if told["mission"] else []
    if not told["is_published"]:
        text = N_("La fiche n’est plus publiée : ce qu’elle disait n’a pas pu être repris.")
        blocks.append(tell.absent(text))
    return section("startup", tell.say(N_("La startup")), *blocks, Facts(tuple(rows)))


def _named(tell: Teller, places: Sequence[Mapping[str, str]]) -> Cell:
    names = [one["name"] or one["id"] for one in places]
    if not names:
        return Cell(tell.say(N_("la fiche n’en nomme aucune")), is_muted=True)
    return Cell(", ".join(names), is_written=True)


def team(tell: Teller, content: Content) -> Section:
    """Who works in it on that day."""
    title = tell.say(N_("L’équipe"))
    if not content["team"]:
        return section("equipe", title, tell.absent(N_("La fiche ne nomme personne.")))
    grid = Grid(
        tell.say(N_("Personnes à l’œuvre le %(day)s"), day=tell.day(content["known_on"])),
        tuple(map(tell.say, (N_("Nom"), N_("Rôle"), N_("Statut"), N_("Dans l’équipe")))),
        tuple(
            (
                Cell(one["name"]),
                Cell(one["role"], is_written=True),
                Cell(tell.say(_STATUSES[one["status"]]))
                if one["status"] in _STATUSES
                else Cell(tell.say(N_("non précisé")), is_muted=True),
                Cell(tell.days(one["since"], None)),
            )
            for one in content["team"]
        ),
    )
    return section("equipe", title, grid)


def phases(tell: Teller, content: Content) -> Section:
    """The stays in phases, in time."""
    title = tell.say(N_("L’histoire des phases"))
    if not content["phases"]:
        return section("phases", title, tell.absent(N_("La fiche n’indique aucune phase.")))
    headers = [N_("Phase"), N_("Début"), N_("Fin")]
    if any(one["comment"] for one in content["phases"]):
        headers.append(N_("Commentaire"))
    rows = tuple(
        (
            Cell(tell.phase(one["phase"])),
            Cell(tell.day(one["start"])),
            Cell(tell.day(one["end"]) or tell.say(N_("en cours"))),
            Cell(one["comment"], is_written=True),
        )[: len(headers)]
        for one in content["phases"]
    )
    caption = tell.say(N_("Phases, de la première à la dernière"))
    grid = Grid(caption, tuple(map(tell.say, headers)), rows)
    return section("phases", title, grid)


def impact(tell: Teller, content: Content) -> Section:
    """What was promised at the last decision, then the whole matrix."""
    parts = [_promised(tell, content["promised"])]
    if not content["impact"]:
        text = N_("Aucun chiffre n’est publié : la fiche n’a pas de mesure d’impact.")
        parts.append(Part(tell.say(N_("La matrice d’impact")), (tell.absent(text),)))
    else:
        rows = tuple(_measure(tell, one) for one in content["impact"])
        headers = tuple(map(tell.say, (*_PROGRESSING, N_("Cible de la fiche"), N_("Où on en est"))))
        caption = tell.say(
            N_("Matrice d’impact au %(day)s, mesure par mesure"), day=tell.day(content["known_on"])
        )
        parts.append(
            Part(tell.say(N_("La matrice d’impact")), (Grid(caption, headers, rows, (2, 3, 4)),))
        )
        parts += _values(tell, content["impact"])
    title = tell.say(N_("L’impact, au regard de ce qui était promis"))
    return Section("impact", title, tuple(parts))


def _promised(tell: Teller, promised: Mapping[str, Any] | None) -> Part:
    if promised is None:
        title = tell.say(N_("Ce qui était promis"))
        text = N_("Aucune décision n’a encore été prise ici : rien n’a été promis à un comité.")
        return Part(title, (tell.absent(text),))
    title = tell.say(N_("Ce qui était promis le %(day)s"), day=tell.day(promised["decided_on"]))
    if not promised["objectives"]:
        return Part(title, (tell.absent(N_("La dernière décision ne fixe aucun objectif.")),))
    return Part(title, (objectives_grid(tell, promised["objectives"], title),))


def objectives_grid(tell: Teller, objectives: Sequence[Mapping[str, Any]], caption: str) -> Grid:
    """Objectives of a decision, each with what was promised, what was known then, and today."""
    headers = (
        N_("Objectif"),
        N_("Promis"),
        N_("À la décision"),
        N_("Aujourd’hui"),
        N_("Où on en est"),
    )
    rows = tuple(_objective(tell, one) for one in objectives)
    return Grid(caption, tuple(map(tell.say, headers)), rows, (1, 2, 3))


def _objective(tell: Teller, one: Mapping[str, Any]) -> tuple[Cell, ...]:
    by = tell.say(N_("pour le %(day)s"), day=tell.day(one["due"]))
    promised = tell.measured({"value": one["value"]}, one["unit"]) if one["value"] else ""
    name = (one["name"],) if one["name"] else ()
    unmeasured = Cell(tell.say(N_("sans mesure")), is_muted=True)
    measured = (one["at_decision"], one["latest"])
    return (
        Cell(one["text"], details=name, is_written=True),
        Cell(promised or by, details=(by,) if promised else ()),
        *(
            tell.valued(value, one["unit"]) if one["indicator"] else unmeasured
            for value in measured
        ),
        _fate(tell, one),
    )


def _fate(tell: Teller, one: Mapping[str, Any]) -> Cell:
    """What was answered of a promise; else where its measure stands, unless its day has passed."""
    answered, stands = one["answered"], Fate(one["fate"])
    badge, kind = tell.fate(stands)
    details = [answered["evidence"]] if answered and answered["evidence"] else []
    if answered:
        details.append(tell.say(N_("noté le %(day)s"), day=tell.day(answered["on"])))
    elif one.get("progress") and stands in {Fate.SOON, Fate.DUE}:
        badge, kind = tell.progress(one["progress"])
    url = answered["url"] if answered else ""
    return Cell(url, badge, kind, tuple(details), url=url)


def _measure(tell: Teller, one: Mapping[str, Any]) -> tuple[Cell, ...]:
    unit = one["unit"]
    notes = []
    if one["is_main"]:
        notes.append(tell.say(N_("mesure principale")))
    if one["lower_is_better"]:
        notes.append(tell.say(N_("plus c’est bas, mieux c’est")))
    badge, kind = tell.progress(one["progress"])
    return (
        Cell(one["name"], details=tuple(notes), is_written=True),
        Cell(tell.say(labels.DIMENSIONS.get(one["dimension"], one["dimension"]))),
        tell.valued(one["at_decision"], unit),
        tell.valued(one["latest"], unit),
        tell.valued(one["target"], unit)
        if one["target"]
        else Cell(tell.say(N_("aucune")), is_muted=True),
        Cell(badge=badge, badge_kind=kind),
    )


def _values(tell: Teller, measures: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The newest values side by side, one line for each day that has some, the newest first."""
    known = [one for one in measures if one["values"]]
    if not known:
        return []
    by_day: dict[str, dict[str, str]] = {}
    for one in known:
        for value in one["values"]:
            by_day.setdefault(value["day"], {})[one["id"]] = value["value"]
    rows = tuple(
        (
            Cell(tell.when({"day": day})),
            *(Cell(tell.number(by_day[day].get(one["id"])) or "–") for one in known),
        )
        for day in sorted(by_day, reverse=True)
    )
    headers = tuple(
        f"{one['name']} ({one['unit']})" if one["unit"] else one["name"] for one in known
    )
    title = tell.say(N_("Les dernières valeurs"))
    numeric = tuple(range(1, len(known) + 1))
    return [Part(title, (Grid(title, (tell.say(N_("Quand")), *headers), rows, numeric),))]


def money(tell: Teller, content: Content) -> Section:
    """Budgets by year, what all of it cost, the cost of a user and of a result."""
    told = content["money"]
    formats = formats_of(tell.request)
    blocks: list[Block] = []
    if told["budgets"]:
        headers = (N_("Année"), N_("Engagé"), N_("Dépensé"), N_("Source"))
        rows = tuple(_budget(tell, one) for one in told["budgets"])
        caption = tell.say(N_("Budget par année"))
        blocks.append(Grid(caption, tuple(map(tell.say, headers)), rows, (1, 2)))
    else:
        blocks.append(tell.absent(N_("Aucun budget par année n’est publié.")))
    facts = [(tell.say(N_("Financement")), Cell(runway(tell, told)))]
    if told["total"]:
        total = Cell(formats.euros(told["total"]["cents"]))
        facts.append((tell.say(N_("Coût depuis le début")), total))
    for name, label in (
        ("per_user", N_("Coût par utilisateur et par an")),
        ("per_unit", N_("Coût par unité d’impact")),
    ):
        cost = told[name]
        facts.append((tell.say(label), _cost(tell, cost)))
    if told["fund"] and told["fund"]["amount_euros"] is not None:
        label = tell.say(N_("Fonds d’accélération"))
        facts.append((label, Cell(tell.euros(told["fund"]["amount_euros"]))))
    return section("cout", tell.say(N_("Le coût et le financement")), *blocks, Facts(tuple(facts)))


def _budget(tell: Teller, one: Mapping[str, Any]) -> tuple[Cell, ...]:
    missing = Cell(tell.say(N_("non publié")), is_muted=True)
    return (
        Cell(str(one["year"])),
        *(
            missing if one[name] is None else Cell(tell.cents(one[name]))
            for name in ("committed_cents", "spent_cents")
        ),
        Cell(one["source"], is_written=True),
    )


def _cost(tell: Teller, cost: Mapping[str, Any] | None) -> Cell:
    if cost is None:
        text = N_("non calculé : il manque un budget ou des valeurs")
        return Cell(tell.say(text), is_muted=True)
    figure = price(formats_of(tell.request), cost["cents"])
    return Cell(figure, details=(_counted(tell, cost),))


def _counted(tell: Teller, cost: Mapping[str, Any]) -> str:
    return tell.say(
        N_("en %(year)s, d’après « %(name)s » (%(months)s mois connus)"),
        year=cost["year"],
        name=cost["name"],
        months=cost["months"],
    )


def section(anchor: str, title: str, *blocks: Block) -> Section:
    """A section without titles inside."""
    return Section(anchor, title, (Part("", blocks),))
