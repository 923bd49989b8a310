"""The text below the front matter, in the form."""

from __future__ import annotations

from typing import Any

from incubator.i18n import N_
from incubator.sheets.write_body import normal
from incubator.web.workspace.editor.answers import Reading
from incubator.web.workspace.editor.kinds import Line


class Markdown(Line):
    """The text below the front matter; it is Markdown, with a preview."""

    __slots__ = ()
    control = "markdown"

    def show(self, value: Any, language: str) -> str:
        """The text as it is."""
        return str(value or "")

    def read(self, value: Any, reading: Reading, prefix: str = "") -> Any:
        """The text as it was typed; one that differs by white space at its end is the same."""
        if not reading.has(self.key):
            return value
        text = normal(reading.answers[self.key][-1])
        if text.rstrip() == normal(value or "").rstrip():
            return value
        if any(sign < " " and sign not in "\n\t" for sign in text):
            reading.fault(self.key, N_("Ce texte contient un signe invisible : effacez-le."))
            return value
        return text.rstrip() + "\n"
