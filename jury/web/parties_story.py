"""A case as a party's page tells it: what is happening now, what was, what is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from jury.clock import now
from jury.court import asking
from jury.court.deadlines import due_of
from jury.rules.asking import MAY_ASK
from jury.rules.phases import WITH_PARTIES, Phase
from jury.rules.words import Due, Side, Task, Why
from jury.store import appeals
from jury.store.appeals import Appeal
from jury.store.base import db
from jury.store.cases import Case
from jury.store.outcomes import Review, Ruling
from jury.store.panels import Panel
from jury.store.questions import Question

from .filters import moment_words

UNDER_APPEAL = frozenset(
    {Phase.APPEALED, Phase.REDACTING, Phase.HEARING, Phase.PAUSED, Phase.ESCALATED}
)


@dataclass(frozen=True)
class Stage:
    """What a page says of a case to one of its sides: where it stands, and what is due."""

    case: Case
    side: Side
    due: dict[Due, datetime | None]
    panel: Panel | None
    review: Review | None
    ruling: Ruling | None
    appeals: Sequence[Appeal] = ()
    question: Question | None = None  # that the reader may still answer

    @property
    def is_claimant(self) -> bool:
        return self.side is self.case.claimant

    def has_handed_in(self, side: Side) -> bool:
        statement = self.case.statement_of(side)
        return bool(statement and statement.handed_in_at)

    @property
    def must_write(self) -> bool:
        """Whether the reader may still bring its statement."""
        return self.case.phase in WITH_PARTIES and not self.has_handed_in(self.side)

    @property
    def has_appealed(self) -> bool:
        return any(appeal.side is self.side for appeal in self.appeals)

    @property
    def must_answer(self) -> bool:
        """Whether the other side has appealed and the reader may still answer."""
        is_open = self.case.phase is Phase.APPEALED
        return is_open and self.case.holds_back(self.side, self.case.last_hearing.instance)

    @property
    def must_act(self) -> bool:
        """Whether the case waits for the reader."""
        return self.must_write or self.must_answer or self.question is not None

    @property
    def due_at(self) -> datetime | None:
        """By when the reader has to act; None when nothing is due from them."""
        if self.must_answer:
            return self.due[Due.APPEAL_ANSWER_ENDS]
        if self.question:
            return self.question.due_at
        if not self.must_write:
            return None
        is_answering = self.case.phase is Phase.ANSWERING
        return self.due[Due.ANSWER_ENDS if is_answering else Due.EVIDENCE_ENDS]


def stage_of(case: Case, side: Side) -> Stage:
    session = db.session()
    hearing = max(case.hearings, key=lambda each: each.instance, default=None)
    escalated = (r for r in case.reviews if r.task is Task.ESCALATION)
    review = max(escalated, key=lambda each: each.opened_at, default=None)
    ruling = next((r for r in case.rulings if r.replaced_at is None), None)
    kinds = (Due.EVIDENCE_ENDS, Due.ANSWER_ENDS, Due.APPEAL_ANSWER_ENDS)
    due = {kind: due_of(session, case, kind) for kind in kinds}
    panel, question = hearing.panel if hearing else None, asking.open_question(session, case, side)
    is_askable = case.phase in MAY_ASK and question is not None and now() < question.due_at
    asked, made = question if is_askable else None, appeals.made(session, case)
    return Stage(case, side, due, panel, review, ruling, made, asked)


def headline(at: Stage) -> tuple[str, str]:
    """What is happening now and what the reader must do by when; and what follows from it."""
    if at.question:
        return (
            _(
                "Staff ask you something. Please answer by %(moment)s.",
                moment=moment_words(at.question.due_at),
            ),
            _("Without an answer the case is decided on what it holds."),
        )
    if at.appeals and at.case.phase in UNDER_APPEAL:
        return _while_appealed(at)
    return _by_phase(at)


def _by_phase(at: Stage) -> tuple[str, str]:
    match at.case.phase:
        case Phase.EVIDENCE | Phase.ANSWERING:
            return _while_writing(at)
        case Phase.REDACTING:
            return (
                _("Both statements are in. You need do nothing."),
                _("Staff check that nobody can be recognised in them; then the case is heard."),
            )
        case Phase.PAUSED:
            return (
                _("The hearing is paused. You need do nothing."),
                _("Something in the case may tell who somebody is. Staff are looking at it."),
            )
        case Phase.HEARING if at.panel:
            return (
                _(
                    "A panel reads the case and votes until %(moment)s. You need do nothing.",
                    moment=moment_words(at.panel.closes_at),
                ),
                _("How the votes stand is told to nobody before the end."),
            )
        case Phase.ESCALATED if at.review:
            return (
                _(
                    "A member of staff decides the case by %(moment)s. You need do nothing.",
                    moment=moment_words(at.review.due_at),
                ),
                _about_review(at.review),
            )
    return _when_over(at)


def _about_review(review: Review) -> str:
    said = []
    if review.why is Why.DRIFT:
        said.append(
            _("Panels do not rule at present: audits found more wrong rulings than we promise.")
        )
    if review.is_provisional:
        said.append(_("That day may still move later: the public holidays are not yet certain."))
    return " ".join(said)


def _while_writing(at: Stage) -> tuple[str, str]:
    if not at.must_write:
        return _while_waiting(at)
    by = moment_words(at.due_at) if at.due_at else ""
    if at.case.phase is Phase.ANSWERING:
        return (
            _("Please answer or agree by %(moment)s.", moment=by),
            _(
                "The other side has handed in its statement. What you have saved by then counts as "
                "handed in; if there is nothing, the case goes on without your side."
            ),
        )
    if at.is_claimant:
        return (
            _("Please tell what happened and hand in by %(moment)s.", moment=by),
            _(
                "What you have saved by then counts as handed in. If there is nothing, "
                "the case ends without a ruling."
            ),
        )
    return (
        _("The other side asks the court to decide. Please tell your side, or agree."),
        _(
            "You have until %(moment)s, and at least %(hours)s hours from when the other side has "
            "handed in.",
            hours=at.case.policy.answer_hours,
            moment=by,
        ),
    )


def _while_waiting(at: Stage) -> tuple[str, str]:
    ends = at.due[Due.ANSWER_ENDS] or at.due[Due.EVIDENCE_ENDS]
    return (
        _(
            "Your statement is in. The other side has until %(moment)s. You need do nothing.",
            moment=moment_words(ends) if ends else "",
        ),
        _("The case goes on by itself then, or as soon as the other side has handed in."),
    )


def _when_over(at: Stage) -> tuple[str, str]:
    if at.case.phase is Phase.SETTLED:
        return (
            _("The case is settled, so the court does not rule."),
            _("What it was settled for stands below. It leaves no record."),
        )
    if at.case.phase is Phase.WITHDRAWN:
        return (
            _("The case has ended without a ruling."),
            _("It was withdrawn, or nothing was handed in. Nothing falls due any more."),
        )
    if at.ruling is None:
        return _("The case goes on."), ""
    won = at.ruling.side is at.side
    told = _("The court has decided in your favour.") if won else _(
        "The court has decided in favour of the other side."
    )  # fmt: skip
    if at.case.phase in (Phase.EXECUTING, Phase.CLOSED):
        return told, _("The ruling is final.")
    final = moment_words(at.ruling.appeal_ends_at)
    if at.has_appealed:
        words = _(
            "You have used your appeal. The ruling becomes final on %(moment)s, unless the other "
            "side appeals.",
            moment=final,
        )
        return told, words
    return told, _(
        "The ruling becomes final on %(moment)s. Until then you can appeal, once.", moment=final
    )


def _while_appealed(at: Stage) -> tuple[str, str]:
    """From the first appeal against a ruling to the ruling on it."""
    stands = _("Until there is a new ruling, nothing more is carried out.")
    match at.case.phase:
        case Phase.APPEALED:
            return _while_answering(at, stands)
        case Phase.REDACTING:
            return (
                _("The case is to be heard again. You need do nothing."),
                _("Staff check that nobody can be recognised in what is new; then it is heard."),
            )
        case Phase.HEARING if at.panel:
            return (
                _(
                    "A new, larger panel reads the case and votes until %(moment)s. You need do "
                    "nothing.",
                    moment=moment_words(at.panel.closes_at),
                ),
                stands,
            )
        case Phase.ESCALATED if at.review:
            return (
                _(
                    "A senior member of staff decides the case again by %(moment)s. You need do "
                    "nothing.",
                    moment=moment_words(at.review.due_at),
                ),
                stands,
            )
    return _("The second hearing is paused. You need do nothing."), stands


def _while_answering(at: Stage, stands: str) -> tuple[str, str]:
    ends = at.due[Due.APPEAL_ANSWER_ENDS]
    by = moment_words(ends) if ends else ""
    if at.must_answer:
        return (
            _("The other side has appealed. You may answer by %(moment)s.", moment=by),
            _("What you have saved by then counts as your answer. You need not answer."),
        )
    words = _(
        "Your appeal is in. The other side may answer by %(moment)s. You need do nothing.",
        moment=by,
    )
    return words, stands
