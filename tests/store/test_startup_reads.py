"""A startup's team: who works there today, who did, in the order of their files."""

from __future__ import annotations

from datetime import date

from incubator.domain.members import Mission
from incubator.store.startup_reads import TeamMate, find_startup
from tests.builders import STARTUP, sheet_text
from tests.conftest import Catalogue

TODAY = date(2026, 3, 1)


def member(name: str, *lines: str) -> str:
    return sheet_text("\n".join([f"fullname: {name}", *lines]))


async def team(catalogue: Catalogue, today: date = TODAY) -> list[TeamMate]:
    page = await find_startup("vide", today)
    assert page is not None
    return list(page.team)


async def test_members_are_active_by_a_list_or_by_a_mission_and_former_otherwise(
    catalogue: Catalogue,
) -> None:
    catalogue.write("startups/vide.md", sheet_text(STARTUP))
    sheets = {
        "a": ["missions:", "- {start: 2024-01-01, end: 2025-01-01, startups: [vide]}"],
        "b-c": ["startups: [vide]"],
        "b": ["missions:", "- {start: 2024-01-01, startups: [vide]}"],
        "d": ["previously: [vide]"],
        "e": ["previously: [vide]", "missions:", "- {end: 2026-03-01, startups: [vide]}"],
        "f": ["missions:", "- {start: 2024-01-01, startups: [ailleurs]}"],
    }
    for name, lines in sheets.items():
        catalogue.write(f"members/{name}.md", member(name, *lines))
    await catalogue.sync()
    found = await team(catalogue)
    assert [(mate.id, mate.is_active) for mate in found] == [
        ("b-c", True),
        ("b", True),
        ("e", True),
        ("a", False),
        ("d", False),
    ]
    tomorrow = await team(catalogue, date(2026, 3, 2))
    assert {mate.id for mate in tomorrow if not mate.is_active} == {"a", "d", "e"}


async def test_time_in_a_startup_goes_from_the_first_day_to_the_last(catalogue: Catalogue) -> None:
    catalogue.write("startups/vide.md", sheet_text(STARTUP))
    catalogue.write(
        "members/a.md",
        member(
            "A",
            "missions:",
            "- {start: 2024-01-01, end: 2024-06-01, startups: [vide]}",
            "- {start: 2024-06-02, end: 2024-09-01, startups: [ailleurs]}",
            "- {start: 2023-01-01, end: 2023-06-01, startups: [vide, ailleurs]}",
        ),
    )
    await catalogue.sync()
    (mate,) = await team(catalogue)
    assert (mate.start, mate.end) == (date(2023, 1, 1), date(2024, 6, 1))
    assert len(mate.missions) == 2


def test_an_open_mission_has_no_last_day() -> None:
    open_ended = Mission(date(2024, 1, 1), None)
    assert TeamMate("a", "A", "", True, (open_ended, Mission(None, TODAY))).end is None
    assert TeamMate("a", "A", "", True, ()).start is None


async def test_an_unknown_startup_is_none(catalogue: Catalogue) -> None:
    assert await find_startup("nulle-part", TODAY) is None
    assert await find_startup("", TODAY) is None
