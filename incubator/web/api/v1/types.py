"""Every type of resource of the API, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping

from incubator.web.api.v1.decisions import DECISIONS
from incubator.web.api.v1.incubators import INCUBATORS
from incubator.web.api.v1.indicator_values import INDICATOR_VALUES
from incubator.web.api.v1.indicators import INDICATORS
from incubator.web.api.v1.members import MEMBERS
from incubator.web.api.v1.organisations import ORGANISATIONS
from incubator.web.api.v1.phase_entries import PHASE_ENTRIES
from incubator.web.api.v1.phases import PHASES
from incubator.web.api.v1.resources import ResourceType
from incubator.web.api.v1.sprints import SPRINTS
from incubator.web.api.v1.startups import STARTUPS

TYPES: tuple[ResourceType, ...] = (
    STARTUPS,
    MEMBERS,
    INCUBATORS,
    ORGANISATIONS,
    PHASES,
    PHASE_ENTRIES,
    INDICATORS,
    INDICATOR_VALUES,
    SPRINTS,
    DECISIONS,
)

BY_NAME: Mapping[str, ResourceType] = {one.name: one for one in TYPES}
