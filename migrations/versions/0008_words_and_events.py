"""The words of the whole law, and events for the marketplace

Deadlines after a ruling and appeals to senior staff need words that the check
constraints did not know. What the marketplace is told is owed in the same
transaction as its cause, so it is a row.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

DUE = (
    "evidence_ends", "answer_ends", "summons_reminder", "summons_lapses", "panel_look",
    "panel_closes", "claim_expires", "appeal_window_ends", "texts_expire",
)  # fmt: skip
DUE_NOW = (
    "evidence_ends", "answer_ends", "summons_reminder", "summons_lapses", "panel_look",
    "panel_closes", "claim_expires", "appeal_window_ends", "appeal_answer_ends", "comply_reminder",
    "comply_ends", "return_ends", "receipt_ends", "payment_overdue", "question_ends",
    "texts_expire",
)  # fmt: skip
WHY = ("borderline", "quorum", "against_raw", "unclear", "leak", "roll_too_thin", "policy")
WHY_NOW = (*WHY, "appeal")


def _limit(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def upgrade() -> None:
    _limit("deadline", "kind", "due", DUE_NOW)
    _limit("review", "why", "why", WHY_NOW)
    _limit("outcome", "why", "why", WHY_NOW)
    op.create_table(
        "event",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('owed', 'sent', 'failed', 'recalled')", name="ck_event_known_state"
        ),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="ck_event_sent_dated"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_event_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_case_id", "event", ["case_id"])
    op.create_index(
        "ix_event_owed", "event", ["next_try_at"], postgresql_where=sa.text("state = 'owed'")
    )


def downgrade() -> None:
    op.drop_table("event")
    op.execute("DELETE FROM deadline WHERE kind NOT IN " + str(DUE))
    op.execute("UPDATE review SET why = 'policy' WHERE why = 'appeal'")
    op.execute("UPDATE outcome SET why = 'quorum' WHERE why = 'appeal'")
    _limit("deadline", "kind", "due", DUE)
    _limit("review", "why", "why", WHY)
    _limit("outcome", "why", "why", WHY)
