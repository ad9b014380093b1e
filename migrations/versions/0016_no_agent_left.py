"""Admins are told once of a case nobody may take; a withdrawn policy stays withdrawn

When every agent is involved in a case, stepped aside, or is not senior where one
is needed, it waits until somebody new comes: each admin is told of it, and the
index lets no second notice in. The other index finds the letters of a case, which
lose their addresses when its texts are erased.

Whether a version of the policy was withdrawn decides which terms a case falls
under, so that row may be neither changed nor taken back, like the version itself.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

TABLE = "policy_withdrawal"


def upgrade() -> None:
    op.create_index("ix_notice_case_id", "notice", ["case_id"])
    op.create_index(
        "uq_notice_nobody_free",
        "notice",
        ["person_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'nobody_free'"),
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_is_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_is_never_emptied BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()"
    )


def downgrade() -> None:
    op.execute(f"DROP TRIGGER {TABLE}_is_never_emptied ON {TABLE}")
    op.execute(f"DROP TRIGGER {TABLE}_is_append_only ON {TABLE}")
    op.drop_index("uq_notice_nobody_free", "notice")
    op.drop_index("ix_notice_case_id", "notice")
