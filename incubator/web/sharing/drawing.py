"""The pictures that other sites show beside a link: 1200 by 630 pixels, as PNG of few colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from incubator.web.sharing.lettering import font, lines_of, writable
from incubator.web.sharing.marks import Mark

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 630
_MARGIN, _BAND = 80, 20
_PAPER, _INK, _INK_2, _INK_3, _LINE = "#ffffff", "#1c2230", "#4b5468", "#5f687c", "#d5dae4"
_ACCENT = "#1f3f8f"
_INKS = (_INK, _INK_2, _INK_3)
_SHADES = 10
#: A title is written as large as fits on two lines, or on three in the smallest size, in pixels.
_TITLES = ((84, 2), (72, 2), (60, 3))
#: Shapes are drawn larger, then reduced: their edges come out smooth.
_FINER = 4


@dataclass(frozen=True, slots=True)
class StartupDrawing:
    """What the drawing of a startup says, in the reader's language."""

    title: str
    #: What is written instead of a title that is all in a script the font lacks.
    fallback: str
    mission: str
    phase: str
    mark: Mark
    incubator: str
    site: str


@dataclass(frozen=True, slots=True)
class SiteDrawing:
    """What the drawing of the site says: ``figures`` are numbers with what they count."""

    title: str
    tagline: str
    figures: Sequence[tuple[str, str]]


def draw_startup(said: StartupDrawing) -> bytes:
    """The drawing of a startup, as a PNG file."""
    image, pen = _sheet(said.mark.colour)
    left, width = _MARGIN, WIDTH - 2 * _MARGIN
    _shape(image, said.mark, left, _MARGIN + 2, 34)
    pen.text((left + 50, _MARGIN - 8), said.phase, said.mark.colour, font(38, bold=True))
    below = _title(pen, writable(said.title) or said.fallback, left, _MARGIN + 64, width)
    room = (HEIGHT - 150 - below - 24) // 50
    usual = font(38)
    for number, line in enumerate(lines_of(writable(said.mission), usual, width, min(room, 4))):
        pen.text((left, below + 24 + number * 50), line, _INK_2, usual)
    _foot(pen, writable(said.incubator), writable(said.site))
    return _png(image, said.mark.colour)


def draw_site(said: SiteDrawing) -> bytes:
    """The drawing of the site, as a PNG file."""
    image, pen = _sheet(_ACCENT)
    left, width = _MARGIN, WIDTH - 2 * _MARGIN
    below = _title(pen, writable(said.title), left, _MARGIN, width)
    usual = font(40)
    for number, line in enumerate(lines_of(writable(said.tagline), usual, width, 3)):
        pen.text((left, below + 20 + number * 52), line, _INK_2, usual)
    if said.figures:
        column = width // len(said.figures)
        top = HEIGHT - _MARGIN - 128
        pen.line((left, top - 28, WIDTH - _MARGIN, top - 28), _LINE, 2)
        for number, (figure, label) in enumerate(said.figures):
            at = left + number * column
            pen.text((at, top - 14), figure, _ACCENT, font(72, bold=True))
            lines = lines_of(writable(label), font(28), column - 24, 2)
            for row, line in enumerate(lines):
                pen.text((at, top + 72 + row * 34), line, _INK_3, font(28))
    return _png(image, _ACCENT)


def _sheet(colour: str) -> tuple[Image, ImageDraw]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, _BAND - 1, HEIGHT), colour)
    return image, pen


def _title(pen: ImageDraw, text: str, left: int, top: int, width: int) -> int:
    """Write a title as large as it fits; returns where it ends."""
    for size, most in _TITLES:
        written = font(size, bold=True)
        lines = lines_of(text, written, width, most + 1)
        if len(lines) <= most:
            break
    lines = lines_of(text, written, width, most)
    step = round(size * 1.12)
    for number, line in enumerate(lines):
        # Past the first letter's own margin, so that large and small text start on one line.
        bearing = written.getbbox(line)[0]
        pen.text((left - bearing, top + number * step), line, _INK, written)
    return top + len(lines) * step + round(size * 0.12)


def _foot(pen: ImageDraw, incubator: str, site: str) -> None:
    top, usual = HEIGHT - 126, font(30)
    pen.line((_MARGIN, top, WIDTH - _MARGIN, top), _LINE, 2)
    (name,) = lines_of(site, font(30, bold=True), 500, 1) or [""]
    taken = round(font(30, bold=True).getlength(name))
    pen.text((WIDTH - _MARGIN - taken, top + 26), name, _INK, font(30, bold=True))
    room = WIDTH - 2 * _MARGIN - taken - 40
    for line in lines_of(incubator, usual, room, 1):
        pen.text((_MARGIN, top + 26), line, _INK_3, usual)


def _shape(image: Image, mark: Mark, left: int, top: int, side: int) -> None:
    from PIL import Image, ImageDraw

    large = side * _FINER
    mask = Image.new("L", (large, large), 0)
    pen = ImageDraw.Draw(mask)
    if mark.corners:
        pen.polygon([(across * large, down * large) for across, down in mark.corners], 255)
    else:
        pen.ellipse((0, 0, large - 1, large - 1), 255)
    reduced = mask.resize((side, side), Image.Resampling.LANCZOS)
    image.paste(mark.colour, (left, top), reduced)


def _png(image: Image, colour: str) -> bytes:
    from PIL import Image

    # Nearest colours of a palette that is known: looking for the best one takes ten times as long.
    few = image.quantize(palette=_palette(colour), dither=Image.Dither.NONE)
    file = BytesIO()
    few.save(file, "PNG")
    return file.getvalue()


@lru_cache(maxsize=16)
def _palette(colour: str) -> Image:
    """The paper, and each ink in the shades that the edges of letters take on it."""
    from PIL import Image, ImageColor

    paper = ImageColor.getrgb(_PAPER)
    shades: list[int] = [*paper[:3], *ImageColor.getrgb(_LINE)[:3]]
    for ink in (colour, *_INKS):
        for step in range(1, _SHADES + 1):
            mixed = zip(paper, ImageColor.getrgb(ink), strict=True)
            shades += [round(light + (dark - light) * step / _SHADES) for light, dark in mixed]
    image = Image.new("P", (1, 1))
    image.putpalette(shades)
    return image
