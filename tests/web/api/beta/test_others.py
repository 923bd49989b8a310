"""The other documents of v2.7: members, incubators, administrations, and the CSV file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from incubator.web.api.beta.authors import authors
from incubator.web.api.beta.portfolios import incubators_json, organisations, sponsors
from incubator.web.api.beta.startups_csv import startups_csv
from incubator.web.api.beta.values import Sheet
from tests.web.api.beta.making import (
    content,
    incubator,
    loaded,
    member,
    organisation,
    sheet,
    startup,
)

HEADER = (
    "id;name;mission;start;status;incubator;stats;link;repository;accessibility;contact;incubators"
)


def author(extra: str, body: str = "") -> Any:
    (found,) = loaded(authors(content(members=(member("ana", extra, body),))))
    return found


def test_a_member_has_every_key_in_the_original_s_order() -> None:
    extra = """
previously: [ancien]
startups: [bac]
competences: [Python, " sql "]
missions:
  - {employer: "A & B", start: 2026-01-05, status: service, startups: [bac]}
  - {end: 2026-02-01 08:00:00}
github: ana-b
link: https://ana.example
domaine: Développement
role: "Chef d'équipe & \\"dev\\" "
"""
    assert list(author(extra, "Ana *code*.\n").items()) == [
        ("id", "ana"),
        ("fullname", "Nom de ana"),
        ("role", 'Chef d\'équipe & "dev" '),
        ("domaine", "Développement"),
        ("link", "https://ana.example"),
        ("bio", "Ana code."),
        ("github", "ana-b"),
        (
            "missions",
            [
                {
                    "start": "2026-01-05",
                    "end": "",
                    "status": "service",
                    "employer": "A & B",
                    "startups": ["bac"],
                },
                {"start": "", "end": "2026-02-01", "status": "", "employer": ""},
            ],
        ),
        ("competences", ["Python", " sql "]),
        ("startups", ["bac"]),
        ("previously", ["ancien"]),
    ]


def test_a_bare_member_has_texts_and_missions_that_are_empty_and_no_other_key() -> None:
    assert author("") == {
        "id": "ana",
        "fullname": "Nom de ana",
        "role": "",
        "domaine": "",
        "link": "",
        "bio": "",
        "missions": [],
    }
    assert author("competences: []\nstartups:\n")["competences"] == []
    assert "startups" not in author("startups:\n")


def test_a_biography_is_plain_text() -> None:
    body = "Ana &amp; *Ben*,\n<b>ici</b> : 1 < 2.\n\nDeux [liens](https://x.example).\n"
    assert author("", body)["bio"] == "Ana & Ben,\nici : 1 < 2.\n\nDeux liens."


def incubators_of(startups: tuple[Sheet, ...], *found: Sheet) -> Any:
    return loaded(incubators_json(content(startups=startups, incubators=found)))


def test_incubators_come_in_the_order_of_the_startups_then_the_other_visible_ones() -> None:
    startups = (startup("a", "incubator: quai"), startup("b", "incubators: [ademe, quai]"))
    found = incubators_of(startups, incubator("ademe"), incubator("aucun"), incubator("quai"))
    assert list(found) == ["quai", "ademe", "aucun"]
    assert [one["id"] for one in found["quai"]["startups"]] == ["a", "b"]
    assert [one["id"] for one in found["ademe"]["startups"]] == ["b"]


def test_a_visible_incubator_has_its_startups_and_its_sheet_s_fields() -> None:
    startups = (startup("a", 'incubator: quai\nmission: " Aider"\n'),)
    found = incubators_of(startups, incubator("quai", "address: ''\nowner: /organisations/dinum"))
    assert list(found["quai"].items()) == [
        (
            "startups",
            [
                {
                    "id": "a",
                    "name": "Titre de a",
                    "pitch": " Aider",
                    "repository": None,
                    "contact": None,
                    "phases": [{"name": "construction", "start": "2026-01-05"}],
                }
            ],
        ),
        ("title", "Titre de quai"),
        ("owner", "/organisations/dinum"),
        ("contact", None),
        ("address", ""),
        ("website", None),
        ("github", None),
    ]


def test_an_incubator_without_startups_has_no_list() -> None:
    assert "startups" not in incubators_of((), incubator("quai"))["quai"]


def test_a_hidden_incubator_and_an_unknown_one_have_their_startups_alone() -> None:
    startups = (startup("a", "incubator: cache"), startup("b", "incubator: perdu"))
    found = incubators_of(startups, incubator("cache", "hidden: true"))
    assert list(found) == ["cache", "perdu"]
    assert list(found["cache"]) == list(found["perdu"]) == ["startups"]
    assert incubators_of((), incubator("cache", "hidden: true")) == {}


def test_administrations_say_null_in_one_document_and_an_empty_text_in_the_other() -> None:
    found = (
        organisation("drac", "type: administration\nname: Culture & l'art\nacronym: ' '"),
        organisation("été", "name: Été"),
    )
    everything = content(organisations=found)
    assert loaded(sponsors(everything)) == {
        "drac": {
            "name": "Culture & l'art",
            "acronym": " ",
            "domaine_ministeriel": None,
            "type": "administration",
        },
        "été": {"name": "Été", "acronym": None, "domaine_ministeriel": None, "type": None},
    }
    listed = loaded(organisations(everything))
    assert list(listed[0]) == ["id", "name", "acronym", "domaine_ministeriel", "type"]
    assert listed[0]["name"] == "Culture & l'art"
    assert listed[1] == {
        "id": "été",
        "name": "Été",
        "acronym": "",
        "domaine_ministeriel": "",
        "type": "",
    }


def lines(*startups: Sheet) -> list[list[str]]:
    text = startups_csv(content(startups=startups))
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    assert ";".join(header) == HEADER
    return rows


def test_a_startup_is_a_line_of_the_csv_file() -> None:
    extra = """
mission: Aider
incubator: quai
incubators: [ademe, quai]
stats_url: https://a.example/stats
link: https://a.example
repository: https://forge.example/a
accessibility_status: conforme
contact: a@b.example
"""
    assert startups_csv(content(startups=(startup("a", extra),))) == (
        f"{HEADER}\n"
        'a;"Titre de a";"Aider";2026-01-05;construction;quai;https://a.example/stats;'
        'https://a.example;https://forge.example/a;"conforme";a@b.example;"ademe,quai"\n'
    )


def test_null_is_written_out_where_the_sheet_has_no_address() -> None:
    (row,) = lines(startup("a", "stats: true\nlink: ''"))
    assert row[5:] == ["", "null", "", "null", "", "", ""]


def test_semicolons_quotes_and_line_ends_break_no_line() -> None:
    extra = 'mission: "Un; \\"deux\\"\\ntrois"\ncontact: a@b.example;c@d.example\n'
    rows = lines(startup("a", extra), startup("b"))
    assert [len(row) for row in rows] == [12, 12]
    assert rows[0][2] == 'Un; "deux"\ntrois'
    assert rows[0][10] == "a@b.example;c@d.example"


@pytest.mark.parametrize(
    ("phases", "start", "status"),
    [
        (
            "[{name: acceleration, start: 2026-03-01}, {name: construction, start: 2026-01-05}]",
            "2026-03-01",
            "acceleration",
        ),
        (
            "[{name: construction, start: 2026-01-05}, {name: acceleration, start: 2027-03-01}]",
            "2026-01-05",
            "construction",
        ),
        (
            "[{name: opere, start: 2026-01-05}, {name: acceleration, start: 2026-01-05}]",
            "2026-01-05",
            "opere",
        ),
        ("[{name: investigation, start: 2027-01-05}]", "2027-01-05", ""),
    ],
)
def test_the_status_is_the_current_phase_and_the_start_that_of_the_first_listed(
    phases: str, start: str, status: str
) -> None:
    (row,) = lines(sheet("a", f"title: A\nphases: {phases}"))
    assert row[3:5] == [start, status]
