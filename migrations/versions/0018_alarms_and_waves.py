"""An alarm that stops crowd rulings, refits that can be watched, and summonses in waves

When audits say that the court errs more than it promised, crowd rulings stop until two people
lift the alarm with a reason. Each of these is a row that stays. A fit asked for by hand is a
row too, so that its progress can be seen and two never run at once. A panel calls part of its
jurors first and the others only when they are needed; panels open today called everybody.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

MOMENT = sa.DateTime(timezone=True)
WHY = (
    "borderline", "quorum", "against_raw", "unclear", "leak", "roll_too_thin", "policy", "appeal",
)  # fmt: skip
DUE = (
    "evidence_ends", "answer_ends", "summons_reminder", "summons_lapses", "panel_look",
    "panel_closes", "claim_expires", "appeal_window_ends", "appeal_answer_ends", "comply_reminder",
    "comply_ends", "return_ends", "receipt_ends", "payment_overdue", "question_ends",
    "texts_expire", "give_back_ends", "given_back_ends",
)  # fmt: skip
UNKNOWN = "ARRAY['wave_margin', 'wave_seats', 'wave_hours']"
AS_BEFORE = f"""
UPDATE policy SET terms = terms - {UNKNOWN}, bands = (
  SELECT coalesce(jsonb_agg(jsonb_set(band, '{{terms}}', (band -> 'terms') - {UNKNOWN})), '[]')
  FROM jsonb_array_elements(bands) AS band
)
"""
ONLY_GROW = ("drift_alarm", "alarm_lift", "alarm_lifted")


def _limit(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def upgrade() -> None:
    _limit("review", "why", "why", (*WHY, "drift"))
    _limit("outcome", "why", "why", (*WHY, "drift"))
    _limit("deadline", "kind", "due", (*DUE, "next_wave"))
    _make_alarms()
    op.create_table(
        "refit_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("reached_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("fit_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('waiting', 'reading', 'fitting', 'keeping', 'certifying', 'done', 'failed')",
            name="ck_refit_run_known_stage",
        ),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (stage IN ('done', 'failed'))", name="ck_refit_run_ended_once"
        ),
        sa.CheckConstraint(
            "(stage = 'done') = (fit_id IS NOT NULL)", name="ck_refit_run_done_with_fit"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_refit_run_asked_by"),
        sa.ForeignKeyConstraint(["fit_id"], ["fit.id"], name="fk_refit_run_fit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refit_run"),
    )
    op.create_index(
        "uq_refit_run_open",
        "refit_run",
        ["ended_at"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.add_column("panel", sa.Column("n_open", sa.Integer(), nullable=True))
    op.execute("UPDATE panel SET n_open = seats")
    op.alter_column("panel", "n_open", nullable=False)
    op.create_check_constraint("ck_panel_open_seats_exist", "panel", "n_open <= seats")


def _make_alarms() -> None:
    op.create_table(
        "drift_alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("alpha", sa.Float(), nullable=False),
        sa.Column("delta", sa.Float(), nullable=False),
        sa.Column("audited", sa.Integer(), nullable=False),
        sa.Column("n_wrong", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["drift_alarm.id"], name="fk_drift_alarm_after_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drift_alarm"),
        sa.UniqueConstraint(
            "after_id", name="uq_drift_alarm_after_id", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_table(
        "alarm_lift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["drift_alarm.id"], name="fk_alarm_lift_alarm_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_alarm_lift_asked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_lift"),
    )
    op.create_index("ix_alarm_lift_alarm_id", "alarm_lift", ["alarm_id"])
    op.create_table(
        "alarm_lifted",
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        sa.Column("lift_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=False),
        sa.CheckConstraint("asked_by <> confirmed_by", name="ck_alarm_lifted_two_people"),
        sa.ForeignKeyConstraint(["alarm_id"], ["drift_alarm.id"], name="fk_alarm_lifted_alarm_id"),
        sa.ForeignKeyConstraint(["lift_id"], ["alarm_lift.id"], name="fk_alarm_lifted_lift_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_alarm_lifted_asked_by"),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name="fk_alarm_lifted_confirmed_by"
        ),
        sa.PrimaryKeyConstraint("alarm_id", name="pk_alarm_lifted"),
    )
    for table in ONLY_GROW:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()"
        )


def downgrade() -> None:
    op.drop_constraint("ck_panel_open_seats_exist", "panel", type_="check")
    op.drop_column("panel", "n_open")
    op.drop_table("refit_run")
    for table in reversed(ONLY_GROW):
        op.drop_table(table)
    op.execute("DELETE FROM deadline WHERE kind = 'next_wave'")
    op.execute("UPDATE review SET why = 'borderline' WHERE why = 'drift'")
    op.execute("ALTER TABLE outcome DISABLE TRIGGER outcome_is_append_only")
    op.execute("UPDATE outcome SET why = 'borderline' WHERE why = 'drift'")
    op.execute("ALTER TABLE outcome ENABLE TRIGGER outcome_is_append_only")
    op.execute("ALTER TABLE policy DISABLE TRIGGER policy_is_append_only")
    op.execute(AS_BEFORE)
    op.execute("ALTER TABLE policy ENABLE TRIGGER policy_is_append_only")
    _limit("deadline", "kind", "due", DUE)
    _limit("outcome", "why", "why", WHY)
    _limit("review", "why", "why", WHY)
