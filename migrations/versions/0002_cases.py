"""Cases with their terms, statements, passages, exhibits and deadlines

A case keeps the policy it was filed under; deadlines are rows, so that no timer
can be lost with a process.

Revision ID: 0002
Revises: 0001
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

FIRST_TERMS = {
    "seats": 17,
    "quorum": 9,
    "threshold": 0.95,
    "voting_hours": 48,
    "summons_hours": 24,
    "reminder_hours": 4,
    "max_open_summonses": 5,
    "unclear_share": 1 / 3,
    "newcomer_share": 0.4,
    "stratum_share": 1 / 3,
    "newcomer_ballots": 10,
    "traded_days": 365,
    "sat_before_days": 30,
    "evidence_hours": 72,
    "answer_hours": 24,
    "crowd_max_minor": 500_000,
    "gold_share": 0.1,
    "audit_share": 0.05,
    "staff_working_days": 4,
    "claim_minutes": 30,
    "appeal_days": 7,
    "retention_days": 365,
    "quiz_cases": 5,
    "quiz_pass": 4,
    "quiz_wait_hours": 24,
    "account_days": 180,
    "completed_orders": 10,
}


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    policy = op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy"),
    )
    op.bulk_insert(
        policy,
        [
            {
                "terms": FIRST_TERMS,
                "starts_at": datetime(2026, 1, 1, tzinfo=UTC),
                "reason": "The terms the court opened with.",
            }
        ],
    )
    op.create_table(
        "case",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "claimant",
            words("side", "buyer", "seller"),
            nullable=False,
        ),
        sa.Column(
            "phase",
            words(
                "phase",
                "evidence",
                "answering",
                "redacting",
                "hearing",
                "paused",
                "escalated",
                "ruled",
                "appealed",
                "executing",
                "closed",
                "settled",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column(
            "body",
            words("body", "crowd", "staff"),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "category",
            words("category", "in_sale", "after_sale", "second_hand", "digital", "food"),
            nullable=False,
        ),
        sa.Column(
            "asks",
            words(
                "remedy",
                "refund",
                "return_and_refund",
                "refund_without_return",
                "partial_refund",
                "no_refund",
            ),
            nullable=False,
        ),
        sa.Column("asked_minor", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("placeholders", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("texts_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_leaf", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (phase IN ('closed', 'settled', 'withdrawn'))",
            name="ck_case_ended_iff_over",
        ),
        sa.CheckConstraint("language IN ('zh', 'en')", name="ck_case_known_language"),
        sa.CheckConstraint("asked_minor >= 0", name="ck_case_asked_not_negative"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_case_order_id"),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name="fk_case_policy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("code", name="uq_case_code"),
    )
    op.create_index("ix_case_filed_at", "case", ["filed_at"], unique=False)
    op.create_index("ix_case_order_id", "case", ["order_id"], unique=False)
    op.create_index("ix_case_phase", "case", ["phase"], unique=False)
    op.create_index(
        "uq_case_live_order",
        "case",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND NOT is_archived"),
    )
    op.create_table(
        "statement",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            words("side", "buyer", "seller"),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column(
            "asks",
            words(
                "remedy",
                "refund",
                "return_and_refund",
                "refund_without_return",
                "partial_refund",
                "no_refund",
            ),
            nullable=True,
        ),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_statement_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
        sa.UniqueConstraint("case_id", "side", name="uq_statement_case_id_side"),
    )
    op.create_table(
        "exhibit",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            words("side", "buyer", "seller"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.String(length=10), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "shown IN ('undecided', 'show', 'withhold')", name="ck_exhibit_known_shown"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_exhibit_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_exhibit"),
    )
    op.create_index("ix_exhibit_case_id", "exhibit", ["case_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            words("side", "buyer", "seller"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("redacted", sa.Text(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("covers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("uncovers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'caption') = (exhibit_id IS NOT NULL)",
            name="ck_passage_captions_exhibit",
        ),
        sa.CheckConstraint(
            "kind IN ('story', 'wish', 'chat', 'caption')", name="ck_passage_known_kind"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_passage_case_id"),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name="fk_passage_exhibit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
        sa.UniqueConstraint(
            "case_id",
            "side",
            "kind",
            "exhibit_id",
            name="uq_passage_case_id_side_kind_exhibit_id",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_passage_exhibit_id", "passage", ["exhibit_id"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            words(
                "due",
                "evidence_ends",
                "answer_ends",
                "summons_reminder",
                "summons_lapses",
                "panel_look",
                "panel_closes",
                "claim_expires",
                "appeal_window_ends",
                "texts_expire",
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_deadline_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline"),
        sa.UniqueConstraint(
            "case_id",
            "kind",
            "subject",
            name="uq_deadline_case_id_kind_subject",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_deadline_due",
        "deadline",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("deadline")
    op.drop_table("passage")
    op.drop_table("exhibit")
    op.drop_table("statement")
    op.drop_table("case")
    op.drop_table("policy")
