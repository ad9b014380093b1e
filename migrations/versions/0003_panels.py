"""The roll, the draw, panels, summonses and ballots

A hearing owns the panel, so that an appeal is a second hearing. The partial unique
index on live summonses is what makes an over-filled panel impossible under any race.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "epoch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("n_buys", sa.Integer(), nullable=False),
        sa.Column("n_newcomers", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_epoch"),
    )
    op.create_table(
        "roll_slot",
        sa.Column("epoch_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column("alias", sa.String(length=64), nullable=False),
        sa.Column(
            "stratum",
            words("stratum", "buys", "sells"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["epoch_id"], ["epoch.id"], name="fk_roll_slot_epoch_id"),
        sa.ForeignKeyConstraint(["juror_id"], ["juror.person_id"], name="fk_roll_slot_juror_id"),
        sa.PrimaryKeyConstraint("epoch_id", "slot", name="pk_roll_slot"),
        sa.UniqueConstraint("epoch_id", "juror_id", name="uq_roll_slot_epoch_id_juror_id"),
    )
    op.create_table(
        "fit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_cases", sa.Integer(), nullable=False),
        sa.Column("n_ballots", sa.Integer(), nullable=False),
        sa.Column("n_truths", sa.Integer(), nullable=False),
        sa.Column("model", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fit"),
    )
    op.create_table(
        "fit_juror",
        sa.Column("fit_id", sa.Integer(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column("right_for_buyer", sa.Double(), nullable=False),
        sa.Column("right_for_seller", sa.Double(), nullable=False),
        sa.Column("n_buyer", sa.Double(), nullable=False),
        sa.Column("n_seller", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["fit_id"], ["fit.id"], name="fk_fit_juror_fit_id"),
        sa.ForeignKeyConstraint(["juror_id"], ["juror.person_id"], name="fk_fit_juror_juror_id"),
        sa.PrimaryKeyConstraint("fit_id", "juror_id", name="pk_fit_juror"),
    )
    op.create_table(
        "hearing",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column(
            "body",
            words("body", "crowd", "staff"),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_hearing_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hearing"),
        sa.UniqueConstraint("case_id", "instance", name="uq_hearing_case_id_instance"),
    )
    op.create_table(
        "draw",
        sa.Column("hearing_id", sa.Uuid(), nullable=False),
        sa.Column("epoch_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("r_claimant", sa.String(length=32), nullable=True),
        sa.Column("r_respondent", sa.String(length=32), nullable=True),
        sa.Column("beacon", sa.String(length=128), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_counter", sa.Integer(), nullable=False),
        sa.Column("quotas_hold", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(seed IS NULL) = (revealed_at IS NULL)", name="ck_draw_revealed_with_seed"
        ),
        sa.ForeignKeyConstraint(["epoch_id"], ["epoch.id"], name="fk_draw_epoch_id"),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name="fk_draw_hearing_id"),
        sa.PrimaryKeyConstraint("hearing_id", name="pk_draw"),
    )
    op.create_table(
        "draw_step",
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("counter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'skipped') = (code IS NOT NULL)",
            name="ck_draw_step_skipped_with_code",
        ),
        sa.CheckConstraint(
            "outcome IN ('called', 'skipped', 'repeat', 'rejected')",
            name="ck_draw_step_known_outcome",
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.hearing_id"], name="fk_draw_step_draw_id"),
        sa.PrimaryKeyConstraint("draw_id", "counter", name="pk_draw_step"),
    )
    op.create_table(
        "panel",
        sa.Column("hearing_id", sa.Uuid(), nullable=False),
        sa.Column("is_gold", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fit_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["fit_id"], ["fit.id"], name="fk_panel_fit_id"),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name="fk_panel_hearing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_panel"),
        sa.UniqueConstraint("hearing_id", name="uq_panel_hearing_id"),
    )
    op.create_table(
        "summons",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=True),
        sa.Column(
            "left",
            words("side", "buyer", "seller"),
            nullable=False,
        ),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            words("answer", "awaited", "voted", "recused", "lapsed", "released"),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recused_because", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'awaited') = (answered_at IS NULL)",
            name="ck_summons_dated_iff_answered",
        ),
        sa.ForeignKeyConstraint(["juror_id"], ["juror.person_id"], name="fk_summons_juror_id"),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name="fk_summons_panel_id"),
        sa.PrimaryKeyConstraint("id", name="pk_summons"),
        sa.UniqueConstraint("panel_id", "juror_id", name="uq_summons_panel_id_juror_id"),
    )
    op.create_index("ix_summons_juror_answer", "summons", ["juror_id", "answer"], unique=False)
    op.create_index(
        "uq_summons_live_seat",
        "summons",
        ["panel_id", "seat"],
        unique=True,
        postgresql_where=sa.text("answer IN ('awaited', 'voted')"),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("summons_id", sa.Uuid(), nullable=False),
        sa.Column(
            "choice",
            words("choice", "buyer", "seller", "cannot_judge"),
            nullable=False,
        ),
        sa.Column("reasons", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["summons_id"], ["summons.id"], name="fk_ballot_summons_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot"),
        sa.UniqueConstraint("summons_id", name="uq_ballot_summons_id"),
    )
    op.create_table(
        "ballot_text",
        sa.Column("ballot_id", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("redacted", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name="fk_ballot_text_ballot_id"),
        sa.PrimaryKeyConstraint("ballot_id", name="pk_ballot_text"),
    )
    op.create_table(
        "leak_report",
        sa.Column("summons_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["resolved_by"], ["person.id"], name="fk_leak_report_resolved_by"),
        sa.ForeignKeyConstraint(["summons_id"], ["summons.id"], name="fk_leak_report_summons_id"),
        sa.PrimaryKeyConstraint("id", name="pk_leak_report"),
    )
    op.create_index("ix_leak_report_summons_id", "leak_report", ["summons_id"], unique=False)


def downgrade() -> None:
    op.drop_table("leak_report")
    op.drop_table("ballot_text")
    op.drop_table("ballot")
    op.drop_table("summons")
    op.drop_table("panel")
    op.drop_table("draw_step")
    op.drop_table("draw")
    op.drop_table("hearing")
    op.drop_table("fit_juror")
    op.drop_table("fit")
    op.drop_table("roll_slot")
    op.drop_table("epoch")
