"""A case of which there is everything that a page could show, each kind of words known."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import hearing
from jury.rules.asking import Way
from jury.rules.words import Because, Side
from jury.store.cases import Case
from jury.store.desk import StoodAside
from jury.store.outcomes import Gold, GoldDispute
from jury.store.panels import Summons
from jury.store.people import Person
from tests.appeal_makers import add_picture
from tests.channel_makers import make_call
from tests.desk_makers import LATER, make_question
from tests.factories import T0, make_case, make_escalation, make_policy, make_staff

RAW, TOLD, ASKED, NUMBER = "rawwords", "toldwords", "askedwords", "13800138111"
SECRETS = (RAW, TOLD, ASKED, NUMBER)
INVOLVED = ("buyer", "seller", "juror", "aside")


def make_everything(session: Session) -> tuple[Case, dict[str, Any]]:
    """The case, and what an address may name of it: review, question, call, dispute, summons."""
    review = make_escalation(session)
    case = review.case
    for passage in case.passages:
        passage.raw, passage.redacted = f"{RAW} of {passage.side}", f"{TOLD} of {passage.side}"
    for side in Side:
        case.order.account_of(side).phone = NUMBER
    asked = f"On which day, {ASKED}?"
    question = make_question(session, review, make_staff(session), way=Way.PHONE, text=asked)
    review.claimed_by = review.claim_expires_at = None
    call = make_call(session, case=case)
    summons = session.scalars(select(Summons).where(Summons.panel_id == case.hearings[0].panel.id))
    first = summons.first()
    gold = Gold(
        case=case, state="active", side=Side.BUYER, lesson="Look.", proposed_at=T0,
        proposed_by=make_staff(session).id, second_by=make_staff(session).id, second_at=T0,
    )  # fmt: skip
    session.add(gold)
    session.flush()
    dispute = GoldDispute(summons_id=first.id, case_id=case.id, text="It is wrong.", made_at=T0)
    session.add(dispute)
    session.commit()
    return case, {
        "case_id": case.id, "ref": case.order.ref, "review_id": review.id, "instance": 1,
        "question_id": question.id, "call_id": call.id, "dispute_id": dispute.id,
        "summons_id": first.id,
    }  # fmt: skip


def make_draft(session: Session, side: Side) -> tuple[Case, dict[str, Any]]:
    """A case just filed for which the side has saved everything and handed in nothing."""
    make_policy(session)
    case = make_case(session)
    words = {kind: f"{RAW} as {kind}" for kind in hearing.KINDS}
    hearing.save_statement(session, case, side, words, None, None, T0)
    picture = add_picture(session, case, side, T0)
    picture.caption.raw, picture.caption.redacted = f"{RAW} below it", f"{TOLD} below it"
    session.commit()
    known = {"case_id": case.id, "ref": case.order.ref, "exhibit_id": picture.id, "instance": 1}
    return case, known


def make_involved(session: Session, case: Case, how: str) -> Person:
    """Somebody on the staff, an admin, too, who has to do with the case."""
    if how == "aside":
        person = make_staff(session)
        why = Because.KNOWS_PARTY
        session.add(StoodAside(case_id=case.id, person_id=person.id, because=why, at=LATER))
    elif how == "juror":
        panel = case.hearings[0].panel
        called = select(Summons).where(Summons.panel_id == panel.id).order_by(Summons.seat.desc())
        person = session.scalars(called).first().juror.person
    else:
        person = case.person_on(Side(how))
    person.is_staff = person.is_senior = person.is_admin = True
    session.commit()
    return person


def addresses(app: Flask, under: tuple[str, ...], known: dict[str, Any]) -> Iterator[tuple]:
    """Each way and address below these that names something of the case, with its method."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(under) and rule.arguments and rule.arguments <= known.keys():
            with app.test_request_context():
                url = app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, url
