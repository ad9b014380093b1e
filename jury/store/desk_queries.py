"""Questions the staff desk asks: what waits for release, and what may become gold."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from jury.rules.phases import Phase
from jury.rules.words import Decision

from . import appeals
from .cases import Case
from .desk import Proposal, ReadyText
from .desk_queue import open_reviews
from .outcomes import Gold, GoldDispute, Review
from .panels import Hearing, LeakReport, Panel, Summons
from .people import Person

DECIDED = (Phase.RULED, Phase.EXECUTING, Phase.CLOSED)
FOR_RELEASE = (Phase.REDACTING, Phase.PAUSED)


def _waits_for_release() -> ColumnElement[bool]:
    """Cases whose texts wait for staff; also those heard while staff look at a report."""
    reported = exists().where(
        Hearing.case_id == Case.id,
        Panel.hearing_id == Hearing.id,
        ~Panel.is_gold,
        Summons.panel_id == Panel.id,
        LeakReport.summons_id == Summons.id,
        LeakReport.resolved_at.is_(None),
    )
    is_heard = and_(Case.phase == Phase.HEARING, reported)
    return and_(or_(Case.phase.in_(FOR_RELEASE), is_heard), Case.is_archived.is_(False))


def waits_for_release(session: Session, case: Case) -> bool:
    return bool(session.scalar(select(Case.id).where(Case.id == case.id, _waits_for_release())))


def for_release(session: Session) -> Sequence[Case]:
    """Cases whose texts wait for staff, the paused first, then the longest waiting."""
    waiting = select(Case).where(_waits_for_release())
    first = waiting.order_by((Case.phase == Phase.PAUSED).desc(), Case.filed_at, Case.id)
    return session.scalars(first.options(joinedload(Case.order))).all()


def open_reports(
    session: Session, case_id: UUID | None = None
) -> dict[UUID, list[tuple[LeakReport, bool]]]:
    """Jurors' reports of personal data that wait, by case, each with whether it is on gold."""
    waiting = (
        select(Hearing.case_id, LeakReport, Panel.is_gold)
        .join(Summons, Summons.id == LeakReport.summons_id)
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Hearing, Hearing.id == Panel.hearing_id)
        .where(LeakReport.resolved_at.is_(None))
        .order_by(LeakReport.made_at)
    )
    if case_id:
        waiting = waiting.where(Hearing.case_id == case_id)
    found: dict[UUID, list[tuple[LeakReport, bool]]] = {}
    for of_case, report, is_gold in session.execute(waiting):
        found.setdefault(of_case, []).append((report, is_gold))
    return found


def golds(session: Session, state: str) -> Sequence[Gold]:
    """Gold cases in this state, the latest first."""
    found = select(Gold).where(Gold.state == state).order_by(Gold.proposed_at.desc())
    return session.scalars(found.options(joinedload(Gold.case))).all()


def open_disputes(session: Session, case_id: UUID | None = None) -> Sequence[GoldDispute]:
    """What jurors say against gold cases and nobody has answered yet."""
    waiting = select(GoldDispute).where(GoldDispute.resolved_at.is_(None))
    if case_id:
        waiting = waiting.where(GoldDispute.case_id == case_id)
    with_case = joinedload(GoldDispute.gold).joinedload(Gold.case)
    return session.scalars(waiting.order_by(GoldDispute.made_at).options(with_case)).all()


def proposable(session: Session, most: int) -> Sequence[Case]:
    """Decided cases, the latest first, that were never proposed and whose texts are kept."""
    known = exists().where(Gold.case_id == Case.id)
    decided = select(Case).where(
        Case.phase.in_(DECIDED), Case.texts_erased_at.is_(None), Case.is_archived.is_(False), ~known
    )
    latest = decided.order_by(Case.filed_at.desc(), Case.id).limit(most)
    return session.scalars(latest.options(joinedload(Case.order))).all()


def ready_texts(
    session: Session, language: str | None = None, decisions: Iterable[Decision] = Decision
) -> Sequence[ReadyText]:
    """Texts kept ready for these decisions, by decision and title."""
    kept = select(ReadyText).where(
        ReadyText.retired_at.is_(None), ReadyText.decision.in_(list(decisions))
    )
    if language:
        kept = kept.where(ReadyText.language == language)
    ordered = kept.order_by(ReadyText.language, ReadyText.decision, ReadyText.title)
    return session.scalars(ordered.options(joinedload(ReadyText.author))).all()


def proposals(session: Session, review: Review) -> Sequence[Proposal]:
    """Decisions on the review that needed a second person, the latest first."""
    of_review = select(Proposal).where(Proposal.review_id == review.id)
    both = (joinedload(Proposal.proposer), joinedload(Proposal.second))
    return session.scalars(of_review.order_by(Proposal.proposed_at.desc()).options(*both)).all()


def colleagues(session: Session, but: Person) -> Sequence[Person]:
    """Everybody else on the staff, by name."""
    on_staff = select(Person).where(Person.is_staff, Person.left_at.is_(None), Person.id != but.id)
    return session.scalars(on_staff.order_by(Person.name, Person.id)).all()


def waiting_counts(session: Session, agent: Person) -> tuple[int, int, int]:
    """How much waits in each room: reviews, cases to release, and gold to settle."""
    shown = open_reviews().where(appeals.is_for(agent))
    reviews = shown.with_only_columns(func.count()).scalar_subquery()
    release = select(func.count()).select_from(Case).where(_waits_for_release())
    proposals = select(func.count()).where(Gold.state == "proposed", Gold.proposed_by != agent.id)
    disputes = select(func.count()).where(GoldDispute.resolved_at.is_(None))
    gold = proposals.scalar_subquery() + disputes.scalar_subquery()
    n_reviews, n_release, n_gold = session.execute(
        select(reviews, release.scalar_subquery(), gold)
    ).one()
    return n_reviews, n_release, n_gold
