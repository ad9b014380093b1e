"""More tables only grow; a report and a gold summons know what they belong to

An outcome, a draw's steps, a roll, a fit and a policy are never changed by the court,
so nobody else may change them either. A report of personal data says whether it stopped
the case and whether staff found anything. A gold summons names the draw beside which it
went out, so that both end together and neither can be told from the other.

Cases that have ended lose their texts when their own terms say so.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

FROZEN = ("outcome", "draw_step", "roll_slot", "fit_juror", "fit", "epoch", "policy")
KEPT_UNTIL = """
INSERT INTO deadline (case_id, kind, due_at)
SELECT ended.id, 'texts_expire',
       ended.ended_at + make_interval(days => (policy.terms ->> 'retention_days')::int)
FROM "case" AS ended JOIN policy ON policy.id = ended.policy_id
WHERE ended.ended_at IS NOT NULL AND ended.texts_erased_at IS NULL AND NOT ended.is_archived
"""


def upgrade() -> None:
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()"
        )
    op.add_column(
        "leak_report",
        sa.Column("stops_case", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.alter_column("leak_report", "stops_case", server_default=None)
    op.add_column("leak_report", sa.Column("was_founded", sa.Boolean(), nullable=True))
    op.execute("UPDATE leak_report SET was_founded = true WHERE resolved_at IS NOT NULL")
    op.create_check_constraint(
        "ck_leak_report_answered_whole",
        "leak_report",
        "(resolved_at IS NULL) = (was_founded IS NULL)",
    )
    op.execute(KEPT_UNTIL)
    op.add_column("summons", sa.Column("beside_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_summons_beside_id", "summons", "draw", ["beside_id"], ["hearing_id"])
    op.create_index("ix_summons_beside_id", "summons", ["beside_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_summons_beside_id", table_name="summons")
    op.drop_constraint("fk_summons_beside_id", "summons")
    op.drop_column("summons", "beside_id")
    op.drop_constraint("ck_leak_report_answered_whole", "leak_report")
    op.drop_column("leak_report", "was_founded")
    op.drop_column("leak_report", "stops_case")
    op.execute("DELETE FROM deadline WHERE kind = 'texts_expire'")
    for table in FROZEN:
        op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")
