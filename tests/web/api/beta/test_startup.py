"""``/api/v3/startups/{id}.json``: the sheet's own values."""

from __future__ import annotations

from typing import Any

from incubator.web.api.beta import startup as api
from incubator.web.api.beta.values import as_json
from tests.web.api.beta.making import loaded, startup

EVERYTHING = """
mon_service_securise: true
techno: ["Python, Vue", " vue "]
usertypes: []
redirect_from: [/startups/ancien, /vieux]
dashlord_url: https://bac.example/dashlord
impact_url: ""
budget_url:
stats_url: https://bac.example/stats
accessibility_status: " "
incubators: [ademe, quai]
incubator: quai
link: https://bac.example
mission: "Aider "
contact: a@b.example
repository: https://forge.example/bac
sponsors: [/organisations/dinum]
stats: true
"""


def document(extra: str, body: str = "", **more: Any) -> Any:
    found = startup("bac", extra, body, **more)
    return loaded(as_json(api.startup(found, ["a.b"], ["c.d"])))


def test_the_keys_come_in_the_original_s_order_with_the_sheet_s_values() -> None:
    assert list(document(EVERYTHING, "Des mots à « lire »\n").items()) == [
        ("name", "Titre de bac"),
        ("repository", "https://forge.example/bac"),
        ("contact", "a@b.example"),
        ("phases", [{"name": "construction", "start": "2026-01-05"}]),
        ("mission", "Aider "),
        ("link", "https://bac.example"),
        ("incubator", "quai"),
        ("accessibility_status", " "),
        ("stats_url", "https://bac.example/stats"),
        ("budget_url", None),
        ("impact_url", ""),
        ("dashlord_url", "https://bac.example/dashlord"),
        ("redirect_from", ["/startups/ancien", "/vieux"]),
        ("usertypes", []),
        ("techno", ["Python, Vue", " vue "]),
        ("mon_service_securise", True),
        ("incubators", ["ademe", "quai"]),
        ("active_members", ["a.b"]),
        ("previous_members", ["c.d"]),
        ("content", "Des mots à « lire »\n"),
    ]


def test_what_the_sheet_does_not_say_is_absent() -> None:
    assert list(document("")) == [
        "name",
        "phases",
        "incubators",
        "active_members",
        "previous_members",
        "content",
    ]
    assert document("")["incubators"] == []
    assert document("incubator: quai")["incubators"] == ["quai"]


def test_phases_keep_their_order_and_keys() -> None:
    phases = """phases:
  - {start: 2026-06-01 08:00:00, name: acceleration, end: ""}
  - {comment: "2026-01-05 10:00", name: construction, end: null, start: "2026-01-05"}
"""
    assert [list(phase.items()) for phase in document("", phases=phases)["phases"]] == [
        [("start", "2026-06-01"), ("name", "acceleration"), ("end", "")],
        [
            ("comment", "2026-01-05 10:00"),
            ("name", "construction"),
            ("end", None),
            ("start", "2026-01-05"),
        ],
    ]


def test_the_content_is_the_body_with_its_rules_and_html() -> None:
    body = "Un\n\n---\n\n<iframe src='https://x.example'></iframe>\n\n| a | b |\n"
    assert document("", "\n" + body)["content"] == body
