"""Reading the sheets of members, incubators, organisations, teams, and of the programme."""

from __future__ import annotations

from datetime import date

import pytest

from incubator.domain.members import Member, Mission
from incubator.domain.organisations import Incubator, Organisation, ReferenceSheet, Team
from incubator.sheets.layout import Collection
from tests.builders import read, rules, value

MEMBER = """fullname: Lou Fictif
role: "Coach \\"agile\\" &amp; produit"
domaine: Coaching
github: lou fictif
link: https://lou.example
missions:
  - start: 2024-01-01
    end: 2024-12-31
    status: independent
    employer: ' Studio '
    startups: [a, /startups/b]
  - start: 2025-01-01
    status: stagiaire
startups: [c]
previously: [d, '']
teams: [/teams/coachs]
competences: [Écoute]
"""


def test_a_member_has_missions_lists_and_skills() -> None:
    parsed = read(MEMBER, collection=Collection.MEMBERS, sheet_id="lou.fictif")
    assert value(parsed) == Member(
        id="lou.fictif",
        full_name="Lou Fictif",
        role='Coach "agile" &amp; produit',
        domain="Coaching",
        github="lou fictif",
        link="https://lou.example",
        missions=(
            Mission(date(2024, 1, 1), date(2024, 12, 31), "independent", "Studio", ("a", "b")),
            Mission(date(2025, 1, 1), None, "stagiaire"),
        ),
        startups=("c",),
        previously=("d",),
        teams=("coachs",),
        skills=("Écoute",),
    )
    assert rules(parsed) == ["choice"]


def test_an_incubator_names_its_owner_and_may_be_hidden() -> None:
    parsed = read(
        "title: Fabrique\nowner: /organisations/dinum\nhidden: true\n"
        "short_description: <b>ici</b>\nhighlighted_startups: [a]\ngithub: fabrique",
        collection=Collection.INCUBATORS,
    )
    assert value(parsed) == Incubator(
        id="bac-a-sable",
        title="Fabrique",
        owner="dinum",
        hidden=True,
        short_description="<b>ici</b>",
        highlighted_startups=("a",),
    )
    assert rules(parsed) == ["address"]


def test_an_organisation_keeps_its_acronym_and_its_ministry() -> None:
    front = "name: Direction\nacronym: D\ndomaine_ministeriel: culture\ntype: administration"
    assert value(read(front, collection=Collection.ORGANISATIONS)) == Organisation(
        "bac-a-sable", "Direction", "D", "culture", "administration"
    )


def test_a_team_belongs_to_an_incubator() -> None:
    front = "name: Coachs\nmission: <p>Aider</p>\nincubator: /incubators/fabrique"
    assert value(read(front, collection=Collection.TEAMS)) == Team(
        "bac-a-sable", "Coachs", "<p>Aider</p>", "fabrique"
    )


@pytest.mark.parametrize("key", ["label", "title"])
def test_a_sheet_of_the_programme_has_a_label_or_a_title(key: str) -> None:
    assert value(read(f"{key}: Construction\norder: 2", collection=Collection.PHASES)) == (
        ReferenceSheet("bac-a-sable", "Construction", order=2)
    )


@pytest.mark.parametrize(
    ("collection", "key"),
    [
        (Collection.MEMBERS, "fullname"),
        (Collection.INCUBATORS, "title"),
        (Collection.ORGANISATIONS, "name"),
        (Collection.TEAMS, "name"),
        (Collection.PHASES, "label"),
        (Collection.STANDARDS, "label"),
    ],
)
def test_a_sheet_without_its_name_is_refused(collection: Collection, key: str) -> None:
    parsed = read("other: 1", collection=collection)
    assert parsed.sheet is None
    assert [(p.rule, p.key) for p in parsed.problems] == [("missing", key)]
