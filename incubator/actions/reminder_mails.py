"""The mail of reminders: each thing with what to do, and one link for each place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import quote

from babel.dates import format_date

from incubator.actions.mails import Block, Message, Site
from incubator.domain.access import PlaceKind
from incubator.domain.reminders import Kind, Thing
from incubator.i18n import SOURCE_LANGUAGE, translations

#: A startup or an incubator, by kind and id.
Place = tuple[PlaceKind, str]
_CHOICE = "/mon-compte/rappels?jeton="


def reminders(
    site: Site, language: str, things: Sequence[Thing], names: Mapping[Place, str], token: str
) -> Message:
    """What somebody is reminded of; ``token`` lets them choose without signing in."""
    texts = translations(language)
    blocks = [
        _block(site, language, place, found, names.get(place, place[1]))
        for place, found in by_place(things).items()
    ]
    count = sum(len(block.lines) for block in blocks)
    if len(blocks) == 1:
        subject = texts.ngettext("%(name)s : %(num)s chose à faire",
                                 "%(name)s : %(num)s choses à faire", count)  # fmt: skip
    else:
        subject = texts.ngettext("Vos rappels : %(num)s chose à faire",
                                 "Vos rappels : %(num)s choses à faire", count)  # fmt: skip
    return Message(
        subject=subject % {"name": blocks[0].title, "num": count},
        paragraphs=[
            texts.gettext(
                "Voici ce qui reste à faire. Chaque chose n’est rappelée qu’une fois, et vous"
                " recevez au plus un rappel par semaine."
            )
        ],
        blocks=blocks,
        choice=(
            texts.gettext("Choisir vos rappels, ou les arrêter"),
            site.link(_CHOICE + token, language),
        ),
        reason=texts.gettext(
            "Vous recevez ce message parce que vous travaillez pour ces startups, ou dans leur"
            " incubateur."
        ),
    )


def by_place(things: Iterable[Thing]) -> Mapping[Place, Sequence[Thing]]:
    """Things under their startup or incubator, those that can wait least first."""
    found: dict[Place, list[Thing]] = {}
    for thing in sorted(things, key=_urgency):
        found.setdefault((thing.place_kind, thing.place_id), []).append(thing)
    return found


def lines(language: str, things: Iterable[Thing]) -> list[str]:
    """What to do about the things of one place, a line each; those that are counted share one."""
    counts = Counter(thing.kind for thing in things)
    found = {_line(language, thing, counts[thing.kind]): None for thing in things}
    return list(found)


def _block(site: Site, language: str, place: Place, things: Sequence[Thing], name: str) -> Block:
    _ = translations(language).gettext
    kind, place_id = place
    kinds = {thing.kind for thing in things}
    if kind is PlaceKind.INCUBATOR:
        label, path = _("Lire ce qui est arrivé"), f"/espace/incubateurs/{place_id}/envois"
    elif kinds == {Kind.REMARKS}:
        label, path = _("Lire les remarques"), f"/espace/startups/{place_id}/remarques"
    elif kinds == {Kind.CONDITION}:
        label, path = _("Ouvrir le suivi"), f"/comites/suivi?startup={quote(place_id)}"
    elif kinds & {Kind.REMARKS, Kind.CONDITION}:
        label, path = _("Ouvrir mon espace"), "/espace"
    else:
        label, path = _("Ouvrir la fiche"), f"/espace/startups/{place_id}/modifier"
    return Block(name, lines(language, things), (label, site.link(path, language)))


def _line(language: str, thing: Thing, count: int) -> str:
    texts = translations(language)
    _ = texts.gettext
    match thing.kind:
        case Kind.COMMITTEE if thing.is_late:
            text = _("Le comité devait se tenir au plus tard le %(day)s. Fixez sa date, ou notez-le"
                     " s’il a eu lieu.")  # fmt: skip
        case Kind.COMMITTEE:
            text = _("Le comité doit se tenir au plus tard le %(day)s. Fixez sa date et"
                     " préparez-le.")  # fmt: skip
        case Kind.CONDITION if thing.is_late:
            text = _("Dû au comité depuis le %(day)s : « %(text)s ». Notez ce qu’il en est,"
                     " avec une preuve.")  # fmt: skip
        case Kind.CONDITION:
            text = _("Dû au comité le %(day)s : « %(text)s ». Notez-le une fois fait, avec une"
                     " preuve.")  # fmt: skip
        case Kind.FIGURE:
            text = _("Le dernier chiffre de la mesure principale est celui de %(month)s. Saisissez"
                     " le suivant.")  # fmt: skip
        case Kind.SHEET:
            text = _("La fiche n’a pas changé depuis le %(day)s. Relisez-la, et corrigez ce qui"
                     " n’est plus vrai.")  # fmt: skip
        case Kind.REMARKS:
            text = texts.ngettext(
                "%(num)s remarque de lecteur attend d’être lue.",
                "%(num)s remarques de lecteurs attendent d’être lues.",
                count,
            )
        case Kind.BROUGHT:
            text = texts.ngettext(
                "%(num)s proposition attend une réponse.",
                "%(num)s propositions attendent une réponse.",
                count,
            )
    day = thing.day or date.min
    return text % {
        "day": _day(day, language),
        "month": format_date(day, "MMMM y", locale=language),
        "num": count,
        "text": " ".join(thing.text.split()),
    }


def _urgency(thing: Thing) -> tuple[bool, date]:
    return not thing.is_late, thing.day or date.max


def _day(day: date, language: str) -> str:
    text = format_date(day, "d MMMM y", locale=language)
    is_first = day.day == 1 and language == SOURCE_LANGUAGE
    return text.replace("1 ", "1er ", 1) if is_first else text
