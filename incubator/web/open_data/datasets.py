"""The one list of datasets, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from incubator.web.open_data import decisions, impact, people, places, startups
from incubator.web.open_data.declared import Dataset

DATASETS: tuple[Dataset, ...] = (
    startups.STARTUPS,
    startups.PHASE_ENTRIES,
    startups.EVENTS,
    impact.INDICATORS,
    impact.VALUES,
    impact.BUDGETS,
    impact.SPRINTS,
    decisions.DECISIONS,
    people.MEMBERS,
    people.MISSIONS,
    places.INCUBATORS,
    places.ORGANISATIONS,
)
BY_NAME: Mapping[str, Dataset] = {dataset.name: dataset for dataset in DATASETS}
