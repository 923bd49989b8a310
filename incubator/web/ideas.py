"""The form of a startup to be: the three questions of a product's sheet, and who asks them."""

from __future__ import annotations

from collections.abc import Mapping

from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web.bringing import long_text, refuse_links
from incubator.web.forms import Form


def read_idea(sent: Form, *, with_organisation: bool = False) -> tuple[str, Mapping[str, str]]:
    """The name and the answers, faults beside their fields."""
    title = sent.text("title", required=N_("Donnez un nom, même provisoire."), limit=120)
    answers = {
        "mission": sent.text(
            "mission", required=N_("Dites en une phrase ce que le service permettra."), limit=250
        ),
        "problem": long_text(
            sent, "problem", required=N_("Décrivez le problème, avec des chiffres.")
        ),
        "solution": long_text(
            sent, "solution", required=N_("Décrivez la solution que vous imaginez.")
        ),
        "reach": long_text(
            sent, "reach", required=N_("Dites comment le service atteindra son public.")
        ),
        "sponsor": sent.text("sponsor", limit=200),
        "role": sent.text("role", required=N_("Dites votre rôle."), limit=200),
        "time": sent.text("time", required=N_("Dites combien de temps vous avez."), limit=200),
    }
    if with_organisation:
        answers["organisation"] = sent.text("organisation", limit=200)
    refuse_links(sent, {"title": title, **answers})
    return title, answers


def sponsor_id(snapshot: Snapshot, text: str) -> str:
    """The id of the organisation that a sponsor is called by; "" when there is none."""
    wanted = text.strip().casefold()
    for organisation in snapshot.organisations.values():
        names = (organisation.id, organisation.name, organisation.acronym)
        if wanted and wanted in {name.casefold() for name in names}:
            return organisation.id
    return ""


def sponsor_names(snapshot: Snapshot) -> list[str]:
    """The names that a sponsor's field suggests, in order."""
    return sorted({one.name for one in snapshot.organisations.values()}, key=str.casefold)
