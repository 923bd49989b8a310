"""The catalogue: what a card says of a startup, and how cards are filtered, counted and sorted.

A set of cards is an integer whose bit ``i`` stands for the card at position ``i``: counting a
facet's values over any selection is a handful of machine operations, whatever the catalogue's
size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import compress, islice, repeat

from incubator.domain.phases import Phase

UNKNOWN = "inconnu"
_ZERO, _ONE = b"01"
#: The digits of a mask to what ``compress`` takes.
_BITS = bytes.maketrans(b"01", b"\0\1")


class Facet(StrEnum):
    """What cards are filtered by; values are the names used in addresses."""

    PHASE = "phase"
    PUBLISHED = "publie"
    SPONSOR = "administration"
    INCUBATOR = "incubateur"
    MINISTRY = "ministere"
    USER_TYPE = "public"
    THEME = "theme"
    TECHNOLOGY = "technologie"
    NATIONAL_IMPACT = "impact-national"
    ACCESSIBILITY = "accessibilite"


#: Facets whose chosen values must all hold; of the others, one is enough.
ALL_OF = frozenset({Facet.PUBLISHED})


class Published(StrEnum):
    """What a startup may publish, as values of the facet of that name."""

    IMPACT = "impact"
    BUDGET = "budget"
    CODE = "code"
    STATISTICS = "statistiques"


class Sort(StrEnum):
    """Orders of the catalogue; values are the names used in addresses."""

    RELEVANCE = "pertinence"
    TITLE = "titre"
    NEWEST = "recentes"
    MOVED = "changement"


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a startup on a day; ``number`` is its number in the search index."""

    id: str
    number: int
    title: str
    sort_title: str
    mission: str
    phase: Phase | None
    since: date | None
    first_day: date | None
    incubators: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    user_types: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    published: frozenset[Published] = frozenset()
    national_impact: date | None = None
    accessibility: str = ""

    def values(self, facet: Facet) -> Iterable[str]:  # noqa: PLR0911 - one return a facet
        """The card's values for a facet."""
        match facet:
            case Facet.PHASE:
                return (self.phase or UNKNOWN,)
            case Facet.PUBLISHED:
                return self.published
            case Facet.SPONSOR:
                return self.sponsors
            case Facet.INCUBATOR:
                return self.incubators
            case Facet.MINISTRY:
                return self.ministries
            case Facet.USER_TYPE:
                return self.user_types
            case Facet.THEME:
                return self.themes
            case Facet.TECHNOLOGY:
                return self.technologies
            case Facet.NATIONAL_IMPACT:
                return ("oui",) if self.national_impact else ()
            case Facet.ACCESSIBILITY:
                return (self.accessibility or UNKNOWN,)


@dataclass(frozen=True, slots=True)
class Selection:
    """The cards that were asked for: how many, and how many each facet value would leave."""

    count: int
    mask: int
    counts: Mapping[Facet, Mapping[str, int]]


class CatalogueIndex:
    """Cards with their facets, ready to be filtered; positions follow the titles."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self.cards: Sequence[Card] = sorted(cards, key=lambda card: (card.sort_title, card.id))
        self.by_id: Mapping[str, Card] = {card.id: card for card in self.cards}
        self._everything = (1 << len(self.cards)) - 1
        self._positions = {card.number: index for index, card in enumerate(self.cards)}
        self._facets = {facet: self._masks(facet) for facet in Facet}
        self._orders = {
            Sort.TITLE: range(len(self.cards)),
            Sort.NEWEST: self._order(lambda card: card.first_day),
            Sort.MOVED: self._order(lambda card: card.since),
        }

    def __len__(self) -> int:
        return len(self.cards)

    def select(
        self, chosen: Mapping[Facet, Sequence[str]], matching: Sequence[int] | None = None
    ) -> Selection:
        """The cards with the chosen facet values, among those ``matching`` a search.

        Within a facet one of the values is enough (all, for those of :data:`ALL_OF`); between
        facets each must hold. The counts of a facet leave its own choice aside, so that they say
        what ticking another value would give.
        """
        base = self._everything if matching is None else self._mask_of(matching)
        masks = {facet: self._choice(facet, values) for facet, values in chosen.items() if values}
        total = base
        for mask in masks.values():
            total &= mask
        counts = {}
        for facet, by_value in self._facets.items():
            rest = total
            if facet in masks and facet not in ALL_OF:
                rest = base
                for other, mask in masks.items():
                    if other != facet:
                        rest &= mask
            counts[facet] = {value: (mask & rest).bit_count() for value, mask in by_value.items()}
        return Selection(total.bit_count(), total, counts)

    def page(
        self,
        selection: Selection,
        sort: Sort,
        first: int,
        size: int,
        matching: Sequence[int] | None = None,
    ) -> list[Card]:
        """``size`` cards of a selection from rank ``first`` (0 is the first), in order.

        Relevance is the order of ``matching``; without a search it is the newest first.
        """
        if first >= selection.count:
            return []
        if sort is Sort.RELEVANCE and matching is not None:
            order: Sequence[int] = self._positions_of(matching)
        else:
            order = self._orders[Sort.NEWEST if sort is Sort.RELEVANCE else sort]
        found = islice(self._within(order, selection.mask), first, first + size)
        return [self.cards[position] for position in found]

    def with_value(self, facet: Facet, value: str) -> list[Card]:
        """Every card with a facet value, by title."""
        mask = self._facets[facet].get(value, 0)
        return [self.cards[position] for position in self._within(range(len(self)), mask)]

    def values(self, facet: Facet) -> Mapping[str, int]:
        """Every value of a facet, with the number of its cards."""
        return {value: mask.bit_count() for value, mask in self._facets[facet].items()}

    def _within(self, order: Sequence[int], mask: int) -> Iterator[int]:
        """The positions of a selection in an order; what iterates is C, for large catalogues."""
        # One byte a position, and a last one for what is at none.
        members = f"{mask:0{len(self.cards)}b}".encode().translate(_BITS)[::-1] + b"\0"
        return compress(order, map(members.__getitem__, order))

    def _positions_of(self, numbers: Sequence[int]) -> list[int]:
        """Where the cards of some row numbers are; one beyond the last for what has no card."""
        return list(map(self._positions.get, numbers, repeat(len(self.cards))))

    def _masks(self, facet: Facet) -> dict[str, int]:
        buffers: dict[str, bytearray] = {}
        for position, card in enumerate(self.cards):
            for value in card.values(facet):
                buffer = buffers.get(value)
                if buffer is None:
                    buffer = buffers[value] = bytearray(len(self.cards) // 8 + 1)
                buffer[position >> 3] |= 1 << (position & 7)
        return {value: int.from_bytes(buffer, "little") for value, buffer in buffers.items()}

    def _choice(self, facet: Facet, values: Sequence[str]) -> int:
        masks = [self._facets[facet].get(value, 0) for value in values]
        if facet not in ALL_OF:
            union = 0
            for mask in masks:
                union |= mask
            return union
        common = self._everything
        for mask in masks:
            common &= mask
        return common

    def _mask_of(self, numbers: Sequence[int]) -> int:
        digits = bytearray(b"0") * (len(self.cards) + 1)
        for position in self._positions_of(numbers):
            digits[~position] = _ONE
        # The first digit stands for what has no card.
        digits[0] = _ZERO
        return int(digits, 2)

    def _order(self, day: Callable[[Card], date | None]) -> list[int]:
        """Positions by a day, the latest first; cards without one come last."""
        return sorted(
            range(len(self.cards)),
            key=lambda position: day(self.cards[position]) or date.min,
            reverse=True,
        )
