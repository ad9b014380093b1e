"""What somebody on the staff looks for: by case code, order, or the code on a juror's pages.

Nobody finds a case of their own by the code of a summons or an order: a juror
must not learn by it which case they judge. Where a case with an open review stands
is told by the queue alone, for what a panel said must not show before the blind look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, union
from sqlalchemy.orm import Session, joinedload

from jury.rules import codes

from . import desk_rules
from .cases import Case
from .involved import own_cases
from .orders import Order
from .outcomes import Review, still_open
from .panels import Hearing, Panel, Summons
from .people import Person

MOST = 20


@dataclass(frozen=True)
class Sought:
    """What was typed, and the cases that a juror's pages call so."""

    words: str
    called: frozenset[UUID] = frozenset()

    @property
    def code(self) -> str:
        return codes.as_written(self.words)

    @property
    def is_named(self) -> ColumnElement[bool]:
        """Whether it names the case's order, or one of its summonses."""
        of_order = Case.order_id.in_(select(Order.id).where(Order.ref == self.words))
        return or_(of_order, Case.id.in_(self.called))


def read(session: Session, typed: str) -> Sought:
    """What the words name.

    The codes of summonses are kept nowhere: each is made anew, of cases that keep their texts.
    """
    sought = Sought(typed.strip())
    is_summons = (
        len(sought.code) == len(codes.derived("S", UUID(int=0))) and sought.code[:2] == "S-"
    )
    if not is_summons:
        return sought
    pairs = select(Summons.id, Hearing.case_id).join(Summons.panel).join(Panel.hearing)
    kept = pairs.join(Hearing.case).where(Case.texts_erased_at.is_(None), ~Case.is_archived)
    rows = session.execute(kept.execution_options(yield_per=10_000))
    named = (case_id for summons_id, case_id in rows if _is_code(sought.code, summons_id))
    return Sought(sought.words, frozenset(named))


def _is_code(code: str, summons_id: UUID) -> bool:
    return codes.derived("S", summons_id) == code


def fits(agent: Person, sought: Sought) -> ColumnElement[bool]:
    """Open reviews of the cases that are sought; a part of a case's code is enough."""
    by_code = Case.code.contains(sought.code, autoescape=True)
    return or_(by_code, and_(sought.is_named, desk_rules.is_uninvolved(agent)))


def elsewhere(session: Session, agent: Person, sought: Sought) -> Sequence[Case]:
    """Cases that are sought and have no open review, the latest first.

    Those that the agent is a party of, was called to judge, or stepped aside from are left out.
    """
    if not sought.words:
        return []
    on_desk = select(Review.case_id).where(still_open())
    found = select(Case).where(
        or_(Case.code == sought.code, sought.is_named),
        Case.is_archived.is_(False),
        Case.id.not_in(on_desk),
        Case.id.not_in(union(*own_cases(agent))),
    )
    latest = found.order_by(Case.filed_at.desc(), Case.id).limit(MOST)
    return session.scalars(latest.options(joinedload(Case.order))).all()
