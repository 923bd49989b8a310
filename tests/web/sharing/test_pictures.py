"""Drawings and badges, as other sites show them."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from incubator.web import labels
from incubator.web.sharing.badge import Badge, badge_svg, text_width
from incubator.web.sharing.lettering import font, lines_of, writable
from incubator.web.sharing.marks import marks
from tests.web.conftest import Site

SVG = "{http://www.w3.org/2000/svg}"
_LARGEST = 30_000


def opened(content: bytes) -> Image.Image:
    assert len(content) <= _LARGEST
    image = Image.open(io.BytesIO(content))
    image.load()
    assert (image.format, image.size, image.mode) == ("PNG", (1200, 630), "P")
    return image.convert("RGB")


@pytest.mark.parametrize("startup", ["hostile", "longue", "deux-sens", "bail-en-main"])
async def test_a_startup_has_a_drawing_whatever_its_sheet_says(odd: Site, startup: str) -> None:
    answer = await odd.get(f"/startups/{startup}/apercu.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["access-control-allow-origin"] == "*"
    image = opened(answer.content)
    #: Letters are in the room of the title.
    colours = image.crop((80, 140, 1120, 240)).getcolors(100_000) or []
    assert len(colours) > 10


async def test_a_drawing_is_in_the_colour_of_the_phase(plain: Site) -> None:
    image = opened((await plain.get("/startups/bail-en-main/apercu.png")).content)
    wanted = bytes.fromhex(marks()["acceleration"].colour[1:])
    pixel = image.getpixel((8, 300))
    assert isinstance(pixel, tuple)
    assert all(abs(had - want) <= 6 for had, want in zip(pixel, wanted, strict=True))


async def test_the_site_has_a_drawing_in_each_language(plain: Site) -> None:
    french, english = await plain.get("/apercu.png"), await plain.get("/en/apercu.png")
    opened(french.content)
    opened(english.content)
    assert french.headers["etag"] != english.headers["etag"]


async def test_a_drawing_is_sent_once(plain: Site) -> None:
    first = await plain.get("/startups/bail-en-main/apercu.png")
    known = {"If-None-Match": first.headers["etag"]}
    again = await plain.get("/startups/bail-en-main/apercu.png", headers=known)
    assert (again.status_code, again.content) == (304, b"")


async def test_a_startup_that_is_not_there_has_no_drawing(odd: Site) -> None:
    assert (await odd.get("/startups/nulle-part/apercu.png")).status_code == 404
    assert (await odd.get("/startups/retiree/apercu.png")).status_code == 410


def test_letters_of_french_are_written_and_what_the_font_lacks_is_left_out() -> None:
    text = "L’œuvre « à 45 € » — déjà : Ÿ, ç, ù…"
    assert writable(text) == text
    assert writable("e\u0301te\u0301") == "été"
    assert writable("🚀 Bail \u202een main 😀") == "Bail en main"
    assert writable("数字\u0000\u0007") == ""
    assert writable("sous\u2011préfet") == "sous-préfet"


@pytest.mark.parametrize("text", ["un mot et un autre " * 30, "a" * 400, "court", ""])
def test_lines_fit_their_width_and_say_that_they_go_on(text: str) -> None:
    written = font(38)
    lines = lines_of(text, written, 600, 3)
    assert len(lines) <= 3
    assert all(written.getlength(line) <= 600 for line in lines)
    assert (lines[-1:] == [lines[-1]] and lines[-1].endswith("…")) if len(text) > 100 else True


def test_every_phase_has_a_colour_on_which_white_is_read() -> None:
    assert set(marks()) == {str(phase) for phase in labels.PHASE_STATES}
    for mark in marks().values():
        parts = [part / 255 for part in bytes.fromhex(mark.colour[1:])]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        light = sum(p * w for p, w in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
        assert 1.05 / (light + 0.05) >= 4.5
        assert all(0 <= side <= 1 for corner in mark.corners for side in corner)


@pytest.mark.parametrize(
    ("path", "words", "sentence"),
    [
        ("/startups/bail-en-main/badge.svg", ["phase", "accélération"], "Bail en main, phase"),
        ("/startups/acte-trouve/badge.svg", ["phase", "transféré"], "Acte trouvé, phase"),
    ],
)
async def test_a_badge_says_the_phase_in_words_that_fit(
    plain: Site, path: str, words: list[str], sentence: str
) -> None:
    answer = await plain.get(path)
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert "max-age=3600" in answer.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"
    badge = ET.fromstring(answer.content)  # noqa: S314 - the site's own
    texts = list(badge.iter(f"{SVG}text"))
    assert [one.text for one in texts] == words
    whole = int(badge.attrib["width"])
    starts = [int(one.attrib["x"]) for one in texts]
    ends = [at + int(one.attrib["textLength"]) for at, one in zip(starts, texts, strict=True)]
    assert 0 < starts[0] < ends[0] < starts[1] < ends[1] < whole
    assert badge.attrib["role"] == "img"
    assert badge.attrib["aria-label"].startswith(sentence)
    assert badge.findtext(f"{SVG}title") == badge.attrib["aria-label"]


def test_the_width_of_a_text_is_close_to_that_of_its_letters() -> None:
    # Widths in Verdana at 11 pixels, as measured in a browser.
    for text, pixels in (("phase", 33), ("accélération", 70), ("construction", 70)):
        assert abs(text_width(text) - pixels) <= 5


def test_a_hostile_badge_is_still_xml() -> None:
    said = "</title><script>alert(1)</script>\u0007\u202e\"'&"
    badge = ET.fromstring(badge_svg(Badge(said, said, "#123456", said)))  # noqa: S314
    assert not list(badge.iter(f"{SVG}script"))
    assert "alert(1)" in badge.attrib["aria-label"]


@pytest.mark.parametrize(("startup", "status"), [("nulle-part", 404), ("retiree", 410)])
async def test_the_badge_of_no_startup_says_so(odd: Site, startup: str, status: int) -> None:
    answer = await odd.get(f"/startups/{startup}/badge.svg")
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "n’est pas dans le catalogue" in ET.fromstring(answer.content).attrib["aria-label"]  # noqa: S314
