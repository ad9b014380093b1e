"""Error certificates: from which posterior on, how many verdicts are wrong at most

A posterior of 0.95 was a gate and no promise. Audits of panels chosen by the seeds of their
draws now say how often the court is wrong, and each computation of that is kept. A panel
keeps the certificate it was drawn under and the stopping rule it closes by; an outcome keeps
its score at the moment of closing, and whether its lot was to be audited. Rows from before
have neither: they belong to no sample.

Where no case was ever filed the terms the court opens with are those of today. A court at
work goes on under its own until an admin adopts others.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

MOMENT = sa.DateTime(timezone=True)
TODAY = """
UPDATE policy SET terms = terms - 'threshold' || '{"alpha": 0.05, "delta": 0.1,
  "audit_share": 0.1, "fallback_posterior": 0.99, "fallback_dissent": 1,
  "sure_posterior": 0.99}'
WHERE terms ? 'threshold' AND NOT EXISTS (SELECT FROM "case")
  AND (SELECT count(*) FROM policy) = 1
"""
UNKNOWN = "ARRAY['alpha', 'delta', 'fallback_posterior', 'fallback_dissent', 'sure_posterior']"
AS_BEFORE = f"""
UPDATE policy SET terms = terms - {UNKNOWN}
  || jsonb_build_object('threshold', terms -> 'fallback_posterior'),
  bands = (
    SELECT coalesce(jsonb_agg(jsonb_set(band, '{{terms}}', (band -> 'terms') - {UNKNOWN})), '[]')
    FROM jsonb_array_elements(
      replace(bands::text, '"fallback_posterior"', '"threshold"')::jsonb
    ) AS band
  )
WHERE terms ? 'fallback_posterior'
"""


def upgrade() -> None:
    _rewrite_policy(TODAY)
    op.create_table(
        "error_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("stopping", sa.String(16), nullable=False),
        sa.Column("alpha", sa.Float(), nullable=False),
        sa.Column("delta", sa.Float(), nullable=False),
        sa.Column("audited", sa.Integer(), nullable=False),
        sa.Column("n_decided", sa.Integer(), nullable=False),
        sa.Column("n_wrong", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=True),
        sa.Column("certified_error", sa.Float(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("found", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(threshold IS NULL) = (certified_error IS NULL)",
            name="ck_error_certificate_certified_whole",
        ),
        sa.CheckConstraint(
            "threshold > 0 AND threshold <= 1", name="ck_error_certificate_threshold_is_probability"
        ),
        sa.CheckConstraint(
            "certified_error <= alpha", name="ck_error_certificate_keeps_its_promise"
        ),
        sa.CheckConstraint(
            "0 <= n_wrong AND n_wrong <= n_decided AND n_decided <= audited",
            name="ck_error_certificate_counts_agree",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_error_certificate"),
    )
    op.create_index("ix_error_certificate_stopping", "error_certificate", ["stopping"])
    op.execute(
        "CREATE TRIGGER error_certificate_is_append_only BEFORE UPDATE OR DELETE "
        "ON error_certificate FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
    )
    op.execute(
        "CREATE TRIGGER error_certificate_is_never_emptied BEFORE TRUNCATE "
        "ON error_certificate FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()"
    )
    op.add_column("panel", sa.Column("stopping", sa.String(16), nullable=True))
    op.add_column("panel", sa.Column("certificate_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        "fk_panel_certificate_id", "panel", "error_certificate", ["certificate_id"], ["id"]
    )
    op.add_column("outcome", sa.Column("score", sa.Float(), nullable=True))
    op.add_column(
        "outcome",
        sa.Column("in_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_check_constraint(
        "ck_outcome_score_is_probability", "outcome", "score BETWEEN 0 AND 1"
    )
    op.create_index("ix_outcome_sampled", "outcome", ["at"], postgresql_where=sa.text("in_sample"))


def downgrade() -> None:
    op.drop_index("ix_outcome_sampled", table_name="outcome")
    op.drop_constraint("ck_outcome_score_is_probability", "outcome", type_="check")
    op.drop_column("outcome", "in_sample")
    op.drop_column("outcome", "score")
    op.drop_constraint("fk_panel_certificate_id", "panel", type_="foreignkey")
    op.drop_column("panel", "certificate_id")
    op.drop_column("panel", "stopping")
    op.drop_table("error_certificate")
    _rewrite_policy(AS_BEFORE)


def _rewrite_policy(statement: str) -> None:
    op.execute("ALTER TABLE policy DISABLE TRIGGER policy_is_append_only")
    op.execute(statement)
    op.execute("ALTER TABLE policy ENABLE TRIGGER policy_is_append_only")
