"""The roll: the jurors who may be drawn, frozen into numbered slots before any seed exists."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from jury.rules import merkle
from jury.rules.words import Stratum
from jury.store.panels import Epoch, RollSlot
from jury.store.people import Juror, Person

from . import policies
from .record import CLOCK, record


def freeze_roll(session: Session, now: datetime) -> Epoch:
    """Freeze everyone who may be drawn today: qualified, on duty, not suspended, still here."""
    qualified = (
        select(Juror)
        .join(Person, Person.id == Juror.person_id)
        .where(Juror.on_duty, Juror.suspended_at.is_(None), Person.left_at.is_(None))
    )
    return freeze(session, session.scalars(qualified), now)


def freeze(session: Session, jurors: Iterable[Juror], now: datetime) -> Epoch:
    """Freeze these jurors into a roll; its root is in the ledger before any draw can use it.

    Slots are in the order of the aliases, so that a slot's number says nothing of its juror.
    """
    key, least = secrets.token_bytes(32), policies.current(session, now).policy.newcomer_ballots
    named = sorted((merkle.alias(key, juror.person_id.int), juror) for juror in jurors)
    lines = (merkle.roll_line(n, alias, juror.stratum) for n, (alias, juror) in enumerate(named))
    epoch = Epoch(
        n=len(named),
        n_buys=sum(juror.stratum is Stratum.BUYS for _, juror in named),
        n_newcomers=sum(juror.n_ballots < least for _, juror in named),
        root=merkle.root(merkle.tree(lines)).hex(),
        key=key.hex(),
        frozen_at=now,
    )
    session.add(epoch)
    session.flush()
    slots = [
        {
            "epoch_id": epoch.id,
            "slot": slot,
            "juror_id": juror.person_id,
            "alias": alias,
            "stratum": juror.stratum,
        }
        for slot, (alias, juror) in enumerate(named)
    ]
    if slots:
        session.execute(insert(RollSlot), slots)
    record(session, "roll_frozen", now, CLOCK, epoch=epoch.id, n=epoch.n, root=epoch.root)
    session.flush()
    return epoch


def newest_epoch(session: Session) -> Epoch | None:
    """The newest roll already in the ledger."""
    return session.scalar(select(Epoch).order_by(Epoch.id.desc()).limit(1))


def lines_of(session: Session, epoch: Epoch) -> list[RollSlot]:
    """The roll, in the order of its slots: all of it, for proofs and for checking the root."""
    of_epoch = select(RollSlot).where(RollSlot.epoch_id == epoch.id)
    return list(session.scalars(of_epoch.order_by(RollSlot.slot)))


def tree_of(lines: Iterable[RollSlot]) -> merkle.Tree:
    return merkle.tree(merkle.roll_line(line.slot, line.alias, line.stratum) for line in lines)
