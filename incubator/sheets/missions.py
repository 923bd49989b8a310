"""A member's missions in one startup: ended, extended, added; the rest of the sheet is let alone.

Everything here is a function over a member's fields as the file has them, and gives the fields
that change. A mission shared by several startups is parted: the others keep theirs as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.i18n import N_
from incubator.sheets.fields import bare_id
from incubator.sheets.raw import raw_day

Raw = dict[str, Any]
_FOLDER = "startups"
#: The key of a spell that is no mission.
LISTED = "liste"
_NO_DAY = "0"


class MissionError(Exception):
    """A mission can't be so; the message (marked for translation) says why, ``field`` where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Term:
    """Days and terms of a mission; without ``end`` it is open."""

    start: date | None
    end: date | None
    status: str = ""
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """A member's time in a startup, as its sheet says it.

    ``key`` finds it again. ``others`` are the startups that the same mission is about. A listed
    spell is no mission: the sheet has the startup among those of today, without days.
    """

    key: str
    term: Term
    others: tuple[str, ...] = ()
    is_listed: bool = False


def spell_key(start: date | None, end: date | None, taken: set[str]) -> str:
    """What tells a mission from the others in the startup: its days. It is added to ``taken``."""
    bare = f"{start or _NO_DAY}_{end or _NO_DAY}"
    key = next(key for n in range(len(taken) + 1) if (key := _numbered(bare, n)) not in taken)
    taken.add(key)
    return key


def spells(fields: Mapping[str, Any], startup_id: str) -> list[Spell]:
    """A member's missions in a startup in the sheet's order; else the entry in its list."""
    found = [spell for _, _, spell in _numbered_spells(fields, startup_id)]
    if not found and startup_id in _ids(fields.get("startups")):
        found.append(Spell(LISTED, Term(None, None), is_listed=True))
    return found


def change_end(
    fields: Mapping[str, Any], startup_id: str, key: str, end: date | None, today: date
) -> dict[str, Any]:
    """What changes when a mission in a startup ends on another day, or on none.

    Raises:
        MissionError: there is no such mission, or it would end before it starts.
    """
    if key == LISTED and startup_id in _ids(fields.get("startups")):
        return _end_listed(fields, startup_id, end, today)
    missions = _missions(fields)
    for index, raw, spell in _numbered_spells(fields, startup_id):
        if spell.key != key:
            continue
        if end and spell.term.start and end < spell.term.start:
            raise MissionError("end", N_("La mission ne peut pas finir avant d’avoir commencé."))
        if end == spell.term.end:
            return {}
        if spell.term.end and (end is None or end > spell.term.end):
            # Sheets have overlaps of old: only a longer mission makes a new one.
            _see_that_it_is_free(fields, startup_id, Term(spell.term.start, end), without=key)
        missions[index : index + 1] = _parted(raw, startup_id, end)
        return {"missions": missions} | _unlisted(fields, startup_id)
    raise MissionError("end", N_("Cette mission a changé entre-temps : relisez l’équipe."))


def add_mission(fields: Mapping[str, Any], startup_id: str, term: Term) -> dict[str, Any]:
    """What changes when a member gets a mission in a startup.

    Raises:
        MissionError: it has no first day, ends before it starts, or overlaps with another one
            there.
    """
    if term.start is None:
        raise MissionError("start", N_("Indiquez le premier jour de la mission."))
    if term.end and term.end < term.start:
        raise MissionError("end", N_("La mission ne peut pas finir avant d’avoir commencé."))
    _see_that_it_is_free(fields, startup_id, term)
    written: Raw = {"start": term.start, "end": term.end, "status": term.status}
    written |= {"employer": term.employer, "startups": [startup_id]}
    mission = {name: value for name, value in written.items() if value}
    return {"missions": [*_missions(fields), mission]} | _unlisted(fields, startup_id)


def others_part(fields: Mapping[str, Any], startup_id: str) -> dict[str, Any]:
    """What a sheet says apart from one startup: what a change made there never touches."""
    rest = {name: value for name, value in fields.items() if name not in _TOUCHED}
    for name in ("startups", "previously"):
        rest[name] = [one for one in _ids(fields.get(name)) if one != startup_id]
    parts = []
    for raw in _missions(fields):
        ids = _ids(raw.get("startups")) if isinstance(raw, dict) else []
        kept = [one for one in ids if one != startup_id]
        if kept or startup_id not in ids:
            parts.append({**raw, "startups": kept} if isinstance(raw, dict) else raw)
    return rest | {"missions": parts}


_TOUCHED = {"missions", "startups", "previously"}


def _numbered_spells(
    fields: Mapping[str, Any], startup_id: str
) -> Iterator[tuple[int, Raw, Spell]]:
    taken: set[str] = set()
    for index, raw in enumerate(_missions(fields)):
        ids = _ids(raw.get("startups")) if isinstance(raw, dict) else []
        if startup_id in ids:
            start, end = raw_day(raw.get("start")), raw_day(raw.get("end"))
            term = Term(start, end, _text(raw.get("status")), _text(raw.get("employer")))
            others = tuple(one for one in ids if one != startup_id)
            yield index, raw, Spell(spell_key(start, end, taken), term, others)


def _parted(raw: Raw, startup_id: str, end: date | None) -> list[Raw]:
    """A mission with another end in a startup; what it shares with others stays with them."""
    written = raw["startups"] if isinstance(raw["startups"], list) else [raw["startups"]]
    here = [one for one in written if _ids(one) == [startup_id]]
    others = [one for one in written if _ids(one) != [startup_id]]
    own = {name: value for name, value in raw.items() if name != "end"}
    if end:
        own["end"] = end
    if not others:
        return [own]
    return [{**raw, "startups": others}, {**own, "startups": here}]


def _end_listed(
    fields: Mapping[str, Any], startup_id: str, end: date | None, today: date
) -> dict[str, Any]:
    """End a time whose first day no sheet says: known as past, or until a day to come."""
    if end is None:
        return {}
    if end > today:
        mission = {"end": end, "startups": [startup_id]}
        return {"missions": [*_missions(fields), mission]} | _unlisted(fields, startup_id)
    former = fields.get("previously") or []
    former = [former] if isinstance(former, str) else list(former)
    known = startup_id in _ids(former)
    changes = {} if known else {"previously": [*former, startup_id]}
    return changes | _unlisted(fields, startup_id)


def _unlisted(fields: Mapping[str, Any], startup_id: str) -> dict[str, Any]:
    """A startup that a mission names leaves the list of today: there, the mission has no end."""
    listed = fields.get("startups")
    if startup_id not in _ids(listed):
        return {}
    listed = [listed] if isinstance(listed, str) else listed
    return {"startups": [one for one in listed or [] if _ids(one) != [startup_id]]}


def _see_that_it_is_free(
    fields: Mapping[str, Any], startup_id: str, term: Term, without: str = ""
) -> None:
    for spell in spells(fields, startup_id):
        if spell.key == without or spell.is_listed:
            continue
        begins_after = spell.term.start and term.end and spell.term.start > term.end
        ends_before = spell.term.end and term.start and spell.term.end < term.start
        if not begins_after and not ends_before:
            raise MissionError(
                "end" if without else "start",
                N_(
                    "Une autre mission couvre déjà une partie de ces dates : changez plutôt sa fin."
                ),
            )


def _missions(fields: Mapping[str, Any]) -> list[Any]:
    missions = fields.get("missions") or []
    if not isinstance(missions, list):
        raise MissionError("formulaire", N_("Les missions de cette fiche sont illisibles."))
    return list(missions)


def _ids(value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [found for one in values if isinstance(one, str) and (found := bare_id(one, _FOLDER))]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _numbered(bare: str, number: int) -> str:
    return f"{bare}-{number + 1}" if number else bare
