"""``/api/v2.7/startups.json``: what of a sheet becomes what."""

from __future__ import annotations

from typing import Any

from incubator.web.api.beta.startups import startups
from incubator.web.api.beta.values import Sheet
from tests.web.api.beta.making import content, incubator, loaded, sheet, startup


def document(*found: Sheet, incubators: tuple[Sheet, ...] = ()) -> Any:
    return loaded(startups(content(startups=found, incubators=incubators)))


def one(extra: str, body: str = "", **more: Any) -> Any:
    (entry,) = document(startup("bac", extra, body, **more))["data"]
    return entry


def attributes(extra: str, body: str = "", **more: Any) -> Any:
    return one(extra, body, **more)["attributes"]


EVERYTHING = """
mission: Aider
stats_url: https://bac.example/chiffres
budget_url: https://bac.example/budget
impact_url: https://bac.example/impact
link: https://bac.example
repository: https://forge.example/bac
contact: equipe@bac.example?subject=Bonjour
events: [{name: national_impact, date: 2026-02-01, comment: Partout}]
sponsors: [/organisations/dinum, direction]
thematiques: [Logement]
techno: ["Python, Vue"]
analyse_risques: true
analyse_risques_url: https://bac.example/risques
dashlord_url: https://bac.example/dashlord
accessibility_status: non conforme
incubator: quai
"""


def test_a_whole_sheet_has_every_key_in_the_original_s_order() -> None:
    entry = one(EVERYTHING, "Des mots\n")
    assert list(entry) == ["id", "type", "attributes", "relationships"]
    assert (entry["id"], entry["type"]) == ("bac", "startup")
    assert list(entry["attributes"].items()) == [
        ("name", "Titre de bac"),
        ("pitch", "Aider"),
        ("stats_url", "https://bac.example/chiffres"),
        ("budget_url", "https://bac.example/budget"),
        ("impact_url", "https://bac.example/impact"),
        ("link", "https://bac.example"),
        ("repository", "https://forge.example/bac"),
        ("contact", "equipe@bac.example?subject=Bonjour"),
        ("content_url_encoded_markdown", "Des%20mots%0A"),
        ("events", [{"name": "national_impact", "date": "2026-02-01", "comment": "Partout"}]),
        ("phases", [{"name": "construction", "start": "2026-01-05", "end": ""}]),
        ("sponsors", ["dinum", "direction"]),
        ("thematiques", ["Logement"]),
        ("technos", ["Python, Vue"]),
        ("analyse_risques", "true"),
        ("analyse_risques_url", "https://bac.example/risques"),
        ("dashlord_url", "https://bac.example/dashlord"),
        ("accessibility_status", "non conforme"),
    ]


def test_a_bare_sheet_has_the_keys_that_are_always_there() -> None:
    assert attributes("") == {
        "name": "Titre de bac",
        "pitch": "",
        "stats_url": "",
        "contact": "",
        "content_url_encoded_markdown": "",
        "events": [],
        "phases": [{"name": "construction", "start": "2026-01-05", "end": ""}],
        "sponsors": [],
        "thematiques": [],
        "technos": [],
    }


def test_an_empty_value_is_there_and_a_null_one_is_not() -> None:
    found = attributes('link: ""\nbudget_url: ""\nrepository:\ndashlord_url: " "\n')
    assert (found["link"], found["impact_url"], found["budget_url"]) == ("", "", "")
    assert found["dashlord_url"] == " "
    assert "repository" not in found


def test_the_risk_analysis_is_the_text_true_or_nothing() -> None:
    assert attributes("analyse_risques: true")["analyse_risques"] == "true"
    assert "analyse_risques" not in attributes("analyse_risques: false")


def test_statistics_are_beside_the_link_where_the_sheet_has_the_flag() -> None:
    assert attributes("stats: true\nlink: https://a.example")["stats_url"] == (
        "https://a.example/stats"
    )
    assert attributes("stats: false\nlink: https://a.example")["stats_url"] == ""


def test_without_a_link_there_is_no_bare_stats_path() -> None:
    for link in ("", 'link: ""', 'link: " "', "link:"):
        assert attributes(f"stats: true\n{link}\n")["stats_url"] == ""


def test_edge_spaces_quotes_and_line_ends_stay_and_the_json_is_valid() -> None:
    written = r"""mission: " Dire \"oui\" \\ \u200b
  et\nnon " """
    assert attributes(written)["pitch"] == ' Dire "oui" \\ \u200b et\nnon '


def test_line_ends_in_an_event_s_comment_become_a_space() -> None:
    extra = """events:
  - {name: a, date: 2026-02-01}
  - name: b
    comment: |
      un

      deux
"""
    assert attributes(extra)["events"] == [
        {"name": "a", "date": "2026-02-01", "comment": ""},
        {"name": "b", "date": "", "comment": "un deux"},
    ]


def test_days_are_days_also_where_a_time_is_written() -> None:
    phases = """phases:
  - {name: investigation, start: 2025-01-01 10:30:00, end: "2025-02-01"}
  - {name: construction, start: 2027-03-01, comment: x}
"""
    assert attributes("", phases=phases)["phases"] == [
        {"name": "investigation", "start": "2025-01-01", "end": "2025-02-01"},
        {"name": "construction", "start": "2027-03-01", "end": ""},
    ]


def test_the_body_is_encoded_whole_without_the_blank_lines_before_it() -> None:
    found = attributes("", "\n\n# Où ?\n---\na_b-c.d~e/f\n")
    assert found["content_url_encoded_markdown"] == ("%23%20O%C3%B9%20%3F%0A---%0Aa_b-c.d~e%2Ff%0A")


def test_a_file_with_windows_line_ends_reads_as_any_other() -> None:
    front = (
        "title: Bac\r\nmission: Aider\r\nphases:\r\n  - {name: construction, start: 2026-01-05}\r"
    )
    (entry,) = document(sheet("bac", front, "\r\nUn\r\nDeux\r\n"))["data"]
    assert entry["attributes"]["content_url_encoded_markdown"] == "Un%0ADeux%0A"
    assert entry["attributes"]["pitch"] == "Aider"


def test_a_startup_names_the_list_of_incubators_or_else_the_single_one() -> None:
    def names(extra: str) -> Any:
        relations = one(extra)["relationships"]
        assert list(relations) == ["incubator", "incubators"]
        return relations["incubator"]["data"], [
            one["id"] for one in relations["incubators"]["data"]
        ]

    quai = {"type": "incubator", "id": "quai"}
    assert names("incubator: quai\nincubators: [ademe, quai]") == (quai, ["ademe", "quai"])
    assert names("incubator: quai\nincubators: []") == (quai, ["quai"])
    assert names("incubator: quai") == (quai, ["quai"])
    assert names("") == ({"type": "incubator", "id": ""}, [])


def test_visible_incubators_are_included_whether_named_or_not() -> None:
    extra = "owner: /organisations/dinum\nwebsite: https://q.example\ngithub: ''\naddress: ici\n"
    found = document(startup("bac"), incubators=(incubator("quai", extra), incubator("seul")))
    assert list(found) == ["links", "data", "included"]
    assert found["links"] == {"self": "https://incubateur.example/startups"}
    assert [one["id"] for one in found["included"]] == ["quai", "seul"]
    assert found["included"][0] == {
        "type": "incubator",
        "id": "quai",
        "attributes": {
            "title": "Titre de quai",
            "owner": "/organisations/dinum",
            "website": "https://q.example",
            "github": "",
            "contact": "",
        },
    }


def test_a_hidden_incubator_is_included_with_its_title_where_a_startup_names_it() -> None:
    hidden = (incubator("cache", "hidden: true\ncontact: a@b.example"),)
    named = document(startup("bac", "incubator: cache"), incubators=hidden)
    attributes = {"title": "Titre de cache"}
    assert named["included"] == [{"type": "incubator", "id": "cache", "attributes": attributes}]
    assert document(startup("bac"), incubators=hidden)["included"] == []


def test_an_incubator_without_a_sheet_is_named_and_not_included() -> None:
    found = document(startup("bac", "incubator: perdu"))
    assert found["data"][0]["relationships"]["incubator"]["data"]["id"] == "perdu"
    assert found["included"] == []


def test_a_numeric_title_is_a_text() -> None:
    found = sheet("an", "title: 2026\nphases:\n  - {name: construction, start: 2026-01-05}")
    (entry,) = document(found)["data"]
    assert entry["attributes"]["name"] == "2026"
