"""The startups of the demonstration, as their sheets describe them to the invented GitHub."""

from __future__ import annotations

from datetime import date

from incubator.simulation.history.demonstration import Planned, Sheet

FORGE = "https://forge.example"


def sheet(place: str, began: date, *sprints: Planned) -> Sheet:
    """A sheet that names one place of the invented forge."""
    return Sheet((f"{FORGE}/{place}",), began, sprints)


SHEETS = {
    "arret-demande": sheet("arret-demande", date(2024, 7, 22)),
    "bail-en-main": sheet("bail-en-main", date(2025, 1, 13)),
    "clair-et-net": sheet("clair-et-net", date(2018, 11, 5)),
    "feu-vert-chantier": sheet("feu-vert-chantier/maquette", date(2026, 9, 28)),
    "guichet-littoral": Sheet(
        (f"{FORGE}/guichet-littoral/site", f"{FORGE}/guichet-littoral/carte"),
        date(2024, 6, 10),
        (Planned("Sprint 49", date(2026, 8, 31), "Reprendre les dossiers commencés"),),
    ),
    "haie-d-honneur": sheet("haie-d-honneur", date(2025, 11, 3)),
    "relais-repit": sheet("relais-repit", date(2023, 10, 16)),
    "sac-a-dos": sheet("sac-a-dos", date(2026, 3, 16)),
    "tour-de-garde": sheet(
        "tour-de-garde", date(2022, 7, 4), Planned("Sprint 18", date(2026, 9, 14))
    ),
}
