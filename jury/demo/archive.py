"""The archive of the town: cases past their retention, of which only the ballots are left."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from jury.court import filing, fitting, policies, reviewing
from jury.court.record import OPERATOR, record
from jury.rules import grounds
from jury.rules.phases import Phase
from jury.rules.remedy import remedy
from jury.rules.stopping import rule_of
from jury.rules.words import Answer, Body, Category, Choice, Remedy, Side, Task, Why
from jury.store.base import Base
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.outcomes import Fit, Gold, Outcome, Review, Ruling
from jury.store.panels import Ballot, Hearing, Panel, Summons
from jury.store.people import Juror, MarketAccount

from . import closing
from .ballots import SEATS, ArchivedCase, archived_cases
from .packing import Row, insert_packed
from .residents import Residents

N_SHOPS, N_BUYERS = 60, 240
NEVER = timedelta(days=365 * 100)
GOODS: Mapping[Category, tuple[str, ...]] = {
    Category.IN_SALE: ("电热水壶", "双肩包", "Desk lamp", "蓝牙耳机"),
    Category.AFTER_SALE: ("羽绒服", "电饭煲", "Rain boots", "扫地机滤网", "Wall shelf"),
    Category.SECOND_HAND: ("二手单车", "Used e-reader", "旧款相机包"),
    Category.DIGITAL: ("网课兑换码", "Font licence", "游戏点卡"),
    Category.FOOD: ("车厘子 2斤", "冷冻水饺", "Coffee beans 500 g"),
}
TABLES: tuple[type[Base], ...] = (
    *(MarketAccount, Order, Case, Hearing, Panel, Summons, Ballot, Outcome),
    *(Review, Ruling, Gold),
)


def fill(session: Session, residents: Residents, rng: Random, now: datetime) -> int:
    """Take the archive in, all rows at once; answers how many cases it holds."""
    archive = _Archive(session, residents, rng, now)
    cases = archived_cases(list(residents.jurors.values()), rng)
    for case in cases:
        archive.take_in(case)
    for table in TABLES:
        insert_packed(session, table, archive.rows[table])
    session.execute(
        update(Juror),
        [{"person_id": juror, "n_ballots": n} for juror, n in archive.n_ballots.items()],
    )
    n_ballots = len(archive.rows[Ballot])
    record(session, "archive_imported", now, OPERATOR, cases=len(cases), ballots=n_ballots)
    session.flush()
    return len(cases)


class _Archive:
    """Rows to be, table by table."""

    def __init__(self, session: Session, residents: Residents, rng: Random, now: datetime) -> None:
        self.rng, self.now, self.staff = rng, now, residents.staff
        self.jurors = {juror.login: person for person, juror in residents.jurors.items()}
        self.policy = policies.current(session, now)
        self.fit: Fit = fitting.newest_fit(session, now - timedelta(days=370))
        self.n_ballots: Counter[UUID] = Counter()
        self.rows: dict[type[Base], list[Row]] = {table: [] for table in TABLES}
        self.shops = [self._account("shop", n) for n in range(N_SHOPS)]
        self.buyers = [self._account("buyer", n) for n in range(N_BUYERS)]

    def _add(self, table: type[Base], **row: Any) -> UUID:
        row.setdefault("id", uuid4())
        self.rows[table].append(row)
        return row["id"]

    def _account(self, what: str, n: int) -> UUID:
        return self._add(MarketAccount, ref=f"archived-{what}-{n:03}")

    def take_in(self, case: ArchivedCase) -> None:
        case_id, filed_at = self._case(case)
        heard_at = filed_at + timedelta(days=2)
        ruled_at = heard_at + timedelta(hours=40)
        hearing = self._add(
            Hearing, case_id=case_id, instance=1, body=Body.CROWD, opened_at=heard_at,
            closed_at=ruled_at,
        )  # fmt: skip
        if case.known_by == "gold":
            self._gold(case, case_id, ruled_at)
        else:
            case = closing.until_sure(case, self.fit, self.policy.policy)
            self._panel(case, hearing, heard_at, ruled_at)
        decided_at = ruled_at + timedelta(days=2)
        review = self._review(case, case_id, hearing, ruled_at, decided_at)
        by_staff = case.known_by == "staff"
        self._rule(case, case_id, hearing, review if by_staff else None, ruled_at, decided_at)

    def _case(self, case: ArchivedCase) -> tuple[UUID, datetime]:
        filed_at = self.now - timedelta(days=case.days_ago, minutes=self.rng.randrange(1440))
        amount = round(math.exp(self.rng.gauss(9.6, 0.9)))
        order = self._add(
            Order,
            ref=f"A{self.rng.randrange(10**15):015}",
            buyer_id=self.rng.choice(self.buyers),
            seller_id=self.rng.choice(self.shops),
            shop="",
            item=self.rng.choice(GOODS[case.category]),
            category=case.category,
            amount_minor=amount,
            placed_at=filed_at - timedelta(days=12),
            told_hash="0" * 64,
            told_at=filed_at,
        )
        case_id = self._add(
            Case,
            code=filing.fresh_code("C"),
            order_id=order,
            claimant=Side.BUYER,
            phase=Phase.CLOSED,
            body=Body.CROWD,
            language=case.language,
            category=case.category,
            asks=Remedy.REFUND,
            asked_minor=amount,
            policy_id=self.policy.id,
            filed_at=filed_at,
            ended_at=filed_at + timedelta(days=14),
            is_archived=True,
            texts_erased_at=self.now,
        )
        return case_id, filed_at

    def _gold(self, case: ArchivedCase, case_id: UUID, since: datetime) -> None:
        first, second = self.rng.sample(self.staff, 2)
        self.rows[Gold].append(
            {
                "case_id": case_id,
                "state": "active",
                "side": case.truth,
                "lesson": "",
                "proposed_by": first.id,
                "proposed_at": since + timedelta(days=1),
                "second_by": second.id,
                "second_at": since + timedelta(days=2),
            }
        )
        opened_at = since + timedelta(days=2)
        hearing = self._add(
            Hearing, case_id=case_id, instance=0, body=Body.CROWD, opened_at=opened_at
        )
        panel = self._add(
            Panel, hearing_id=hearing, is_gold=True, seats=len(case.calls),
            n_open=0,
            quorum=self.policy.policy.quorum, opened_at=opened_at, closes_at=opened_at + NEVER,
        )  # fmt: skip
        self._calls(case, panel, opened_at)

    def _panel(
        self, case: ArchivedCase, hearing: UUID, opened_at: datetime, closed_at: datetime
    ) -> None:
        n_unable = sum(call.choice is Choice.CANNOT_JUDGE for call in case.calls)
        rule = rule_of(self.policy.policy)
        panel = self._add(
            Panel,
            hearing_id=hearing,
            seats=SEATS + n_unable,
            n_open=SEATS + n_unable,
            quorum=self.policy.policy.quorum,
            opened_at=opened_at,
            closes_at=opened_at + timedelta(hours=48),
            closed_at=closed_at,
            fit_id=self.fit.id,
            stopping=rule.name,
            family=rule.family,
            sure_posterior=rule.closing,
        )
        self._calls(case, panel, opened_at)
        is_open = case.known_by == "staff"
        self.rows[Outcome].append(
            {
                "panel_id": panel,
                "side": None if is_open else _majority(case),
                "why": Why.BORDERLINE if is_open else None,
                "posterior_buyer": closing.posterior(case, self.fit),
                "score": closing.score(case, self.fit, self.policy.policy),
                "path": closing.path(case, self.fit, self.policy.policy),
                "in_sample": case.in_sample,
                "n_buyer": case.votes_for(Side.BUYER),
                "n_seller": case.votes_for(Side.SELLER),
                "n_cannot_judge": n_unable,
                "fit_id": self.fit.id,
                "at": closed_at,
            }
        )

    def _calls(self, case: ArchivedCase, panel: UUID, opened_at: datetime) -> None:
        seat = 1
        for call in case.calls:
            juror = self.jurors[call.juror.login]
            answered_at = opened_at + timedelta(minutes=self.rng.randint(20, 1300))
            looked_at = answered_at - timedelta(seconds=call.seconds)
            if call.choice is None:
                answered_at = opened_at + timedelta(hours=24)
            summons = self._add(
                Summons,
                panel_id=panel,
                juror_id=juror,
                seat=seat,
                left=self.rng.choice(list(Side)),
                called_at=opened_at,
                opened_at=looked_at if call.choice else None,
                lapses_at=opened_at + timedelta(hours=24),
                answer=Answer.VOTED if call.choice else Answer.LAPSED,
                answered_at=answered_at,
            )
            if call.choice:
                seat += 1
                self.n_ballots[juror] += 1
                self.rows[Ballot].append(
                    {
                        "summons_id": summons,
                        "choice": call.choice,
                        "reasons": list(call.reasons),
                        "text_hash": self.rng.randbytes(32).hex(),
                        "cast_at": answered_at,
                    }
                )

    def _review(
        self,
        case: ArchivedCase,
        case_id: UUID,
        hearing: UUID,
        opened_at: datetime,
        decided_at: datetime,
    ) -> UUID | None:
        if case.known_by not in ("staff", "audit"):
            return None
        agent = self.rng.choice(self.staff).id
        decision = reviewing.decision_for(_majority(case), case.truth)
        is_audit = case.known_by == "audit"
        return self._add(
            Review,
            case_id=case_id,
            hearing_id=hearing,
            task=Task.AUDIT if is_audit else Task.ESCALATION,
            why=None if is_audit else Why.BORDERLINE,
            opened_at=opened_at,
            due_at=opened_at + timedelta(days=6),
            view_side=case.truth,
            viewed_at=decided_at,
            viewed_by=agent,
            decision=decision,
            side=case.truth,
            code=self.rng.choice(grounds.codes(decision)),
            decided_by=agent,
            decided_at=decided_at,
        )

    def _rule(
        self,
        case: ArchivedCase,
        case_id: UUID,
        hearing: UUID,
        review: UUID | None,
        ruled_at: datetime,
        decided_at: datetime,
    ) -> None:
        side = case.truth if review else _majority(case)
        made_at = decided_at if review else ruled_at
        asked = self.rows[Case][-1]["asked_minor"]
        ordered = remedy(side, Remedy.REFUND, asked, asked, self.policy.book.base)
        self._add(
            Ruling,
            case_id=case_id,
            hearing_id=hearing,
            side=side,
            body=Body.STAFF if review else Body.CROWD,
            review_id=review,
            remedy=ordered.remedy,
            amount_minor=ordered.refund_minor,
            made_at=made_at,
            appeal_ends_at=made_at + timedelta(days=7),
        )


def _majority(case: ArchivedCase) -> Side:
    sides: Sequence[Side] = list(Side)
    return max(sides, key=case.votes_for)
