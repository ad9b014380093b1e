"""Appeals

One to a side, with its ground, so that nobody is heard twice for the same.
What is brought to a second hearing belongs to that hearing: statements, texts
and pictures say to which, and a hearing says whose evidence it saw, so that a
first panel is not measured by what only the second could know. A blind audit
of the first hearing may still wait when the second is audited too.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

GROUNDS = ("new_evidence", "was_partial", "not_shown", "no_notice", "unasked")
KINDS = "kind IN ('story', 'wish', 'chat', 'caption')"
KINDS_NOW = "kind IN ('story', 'wish', 'chat', 'caption', 'later', 'appeal')"
NUMBERED = (
    ("statement", "instance"),
    ("passage", "instance"),
    ("exhibit", "instance"),
    ("hearing", "evidence"),
)


def _words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    for table, column in NUMBERED:
        op.add_column(table, sa.Column(column, sa.Integer(), server_default="1", nullable=False))
        op.alter_column(table, column, server_default=None)
    op.drop_constraint("uq_statement_case_id_side", "statement", type_="unique")
    op.create_unique_constraint(
        "uq_statement_case_id_side_instance", "statement", ["case_id", "side", "instance"]
    )
    op.drop_constraint("uq_passage_case_id_side_kind_exhibit_id", "passage", type_="unique")
    op.create_unique_constraint(
        "uq_passage_of_side",
        "passage",
        ["case_id", "side", "kind", "exhibit_id", "instance"],
        postgresql_nulls_not_distinct=True,
    )
    op.drop_constraint("ck_passage_known_kind", "passage", type_="check")
    op.create_check_constraint("ck_passage_known_kind", "passage", KINDS_NOW)
    op.create_check_constraint(
        "ck_passage_later_than_first", "passage", "kind <> 'later' OR instance > 1"
    )
    op.create_index("ix_ruling_hearing_id", "ruling", ["hearing_id"])
    _limit_open_reviews("case_id", "task", "hearing_id")
    _create_appeal()


def _limit_open_reviews(*columns: str) -> None:
    """One open review a case, task and hearing: an index that is unique also without hearings."""
    op.drop_index("uq_review_open", table_name="review")
    op.create_index(
        "uq_review_open",
        "review",
        list(columns),
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
        postgresql_nulls_not_distinct=len(columns) > 2 or None,
    )


def _create_appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("side", _words("side", "buyer", "seller"), nullable=False),
        sa.Column("ground", _words("ground", *GROUNDS), nullable=True),
        sa.Column("ruling_id", sa.Uuid(), nullable=True),
        sa.Column("hearing_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(made_at IS NULL) = (hearing_id IS NULL) AND (made_at IS NULL) = (ruling_id IS NULL)",
            name="ck_appeal_made_whole",
        ),
        sa.CheckConstraint(
            "made_at IS NULL OR ground IS NOT NULL", name="ck_appeal_made_on_a_ground"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_appeal_case_id"),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name="fk_appeal_hearing_id"),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name="fk_appeal_ruling_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
        sa.UniqueConstraint("case_id", "side", name="uq_appeal_case_id_side"),
    )


def downgrade() -> None:
    op.drop_table("appeal")
    op.execute("DELETE FROM review AS one USING review AS other WHERE one.decided_at IS NULL"
               " AND other.decided_at IS NULL AND one.case_id = other.case_id"
               " AND one.task = other.task AND one.opened_at > other.opened_at")  # fmt: skip
    _limit_open_reviews("case_id", "task")
    op.drop_index("ix_ruling_hearing_id", table_name="ruling")
    op.execute("DELETE FROM passage WHERE instance > 1 OR kind = 'appeal'")
    op.execute("DELETE FROM exhibit WHERE instance > 1")
    op.execute("DELETE FROM statement WHERE instance > 1")
    op.drop_constraint("ck_passage_later_than_first", "passage", type_="check")
    op.drop_constraint("ck_passage_known_kind", "passage", type_="check")
    op.create_check_constraint("ck_passage_known_kind", "passage", KINDS)
    op.drop_constraint("uq_passage_of_side", "passage", type_="unique")
    op.create_unique_constraint(
        "uq_passage_case_id_side_kind_exhibit_id",
        "passage",
        ["case_id", "side", "kind", "exhibit_id"],
        postgresql_nulls_not_distinct=True,
    )
    op.drop_constraint("uq_statement_case_id_side_instance", "statement", type_="unique")
    op.create_unique_constraint("uq_statement_case_id_side", "statement", ["case_id", "side"])
    for table, column in NUMBERED:
        op.drop_column(table, column)
