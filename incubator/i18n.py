"""Translation: the interface is written in French, ``locales/`` holds the other languages.

Messages are looked up in the ``.po`` file itself, read once a process, so that there is no
compiled catalogue to build or to forget.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")
SOURCE_LANGUAGE = "fr"
_LOCALES = Path(__file__).resolve().parent / "locales"

_NARROW = re.compile(r" (?=[;!?](?:\s|$|[)»]))")
_WIDE = re.compile(r" (?=:(?:\s|$)|»|%(?!\()|€|k€|M€)|(?<=«) ")
# An "h" is left alone: some are mute and some are not, and only a dictionary knows.
_ELIDED = re.compile(r"\b([dDqQ])(?:e|ue) %\((\w+)\)s")
_VOWELS = frozenset("aeiouAEIOUàâäéèêëîïôöùûüœæÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ")


def N_(message: str) -> str:  # noqa: N802 - the field's usual name for "mark, translate later"
    """Mark ``message`` for extraction; it is translated where it is shown."""
    return message


@lru_cache(maxsize=4096)
def french_typography(text: str) -> str:
    """Put the non-breaking spaces that French wants before ``: ; ! ? »`` and inside ``« »``."""
    return _WIDE.sub("\u00a0", _NARROW.sub("\u202f", text))


class _FrenchText(str):
    """A message that is elided before what it is filled with: "d’Acte trouvé"."""

    __slots__ = ()

    def __mod__(self, values: Any) -> str:
        return str.__mod__(elided(self, values) if isinstance(values, Mapping) else self, values)


def elided(message: str, values: Mapping[str, Any]) -> str:
    """A French message whose "de" and "que" lose their vowel before a value with one."""

    def shorten(match: re.Match[str]) -> str:
        first, name = match.groups()
        if str(values.get(name, ""))[:1] not in _VOWELS:
            return match[0]
        return f"{first}{'u' if first in 'qQ' else ''}’%({name})s"

    return _ELIDED.sub(shorten, message)


class _French(NullTranslations):
    """The messages themselves, with French typography."""

    def gettext(self, message: str) -> str:
        return _FrenchText(french_typography(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        # In French zero is singular, unlike in English.
        return _FrenchText(french_typography(msgid1 if n < 2 else msgid2))


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """The translations into ``language`` ("fr" or "en"); unknown languages read French."""
    if language == SOURCE_LANGUAGE or language not in LANGUAGES:
        return _French()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    path = _LOCALES / language / "LC_MESSAGES" / "messages.po"
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
