"""What comes before intervention

A dispute exists only after a refund was refused or not answered; when that was
decides when the court may be asked.

Revision ID: 0010
Revises: 0009
"""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
