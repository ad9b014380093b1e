"""People, their accounts at the marketplace, and the orders they made

Everything later points at a person, an account or an order, so they come first.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("scheme", sa.String(length=5), nullable=False),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("is_senior", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("locale IN ('zh', 'en')", name="ck_person_known_locale"),
        sa.CheckConstraint("scheme IN ('auto', 'light', 'dark')", name="ck_person_known_scheme"),
        sa.CheckConstraint("email = lower(email)", name="ck_person_email_lowered"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_table(
        "market_account",
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("n_bought", sa.Integer(), nullable=False),
        sa.Column("n_sold", sa.Integer(), nullable=False),
        sa.Column("cluster", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_market_account_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_market_account"),
        sa.UniqueConstraint("ref", name="uq_market_account_ref"),
    )
    op.create_index("ix_market_account_cluster", "market_account", ["cluster"], unique=False)
    op.create_index("ix_market_account_person_id", "market_account", ["person_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_person_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'invite') = (account_id IS NOT NULL)",
            name="ck_one_time_link_invites_account",
        ),
        sa.CheckConstraint(
            "(purpose = 'recover') = (person_id IS NOT NULL)",
            name="ck_one_time_link_recovers_person",
        ),
        sa.CheckConstraint(
            "purpose IN ('invite', 'recover')", name="ck_one_time_link_known_purpose"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["market_account.id"], name="fk_one_time_link_account_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_one_time_link_person_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_one_time_link"),
    )
    op.create_index("ix_one_time_link_account_id", "one_time_link", ["account_id"], unique=False)
    op.create_index("ix_one_time_link_person_id", "one_time_link", ["person_id"], unique=False)
    op.create_table(
        "juror",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column(
            "stratum",
            words("stratum", "buys", "sells"),
            nullable=False,
        ),
        sa.Column("languages", postgresql.ARRAY(sa.String(length=2)), nullable=False),
        sa.Column("qualified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_reason", sa.Text(), nullable=True),
        sa.Column("suspended_by", sa.Uuid(), nullable=True),
        sa.Column("way_back", sa.Text(), nullable=True),
        sa.Column("n_ballots", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(suspended_at IS NULL) = (suspended_reason IS NULL)",
            name="ck_juror_suspended_with_reason",
        ),
        sa.CheckConstraint("cardinality(languages) > 0", name="ck_juror_reads_something"),
        sa.ForeignKeyConstraint(["account_id"], ["market_account.id"], name="fk_juror_account_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_juror_person_id"),
        sa.ForeignKeyConstraint(["suspended_by"], ["person.id"], name="fk_juror_suspended_by"),
        sa.PrimaryKeyConstraint("person_id", name="pk_juror"),
        sa.UniqueConstraint("account_id", name="uq_juror_account_id"),
        sa.UniqueConstraint("code", name="uq_juror_code"),
    )
    op.create_table(
        "quiz_attempt",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("cases", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("answers", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (passed IS NULL)",
            name="ck_quiz_attempt_ended_with_result",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["market_account.id"], name="fk_quiz_attempt_account_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_quiz_attempt_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quiz_attempt"),
    )
    op.create_index("ix_quiz_attempt_person_id", "quiz_attempt", ["person_id"], unique=False)
    op.create_index(
        "uq_quiz_open",
        "quiz_attempt",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "orders",
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("shop", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column(
            "category",
            words("category", "in_sale", "after_sale", "second_hand", "digital", "food"),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milestones", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("told_hash", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name="ck_orders_currency_iso"),
        sa.CheckConstraint("amount_minor >= 0", name="ck_orders_amount_not_negative"),
        sa.CheckConstraint("buyer_id <> seller_id", name="ck_orders_two_parties"),
        sa.ForeignKeyConstraint(["buyer_id"], ["market_account.id"], name="fk_orders_buyer_id"),
        sa.ForeignKeyConstraint(["seller_id"], ["market_account.id"], name="fk_orders_seller_id"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("ref", name="uq_orders_ref"),
    )
    op.create_index("ix_orders_buyer_id", "orders", ["buyer_id"], unique=False)
    op.create_index(
        "ix_orders_pair", "orders", ["buyer_id", "seller_id", "placed_at"], unique=False
    )
    op.create_index("ix_orders_placed_at", "orders", ["placed_at"], unique=False)
    op.create_index("ix_orders_seller_id", "orders", ["seller_id"], unique=False)


def downgrade() -> None:
    op.drop_table("orders")
    op.drop_table("quiz_attempt")
    op.drop_table("juror")
    op.drop_table("one_time_link")
    op.drop_table("sign_in")
    op.drop_table("market_account")
    op.drop_table("person")
