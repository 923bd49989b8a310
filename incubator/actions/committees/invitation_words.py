"""What the mails about a session say: who, what, where, by when, and one link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from incubator.actions.committees.events import Names, day_of, moment
from incubator.actions.mails import Message
from incubator.domain.committee_access import Seat
from incubator.domain.dossiers import SENT_BEFORE
from incubator.i18n import N_, translations
from incubator.store.committees.sessions import Committee

_SEATS = {
    Seat.CHAIR: N_("Vous présidez la séance."),
    Seat.SPONSOR: N_("Vous y siégez comme sponsor."),
    Seat.INCUBATOR_HEAD: N_("Vous y siégez comme responsable de l’incubateur."),
    Seat.PORTFOLIO_MANAGER: N_("Vous y siégez comme responsable de portefeuille."),
    Seat.GUEST: N_("Vous y donnez votre avis, sur invitation."),
    Seat.OBSERVER: N_("Vous y assistez en observation, sans donner d’avis."),
}
Translate = Callable[[str], str]


class Told(StrEnum):
    """What somebody is told of a session."""

    FIRST = "first"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    NO_MORE = "no-more"


@dataclass(frozen=True, slots=True)
class Session:
    """The session, as it is and (where it is known) as it was told before."""

    committee: Committee
    before: Committee | None
    names: Names
    time_zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: by their seat, or as the team of some startups of the agenda."""

    language: str
    seat: Seat | None
    startups: tuple[str, ...]


def message(session: Session, reader: Reader, told: Told, page: str, *, today: date) -> Message:
    """A mail about a session; ``page`` is its address for the reader."""
    _ = translations(reader.language).gettext
    told_of = session.before if told is Told.NO_MORE and session.before else session.committee
    values = {
        "incubator": session.names.incubator,
        "startups": session.names.of(reader.startups),
        "moment": moment(told_of.starts_at, reader.language, session.time_zone),
        "day": _day(session, told_of, reader.language),
        "reason": session.committee.cancel_reason,
    }
    subjects = {
        Told.FIRST: _("Comité de %(incubator)s le %(day)s : votre convocation"),
        Told.CHANGED: _("Comité de %(incubator)s le %(day)s : ce qui change"),
        Told.CANCELLED: _("Comité de %(incubator)s du %(day)s : séance annulée"),
        Told.NO_MORE: _("Comité de %(incubator)s du %(day)s : votre convocation est retirée"),
    }
    paragraphs = {
        Told.FIRST: _first,
        Told.CHANGED: _changed,
        Told.CANCELLED: _cancelled,
        Told.NO_MORE: _no_more,
    }[told](_, session, reader, values, today)
    is_over = told in {Told.CANCELLED, Told.NO_MORE}
    return Message(
        subject=subjects[told] % values,
        paragraphs=list(paragraphs),
        link=None if told is Told.NO_MORE else (_link(_, reader), page),
        note=_("Le fichier joint retire la séance de votre agenda.")
        if is_over
        else _("Le fichier joint met la séance dans votre agenda."),
        reason=_("Vous recevez ce message parce que vous siégez dans ce comité.")
        if reader.seat is not None
        else _("Vous recevez ce message parce que vous faites partie de l’équipe : %(startups)s.")
        % values,
    )


def _link(_: Translate, reader: Reader) -> str:
    return _("Voir la séance") if reader.seat is not None else _("Préparer le comité")


def _first(
    _: Translate, session: Session, reader: Reader, values: dict[str, str], today: date
) -> Iterator[str]:
    if reader.seat is None:
        yield _("Le comité de %(incubator)s examine %(startups)s le %(moment)s.") % values
    else:
        yield _("Le comité de %(incubator)s se réunit le %(moment)s.") % values
        yield _(_SEATS[reader.seat])
    yield from _where(_, session.committee)
    if reader.seat is not None and session.committee.items:
        agenda = session.names.of([item.startup_id for item in session.committee.items])
        yield _("Ordre du jour : %(startups)s.") % {"startups": agenda}
    yield from _by_when(_, session, reader, today)


def _changed(
    _: Translate, session: Session, reader: Reader, values: dict[str, str], today: date
) -> Iterator[str]:
    now, before = session.committee, session.before
    yield _("La séance du comité de %(incubator)s change.") % values
    if before is None or (before.starts_at, before.place, before.link) == (
        now.starts_at, now.place, now.link
    ):  # fmt: skip
        yield _("Elle se tient le %(moment)s.") % values
        yield from _where(_, now)
        if reader.seat is not None and now.items:
            agenda = session.names.of([item.startup_id for item in now.items])
            yield _("Ordre du jour : %(startups)s.") % {"startups": agenda}
        yield from _by_when(_, session, reader, today)
        return
    if before.starts_at != now.starts_at:
        former = moment(before.starts_at, reader.language, session.time_zone)
        dates = {**values, "former": former}
        yield _("Nouvelle date : le %(moment)s, au lieu du %(former)s.") % dates
    else:
        yield _("La date reste la même : le %(moment)s.") % values
    if before.place != now.place:
        yield _("Nouveau lieu : %(place)s") % {"place": now.place or _("à distance")}
    if before.link != now.link:
        yield (
            _("Nouveau lien : %(link)s") % {"link": now.link}
            if now.link
            else _("Il n’y a plus de lien pour suivre la séance à distance.")
        )
    if before.starts_at != now.starts_at:
        yield from _by_when(_, session, reader, today)


def _cancelled(
    _: Translate, session: Session, reader: Reader, values: dict[str, str], today: date
) -> Iterator[str]:
    yield _("La séance du comité de %(incubator)s prévue le %(moment)s n’aura pas lieu.") % values
    if values["reason"]:
        yield _("Motif : %(reason)s") % values
    if reader.seat is None:
        yield _("Le travail fait sur le dossier de %(startups)s n’est pas perdu.") % values


def _no_more(
    _: Translate, session: Session, reader: Reader, values: dict[str, str], today: date
) -> Iterator[str]:
    if reader.seat is None:
        yield _("%(startups)s n’est plus à l’ordre du jour du comité de %(incubator)s, "
                "le %(moment)s.") % values  # fmt: skip
    else:
        yield _("Vous ne siégez plus à la séance du comité de %(incubator)s, "
                "le %(moment)s.") % values  # fmt: skip
    yield _("Une erreur ? Écrivez au secrétariat du comité.")


def _where(_: Translate, committee: Committee) -> Iterator[str]:
    if committee.place:
        yield _("Lieu : %(place)s") % {"place": committee.place}
    if committee.link:
        yield _("À distance : %(link)s") % {"link": committee.link}


def _by_when(_: Translate, session: Session, reader: Reader, today: date) -> Iterator[str]:
    """What the reader has to do, and until when."""
    starts_at = session.committee.starts_at
    sent_on = (starts_at - SENT_BEFORE).astimezone(session.time_zone).date()
    day = day_of(sent_on, reader.language)
    if reader.seat is None:
        yield (
            _("Déposez votre dossier avant le %(day)s : il part ce jour-là aux membres.")
            % {"day": day}
            if sent_on > today
            else _("Déposez votre dossier dès maintenant : il part aussitôt aux membres.")
        )
    elif reader.seat is Seat.OBSERVER:
        yield _("Vous recevrez les dossiers à partir du %(day)s.") % {"day": day}
    else:
        yield (
            _("Les dossiers vous parviennent à partir du %(day)s : lisez-les et donnez votre avis "
              "avant la séance.") % {"day": day}
            if sent_on > today
            else _("Lisez les dossiers et donnez votre avis avant la séance.")
        )  # fmt: skip


def _day(session: Session, committee: Committee, language: str) -> str:
    return day_of(committee.starts_at.astimezone(session.time_zone).date(), language)
