"""Deposits as the marketplace tells them: paid in, paid out, each once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import books
from jury.rules.books import Booked
from jury.rules.errors import N_, Conflict, Missing
from jury.store.books import Booking, balance_of

from . import booking, paying


class UnknownSeller(Missing):
    sentence = N_(
        "No order told us of an account %(ref)s, so nothing was booked. "
        "Send its first order, then the deposit again."
    )


class DepositToldOtherwise(Conflict):
    sentence = N_(
        "%(event_id)s was told before and said something else, so nothing was booked. "
        "What was told stands; tell a correction under an id of its own."
    )


class MoreThanThere(Conflict):
    sentence = N_(
        "Of this deposit %(free)d minor units are free, so no more can be paid out and nothing was "
        "booked. The rest is held for refunds that were ordered."
    )


def tell(
    session: Session, event_id: str, ref: str, amount_minor: int, currency: str, now: datetime
) -> bool:
    """Book a deposit, or with a negative amount what was paid out of one; whether that was news.

    Refuses with UnknownSeller, DepositToldOtherwise or MoreThanThere.
    """
    seller = paying.seller_of(session, ref)
    if seller is None:
        raise UnknownSeller(ref=ref)
    lines = books.deposit_told(seller.id, amount_minor)
    known = session.scalar(select(Booking).where(Booking.told_as == event_id))
    if known:
        was = {line.account: line.amount_minor for line in known.lines}
        if (was, known.currency) != (lines, currency):
            raise DepositToldOtherwise(event_id=event_id)
        return False
    free = balance_of(session, books.deposit(seller.id), currency)
    if free + amount_minor < 0:
        raise MoreThanThere(free=free)
    booking.book(session, Booked.DEPOSIT_TOLD, lines, currency, now, told_as=event_id)
    return True
