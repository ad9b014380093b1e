"""Channels: what was tried to reach somebody, and what they want to hear

A deadline that nobody heard of is unfair, so each attempt and each failure is
kept, a letter has a channel, an address that fails is known to fail, and who
cannot be reached in writing is telephoned. Letters given up before this were
seen by nobody; they count as followed up, or old cases would ring today. New
columns have defaults: the release before this one goes on writing beside it.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

CHANNELS = "channel IN ('mail', 'im')"
UNHEARD = "(state = 'failed' OR bounced_at IS NOT NULL) AND followed_up_at IS NULL"
MOMENT = sa.DateTime(timezone=True)
SIDES = ("buyer", "seller")
STATES = ("open", "reached", "unreached", "seen_to")
OUTCOMES = ("reached", "not_reached", "wrong_number", "seen_to")


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("person", sa.Column("im", sa.String(120), nullable=False, server_default=""))
    _give_letters_channels()
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("is_ok", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name="fk_attempt_letter_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_letter_id", "attempt", ["letter_id"])
    op.create_table(
        "failing_address",
        sa.Column("channel", sa.String(4), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("because", sa.String(10), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.CheckConstraint(CHANNELS, name="ck_failing_address_known_channel"),
        sa.CheckConstraint(
            "because IN ('failed', 'bounced')", name="ck_failing_address_known_because"
        ),
        sa.PrimaryKeyConstraint("channel", "address", name="pk_failing_address"),
    )
    op.create_table(
        "switched_off",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(4), nullable=False),
        sa.CheckConstraint(CHANNELS, name="ck_switched_off_known_channel"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_switched_off_person_id"),
        sa.PrimaryKeyConstraint("person_id", "kinds", "channel", name="pk_switched_off"),
    )
    _make_calls()


def _give_letters_channels() -> None:
    op.add_column(
        "letter", sa.Column("channel", sa.String(4), nullable=False, server_default="mail")
    )
    op.add_column("letter", sa.Column("bounced_at", MOMENT))
    op.add_column("letter", sa.Column("followed_up_at", MOMENT))
    op.execute("UPDATE letter SET followed_up_at = next_try_at WHERE state = 'failed'")
    op.drop_constraint("uq_letter_notice_id", "letter", type_="unique")
    op.create_unique_constraint("uq_letter_notice_id_channel", "letter", ["notice_id", "channel"])
    op.drop_constraint("ck_letter_known_state", "letter", type_="check")
    op.create_check_constraint(
        "ck_letter_known_state", "letter", "state IN ('owed', 'sent', 'failed', 'declined')"
    )
    op.create_check_constraint("ck_letter_known_channel", "letter", CHANNELS)
    op.create_check_constraint(
        "ck_letter_sent_before_bounced", "letter", "bounced_at IS NULL OR state = 'sent'"
    )
    op.create_index(
        "ix_letter_unheard", "letter", ["next_try_at"], postgresql_where=sa.text(UNHEARD)
    )
    op.create_index("ix_letter_to", "letter", ["to"])


def _make_calls() -> None:
    op.create_table(
        "call",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("side", _words(SIDES, "side"), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", _words(STATES, "callstate"), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claim_expires_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (claim_expires_at IS NULL)", name="ck_call_claimed_for_a_while"
        ),
        sa.CheckConstraint(
            "claimed_by IS NULL OR state = 'open'", name="ck_call_claimed_while_open"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_call_case_id"),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name="fk_call_notice_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["claimed_by"], ["person.id"], name="fk_call_claimed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
    )
    op.create_index("ix_call_case_id", "call", ["case_id"])
    op.create_index("ix_call_notice_id", "call", ["notice_id"])
    op.create_index("ix_call_waiting", "call", ["state", "due_at"])
    op.create_index(
        "uq_call_open",
        "call",
        ["case_id", "side"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "call_try",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("outcome", _words(OUTCOMES, "calloutcome"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_call_try_call_id"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_call_try_by"),
        sa.PrimaryKeyConstraint("id", name="pk_call_try"),
    )
    op.create_index("ix_call_try_call_id", "call_try", ["call_id"])


def downgrade() -> None:
    for table in ("call_try", "call", "switched_off", "failing_address", "attempt"):
        op.drop_table(table)
    op.execute("DELETE FROM letter WHERE channel = 'im' OR state = 'declined'")
    op.drop_index("ix_letter_to", "letter")
    op.drop_index("ix_letter_unheard", "letter")
    op.drop_constraint("ck_letter_sent_before_bounced", "letter", type_="check")
    op.drop_constraint("ck_letter_known_channel", "letter", type_="check")
    op.drop_constraint("ck_letter_known_state", "letter", type_="check")
    op.create_check_constraint(
        "ck_letter_known_state", "letter", "state IN ('owed', 'sent', 'failed')"
    )
    op.drop_constraint("uq_letter_notice_id_channel", "letter", type_="unique")
    op.create_unique_constraint("uq_letter_notice_id", "letter", ["notice_id"])
    for column in ("channel", "bounced_at", "followed_up_at"):
        op.drop_column("letter", column)
    op.drop_column("person", "im")
