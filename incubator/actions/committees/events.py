"""Sessions as events of a calendar: the same wherever they are read, so that programs match them.

Two readers see a session differently. Who sees it reads its agenda; the team of a startup reads
that its own startup is on it, and nothing of the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date

from incubator.documents.calendars import Event, Status
from incubator.domain.committee_states import State
from incubator.i18n import translations
from incubator.store.committees.sessions import Committee

#: How long a session is said to last while its agenda is empty, in minutes.
_USUAL_MINUTES = 60
_STATUSES = {State.PLANNED: Status.TENTATIVE, State.CANCELLED: Status.CANCELLED}


@dataclass(frozen=True, slots=True)
class Names:
    """How the incubator of a session is called, and the startups of its agenda, by id."""

    incubator: str
    startups: Mapping[str, str]

    def of(self, startup_ids: Sequence[str]) -> str:
        """Startups as a text; one whose sheet is no more has its id for a name."""
        return ", ".join(self.startups.get(one, one) for one in startup_ids)


def event_of(
    committee: Committee, names: Names, language: str, url: str, startups: Sequence[str] = ()
) -> Event:
    """A session in somebody's language; ``url`` is its page for them.

    ``startups`` are those of the agenda to whose teams they belong, where that is all they see.
    """
    _ = translations(language).gettext
    if startups:
        summary = _("Comité : %(startups)s") % {"startups": names.of(startups)}
    else:
        title = committee.title or _("Comité de %(incubator)s")
        summary = title if committee.title else title % {"incubator": names.incubator}
    lines = [_("Incubateur : %(incubator)s") % {"incubator": names.incubator}]
    if committee.state is State.CANCELLED:
        lines = [_("Séance annulée : %(reason)s") % {"reason": committee.cancel_reason}]
    elif not startups and committee.items:
        agenda = names.of([item.startup_id for item in committee.items])
        lines.append(_("Ordre du jour : %(startups)s") % {"startups": agenda})
    if committee.link and committee.state is not State.CANCELLED:
        lines.append(_("À distance : %(link)s") % {"link": committee.link})
    return Event(
        uid=f"seance-{committee.public_id}@incubator",
        sequence=committee.revision,
        summary=summary,
        starts_at=committee.starts_at,
        minutes=committee.minutes or _USUAL_MINUTES,
        status=_STATUSES.get(committee.state, Status.CONFIRMED),
        description="\n".join(lines),
        place=committee.place or committee.link,
        url=url,
    )


def moment(instant: datetime, language: str, time_zone: ZoneInfo) -> str:
    """An instant with the day of its week: "mardi 1er décembre 2026 à 14 h 05"."""
    local = instant.astimezone(time_zone)
    day = day_of(local.date(), language, "full")
    if language == "fr":
        return f"{day} à {local.hour}\u00a0h\u00a0{local.minute:02}"
    return f"{day} at {local:%H:%M}"


def day_of(day: date, language: str, form: Literal["long", "full"] = "long") -> str:
    """A day as the language writes it; the first of a month is "1er" in French."""
    text = format_date(day, form, locale=language)
    return re.sub(r"\b1 ", "1er ", text, count=1) if language == "fr" and day.day == 1 else text
