"""The marketplace's question about a seller: its standing now."""

from typing import Any

from flask import abort, jsonify
from sqlalchemy import select

from jury.clock import now
from jury.store.base import db
from jury.store.people import MarketAccount

from . import access, standing
from .api import bp


@bp.get("/standing/<path:seller_ref>")
@access.machine
def standing_of(seller_ref: str) -> tuple[Any, int]:
    """Dispute refunds this month, trade disputes, the deposit, and whether campaigns are open."""
    account = db.session.scalar(select(MarketAccount).where(MarketAccount.ref == seller_ref))
    if account is None:
        abort(404, f"No order told us of an account {seller_ref}.")
    at = standing.standing_of(account, now())
    return jsonify(
        seller=account.ref,
        month_began=at.month_began.isoformat(),
        dispute_refunds=[case.code for case, _took_effect in at.refunds],
        limit=at.limit,
        may_join_campaigns=at.until is None,
        restricted_until=at.until.isoformat() if at.until else None,
        trade_disputes=len(at.disputes),
        deposit_minor=at.deposits,
    ), 200
