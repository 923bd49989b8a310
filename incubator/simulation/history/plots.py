"""What becomes of each startup of the demonstration: some do well, some do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Planning(StrEnum):
    """Where a team plans its sprints."""

    MILESTONES = "milestones"
    ITERATIONS = "iterations"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Place:
    """A repository and how much happens in it.

    ``issues`` and ``asides`` (pull requests of no issue) are by sprint of two weeks, ``bumps`` (a
    robot's) and ``deploys`` by week. ``failing`` is the share of deployments that fail,
    ``incidents`` that of the others that are followed by one; ``release_every`` is a number of
    sprints, 0 for never. Nothing happens from the day ``ends`` on.
    ``facts`` are those of a repository, ``later`` those that it has from a day on.
    """

    name: str
    issues: float = 0
    asides: float = 0
    bumps: float = 0
    deploys: float = 0
    failing: float = 0.08
    incidents: float = 0
    release_every: int = 0
    planning: Planning = Planning.ELSEWHERE
    ends: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    later: dict[date, dict[str, Any]] = field(default_factory=dict)
    renamed: str = ""


@dataclass(frozen=True)
class Plot:
    """A team. ``weights`` say how much of the work each of its developers does.

    ``carried`` is the share of a sprint's issues that go over to the next one, and
    ``carried_more`` what is added to it at each sprint. ``cycle_hours`` is how long a pull request
    takes from its first commit, more or less, ``quicker`` the share of it that is gained with each
    sprint, and ``reviewed`` the share of them that somebody
    else looks at.
    """

    places: tuple[Place, ...]
    weights: tuple[float, ...] = (5, 4, 3, 2)
    carried: float = 0.18
    carried_more: float = 0.0
    added: float = 0.15
    cycle_hours: float = 30
    quicker: float = 0
    reviewed: float = 0.9


_KEPT = ["README.md", "LICENSE", "CONTRIBUTING.md", "publiccode.yml", ".github/workflows/ci.yml"]

PLOTS: dict[str, Plot] = {
    # Does well, and plans in milestones. The map was renamed, and is looked after by robots.
    "guichet-littoral": Plot(
        (
            Place(
                "site",
                issues=6.5,
                asides=1.4,
                bumps=0.2,
                deploys=1.7,
                incidents=0.1,
                release_every=2,
                planning=Planning.MILESTONES,
                facts={"files": _KEPT, "licence": "AGPL-3.0"},
            ),
            Place("carte", issues=0.6, bumps=0.25, release_every=4, renamed="carte-des-mouillages"),
        ),
        cycle_hours=38,
        quicker=0.03,
    ),
    # Does well, with several repositories and the iterations of a project; one was archived.
    "relais-repit": Plot(
        (
            Place(
                "plateforme",
                issues=4.5,
                asides=0.8,
                bumps=0.2,
                deploys=1.8,
                failing=0.05,
                planning=Planning.ITERATIONS,
                facts={"files": _KEPT},
            ),
            Place("application-mobile", issues=1.2, release_every=1),
            Place(
                "prototype",
                asides=1,
                ends=date(2026, 5, 18),
                later={date(2026, 6, 1): {"is_archived": True}},
            ),
        ),
        weights=(5, 5, 4, 3, 2),
        carried=0.12,
        cycle_hours=22,
    ),
    # Declares its sprints in its sheet, and publishes releases where others deploy.
    "arret-demande": Plot(
        (
            Place("reservation", issues=3, asides=0.5, bumps=0.15, release_every=1),
            Place("borne", issues=0.6, release_every=3),
        ),
        weights=(4, 4, 2),
    ),
    # Works with children's data: the application is private. The documentation is still empty.
    "sac-a-dos": Plot(
        (
            Place("application", issues=3.2, asides=0.5, deploys=1.2, facts={"is_private": True}),
            Place("documentation", facts={"pushed_at": None, "files": [], "licence": ""}),
        ),
        weights=(5, 4, 3),
    ),
    # One developer does nearly everything, without a licence and without anybody to read along.
    "haie-d-honneur": Plot(
        (
            Place(
                "terrain",
                issues=2.6,
                asides=0.4,
                release_every=3,
                facts={"licence": "", "files": ["README.md", "src/carte.ts"]},
            ),
        ),
        weights=(20, 1),
        carried=0.25,
        cycle_hours=14,
        reviewed=0.15,
    ),
    # In trouble: each sprint hands more over to the next one, reviews wait, deployments fail.
    "tour-de-garde": Plot(
        (
            Place(
                "api",
                issues=4.2,
                bumps=0.25,
                deploys=0.7,
                failing=0.35,
                planning=Planning.MILESTONES,
            ),
        ),
        weights=(4, 3),
        carried=0.15,
        carried_more=0.02,
        added=0.3,
        cycle_hours=95,
        reviewed=0.7,
    ),
    # In use for years, and nobody has touched it since the summer.
    "clair-et-net": Plot(
        (Place("editeur", issues=2, bumps=0.5, deploys=0.6, ends=date(2026, 8, 10)),),
        weights=(3, 2),
    ),
    # Does well without sprints of its own; its repository could not be read the last time.
    "bail-en-main": Plot(
        (Place("plans", issues=2.8, asides=0.3, bumps=0.15, deploys=1),), weights=(4, 3, 3)
    ),
    # Tries an idea out: too young to be judged.
    "feu-vert-chantier": Plot(
        (Place("maquette", issues=2, facts={"files": ["README.md", "LICENSE"]}),), weights=(1,)
    ),
}
#: For a startup that somebody added to the demonstration: a little of everything.
USUAL = Place("", issues=2, asides=0.5, deploys=0.5)
#: What can't be read, as if GitHub failed: its earlier facts are what is shown.
FAILING = "bail-en-main/plans"
