"""What people send: read within limits, each fault beside its field, nothing typed lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request

from incubator.domain.email import normalise
from incubator.i18n import N_
from incubator.web.templating import translate

_MAX_FIELDS = 200
_MAX_TEXT = 300


@dataclass(slots=True)
class Form:
    """A form as it was sent, and what is wrong with it, by field."""

    request: Request
    values: Mapping[str, str]
    lists: Mapping[str, list[str]]
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, *, required: str = "", limit: int = _MAX_TEXT) -> str:
        """A line of text without spaces around it; ``required`` is the error when it is empty."""
        value = " ".join(self.values.get(name, "").split())
        if not value and required:
            self.fault(name, required)
        if len(value) > limit:
            self.fault(name, N_("Écrivez au plus %(limit)s signes."), limit=limit)
        if any(not sign.isprintable() for sign in value):
            self.fault(name, N_("Ce texte contient un signe invisible : effacez-le."))
        return value

    def email(self, name: str) -> str:
        """An address in the one form that is kept; empty, with an error, when it is none."""
        value = normalise(self.values.get(name, ""))
        if value is None:
            self.fault(
                name,
                N_("Écrivez une adresse électronique, comme prenom.nom@exemple.gouv.fr."),
            )
        return value or ""

    def day(self, name: str) -> date | None:
        """A day as browsers send it; None when it is left empty."""
        value = self.values.get(name, "").strip()
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(name, N_("Écrivez une date, par exemple 2027-03-31."))
            return None

    def choice(self, name: str, choices: Mapping[str, object] | tuple[str, ...]) -> str:
        """One of some values; the first error says to choose."""
        value = self.values.get(name, "")
        if value not in choices:
            self.fault(name, N_("Choisissez une des réponses proposées."))
            return ""
        return value

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self.values

    def several(self, name: str) -> list[str]:
        """The values of boxes that share a name."""
        return self.lists.get(name, [])

    def fault(self, name: str, message: str, **values: object) -> None:
        """Say what is wrong with a field; its first error is kept."""
        self.errors.setdefault(name, translate(self.request, message, **values))


async def read_form(request: Request, *, max_fields: int = _MAX_FIELDS) -> Form:
    """Read a posted form of at most so many fields; files are not accepted."""
    async with request.form(max_files=0, max_fields=max_fields) as sent:
        pairs = [(key, value) for key, value in sent.multi_items() if isinstance(value, str)]
    lists: dict[str, list[str]] = {}
    for key, value in pairs:
        lists.setdefault(key, []).append(value)
    return Form(request, dict(pairs), lists)
