"""What belongs to a startup (phases entered, indicators, sprints): filters and links they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web.api.v1.resources import Filter, Filters, Relationship, View
from incubator.web.api.v1.schemas import DAY, ID, written_day

#: What stands between the parts of an id: sheets and indicators have no such sign in theirs.
SIGN = "~"
_PLACES = ("startup", "incubator", "sponsor")

OF_STARTUP = (
    Filter("startup", ID, N_("L’identifiant de la startup.")),
    Filter("incubator", ID, N_("L’identifiant d’un incubateur de la startup.")),
    Filter("sponsor", ID, N_("L’identifiant d’une administration qui porte la startup.")),
)
IN_TIME = (
    Filter("since", DAY, N_("Ce jour ou après."), is_one=True),
    Filter("until", DAY, N_("Ce jour ou avant."), is_one=True),
)
STARTUP = Relationship("startup", "startups", False, N_("La startup."))
INCUBATORS = Relationship("incubators", "incubators", True, N_("Les incubateurs de la startup."))


def startups_asked(view: View, filters: Filters) -> Callable[[str], bool]:
    """Whether a startup, by its id, fits the filters of :data:`OF_STARTUP`."""
    index = view.snapshot.index
    asked = {name: frozenset(filters[name]) for name in _PLACES if name in filters}

    def fits(startup_id: str) -> bool:
        card = index.by_id.get(startup_id)
        if card is None:
            return False
        own: dict[str, Iterable[str]] = {
            "startup": (card.id,),
            "incubator": card.incubators,
            "sponsor": card.sponsors,
        }
        return all(not wanted.isdisjoint(own[name]) for name, wanted in asked.items())

    return fits


def startups_named(filters: Filters) -> tuple[str, ...] | None:
    """The startups that a request names: nothing need be read of the others; None for all."""
    return filters.get("startup")


def days_asked(filters: Filters) -> Callable[[date], bool]:
    """Whether a day fits the filters of :data:`IN_TIME`."""
    since, until = bounds_asked(filters)
    return lambda day: since <= day <= until


def bounds_asked(filters: Filters) -> tuple[date, date]:
    """The first and the last day of ``since`` and ``until``, as far as they are named."""
    since, until = (written_day(filters.get(name, ("",))[0]) for name in ("since", "until"))
    return since or date.min, until or date.max


def links_of(snapshot: Snapshot, startup_id: str) -> dict[str, str | tuple[str, ...] | None]:
    """The startup, and those of its incubators that have a page."""
    card = snapshot.card(startup_id)
    return {
        "startup": card.id if card else None,
        "incubators": public_incubators(snapshot, card.incubators if card else ()),
    }


def public_incubators(snapshot: Snapshot, ids: Iterable[str]) -> tuple[str, ...]:
    """Those of some incubators that have a page, each once."""
    return tuple(one for one in dict.fromkeys(ids) if snapshot.public_incubator(one))


def parts_of(ids: Iterable[str], count: int) -> dict[str, tuple[str, ...]]:
    """Ids with their ``count`` parts, the startup first; what has not as many is left out."""
    split = {one: tuple(one.rsplit(SIGN, count - 1)) for one in ids}
    return {one: parts for one, parts in split.items() if len(parts) == count}
