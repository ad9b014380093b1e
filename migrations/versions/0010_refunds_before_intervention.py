"""What comes before intervention, and what ends a case without a ruling

A dispute exists only after a refund was refused or not answered; when that was
decides when the court may be asked. What parties settle for may differ from what
was asked, so it is kept; and a review that a settlement overtook is no longer open.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

REMEDIES = (
    "refund", "return_and_refund", "refund_without_return", "partial_refund", "no_refund",
)  # fmt: skip


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _refunds()
    op.create_table(
        "settlement",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("by", words("side", "buyer", "seller"), nullable=False),
        sa.Column("remedy", words("remedy", *REMEDIES), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name="ck_settlement_amount_not_negative"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_settlement_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_settlement"),
    )
    op.add_column("review", sa.Column("overtaken_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        "ck_review_overtaken_or_decided", "review", "overtaken_at IS NULL OR decided_at IS NULL"
    )
    op.execute(STEPS_TOLD)
    op.execute(REQUESTS_OPEN)
    op.execute(SETTLED)
    op.execute(OVERTAKEN)
    op.execute(
        "CREATE TRIGGER refund_step_is_append_only BEFORE UPDATE OR DELETE ON refund_step "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
    )
    op.execute(
        "CREATE TRIGGER refund_step_is_never_emptied BEFORE TRUNCATE ON refund_step "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()"
    )


def _refunds() -> None:
    op.create_table(
        "refund_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "what",
            words("refundstep", "applied", "refused", "granted", "withdrawn"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=True),
        sa.Column("asks", words("remedy", *REMEDIES), nullable=True),
        sa.Column("asked_minor", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('order', 'marketplace', 'party')", name="ck_refund_step_known_source"
        ),
        sa.CheckConstraint(
            "(source = 'marketplace') = (event_id IS NOT NULL)", name="ck_refund_step_event_named"
        ),
        sa.CheckConstraint("asked_minor >= 0", name="ck_refund_step_asked_not_negative"),
        sa.CheckConstraint(
            "(asks IS NULL) = (asked_minor IS NULL)", name="ck_refund_step_asks_whole"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_refund_step_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refund_step"),
        sa.UniqueConstraint("event_id", name="uq_refund_step_event_id"),
    )
    op.create_index("ix_refund_step_order_id", "refund_step", ["order_id"])
    op.create_table(
        "refund_reason",
        sa.Column("step_id", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["refund_step.id"], name="fk_refund_reason_step_id"),
        sa.PrimaryKeyConstraint("step_id", name="pk_refund_reason"),
    )
    op.create_table(
        "refund_request",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "told_at IS NULL OR opens_at IS NOT NULL", name="ck_refund_request_told_of_an_opening"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_refund_request_order_id"),
        sa.PrimaryKeyConstraint("order_id", name="pk_refund_request"),
    )
    op.create_index(
        "ix_refund_request_untold",
        "refund_request",
        ["opens_at"],
        postgresql_where=sa.text("told_at IS NULL AND opens_at IS NOT NULL"),
    )


# The orders told so far say among their milestones when a refund was asked for and refused.
STEPS_TOLD = """
INSERT INTO refund_step (order_id, what, at, source, told_at)
SELECT orders.id, replace(step->>'what', 'refund_', ''), (step->>'at')::timestamptz, 'order',
       orders.told_at
FROM orders, jsonb_array_elements(orders.milestones) AS step
WHERE step->>'what' IN ('refund_applied', 'refund_refused')
ORDER BY orders.told_at, (step->>'at')::timestamptz
"""
# Whoever could ask before need not be told now that they may.
REQUESTS_OPEN = """
INSERT INTO refund_request (order_id, opens_at, told_at)
SELECT order_id, min(at) + interval '72 hours',
       CASE WHEN min(at) + interval '72 hours' <= now() THEN now() END
FROM refund_step WHERE what = 'applied' GROUP BY order_id
"""
# Until now the respondent could only agree to exactly what was asked for.
SETTLED = """
INSERT INTO settlement (case_id, by, remedy, amount_minor, made_at)
SELECT id, CASE claimant WHEN 'buyer' THEN 'seller' ELSE 'buyer' END, asks,
       CASE asks WHEN 'no_refund' THEN 0 ELSE asked_minor END, ended_at
FROM "case" WHERE phase = 'settled'
"""
OVERTAKEN = """
UPDATE review SET overtaken_at = "case".ended_at FROM "case"
WHERE "case".id = review.case_id AND "case".phase IN ('settled', 'withdrawn')
  AND review.decided_at IS NULL
"""


def downgrade() -> None:
    op.drop_constraint("ck_review_overtaken_or_decided", "review", type_="check")
    op.drop_column("review", "overtaken_at")
    for table in ("settlement", "refund_request", "refund_reason", "refund_step"):
        op.drop_table(table)
