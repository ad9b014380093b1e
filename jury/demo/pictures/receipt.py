"""A slip, report, form or page kept as a picture: a title and lines of name and value."""

from datetime import datetime

from PIL import Image, ImageDraw, ImageFilter

from jury.demo.disputes import Dispute, Exhibit

from . import paper

WIDTH, EDGE, LETTERS = 640, 70, 26
ROOM = 300
WORDS = {"zh": ("订单号", "日期"), "en": ("Order", "Date")}


def draw(exhibit: Exhibit, dispute: Dispute, made_at: datetime) -> Image.Image:
    lines = [(name, paper.wrap(value, LETTERS, ROOM)) for name, value in exhibit.lines]
    tall = 250 + sum(28 + 36 * len(value) for _, value in lines)
    image = _desk((WIDTH + 2 * EDGE, tall + 2 * EDGE))
    pen = ImageDraw.Draw(image)
    _slip(pen, tall)
    paper.write(pen, (EDGE + WIDTH / 2, EDGE + 36), exhibit.title, 36, anchor="m", bold=True)
    y = EDGE + 108
    _dashes(pen, y)
    y += 22
    for name, value in lines:
        paper.write(pen, (EDGE + 40, y), name, LETTERS, paper.FAINT)
        for line in value:
            paper.write(pen, (EDGE + WIDTH - 40, y), line, LETTERS, anchor="r")
            y += 36
        y += 28
    _dashes(pen, y)
    order, date = WORDS[dispute.language]
    paper.write(pen, (EDGE + 40, y + 18), f"{order} ******", 22, paper.FAINT)
    paper.write(pen, (EDGE + 40, y + 52), f"{date} {made_at:%Y-%m-%d}", 22, paper.FAINT)
    return image


def _desk(size: tuple[int, int]) -> Image.Image:
    """A dark surface with the slip's shadow, blurred small because that is quick."""
    small, pen = paper.sheet((size[0] // 4, size[1] // 4), "#5f6b73")
    box = [(EDGE + 6) / 4, (EDGE + 12) / 4, (size[0] - EDGE + 14) / 4, (size[1] - EDGE + 18) / 4]
    pen.rectangle(box, fill="#39434a")
    return small.filter(ImageFilter.GaussianBlur(2.5)).resize(size)


def _slip(pen: ImageDraw.ImageDraw, tall: int) -> None:
    """Paper with a torn lower edge."""
    bottom = EDGE + tall
    teeth = [
        (EDGE + WIDTH - step * 20, bottom - (0 if step % 2 else 12))
        for step in range(WIDTH // 20 + 1)
    ]
    corners: list[tuple[float, float]] = [(EDGE, EDGE), (EDGE + WIDTH, EDGE), *teeth]
    pen.polygon(corners, fill="#fbfaf6")


def _dashes(pen: ImageDraw.ImageDraw, y: float) -> None:
    for x in range(EDGE + 40, EDGE + WIDTH - 40, 16):
        pen.line((x, y, x + 8, y), fill="#b9bcc0", width=2)
