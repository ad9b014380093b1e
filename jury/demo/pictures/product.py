"""The photo of a thing, with what is wrong with it."""

import random

from PIL import Image, ImageDraw

from jury.demo.disputes import Exhibit

from . import devices, fresh, household, paper, worn
from .scene import Box, Scene, tone

SHAPES = {**household.SHAPES, **worn.SHAPES, **devices.SHAPES, **fresh.SHAPES}
ON_THE_FLOOR = {"cabinet", "curtain", "desk", "dress", "jacket", "plant", "robot", "sofa"}


def draw(exhibit: Exhibit, rng: random.Random) -> Image.Image:
    scene = Scene(rng, standing=exhibit.shape in ON_THE_FLOOR)
    place = SHAPES[exhibit.shape](scene, exhibit.colour, exhibit.flaw)
    if exhibit.flaw in FLAWS:
        FLAWS[exhibit.flaw](scene, place, exhibit.colour)
    image = scene.photo()
    if exhibit.text:
        _letter(image, place, exhibit.text, dark=exhibit.shape in {"phone", "ticket"})
    return image


def _letter(image: Image.Image, place: Box, text: str, dark: bool) -> None:
    """Words printed on the thing, as large as fits."""
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = place
    size = next((s for s in range(64, 14, -2) if paper.width(text, s) < (right - left) * 0.86), 14)
    at = ((left + right) / 2, (top + bottom) / 2 - size * 0.7)
    paper.write(pen, at, text, size, "#f4f4f0" if dark else paper.INK, "m", bold=True)


def _crack(scene: Scene, place: Box, colour: str) -> None:
    left, top, right, bottom = place
    x, y, points = left + (right - left) * 0.42, top, []
    while y < bottom:
        points.append((x, y))
        x += scene.rng.uniform(-16, 18)
        y += (bottom - top) / 9
    scene.line(points, tone(colour, -0.75), 3.4)
    scene.line([(px + 3, py) for px, py in points], tone(colour, 0.5), 1.2)
    for start in points[2:6:2]:
        reach = scene.rng.choice((-1, 1)) * 34
        end = (start[0] + reach, start[1] + scene.rng.uniform(8, 30))
        scene.line([start, end], tone(colour, -0.65), 2)


def _stain(scene: Scene, place: Box, colour: str) -> None:
    left, top, right, bottom = place
    for _ in range(5):
        at = (scene.rng.uniform(left, right), scene.rng.uniform(top, bottom))
        scene.blob(at, scene.rng.uniform(10, 26), "#c9b46a")


def _scratch(scene: Scene, place: Box, colour: str) -> None:
    left, top, right, bottom = place
    for _ in range(7):
        x, y = scene.rng.uniform(left, right - 40), scene.rng.uniform(top, bottom)
        end = (x + scene.rng.uniform(20, 60), y + scene.rng.uniform(-12, 12))
        scene.line([(x, y), end], tone(colour, 0.45), 1.1)


def _wear(scene: Scene, place: Box, colour: str) -> None:
    """Paint rubbed off, lower edge first."""
    left, top, right, bottom = place
    for _ in range(12):
        at = (scene.rng.uniform(left, right), bottom - abs(scene.rng.gauss(0, (bottom - top) / 6)))
        scene.blob(at, scene.rng.uniform(6, 20), "#b98d5e", 0.4)
    _scratch(scene, place, colour)


def _burn(scene: Scene, place: Box, colour: str) -> None:
    left, top, right, bottom = place
    scene.glow((left, top, right, bottom), "#2a1608", 0.85, 7)
    middle = ((left + right) / 2, (top + bottom) / 2)
    scene.blob(middle, (right - left) * 0.5, "#1d1209", 0.35)


def _chip(scene: Scene, place: Box, colour: str) -> None:
    """A corner broken off: pale wood or fresh leaf, with a knot."""
    left, top, right, bottom = place
    x, y = right - 8, top + 8
    edge = [
        (x - 96, y - 10),
        (x - 70, y + 22),
        (x - 44, y + 30),
        (x - 20, y + 66),
        (x + 10, y + 92),
    ]
    scene.area([*edge, (x + 10, y - 10)], "#e3c48f", 0.1)
    scene.oval((x - 32, y + 8, x - 10, y + 26), "#8a5c2c", 0.2)
    scene.line(edge, tone(colour, -0.5), 2.4)


def _puddle(scene: Scene, place: Box, colour: str) -> None:
    left, top, right, bottom = place
    puddle = (left - 40, bottom - 8, right + 70, bottom + 46)
    scene.oval(puddle, "#7fa3b8", 0.2)
    scene.oval((left + 20, bottom + 2, right - 60, bottom + 14), "#cfe2ec", 0.1)
    for x in (left + 60, left + 64):
        scene.line([(x, bottom - 60), (x, bottom + 4)], "#9fc1d3", 3)


FLAWS = {
    "crack": _crack,
    "stain": _stain,
    "scratch": _scratch,
    "wear": _wear,
    "burn": _burn,
    "chip": _chip,
    "leak": _puddle,
}
