"""What is said of each kind of decision, on screens and in the sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from incubator.actions.committees.sentences import public_words, sentence
from incubator.actions.committees.sheet_changes import sheet_changes
from incubator.domain.decisions import Decision, Kind
from incubator.domain.phases import Phase
from incubator.domain.publicity import Publicity

DAY = date(2026, 11, 21)
PLAIN = Decision("d", "acte", "quai", "c", "i", Kind.CONTINUE, DAY)
MONEY = {
    "amount": 30_000,
    "period_from": date(2026, 12, 1),
    "period_until": date(2027, 1, 31),
}
TOLD: dict[Kind, tuple[dict[str, object], str, str]] = {
    Kind.CONTINUE: (
        MONEY,
        "de poursuivre Acte, avec 30 000 € du 1er décembre 2026 au 31 janvier 2027.",
        "Poursuite.",
    ),
    Kind.CHANGE_PHASE: (
        {"phase": Phase.CONSTRUCTION},
        "de faire passer Acte en construction.",
        "Passage en construction.",
    ),
    Kind.PROVISIONAL: (
        {"months": 2, "evidence": "Cent usagers.\nPar semaine."},
        "de poursuivre Acte à titre provisoire pour deux mois, et attend d’ici au"
        " 21 janvier 2027 : Cent usagers. Par semaine.",
        "Poursuite provisoire pour deux mois.",
    ),
    Kind.REINFORCE: ({}, "de renforcer Acte.", "Renforcement."),
    Kind.PERMANENT: (
        {"phase": Phase.OPERATED},
        "de pérenniser Acte, qui passe en phase opérée.",
        "Pérennisation, passage en phase opérée.",
    ),
    Kind.STOP: ({"phase": Phase.STOPPED}, "d’arrêter Acte.", "Arrêt."),
}


def spaced(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").split())


@pytest.mark.parametrize("kind", TOLD)
def test_each_kind_of_decision_has_its_sentence(kind: Kind) -> None:
    changed, whole, public = TOLD[kind]
    decision = replace(PLAIN, kind=kind, **changed)  # type: ignore[arg-type]
    assert spaced(sentence(decision, "Acte")) == f"Le comité décide {whole}"
    assert spaced(public_words(decision, with_amount=False)) == public


def test_the_sheet_says_no_more_than_the_incubator_publishes() -> None:
    decision = replace(PLAIN, **MONEY)  # type: ignore[arg-type]
    silent = sheet_changes({}, decision, Publicity(decisions=False)).fields
    assert silent == {"events": [{"name": "committee", "date": DAY}]}
    shown = sheet_changes({}, decision, Publicity(amounts=True)).fields
    assert shown["funding_until"] == date(2027, 1, 31)
    comment = shown["events"][0]["comment"]
    assert spaced(comment) == "Poursuite. Avec 30 000 € du 1er décembre 2026 au 31 janvier 2027."


PHASES = [
    {"name": "investigation", "start": "2026-01-05", "end": date(2026, 3, 1)},
    {"name": "construction", "start": date(2026, 3, 2)},
]


def test_a_sheet_that_says_a_decision_is_left_as_it_is() -> None:
    decision = replace(PLAIN, kind=Kind.CHANGE_PHASE, phase=Phase.ACCELERATION)
    fields = {"phases": PHASES, "events": [{"name": "product_launch", "date": DAY}]}
    first = sheet_changes(fields, decision, Publicity()).fields
    assert first["phases"][1:] == [
        {"name": "construction", "start": date(2026, 3, 2), "end": date(2026, 11, 20)},
        {"name": "acceleration", "start": DAY},
    ]
    assert sheet_changes({**fields, **first}, decision, Publicity()).fields == {}
    # As YAML reads days in quotes.
    quoted = {
        "phases": [*first["phases"][:-1], {"name": "acceleration", "start": "2026-11-21"}],
        "events": [{"name": "committee", "date": "2026-11-21", "comment": "À la main."}],
    }
    assert sheet_changes(quoted, decision, Publicity()).fields == {}


def test_phases_without_an_end_stay_so_and_the_newest_may_come_first() -> None:
    decision = replace(PLAIN, kind=Kind.STOP, phase=Phase.STOPPED)
    written = [
        {"name": "success", "start": date(2026, 3, 2)},
        {"name": "construction", "start": date(2025, 3, 2)},
    ]
    found = sheet_changes({"phases": written}, decision, Publicity()).fields["phases"]
    assert found == [{"name": "abandon", "start": DAY}, *written]
    for odd in (None, "construction", [], [None, {"name": 3}]):
        found = sheet_changes({"phases": odd}, decision, Publicity()).fields["phases"]
        assert found[0] == {"name": "abandon", "start": DAY}


def test_a_decision_that_replaces_one_of_its_day_changes_what_was_said() -> None:
    former = replace(PLAIN, id="d0")
    new = replace(PLAIN, kind=Kind.REINFORCE, replaces="d0")
    said = sheet_changes({}, former, Publicity()).fields
    again = sheet_changes(said, new, Publicity(), former).fields
    assert again == {"events": [{"name": "committee", "date": DAY, "comment": "Renforcement."}]}
    assert sheet_changes(again, new, Publicity(), former).fields == {}
