"""Filtering the community."""

from __future__ import annotations

from incubator.domain.directory import Filter, Person, Presence, browse

PEOPLE = [
    Person("a", 1, "A", "", "Design", "independent", True),
    Person("b", 2, "B", "", "Design", "", False),
    Person("c", 3, "C", "", "Produit", "admin", True),
]


def ids(people: object) -> str:
    return "".join(person.id for person in people)  # type: ignore[attr-defined]


def test_everyone_is_there_without_a_filter() -> None:
    assert ids(browse(PEOPLE, {}).people) == "abc"


def test_each_filter_must_hold_and_one_of_its_values_is_enough() -> None:
    chosen = {Filter.PROFESSION: ["Design", "Produit"], Filter.PRESENCE: [Presence.CURRENT]}
    assert ids(browse(PEOPLE, chosen).people) == "ac"


def test_the_order_is_that_of_the_search() -> None:
    assert ids(browse(PEOPLE, {}, [3, 9, 1]).people) == "ca"


def test_counts_leave_their_own_filter_aside_and_blanks_out() -> None:
    counts = browse(PEOPLE, {Filter.PRESENCE: [Presence.FORMER]}).counts
    assert counts[Filter.PRESENCE] == {Presence.CURRENT: 2, Presence.FORMER: 1}
    assert counts[Filter.PROFESSION] == {"Design": 1}
    assert counts[Filter.STATUS] == {}
