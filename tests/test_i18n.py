"""French as it is written: spaces that do not break, and vowels that give way."""

from __future__ import annotations

import pytest

from incubator.i18n import french_typography, translations


@pytest.mark.parametrize(
    ("message", "name", "expected"),
    [
        ("La fiche de %(name)s", "Acte trouvé", "La fiche d’Acte trouvé"),
        ("La fiche de %(name)s", "Élan", "La fiche d’Élan"),
        ("La fiche de %(name)s", "Bac à sable", "La fiche de Bac à sable"),
        ("La fiche de %(name)s", "Haie d’honneur", "La fiche de Haie d’honneur"),
        ("La fiche de %(name)s", "", "La fiche de "),
        ("Il dit que %(name)s finit.", "Acte", "Il dit qu’Acte finit."),
        ("Votre mode %(name)s", "avancé", "Votre mode avancé"),
    ],
)
def test_de_and_que_give_way_to_a_vowel(message: str, name: str, expected: str) -> None:
    assert translations("fr").gettext(message) % {"name": name} == expected


def test_english_has_no_elision() -> None:
    assert "’" not in translations("en").gettext("Rien de %(name)s") % {"name": "Acte"}


def test_a_value_is_never_read_as_a_message() -> None:
    text = translations("fr").gettext("La fiche de %(name)s") % {"name": "de %(name)s"}
    assert text == "La fiche de de %(name)s"


def test_spaces_before_double_signs_do_not_break() -> None:
    assert french_typography("Vraiment ? « Oui » : 5 %") == (
        "Vraiment\u202f? «\u00a0Oui\u00a0»\u00a0: 5\u00a0%"
    )
