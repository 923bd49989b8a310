"""The minutes of a session: Markdown in French, composed once, when it is closed.

They say who was there and what was decided; what members think and what was said stays out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from incubator.actions.committees.sentences import day_in, said_of, sentence
from incubator.domain.committee_access import Seat
from incubator.domain.decisions import Decision
from incubator.i18n import french_typography
from incubator.store.committees.sessions import Committee, Item, Member

_SEATS: Mapping[Seat, str] = {
    Seat.CHAIR: "présidence",
    Seat.SPONSOR: "sponsor",
    Seat.INCUBATOR_HEAD: "responsable de l’incubateur",
    Seat.PORTFOLIO_MANAGER: "responsable de portefeuille",
    Seat.GUEST: "invité",
    Seat.OBSERVER: "observateur",
}
#: Spaces of a keyboard: those that keep a number together stay.
_SPACES = re.compile(r"[ \t\r\n\v\f\u2028\u2029]+")
_MARK = re.compile(r"([\\`*_\[\]#])")
#: What begins a list or a title at the start of a line.
_START = re.compile(r"^(\d*)([-+.)])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Names:
    """What the incubator and its startups are called, by id."""

    incubator: str
    startups: Mapping[str, str]

    def startup(self, startup_id: str) -> str:
        """A startup's name; its id once its sheet is no more."""
        return self.startups.get(startup_id, startup_id)


@dataclass(frozen=True, slots=True)
class End:
    """How a session ends: when, where its days are, and why it did without a quorum."""

    at: datetime
    zone: ZoneInfo
    override: str = ""


def minutes_text(
    committee: Committee, decisions: Mapping[str, Decision], names: Names, end: End
) -> str:
    """The minutes; ``decisions`` are those in force, by item."""
    parts = [*_head(committee, names, end), *_members(committee, end), "## Décisions"]
    for number, item in enumerate(committee.items, 1):
        parts.extend(_item(committee, item, decisions[item.public_id], names, number))
    return french_typography("\n\n".join(part for part in parts if part)) + "\n"


def _head(committee: Committee, names: Names, end: End) -> Iterator[str]:
    yield "# Relevé de décisions"
    lines = [f"- Incubateur : {plain(names.incubator)}"]
    if committee.title.strip():
        lines.append(f"- Comité : {plain(committee.title)}")
    begun = committee.opened_at or committee.starts_at
    lines.append(f"- Séance : {_moment(begun, end.zone)}, close le {_moment(end.at, end.zone)}")
    if committee.place.strip():
        lines.append(f"- Lieu : {plain(committee.place)}")
    elif committee.link.strip():
        lines.append("- Lieu : à distance")
    yield "\n".join(lines)


def _members(committee: Committee, end: End) -> Iterator[str]:
    yield "## Membres"
    present = [one for one in committee.members if one.is_present]
    absent = [one for one in committee.members if not one.is_present]
    yield "**Présents**" if present else ""
    yield "\n".join(map(_member, present))
    yield "**Absents**" if absent else ""
    yield "\n".join(map(_member, absent))
    count, quorum = committee.present_count, committee.quorum
    if count >= quorum:
        yield f"Quorum : {quorum}. Présents qui comptent pour le quorum : {count}."
    else:
        yield (
            f"Quorum : {quorum}. Présents qui comptent pour le quorum : {count}. "
            f"La présidence passe outre : {plain(end.override)}"
        )


def _member(member: Member) -> str:
    return f"- {plain(member.shown_name)}, {_SEATS[member.seat]}"


def _item(
    committee: Committee, item: Item, decision: Decision, names: Names, number: int
) -> Iterator[str]:
    name = names.startup(item.startup_id)
    yield f"### {number}. {plain(name)}"
    yield f"**{plain(sentence(decision, name))}**"
    if decision.reasons.strip():
        yield "Motifs :"
        yield "\n>\n".join(f"> {plain(line)}" for line in _lines(decision.reasons))
    yield from _list("Objectifs", [said_of(one) for one in decision.objectives])
    yield from _list("Conditions", [said_of(one) for one in decision.conditions])
    recused = [one for one in committee.members if item.public_id in one.recused]
    yield from _list("N’ont pas pris part à ce point", [one.shown_name for one in recused])
    if decision.next_on is not None:
        yield f"Prochain comité : au plus tard le {day_in(decision.next_on, 'fr')}."
    else:
        yield "Aucun autre comité n’est à tenir."


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title} :"
        yield "\n".join(f"- {plain(line)}" for line in lines)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _moment(value: datetime, zone: ZoneInfo) -> str:
    local = value.astimezone(zone)
    return f"{day_in(local.date(), 'fr')} à {local.hour}\u00a0h\u00a0{local.minute:02}"


def plain(text: str) -> str:
    """What somebody wrote, on one line, so that none of its signs is read as Markdown."""
    # HTML is part of Markdown.
    line = escape(_SPACES.sub(" ", text).strip(), quote=False)
    return _START.sub(r"\1\\\2", _MARK.sub(r"\\\1", line))
