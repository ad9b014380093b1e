"""Charts drawn on the server: SVG in the page's own colours, each with its figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from jury.reliability.binomial import at_least, at_most, quantile

from .drawing import HEIGHT, WIDTH, Axis, Chart, axes, frame, line, pairs, svg
from .filters import percent

LIMITS = (0.95, 0.998)


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


def funnel_limits(target: float, n: int, cover: float) -> tuple[float, float]:
    """Where a juror of exactly ``target`` accuracy falls with probability ``cover``.

    Exact binomial quantiles, interpolated so that the lines do not jump
    (Spiegelhalter 2005, "Funnel plots for comparing institutional
    performance", appendix A.1.1); kept within 0 and 1.
    """
    low, high = (_quantile(p, n, target) / n for p in ((1 - cover) / 2, (1 + cover) / 2))
    return max(low, 0.0), min(high, 1.0)


def _quantile(p: float, n: int, target: float) -> float:
    r = quantile(p, n, target)
    above, below = at_most(r, n, target), at_most(r - 1, n, target)
    return r - (above - p) / (above - below)


def funnel(points: Sequence[FunnelPoint], target: float) -> Chart:
    """Accuracy against the number of votes, with the limits mere luck would keep to."""
    seen = [point for point in points if point.n > 0]
    most = max((point.n for point in seen), default=10)
    least = min([point.share - 0.05 for point in seen] + [0.5])
    x, y = axes((0, most * 1.05), (max(0.0, least), 1.0))
    parts = [frame(x, y, _("Votes on cases whose right answer is known"), _("Accuracy"))]
    parts += [_limit_lines(target, cover, most, x, y) for cover in LIMITS]
    parts.append(line("aim", [(x(0), y(target)), (x.end, y(target))]))
    parts += [_juror_dot(point, standing(point, target), x, y) for point in seen]
    title = _("Accuracy of jurors, and what luck alone would explain")
    described = _(
        "Each mark is a juror. Between the inner lines lie 95%% of jurors as accurate as the "
        "community (%(target)s), between the outer lines 99.8%%.",
        target=percent(target),
    )
    names = {
        "inside": _("within luck"),
        "above": _("better than luck"),
        "watch": _("below the %(cover)s line", cover="95%"),
        "out": _("below the %(cover)s line", cover="99.8%"),
    }
    return Chart(
        title,
        svg(WIDTH, HEIGHT, title, described, parts),
        [_("Juror"), _("Votes"), _("Right answers"), _("Accuracy"), _("Against luck")],
        [
            [_named(p), str(p.n), str(p.right), percent(p.share), names[standing(p, target)]]
            for p in seen
        ],
    )


def standing(point: FunnelPoint, target: float) -> str:
    """``inside`` the limits, ``above`` them, below the inner (``watch``) or the outer (``out``).

    Judged by the exact binomial tails; the drawn lines only show where they lie.
    """
    as_low = at_most(point.right, point.n, target)
    as_high = at_least(point.right, point.n, target)
    inner, outer = ((1 - cover) / 2 for cover in LIMITS)
    if as_low < inner:
        return "out" if as_low < outer else "watch"
    return "above" if as_high < inner else "inside"


def _limit_lines(target: float, cover: float, most: int, x: Axis, y: Axis) -> Markup:
    counts = sorted({int(n) for n in np.geomspace(1, max(most * 1.05, 2), 60)})
    limits = [(n, *funnel_limits(target, n, cover)) for n in counts]
    kind = "limit" if cover == LIMITS[0] else "limit outer"
    lines = [line(kind, [(x(n), y(max(low, y.low))) for n, low, _high in limits])]
    lines.append(line(kind, [(x(n), y(high)) for n, _low, high in limits]))
    last, low, _high = limits[-1]
    name = Markup('<text class="quiet-text" x="{}" y="{}" dy="{}" text-anchor="end">{:g}%</text>')
    aside = -6 if cover == LIMITS[0] else 16
    return Markup("").join([*lines, name.format(x(last), y(max(low, y.low)), aside, cover * 100)])


def _juror_dot(point: FunnelPoint, standing: str, x: Axis, y: Axis) -> Markup:
    cx, cy = x(point.n), y(point.share)
    shapes = {
        "inside": f'<circle class="dot" cx="{cx}" cy="{cy}" r="4"/>',
        "above": f'<circle class="dot above" cx="{cx}" cy="{cy}" r="4"/>',
        "watch": f'<path class="dot watch" d="M{cx} {cy - 6}l6 6-6 6-6-6z"/>',
        "out": f'<path class="dot out" d="M{cx} {cy + 7}l7-12h-14z"/>',
    }
    named = Markup("<title>{}: {} / {} ({})</title>").format(
        point.label, point.right, point.n, percent(point.share)
    )
    drawn = Markup("<g>{}{}</g>").format(named, Markup(shapes[standing]))  # noqa: S704
    if not point.href or standing not in (
        "watch",
        "out",
    ):  # only those worth a look take a tab stop
        return drawn
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(point.href, point.label, drawn)


def _named(point: FunnelPoint) -> str:
    if not point.href:
        return point.label
    return Markup('<a href="{}">{}</a>').format(point.href, point.label)


def reliability_over_time(spans: Sequence[Span], title: str) -> Chart:
    """One estimate followed through time, with its interval as a band."""
    days = [span.on.toordinal() for span in spans] or [0]
    least = min((span.low for span in spans), default=0.0)
    x, y = axes((days[0], days[-1]), (max(0.0, least - 0.05), 1.0))
    upper = [(x(day), y(span.high)) for day, span in zip(days, spans, strict=False)]
    lower = [(x(day), y(span.low)) for day, span in zip(days, spans, strict=False)]
    band = Markup('<polygon class="band" points="{}"/>').format(pairs(upper + lower[::-1]))
    middle = line("curve", [(x(d), y(s.mid)) for d, s in zip(days, spans, strict=False)])
    ends = [(day, date.fromordinal(day).isoformat()) for day in {days[0], days[-1]} if day]
    parts = [frame(x, y, _("Day"), _("Probability of being right"), ends), band, middle]
    described = _("The line is the estimate, the band its %(cover)s interval.", cover="95%")
    return Chart(
        title,
        svg(WIDTH, HEIGHT, title, described, parts),
        [_("Day"), _("Lower end"), _("Estimate"), _("Upper end")],
        [[s.on.isoformat(), percent(s.low), percent(s.mid), percent(s.high)] for s in spans],
    )


def bars(amounts: Sequence[tuple[str, float]], title: str, unit: str) -> Chart:
    """Amounts side by side, one bar a line, the figure written beside each."""
    most = max((value for _label, value in amounts), default=0) or 1
    x = Axis(0, most, 200, WIDTH - 80)
    row = Markup(
        '<text x="190" y="{0}" dy="17" text-anchor="end">{1}</text>'
        '<rect class="fill accent" x="200" y="{0}" width="{2}" height="22"/>'
        '<text x="{3}" y="{0}" dy="17">{4:g}</text>'
    )
    parts = [
        row.format(10 + 34 * place, label, x(value) - 200, x(value) + 8, value)
        for place, (label, value) in enumerate(amounts)
    ]
    foot = 10 + 34 * len(amounts)
    parts.append(Markup('<path class="axis" d="M200 0V{}"/>').format(foot))
    unit_text = '<text class="quiet-text" x="200" y="{}">{}</text>'
    parts.append(Markup(unit_text).format(foot + 18, unit))
    return Chart(
        title,
        svg(WIDTH, foot + 30, title, unit, parts),
        ["", unit],
        [[label, f"{value:g}"] for label, value in amounts],
    )


def posterior_bar(p: float, threshold: float) -> Markup:
    """Where the panel stands between the two sides, and the ends at which it would be sure enough.

    ``p`` is the probability that the buyer is right.
    """
    x = Axis(0, 1, 4, 536)
    needed = f"{round(threshold * 100, 1):g}%"
    anchor = "start" if p < 0.2 else "end" if p > 0.8 else "middle"
    stands = (
        _("the seller is right: %(share)s", share=percent(1 - p))
        if p < 0.5
        else _("the buyer is right: %(share)s", share=percent(p))
    )
    bar = Markup(
        '<rect class="track" x="4" y="24" width="532" height="16"/>'
        '<rect class="fill seller" x="4" y="24" width="{0}" height="16"/>'
        '<rect class="fill buyer" x="{1}" y="24" width="{0}" height="16"/>'
        '<path class="mark" d="M{2} 18v28"/>'
        '<text class="strong" x="{2}" y="12" text-anchor="{3}">{4}</text>'
    ).format(x(1 - threshold) - 4, x(threshold), x(p), anchor, stands)
    names = Markup(
        '<text x="4" y="62">{}</text><text x="536" y="62" text-anchor="end">{}</text>'
    ).format(
        _("the seller is right: %(share)s", share=f"≥ {needed}"),
        _("the buyer is right: %(share)s", share=f"≥ {needed}"),
    )
    described = _(
        "Probability that the buyer is right %(p)s, that the seller is right %(q)s; "
        "a side needs %(threshold)s.",
        p=percent(p),
        q=percent(1 - p),
        threshold=needed,
    )
    return svg(540, 70, _("How sure the panel is"), described, [bar, names], "posterior")


def interval(low: float, mid: float, high: float) -> Markup:
    """A share and its interval as a bar for a cell of a table, from 0 to 1."""
    x = Axis(0, 1, 2, 118)
    parts = [
        Markup('<rect class="track" x="2" y="6" width="116" height="4"/>'),
        Markup('<path class="span" d="M{} 8H{}"/>').format(x(low), x(high)),
        Markup('<path class="mid" d="M{} 1v14"/>').format(x(mid)),
    ]
    described = _("from %(low)s to %(high)s", low=percent(low), high=percent(high))
    return svg(120, 16, percent(mid), described, parts, "interval")


def init_app(app: Flask) -> None:
    """Let the macros of a page draw."""
    app.jinja_env.globals.update(drawn_posterior=posterior_bar, drawn_interval=interval)
