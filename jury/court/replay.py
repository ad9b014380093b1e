"""Replay: recorded votes of real people, put through the court's own functions."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import grounds, reasons
from jury.rules.older_terms import BEFORE_CERTIFICATES
from jury.rules.policy import Policy
from jury.rules.words import Body, Category, Choice, Remedy, Side, Stratum
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.outcomes import Outcome, Review
from jury.store.panels import Panel, Summons
from jury.store.people import Juror, MarketAccount, Person

from . import (
    auditing,
    deciding,
    empanelling,
    filing,
    fitting,
    golding,
    hearing,
    policies,
    refunding,
    releasing,
    reviewing,
    rolling,
    seconding,
    voting,
)
from .locks import lock
from .record import OPERATOR
from .recorded import RecordedCase, read

START = datetime(2026, 1, 5, tzinfo=UTC)
STEP = timedelta(hours=1)
WAITED = timedelta(days=4)  # since the refund was asked for
REFIT_EVERY = 25
SIDES = fitting.SIDES
NO_LIMITS = {
    "stratum_share": 0.0,
    "newcomer_share": 1.0,
    "sat_before_days": 0,
    "traded_days": 0,
    "max_open_summonses": 1_000_000_000,
    "gold_share": 0.0,
    "audit_share": 0.0,
    **BEFORE_CERTIFICATES,  # everybody who voted is called and heard, and the gate is 0.95
    "fallback_posterior": 0.95,
}


@dataclass
class Report:
    """What the court made of recorded votes; accuracies are None where nothing was decided."""

    cases: int = 0
    ballots: int = 0
    decided_share: float = 0.0
    decided_accuracy: float | None = None
    majority_accuracy: float | None = None
    majority_accuracy_on_decided: float | None = None
    escalated: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class _Found:
    """What came of one case: the court's side (None: escalated), and how right each way was."""

    case: RecordedCase
    outcome: Outcome

    @property
    def is_decided(self) -> bool:
        return self.outcome.side is not None

    @property
    def is_right(self) -> bool:
        return self.outcome.side is SIDES[self.case.truth]


def run(
    session: Session,
    votes: Iterable[str],
    truth: Iterable[str],
    gold_share: float = 0.1,
    seed: int = 0,
    after_each: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Hear every task as a case, in the order of the file, in an otherwise empty court.

    A random share of the tasks is gold beforehand and not counted. The others
    are heard by all who voted on them; staff answer escalations with the
    truth. ``after_each(done, of)`` is where the caller commits. Refuses bad
    input by its line.
    """
    tasks = read(votes, truth)
    n_gold = round(gold_share * len(tasks))
    gold = set(random.Random(seed).sample(range(len(tasks)), n_gold))
    court = _Court(session, tasks)
    heard = [task for n, task in enumerate(tasks) if n not in gold]
    for done, n in enumerate(sorted(gold), start=1):
        court.make_gold(tasks[n])
        after_each(done, len(tasks))
    found = []
    for n, task in enumerate(heard):
        if n % REFIT_EVERY == 0:
            fitting.refit(session, court.tick())
        found.append(court.hear(task))
        after_each(n_gold + n + 1, len(tasks))
    return _report(found)


def _report(found: list[_Found]) -> Report:
    decided = [one for one in found if one.is_decided]
    why = Counter(one.outcome.why.value for one in found if one.outcome.why)
    return Report(
        cases=len(found),
        ballots=sum(one.outcome.n_buyer + one.outcome.n_seller for one in found),
        decided_share=len(decided) / len(found) if found else 0.0,
        decided_accuracy=_mean([one.is_right for one in decided]),
        majority_accuracy=_mean([one.case.majority for one in found]),
        majority_accuracy_on_decided=_mean([one.case.majority for one in decided]),
        escalated=dict(why.most_common()),
    )


def _mean(values: list[Any]) -> float | None:
    return sum(values) / len(values) if values else None


class _Court:
    """The people of a replay and its hand-wound clock."""

    def __init__(self, session: Session, tasks: list[RecordedCase]) -> None:
        self.session, self.now, self.seats = session, START, 0
        self.claimant = self._person("buyer")
        self.buyer = self._trader("buyer", self.claimant)
        self.seller = self._trader("seller", self._person("seller"))
        self.agents = [self._person(f"agent{n}", is_staff=True, is_senior=n == 2) for n in (1, 2)]
        workers = dict.fromkeys(worker for task in tasks for worker in task.votes)
        self.jurors = {worker: self._juror(n) for n, worker in enumerate(workers)}
        session.flush()

    def tick(self) -> datetime:
        self.now += STEP
        return self.now

    def _person(self, name: str, **named: Any) -> Person:
        person = Person(
            email=f"{name}@replay.invalid", name=name, locale="en", joined_at=START, **named
        )
        self.session.add(person)
        return person

    def _trader(self, name: str, person: Person) -> MarketAccount:
        account = MarketAccount(ref=name, person=person)
        self.session.add(account)
        return account

    def _juror(self, n: int) -> UUID:
        person = self._person(f"juror{n}")
        account = self._trader(f"juror{n}", person)
        self.session.flush()
        juror = Juror(
            person_id=person.id,
            account_id=account.id,
            code=f"J-{n:06}",
            stratum=Stratum.BUYS,
            languages=["en"],
            qualified_at=START,
        )
        self.session.add(juror)
        return juror.person_id

    def make_gold(self, task: RecordedCase) -> None:
        """Staff decide the case and agree that it is gold; then its recorded voters vote."""
        side, (first, second) = SIDES[task.truth], self.agents
        case = self._ready(task, Policy().crowd_max_minor + 1)
        self._staff_decide(case, side)
        case.body = Body.CROWD  # staff were only the way to a known answer; the crowd did vote
        gold = auditing.propose_gold(self.session, case, side, "Recorded truth.", first, self.now)
        auditing.second_gold(self.session, gold, side, second, self.now)
        lock(self.session, case)
        called = golding.summon(
            self.session,
            case,
            {self.jurors[worker]: Side.BUYER for worker in task.votes},
            self.now + STEP,
            self.now,
        )
        self._cast(task, called)
        self.tick()

    def hear(self, task: RecordedCase) -> _Found:
        """The case before all who voted on it."""
        self._adopt(len(task.votes))
        voters = [self.jurors[worker] for worker in task.votes]
        recorded = select(Juror).where(Juror.person_id.in_(voters))
        rolling.freeze(self.session, self.session.scalars(recorded), self.now)
        case = self._ready(task, 1)
        sitting = empanelling.crowd_hearing(self.session, case)
        panel = self.session.scalars(select(Panel).where(Panel.hearing_id == sitting.id)).one()
        called = self._all_called(case, panel, len(voters))
        self._cast(task, called)
        self.tick()
        outcome = deciding.close_panel(self.session, case, panel, self.now)
        if outcome.why:
            self._staff_decide(case, SIDES[task.truth])
        self.tick()
        return _Found(task, outcome)

    def _adopt(self, seats: int) -> None:
        """As many seats as voters, and a quorum of more than half of them."""
        if seats != self.seats:
            terms = NO_LIMITS | {"seats": seats, "quorum": seats // 2 + 1}
            policy = Policy.from_terms(terms)
            policies.adopt(self.session, policy, "Replay.", self.now, OPERATOR)
            self.seats = seats

    def _ready(self, task: RecordedCase, amount_minor: int) -> Case:
        """The task as a case: filed, told by both sides, and released by staff."""
        session, now = self.session, self.now
        order = Order(
            ref=task.task,
            buyer=self.buyer,
            seller=self.seller,
            shop="Replay",
            item=task.task,
            category=Category.IN_SALE,
            amount_minor=amount_minor,
            placed_at=START - WAITED,
            told_hash="",
            told_at=START,
        )
        session.add(order)
        session.flush()
        refunding.tell_milestones(session, order, [("refund_applied", START - WAITED)], START)
        case = filing.file_case(
            session, order, Side.BUYER, self.claimant, Remedy.REFUND, 0, "en", now
        )
        for side in Side:
            hearing.save_statement(session, case, side, {"story": "Recorded."}, None, None, now)
            hearing.hand_in(session, case, side, None, now)
        releasing.release(session, case, self.agents[0], now)
        return case

    def _all_called(self, case: Case, panel: Panel, n: int) -> list[Summons]:
        """Every recorded voter sits: the draw counts on till the last slot has come up."""
        called = _summonses(self.session, panel)
        while len(called) < n:
            empanelling.fill_seats(self.session, case, panel, self.now)
            called = _summonses(self.session, panel)
        return called

    def _cast(self, task: RecordedCase, called: list[Summons]) -> None:
        by_juror = {summons.juror_id: summons for summons in called}
        for worker, vote in task.votes.items():
            choice = Choice(SIDES[vote].value)
            ticked = reasons.codes(choice)[:1]
            summons = by_juror[self.jurors[worker]]
            voting.cast_ballot(self.session, summons, choice, ticked, "", self.now)

    def _staff_decide(self, case: Case, side: Side) -> None:
        session, agent, now = self.session, self.agents[0], self.now
        review = session.scalars(select(Review).where(Review.case_id == case.id)).one()
        reviewing.claim(session, review, agent, now)
        reviewing.record_view(session, review, side, "Recorded truth.", agent, now)
        lean = reviewing.lean_of(reviewing.outcome_of(session, review))
        decision = reviewing.decision_for(lean, side)
        code = grounds.FITTING[decision][0]
        text = "The recorded truth of this task."
        reviewing.decide(session, review, decision, side, code, text, agent, now)
        if review.decided_at is None:
            self._confirm(review, side)

    def _confirm(self, review: Review, side: Side) -> None:
        session, senior, now = self.session, self.agents[1], self.now
        reviewing.claim(session, review, senior, now)
        reviewing.record_view(session, review, side, "Recorded truth.", senior, now)
        seconding.confirm(session, review, senior, now)


def _summonses(session: Session, panel: Panel) -> list[Summons]:
    return list(session.scalars(select(Summons).where(Summons.panel_id == panel.id)))
