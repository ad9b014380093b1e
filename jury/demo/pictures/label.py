"""A parcel label stuck on cardboard, full of the invented personal data labels are full of."""

import random
from datetime import datetime

from PIL import Image, ImageDraw

from jury.demo.disputes import Dispute, Exhibit

from . import paper

CARRIERS = {"FY": "飞雁速运", "LX": "灵犀快运", "QS": "轻舟速递", "SG": "SWIFTGOOSE EXPRESS"}
WORDS = {
    "zh": ("收", "寄", "重量", "签收", "日期", "请当面验货后签收"),
    "en": ("TO", "FROM", "Weight", "Signed", "Date", "Please inspect before signing"),
}
LEFT, TOP, WIDTH, HEIGHT = 60, 50, 700, 770


def draw(exhibit: Exhibit, dispute: Dispute, sent_at: datetime, rng: random.Random) -> Image.Image:
    image = _cardboard(rng)
    pen = ImageDraw.Draw(image)
    names, words = dispute.names, WORDS[dispute.language]
    pen.rectangle((LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT), fill="#fdfdfb")
    carrier = CARRIERS.get(names.tracking_number[:2], "EXPRESS")
    paper.write(pen, (LEFT + 30, TOP + 24), carrier, 38, bold=True)
    paper.write(pen, (LEFT + WIDTH - 30, TOP + 28), _route(rng), 40, anchor="r", bold=True)
    _rule(pen, TOP + 92)
    _bars(pen, rng, names.tracking_number)
    _rule(pen, TOP + 268)
    people = [
        (names.buyer, names.buyer_phone, names.buyer_address),
        (names.seller, names.seller_phone, names.company),
    ]
    to, sender = reversed(people) if exhibit.returned else people
    y = _person(pen, words[0], to, TOP + 286, 32)
    _rule(pen, y)
    y = _person(pen, words[1], sender, y + 18, 25)
    _rule(pen, y)
    _foot(pen, exhibit, words, sent_at, y + 20)
    return image


def _cardboard(rng: random.Random) -> Image.Image:
    image, pen = paper.sheet((LEFT * 2 + WIDTH, TOP * 2 + HEIGHT), "#b88f62")
    for y in range(0, image.height, 5):
        tone = 176 + rng.randint(-5, 8)
        pen.line((0, y, image.width, y), fill=(tone, tone - 40, tone - 84), width=2)
    tape = (image.width - 150, 0, image.width - 84, image.height)
    pen.rectangle(tape, fill="#c9a877")
    pen.rectangle((LEFT + 6, TOP + 8, LEFT + WIDTH + 8, TOP + HEIGHT + 9), fill="#8e6b45")
    return image


def _route(rng: random.Random) -> str:
    return f"{rng.randint(100, 899)}-{rng.choice('ABCDEF')}{rng.randint(10, 99)}"


def _rule(pen: ImageDraw.ImageDraw, y: float) -> None:
    pen.line((LEFT, y, LEFT + WIDTH, y), fill=paper.INK, width=3)


def _bars(pen: ImageDraw.ImageDraw, rng: random.Random, tracking: str) -> None:
    """Looks like a barcode and encodes nothing."""
    x = float(LEFT + 70)
    while x < LEFT + WIDTH - 70:
        bar = rng.choice((2, 2, 4, 6))
        pen.rectangle((x, TOP + 112, x + bar, TOP + 212), fill=paper.INK)
        x += bar + rng.choice((3, 3, 5, 8))
    paper.write(pen, (LEFT + WIDTH / 2, TOP + 218), tracking, 30, anchor="m")


def _person(
    pen: ImageDraw.ImageDraw, word: str, person: tuple[str, str, str], y: float, size: int
) -> float:
    """Who, telephone, where; answers where the block ends."""
    name, phone, place = person
    pen.rounded_rectangle((LEFT + 24, y + 6, LEFT + 100, y + 58), 8, fill=paper.INK)
    paper.write(pen, (LEFT + 62, y + 14), word, 22, "white", "m")
    paper.write(pen, (LEFT + 124, y), f"{name}   {phone}", size, bold=True)
    y += size + 20
    for line in paper.wrap(place, size, WIDTH - 160):
        paper.write(pen, (LEFT + 124, y), line, size)
        y += size + 12
    return y + 14


def _foot(
    pen: ImageDraw.ImageDraw,
    exhibit: Exhibit,
    words: tuple[str, ...],
    sent_at: datetime,
    y: float,
) -> None:
    _, _, weight, signed, date, note = words
    paper.write(pen, (LEFT + 30, y), f"{weight}: {exhibit.weight}", 27)
    paper.write(pen, (LEFT + 390, y), f"{date}: {sent_at:%Y-%m-%d}", 27)
    paper.write(pen, (LEFT + 30, y + 52), note, 24, paper.FAINT)
    if exhibit.signed:
        box = (LEFT + 290, y + 100, LEFT + WIDTH - 30, y + 166)
        pen.rounded_rectangle(box, 10, outline="#b3322b", width=4)
        paper.write(pen, (LEFT + 482, y + 112), f"{signed}: {exhibit.signed}", 28, "#b3322b", "m")
