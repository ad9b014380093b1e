"""The account book, orders to pay, and the steps of carrying out

A ruling that nobody carries out is worth nothing, and no balance may be stored
that cannot be summed.

Revision ID: 0011
Revises: 0010
"""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
