"""Openness: which repositories are looked at, and what they lack."""

from __future__ import annotations

from typing import Any

import pytest

from incubator.domain.openness import OpenAnswer, OpenCheck, OpenState, openness_of
from tests.domain.github_facts import repository

MET, NOT_MET, UNKNOWN = OpenState.MET, OpenState.NOT_MET, OpenState.UNKNOWN


def states(*repositories: Any) -> dict[OpenCheck, OpenState]:
    return {one.check: one.state for one in openness_of(repositories)}


def test_every_check_has_an_answer_in_order() -> None:
    assert [one.check for one in openness_of([])] == list(OpenCheck)
    assert set(states().values()) == {UNKNOWN}
    assert set(states(repository()).values()) == {MET}


@pytest.mark.parametrize(
    ("check", "lacks", "unknown"),
    [
        (OpenCheck.LICENCE, {"licence": ""}, {"licence": "NOASSERTION"}),
        (OpenCheck.README, {"has_readme": False}, {"has_readme": None}),
        (OpenCheck.CONTRIBUTING, {"has_contributing": False}, {"has_contributing": None}),
        (OpenCheck.CI, {"has_ci": False}, {"has_ci": None}),
        (OpenCheck.PUBLICCODE, {"has_publiccode": False}, {"has_publiccode": None}),
    ],
)
def test_a_check_is_met_when_every_repository_has_it(
    check: OpenCheck, lacks: dict[str, Any], unknown: dict[str, Any]
) -> None:
    lacking = (repository(3, **lacks), repository(2, **lacks))
    found = openness_of([repository(1), *lacking, repository(4, **unknown)])
    answer = OpenAnswer(check, NOT_MET, ("fabrique/depot-2", "fabrique/depot-3"))
    assert [one for one in found if one.state is not MET] == [answer]
    assert states(repository(1), repository(4, **unknown))[check] is UNKNOWN


def test_private_repositories_answer_whether_the_source_is_public_and_nothing_else() -> None:
    private = repository(2, is_private=True, licence="", has_readme=False)
    mixed = states(repository(1), private)
    assert mixed.pop(OpenCheck.PUBLIC_SOURCE) is NOT_MET
    assert set(mixed.values()) == {MET}
    alone = states(private)
    assert alone.pop(OpenCheck.PUBLIC_SOURCE) is NOT_MET
    assert set(alone.values()) == {UNKNOWN}


@pytest.mark.parametrize("fact", ["is_fork", "is_archived", "is_empty"])
def test_forks_archived_and_empty_repositories_are_not_looked_at(fact: str) -> None:
    aside = repository(2, licence="", is_private=True, **{fact: True})
    assert set(states(repository(1), aside).values()) == {MET}
    assert set(states(aside).values()) == {UNKNOWN}
