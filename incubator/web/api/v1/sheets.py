"""What every type made of sheets says of them: all fields as they are written, text and HTML."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from incubator.domain.days import instant_text
from incubator.i18n import N_
from incubator.store.open_reads import SheetWords, changes_of, words_of
from incubator.web.api.v1.resources import Attribute
from incubator.web.api.v1.schemas import SHEET, TEXT

CHANGED = Attribute(
    "sheet_changed_at",
    {"type": ["string", "null"], "format": "date-time"},
    N_("Dernière modification de la fiche, en temps universel."),
)
TEXTS = (
    Attribute(
        "front_matter",
        SHEET,
        N_("L’en-tête de la fiche d’aujourd’hui, tel qu’il est écrit, champ par champ."),
    ),
    Attribute("markdown", TEXT, N_("Le texte de la fiche d’aujourd’hui, en Markdown.")),
    Attribute("html", TEXT, N_("Le même texte en HTML, sans rien d’actif.")),
    CHANGED,
)
_WORDS = frozenset({"front_matter", "markdown", "html"})


class Sheets:
    """The words of the sheets of a page, read where a request asks for them."""

    def __init__(self, words: Mapping[str, SheetWords], changes: Mapping[str, Any]) -> None:
        self._words = words
        self._changes = changes

    @classmethod
    async def read(cls, paths: Iterable[str], fields: Collection[str]) -> Sheets:
        """Read what the fields need: at most two queries."""
        known = list(paths)
        words = await words_of(known) if _WORDS & set(fields) else {}
        changes = await changes_of(known) if CHANGED.name in fields else {}
        return cls(words, changes)

    def attributes(self, path: str) -> dict[str, Any]:
        """The attributes of a sheet, as far as they were read."""
        found: dict[str, Any] = {}
        words = self._words.get(path)
        if words is not None:
            fields = json.loads(words.front_matter) if words.front_matter else {}
            found = {"front_matter": fields, "markdown": words.body, "html": words.body_html}
        if path in self._changes:
            found[CHANGED.name] = instant_text(self._changes[path])
        return found
