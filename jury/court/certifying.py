"""The certificate of a hearing's draw, made from what the court has kept of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import certificate as law
from jury.rules import draw, merkle
from jury.rules.recusal import SkipCode, least_seats
from jury.rules.words import Answer
from jury.store.panels import Draw, DrawStep, Hearing, Panel, RollSlot, Summons

from . import rolling

GAVE_UP = {Answer.RECUSED: SkipCode.RECUSED, Answer.LAPSED: SkipCode.LAPSED}


def certificate(session: Session, hearing: Hearing) -> dict[str, Any]:
    """What the parties get to recompute the panel: jurors by their aliases, no reason for a skip.

    The hearing's seed has been revealed. Every proof needs the whole roll: O(roll).
    """
    kept = session.get_one(Draw, hearing.id)
    roll = {line.slot: line for line in rolling.lines_of(session, kept.epoch)}
    steps = session.scalars(
        select(DrawStep).where(DrawStep.draw_id == hearing.id).order_by(DrawStep.counter)
    ).all()
    seats, policy = hearing.panel.seats if hearing.panel else 0, hearing.case.policy
    return law.certificate(
        str(hearing.case_id),
        law.Epoch(str(kept.epoch_id), bytes.fromhex(kept.epoch.root), kept.epoch.n),
        law.Nonces(
            bytes.fromhex(kept.nonce),
            _bytes(kept.r_claimant),
            _bytes(kept.r_respondent),
            _bytes(kept.beacon),
        ),
        law.Quotas(kept.quotas_hold, seats - least_seats(seats, policy)),
        [_step(step) for step in steps],
        _lines(session, hearing, roll, steps),
    )


def _bytes(share: str | None) -> bytes | None:
    return bytes.fromhex(share) if share else None


def _step(step: DrawStep) -> draw.Step:
    code = SkipCode(step.code) if step.code else None
    return draw.Step(step.counter, step.slot, draw.Outcome(step.outcome), code)


def _lines(
    session: Session, hearing: Hearing, roll: dict[int, RollSlot], steps: Any
) -> dict[int, law.Line]:
    tree = rolling.tree_of(roll.values())
    called = select(Summons.counter, Summons.answer).join(Panel)
    gave_up = {
        counter: GAVE_UP[answer]
        for counter, answer in session.execute(called.where(Panel.hearing_id == hearing.id))
        if answer in GAVE_UP
    }
    lines = {}
    for step in steps:
        if step.slot is None or step.outcome == draw.Outcome.REPEAT:
            continue
        line = roll[step.slot]
        lines[step.counter] = law.Line(
            line.alias,
            line.stratum,
            merkle.proof(tree, step.slot),
            step.seat,
            gave_up.get(step.counter),
        )
    return lines
