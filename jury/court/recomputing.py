"""Recomputing: a panel from its roll and seed, a verdict from its ballots, fit and policy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import decide as law
from jury.rules import draw, merkle, stopping
from jury.rules.decide import Verdict
from jury.rules.draw import Outcome as Step
from jury.rules.remedy import remedy
from jury.rules.words import Answer, Body, Why
from jury.store.cases import Case
from jury.store.outcomes import Outcome, Ruling
from jury.store.panels import Ballot, Draw, DrawStep, Hearing, LeakReport, Panel, RollSlot, Summons

from . import alarming, assuring, fitting, freezing, rolling, weighing
from .witnessing import witnesses

CLOSE = 1e-9


@dataclass
class Recomputed:
    """What was found anew about a case, line by line, beside what the record says."""

    code: str
    found: list[tuple[str, bool, str]] = field(default_factory=list)

    def add(self, what: str, is_same: bool, detail: str = "") -> None:
        self.found.append((what, is_same, detail))

    @property
    def agrees(self) -> bool:
        return all(is_same for _, is_same, _ in self.found)

    def lines(self) -> list[str]:
        """What was recomputed, a line each, for an operator."""
        told = [
            f"{'same' if is_same else 'DIFFERENT'}  {what}{detail and ': '}{detail}"
            for what, is_same, detail in self.found
        ]
        if not told:
            return [f"{self.code}: no panel was drawn, so there is nothing to recompute."]
        ending = "agrees with the record" if self.agrees else "DOES NOT agree with the record"
        return [*told, f"{self.code} {ending}."]


def recompute(session: Session, case: Case) -> Recomputed:
    """Draw every panel of the case again, weigh its ballots again, and ask the entries.

    Nothing is changed.
    """
    again = Recomputed(case.code)
    if (is_same := freezing.holds(session, case)) is not None:
        again.add("evidence", is_same)
    drawn = select(Hearing).join(Draw).where(Hearing.case_id == case.id, Draw.seed.is_not(None))
    for hearing in session.scalars(drawn.order_by(Hearing.instance)):
        _draw_again(session, session.get_one(Draw, hearing.id), again)
        panel = session.scalar(select(Panel).where(Panel.hearing_id == hearing.id))
        outcome = session.get(Outcome, panel.id) if panel else None
        if panel and outcome:
            _weigh_again(session, panel, outcome, again)
            _rule_again(session, case, outcome, again)
    again.found += witnesses(session, case)
    return again


def _draw_again(session: Session, kept: Draw, again: Recomputed) -> None:
    epoch, case_id = kept.epoch, str(kept.hearing.case_id)
    roll, key = rolling.lines_of(session, epoch), bytes.fromhex(epoch.key)
    true_aliases = all(line.alias == merkle.alias(key, line.juror_id.int) for line in roll)
    root = merkle.root(rolling.tree_of(roll))
    again.add("roll", root.hex() == epoch.root and true_aliases, f"{epoch.n} jurors, {root.hex()}")
    r_s = bytes.fromhex(kept.nonce)
    commitment = draw.commitment(case_id, str(epoch.id), r_s).hex()
    again.add("commitment", commitment == kept.commitment, commitment)
    seed = seed_of(case_id, kept)
    again.add("seed", seed.hex() == kept.seed, seed.hex())
    steps = session.scalars(
        select(DrawStep).where(DrawStep.draw_id == kept.hearing_id).order_by(DrawStep.counter)
    ).all()
    again.add("counts", _counts_again(seed, epoch.n, steps), f"{len(steps)} counts of the draw")
    again.add("seats", _seats_again(session, kept, roll, steps), _seat_list(steps))


def seed_of(case_id: str, kept: Draw) -> bytes:
    """The seed that the roll, the server's nonce, the parties' and the beacon give."""
    parts = (kept.r_claimant, kept.r_respondent, kept.beacon)
    shares = [bytes.fromhex(part) if part else None for part in parts]
    return draw.seed(case_id, bytes.fromhex(kept.epoch.root), bytes.fromhex(kept.nonce), *shares)


def _counts_again(seed: bytes, n: int, steps: Sequence[DrawStep]) -> bool:
    """Whether each count names its slot, and only a slot called before was a repeat.

    The reasons for which jurors were passed over are facts of that moment and
    taken as recorded.
    """
    if not n:
        return not steps
    called: set[int] = set()
    for step, (counter, slot) in zip(steps, draw.slots(seed, n), strict=False):
        lawful = {Step.CALLED, Step.SKIPPED}
        if slot is None or slot in called:
            lawful = {Step.REJECTED if slot is None else Step.REPEAT}
        if (step.counter, step.slot) != (counter, slot) or step.outcome not in lawful:
            return False
        if step.outcome == Step.CALLED and slot is not None:
            called.add(slot)
    return True


def _seats_again(
    session: Session, kept: Draw, roll: Sequence[RollSlot], steps: Sequence[DrawStep]
) -> bool:
    """Whether the summonses are those of the draw: who, to which seat, by which count."""
    jurors = {line.slot: line.juror_id for line in roll}
    again = [
        (step.counter, step.seat, jurors.get(step.slot or 0))
        for step in steps
        if step.outcome == Step.CALLED
    ]
    summoned = select(Summons.counter, Summons.seat, Summons.juror_id).join(Panel)
    of_panel = summoned.where(Panel.hearing_id == kept.hearing_id).order_by(Summons.counter)
    kept_rows = session.execute(of_panel).all()
    return again == [tuple(row) for row in kept_rows]


def _seat_list(steps: Sequence[DrawStep]) -> str:
    called = [f"{step.seat}←{step.slot}" for step in steps if step.outcome == Step.CALLED]
    return " ".join(called)


def _weigh_again(session: Session, panel: Panel, kept: Outcome, again: Recomputed) -> None:
    if _has_lost_ballots(session, panel):
        again.add("ballots", False, "a vote without its ballot")
        return
    if (is_kept := fitting.holds(session, kept.fit)) is not None:
        again.add("fit", is_kept)
    found = weighing.weigh(session, panel)
    p = found.posterior_buyer
    difference = abs(p - kept.posterior_buyer)
    again.add("posterior", difference <= CLOSE, f"p(buyer) {p!r}, differs by {difference:.1e}")
    tally = (found.tally.buyer, found.tally.seller, found.tally.cannot_judge)
    kept_tally = (kept.n_buyer, kept.n_seller, kept.n_cannot_judge)
    again.add("ballots", tally == kept_tally, "buyer {} seller {} cannot judge {}".format(*tally))
    leak = kept.why is Why.LEAK and _was_reported(session, panel)
    if (is_kept := assuring.holds(session, panel)) is not None:
        again.add("error certificate", is_kept)
    if kept.score is not None:
        same = abs(law.score(found.tally, p, panel.terms, leak) - kept.score) <= CLOSE
        again.add("score", same, repr(kept.score))
    if kept.path is not None:
        is_same = panel.family is not None and _path_again(session, panel, kept, leak)
        again.add("path", is_same, f"{len(kept.path)} looks")
    answer = law.decide(found.tally, p, panel.terms, panel.certified, leak)
    if isinstance(answer, Verdict):
        if kept.why is Why.DRIFT:  # its ballots made no difference
            again.add("alarm", alarming.stood_at(session, kept.at))
            return
        again.add("verdict", (kept.side, kept.why) == (answer.side, None), answer.side)
    else:
        is_same = kept.why in (answer.why, Why.ROLL_TOO_THIN, Why.DRIFT)  # neither is weighed here
        again.add("escalation", is_same and kept.side is None, answer.why)


def _path_again(session: Session, panel: Panel, kept: Outcome, leak: bool) -> bool:
    """Whether each look saw what those ballots say, and the first to be sure enough was the last.

    When the law looked is a fact of that moment and taken as recorded.
    """
    path, terms = stopping.read(kept.path), panel.terms
    for n, look in enumerate(path, start=1):
        is_last = kept.score is not None and n == len(path)
        found = weighing.weigh(session, panel, look.ballots)
        then = law.look_at(found.tally, found.posterior_buyer, terms, leak and is_last)
        if then[:2] != look[:2] or abs(then.score - look.score) > CLOSE:
            return False
        if is_last:
            cast = kept.n_buyer + kept.n_seller + kept.n_cannot_judge
            return (look.ballots, look.score) == (cast, kept.score)
        if look.score >= terms.sure_posterior < 1:
            return False
    return kept.score is None


def _has_lost_ballots(session: Session, panel: Panel) -> bool:
    voted = select(Summons.id).where(Summons.panel_id == panel.id, Summons.answer == Answer.VOTED)
    lost = voted.outerjoin(Ballot, Ballot.summons_id == Summons.id).where(Ballot.id.is_(None))
    return session.scalar(lost.limit(1)) is not None


def _was_reported(session: Session, panel: Panel) -> bool:
    of_panel = select(LeakReport.id).join(Summons).where(Summons.panel_id == panel.id)
    return session.scalar(of_panel.limit(1)) is not None


def _rule_again(session: Session, case: Case, kept: Outcome, again: Recomputed) -> None:
    """Whether each ruling is what its panel or its review decided, and orders what follows."""
    hearing_id = session.get_one(Panel, kept.panel_id).hearing_id
    made = select(Ruling).where(Ruling.hearing_id == hearing_id).order_by(Ruling.made_at)
    rulings = session.scalars(made).all()
    by_crowd = [ruling.side for ruling in rulings if ruling.body is Body.CROWD]
    is_same = by_crowd == ([kept.side] if kept.side else [])
    for ruling in rulings:
        paid, asked = case.order.amount_minor, case.asked_minor
        ordered = remedy(ruling.side, case.asks, paid, asked, case.policy)
        is_same &= (ruling.remedy, ruling.amount_minor) == (ordered.remedy, ordered.refund_minor)
        is_same &= ruling.review is None or ruling.review.side is ruling.side
    again.add("ruling", is_same, " ".join(f"{each.body}: {each.side}" for each in rulings))
