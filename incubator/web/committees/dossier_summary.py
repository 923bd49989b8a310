"""The first screen of a dossier: what is asked, what became of what was promised, cost, conditions.

A reader of thirty seconds knows what the committee has to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from incubator.domain.follow_up import Fate
from incubator.i18n import N_
from incubator.web.committees.dossier_parts import Cell, Teller, Tile
from incubator.web.impact.amounts import price
from incubator.web.measures.units import counted
from incubator.web.templating import formats_of

Content = Mapping[str, Any]


def tiles(tell: Teller, content: Content) -> tuple[Tile, ...]:
    """The four things to know first."""
    return (
        _asked(tell, content["narrative"]),
        _main_measure(tell, content),
        _cost(tell, content["money"]),
        _conditions(tell, content),
    )


def waiting(tell: Teller, content: Content) -> tuple[Cell, ...]:
    """The conditions that a committee still waits for, the first due first."""
    found = sorted(open_conditions(content), key=lambda one: one["due"])
    return tuple(_condition(tell, one) for one in found)


def open_conditions(content: Content) -> Iterator[Mapping[str, Any]]:
    """Conditions of decisions that stand, but for those that are met."""
    for decision in content["decisions"]:
        if not decision["replaced_by"]:
            for one in decision["conditions"]:
                if Fate(one["fate"]).is_unmet:
                    yield one


def asked_words(tell: Teller, narrative: Mapping[str, Any]) -> str:
    """What the team asks the committee to decide; "" where it does not say."""
    kind, phase = narrative.get("kind"), narrative.get("phase")
    if kind and phase:
        return f"{tell.decision(kind)} : {tell.phase(phase)}"
    return tell.decision(kind) or tell.phase(phase)


def _asked(tell: Teller, narrative: Mapping[str, Any]) -> Tile:
    label, anchor = tell.say(N_("Ce qui est demandé")), "demande"
    words = asked_words(tell, narrative)
    money = narrative.get("amount")
    period = tell.days(narrative.get("period_from"), narrative.get("period_until"))
    if money is None:
        missing = tell.say(N_("Rien n’est écrit"))
        return Tile(label, words or missing, (period,) if period else (), anchor=anchor)
    notes = tuple(one for one in (words, period) if one)
    return Tile(label, tell.euros(money), notes, anchor=anchor)


def _main_measure(tell: Teller, content: Content) -> Tile:
    """Today's value against the last promise, else against the sheet's own target."""
    main = next((one for one in content["impact"] if one["is_main"]), None)
    label, anchor = tell.say(N_("Mesure principale")), "impact"
    if main is None:
        none = tell.say(N_("Aucune mesure principale n’est désignée dans la fiche."))
        return Tile(label, tell.say(N_("Non publiée")), (none,), anchor=anchor)
    promise = _promise_on(content, main["id"])
    told = promise or main
    badge, kind = tell.progress(told.get("progress"))
    notes = [main["name"]]
    if promise:
        value = tell.measured({"value": promise["value"]}, promise["unit"])
        text = N_("promis au dernier comité : %(value)s au %(day)s")
        notes.append(tell.say(text, value=value, day=tell.day(promise["due"])))
    elif main["target"]:
        value = tell.measured(main["target"], main["unit"])
        text = N_("cible de la fiche : %(value)s au %(day)s")
        notes.append(tell.say(text, value=value, day=tell.day(main["target"]["day"])))
    else:
        notes.append(tell.say(N_("rien n’était promis : aucune cible n’est datée")))
    latest = tell.measured(main["latest"], main["unit"])
    if latest:
        notes.insert(1, tell.when(main["latest"]))
    return Tile(
        label, latest or tell.say(N_("Aucun chiffre publié")), tuple(notes), badge, kind, anchor
    )


def _promise_on(content: Content, indicator: str) -> Mapping[str, Any] | None:
    """What the last decision was promised for a measure, where it is a figure."""
    objectives = (content["promised"] or {}).get("objectives", ())
    found = (one for one in objectives if one["indicator"] == indicator and one["value"])
    return next(found, None)


def _cost(tell: Teller, money: Mapping[str, Any]) -> Tile:
    label, anchor = tell.say(N_("Coût et financement")), "cout"
    known = [one for one in money["budgets"] if _of_year(one) is not None]
    notes = []
    if money["per_user"]:
        cents = price(formats_of(tell.request), money["per_user"]["cents"])
        notes.append(tell.say(N_("%(cost)s par utilisateur et par an"), cost=cents))
    notes.append(runway(tell, money))
    badge = tell.say(N_("Financement terminé")) if money["is_over"] else ""
    if not known:
        figure = tell.say(N_("Non publié"))
    else:
        last = known[-1]
        figure = formats_of(tell.request).euros(_of_year(last) or 0)
        text = N_("budget engagé en %(year)s")
        if last["committed_cents"] is None:
            text = N_("dépensé en %(year)s")
        notes.insert(0, tell.say(text, year=last["year"]))
    return Tile(label, figure, tuple(notes), badge, "warning" if badge else "", anchor)


def _of_year(budget: Mapping[str, Any]) -> int | None:
    """What a year costs: what is committed, since what was spent so far is not a year's."""
    committed: int | None = budget["committed_cents"]
    spent: int | None = budget["spent_cents"]
    return spent if committed is None else committed


def runway(tell: Teller, money: Mapping[str, Any]) -> str:
    """How long the money lasts."""
    if money["funding_until"] is None:
        return tell.say(N_("La fin du financement n’est pas publiée."))
    day = tell.day(money["funding_until"])
    if money["is_over"]:
        return tell.say(N_("Le financement s’est terminé le %(day)s."), day=day)
    left = counted(
        tell.request, money["runway_months"], N_("%(count)s mois entier"), N_("%(count)s mois")
    )
    return tell.say(N_("financé jusqu’au %(day)s, soit %(left)s"), day=day, left=left)


def _conditions(tell: Teller, content: Content) -> Tile:
    label, anchor = tell.say(N_("Conditions ouvertes")), "decisions"
    found = list(open_conditions(content))
    late = sum(one["fate"] == Fate.LATE for one in found)
    if not content["decisions"]:
        note = tell.say(N_("aucune décision n’a encore été prise ici"))
        return Tile(label, "0", (note,), anchor=anchor)
    if not found:
        return Tile(label, "0", (tell.say(N_("plus rien n’est attendu")),), anchor=anchor)
    badge = ""
    if late:
        badge = counted(tell.request, late, N_("%(count)s en retard"), N_("%(count)s en retard"))
    return Tile(label, tell.number(len(found)), (), badge, "warning" if late else "", anchor)


def _condition(tell: Teller, one: Mapping[str, Any]) -> Cell:
    badge, kind = tell.fate(one["fate"])
    told = tell.say(N_("%(owner)s, pour le %(day)s"), owner=one["owner"], day=tell.day(one["due"]))
    return Cell(one["text"], badge, kind, (told,), is_written=True)
