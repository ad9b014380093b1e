"""A table against a wall where things are built from shaded shapes, as a photo would show them."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

WIDTH, HEIGHT, TABLE = 800, 600, 430
SCALE = 2  # drawn twice as large and shrunk, for smooth edges

Point = tuple[float, float]
Box = tuple[float, float, float, float]
ROOMS = (
    ("#d9d5cc", "#a98a66"),
    ("#cfd6d8", "#8f9aa0"),
    ("#dcd0c4", "#7d6049"),
    ("#d5dad0", "#b59a78"),
    ("#e0dcd6", "#c3b8a8"),
)


def tone(colour: str, by: float) -> str:
    """The colour lightened (by > 0) or darkened (by < 0) by that share."""
    towards = 255 if by > 0 else 0
    parts = (round(c + (towards - c) * abs(by)) for c in ImageColor.getrgb(colour)[:3])
    return "#" + "".join(f"{part:02x}" for part in parts)


class Scene:
    """The picture being made; all measures are in points of 800 × 600."""

    def __init__(self, rng: random.Random, standing: bool = False) -> None:
        self.rng = rng
        wall, table = rng.choice(ROOMS)
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), wall)
        self._shade((0, 0, WIDTH, HEIGHT), tone(wall, 0.18), tone(wall, -0.14), across=False)
        top = TABLE + 70 if standing else TABLE
        self._shade((0, top, WIDTH, HEIGHT), tone(table, -0.08), tone(table, 0.2), across=False)
        self.box((0, top - 3, WIDTH, top), tone(table, -0.3), lit=0)

    def _shade(
        self, box: Box, first: str, last: str, across: bool, mask: Image.Image | None = None
    ) -> None:
        left, top, right, bottom = (round(edge * SCALE) for edge in box)
        size = (max(right - left, 1), max(bottom - top, 1))
        ramp = Image.linear_gradient("L")
        ramp = ramp.rotate(90) if across else ramp
        paint = ImageOps.colorize(ramp.resize(size), first, last)
        self.image.paste(paint, (left, top), mask)

    def _fill(
        self, box: Box, colour: str, lit: float, across: bool, shape: str, **how: object
    ) -> None:
        """Shade one shape of ImageDraw inside its box, light from the upper left."""
        left, top, right, bottom = (round(edge * SCALE) for edge in box)
        mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)), 0)
        getattr(ImageDraw.Draw(mask), shape)(fill=255, **how)
        self._shade(box, tone(colour, lit), tone(colour, -lit), across, mask)

    def box(
        self, box: Box, colour: str, lit: float = 0.18, radius: float = 0, across: bool = True
    ) -> None:
        left, top, right, bottom = box
        inner = (0, 0, (right - left) * SCALE - 1, (bottom - top) * SCALE - 1)
        how = {"xy": inner, "radius": radius * SCALE}
        self._fill(box, colour, lit, across, "rounded_rectangle", **how)

    def oval(self, box: Box, colour: str, lit: float = 0.18, across: bool = True) -> None:
        left, top, right, bottom = box
        inner = (0, 0, (right - left) * SCALE - 1, (bottom - top) * SCALE - 1)
        self._fill(box, colour, lit, across, "ellipse", xy=inner)

    def area(
        self, points: Sequence[Point], colour: str, lit: float = 0.16, across: bool = True
    ) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        inner = [((x - box[0]) * SCALE, (y - box[1]) * SCALE) for x, y in points]
        self._fill(box, colour, lit, across, "polygon", xy=inner)

    def line(self, points: Sequence[Point], colour: str, thick: float = 3) -> None:
        """A stroke with round ends."""
        pen = ImageDraw.Draw(self.image)
        far = [(x * SCALE, y * SCALE) for x, y in points]
        pen.line(far, fill=colour, width=round(thick * SCALE), joint="curve")
        radius = thick * SCALE / 2 - 0.5
        for x, y in (far[0], far[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def arc(self, box: Box, start: float, end: float, colour: str, thick: float) -> None:
        far = [edge * SCALE for edge in box]
        ImageDraw.Draw(self.image).arc(far, start, end, colour, round(thick * SCALE))

    def shadow(self, box: Box, depth: float = 0.45) -> None:
        """A soft dark patch, laid before the thing that throws it."""
        self.glow(box, "#000000", depth)

    def glow(self, box: Box, colour: str, depth: float, soft: float = 9) -> None:
        edge = round(soft * 3)
        left, top = round(box[0] / 2) - edge, round(box[1] / 2) - edge
        size = (round(box[2] / 2) + edge - left, round(box[3] / 2) + edge - top)
        small = Image.new("L", size, 0)
        inner = (edge, edge, size[0] - edge, size[1] - edge)
        ImageDraw.Draw(small).ellipse(inner, fill=round(255 * depth))
        small = small.filter(ImageFilter.GaussianBlur(soft))
        mask = small.resize((size[0] * 2 * SCALE, size[1] * 2 * SCALE))
        self.image.paste(colour, (left * 2 * SCALE, top * 2 * SCALE), mask)

    def blob(self, centre: Point, across: float, colour: str, rough: float = 0.25) -> None:
        """A patch with an uneven edge: a stain, mould, a puddle."""
        waves = [(k, self.rng.uniform(0, 6.3), self.rng.uniform(0, rough)) for k in (2, 3, 5)]
        points = []
        for step in range(60):
            angle = step / 60 * 2 * math.pi
            reach = across / 2 * (1 + sum(a * math.sin(k * angle + by) for k, by, a in waves))
            points.append(
                (centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle))
            )
        self.area(points, colour, 0.08)

    def photo(self) -> Image.Image:
        """The finished picture: shrunk, and a little darker towards its corners."""
        image = self.image.reduce(SCALE)
        round_light = ImageOps.invert(Image.radial_gradient("L"))
        wide = round_light.resize((WIDTH * 3 // 2, HEIGHT * 3 // 2))
        edge = (WIDTH // 4, HEIGHT // 4)
        light = wide.crop((*edge, edge[0] + WIDTH, edge[1] + HEIGHT))
        level = light.point([min(255, 190 + share // 2) for share in range(256)])
        return ImageChops.multiply(image, Image.merge("RGB", (level,) * 3))
