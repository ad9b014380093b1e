"""The log of acts. Append-only: the application's role may insert and read, no more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Model


class Entry(Model):
    """One act, as canonical JSON. Personal data never goes in: ids and salted hashes only.

    ``previous`` is the leaf hash of the case's entry before this one, which
    chains the entries of a case; the case's row is locked by every act.
    """

    __table_args__ = (Index("ix_entry_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    act: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    body: Mapped[str] = mapped_column(Text)
    leaf_hash: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))


class Leaf(Model):
    """An entry's place in the sealed log."""

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
