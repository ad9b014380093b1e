"""What the marketplace tells of an order, read from plain words with an error to each fault."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jury.rules.addresses import is_address
from jury.rules.words import Category

from .moments import has_come, read_minor, read_moment

REQUIRED = (
    "ref",
    "buyer_ref",
    "seller_ref",
    "shop",
    "item",
    "category",
    "amount",
    "currency",
    "placed_at",
)
OPTIONAL = (
    *(
        f"{side}_{what}"
        for side in ("buyer", "seller")
        for what in ("name", "email", "phone", "address", "login", "opened_on", "orders", "cluster")
    ),
    "company",
    "tracking_no",
    "paid_at",
    "shipped_at",
    "received_at",
    "refund_applied_at",
    "refund_refused_at",
)
MILESTONES = ("paid", "shipped", "received", "refund_applied", "refund_refused")
LONGEST = {"ref": 64, "buyer_ref": 64, "seller_ref": 64, "shop": 120, "item": 200}
LONGEST_OTHER = 500
FIRST_OPENED = date(1990, 1, 1)  # before there were marketplaces


@dataclass(frozen=True)
class TraderTold:
    """One party of an order, as the marketplace knows it."""

    ref: str
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    login: str = ""
    opened_on: date | None = None
    n_orders: int = 0
    cluster: str | None = None


@dataclass(frozen=True)
class Told:
    """One order as told."""

    ref: str
    buyer: TraderTold
    seller: TraderTold
    shop: str
    item: str
    category: Category
    amount_minor: int
    currency: str
    placed_at: datetime
    company: str = ""
    tracking_no: str = ""
    milestones: tuple[tuple[str, datetime], ...] = ()

    def plain(self) -> dict[str, Any]:
        """What was said of the trade itself; accounts may change, an order may not."""
        words = asdict(self)
        words["buyer"], words["seller"] = self.buyer.ref, self.seller.ref
        return words

    def contacts(self) -> dict[str, list[str]]:
        """The identifiers that redaction must find, by kind."""
        found: dict[str, list[str]] = {
            "buyer": [self.buyer.name],
            "seller": [self.seller.name],
            "shop": [self.shop],
            "company": [self.company],
            "phone": [self.buyer.phone, self.seller.phone],
            "email": [self.buyer.email, self.seller.email],
            "address": [self.buyer.address, self.seller.address],
            "account": [self.buyer.login, self.seller.login, self.buyer.ref, self.seller.ref],
            "order_no": [self.ref],
            "tracking_no": [self.tracking_no],
        }
        given = {kind: [v for v in values if v] for kind, values in found.items()}
        return {kind: values for kind, values in given.items() if values}


def read(row: Mapping[str, str], now: datetime) -> tuple[Told | None, list[str]]:
    """The order that a row of plain words tells, or what is wrong with it, a sentence each."""
    words = {name: (value or "").strip() for name, value in row.items()}
    faults = [f"{name} is missing." for name in REQUIRED if not words.get(name)]
    for name, word in words.items():
        most = LONGEST.get(name, LONGEST_OTHER)
        if len(word) > most:
            faults.append(f"{name} is longer than {most} characters.")
        if "\x00" in word:
            faults.append(f"{name} holds a NUL character.")
    if faults:
        return None, faults
    reader = _Reader(words, now)
    told = Told(
        ref=words["ref"],
        buyer=reader.trader("buyer"),
        seller=reader.trader("seller"),
        shop=words["shop"],
        item=words["item"],
        category=reader.category(),
        amount_minor=reader.amount(),
        currency=words["currency"].upper(),
        placed_at=reader.moment("placed_at"),
        company=words.get("company", ""),
        tracking_no=words.get("tracking_no", ""),
        milestones=tuple(
            (what, reader.moment(f"{what}_at")) for what in MILESTONES if words.get(f"{what}_at")
        ),
    )
    if told.buyer.ref == told.seller.ref:
        reader.faults.append("buyer_ref and seller_ref are the same account.")
    return (None, reader.faults) if reader.faults else (told, [])


class _Reader:
    """Reads fields and gathers faults; after a fault it answers with a stand-in."""

    def __init__(self, words: Mapping[str, str], now: datetime) -> None:
        self.words, self.now = words, now
        self.faults: list[str] = []

    def category(self) -> Category:
        try:
            return Category(self.words["category"])
        except ValueError:
            known = ", ".join(Category)
            self.faults.append(f"category {self.words['category']!r} is none of: {known}.")
            return Category.IN_SALE

    def amount(self) -> int:
        """The price in minor units: '129.00' CNY is 12900."""
        currency = self.words["currency"].upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            self.faults.append(f"currency {currency!r} is not a three-letter ISO code.")
        minor = read_minor(self.words["amount"], currency)
        if minor is None or minor < 0:
            self.faults.append(f"amount {self.words['amount']!r} is not a price such as 129.00.")
        return minor or 0

    def moment(self, name: str) -> datetime:
        moment = read_moment(self.words[name])
        if moment is None:
            self.faults.append(
                f"{name} {self.words[name]!r} is not a moment with its zone, "
                "such as 2026-09-01T12:00:00+08:00."
            )
        elif not has_come(moment, self.now):
            self.faults.append(f"{name} {self.words[name]!r} has not come yet.")
        return moment or datetime.min.replace(tzinfo=UTC)

    def trader(self, side: str) -> TraderTold:
        def word(what: str) -> str:
            return self.words.get(f"{side}_{what}", "")

        email = word("email").lower()
        if email and not is_address(email):
            self.faults.append(f"{side}_email {email!r} is not an e-mail address.")
        return TraderTold(
            ref=word("ref"),
            name=word("name")[:80],
            email=email,
            phone=word("phone")[:40],
            address=word("address"),
            login=word("login"),
            opened_on=self._day(f"{side}_opened_on"),
            n_orders=self._count(f"{side}_orders"),
            cluster=word("cluster")[:64] or None,
        )

    def _day(self, name: str) -> date | None:
        if not self.words.get(name):
            return None
        try:
            day = date.fromisoformat(self.words[name])
            if not FIRST_OPENED <= day <= self.now.date() + timedelta(days=1):
                raise ValueError
            return day
        except ValueError:
            self.faults.append(f"{name} {self.words[name]!r} is not a day such as 2024-05-31.")
            return None

    def _count(self, name: str) -> int:
        text = self.words.get(name) or "0"
        if text.isascii() and text.isdigit() and len(text) < 9:
            return int(text)
        self.faults.append(f"{name} {text!r} is not a whole number.")
        return 0


def read_all(
    rows: Iterable[tuple[int, Mapping[str, str]]], now: datetime
) -> tuple[list[Told], list[tuple[int, str]]]:
    """All numbered rows, and every fault with its line; an order told twice in a batch is one."""
    told: list[Told] = []
    faults: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        order, wrong = read(row, now)
        faults += [(line, sentence) for sentence in wrong]
        if order and order.ref in seen:
            faults.append((line, f"ref {order.ref} stands in line {seen[order.ref]} already."))
        elif order:
            seen[order.ref] = line
            told.append(order)
    return told, faults
