"""A startup as ``publiccode.yml`` tells of software (https://yml.publiccode.tools, 0.5).

The catalogue knows startups, and the standard describes a repository: what is known is written,
what is deduced is said in a comment at the top, and what is neither is left out and named there,
even where the standard wants it. Nothing is made up to be valid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from incubator.domain.impact import ProductMaturity
from incubator.domain.phases import Phase, current_phase
from incubator.domain.startups import EventKind, Startup
from incubator.i18n import N_

VERSION = "0.5"
SHORTEST, LONGEST, SENTENCE = 150, 10_000, 150
_MATURITIES = {
    ProductMaturity.CONCEPT: "concept",
    ProductMaturity.ALPHA: "beta",
    ProductMaturity.BETA: "beta",
    ProductMaturity.STABLE: "stable",
    ProductMaturity.OBSOLETE: "obsolete",
}
_PHASES = {
    Phase.INVESTIGATION: "concept",
    Phase.CONSTRUCTION: "development",
    Phase.ACCELERATION: "stable",
    Phase.CONSOLIDATION: "stable",
    Phase.OPERATED: "stable",
    Phase.TRANSFERRED: "stable",
}
_OVER = frozenset({Phase.STOPPED, Phase.INCONCLUSIVE})

Translate = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Software:
    """What is known of a startup's software.

    ``repository`` is its address; ``licence`` an SPDX identifier, "" for none that is known.
    ``developers`` are the names of those who develop it now. ``sponsors`` are names and addresses;
    ``page`` is the address of the startup's page; ``presentation`` are the words of its sheet, by
    paragraphs.
    """

    sheet: Startup
    today: date
    repository: str
    licence: str
    is_archived: bool
    presentation: str
    developers: Sequence[str]
    sponsors: Sequence[tuple[str, str]]
    page: str
    site: str


def publiccode_text(known: Software, translate: Translate) -> str:
    """The file, its comments in the reader's language; what is said of the software is French."""
    told, missing = publiccode(known)
    lines = [
        translate(N_("publiccode.yml : %(name)s. Préparé par %(site)s d’après sa fiche :"),
                  name=_line(known.sheet.title), site=_line(known.site)),
        known.page,
        translate(N_("À relire, à compléter, puis à déposer à la racine du dépôt.")),
        translate(
            N_(
                "Déduit de la fiche, à vérifier : developmentStatus, softwareType, platforms,"
                " features, localisation, maintenance."
            )
        ),
    ]  # fmt: skip
    if missing:
        said = N_("Exigé par le standard et inconnu du catalogue : %(keys)s.")
        lines.append(translate(said, keys=", ".join(missing)))
    comment = "".join(f"# {line}\n" for line in lines)
    written: str = yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return f"{comment}\n{written}"


def publiccode(known: Software) -> tuple[dict[str, Any], list[str]]:
    """The keys and values, in the standard's order, and the mandatory keys that are left out."""
    sheet, missing = known.sheet, []
    has_link = sheet.link.startswith(("https://", "http://"))
    phase = current_phase(sheet.phases, known.today)
    told: dict[str, Any] = {
        "publiccodeYmlVersion": VERSION,
        "name": _line(sheet.title),
        "url": known.repository,
    }
    if has_link:
        told["landingURL"] = sheet.link
    told["platforms"] = ["web"]
    if known.sponsors and phase is not None and phase.is_active:
        told["fundedBy"] = [{"name": _line(name), "uri": uri} for name, uri in known.sponsors]
    told["developmentStatus"] = _status(known, phase)
    told["softwareType"] = "standalone/web" if has_link else "standalone/other"
    told["description"] = {"fr": _description(known)}
    if known.licence:
        told["legal"] = {"license": known.licence}
    else:
        missing.append("legal/license")
    maintenance = _maintenance(known, phase)
    if maintenance:
        told["maintenance"] = maintenance
    else:
        missing.append("maintenance")
    told["localisation"] = {"localisationReady": False, "availableLanguages": ["fr"]}
    return told, missing


def _status(known: Software, phase: Phase | None) -> str:
    """What ended is obsolete; else the sheet's own word, then what the phase means."""
    sheet = known.sheet
    if phase in _OVER or known.is_archived:
        return "obsolete"
    if sheet.product_maturity in set(ProductMaturity):
        return _MATURITIES[ProductMaturity(sheet.product_maturity)]
    launched = any(e.name == EventKind.LAUNCH and e.day <= known.today for e in sheet.events)
    if phase is Phase.CONSTRUCTION and launched:
        return "beta"
    return _PHASES[phase] if phase is not None else "concept"


def _maintenance(known: Software, phase: Phase | None) -> dict[str, Any]:
    """None when it ended; by the team that develops it; else not known."""
    if phase in _OVER or known.is_archived:
        return {"type": "none"}
    if known.developers:
        return {"type": "internal", "contacts": [{"name": _line(n)} for n in known.developers]}
    return {}


def _description(known: Software) -> dict[str, Any]:
    sheet = known.sheet
    mission = _line(sheet.mission)
    # The words about the software are French, as the sheet is: its readers are told so by "fr".
    short = mission or f"{_line(sheet.title)}, une startup d’État"
    parts = [mission, known.presentation]
    long = "\n\n".join(part for part in parts if part)
    if len(long) < SHORTEST:
        long = "\n\n".join(part for part in (long, _standing(known)) if part)
    return {
        "shortDescription": _cut(short, SENTENCE),
        "longDescription": _cut(long, LONGEST),
        "features": [short],
    }


def _standing(known: Software) -> str:
    """What can be said of any startup, long enough for the standard by itself."""
    return (
        f"{_line(known.sheet.title)} est une startup d’État : une petite équipe autonome, portée"
        " par une administration, qui résout un problème de politique publique. Sa fiche dit où"
        f" elle en est, qui la soutient et ce qu’elle publie : {known.page}"
    )


def _line(text: str) -> str:
    """A text on one line, without signs that can't be seen."""
    return " ".join("".join(s if s.isprintable() else " " for s in text).split())


def _cut(text: str, most: int) -> str:
    """The text, ended after a whole word where it is too long."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    whole = kept.rpartition(" ")[0] if " " in kept[most // 2 :] else kept
    return f"{whole.rstrip(' ,;:.')}…"


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and lists within their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are indented under their key."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
