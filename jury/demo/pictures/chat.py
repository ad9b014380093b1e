"""A screenshot of the two sides' chat, as one of them took it."""

from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from jury.demo.disputes import Dispute, Exhibit
from jury.rules.words import Side

from . import paper

WIDTH, MARGIN, AVATAR = 720, 24, 68
LETTERS, LEADING, PADDING = 28, 42, 20
ROOM = 430
AVATARS = {Side.BUYER: "#4a78b5", Side.SELLER: "#c08a2e"}

# The app that was photographed names nobody, so that staff may show the picture to jurors.
ROLES = {
    "zh": {Side.BUYER: "买家", Side.SELLER: "卖家"},
    "en": {Side.BUYER: "Buyer", Side.SELLER: "Seller"},
}


def draw(exhibit: Exhibit, dispute: Dispute, taken_at: datetime) -> Image.Image:
    """The lines the exhibit names; its owner's stand on the right, as on their telephone."""
    spoken = dispute.chat[exhibit.first : exhibit.last]
    folded = [(side, paper.wrap(text, LETTERS, ROOM)) for side, text in spoken]
    height = 190 + sum(len(lines) * LEADING + 2 * PADDING + 26 for _, lines in folded) + 60
    image, pen = paper.sheet((WIDTH, height + 60), "#edeff2")
    _header(pen, exhibit, dispute, taken_at)
    y = _stamp(pen, taken_at - timedelta(days=2), 130)
    for number, (side, lines) in enumerate(folded):
        if number == len(folded) // 2 and number > 1:
            y = _stamp(pen, taken_at - timedelta(days=1), y)
        y = _bubble(pen, lines, _initial(side, dispute), side, side is exhibit.side, y)
    pen.rectangle((0, image.height - 62, WIDTH, image.height), fill="#f8f8f9")
    box = (MARGIN, image.height - 50, WIDTH - 120, image.height - 12)
    pen.rounded_rectangle(box, 18, fill="white", outline="#d8dbdf")
    return image


def _header(
    pen: ImageDraw.ImageDraw, exhibit: Exhibit, dispute: Dispute, taken_at: datetime
) -> None:
    other = ROLES[dispute.language][exhibit.side.other]
    pen.rectangle((0, 0, WIDTH, 104), fill="#f8f8f9")
    pen.line((0, 104, WIDTH, 104), fill="#d8dbdf", width=2)
    paper.write(pen, (MARGIN, 8), f"{taken_at:%H:%M}", 20, paper.INK)
    pen.rounded_rectangle((WIDTH - 66, 12, WIDTH - 28, 28), 4, outline=paper.INK, width=2)
    pen.rectangle((WIDTH - 63, 15, WIDTH - 44, 25), fill=paper.INK)
    pen.line([(40, 54), (26, 68), (40, 82)], fill=paper.INK, width=4, joint="curve")
    paper.write(pen, (WIDTH / 2, 48), other, 30, anchor="m", bold=True)
    for x in (WIDTH - 64, WIDTH - 48, WIDTH - 32):
        pen.ellipse((x - 4, 64, x + 4, 72), fill=paper.INK)


def _stamp(pen: ImageDraw.ImageDraw, at: datetime, y: float) -> float:
    paper.write(pen, (WIDTH / 2, y), f"{at.month}-{at.day:02}", 20, paper.FAINT, "m")
    return y + 44


def _initial(side: Side, dispute: Dispute) -> str:
    return ROLES[dispute.language][side][0].upper()


def _bubble(
    pen: ImageDraw.ImageDraw, lines: list[str], initial: str, side: Side, own: bool, y: float
) -> float:
    """One message with its avatar; answers where the next one starts."""
    wide = max(paper.width(line, LETTERS) for line in lines) + 2 * PADDING
    tall = len(lines) * LEADING + 2 * PADDING - 8
    near = MARGIN + AVATAR + 20
    left = WIDTH - near - wide if own else near
    colour = "#a8e08f" if own else "#ffffff"
    tip = WIDTH - near if own else near
    away = 12 if own else -12
    pen.polygon([(tip, y + 22), (tip + away, y + 34), (tip, y + 46)], fill=colour)
    pen.rounded_rectangle((left, y, left + wide, y + tall), 14, fill=colour)
    for number, line in enumerate(lines):
        paper.write(pen, (left + PADDING, y + PADDING - 8 + number * LEADING), line, LETTERS)
    at = WIDTH - MARGIN - AVATAR if own else MARGIN
    pen.rounded_rectangle((at, y, at + AVATAR, y + AVATAR), 12, fill=AVATARS[side])
    paper.write(pen, (at + AVATAR / 2, y + 12), initial, 32, "white", "m")
    return y + tall + 34
