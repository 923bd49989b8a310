"""The demonstration's sessions to come: one today, to be tried, and one to be prepared."""

from __future__ import annotations

from datetime import date, timedelta

from incubator.actions.demonstration_agenda import Ahead, Said, told
from incubator.domain.decisions import Kind, Objective


def ahead(today: date) -> tuple[Ahead, ...]:
    """The sessions to come, seen from a day; all of them are of one incubator."""
    in_six_months = today + timedelta(days=182)
    after_that = in_six_months + timedelta(days=182)
    return (
        Ahead(
            "clair-et-net",
            0,
            "Comité du jour",
            told(
                "Chaque courrier type du réseau est relu. **Huit agents sur dix** s’en servent.",
                "Un exemple vaut dix règles. Les agents copient, puis adaptent.",
                "",
                Kind.CONTINUE,
                90_000,
                (today, in_six_months),
                (Objective("Deux administrations de plus", in_six_months),),
            ),
            is_sent=True,
            opinions=(
                Said("responsable", (3, 4), Kind.CONTINUE, "Un service qui tient ses promesses."),
                Said("portefeuille", (2, 4), Kind.CONTINUE),
            ),
        ),
        Ahead(
            "bail-en-main",
            21,
            "Comité de renfort",
            told(
                "Deux bailleurs nous ont rejoints depuis le dernier comité.",
                "Une agence pilote suffit pour convaincre les autres.",
                "Nous refusons des bailleurs, faute de bras.",
                Kind.REINFORCE,
                120_000,
                (in_six_months, after_that),
                (Objective("Quinze bailleurs sociaux", in_six_months),),
            ),
        ),
    )
