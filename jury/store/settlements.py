"""What parties settled for: given freely before a ruling, so that nothing stands on record."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from jury.rules.words import Remedy, Side

from .base import Model, words


class Settlement(Model):
    """What ended a case without a ruling: one a case, whoever was first."""

    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount_not_negative"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    by: Mapped[Side] = mapped_column(words(Side))
    remedy: Mapped[Remedy] = mapped_column(words(Remedy))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
