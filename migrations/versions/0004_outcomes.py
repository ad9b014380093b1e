"""What panels found, staff reviews, rulings and gold cases

One open review to a case and task, and one ruling in force to a case, are promises
of the database and not of the code alone.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "outcome",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            words("side", "buyer", "seller"),
            nullable=True,
        ),
        sa.Column(
            "why",
            words(
                "why",
                "borderline",
                "quorum",
                "against_raw",
                "unclear",
                "leak",
                "roll_too_thin",
                "policy",
            ),
            nullable=True,
        ),
        sa.Column("posterior_buyer", sa.Double(), nullable=False),
        sa.Column("n_buyer", sa.Integer(), nullable=False),
        sa.Column("n_seller", sa.Integer(), nullable=False),
        sa.Column("n_cannot_judge", sa.Integer(), nullable=False),
        sa.Column("closed_early", sa.Boolean(), nullable=False),
        sa.Column("fit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(side IS NULL) <> (why IS NULL)", name="ck_outcome_verdict_or_escalation"
        ),
        sa.CheckConstraint(
            "posterior_buyer BETWEEN 0 AND 1",
            name="ck_outcome_posterior_is_probability",
        ),
        sa.ForeignKeyConstraint(["fit_id"], ["fit.id"], name="fk_outcome_fit_id"),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name="fk_outcome_panel_id"),
        sa.PrimaryKeyConstraint("panel_id", name="pk_outcome"),
    )
    op.create_table(
        "review",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("hearing_id", sa.Uuid(), nullable=True),
        sa.Column(
            "task",
            words("task", "escalation", "audit", "gold"),
            nullable=False,
        ),
        sa.Column(
            "why",
            words(
                "why",
                "borderline",
                "quorum",
                "against_raw",
                "unclear",
                "leak",
                "roll_too_thin",
                "policy",
            ),
            nullable=True,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claim_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "view_side",
            words("view_side", "buyer", "seller"),
            nullable=True,
        ),
        sa.Column("view_reason", sa.Text(), nullable=True),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "decision",
            words("decision", "uphold", "override", "decide"),
            nullable=True,
        ),
        sa.Column(
            "side",
            words("side", "buyer", "seller"),
            nullable=True,
        ),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (claim_expires_at IS NULL)",
            name="ck_review_claims_expire",
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (side IS NULL)",
            name="ck_review_decided_whole",
        ),
        sa.CheckConstraint(
            "(view_side IS NULL) = (viewed_at IS NULL)",
            name="ck_review_viewed_with_side",
        ),
        sa.CheckConstraint(
            "decided_at IS NULL OR viewed_at IS NOT NULL", name="ck_review_looked_first"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_review_case_id"),
        sa.ForeignKeyConstraint(["claimed_by"], ["person.id"], name="fk_review_claimed_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_review_decided_by"),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name="fk_review_hearing_id"),
        sa.ForeignKeyConstraint(["viewed_by"], ["person.id"], name="fk_review_viewed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_case_id", "review", ["case_id"], unique=False)
    op.create_index("ix_review_claimed_by", "review", ["claimed_by"], unique=False)
    op.create_index("ix_review_due_at", "review", ["due_at"], unique=False)
    op.create_index(
        "uq_review_open",
        "review",
        ["case_id", "task"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "ruling",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("hearing_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            words("side", "buyer", "seller"),
            nullable=False,
        ),
        sa.Column(
            "body",
            words("body", "crowd", "staff"),
            nullable=False,
        ),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column(
            "remedy",
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
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(body = 'staff') = (review_id IS NOT NULL)",
            name="ck_ruling_staff_reviewed",
        ),
        sa.CheckConstraint("amount_minor >= 0", name="ck_ruling_amount_not_negative"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_ruling_case_id"),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name="fk_ruling_hearing_id"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_ruling_review_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ruling"),
    )
    op.create_index(
        "uq_ruling_in_force",
        "ruling",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "gold",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column(
            "side",
            words("side", "buyer", "seller"),
            nullable=False,
        ),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'voided') = (voided_at IS NOT NULL)", name="ck_gold_voided_dated"
        ),
        sa.CheckConstraint("state <> 'active' OR second_by IS NOT NULL", name="ck_gold_two_agree"),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'refused', 'voided')",
            name="ck_gold_known_state",
        ),
        sa.CheckConstraint("second_by <> proposed_by", name="ck_gold_two_people"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_gold_case_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name="fk_gold_proposed_by"),
        sa.ForeignKeyConstraint(["second_by"], ["person.id"], name="fk_gold_second_by"),
        sa.ForeignKeyConstraint(["voided_by"], ["person.id"], name="fk_gold_voided_by"),
        sa.PrimaryKeyConstraint("case_id", name="pk_gold"),
    )
    op.create_table(
        "gold_dispute",
        sa.Column("summons_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("outcome IN ('kept', 'voided')", name="ck_gold_dispute_known_outcome"),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (outcome IS NULL)",
            name="ck_gold_dispute_resolved_with_outcome",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["gold.case_id"], name="fk_gold_dispute_case_id"),
        sa.ForeignKeyConstraint(["resolved_by"], ["person.id"], name="fk_gold_dispute_resolved_by"),
        sa.ForeignKeyConstraint(["summons_id"], ["summons.id"], name="fk_gold_dispute_summons_id"),
        sa.PrimaryKeyConstraint("id", name="pk_gold_dispute"),
        sa.UniqueConstraint("summons_id", name="uq_gold_dispute_summons_id"),
    )
    op.create_index("ix_gold_dispute_case_id", "gold_dispute", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("gold_dispute")
    op.drop_table("gold")
    op.drop_table("ruling")
    op.drop_table("review")
    op.drop_table("outcome")
