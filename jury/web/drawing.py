"""The parts a chart is drawn of: axes, frames, lines, and the figure that holds them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 16, 52


@dataclass(frozen=True)
class Chart:
    """A drawing, and the same figures as rows of words."""

    title: str
    svg: Markup
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Axis:
    """A straight map from data to the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.start + share * (self.end - self.start), 1)


def axes(across: tuple[float, float], up: tuple[float, float]) -> tuple[Axis, Axis]:
    return Axis(*across, LEFT, WIDTH - RIGHT), Axis(*up, HEIGHT - BOTTOM, TOP)


def frame(
    x: Axis, y: Axis, across: str, up: str, ticks: Sequence[tuple[float, str]] = ()
) -> Markup:
    """Grid, ticks and the names of both axes; ``up`` is always a share."""
    level = Markup(
        '<path class="grid" d="M{0} {1}H{2}"/>'
        '<text class="quiet-text" x="{3}" y="{1}" dy="4" text-anchor="end">{4:.0%}</text>'
    )
    step = 0.1 if y.high - y.low <= 0.65 else 0.2
    levels = [k * step for k in range(round(1 / step) + 1) if y.low <= k * step + 1e-9]
    parts = [level.format(LEFT, y(v), WIDTH - RIGHT, LEFT - 8, v) for v in levels]
    tick = Markup('<text class="quiet-text" x="{}" y="{}" text-anchor="middle">{}</text>')
    for value, label in ticks or [(v, str(v)) for v in _round_steps(x.low, x.high)]:
        inside = min(max(x(value), LEFT + 30), WIDTH - RIGHT - 30) if ticks else x(value)
        parts.append(tick.format(inside, HEIGHT - BOTTOM + 20, label))
    parts.append(tick.format((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across))
    turned = (
        '<text class="quiet-text" text-anchor="middle" transform="translate(14 {}) rotate(-90)">'
    )
    parts.append(Markup(turned + "{}</text>").format((TOP + HEIGHT - BOTTOM) / 2, up))
    base = '<path class="axis" d="M{} {}V{}H{}"/>'
    parts.append(Markup(base).format(LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT))
    return Markup("").join(parts)


def _round_steps(low: float, high: float) -> list[int]:
    """Five or so round numbers from ``low`` to ``high``."""
    raw = max((high - low) / 5, 1)
    power = 10 ** int(np.floor(np.log10(raw)))
    step = int(next(k * power for k in (1, 2, 5, 10) if k * power >= raw))
    return list(range(int(np.ceil(low / step)) * step, int(high) + 1, step))


def line(kind: str, points: Sequence[tuple[float, float]]) -> Markup:
    return Markup('<polyline class="{}" points="{}"/>').format(kind, pairs(points))


def pairs(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def svg(
    width: int, height: int, title: str, described: str, parts: Sequence[Markup], kind: str = ""
) -> Markup:
    frame = Markup(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="{}" '
        'aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>'
    )
    drawn = Markup("").join(parts)
    role = "group" if "<a " in drawn else "img"
    label = f"{title}. {described}"
    return frame.format(kind, width, height, width, height, role, label, title, described, drawn)
