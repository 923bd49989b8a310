"""The declarations of the types hold together: what one names, another has."""

from __future__ import annotations

import re

import pytest
from jsonschema_rs import meta

from incubator.web.api.v1.resources import ResourceType
from incubator.web.api.v1.types import BY_NAME, TYPES

EACH = pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
#: Names that JSON:API forbids for fields, and the shape of ours.
FORBIDDEN = {"id", "type", "links", "relationships"}
FIELD = re.compile(r"[a-z]+(_[a-z]+)*\Z")


def test_each_type_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(TYPES)
    assert {"startups", "members", "incubators", "organisations"} <= BY_NAME.keys()


@EACH
def test_every_relationship_leads_to_a_type_and_back(kind: ResourceType) -> None:
    for one in kind.relationships:
        assert one.target in BY_NAME, one.name
        if one.back:
            target = BY_NAME[one.target]
            back = target.relationship(one.back)
            assert back is not None, one.name
            assert back.target == kind.name
            assert one.is_many
            assert one.found_by in {filter_.name for filter_ in target.filters}


@EACH
def test_fields_share_one_space_of_names(kind: ResourceType) -> None:
    names = [one.name for one in (*kind.attributes, *kind.relationships)]
    assert len(names) == len(set(names))
    for name in names:
        assert FIELD.match(name), name
        assert name not in FORBIDDEN


@EACH
def test_what_is_sorted_by_is_an_attribute_and_every_meaning_is_said(kind: ResourceType) -> None:
    attributes = {one.name for one in kind.attributes}
    assert set(kind.sorts) <= attributes
    assert kind.meaning.endswith(".")
    for one in (*kind.attributes, *kind.relationships, *kind.filters):
        assert one.meaning.endswith("."), one.name
    for one in (*kind.attributes, *kind.filters):
        meta.validate(dict(one.schema))
    assert len({one.name for one in kind.filters}) == len(kind.filters)
