"""An item that was sent back is given back when the ruling is reversed

A ruling reversed on appeal took the refund back and left the item with the seller,
who then had both. From here on the seller sends it to the buyer, with a deadline,
or keeps it and bears its price: new steps of carrying out, and two new deadlines.
The release before this one writes none of them. On the way down what was written
of the steps stays, for they are append-only; only new ones are refused.

Revision ID: 0015
Revises: 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"

DUE = (
    "evidence_ends", "answer_ends", "summons_reminder", "summons_lapses", "panel_look",
    "panel_closes", "claim_expires", "appeal_window_ends", "appeal_answer_ends", "comply_reminder",
    "comply_ends", "return_ends", "receipt_ends", "payment_overdue", "question_ends",
    "texts_expire",
)  # fmt: skip
DUE_NEW = ("give_back_ends", "given_back_ends")
STEPS = (
    "return_due", "item_sent_back", "item_received", "return_lapsed", "refund_due",
    "comply_reminded", "pay_chosen", "pay_forced", "refund_paid", "pay_refused", "deduct_ordered",
    "deposit_deducted", "deduct_refused", "shortfall_recorded", "seller_penalised",
    "payment_unanswered", "execution_suspended", "execution_resumed", "execution_reversed",
    "reversal_ordered", "payment_reversed", "reversal_refused",
)  # fmt: skip
STEPS_NEW = (
    "give_back_due", "item_given_back", "item_got_back", "item_kept", "give_back_dropped",
)  # fmt: skip


def _limit(
    table: str, column: str, name: str, words: tuple[str, ...], is_of_old: bool = True
) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table, type_="check")
    limit = f"{column} IN ({listed})"
    op.create_check_constraint(name, table, limit, postgresql_not_valid=not is_of_old)


def upgrade() -> None:
    _limit("deadline", "kind", "due", DUE + DUE_NEW)
    _limit("execution_step", "step", "step", STEPS + STEPS_NEW)


def downgrade() -> None:
    op.execute(f"DELETE FROM deadline WHERE kind IN {DUE_NEW}")
    _limit("deadline", "kind", "due", DUE)
    _limit("execution_step", "step", "step", STEPS, is_of_old=False)
