"""Letters on a flat surface: the fonts, how text is measured, wrapped and written."""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

# The usual homes of a face with Han characters, and which face of a collection is the Chinese one.
HAN_FACES = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJKsc-Regular.otf", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/STHeiti Light.ttc", 0),
    ("/Library/Fonts/Arial Unicode.ttf", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
    ("C:/Windows/Fonts/simsun.ttc", 0),
)
INK = "#23262b"
FAINT = "#7d838c"
FIRST_WIDE = 0x2E80  # from here on a character fills a square
OPENING = "(\uff08\u201c\u3010[\u300a"
CLOSING = " ,.?!:;)\uff0c\u3002\uff1f\uff01\uff1a\uff1b\uff09\u201d\u3011]\u3001\u300b\u2026~"

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def han_face() -> tuple[str, int] | None:
    """The first Han face this machine has."""
    return next(((path, face) for path, face in HAN_FACES if Path(path).is_file()), None)


@cache
def font(size: int) -> Font:
    """A face at that size; without a Han face, Pillow's own Latin one."""
    face = han_face()
    if face is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(face[0], size, index=face[1])


def is_wide(character: str) -> bool:
    return ord(character) >= FIRST_WIDE


def width(text: str, size: int) -> float:
    if han_face():
        return font(size).getlength(text)
    wide = sum(map(is_wide, text))
    return wide * size + font(size).getlength(_latin(text))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    colour: str = INK,
    anchor: str = "l",
    bold: bool = False,
) -> None:
    """One line whose left end, middle or right end ("l", "m", "r") is at the top point ``at``."""
    x, y = at[0] - width(text, size) * {"l": 0.0, "m": 0.5, "r": 1.0}[anchor], at[1]
    if han_face():
        stroke = max(1, size // 28) if bold else 0
        draw.text((x, y), text, colour, font(size), stroke_width=stroke, stroke_fill=colour)
    else:
        _write_boxes(draw, (x, y), text, size, colour)


def _write_boxes(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str
) -> None:
    """Latin letters as they are and a small box for each Han character."""
    x, y = at
    for character in text:
        if is_wide(character):
            draw.rectangle((x + 2, y + 4, x + size - 3, y + size), outline=colour, width=1)
            x += size
        elif letter := _latin(character):
            draw.text((x, y), letter, colour, font(size))
            x += font(size).getlength(letter)


def _latin(text: str) -> str:
    return "".join(c for c in text if ord(c) < 0x180)


def wrap(text: str, size: int, room: float) -> list[str]:
    """Lines no wider than ``room``: broken between Han characters and at spaces."""
    lines, line = [], ""
    for word in _words(text):
        if line and width(line + word.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """Pieces a line may break between, closing and opening marks kept with their words."""
    words, word = [], ""
    for character, following in zip(text, [*text[1:], ""], strict=True):
        word += character
        breakable = character == " " or is_wide(character) or is_wide(following or " ")
        if breakable and character not in OPENING and following not in CLOSING:
            words.append(word)
            word = ""
    return [*words, word] if word else words


def sheet(size: tuple[int, int], colour: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", size, colour)
    return image, ImageDraw.Draw(image)
