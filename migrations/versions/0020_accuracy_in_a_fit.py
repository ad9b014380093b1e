"""A fit says how often a juror is right, whichever side is

Ballots are weighed by two models now, and the second knows a juror by this one number. Fits made
before have none: panels drawn under them are weighed as they were.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("fit_juror", sa.Column("accuracy", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("fit_juror", "accuracy")
