"""The disputes written for the demo town: one TOML file a dispute, nobody in them is real."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from jury.rules.words import Category, Choice, Remedy, Side

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Days:
    """When things happened, in days before the case is filed; None if they never did."""

    ordered: int
    paid: int
    shipped: int
    applied: int
    refused: int
    received: int | None = None


@dataclass(frozen=True)
class Names:
    """Who they are and how the order knows them: all that redaction must take out."""

    buyer: str
    buyer_login: str
    buyer_phone: str
    buyer_address: str
    seller: str
    seller_login: str
    seller_phone: str
    shop: str
    company: str
    order_number: str
    tracking_number: str

    def identifiers(self) -> tuple[str, ...]:
        """Every known identifier; a private seller has no company."""
        unnamed = {"个人卖家", "Private seller"}
        return tuple(value for value in vars(self).values() if value not in unnamed)


@dataclass(frozen=True)
class Exhibit:
    """A picture a side hands in; what is drawn depends on its kind."""

    side: Side
    kind: Literal["chat", "label", "product", "receipt"]
    caption: str
    shape: str = ""
    colour: str = ""
    flaw: str = "none"
    text: str = ""
    title: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    weight: str = ""
    signed: str = ""
    returned: bool = False  # a label from buyer to seller
    first: int = 0  # of the chat, as in a slice
    last: int | None = None


@dataclass(frozen=True)
class Dispute:
    """One dispute, with the right answer it carries when it becomes a gold case.

    ``difficulty`` is the share of average jurors who are misled by it.
    """

    slug: str
    language: Literal["zh", "en"]
    category: Category
    item: str
    amount_minor: int
    currency: str
    claimant: Side
    asks: Remedy
    summary: str
    right: Side
    lesson: str
    difficulty: float
    stories: Mapping[Side, str]
    remarks: Mapping[Side, tuple[str, ...]]
    reasons: Mapping[Choice, tuple[str, ...]]
    chat: tuple[tuple[Side, str], ...]
    exhibits: tuple[Exhibit, ...]
    days: Days
    names: Names

    def exhibits_of(self, side: Side) -> tuple[Exhibit, ...]:
        return tuple(exhibit for exhibit in self.exhibits if exhibit.side is side)


@cache
def disputes() -> tuple[Dispute, ...]:
    """All of them, in the order of their slugs."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.toml")))


def read(path: Path) -> Dispute:
    """The dispute in one file; its slug is the file's name."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Dispute(
        slug=path.stem,
        language=raw["language"],
        category=Category(raw["category"]),
        item=raw["item"],
        amount_minor=raw["amount_minor"],
        currency=raw.get("currency", "CNY"),
        claimant=Side(raw["claimant"]),
        asks=Remedy(raw["asks"]),
        summary=raw["summary"],
        right=Side(raw["right"]),
        lesson=raw["lesson"],
        difficulty=raw["difficulty"],
        stories=MappingProxyType({side: raw[f"{side}_story"].strip() for side in Side}),
        remarks=MappingProxyType({side: tuple(raw[f"{side}_remarks"]) for side in Side}),
        reasons=MappingProxyType({c: tuple(raw["reasons"][c.value]) for c in Choice}),
        chat=tuple((Side(side), text) for side, text in raw["chat"]),
        exhibits=tuple(_exhibit(each) for each in raw["exhibits"]),
        days=Days(**raw["days"]),
        names=Names(**raw["people"]),
    )


def _exhibit(raw: dict[str, Any]) -> Exhibit:
    lines = tuple((name, value) for name, value in raw.get("lines", ()))
    return Exhibit(**{**raw, "side": Side(raw["side"]), "lines": lines})
