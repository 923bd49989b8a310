"""Pictures that people send, through the workshop: nothing but their pixels comes back."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from incubator.sheets.pictures import SCREENSHOT, CleanImage, ImageError
from incubator.sheets.workshop import clean_image

SIZE = (1200, 750)
SECRET = b"48.8566 Paris Camille"


def picture(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new(mode, size, "blue" if mode != "L" else 40)
    corner = (0, 0, size[0] // 2, size[1])
    ImageDraw.Draw(image).rectangle(corner, fill="red" if mode != "L" else 200)
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


async def cleaned(data: bytes) -> CleanImage:
    return await clean_image(data, SCREENSHOT)


def shown(clean: CleanImage) -> Image.Image:
    return Image.open(BytesIO(clean.data))


def colours(clean: CleanImage) -> list[str]:
    """What is seen on the left and on the right."""
    image = shown(clean).convert("RGB")
    places = ((image.width // 8, image.height // 2), (image.width * 7 // 8, image.height // 2))
    names = []
    for place in places:
        pixel = image.getpixel(place)
        assert isinstance(pixel, tuple)
        names.append(("red", "green", "blue")[pixel.index(max(pixel))])
    return names


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("RGB", "RGBA", "P", "L")),
        *(("JPEG", mode) for mode in ("RGB", "CMYK", "L")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
    ],
)
async def test_the_three_kinds_are_taken_in_any_colours(kind: str, mode: str) -> None:
    image = picture().convert(mode)
    clean = await cleaned(encoded(image, kind))
    assert (clean.extension, clean.width, clean.height) == (".webp", *SIZE)
    assert (shown(clean).format, shown(clean).mode) == ("WEBP", "RGB")
    if mode != "L":
        assert colours(clean) == ["red", "blue"]


async def test_what_is_transparent_becomes_white() -> None:
    clean = await cleaned(encoded(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG"))
    assert shown(clean).getpixel((600, 300)) == (255, 255, 255)


async def test_sixteen_bits_of_grey_stay_grey() -> None:
    clean = await cleaned(encoded(Image.new("I;16", SIZE, 30_000), "PNG"))
    pixel = shown(clean).getpixel((600, 300))
    assert isinstance(pixel, tuple)
    assert all(abs(level - 30_000 // 257) < 4 for level in pixel)


async def test_a_large_picture_is_made_smaller_and_keeps_its_proportions() -> None:
    clean = await cleaned(encoded(picture((3200, 2000)), "JPEG"))
    assert (clean.width, clean.height) == (1600, 1000)
    long = await cleaned(encoded(picture((1000, 5000)), "PNG"))
    assert (long.width, long.height) == (400, 2000)


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    return encoded(picture(), "JPEG", exif=exif, comment=SECRET)


def with_texts() -> bytes:
    texts = PngInfo()
    texts.add_text("Author", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    return encoded(picture(), "PNG", pnginfo=texts)


def with_xmp() -> bytes:
    return encoded(picture(), "WEBP", xmp=SECRET, exif=Image.Exif().tobytes())


def with_a_page_behind() -> bytes:
    return encoded(picture(), "PNG") + b"<script>" + SECRET + b"</script>"


def with_an_archive_behind() -> bytes:
    return encoded(picture(), "JPEG") + b"PK\x03\x04" + SECRET


@pytest.mark.parametrize(
    "make", [with_exif, with_texts, with_xmp, with_a_page_behind, with_an_archive_behind]
)
async def test_nothing_but_the_pixels_comes_back(make: Callable[[], bytes]) -> None:
    sent = make()
    assert SECRET in sent
    clean = await cleaned(sent)
    assert SECRET not in clean.data
    assert not [mark for mark in (b"EXIF", b"Exif", b"XMP ", b"ICCP") if mark in clean.data]
    assert int.from_bytes(clean.data[4:8], "little") + 8 == len(clean.data)
    assert not shown(clean).getexif()
    assert colours(clean) == ["red", "blue"]


async def test_a_photograph_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = await cleaned(encoded(picture((800, 1200)), "JPEG", exif=exif))
    assert (clean.width, clean.height) == (1200, 800)


async def test_a_profile_of_colours_is_applied_and_let_go() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    clean = await cleaned(encoded(picture(), "PNG", icc_profile=lab))
    assert colours(clean) == ["red", "blue"]
    assert "icc_profile" not in shown(clean).info
    broken = await cleaned(encoded(picture(), "PNG", icc_profile=b"no profile at all" * 20))
    assert colours(broken) == ["red", "blue"]


async def test_the_kind_of_the_result_can_be_asked_for() -> None:
    for ending, kind in ((".png", "PNG"), (".jpg", "JPEG"), (".jpeg", "JPEG")):
        clean = await clean_image(with_exif(), replace(SCREENSHOT, extension=ending))
        assert (shown(clean).format, clean.extension) == (kind, ending)
        assert SECRET not in clean.data


def bomb() -> bytes:
    """A PNG of a few bytes that announces four billion pixels."""
    header = struct.pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def text_bomb() -> bytes:
    """A PNG whose compressed text is eighty megabytes."""
    texts = PngInfo()
    texts.add_text("Comment", "a" * 80_000_000, zip=True)
    return encoded(picture(), "PNG", pnginfo=texts)


def just_too_many() -> bytes:
    return encoded(Image.new("1", (6000, 5001)), "PNG")


def moving(kind: str) -> bytes:
    frames = [picture(), picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:])


def half() -> bytes:
    data = encoded(Image.effect_noise(SIZE, 80).convert("RGB"), "JPEG")
    return data[: len(data) // 2]


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lambda: DRAWING, "PNG, JPEG ou WebP"),
        (lambda: encoded(picture(), "GIF"), "PNG, JPEG ou WebP"),
        (lambda: moving("GIF"), "PNG, JPEG ou WebP"),
        (lambda: encoded(picture(), "TIFF"), "PNG, JPEG ou WebP"),
        (lambda: encoded(picture(), "PDF"), "PNG, JPEG ou WebP"),
        (lambda: b"", "PNG, JPEG ou WebP"),
        (lambda: moving("PNG"), "animée"),
        (lambda: moving("WEBP"), "animée"),
        (lambda: encoded(picture((500, 400)), "PNG"), "trop petite"),
        (lambda: encoded(picture((400, 800)), "PNG"), "trop petite"),
        (bomb, "trop de points"),
        (just_too_many, "trop de points"),
        (text_bomb, "abîmée"),
        (half, "abîmée"),
        (lambda: encoded(picture(), "PNG")[:-200], "abîmée"),
    ],
)
async def test_what_can_not_be_used_is_refused_in_words(
    data: Callable[[], bytes], told: str
) -> None:
    with pytest.raises(ImageError) as refusal:
        await cleaned(data())
    assert told in refusal.value.message
    assert refusal.value.message % refusal.value.values
