"""One case on the desk: look blind, see the panel, decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import appealing, claiming, reviewing, seconding
from jury.rules import appeal as appeal_law
from jury.rules import grounds
from jury.rules.asking import MAY_ASK
from jury.rules.errors import Refusal
from jury.rules.phases import Phase
from jury.rules.remedy import Ordered, remedy
from jury.rules.seconding import Proposed
from jury.rules.words import Decision, Side, Task
from jury.store import desk_queries
from jury.store.base import db
from jury.store.cases import Case
from jury.store.desk import Proposal, ReadyText
from jury.store.outcomes import Outcome, Review

from . import access, case_view, desk_asking, desk_raw, desk_second, errors, parties_ruling
from .forms.staff import DecisionForm, ViewForm
from .staff import bp, left_side, take

FORMS: dict[str, type[ViewForm | DecisionForm]] = {"view": ViewForm, "decide": DecisionForm}


@dataclass
class Step:
    """Where the agent stands: claim, view, decide, second, proposed, decided or overtaken."""

    name: str
    lean: Side | None = None
    outcome: Outcome | None = None
    reasons: list[parties_ruling.Reasons] = field(default_factory=list)
    decisions: dict[Side, Decision] = field(default_factory=dict)
    proposal: Proposal | None = None
    ready: Sequence[ReadyText] = ()
    given_back: Sequence[Proposal] = ()

    @property
    def has_verdict(self) -> bool:
        """Whether the panel reached a verdict, which alone can be upheld or overridden in words."""
        return self.outcome is not None and self.outcome.side is not None


def _step(review: Review, is_typing: bool = False) -> Step:
    """The panel is looked up only once the agent's own view is recorded."""
    agent = access.me()
    holds = is_typing or claiming.holder_of(review, now()) == agent.id
    if review.decided_at:
        return _with_panel(review, Step("decided"))
    if review.task is Task.ESCALATION and review.case.phase is not Phase.ESCALATED:
        return Step("overtaken")
    proposal = seconding.waiting(db.session(), review)
    if proposal and proposal.proposed_by == agent.id:
        return _with_panel(review, Step("proposed", proposal=proposal))
    if not holds:
        return Step("claim")
    if review.viewed_by != agent.id:
        return Step("view")
    return _with_panel(review, Step("second" if proposal else "decide", proposal=proposal))


def _with_panel(review: Review, step: Step) -> Step:
    step.outcome = reviewing.outcome_of(db.session(), review)
    step.lean = reviewing.lean_of(step.outcome)
    if step.outcome:
        step.reasons = parties_ruling.reasons(step.outcome.panel, left_side(review.id))
    step.decisions = {side: reviewing.decision_for(step.lean, side) for side in Side}
    step.ready = desk_queries.ready_texts(
        db.session(), review.case.language, step.decisions.values()
    )
    ended = desk_queries.proposals(db.session(), review)
    step.given_back = [each for each in ended if each.state is Proposed.SENT_BACK]
    if step.name == "decided":
        confirmed = (each for each in ended if each.state is Proposed.CONFIRMED)
        step.proposal = next(confirmed, None)
    return step


def remedies_of(case: Case) -> dict[Side, Ordered]:
    """What would be ordered for each side."""
    paid, asked = case.order.amount_minor, case.asked_minor
    return {side: remedy(side, case.asks, paid, asked, case.policy) for side in Side}


def page_of(
    review: Review,
    typed: ViewForm | DecisionForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
    numbers: Mapping[UUID, str] | None = None,
) -> Any:
    step = _step(review, is_typing=typed is not None)
    wanted = FORMS.get(step.name)
    fits = wanted is not None and isinstance(typed, wanted)
    form = typed if fits or wanted is None else wanted(formdata=None)
    left, is_raw = left_side(review.id), request.args.get("raw") == "1"
    page = render_template(
        "staff/review.html",
        review=review, case=review.case, step=step, form=form,
        unsent="" if fits or typed is None else typed.words,
        error=errors.sentence(refusal) if refusal else None,
        again=isinstance(refusal, claiming.ClaimNeeded) or request.form.get("again") == "1",
        view=case_view.as_jurors_see(review.case, left, for_staff=True), left=left,
        appeals=appealing.grounds_of(db.session(), review.case) if review.is_appeal else [],
        appeal_words=appeal_law.SENTENCES,
        raw=desk_raw.look_at(review.case) if is_raw else None,
        pictures=desk_raw.pictures(review.case) if is_raw else None,
        remedies=remedies_of(review.case), grounds=grounds, at=now(),
        typed=request.form, ways=desk_asking.WAYS, may_ask=review.case.phase in MAY_ASK,
        numbers=numbers or {}, colleagues=desk_second.colleagues(review),
    )  # fmt: skip
    return page, status


@bp.get("/<uuid:review_id>")
@access.review
def review(review: Review) -> Any:
    """The case as jurors saw it beside the next step of the review."""
    return page_of(review)


@bp.post("/<uuid:review_id>/claim")
@access.review
def claim(review: Review) -> Any:
    """Take the case."""
    return take(review)


@bp.post("/<uuid:review_id>/let-go")
@access.review
def let_go(review: Review) -> Any:
    """Put the case back for anybody."""
    reviewing.let_go(db.session(), review, access.me(), now())
    db.session.commit()
    flash(_("Case %(code)s is back in the queue.", code=review.case.code), "done")
    return redirect(url_for(".desk"))


@bp.post("/<uuid:review_id>/view")
@access.review
def record_view(review: Review) -> Any:
    """The agent's own view, before the panel is shown."""
    form = ViewForm()
    if not form.validate():
        return page_of(review, form, status=422)
    side, reason = Side(form.choice.data), form.reason.data or ""
    try:
        _claim_again(review)
        reviewing.record_view(db.session(), review, side, reason, access.me(), now())
    except Refusal as refusal:
        return _refused(review, form, refusal)
    db.session.commit()
    return redirect(url_for(".review", review_id=review.id, _anchor="steps"))


@bp.post("/<uuid:review_id>/decide")
@access.review
def decide(review: Review) -> Any:
    """Uphold, override or decide."""
    form = DecisionForm()
    if review.decided_at and review.decided_by == access.me().id:
        return redirect(url_for(".review", review_id=review.id))  # a second click
    if not form.validate():
        return page_of(review, form, status=422)
    side, code, text = Side(form.choice.data), form.code.data or "", form.text.data or ""
    lean = reviewing.lean_of(reviewing.outcome_of(db.session(), review))
    decision = reviewing.decision_for(lean, side)
    try:
        _claim_again(review)
        reviewing.decide(db.session(), review, decision, side, code, text, access.me(), now())
    except Refusal as refusal:
        return _refused(review, form, refusal)
    db.session.commit()
    flash(_said_of(review), "done")
    return redirect(url_for(".review", review_id=review.id))


@bp.post("/<uuid:review_id>/insert")
@access.review
def insert(review: Review) -> Any:
    """Put a text kept ready into the text being written; nothing is sent or decided."""
    form = DecisionForm()
    chosen = [each for each in _step(review, is_typing=True).ready if str(each.id) == _chosen()]
    words = [form.text.data or "", *(each.text for each in chosen)]
    form.text.data = "\n\n".join(filter(None, (each.strip() for each in words)))
    return page_of(review, form)


def _chosen() -> str:
    return request.form.get("ready", "")


def _claim_again(review: Review) -> None:
    """The claim had run out while the agent was typing, and they were told so."""
    if request.form.get("again") == "1":
        reviewing.claim(db.session(), review, access.me(), now())


def _refused(review: Review, form: ViewForm | DecisionForm, refusal: Refusal) -> Any:
    """The page again with the sentence on top, and nothing that was typed lost."""
    db.session.rollback()
    db.session.refresh(review)
    if review.decided_at and review.decided_by == access.me().id:
        return redirect(url_for(".review", review_id=review.id))
    return page_of(review, form, refusal, errors.status_of(refusal))


def _said_of(review: Review) -> str:
    code = review.case.code
    if review.decided_at is None:
        said = _("Case %(code)s now waits for a second person: a senior looks, too.", code=code)
        return str(said)
    if review.task is Task.ESCALATION:
        return str(_("Case %(code)s is decided, and both parties have been told.", code=code))
    return str(
        _(
            "Case %(code)s was an audit: the panel had decided it before, nothing changes for the "
            "parties, and your answer measures the court.",
            code=code,
        )
    )
