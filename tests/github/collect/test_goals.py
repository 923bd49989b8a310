"""The goal of a sprint, taken from what somebody wrote under its milestone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.github.collect.goals import first_paragraph


@pytest.mark.parametrize(
    ("description", "goal"),
    [
        ("", ""),
        ("Ouvrir à tous", "Ouvrir à tous"),
        ("# Titre\n\n<!-- modèle\n\nà remplir -->\n\nLa suite", "La suite"),
        ("## But\r\nOuvrir à tous\r\n\r\nPuis fermer", "Ouvrir à tous"),
        ("**Ouvrir** [le service](https://x.fr) à\ntous\n\nSuite", "Ouvrir le service à tous"),
        ("![image](x.png)\n\nPuis *ceci* &amp; `cela`", "Puis ceci & cela"),
        ("---\n\n| a | b |\n|---|---|\n\n> Cité", "Cité"),
        ("- un\n- deux\n\ntrois", "un deux"),
        ("Un nom_de_champ et _ceci_ \\*ou\\*", "Un nom_de_champ et ceci *ou*"),
        ("<p>Du <b>HTML</b></p><script>x</script>", "Du HTMLx"),
        ("2 < 3 et 5 > 4", "2 < 3 et 5 > 4"),
        ("<https://exemple.fr/a>", "https://exemple.fr/a"),
        ("mot " * 400, "mot " * 124 + "mot…"),
    ],
)
def test_a_goal_is_the_first_paragraph_as_plain_text(description: str, goal: str) -> None:
    assert first_paragraph(description) == goal


@given(st.text(alphabet=st.sampled_from("<>![]()*_#`~|-&;:/\\\n \"'=1.abp"), max_size=80))
@settings(max_examples=200, deadline=None)
def test_whatever_people_write_a_goal_is_a_short_line(description: str) -> None:
    goal = first_paragraph(description * 20)
    assert len(goal) <= 500
    assert "\n" not in goal


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "> ", "<", "<a ", "[a](", "<!--", "_a ", "*", "\\", "- ", "# ", "`", "\n \n", " "],
)
def test_no_text_takes_long_to_read(piece: str) -> None:
    started = time.perf_counter()
    first_paragraph(piece * 4000)
    first_paragraph("a" + piece * 4000)
    assert time.perf_counter() - started < 0.5
