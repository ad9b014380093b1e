"""What the parties of a written dispute do: they trade, file, tell their story, show pictures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import exhibits, filing, hearing, ordering
from jury.court.record import OPERATOR
from jury.court.told import Told, TraderTold
from jury.outside.pictures import Vault
from jury.redaction.pictures import CleanPicture
from jury.rules.policy import Policy
from jury.rules.words import Remedy, Side
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.people import Person

from .disputes import Dispute, Exhibit, disputes
from .people import PARTIES_WHO_SIGN_IN
from .residents import login_of, name_of, ref_of

ZONE = ZoneInfo(Policy().timezone)
UNNAMED = {"个人卖家", "Private seller"}
SPEAKERS = {"zh": {Side.BUYER: "买家：", Side.SELLER: "卖家："}}
SPEAKERS["en"] = {Side.BUYER: "Buyer: ", Side.SELLER: "Seller: "}
ASKED_MINOR = {  # as the stories say it
    "air-fryer-price-drop": 13_000,
    "dishwasher-installation-leak": 90_000,
    "phone-battery-health": 42_000,
    "standing-desk-missing-bar": 26_000,
}

Picture = Callable[[Dispute, Exhibit, datetime], CleanPicture]


def dispute_of(case: Case) -> Dispute:
    """The dispute that a case was written from, told of the case's own order."""
    written = next(each for each in disputes() if each.item == case.order.item)
    return told_of(written, case.order.ref)


def told_of(dispute: Dispute, ref: str) -> Dispute:
    """The dispute, with another order's number wherever it names its own."""
    own = dispute.names.order_number
    return replace(
        dispute,
        names=replace(dispute.names, order_number=ref),
        stories={side: story.replace(own, ref) for side, story in dispute.stories.items()},
    )


def priced(dispute: Dispute, amount_minor: int) -> Dispute:
    """The same dispute over more money."""
    return replace(dispute, amount_minor=amount_minor)


def fresh_ref(filed_at: datetime, rng: Random) -> str:
    """An order number like those of the marketplace: the day, then digits."""
    return f"{filed_at:%y%m%d}{rng.randrange(10**10):010}"


def file(session: Session, dispute: Dispute, now: datetime, is_branch: bool = False) -> Case:
    """The order comes in, and its claimant asks for intervention.

    ``is_branch`` puts a branch of the seller's that nobody speaks for in its
    place, as far as the seller neither asks nor signs in: jurors may not sit
    on the same seller's cases again and again, and the stories are few.
    """
    told = _told(dispute, now)
    keeps_seller = dispute.claimant is Side.SELLER or told.seller.login in PARTIES_WHO_SIGN_IN
    if is_branch and not keeps_seller:
        branch = replace(told.seller, ref=f"{told.seller.ref}-{told.ref}"[:64], email="")
        told = replace(told, seller=branch)
    order = _import(session, told, now)
    is_partial = dispute.asks is Remedy.PARTIAL_REFUND
    return filing.file_case(
        session,
        order,
        dispute.claimant,
        party(order, dispute.claimant),
        dispute.asks,
        ASKED_MINOR[dispute.slug] if is_partial else dispute.amount_minor,
        dispute.language,
        now,
    )


def trade(session: Session, dispute: Dispute, now: datetime) -> Order:
    """The order comes in, and nobody has asked for a refund yet."""
    told = _told(dispute, now)
    steps = tuple(step for step in told.milestones if not step[0].startswith("refund"))
    return _import(session, replace(told, milestones=steps), now)


def _import(session: Session, told: Told, now: datetime) -> Order:
    ordering.import_orders(session, [told], now, OPERATOR)
    return session.scalars(select(Order).where(Order.ref == told.ref)).one()


def party(order: Order, side: Side) -> Person:
    """Who speaks for the side of the order."""
    person = order.account_of(side).person
    if person is None:
        raise LookupError(f"nobody stands on the {side} side of order {order.ref}")
    return person


def _told(dispute: Dispute, filed_at: datetime) -> Told:
    days, names = dispute.days, dispute.names

    def before(n: int | None) -> datetime | None:
        return None if n is None else filed_at - timedelta(days=n, hours=1)

    steps = {
        "paid": before(days.paid),
        "shipped": before(days.shipped),
        "received": before(days.received),
        "refund_applied": before(days.applied),
        "refund_refused": before(days.refused),
    }
    return Told(
        ref=names.order_number,
        buyer=_trader(dispute, Side.BUYER, names.buyer_phone, names.buyer_address),
        seller=_trader(dispute, Side.SELLER, names.seller_phone, ""),
        shop=names.shop,
        item=dispute.item,
        category=dispute.category,
        amount_minor=dispute.amount_minor,
        currency=dispute.currency,
        placed_at=filed_at - timedelta(days=days.ordered, hours=2),
        company="" if names.company in UNNAMED else names.company,
        tracking_no=names.tracking_number,
        milestones=tuple((what, at) for what, at in steps.items() if at),
    )


def _trader(dispute: Dispute, side: Side, phone: str, address: str) -> TraderTold:
    login = login_of(dispute, side)
    return TraderTold(
        ref=ref_of(login),
        name=name_of(dispute, side),
        email=login,
        phone=phone,
        address=address,
        login=login,
    )


def bring(
    session: Session,
    case: Case,
    side: Side,
    dispute: Dispute,
    picture: Picture,
    vault: Vault,
    now: datetime,
) -> None:
    """Save the side's statement, with the chat if it is the claimant's, and its pictures."""
    texts = {"story": dispute.stories[side]}
    if side is case.claimant:
        texts["chat"] = "\n".join(SPEAKERS[case.language][by] + said for by, said in dispute.chat)
    days = dispute.days
    happened = days.received if days.received is not None else days.applied
    day = (case.filed_at - timedelta(days=happened)).astimezone(ZONE).date()
    asks = dispute.asks if side is case.claimant else None
    hearing.save_statement(session, case, side, texts, day, asks, now)
    for exhibit in dispute.exhibits_of(side):
        kept = keep(vault, picture(dispute, exhibit, case.filed_at))
        exhibits.add_exhibit(session, case, side, kept, exhibit.caption, now)


def keep(vault: Vault, picture: CleanPicture) -> exhibits.Cleaned:
    file = vault.keep(BytesIO(picture.data))
    media_type = f"image/{picture.format.lower()}"
    digest = sha256(picture.data).hexdigest()
    return exhibits.Cleaned(file, media_type, picture.width, picture.height, digest)
