"""The path to its closing: what the law saw of a panel each time it looked

A certificate speaks of panels that close by one rule, so a court that adopted a looser closing
posterior had to begin its audits anew. But the looser rule is the stricter one stopped earlier:
with every look at a panel kept, its score as the looser rule would have found it is known
exactly. From here on a panel keeps the family of its rule and the posterior it closes at, each
look that did not close it, and its outcome the whole path. Panels opened before have none of
it: what was not kept from the first ballot on cannot be said of them.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"

ROWS = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.add_column("panel", sa.Column("family", sa.String(16), nullable=True))
    op.add_column("panel", sa.Column("sure_posterior", sa.Float(), nullable=True))
    op.add_column("panel", sa.Column("looks", ROWS, server_default=sa.text("'[]'"), nullable=False))
    op.create_index("ix_panel_family", "panel", ["family"])
    op.add_column("outcome", sa.Column("path", ROWS, nullable=True))
    op.create_check_constraint(
        "ck_panel_rule_is_whole", "panel", "(family IS NULL) = (sure_posterior IS NULL)"
    )


def downgrade() -> None:
    op.drop_column("outcome", "path")
    op.drop_constraint("ck_panel_rule_is_whole", "panel", type_="check")
    op.drop_index("ix_panel_family", table_name="panel")
    op.drop_column("panel", "looks")
    op.drop_column("panel", "sure_posterior")
    op.drop_column("panel", "family")
