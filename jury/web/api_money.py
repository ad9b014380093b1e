"""The marketplace's endpoints for money: what became of orders to pay, and deposits."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import jsonify

from jury.clock import now
from jury.court import confirming, deposits
from jury.court.moments import has_come, read_minor, read_moment
from jury.rules.errors import Refusal
from jury.store.base import db

from . import access, errors
from .api import bp, read_sent


class Unreadable(ValueError):
    """A field cannot be read; the sentence says which, and what it should be."""


@bp.post("/payments")
@access.machine
def payments() -> tuple[Any, int]:
    """What became of an order to pay: ``event_id``, ``state`` paid or refused, ``at``, ``reason``.

    Sending the same answer again answers the same and changes nothing.
    """

    def told(fields: dict[str, str]) -> bool:
        event_id = _uuid(fields, "event_id")
        is_paid = _one_of(fields, "state", ("paid", "refused")) == "paid"
        at = _moment(fields, "at")
        reason = fields.get("reason", "")
        return confirming.answer(db.session(), event_id, is_paid, reason, at, now())

    return _taken(told, {"event_id", "state", "at", "reason"})


@bp.post("/deposits")
@access.machine
def deposit() -> tuple[Any, int]:
    """A deposit paid in, or with a negative amount paid out, each ``event_id`` once."""

    def told(fields: dict[str, str]) -> bool:
        event_id, ref = _word(fields, "event_id", 64), _word(fields, "seller_ref", 64)
        currency = _word(fields, "currency", 3).upper()
        amount, at = _amount(fields, currency), _moment(fields, "at")
        if not has_come(at, now()):
            raise Unreadable("at has not come yet. Nothing was booked.")
        return deposits.tell(db.session(), event_id, ref, amount, currency, now())

    return _taken(told, {"event_id", "seller_ref", "amount", "currency", "at"})


def _taken(told: Callable[[dict[str, str]], bool], known: set[str]) -> tuple[Any, int]:
    try:
        is_new = told(_fields(read_sent(), known))
    except Unreadable as fault:
        return jsonify(error=str(fault)), 422
    except Refusal as refusal:
        db.session.rollback()
        return jsonify(error=str(refusal)), errors.status_of(refusal)
    db.session.commit()
    return jsonify(state="booked" if is_new else "known"), 200


def _fields(sent: Any, known: set[str]) -> dict[str, str]:
    if not isinstance(sent, dict):
        raise Unreadable("Send one JSON object. Nothing was booked.")
    if unknown := sorted(set(sent) - known):
        raise Unreadable(f"Unknown fields: {', '.join(unknown)}. Nothing was booked.")
    return {name: str(value) for name, value in sent.items() if value is not None}


def _word(fields: dict[str, str], name: str, longest: int) -> str:
    word = fields.get(name, "").strip()
    if not 0 < len(word) <= longest or not word.isprintable():
        raise Unreadable(f"{name} must hold 1 to {longest} characters. Nothing was booked.")
    return word


def _uuid(fields: dict[str, str], name: str) -> UUID:
    try:
        return UUID(fields.get(name, ""))
    except ValueError:
        raise Unreadable(
            f"{name} must be the webhook-id of an order. Nothing was booked."
        ) from None


def _one_of(fields: dict[str, str], name: str, words: tuple[str, ...]) -> str:
    if fields.get(name) not in words:
        raise Unreadable(f"{name} must be one of: {', '.join(words)}. Nothing was booked.")
    return fields[name]


def _moment(fields: dict[str, str], name: str) -> datetime:
    moment = read_moment(fields.get(name, ""))
    if moment is None:
        raise Unreadable(
            f"{name} must be a moment with its zone, such as 2026-09-01T12:00:00+08:00. "
            "Nothing was booked."
        )
    return moment


def _amount(fields: dict[str, str], currency: str) -> int:
    """In minor units: '500.00' CNY is 50000; below zero for what was paid out."""
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Unreadable("currency must be a three-letter ISO code. Nothing was booked.")
    minor = read_minor(fields.get("amount", ""), currency)
    if not minor:
        raise Unreadable("amount must be a sum such as 500.00. Nothing was booked.")
    return minor
