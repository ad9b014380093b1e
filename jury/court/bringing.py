"""What a side brings to a hearing: whether there is anything, and that it is handed in."""

import re
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jury.rules.words import Side
from jury.store.cases import Case, Exhibit, Passage, Statement
from jury.store.panels import Draw, Hearing

from .record import record, salted

NONCE = re.compile("[0-9a-f]{32}")


def has_brought(session: Session, case: Case, side: Side, instance: int = 1) -> bool:
    """Whether the side has saved any evidence: time that ends takes it as handed in."""
    texts = exists().where(
        Passage.case_id == case.id,
        Passage.side == side,
        Passage.instance == instance,
        Passage.kind != "appeal",
    )
    pictures = exists().where(
        Exhibit.case_id == case.id, Exhibit.side == side, Exhibit.instance == instance
    )
    return bool(session.scalar(select(texts | pictures)))


def close_statement(
    session: Session,
    case: Case,
    side: Side,
    nonce: str | None,
    now: datetime,
    by: str,
    instance: int = 1,
) -> None:
    """What the side brought to this hearing is handed in. The case is locked by the caller."""
    statement = case.statement_of(side, instance)
    if statement is None:
        statement = Statement(case=case, side=side, instance=instance, saved_at=now)
        session.add(statement)
    statement.handed_in_at = now
    add_nonce(session, case, statement, nonce)
    passages = session.scalars(
        select(Passage).where(
            Passage.case_id == case.id, Passage.side == side, Passage.instance == instance
        )
    )
    hashes = sorted(salted(passage.raw, passage.salt) for passage in passages)
    of_side = [e for e in case.exhibits if e.side is side and e.instance == instance]
    record(
        session,
        "statement_handed_in",
        now,
        by,
        case,
        side=side,
        instance=instance,
        texts=hashes,
        exhibits=sorted(exhibit.sha256 for exhibit in of_side),
        nonce=statement.nonce,
    )
    session.flush()


def add_nonce(session: Session, case: Case, statement: Statement, nonce: str | None) -> None:
    """The side's share in the draw of the statement's hearing, until the seed is revealed."""
    if nonce is None or not NONCE.fullmatch(nonce):
        return
    of_case = select(Draw).join(Hearing).where(Hearing.case_id == case.id)
    draw = session.scalar(of_case.where(Hearing.instance == statement.instance))
    statement.nonce = nonce
    if draw and draw.revealed_at is None:
        name = "r_claimant" if statement.side is case.claimant else "r_respondent"
        setattr(draw, name, nonce)
