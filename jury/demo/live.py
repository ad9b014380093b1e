"""The town goes on living: at each step people do what is theirs to do, and no phase is empty."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.court import hearing, releasing, settling
from jury.outside.pictures import Vault
from jury.rules.errors import Refusal
from jury.rules.phases import Phase
from jury.rules.words import Answer, Side, Task
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.panels import Hearing, Panel, Summons

from . import bench, carrying, desk, evidence, people, residents, sequels
from .bench import Mood
from .disputes import Dispute, disputes
from .drawing import drawn
from .evidence import Picture
from .residents import Residents

HOUR = timedelta(hours=1)
PATIENCE = {  # how long a case may stay before somebody does something about it
    Phase.EVIDENCE: 20 * HOUR,
    Phase.ANSWERING: 14 * HOUR,
    Phase.REDACTING: 8 * HOUR,
    Phase.PAUSED: 8 * HOUR,
}
SHOWN = {  # so many cases of a phase are always to be seen
    Phase.EVIDENCE: 2,
    Phase.ANSWERING: 2,
    Phase.REDACTING: 2,
    Phase.HEARING: 4,
    Phase.PAUSED: 1,
    Phase.ESCALATED: 2,
    Phase.RULED: 2,
}
BEFORE = {  # the phase from which a case comes
    Phase.ANSWERING: Phase.EVIDENCE,
    Phase.REDACTING: Phase.ANSWERING,
    Phase.HEARING: Phase.REDACTING,
    Phase.PAUSED: Phase.HEARING,
    Phase.ESCALATED: Phase.REDACTING,
    Phase.RULED: Phase.ESCALATED,
}
ENOUGH = 1  # summonses before a juror who signs in
OFTEN = 4 * HOUR
CLOSE_ONE_IN = 5  # cases on which the jurors do not agree
SETTLED_ONE_IN = 9
DEAR = 600_000  # above what the policy leaves to the crowd, so that staff have work at once


@dataclass
class Step:
    """What was done in one step, a line each."""

    lines: list[str] = field(default_factory=list)

    def tell(self, case: Case, what: str) -> None:
        self.lines.append(f"{case.code}  {what}")


class Town:
    """An opened town, with the hands of everybody who does not sign in."""

    def __init__(
        self, session: Session, instance_dir: Path, now: datetime, picture: Picture = drawn
    ) -> None:
        self.session, self.now, self.picture = session, now, picture
        self.vault = Vault(instance_dir / "exhibits")
        self.living: Residents = residents.remembered(session, people.SEED)
        self.step = Step()

    def live(self, now: datetime, pace: float, most_votes: int) -> Step:
        """One step at ``now``; ``pace`` is how many times faster than life people act.

        Each act is a transaction of its own. What somebody else did first is
        left to them.
        """
        self.now, self.step = now, Step()
        for summons_id in self._due_to_answer(pace):
            if len(self.step.lines) >= most_votes:  # those who let it lapse are not counted
                break
            self._try(partial(self._vote, summons_id))
        self._go_on_with_all(pace)
        for phase in reversed(SHOWN):  # the last first, for each takes from the one before
            for _ in range(SHOWN[phase] - self._n(phase)):
                self._try(partial(self._bring_one_to, phase))
        self._try(partial(carrying.comply, self.session, now, pace))
        self._try(partial(sequels.keep_one_appealed, self.session, now))
        for juror_id in bench.short_of_work(self.session, self.living.called_first, ENOUGH):
            self._try(partial(self._call, juror_id, OFTEN / pace))
        return self.step

    def _go_on_with_all(self, pace: float) -> None:
        """What has waited long enough takes its next step."""
        for phase, patience in PATIENCE.items():
            for case_id in self._waiting(phase, patience / pace):
                self._try(partial(self._go_on, case_id))
        for review in desk.nearly_due(self.session, self.now, pace):
            self._try(partial(self._decide, review.case, review.task))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
            self.session.commit()
        except Refusal:
            self.session.rollback()

    def _due_to_answer(self, pace: float) -> list[UUID]:
        """Summonses that their jurors answer by now; those who sign in answer their own."""
        made_up = self.living.jurors.keys() - self.living.called_first - {self.living.both.id}
        waiting = select(Summons.id, Summons.called_at).where(
            Summons.answer == Answer.AWAITED,
            Summons.lapses_at > self.now,
            Summons.juror_id.in_(made_up),
        )
        found = self.session.execute(waiting.order_by(Summons.called_at, Summons.id)).all()
        return [i for i, called_at in found if bench.answers_at(i, called_at, pace) <= self.now]

    def _vote(self, summons_id: UUID) -> None:
        summons = self.session.get_one(Summons, summons_id)
        jurors = self.living.jurors
        if summons.panel.paused_at or not self._is_ours(summons.case):
            return
        case = summons.case
        is_close = case.id.int % CLOSE_ONE_IN == 0
        bench.look(self.session, summons, jurors, max(summons.called_at, self.now - HOUR / 30))
        mood = Mood.CLOSE if is_close else Mood.NATURAL
        if bench.vote(self.session, summons, jurors, mood, self.now) and not summons.panel.is_gold:
            self.step.tell(case, f"{summons.juror.code} has voted ({self._n_cast(summons.panel)})")

    def _is_ours(self, case: Case) -> bool:
        """Whether the case was written for the town, not filed by somebody who tries it out."""
        return any(each.item == case.order.item for each in disputes())

    def _n_cast(self, panel: Panel) -> str:
        voted = select(func.count()).where(
            Summons.panel_id == panel.id, Summons.answer == Answer.VOTED
        )
        return f"{self.session.scalar(voted)} of {panel.seats}"

    def _waiting(self, phase: Phase, patience: timedelta) -> list[UUID]:
        """Cases that have waited long enough, but for those that keep the phase to be seen."""
        in_phase = select(Case).where(Case.phase == phase).order_by(Case.filed_at)
        cases = [case for case in self.session.scalars(in_phase) if self._is_ours(case)]
        spare = max(0, len(cases) - SHOWN[phase])
        return [case.id for case in cases[:spare] if self._since(case) + patience <= self.now]

    def _since(self, case: Case) -> datetime:
        """About when the case came into its phase."""
        handed_in = [s.handed_in_at for s in case.statements if s.handed_in_at]
        return max([case.filed_at, *handed_in])

    def _n(self, phase: Phase) -> int:
        counted = select(func.count()).select_from(Case).where(Case.phase == phase)
        return self.session.scalar(counted) or 0

    def _go_on(self, case_id: UUID) -> None:
        """The case takes its next step, by whoever it waits for."""
        case = self.session.get_one(Case, case_id)
        {
            Phase.EVIDENCE: self._claim,
            Phase.ANSWERING: self._answer,
            Phase.REDACTING: self._release,
            Phase.PAUSED: self._release,
            Phase.ESCALATED: self._decide,
        }[case.phase](case)

    def _bring_one_to(self, phase: Phase) -> None:
        """Let one more case come into the phase, from the one before it if there is one."""
        if phase is Phase.EVIDENCE:
            self._file(self._next_dispute())
            return
        if phase is Phase.ESCALATED:
            self._release(self._answered(self._dear()))
            return
        case = self._oldest(BEFORE[phase])
        if case is None:
            self._bring_one_to(BEFORE[phase])
            case = self._oldest(BEFORE[phase])
        if case is None:
            return
        if phase is Phase.PAUSED:
            self._report(case)
        else:
            self._go_on(case.id)

    def _oldest(self, phase: Phase) -> Case | None:
        in_phase = select(Case).where(Case.phase == phase).order_by(Case.filed_at)
        return next((case for case in self.session.scalars(in_phase) if self._is_ours(case)), None)

    def _call(self, juror_id: UUID, often: timedelta) -> None:
        """Open one more case for a juror who signs in, unless two were opened a while ago.

        A panel may close before they come to it, or call others.
        """
        (language,) = self.living.jurors[juror_id].languages
        lately = (
            select(Panel.id)
            .join(Panel.hearing)
            .join(Hearing.case)
            .where(Case.language == language, Panel.opened_at > self.now - often, ~Panel.is_gold)
        )
        if len(self.session.scalars(lately.limit(2)).all()) < 2:
            self._release(self._answered(self._next_dispute(language)))

    def _next_dispute(self, *languages: str) -> Dispute:
        """The one not filed for the longest, under a new order's number."""
        latest = select(Order.item, func.max(Case.filed_at)).join(Order).group_by(Order.item)
        filed = dict(self.session.execute(latest).all())
        never = self.now - timedelta(days=9999)
        fit = [each for each in disputes() if not languages or each.language in languages]
        written = min(fit, key=lambda each: filed.get(each.item, never))
        rng = Random(f"{written.slug}/{self.now.isoformat()}")
        return evidence.told_of(written, evidence.fresh_ref(self.now, rng))

    def _dear(self) -> Dispute:
        return evidence.priced(self._next_dispute(), DEAR)

    def _file(self, dispute: Dispute) -> Case:
        case = evidence.file(self.session, dispute, self.now, is_branch=True)
        self.step.tell(case, "is filed")
        return case

    def _answered(self, dispute: Dispute) -> Case:
        case = self._file(dispute)
        self._claim(case)
        self._bring(case)
        return case

    def _claim(self, case: Case) -> None:
        statement = case.statement_of(case.claimant)
        if statement is None:
            self._save(case, case.claimant)
        nonce = Random(case.id.int + 1).randbytes(16).hex()
        hearing.hand_in(self.session, case, case.claimant, nonce, self.now)
        self.step.tell(case, "its claimant has handed in")

    def _answer(self, case: Case) -> None:
        if case.id.int % SETTLED_ONE_IN == 0:
            settling.agree(self.session, case, case.claimant.other, self.now)
            self.step.tell(case, "is settled")
        else:
            self._bring(case)

    def _bring(self, case: Case) -> None:
        side = case.claimant.other
        if case.statement_of(side) is None:
            self._save(case, side)
        wanted = bench.short_of_work(self.session, self.living.called_first)
        nonce = bench.nonce_that_calls(self.session, case, wanted, self.living.jurors)
        hearing.hand_in(self.session, case, side, nonce, self.now)
        self.step.tell(case, "its respondent has answered")

    def _save(self, case: Case, side: Side) -> None:
        told = evidence.dispute_of(case)
        evidence.bring(self.session, case, side, told, self.picture, self.vault, self.now)

    def _release(self, case: Case) -> None:
        desk.release(self.session, case, desk.free_agent(case, self.living.agents), self.now)
        self.step.tell(case, "is released to its jurors")

    def _decide(self, case: Case, task: Task = Task.ESCALATION) -> None:
        review = desk.open_review(self.session, case, task)
        if review and self._is_ours(case):
            agent = desk.free_agent(case, self.living.agents)
            decision = desk.decide(self.session, review, agent, self.now)
            self.step.tell(case, f"staff {decision}")

    def _report(self, case: Case) -> None:
        summons = bench.seated_on(self.session, case)
        releasing.report_leak(self.session, summons, bench.LEAKS[case.language], self.now)
        self.step.tell(case, "is paused: a juror has seen personal data")


def step(
    session: Session,
    instance_dir: Path,
    now: datetime,
    *,
    pace: float = 1.0,
    most_votes: int = 500,
    picture: Picture = drawn,
) -> Step:
    """Let an opened town live one step."""
    return Town(session, instance_dir, now, picture).live(now, pace, most_votes)
