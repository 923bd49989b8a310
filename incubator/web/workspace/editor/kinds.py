"""Kinds of answers that are one text: how a value is shown, and what a typed text means.

A text that is left as it was shown keeps the value as the file writes it, odd or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from incubator.domain.email import normalise
from incubator.i18n import N_
from incubator.sheets.fields import MARKDOWN_LIMIT, is_web_address
from incubator.web.workspace.editor.answers import Answers, Reading
from incubator.web.workspace.editor.writing import as_day, as_number, shown_number

# French typography's own spaces are no white space to fold.
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
#: Signs that show nothing and mean something: those spaces, and what joins the parts of an emoji.
_UNSEEN = "\u00a0\u202f\u200d"
_LONGEST = 5000


class MeaningError(ValueError):
    """A text that means nothing here; the message, marked for translation, says what to write.

    ``values`` fill its ``%(name)s``.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.values = values


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    key: str
    label: str
    hint: str = ""
    suggest: str = ""
    is_required: bool = False
    control: ClassVar[str] = "text"

    def show(self, value: Any, language: str) -> str:
        """What the form shows for a value."""
        return "" if value is None else str(value).strip()

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """What a typed text means, where the value was another.

        Raises:
            MeaningError: it means nothing.
        """
        line = _SPACES.sub(" ", text)
        if len(line) > _LONGEST:
            raise MeaningError(N_("Ce texte est trop long : raccourcissez-le."))
        if not all(sign.isprintable() or sign in _UNSEEN for sign in line):
            raise MeaningError(N_("Ce texte contient un signe invisible : effacez-le."))
        return line

    def answers(self, value: Any, language: str, prefix: str = "") -> Answers:
        """The form's fields for a value."""
        return {f"{prefix}{self.key}": [self.show(value, language)]}

    def read(self, value: Any, reading: Reading, prefix: str = "") -> Any:
        """The value that the answers make of the former one; a fault leaves that one."""
        name = f"{prefix}{self.key}"
        if not reading.has(name):
            return value
        text = reading.text(name)
        if text == self.show(value, reading.language).strip():
            return value
        if not text:
            return None
        try:
            return self.mean(text, value, reading)
        except MeaningError as error:
            reading.fault(name, str(error), **error.values)
            return value


class Sentence(Line):
    """A sentence, in a field of several lines that are joined."""

    __slots__ = ()
    control: ClassVar[str] = "sentence"


class Paragraphs(Line):
    """A text in Markdown, of several lines; one that differs by its edges is the same."""

    __slots__ = ()
    control: ClassVar[str] = "lines"

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The text as it was typed, without white space at the ends of lines."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        found = "\n".join(line.rstrip() for line in lines).strip()
        if len(found) > MARKDOWN_LIMIT:
            raise MeaningError(N_("Ce texte est trop long : raccourcissez-le."))
        if not all(sign.isprintable() or sign in _UNSEEN or sign in "\n\t" for sign in found):
            raise MeaningError(N_("Ce texte contient un signe invisible : effacez-le."))
        return value if isinstance(value, str) and value.strip() == found else found


class Contact(Line):
    """An e-mail address, or the address of a page."""

    __slots__ = ()

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The address; what follows a `?` is the mail's subject."""
        if not is_web_address(text) and normalise(text.partition("?")[0]) is None:
            raise MeaningError(
                N_("Écrivez une adresse électronique, ou une adresse qui commence par https://.")
            )
        return text


class Web(Line):
    """The address of a page."""

    __slots__ = ()
    control: ClassVar[str] = "url"

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The address, https:// put before a bare name such as exemple.gouv.fr."""
        whole = text if "://" in text else f"https://{text}"
        if not is_web_address(whole) or "." not in whole:
            raise MeaningError(N_("Écrivez une adresse complète, qui commence par https://."))
        return whole


class Day(Line):
    """A day."""

    __slots__ = ()
    control: ClassVar[str] = "day"

    def show(self, value: Any, language: str) -> str:
        """The day as browsers want it; what is no day is shown as nothing, and kept."""
        found = as_day(value)
        return found.isoformat() if found else ""

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The day, also as 31/12/2026."""
        found = as_day(text)
        if found is None:
            raise MeaningError(N_("Écrivez une date, par exemple 31/12/2026."))
        return found


class Number(Line):
    """A number, with or without decimals."""

    __slots__ = ()
    control: ClassVar[str] = "number"

    def show(self, value: Any, language: str) -> str:
        """The number as one types it."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return "" if value is None else str(value)
        return shown_number(value, language)

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The number, thousands apart or not."""
        found = as_number(text, reading.language)
        if found is None:
            raise MeaningError(N_("Écrivez un nombre, par exemple 12 500 ou 3,5."))
        return found


class Whole(Number):
    """A whole number."""

    __slots__ = ()

    def show(self, value: Any, language: str) -> str:
        """A year or a rank: without a space between thousands."""
        return "" if value is None else str(value)

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The number."""
        found = as_number(text, reading.language)
        if not isinstance(found, int):
            raise MeaningError(N_("Écrivez un nombre entier."))
        return found


@dataclass(frozen=True, slots=True)
class Choice(Line):
    """One of some values; a value that the sheet has beside them stays a choice.

    ``choices`` maps values to labels; ``former`` values to those that they are read as.
    """

    choices: Mapping[Any, str] = field(default_factory=dict)
    empty: str = N_("Non renseigné")
    control: ClassVar[str] = "choice"

    def show(self, value: Any, language: str) -> str:
        """The value's text."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value).strip()

    def mean(self, text: str, value: Any, reading: Reading) -> Any:
        """The value of a choice."""
        for choice in self.choices:
            if self.show(choice, "") == text:
                # The file gets plain values, not those of the domain's enumerations.
                return choice if isinstance(choice, bool) else str(choice)
        raise MeaningError(N_("Choisissez une des réponses proposées."))


YES_OR_NO: Mapping[Any, str] = {True: N_("Oui"), False: N_("Non")}


@dataclass(frozen=True, slots=True)
class Several:
    """Several short texts: tags, or references to other sheets.

    ``suggest`` names what is suggested. With ``collection``, texts are ids or names of its
    sheets; ``prefix`` is how the file writes a reference where it has none yet.
    """

    key: str
    label: str
    hint: str = ""
    suggest: str = ""
    collection: str = ""
    prefix: str = ""
    is_single: bool = False
    control: ClassVar[str] = "several"
    is_required: ClassVar[bool] = False

    def answers(self, value: Any, language: str, prefix: str = "") -> Answers:
        """One text an element, and an empty one to add."""
        shown = [self._bare(item) for item in self._items(value)]
        room = [""] if not (self.is_single and shown) else []
        return {f"{prefix}{self.key}": [*shown, *room]}

    def read(self, value: Any, reading: Reading, prefix: str = "") -> Any:
        """The elements that the answers name, each as the file wrote it where it did."""
        name = f"{prefix}{self.key}"
        if not reading.has(name):
            return value
        written = {self._bare(item): item for item in self._items(value)}
        texts = list(dict.fromkeys(reading.texts(name)))
        if texts == list(written):
            return value
        items = [written[text] if text in written else self._mean(text, value, reading, name)
                 for text in texts]  # fmt: skip
        items = list(dict.fromkeys(items))
        if self.is_single:
            return items[0] if items else None
        return items

    def _mean(self, text: str, value: Any, reading: Reading, name: str) -> Any:
        if len(text) > 200 or not all(s.isprintable() or s in _UNSEEN for s in text):
            reading.fault(name, N_("Ce texte est trop long, ou contient un signe invisible."))
            return text
        if not self.collection:
            return text
        found = reading.find(self.collection, text)
        if found is None:
            reading.fault(name, N_("« %(text)s » : choisissez une des suggestions."), text=text)
            return text
        return self._style(value) + found

    def _items(self, value: Any) -> Sequence[Any]:
        items = value if isinstance(value, list) else [value]
        return [item for item in items if isinstance(item, (str, int, float)) and str(item).strip()]

    def _bare(self, item: Any) -> str:
        text = str(item).strip()
        folder = f"/{self.collection}/"
        return text.removeprefix(folder) if self.collection else text

    def _style(self, value: Any) -> str:
        """References are written as the file writes its others."""
        items = self._items(value)
        folder = f"/{self.collection}/"
        if items:
            return folder if str(items[0]).strip().startswith(folder) else ""
        return self.prefix
