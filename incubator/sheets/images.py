"""Pictures that people send: checked, drawn anew from their pixels, and nothing else of them kept.

For :mod:`incubator.sheets.workbench` alone: a hostile picture may take a decoder's memory and
time, so it is never opened in the server itself.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError
from PIL.Image import Resampling

from incubator.i18n import N_
from incubator.sheets.pictures import Bounds, CleanImage, ImageError

#: By content, whatever the file is called. A photograph of several is read as its first.
_FORMATS = ("PNG", "JPEG", "WEBP")
_PHOTOGRAPH = "MPO"
#: Twice a screen of 5K; each pixel takes about ten bytes while it is worked on.
MAX_PIXELS = 30_000_000
_QUALITIES = (84, 70, 50)
_WRITERS = {".webp": "WEBP", ".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
_WHITE = (255, 255, 255)
#: In these, a picture may come with a profile of its colours.
_WITH_PROFILE = {"RGB", "L", "CMYK"}


def clean(data: bytes, bounds: Bounds) -> CleanImage:
    """The pixels of a picture as a file of their own: no metadata, nothing behind its end.

    Raises:
        ImageError: it is of another kind, broken, moving, too small or too large.
    """
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # What a maker's metadata leaves out is no fault of the picture.
            warnings.filterwarnings("ignore", module=r"PIL\.(TiffImagePlugin|MpoImagePlugin)")
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                _check(image, bounds)
                return _encoded(_drawn(image, bounds), bounds)
    except ImageError:
        raise
    except UnidentifiedImageError as error:
        raise ImageError(N_("Choisissez une image PNG, JPEG ou WebP.")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        # Decoders raise whatever a broken file makes them stumble over.
        raise ImageError(
            N_("Cette image est abîmée : ouvrez-la, enregistrez-la à nouveau, puis réessayez.")
        ) from error


def _check(image: ImageFile.ImageFile, bounds: Bounds) -> None:
    """Refuse by what the file announces, before a pixel is decoded."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    if getattr(image, "is_animated", False) and image.format != _PHOTOGRAPH:
        raise ImageError(N_("Cette image est animée : choisissez une image fixe."))
    # A photograph may lie on its side.
    if max(width, height) < bounds.min_width or min(width, height) < bounds.min_height:
        raise _too_small(width, height, bounds)


def _too_many_pixels() -> ImageError:
    return ImageError(
        N_("Cette image a trop de points : au plus %(millions)s millions."),
        millions=MAX_PIXELS // 1_000_000,
    )


def _too_small(width: int, height: int, bounds: Bounds) -> ImageError:
    return ImageError(
        N_(
            "Cette image est trop petite (%(width)s × %(height)s) : il en faut une d’au moins"
            " %(min_width)s × %(min_height)s."
        ),
        width=width,
        height=height,
        min_width=bounds.min_width,
        min_height=bounds.min_height,
    )


def _drawn(image: ImageFile.ImageFile, bounds: Bounds) -> Image.Image:
    """The picture upright, in sRGB on white, no larger than it may be."""
    profile = image.info.get("icc_profile")
    # JPEG can be decoded at a half or a quarter, which spares the memory of what is thrown away.
    image.draft(None, (2 * bounds.max_width, 2 * bounds.max_height))
    ImageOps.exif_transpose(image, in_place=True)
    width, height = image.size
    if width < bounds.min_width or height < bounds.min_height:
        raise _too_small(width, height, bounds)
    drawn = _on_white(image)
    drawn.thumbnail((bounds.max_width, bounds.max_height), Resampling.LANCZOS)
    drawn = _in_colours_of_the_web(drawn, profile)
    # A fresh picture has no metadata to write: only the pixels go over.
    fresh = Image.new("RGB", drawn.size, _WHITE)
    fresh.paste(drawn)
    return fresh


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency and in eight bits, still in the colours of its own profile."""
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits of grey.
        image = image.point(lambda level: level / 257).convert("L")
    if image.mode in {"LA", "PA", "La", "RGBa", "RGBA"} or "transparency" in image.info:
        layer = image if image.mode == "RGBA" else image.convert("RGBA")
        base = Image.new("RGB", layer.size, _WHITE)
        base.paste(layer, mask=layer.getchannel("A"))
        return base
    return image if image.mode in _WITH_PROFILE else image.convert("RGB")


def _in_colours_of_the_web(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A profile for other colours than the file has: taken for the web's.
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _encoded(image: Image.Image, bounds: Bounds) -> CleanImage:
    for quality in _QUALITIES:
        out = BytesIO()
        image.save(out, _WRITERS[bounds.extension], quality=quality, optimize=True)
        if out.tell() <= bounds.max_bytes:
            return CleanImage(out.getvalue(), bounds.extension, image.width, image.height)
    raise ImageError(N_("Cette image reste trop lourde : choisissez-en une plus simple."))
