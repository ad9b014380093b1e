"""Two charts of the court's own reliability: is what it says true, and how much it may decide."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from jury.store.outcomes import ErrorCertificate

from .drawing import HEIGHT, WIDTH, Chart, axes, frame, line, svg
from .filters import percent

SURES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def curve(rows: Sequence[Sequence[float]]) -> Chart:
    """How often audited panels were right, by how sure they were: (said, right, panels)."""
    least = min([right for _said, right, _n in rows] + [0.5])
    x, y = axes((0.5, 1.0), (max(0.0, least - 0.05), 1.0))
    ticks = [(sure, percent(sure, 0)) for sure in SURES]
    start = max(0.5, y.low)
    parts = [
        frame(x, y, _("How sure the panel was"), _("How often it was right"), ticks),
        line("aim", [(x(start), y(start)), (x.end, y(1.0))]),
        line("curve", [(x(said), y(right)) for said, right, _n in rows]),
        *(_dot(x(said), y(right), said, right, int(n)) for said, right, n in rows),
    ]
    title = _("What panels said, and how often they were right")
    described = _(
        "On the straight line a panel that is 90%% sure is right nine times in ten; above it "
        "panels are better than they say, below it worse."
    )
    return Chart(
        title,
        svg(WIDTH, HEIGHT, title, described, parts),
        [_("How sure, on average"), _("Right"), _("Panels audited")],
        [[percent(said), percent(right), str(int(n))] for said, right, n in rows],
    )


def _dot(cx: float, cy: float, said: float, right: float, n: int) -> Markup:
    return Markup('<g><title>{} → {} ({})</title><circle class="dot" cx="{}" cy="{}" r="4"/></g>')\
        .format(percent(said), percent(right), n, cx, cy)  # fmt: skip


def coverage(made: Sequence[ErrorCertificate]) -> Chart:
    """The share of panels that could rule, computation by computation."""
    x, y = axes((1, max(len(made), 2)), (0.0, 1.0))
    points = [(x(n), y(each.coverage)) for n, each in enumerate(made, start=1)]
    ends = {1: made[0], len(made): made[-1]} if made else {}
    ticks = [(n, each.made_at.date().isoformat()) for n, each in ends.items()]
    across, up = _("Each computation, from the first"), _("Share of panels that may rule")
    parts = [frame(x, y, across, up, ticks)]
    parts.append(line("curve", points))
    dot = Markup('<circle class="dot" cx="{}" cy="{}" r="3"/>')
    parts += [dot.format(*point) for point in points]
    title = _("Share of panels that the certificate lets rule")
    described = _("0 where nothing could be certified.")
    return Chart(
        title,
        svg(WIDTH, HEIGHT, title, described, parts),
        [_("Day"), _("Audited"), _("Threshold"), _("Share")],
        [
            [
                each.made_at.date().isoformat(),
                str(each.audited),
                percent(each.threshold) if each.threshold is not None else "–",
                percent(each.coverage),
            ]
            for each in made
        ],
    )
