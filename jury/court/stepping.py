"""Take a step of carrying out: a dated row, an entry, and whoever it concerns is told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from jury.rules.execution import Step
from jury.rules.words import Side
from jury.store.cases import Case
from jury.store.executions import ExecutionStep

from .notices import owe
from .record import CLOCK, record

TELLS: dict[Step, tuple[Side, ...]] = {
    Step.RETURN_DUE: (Side.BUYER, Side.SELLER),
    Step.SENT_BACK: (Side.SELLER,),
    Step.RECEIVED: (Side.BUYER,),
    Step.RETURN_LAPSED: (Side.BUYER, Side.SELLER),
    Step.REFUND_DUE: (Side.SELLER,),
    Step.REMINDED: (Side.SELLER,),
    Step.PAY_FORCED: (Side.BUYER, Side.SELLER),
    Step.PAID: (Side.BUYER, Side.SELLER),
    Step.PAY_REFUSED: (Side.SELLER,),
    Step.DEDUCTED: (Side.SELLER,),
    Step.SHORT: (Side.BUYER, Side.SELLER),
    Step.REVERSED: (Side.BUYER, Side.SELLER),
    Step.PAID_BACK: (Side.BUYER, Side.SELLER),
    Step.BACK_REFUSED: (Side.BUYER, Side.SELLER),
    Step.GIVE_BACK_DUE: (Side.BUYER, Side.SELLER),
    Step.GIVEN_BACK: (Side.BUYER,),
    Step.GOT_BACK: (Side.SELLER,),
    Step.ITEM_KEPT: (Side.BUYER, Side.SELLER),
}


def take(
    session: Session,
    case: Case,
    ruling_id: UUID | None,
    step: Step,
    now: datetime,
    amount_minor: int | None = None,
    by: str = CLOCK,
    ends: datetime | None = None,
) -> ExecutionStep:
    """The step is taken. The case is locked by the caller; ``ends`` is told to whom it binds."""
    taken = ExecutionStep(
        case_id=case.id,
        ruling_id=ruling_id,
        step=step,
        at=now,
        amount_minor=amount_minor,
    )
    session.add(taken)
    session.flush()
    record(session, step, now, by, case, ruling=ruling_id, amount_minor=amount_minor)
    _tell(session, case, taken, ends)
    return taken


def _tell(session: Session, case: Case, taken: ExecutionStep, ends: datetime | None) -> None:
    for side in TELLS.get(taken.step, ()):
        owe(
            session,
            case.person_on(side),
            f"{taken.step}_{side}" if taken.step in BY_SIDE else taken.step.value,
            taken.at,
            case=case,
            path=f"/cases/{case.id}",
            amount_minor=taken.amount_minor or 0,
            currency=case.order.currency,
            **({"ends": ends} if ends else {}),
        )


BY_SIDE = frozenset(
    {Step.RETURN_DUE, Step.SHORT, Step.BACK_REFUSED, Step.GIVE_BACK_DUE, Step.ITEM_KEPT}
)  # differing words
