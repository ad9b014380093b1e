"""The office's table of jurors, one juror's page, and what an admin may do there."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import conduct
from jury.reliability.prior import interval
from jury.rules.words import Side, Stratum
from jury.store import office_jurors as queries
from jury.store.base import db
from jury.store.office_jurors import Figures
from jury.store.people import Juror

from . import access, charts
from .admin import bp
from .forms.admin import ReinstateForm, SuspendForm
from .office_cases import same_page

PAGE, HISTORY = 50, 25
MOST_DRAWN = 600  # marks a reader can still tell apart
STATES: dict[str, Callable[[Figures], bool]] = {
    "on_duty": lambda f: f.on_duty and not f.is_suspended,
    "off_duty": lambda f: not f.on_duty and not f.is_suspended,
    "suspended": lambda f: f.is_suspended,
}
LIMITS = {"below": ("watch", "out"), "far": ("out",), "above": ("above",)}
SORTS: dict[str, Callable[[Figures], Any]] = {
    "code": lambda f: f.code,
    "stratum": lambda f: f.stratum,
    "votes": lambda f: f.votes,
    "known": lambda f: f.n_known,
    "buyer": lambda f: f.accuracy(Side.BUYER),
    "seller": lambda f: f.accuracy(Side.SELLER),
    "bias": lambda f: f.bias,
    "agreement": lambda f: f.agreement,
    "seconds": lambda f: f.seconds,
    "lapses": lambda f: f.lapses,
    "unable": lambda f: f.unable,
    "since": lambda f: f.since,
}


@dataclass(frozen=True)
class Asked:
    """How the table is filtered and sorted; the download takes the same."""

    state: str
    stratum: str
    fewer: int | None
    limits: str
    sort: str
    is_down: bool

    @classmethod
    def of_request(cls) -> "Asked":
        args = request.args
        sort = args.get("sort", "")
        return cls(
            state=_one_of(args.get("state"), STATES),
            stratum=_one_of(args.get("stratum"), list(Stratum)),
            fewer=args.get("fewer", type=int),
            limits=_one_of(args.get("limits"), LIMITS),
            sort=sort if sort in SORTS else "code",
            is_down=args.get("order") == "down",
        )

    def chosen(self, everybody: list[Figures], target: float) -> list[Figures]:
        found = [each for each in everybody if self._wants(each, target)]
        key = SORTS[self.sort]
        known = sorted((f for f in found if key(f) is not None), key=key, reverse=self.is_down)
        return known + [f for f in found if key(f) is None]  # nothing known comes last either way

    def _wants(self, each: Figures, target: float) -> bool:
        return (
            (not self.state or STATES[self.state](each))
            and (not self.stratum or each.stratum == self.stratum)
            and (self.fewer is None or each.n_known < self.fewer)
            and (not self.limits or _standing(each, target) in LIMITS[self.limits])
        )


def _one_of(given: str | None, known: Any) -> str:
    return given if given and given in known else ""


def _standing(each: Figures, target: float) -> str:
    return _exactly(each.right, each.n_known, target) if each.n_known else ""


@lru_cache(maxsize=100_000)
def _exactly(right: int, n: int, target: float) -> str:
    return charts.standing(charts.FunnelPoint("", n, right), target)


@lru_cache(maxsize=100_000)
def _interval(right: int, n: int) -> tuple[float, float]:
    return interval(right, n)


@bp.app_template_filter("span_when")
def span_when(each: Figures, side: Side) -> tuple[float, float, float] | None:
    """Lower end, share and upper end of a juror's accuracy when ``side`` is right."""
    share = each.accuracy(side)
    if share is None:
        return None
    low, high = _interval(each.right_when(side), each.n(side))
    return low, share, high


def _community(everybody: list[Figures]) -> float:
    """How often jurors are right; the line against which each is held."""
    n = sum(each.n_known for each in everybody)
    return sum(each.right for each in everybody) / n if n else 0.5


@bp.get("/jurors")
@access.admin
def jurors() -> str:
    """How the jurors do, and who differs from the rest by more than luck."""
    everybody, asked = queries.figures(db.session(), access.me()), Asked.of_request()
    target = _community(everybody)
    chosen = asked.chosen(everybody, target)
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "admin/jurors.html",
        rows=chosen[(page - 1) * PAGE : page * PAGE],
        n=len(chosen),
        n_all=len(everybody),
        asked=asked,
        target=target,
        funnel=_funnel(chosen, target),
        page=page,
        pages=max(1, -(-len(chosen) // PAGE)),
        page_url=lambda to: same_page(page=to),
        same_page=same_page,
        strata=Stratum,
        Side=Side,
    )


def _funnel(chosen: list[Figures], target: float) -> charts.Chart | None:
    """The jurors chosen, those with the most votes of known truth where they are too many."""
    known = sorted((f for f in chosen if f.n_known), key=lambda f: -f.n_known)[:MOST_DRAWN]
    if not known:
        return None
    return charts.funnel(
        [
            charts.FunnelPoint(
                f.code, f.n_known, f.right, url_for(".juror_page", juror_id=f.juror_id)
            )
            for f in known
        ],
        target,
    )


@bp.get("/jurors.csv")
@access.admin
def jurors_csv() -> Response:
    """The table as filtered and sorted on the page, whole, for a spreadsheet."""
    everybody = queries.figures(db.session(), access.me())
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(CSV_COLUMNS)
    for each in Asked.of_request().chosen(everybody, _community(everybody)):
        lines.writerow(_csv_line(each))
    name = f"jurors-{now():%Y%m%d}.csv"
    return Response(
        written.getvalue().encode("utf-8-sig"),  # the mark without which Excel garbles Chinese
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


CSV_COLUMNS = (
    "juror", "state", "stratum", "languages", "votes", "known_truth_votes",
    "n_buyer_right", "accuracy_buyer_right", "low_buyer_right", "high_buyer_right",
    "n_seller_right", "accuracy_seller_right", "low_seller_right", "high_seller_right",
    "bias_to_buyer", "agreement", "median_seconds", "lapses", "cannot_judge_share", "since",
)  # fmt: skip


def _csv_line(each: Figures) -> list[object]:
    state = next(name for name, holds in STATES.items() if holds(each))
    line: list[object] = [
        each.code, state, each.stratum, " ".join(each.languages), each.votes, each.n_known
    ]  # fmt: skip
    for side in Side:
        low, share, high = span_when(each, side) or (None, None, None)
        line += [each.n(side), _written(share), _written(low), _written(high)]
    line += [_written(each.bias), _written(each.agreement), _written(each.seconds, 1)]
    return [*line, each.lapses, _written(each.unable), each.since.date().isoformat()]


def _written(value: float | None, digits: int = 4) -> str:
    return "" if value is None else f"{float(value):.{digits}f}"


@bp.get("/jurors/<uuid:juror_id>")
@access.juror_of
def juror_page(juror: Juror) -> Any:
    """One juror: what is known of them, what they did, and what may be done."""
    return _juror_page(juror, SuspendForm(), ReinstateForm())


def _juror_page(juror: Juror, suspending: SuspendForm, reinstating: ReinstateForm) -> Any:
    session, page = db.session(), max(request.args.get("page", 1, type=int), 1)
    each = queries.figures(session, access.me(), juror)[0]
    wrong_buyer, wrong_seller = (each.n(side) - each.right_when(side) for side in Side)
    n = queries.n_heard(session, access.me(), juror)
    shown = render_template(
        "admin/juror.html",
        juror=juror,
        each=each,
        matrix=[[each.right_buyer, wrong_buyer], [wrong_seller, each.right_seller]],
        drawn=_over_time(juror),
        heard=queries.heard(session, access.me(), juror, HISTORY, (page - 1) * HISTORY),
        n_heard=n,
        page=page,
        pages=max(1, -(-n // HISTORY)),
        page_url=lambda to: same_page(page=to) + "#history",
        told=queries.suspensions(session, juror),
        suspending=suspending,
        reinstating=reinstating,
        is_own=juror.person_id == access.me().id,
        Side=Side,
    )
    return shown, (422 if suspending.errors or reinstating.errors else 200)


def _over_time(juror: Juror) -> list[charts.Chart]:
    titles = {
        Side.BUYER: _("Reliability when the buyer is right, as fitted day by day"),
        Side.SELLER: _("Reliability when the seller is right, as fitted day by day"),
    }
    drawn = []
    for side, title in titles.items():
        fits = queries.believed(db.session(), juror, side)
        spans = [
            charts.Span(fit.at.date(), low, fit.right, high)
            for fit in fits
            for low, high in [interval(fit.right * fit.ballots, fit.ballots)]
        ]
        if len(spans) > 1:
            drawn.append(charts.reliability_over_time(spans, title))
    return drawn


@bp.post("/jurors/<uuid:juror_id>/suspend")
@access.juror_of
def suspend(juror: Juror) -> Any:
    form = SuspendForm()
    if not form.validate_on_submit():
        return _juror_page(juror, form, ReinstateForm(formdata=None))
    conduct.suspend(db.session(), juror, form.reason.data, form.way_back.data, access.me(), now())
    db.session.commit()
    flash(_("%(code)s is suspended and has been told why.", code=juror.code), "done")
    return redirect(url_for(".juror_page", juror_id=juror.person_id))


@bp.post("/jurors/<uuid:juror_id>/reinstate")
@access.juror_of
def reinstate(juror: Juror) -> Any:
    form = ReinstateForm()
    if not form.validate_on_submit():
        return _juror_page(juror, SuspendForm(formdata=None), form)
    conduct.reinstate(db.session(), juror, form.reason.data, access.me(), now())
    db.session.commit()
    flash(_("%(code)s is reinstated and has been told.", code=juror.code), "done")
    return redirect(url_for(".juror_page", juror_id=juror.person_id))
