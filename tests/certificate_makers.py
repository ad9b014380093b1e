"""Makers of audited panels, and of certificates that follow from them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import assuring, deciding, reviewing
from jury.rules.words import Side
from jury.store.cases import PolicyVersion
from jury.store.outcomes import ErrorCertificate, Outcome, Review
from jury.store.panels import Panel
from jury.store.people import Person

from .factories import T0, make_panel, make_policy, make_staff, seated, vote

CERTIFYING = {
    "seats": 5,
    "quorum": 3,
    "alpha": 0.40,
    "delta": 0.40,
    "audit_share": 1.0,
    "sure_posterior": 1.0,
    "max_open_summonses": 1_000,
}
NEEDED = 2  # audits without an error that prove 40 % at 60 %
HOUR = timedelta(hours=1)


def certifying_policy(session: Session, **terms: object) -> PolicyVersion:
    """Terms under which two sound audits make a certificate."""
    return make_policy(session, **CERTIFYING | terms)


def make_closed(
    session: Session, policy: PolicyVersion, choices: str = "bbbbb", now: datetime = T0
) -> Panel:
    """A panel of that policy whose jurors voted so, an hour later closed."""
    panel = make_panel(session, now, policy=policy)
    words = {"b": "buyer", "s": "seller", "c": "cannot_judge"}
    for summons, choice in zip(seated(session, panel), choices, strict=False):
        vote(session, summons, words[choice], now)
    deciding.close_panel(session, panel.hearing.case, panel, now + HOUR)
    return panel


def answer(
    session: Session, panel: Panel, side: Side = Side.BUYER, now: datetime = T0 + 2 * HOUR
) -> Review:
    """What staff found blind about the panel's case, whatever brought it to them."""
    agent: Person = make_staff(session, is_senior=True)
    of_panel = select(Review).where(Review.hearing_id == panel.hearing_id)
    review = session.scalars(of_panel).one()
    reviewing.claim(session, review, agent, now)
    reviewing.record_view(session, review, side, "As I see it.", agent, now)
    lean = reviewing.lean_of(reviewing.outcome_of(session, review))
    decision = reviewing.decision_for(lean, side)
    words = "What the evidence shows, in twenty characters or more."
    reviewing.decide(session, review, decision, side, "evidence_supports", words, agent, now)
    return review


def outcome_of(session: Session, panel: Panel) -> Outcome:
    return session.get_one(Outcome, panel.id)


def make_certificate(
    session: Session, policy: PolicyVersion, n: int = NEEDED, wrong: int = 0
) -> ErrorCertificate:
    """The certificate that n audits of unanimous panels make, some of them of wrong verdicts."""
    for k in range(n):
        panel = make_closed(session, policy)
        answer(session, panel, Side.SELLER if k < wrong else Side.BUYER)
    (made,) = assuring.assure(session, T0 + 3 * HOUR)
    return made
