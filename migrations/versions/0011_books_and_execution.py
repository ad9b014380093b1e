"""The account book, orders to pay, and the steps of carrying out

A ruling that nobody carries out is worth nothing, and no balance may be stored
that cannot be summed. That a booking sums to zero is asked when its transaction
ends, of every line it was written with: the number of lines is fixed as well, so
that none can be added to a booking of the past.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

FROZEN = ("booking", "booking_line", "execution_step")
BOOKED = (
    "deposit_told", "refund_owed", "refund_paid", "deposit_held", "deduction", "shortfall",
    "reversal",
)  # fmt: skip
STEPS = (
    "return_due", "item_sent_back", "item_received", "return_lapsed", "refund_due",
    "comply_reminded", "pay_chosen", "pay_forced", "refund_paid", "pay_refused", "deduct_ordered",
    "deposit_deducted", "deduct_refused", "shortfall_recorded", "seller_penalised",
    "payment_unanswered", "execution_suspended", "execution_resumed", "execution_reversed",
    "reversal_ordered", "payment_reversed", "reversal_refused",
)  # fmt: skip
PAY = ("refund.pay", "deposit.deduct", "payment.reverse")

BALANCED = """
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  which uuid := CASE TG_TABLE_NAME WHEN 'booking' THEN to_jsonb(NEW)->>'id'
                                   ELSE to_jsonb(NEW)->>'booking_id' END;
  written integer;
  moved numeric;
  wanted integer;
BEGIN
  SELECT n_lines INTO wanted FROM booking WHERE id = which;
  SELECT count(*), coalesce(sum(amount_minor), 0) INTO written, moved
    FROM booking_line WHERE booking_id = which;
  IF written < 2 OR written <> wanted OR moved <> 0 THEN
    RAISE EXCEPTION 'booking % does not sum to zero over its own lines', which
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _is_one_of(column: str, words: tuple[str, ...], name: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=name)


def upgrade() -> None:
    op.add_column("event", sa.Column("seq", sa.BigInteger(), sa.Identity(), nullable=False))
    _books()
    _execution()
    _payments()
    _restrictions()
    op.execute(BALANCED)
    for table in ("booking", "booking_line"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_is_balanced AFTER INSERT ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced()"
        )
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()"
        )


def _books() -> None:
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        _moment("at"),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("n_lines", sa.Integer(), nullable=False),
        sa.Column("told_as", sa.String(length=64), nullable=True),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        _is_one_of("kind", BOOKED, "booked"),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name="ck_booking_currency_iso"),
        sa.CheckConstraint(
            "(kind = 'reversal') = (undoes IS NOT NULL)", name="ck_booking_reversal_of_one"
        ),
        sa.CheckConstraint(
            "(kind = 'deposit_told') = (told_as IS NOT NULL)", name="ck_booking_told_is_named"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_booking_case_id"),
        sa.ForeignKeyConstraint(["undoes"], ["booking.id"], name="fk_booking_undoes"),
        sa.PrimaryKeyConstraint("id", name="pk_booking"),
        sa.UniqueConstraint("told_as", name="uq_booking_told_as"),
        sa.UniqueConstraint("undoes", name="uq_booking_undoes"),
    )
    op.create_index("ix_booking_case_id", "booking", ["case_id"])
    op.create_table(
        "booking_line",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name="ck_booking_line_amount_moves"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_booking_line_booking_id"),
        sa.PrimaryKeyConstraint("booking_id", "account", name="pk_booking_line"),
    )
    op.create_index("ix_booking_line_account", "booking_line", ["account"])


def _execution() -> None:
    op.create_table(
        "execution_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ruling_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.String(length=32), nullable=False),
        _moment("at"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        _is_one_of("step", STEPS, "step"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_execution_step_case_id"),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name="fk_execution_step_ruling_id"),
        sa.PrimaryKeyConstraint("id", name="pk_execution_step"),
    )
    op.create_index("ix_execution_step_case", "execution_step", ["case_id", "id"])
    op.create_table(
        "item_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ruling_id", sa.Uuid(), nullable=True),
        sa.Column("tracking", sa.String(length=120), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        _moment("sent_at"),
        _moment("received_at", nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_item_return_case_id"),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name="fk_item_return_ruling_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item_return"),
        sa.UniqueConstraint(
            "case_id",
            "ruling_id",
            name="uq_item_return_case_id_ruling_id",
            postgresql_nulls_not_distinct=True,
        ),
    )


def _payments() -> None:
    op.create_table(
        "payment",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ruling_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        _moment("ordered_at"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        _moment("answered_at", nullable=True),
        _moment("flagged_at", nullable=True),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        _is_one_of("kind", PAY, "pay"),
        _is_one_of(
            "state",
            ("ordered", "recalled", "dropped", "paid", "refused"),
            "ck_payment_known_state",
        ),
        sa.CheckConstraint(
            "(state IN ('paid', 'refused')) = (answered_at IS NOT NULL)",
            name="ck_payment_answered_dated",
        ),
        sa.CheckConstraint("amount_minor > 0", name="ck_payment_amount_positive"),
        sa.CheckConstraint(
            "(kind = 'payment.reverse') = (undoes IS NOT NULL)", name="ck_payment_reverses_one"
        ),
        sa.CheckConstraint(
            "(state = 'paid') = (booking_id IS NOT NULL)", name="ck_payment_paid_is_booked"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_payment_event_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_payment_case_id"),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name="fk_payment_ruling_id"),
        sa.ForeignKeyConstraint(["held_by"], ["booking.id"], name="fk_payment_held_by"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_payment_booking_id"),
        sa.ForeignKeyConstraint(["undoes"], ["payment.event_id"], name="fk_payment_undoes"),
        sa.PrimaryKeyConstraint("event_id", name="pk_payment"),
        sa.UniqueConstraint("booking_id", name="uq_payment_booking_id"),
        sa.UniqueConstraint("undoes", name="uq_payment_undoes"),
    )
    op.create_index("ix_payment_case_id", "payment", ["case_id"])
    op.create_index(
        "uq_payment_open",
        "payment",
        ["case_id", "ruling_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("state IN ('ordered', 'recalled') AND kind <> 'payment.reverse'"),
    )


def _restrictions() -> None:
    op.create_table(
        "restriction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        _moment("began_at"),
        sa.Column("n_refunds", sa.Integer(), nullable=False),
        _moment("ended_at", nullable=True),
        sa.Column("ended_because", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_because IS NULL)", name="ck_restriction_ended_with_reason"
        ),
        sa.CheckConstraint(
            "ended_because IN ('reversal', 'time')", name="ck_restriction_known_reason"
        ),
        sa.CheckConstraint("ended_at >= began_at", name="ck_restriction_ends_after_it_began"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["market_account.id"], name="fk_restriction_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_restriction"),
    )
    op.create_index("ix_restriction_account_id", "restriction", ["account_id"])
    op.create_index(
        "uq_restriction_open",
        "restriction",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    for table in FROZEN:
        op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")
    for table in ("restriction", "payment", "item_return", "execution_step"):
        op.drop_table(table)
    for table in ("booking_line", "booking"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_unbalanced()")
    op.drop_column("event", "seq")
