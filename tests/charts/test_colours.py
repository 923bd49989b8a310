"""Colours can be seen on both papers; figures leave all style to them."""

from __future__ import annotations

import re

import pytest

from incubator.charts import base
from incubator.config import PROJECT_ROOT

_SHEET = (PROJECT_ROOT / "static/css/charts.css").read_text("utf-8")
_LIGHT, _, _DARK = _SHEET.partition("prefers-color-scheme: dark")
_COLOUR = re.compile(r"--inc-chart-([\w-]+): (#[0-9a-f]{3,6})\b")
THEMES = {"light": dict(_COLOUR.findall(_LIGHT)), "dark": dict(_COLOUR.findall(_DARK))}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_colour_is_seen_on_its_paper(theme: dict[str, str]) -> None:
    for at in range(1, 6):
        assert contrast(theme[str(at)], theme["paper"]) >= 3, at


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_words_in_a_chart_have_the_contrast_of_text(theme: dict[str, str]) -> None:
    # Notes are written in the first two colours as well.
    for name in ("ink", "muted", "1", "2"):
        assert contrast(theme[name], theme["paper"]) >= 4.5, name


def test_papers_of_charts_are_those_of_pages() -> None:
    page = (PROJECT_ROOT / "static/css/incubator.css").read_text("utf-8")
    papers = re.findall(r"--paper: (#[0-9a-f]{3,6})", page)
    assert [THEMES["light"]["paper"], THEMES["dark"]["paper"]] == papers


def test_every_colour_of_a_figure_has_a_value_in_both_themes() -> None:
    tokens = (*base.PALETTE, base.INK, base.MUTED, base.GRID, base.PAPER)
    for token in tokens:
        name = token.removeprefix("var(--inc-chart-").removesuffix(")")
        assert name in THEMES["light"], token
        assert name in THEMES["dark"], token
    assert _SHEET.count("--inc-chart-1-tint:") == 2


def test_no_text_of_a_figure_asks_for_a_style_of_its_own() -> None:
    """Plotly writes a style attribute for these tags, and our policy refuses it."""
    for file in sorted((PROJECT_ROOT / "incubator/charts").glob("*.py")):
        if file.name != "base.py":
            found = re.findall(r"</?(?:b|i|em|strong|sup|sub|span|s|u)\b[^>]*>", file.read_text())
            assert not found, file.name
