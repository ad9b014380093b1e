"""Charts drawn on the server: SVG in the page's own colours, each with its figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from flask_babel import gettext as _
from markupsafe import Markup
from scipy.stats import binom

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 16, 52
LIMITS = (0.95, 0.998)


@dataclass(frozen=True)
class Chart:
    """A drawing, and the same figures as rows of words."""

    title: str
    svg: Markup
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class FunnelPoint:
    """One juror: votes on cases whose truth is known, and how many were right."""

    label: str
    n: int
    right: int
    href: str = ""

    @property
    def share(self) -> float:
        return self.right / self.n


@dataclass(frozen=True)
class Span:
    """An estimate with its interval, at a day."""

    on: date
    low: float
    mid: float
    high: float


@dataclass(frozen=True)
class _Axis:
    """A straight map from data to the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.start + share * (self.end - self.start), 1)


def funnel_limits(target: float, n: int, cover: float) -> tuple[float, float]:
    """Where a juror of exactly ``target`` accuracy falls with probability ``cover``.

    Exact binomial quantiles, interpolated so that the lines do not jump
    (Spiegelhalter 2005, "Funnel plots for comparing institutional
    performance", appendix A.1.1); kept within 0 and 1.
    """
    low, high = (_quantile(p, n, target) / n for p in ((1 - cover) / 2, (1 + cover) / 2))
    return max(low, 0.0), min(high, 1.0)


def _quantile(p: float, n: int, target: float) -> float:
    r = float(binom.ppf(p, n, target))
    above, below = binom.cdf(r, n, target), binom.cdf(r - 1, n, target)
    return r - float((above - p) / (above - below))


def funnel(points: Sequence[FunnelPoint], target: float) -> Chart:
    """Accuracy against the number of votes, with the limits mere luck would keep to."""
    seen = [point for point in points if point.n > 0]
    most = max((point.n for point in seen), default=10)
    least = min([point.share for point in seen] + [funnel_limits(target, 5, LIMITS[1])[0]])
    x, y = _axes((0, most * 1.05), (max(0.0, least - 0.05), 1.0))
    parts = [_frame(x, y, _("Votes on cases whose right answer is known"), _("Accuracy"))]
    parts += [_limit_lines(target, cover, most, x, y) for cover in LIMITS]
    parts.append(_line("aim", [(x(0), y(target)), (x.end, y(target))]))
    parts += [_juror_dot(point, _standing(point, target), x, y) for point in seen]
    title = _("Accuracy of jurors, and what luck alone would explain")
    described = _(
        "Each mark is a juror. Between the inner lines lie 95%% of jurors as accurate as the "
        "community (%(target)s), between the outer lines 99.8%%.",
        target=_share(target),
    )
    names = {"inside": _("within luck"), "watch": _("outside 95%"), "out": _("outside 99.8%")}
    return Chart(
        title,
        _svg(WIDTH, HEIGHT, title, described, parts),
        [_("Juror"), _("Votes"), _("Right"), _("Accuracy"), _("Against luck")],
        [
            [p.label, str(p.n), str(p.right), _share(p.share), names[_standing(p, target)]]
            for p in seen
        ],
    )


def _standing(point: FunnelPoint, target: float) -> str:
    inner, outer = (funnel_limits(target, point.n, cover) for cover in LIMITS)
    if not outer[0] <= point.share <= outer[1]:
        return "out"
    return "inside" if inner[0] <= point.share <= inner[1] else "watch"


def _limit_lines(target: float, cover: float, most: int, x: _Axis, y: _Axis) -> Markup:
    counts = sorted({int(n) for n in np.geomspace(1, max(most * 1.05, 2), 60)})
    pairs = [(n, *funnel_limits(target, n, cover)) for n in counts]
    kind = "limit" if cover == LIMITS[0] else "limit outer"
    lines = [_line(kind, [(x(n), y(max(low, y.low))) for n, low, _high in pairs])]
    lines.append(_line(kind, [(x(n), y(high)) for n, _low, high in pairs]))
    last, low, _high = pairs[-1]
    name = Markup('<text class="quiet-text" x="{}" y="{}" text-anchor="end">{:g}%</text>')
    return Markup("").join([*lines, name.format(x(last), y(max(low, y.low)) + 14, cover * 100)])


def _juror_dot(point: FunnelPoint, standing: str, x: _Axis, y: _Axis) -> Markup:
    cx, cy = x(point.n), y(point.share)
    shapes = {
        "inside": f'<circle class="dot" cx="{cx}" cy="{cy}" r="4"/>',
        "watch": f'<path class="dot watch" d="M{cx} {cy - 6}l6 6-6 6-6-6z"/>',
        "out": f'<path class="dot out" d="M{cx} {cy - 7}l7 12h-14z"/>',
    }
    named = Markup("<title>{}: {} / {} ({})</title>").format(
        point.label, point.right, point.n, _share(point.share)
    )
    drawn = Markup("<g>{}{}</g>").format(named, Markup(shapes[standing]))  # noqa: S704
    if not point.href:
        return drawn
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(point.href, point.label, drawn)


def reliability_over_time(spans: Sequence[Span], title: str) -> Chart:
    """One estimate followed through time, with its interval as a band."""
    days = [span.on.toordinal() for span in spans] or [0]
    least = min((span.low for span in spans), default=0.0)
    x, y = _axes((days[0], days[-1]), (max(0.0, least - 0.05), 1.0))
    upper = [(x(day), y(span.high)) for day, span in zip(days, spans, strict=False)]
    lower = [(x(day), y(span.low)) for day, span in zip(days, spans, strict=False)]
    band = Markup('<polygon class="band" points="{}"/>').format(_pairs(upper + lower[::-1]))
    middle = _line("curve", [(x(d), y(s.mid)) for d, s in zip(days, spans, strict=False)])
    ends = [(day, date.fromordinal(day).isoformat()) for day in {days[0], days[-1]} if day]
    parts = [_frame(x, y, _("Day"), _("Probability of being right"), ends), band, middle]
    described = _("The line is the estimate, the band its 95% interval.")
    return Chart(
        title,
        _svg(WIDTH, HEIGHT, title, described, parts),
        [_("Day"), _("From"), _("Estimate"), _("To")],
        [[s.on.isoformat(), _share(s.low), _share(s.mid), _share(s.high)] for s in spans],
    )


def bars(pairs: Sequence[tuple[str, float]], title: str, unit: str) -> Chart:
    """Amounts side by side, one bar a line, the figure written beside each."""
    most = max((value for _label, value in pairs), default=0) or 1
    x = _Axis(0, most, 200, WIDTH - 80)
    row = Markup(
        '<text x="190" y="{0}" dy="17" text-anchor="end">{1}</text>'
        '<rect class="fill accent" x="200" y="{0}" width="{2}" height="22"/>'
        '<text x="{3}" y="{0}" dy="17">{4:g}</text>'
    )
    parts = [
        row.format(10 + 34 * place, label, x(value) - 200, x(value) + 8, value)
        for place, (label, value) in enumerate(pairs)
    ]
    foot = 10 + 34 * len(pairs)
    parts.append(Markup('<path class="axis" d="M200 0V{}"/>').format(foot))
    unit_text = '<text class="quiet-text" x="200" y="{}">{}</text>'
    parts.append(Markup(unit_text).format(foot + 18, unit))
    return Chart(
        title,
        _svg(WIDTH, foot + 30, title, unit, parts),
        ["", unit],
        [[label, f"{value:g}"] for label, value in pairs],
    )


def posterior_bar(p: float, threshold: float) -> Markup:
    """How sure the panel is, seller's end to buyer's, with the mark each side must pass.

    ``p`` is the probability that the buyer is right.
    """
    x = _Axis(0, 1, 4, 536)
    mark = Markup(
        '<path class="mark" d="M{0} 18v36"/><text x="{0}" y="68" text-anchor="{1}">{2}</text>'
    )
    marks = [
        mark.format(x(at), anchor, _share(threshold))
        for at, anchor in ((1 - threshold, "start"), (threshold, "end"))
    ]
    ends = Markup(
        '<text x="4" y="12">{}</text><text x="536" y="12" text-anchor="end">{}</text>'
        '<rect class="fill seller" x="4" y="24" width="{}" height="24"/>'
        '<rect class="fill buyer" x="{}" y="24" width="{}" height="24"/>'
    ).format(_("seller is right"), _("buyer is right"), x(1 - p) - 4, x(1 - p), 536 - x(1 - p))
    described = _(
        "Probability that the buyer is right %(p)s, that the seller is right %(q)s; "
        "a side needs %(threshold)s.",
        p=_share(p),
        q=_share(1 - p),
        threshold=_share(threshold),
    )
    return _svg(540, 74, _("How sure the panel is"), described, [ends, *marks], "posterior")


def interval(low: float, mid: float, high: float) -> Markup:
    """A share and its interval as a bar for a cell of a table, from 0 to 1."""
    x = _Axis(0, 1, 2, 118)
    parts = [
        Markup('<rect class="track" x="2" y="6" width="116" height="4"/>'),
        Markup('<path class="span" d="M{} 8H{}"/>').format(x(low), x(high)),
        Markup('<path class="mid" d="M{} 1v14"/>').format(x(mid)),
    ]
    described = _("from %(low)s to %(high)s", low=_share(low), high=_share(high))
    return _svg(120, 16, _share(mid), described, parts, "interval")


def _axes(across: tuple[float, float], up: tuple[float, float]) -> tuple[_Axis, _Axis]:
    return _Axis(*across, LEFT, WIDTH - RIGHT), _Axis(*up, HEIGHT - BOTTOM, TOP)


def _frame(
    x: _Axis, y: _Axis, across: str, up: str, ticks: Sequence[tuple[float, str]] = ()
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


def _line(kind: str, points: Sequence[tuple[float, float]]) -> Markup:
    return Markup('<polyline class="{}" points="{}"/>').format(kind, _pairs(points))


def _pairs(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _share(value: float) -> str:
    return f"{value * 100:.1f}%"


def _svg(
    width: int, height: int, title: str, described: str, parts: Sequence[Markup], kind: str = ""
) -> Markup:
    frame = Markup(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>'
    )
    label = f"{title}. {described}"
    return frame.format(
        kind, width, height, width, height, label, title, described, Markup("").join(parts)
    )
