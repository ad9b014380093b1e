"""Questions to parties, second persons, agents' recusals and texts kept ready

A clear panel is not overridden by one person alone, and what staff asked a
party both sides may read.

Revision ID: 0013
Revises: 0012
"""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
