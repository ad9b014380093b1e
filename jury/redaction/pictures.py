"""Pictures decoded with distrust and painted anew, so that nothing but pixels gets through.

Run as a script (``pictures.py [BOXES]``) it cleans standard input onto standard output under
limits of memory and time; ``jury.outside.pictures`` starts it so. It imports nothing of ours.
"""

import json
import resource
import struct
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, PngImagePlugin

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 88
FEW_COLOURS = 64
STRIP = 256
WHITE = (255, 255, 255)
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
KNOWN_OTHERS = (
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"%PDF",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"<svg",
    b"<?xml",
    b"\0\0\1\0",
    b"8BPS",
    b"\x1aE\xdf\xa3",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\0\0\0\x0cjP",
    b"OggS",
    b"FLV",
    b"\xff\x0a",
)
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
    EOFError,
    RuntimeError,
    AttributeError,
    struct.error,
)
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
Box = tuple[int, int, int, int]


class BadPicture(ValueError):
    """The file is refused; ``reason`` says why in a word.

    One of not_a_picture, unsupported, animated, too_large, truncated, too_many_pixels.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """What a picture may be, and what cleaning it may cost."""

    file_bytes: int = 10 * 1024 * 1024
    pixels: int = 40_000_000
    webp_pixels: int = 16_000_000  # its decoder holds the picture three times
    side: int = 12_000
    edge: int = 2_560
    memory_bytes: int = 384 * 1024 * 1024
    cpu_seconds: int = 4


LIMITS = Limits()


@dataclass(frozen=True)
class CleanPicture:
    """A picture we wrote ourselves: no metadata, nothing after its end."""

    data: bytes
    format: str
    width: int
    height: int


def clean(data: bytes, limits: Limits = LIMITS) -> CleanPicture:
    """The picture upright, in RGB, at most ``limits.edge`` wide and high, encoded anew.

    Raises BadPicture and nothing else, whatever the bytes.
    """
    return _encoded(_decoded(data, limits))


def burn(data: bytes, boxes: Iterable[Box], limits: Limits = LIMITS) -> CleanPicture:
    """A new version of a cleaned picture with the boxes (left, top, right, bottom) filled black.

    Boxes are clipped to the picture; an empty one raises ValueError.
    """
    picture = _decoded(data, limits)
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        box = (max(0, left), max(0, top), min(picture.width, right), min(picture.height, bottom))
        if box[0] >= box[2] or box[1] >= box[3]:
            raise ValueError(f"no such box in the picture: {(left, top, right, bottom)}")
        pen.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=(0, 0, 0))
    return _encoded(picture)


def _decoded(data: bytes, limits: Limits) -> Image.Image:
    if len(data) > limits.file_bytes:
        raise BadPicture("too_large")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _painted(_opened(data, limits), limits)
        except BadPicture:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise BadPicture("too_many_pixels") from bomb
        except MemoryError as full:
            raise BadPicture("too_large") from full
        except BROKEN as broken:
            raise BadPicture("truncated") from broken


def _opened(data: bytes, limits: Limits) -> Image.Image:
    """The picture's header read and judged, no pixel decoded yet."""
    PngImagePlugin.MAX_TEXT_MEMORY = PngImagePlugin.MAX_TEXT_CHUNK = 1024 * 1024
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise
    except BROKEN as unknown:
        raise BadPicture(_why_unknown(data)) from unknown
    if (
        picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1
    ):  # phones add previews as MPO
        raise BadPicture("animated")
    pixels = limits.webp_pixels if picture.format == "WEBP" else limits.pixels
    if picture.width * picture.height > pixels or max(picture.size) > limits.side:
        raise BadPicture("too_many_pixels")
    return picture


def _why_unknown(data: bytes) -> str:
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(SIGNATURES) and not (start.startswith(b"RIFF") and start[8:12] != b"WEBP"):
        return "truncated"
    other = start.startswith((*KNOWN_OTHERS, b"RIFF")) or start[4:8] == b"ftyp"
    return "unsupported" if other else "not_a_picture"


def _painted(picture: Image.Image, limits: Limits) -> Image.Image:
    """The pixels alone, upright, on a new white canvas; in strips, to spare memory."""
    picture.draft("RGB", (limits.edge, limits.edge))
    picture.load()
    turn = _turn(picture)
    shrink = max(1, max(picture.size) // limits.edge)
    width, height = picture.size
    canvas = Image.new("RGB", (-(-width // shrink), -(-height // shrink)), WHITE)
    for top in range(0, height, STRIP * shrink):
        strip = picture.crop((0, top, width, min(height, top + STRIP * shrink)))
        canvas.paste(_flat(strip, picture).reduce(shrink), (0, top // shrink))
    picture.close()
    canvas.thumbnail((limits.edge, limits.edge), Image.Resampling.BICUBIC)
    return canvas.transpose(turn) if turn is not None else canvas


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright."""
    try:
        return TURNS.get(picture.getexif().get(ORIENTATION, 1))
    except BROKEN:  # the notes about a picture may be broken, it is still a picture
        return None


def _flat(strip: Image.Image, whole: Image.Image) -> Image.Image:
    """The strip in RGB, what shows through it white."""
    if strip.mode.startswith("I"):
        strip = strip.convert("I").point(lambda value: value / 256).convert("L")
    see_through = strip.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in whole.info
    if not see_through:
        return strip.convert("RGB")
    strip = strip.convert("RGBA")
    flat = Image.new("RGB", strip.size, WHITE)
    flat.paste(strip, mask=strip.getchannel("A"))
    return flat


def _encoded(picture: Image.Image) -> CleanPicture:
    out = BytesIO()
    if picture.getcolors(FEW_COLOURS):
        picture.save(out, "PNG", optimize=False)
        return CleanPicture(out.getvalue(), "PNG", *picture.size)
    picture.save(out, "JPEG", quality=QUALITY)
    return CleanPicture(out.getvalue(), "JPEG", *picture.size)


def main(limits: Limits = LIMITS) -> None:
    """Clean standard input; one line of JSON, then the picture's bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read(limits.file_bytes + 1)
    boxes = json.loads(sys.argv[1]) if sys.argv[1:] else []
    try:
        picture = clean(data, limits)
        if boxes:
            picture = burn(picture.data, [tuple(box) for box in boxes], limits)
    except BadPicture as bad:
        print(json.dumps({"reason": bad.reason}))
        return
    head = {"format": picture.format, "width": picture.width, "height": picture.height}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + picture.data)


if __name__ == "__main__":
    main()
