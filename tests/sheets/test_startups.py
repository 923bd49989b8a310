"""Reading a startup's sheet: what the public sheets hold, oddities included."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from incubator.domain.impact import Budget, DatedValue, Dimension, Indicator
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.sprints import Sprint
from incubator.domain.startups import Event, Fund, Startup
from tests.builders import places, read_startup, rules, value


def startup(extra: str = "", **options: tuple[str, ...]) -> Startup:
    found = value(read_startup(extra, **options))  # type: ignore[arg-type]
    assert isinstance(found, Startup)
    return found


def test_the_usual_fields_raise_no_problem() -> None:
    parsed = read_startup()
    assert rules(parsed) == []
    assert value(parsed) == Startup(
        id="bac-a-sable",
        title="Bac à sable",
        mission="Essayer sans rien casser",
        phases=(PhaseEntry(Phase.CONSTRUCTION, date(2024, 1, 15)),),
        incubators=("fabrique",),
    )


@pytest.mark.parametrize(
    ("field", "attribute", "expected"),
    [
        ("title: '  Bords  '", "title", "Bords"),
        ("title: 2048", "title", "2048"),
        ("title: 2024-01-01", "title", "2024-01-01"),
        ('title: "Zéro\\u200b"', "title", "Zéro"),
        ("mission: ' '", "mission", ""),
        ("contact: a@b.example?subject=Bonjour", "contact", "a@b.example?subject=Bonjour"),
        ("link: ''", "link", ""),
        ("link: ' '", "link", ""),
        ("link: javascript:alert(1)", "link", ""),
        ("techno: ['a, b,, c', b]", "technologies", ("a", "b", "c")),
        ("techno: a", "technologies", ("a",)),
        ("thematiques: [Santé, '', Santé]", "themes", ("Santé", "Santé")),
        ("usertypes: ~", "user_types", ()),
        ("sponsors: [/organisations/dinum, dinum]", "sponsors", ("dinum",)),
        ("incubators: [a, b]", "incubators", ("a", "b")),
        ("incubators: []", "incubators", ("fabrique",)),
        ("incubators: ['', ' ']", "incubators", ("fabrique",)),
        ("stats: true", "stats", True),
        ("stats: 'true'", "stats", True),
        ("accessibility_status: conforme", "accessibility_status", "conforme"),
        ("repository: https://a.example", "repositories", ("https://a.example",)),
        ("repositories: [https://a.example, nulle part]", "repositories", ("https://a.example",)),
        ("funding_until: 2026-11-30", "funding_until", date(2026, 11, 30)),
        ("product_maturity: beta", "product_maturity", "beta"),
        ("fast: {promotion: 3, montant: 50000}", "fund", Fund(3, 50000)),
        ("redirect_from: [/startups/avant/]", "redirects", ("/startups/avant",)),
    ],
)
def test_a_field_is_read_forgivingly(field: str, attribute: str, expected: object) -> None:
    own_key = field.partition(":")[0]
    assert getattr(startup(field, without=(own_key,)), attribute) == expected


@pytest.mark.parametrize(
    ("without", "extra", "rule", "key", "line"),
    [
        (("title",), "", "missing", "title", 2),
        (("title",), "title: ' '", "missing", "title", 7),
        (("phases",), "", "phases-missing", "phases", 2),
        (("phases",), "phases: []", "phases-missing", "phases", 5),
        (("phases",), "phases: construction", "phases-missing", "phases", 5),
        (("phases",), "phases:\n- name: construction", "missing", "phases[0].start", 6),
        (("phases",), "phases:\n- start: 2024-01-01", "missing", "phases[0].name", 6),
        (
            ("phases",),
            "phases:\n- name: rêve\n  start: 2024-01-01",
            "phase-name",
            "phases[0].name",
            6,
        ),
        (("phases",), "phases:\n- name: opere\n  start: demain", "date", "phases[0].start", 7),
    ],
)
def test_a_sheet_is_refused_for_want_of_what_the_catalogue_needs(
    without: tuple[str, ...], extra: str, rule: str, key: str, line: int
) -> None:
    parsed = read_startup(extra, without=without)
    assert parsed.sheet is None
    assert (rule, key, line) in places(parsed.problems)


@pytest.mark.parametrize(
    ("former", "phase"),
    [
        ("success", Phase.CONSOLIDATION),
        ("transfer", Phase.TRANSFERRED),
        ("alumni", Phase.STOPPED),
    ],
)
def test_former_names_of_phases_are_understood(former: str, phase: Phase) -> None:
    parsed = read_startup(f"phases:\n- name: {former}\n  start: 2020-01-01", without=("phases",))
    assert value(parsed).phases[0].phase is phase
    assert places(parsed.problems) == [("phase-former-name", "phases[0].name", 6)]


@pytest.mark.parametrize(
    "start", ["2020-01-01 09:00:00", "'2020-01-01'", "2020-01-01T09:00:00.000Z"]
)
def test_a_start_with_a_time_or_as_a_text_is_a_day(start: str) -> None:
    parsed = read_startup(f"phases:\n- name: opere\n  start: {start}", without=("phases",))
    assert value(parsed).phases[0].start == date(2020, 1, 1)
    assert rules(parsed) == ["date-form"]


def test_a_phase_that_ends_before_it_starts_loses_its_end() -> None:
    text = "phases:\n- name: opere\n  start: 2020-01-02\n  end: 2020-01-01\n  comment: c"
    parsed = read_startup(text, without=("phases",))
    assert value(parsed).phases == (PhaseEntry(Phase.OPERATED, date(2020, 1, 2), None, "c"),)
    assert rules(parsed) == ["phase-order"]


def test_phases_stay_in_the_order_of_the_sheet_and_may_be_in_the_future() -> None:
    text = "phases:\n- {name: opere, start: 2099-01-01}\n- {name: investigation, start: 2020-01-01}"
    phases = startup(text, without=("phases",)).phases
    assert [entry.phase for entry in phases] == [Phase.OPERATED, Phase.INVESTIGATION]


def test_events_of_any_name_are_kept_and_incomplete_ones_noted() -> None:
    parsed = read_startup(
        "events:\n- {name: committee, date: 2024-01-01, comment: Poursuite}\n"
        "- {name: fête, date: 2024-02-01}\n- {name: committee}\n- {date: 2024-03-01}"
    )
    assert value(parsed).events == (
        Event("committee", date(2024, 1, 1), "Poursuite"),
        Event("fête", date(2024, 2, 1)),
    )
    assert [p[:2] for p in places(parsed.problems)] == [
        ("missing-advised", "events[2].date"),
        ("missing-advised", "events[3].name"),
    ]


IMPACT = """impact:
  - id: dossiers
    name: Dossiers déposés
    dimension: utile
    unit: dossiers/mois
    main: true
    better: down
    source: https://a.example/stats
    targets: [{by: 2026-12-31, value: 12000}]
    values:
      - {date: 2026-04-01, value: 5100.5}
      - {date: 2026-03-01, value: 4000}
      - {date: 2026-03-01, value: 4200}
"""


def test_an_indicator_has_its_values_in_time_the_last_of_a_day_counting() -> None:
    (indicator,) = startup(IMPACT).indicators
    assert indicator == Indicator(
        id="dossiers",
        name="Dossiers déposés",
        dimension=Dimension.USEFUL,
        unit="dossiers/mois",
        is_main=True,
        lower_is_better=True,
        source="https://a.example/stats",
        targets=(DatedValue(date(2026, 12, 31), Decimal(12000)),),
        values=(
            DatedValue(date(2026, 3, 1), Decimal(4200)),
            DatedValue(date(2026, 4, 1), Decimal("5100.5")),
        ),
    )


@pytest.mark.parametrize(
    ("written", "kept", "noted"),
    [
        ("[{id: Été, name: a}]", 0, ["indicator-id"]),
        ("[{id: a, name: a}, {id: a, name: b}]", 1, ["indicator-id"]),
        ("[{name: a}]", 0, ["missing-advised", "indicator-id"]),
        ("[{id: a, name: a, dimension: autre}]", 1, ["choice"]),
        ("[{id: a, name: a, main: true}, {id: b, name: b, main: true}]", 2, ["indicator-main"]),
        ("[{id: a, name: a, values: [{date: 2026-01-01, value: nul}]}]", 1, ["type-advised"]),
        *(
            (f"[{{id: a, name: a, values_url: '{url}'}}]", 1, ["values-address"])
            for url in (
                "http://service.example/v.json",
                "https://a:b@service.example/v.json",
                "https://service.example:8443/v.json",
                "https://service.example:port/v.json",
            )
        ),
        ("[{id: a, name: a, values_url: javascript:alert(1)}]", 1, ["address"]),
        (f"[{{id: a, name: a, values_url: https://a.example/{'v' * 490}}}]", 1, ["long-text"]),
    ],
)
def test_an_indicator_that_can_not_be_used_is_noted(
    written: str, kept: int, noted: list[str]
) -> None:
    parsed = read_startup(f"impact: {written}")
    assert (len(value(parsed).indicators), rules(parsed)) == (kept, noted)
    assert not any(indicator.values_url for indicator in value(parsed).indicators)


def test_an_address_of_values_is_kept_with_its_measure() -> None:
    url = "https://service.example:443/v.json?mesure=a"
    parsed = read_startup(f"impact: [{{id: a, name: a, values_url: '{url}'}}]")
    assert ([one.values_url for one in value(parsed).indicators], rules(parsed)) == ([url], [])


def test_money_is_kept_in_cents_by_year() -> None:
    parsed = read_startup(
        "budget:\n- {year: 2026, committed: 420000, spent: 1800.55, source: DGX}\n"
        "- {year: 2025, spent: 10}\n- {year: 1800}\n- {committed: 3}"
    )
    assert value(parsed).budgets == (
        Budget(2025, None, 1000),
        Budget(2026, 42_000_000, 180_055, "DGX"),
    )
    assert rules(parsed) == ["missing-advised", "missing-advised"]


def test_sprints_need_both_days_in_order() -> None:
    parsed = read_startup(
        "sprints:\n- {name: S1, start: 2026-04-01, end: 2026-04-14, goal: Ouvrir}\n"
        "- {name: S2, start: 2026-04-14, end: 2026-04-01}\n- {name: S3, start: 2026-04-14}"
    )
    assert value(parsed).sprints == (Sprint("S1", date(2026, 4, 1), date(2026, 4, 14), "Ouvrir"),)
    assert rules(parsed) == ["phase-order", "missing-advised"]


def test_a_missing_incubator_is_advised_but_keeps_nothing_out() -> None:
    parsed = read_startup(without=("incubator",))
    assert (value(parsed).incubators, rules(parsed)) == ((), ["missing-advised"])
