"""Who is called: the frozen roll, the draw, the panel, its summonses and ballots."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules import codes
from jury.rules.decide import Bar, bar
from jury.rules.policy import Policy
from jury.rules.words import Answer, Body, Choice, Side, Stratum

from .base import Keyed, Model, words
from .cases import Case
from .people import Juror

if TYPE_CHECKING:
    from .outcomes import ErrorCertificate


class Epoch(Model):
    """One frozen roll: its length and the Merkle root of its lines.

    What the quotas need to know of the roll is counted once, here.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
    n_buys: Mapped[int]
    n_newcomers: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime]


class RollSlot(Model):
    """A numbered place on a roll."""

    __table_args__ = (UniqueConstraint("epoch_id", "juror_id"),)

    epoch_id: Mapped[int] = mapped_column(ForeignKey("epoch.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("juror.person_id"))
    alias: Mapped[str] = mapped_column(String(64))
    stratum: Mapped[Stratum] = mapped_column(words(Stratum))

    juror: Mapped[Juror] = relationship()


class Hearing(Keyed, Model):
    """One instance of a case; an appeal is the next one.

    ``evidence`` is the instance whose evidence is the newest this one saw: two
    hearings of a case with the same number saw the same.
    """

    __table_args__ = (UniqueConstraint("case_id", "instance"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    instance: Mapped[int] = mapped_column(default=1)
    evidence: Mapped[int] = mapped_column(default=1)
    body: Mapped[Body] = mapped_column(words(Body))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="hearings")
    draw: Mapped["Draw | None"] = relationship(back_populates="hearing")
    panel: Mapped["Panel | None"] = relationship(back_populates="hearing")

    @property
    def is_appeal(self) -> bool:
        return self.instance > 1


class Draw(Model):
    """What fixes a panel: committed at filing, revealed when the evidence is frozen."""

    __table_args__ = (
        CheckConstraint("(seed IS NULL) = (revealed_at IS NULL)", name="revealed_with_seed"),
    )

    hearing_id: Mapped[UUID] = mapped_column(ForeignKey("hearing.id"), primary_key=True)
    epoch_id: Mapped[int] = mapped_column(ForeignKey("epoch.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    r_claimant: Mapped[str | None] = mapped_column(String(32))
    r_respondent: Mapped[str | None] = mapped_column(String(32))
    beacon: Mapped[str | None] = mapped_column(String(128))
    seed: Mapped[str | None] = mapped_column(String(64))
    committed_at: Mapped[datetime]
    revealed_at: Mapped[datetime | None]
    next_counter: Mapped[int] = mapped_column(default=0)
    quotas_hold: Mapped[bool] = mapped_column(default=True)

    hearing: Mapped[Hearing] = relationship(back_populates="draw")
    epoch: Mapped[Epoch] = relationship()
    steps: Mapped[list["DrawStep"]] = relationship(order_by="DrawStep.counter")


class DrawStep(Model):
    """What the draw did at one count: called a slot, or passed it over and why."""

    __table_args__ = (
        CheckConstraint(
            "outcome IN ('called', 'skipped', 'repeat', 'rejected')",
            name="known_outcome",
        ),
        CheckConstraint("(outcome = 'skipped') = (code IS NOT NULL)", name="skipped_with_code"),
    )

    draw_id: Mapped[UUID] = mapped_column(ForeignKey("draw.hearing_id"), primary_key=True)
    counter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(10))
    code: Mapped[str | None] = mapped_column(String(20))
    seat: Mapped[int | None]
    at: Mapped[datetime]


class Panel(Keyed, Model):
    """The jurors of one hearing. ``seats`` grows by one for each "cannot judge".

    ``n_open`` of them are open to be called to; the others wait for a later wave.

    ``stopping`` names the rule it closes by, which is its ``family`` with the posterior that
    it closes at; panels of an older court have the name alone. ``looks`` is what the law saw
    each time it looked and did not close it.

    A gold panel has no draw and never closes: whoever is called to it is
    being measured, and must not be able to tell.
    """

    __table_args__ = (
        CheckConstraint("(family IS NULL) = (sure_posterior IS NULL)", name="rule_is_whole"),
    )

    hearing_id: Mapped[UUID] = mapped_column(ForeignKey("hearing.id"), unique=True)
    is_gold: Mapped[bool] = mapped_column(default=False)
    seats: Mapped[int]
    n_open: Mapped[int]
    quorum: Mapped[int]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    fit_id: Mapped[int | None] = mapped_column(ForeignKey("fit.id"))
    stopping: Mapped[str | None] = mapped_column(String(16))
    family: Mapped[str | None] = mapped_column(String(16), index=True)
    sure_posterior: Mapped[float | None]
    looks: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("error_certificate.id"))

    hearing: Mapped[Hearing] = relationship(back_populates="panel")
    certificate: Mapped["ErrorCertificate | None"] = relationship()
    summonses: Mapped[list["Summons"]] = relationship(
        back_populates="panel", order_by="Summons.called_at"
    )

    @property
    def terms(self) -> Policy:
        """The case's terms with the panel's own quorum and the posterior at which it closes.

        The one grows when a case is heard again; the other is stricter without a certificate.
        """
        policy = self.hearing.case.policy
        sure = policy.sure_posterior if self.sure_posterior is None else self.sure_posterior
        return replace(policy, quorum=self.quorum, sure_posterior=sure)

    @property
    def bar(self) -> Bar:
        """What a verdict of this panel has to pass."""
        return bar(self.terms, self.certified)

    @property
    def certified(self) -> float | None:
        """The threshold of the certificate it was drawn under; None without one."""
        return self.certificate.threshold if self.certificate else None


class Summons(Keyed, Model):
    """A seat on a panel, offered to one juror until it lapses.

    Never deleted: a recusal or a lapse is a fact of the draw, and anyone who
    recomputes the draw from its seed needs to find it here. A gold one names
    the draw ``beside`` whose own it went out.
    """

    __table_args__ = (
        UniqueConstraint("panel_id", "juror_id"),
        Index(
            "uq_summons_live_seat",
            "panel_id",
            "seat",
            unique=True,
            postgresql_where=text("answer IN ('awaited', 'voted')"),
        ),
        Index("ix_summons_juror_answer", "juror_id", "answer"),
        CheckConstraint("(answer = 'awaited') = (answered_at IS NULL)", name="dated_iff_answered"),
    )

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"))
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("juror.person_id"))
    seat: Mapped[int]
    counter: Mapped[int | None]
    left: Mapped[Side] = mapped_column(words(Side))
    called_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime]
    answer: Mapped[Answer] = mapped_column(words(Answer), default=Answer.AWAITED)
    answered_at: Mapped[datetime | None]
    recused_because: Mapped[str | None] = mapped_column(String(40))
    beside_id: Mapped[UUID | None] = mapped_column(ForeignKey("draw.hearing_id"), index=True)

    panel: Mapped[Panel] = relationship(back_populates="summonses")
    beside: Mapped[Draw | None] = relationship()
    juror: Mapped[Juror] = relationship()
    ballot: Mapped["Ballot | None"] = relationship(back_populates="summons")

    @property
    def case(self) -> Case:
        return self.panel.hearing.case

    @property
    def code(self) -> str:
        """What its juror's pages call the case: its own code would be known again by others."""
        return codes.derived("S", self.id)


class Ballot(Model):
    """What a juror cast. Written once: the application's role may not change it."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    summons_id: Mapped[UUID] = mapped_column(ForeignKey("summons.id"), unique=True)
    choice: Mapped[Choice] = mapped_column(words(Choice))
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    text_hash: Mapped[str] = mapped_column(String(64))
    cast_at: Mapped[datetime]

    summons: Mapped[Summons] = relationship(back_populates="ballot")
    words: Mapped["BallotText | None"] = relationship()


class BallotText(Model):
    """A juror's own words, apart from the ballot so that they can be erased."""

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    redacted: Mapped[str] = mapped_column(Text, default="")


class LeakReport(Keyed, Model):
    """A juror saw personal data: staff have to look, and until then the case may stand still."""

    __table_args__ = (
        CheckConstraint("(resolved_at IS NULL) = (was_founded IS NULL)", name="answered_whole"),
    )

    summons_id: Mapped[UUID] = mapped_column(ForeignKey("summons.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    stops_case: Mapped[bool] = mapped_column(default=True)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    was_founded: Mapped[bool | None]

    summons: Mapped[Summons] = relationship()
