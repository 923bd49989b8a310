"""Measures of deliveries, incidents and contributions: examples worked out by hand.

Today is 30 May 2026: the period goes from 2 March to 30 May, the one before from 2 December.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from incubator.domain.delivery import measures_of
from incubator.domain.delivery_facts import History, Issue, Part
from incubator.domain.measures import Absence, Measure, MeasureId, Unit
from tests.domain.github_facts import (
    PARIS,
    commits,
    deployment,
    history,
    milestone,
    moment,
    pull,
    release,
    repository,
    told,
)

TODAY = date(2026, 5, 30)
WEEKS = 90 / 7


def measure(name: MeasureId, *histories: History) -> Measure:
    (found,) = (one for one in measures_of(histories, TODAY, PARIS) if one.id is name)
    return found


def of(name: MeasureId, **fields: Any) -> Measure:
    return measure(name, history(**fields))


def labelled(number: int, *labels: str, opened: str, closed: str | None = None) -> Issue:
    script = [f"{closed} closed"] if closed else []
    box = milestone(1, "", None)
    return told(number, *script, box=box, created=opened, labels=labels)[0]


def test_frequency_counts_days_with_a_successful_deployment_to_production() -> None:
    deployed = (
        deployment(1, "03-10T10:00", "03-10T10:05"),
        deployment(2, "03-10T15:00", "03-10T15:05"),
        deployment(3, "03-11T23:50", "03-12T00:10"),
        deployment(4, "03-12T09:00", "03-12T09:05"),
        deployment(5, "03-13", None),
        deployment(6, "03-14", "03-14", environment="recette"),
        deployment(7, "01-14", "01-14"),
        deployment(8, "05-31", "05-31"),
    )
    found = of(MeasureId.DEPLOYMENT_FREQUENCY, deployed=deployed)
    assert found.unit is Unit.DAYS_PER_WEEK
    assert found.value == pytest.approx(2 / WEEKS)
    assert found.previous == pytest.approx(1 / WEEKS)
    assert not found.by_releases


def test_releases_stand_in_where_there_are_no_deployments() -> None:
    releases = (
        release(1, "03-10T09:00"),
        release(2, "03-10T18:00"),
        release(3, "03-11", is_prerelease=True),
        release(4, None),
        release(5, "01-10"),
    )
    found = of(MeasureId.DEPLOYMENT_FREQUENCY, releases=releases)
    assert (found.unit, found.by_releases) == (Unit.RELEASES_PER_WEEK, True)
    assert (found.value, found.previous) == (pytest.approx(2 / WEEKS), pytest.approx(1 / WEEKS))
    before = (deployment(1, "01-14", "01-14"),)
    stopped = of(MeasureId.DEPLOYMENT_FREQUENCY, releases=releases, deployed=before)
    assert (stopped.value, stopped.by_releases) == (0, False)
    long_ago = (deployment(1, "2025-03-14", "2025-03-14"),)
    assert of(MeasureId.DEPLOYMENT_FREQUENCY, releases=releases, deployed=long_ago).by_releases


def test_nothing_ever_delivered_is_no_measure_and_hidden_is_hidden() -> None:
    nothing = of(MeasureId.DEPLOYMENT_FREQUENCY)
    assert (nothing.value, nothing.absence) == (None, Absence.NO_DEPLOYMENTS)
    assert (nothing.unit, nothing.by_releases) == (Unit.DAYS_PER_WEEK, False)
    deployments = frozenset({Part.DEPLOYMENTS})
    hidden = of(MeasureId.DEPLOYMENT_FREQUENCY, releases=(release(1, "03-10"),), hidden=deployments)
    assert hidden.absence is Absence.HIDDEN
    releases = frozenset({Part.RELEASES})
    assert of(MeasureId.DEPLOYMENT_FREQUENCY, hidden=releases).absence is Absence.NO_DEPLOYMENTS


@pytest.mark.parametrize(
    ("environments", "delivered"),
    [
        (["production"], 1),
        (["Prod-Front", "staging"], 1),
        (["LIVE"], 1),
        (["github-pages"], 1),
        (["pré-production"], 0),
        (["review-app-12"], 0),
        (["tartuffe", "alceste"], 0),
        (["preprod", "app-prod", "demo"], 1),
    ],
)
def test_an_environment_is_production_by_its_name_or_by_being_the_only_one(
    environments: list[str], delivered: int
) -> None:
    deployed = tuple(
        deployment(number, f"03-{number + 10}", f"03-{number + 10}", environment=name)
        for number, name in enumerate(environments)
    )
    assert of(MeasureId.DEPLOYMENT_FREQUENCY, deployed=deployed).counted == delivered


def test_what_github_marks_as_production_is() -> None:
    marked = deployment(1, "03-10", "03-10", environment="alceste", is_production=True)
    other = deployment(2, "03-11", "03-11", environment="tartuffe")
    assert of(MeasureId.DEPLOYMENT_FREQUENCY, deployed=(marked, other)).counted == 1


def test_contributors_and_the_absence_factor_count_people() -> None:
    weeks = (
        commits(1, "03-08", 30),
        commits(2, "03-08", 15),
        commits(2, "03-15", 5),
        commits(3, "03-15", 15),
        commits(4, "03-15", 500, bot=True),
        commits(5, "03-15", 0),
        commits(6, "03-01", 99),  # Its week began before the period.
    )
    people = of(MeasureId.CONTRIBUTORS, contributor_weeks=weeks)
    assert (people.value, people.previous, people.unit) == (3, 1, Unit.PEOPLE)
    assert of(MeasureId.ABSENCE_FACTOR, contributor_weeks=weeks).value == 2
    alone = (*weeks, commits(1, "03-22", 5))
    assert of(MeasureId.ABSENCE_FACTOR, contributor_weeks=alone).value == 1
    before = weeks[-1:]
    assert of(MeasureId.CONTRIBUTORS, contributor_weeks=before).value == 0
    assert of(MeasureId.ABSENCE_FACTOR, contributor_weeks=before).absence is Absence.NO_COMMITS
    assert of(MeasureId.CONTRIBUTORS).absence is Absence.NO_COMMITS


def test_somebody_who_contributes_to_two_repositories_is_one_person() -> None:
    one = history(contributor_weeks=(commits(1, "03-08", 3),))
    two = history(repository=repository(2), contributor_weeks=(commits(1, "03-08", 3),))
    assert measure(MeasureId.CONTRIBUTORS, one, two).value == 1


def test_maintenance_is_commits_per_week_to_what_is_not_archived() -> None:
    kept = history(contributor_weeks=(commits(1, "03-08", 30), commits(2, "03-15", 15)))
    archived = replace(kept, repository=repository(2, is_archived=True))
    found = measure(MeasureId.MAINTENANCE, kept, archived)
    assert found.value == pytest.approx(45 / WEEKS)
    assert measure(MeasureId.MAINTENANCE, archived).absence is Absence.ARCHIVED
    young = replace(kept, repository=repository(created_at=moment("03-10")))
    assert measure(MeasureId.MAINTENANCE, young).absence is Absence.TOO_YOUNG
    hidden = replace(kept, hidden=frozenset({Part.CONTRIBUTORS}))
    assert measure(MeasureId.MAINTENANCE, hidden).absence is Absence.HIDDEN
    empty = replace(hidden, repository=repository(3, is_empty=True), contributor_weeks=())
    assert measure(MeasureId.MAINTENANCE, kept, empty).value == found.value


def test_stability_is_not_measured_where_no_incident_is_labelled() -> None:
    deployed = (deployment(1, "03-10", "03-10"),)
    plain = (labelled(1, "bug", "indicent", opened="03-11"),)
    fields: dict[str, Any] = {"issues": plain, "deployed": deployed, "pulls": (pull(1, "03-09"),)}
    for name in (MeasureId.CHANGE_FAIL_RATE, MeasureId.RECOVERY_TIME, MeasureId.REWORK_RATE):
        assert of(name, **fields).absence is Absence.NO_INCIDENTS


def test_a_deployment_failed_if_an_incident_was_opened_before_the_next() -> None:
    deployed = tuple(
        deployment(day, f"03-{day}T10:00", f"03-{day}T10:05") for day in (10, 11, 12, 13)
    )
    incidents = (
        labelled(1, "Type: Incident", opened="03-10T15:00", closed="03-10T17:00"),
        labelled(2, "panne", opened="03-10T16:00", closed="03-11T16:00"),
        labelled(3, "bug de production", opened="03-20", closed="03-20T16:00"),
        labelled(4, "incident", opened="03-21"),
        labelled(5, "incident", opened="03-09"),  # Before the first deployment.
    )
    failed = of(MeasureId.CHANGE_FAIL_RATE, issues=incidents, deployed=deployed)
    assert (failed.value, failed.counted, failed.unit) == (0.5, 4, Unit.SHARE)
    recovery = of(MeasureId.RECOVERY_TIME, issues=incidents, deployed=deployed)
    assert (recovery.value, recovery.counted, recovery.total) == (4, 3, 5)
    still_open = of(MeasureId.RECOVERY_TIME, issues=incidents[3:])
    assert (still_open.absence, still_open.total) == (Absence.NO_DATES, 2)
    without = of(MeasureId.CHANGE_FAIL_RATE, issues=incidents)
    assert without.absence is Absence.NO_DEPLOYMENTS


def test_rework_is_the_share_of_merges_labelled_as_urgent_repairs() -> None:
    pulls = (
        pull(1, "03-02", "03-03", labels=("Hotfix",)),
        pull(2, "03-02", "03-03", labels=("correctif-urgent", "front")),
        pull(3, "03-02", "03-03"),
        pull(4, "03-02", "03-03", labels=("hotfixture",)),
    )
    found = of(MeasureId.REWORK_RATE, pulls=pulls)
    assert (found.value, found.counted) == (0.5, 4)
