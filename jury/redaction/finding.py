"""What is found in a text, and what kinds of identity there are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    """The kinds of identity; each has its own placeholder."""

    BUYER = "buyer"
    SELLER = "seller"
    PERSON = "person"
    SHOP = "shop"
    COMPANY = "company"
    PHONE = "phone"
    ADDRESS = "address"
    EMAIL = "email"
    WECHAT = "wechat"
    QQ = "qq"
    ACCOUNT = "account"
    URL = "url"
    ORDER_NO = "order_no"
    TRACKING_NO = "tracking_no"
    ID_CARD = "id_card"
    PASSPORT = "passport"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    NUMBER = "number"
    COVERED = "covered"


PEOPLE = frozenset({Kind.BUYER, Kind.SELLER, Kind.PERSON})
TRADERS = frozenset({Kind.SHOP, Kind.COMPANY})


class Source(StrEnum):
    """Who says that a span is identity."""

    KNOWN = "known"
    PATTERN = "pattern"
    COVER = "cover"


class Span(NamedTuple):
    """Half-open code-point offsets into the original text."""

    start: int
    end: int


class Cover(NamedTuple):
    """A span that an author or staff ask to be covered."""

    start: int
    end: int
    kind: Kind = Kind.COVERED


@dataclass(frozen=True, slots=True)
class Hit:
    """A span of the original text taken for identity, before overlaps are settled.

    ``key`` is what makes two hits the same thing (the person, the number).
    """

    start: int
    end: int
    kind: Kind
    source: Source
    key: str
    sure: bool = True

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of the original text and the placeholder that stands for it."""

    start: int
    end: int
    kind: Kind
    source: Source
    placeholder: str
    sure: bool = True

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind.value,
            "source": self.source.value,
            "placeholder": self.placeholder,
            "sure": self.sure,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Finding":
        return cls(
            stored["start"],
            stored["end"],
            Kind(stored["kind"]),
            Source(stored["source"]),
            stored["placeholder"],
            stored["sure"],
        )
