"""Terms by category and amount; the calendar as an admin corrects it

One set of terms does not fit a tea cup and a camera, and the list of working
days comes late and changes. A version withdrawn before it starts is a row of
its own, for versions themselves are never changed. Cases filed before fell
into no band: their terms are the base.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    bands = postgresql.JSONB(astext_type=sa.Text())
    op.add_column(
        "policy", sa.Column("bands", bands, nullable=False, server_default=sa.text("'[]'"))
    )
    op.add_column(
        "case", sa.Column("band", sa.SmallInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.create_check_constraint("ck_case_band_or_base", "case", "band >= 0")
    op.create_table(
        "policy_withdrawal",
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name="fk_policy_withdrawal_policy_id"
        ),
        sa.PrimaryKeyConstraint("policy_id", name="pk_policy_withdrawal"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("country", "day", name="pk_calendar_day"),
    )
    op.create_table(
        "calendar_year",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("country", "year", name="pk_calendar_year"),
    )


def downgrade() -> None:
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    op.drop_table("policy_withdrawal")
    op.drop_constraint("ck_case_band_or_base", "case", type_="check")
    op.drop_column("case", "band")
    op.drop_column("policy", "bands")
