"""The words put in for identity: typed, and the same for the same thing in every text of a case."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .finding import Kind

WORDS: dict[Kind, tuple[str, str]] = {
    Kind.BUYER: ("买家", "buyer"),
    Kind.SELLER: ("卖家", "seller"),
    Kind.PERSON: ("人名", "person"),
    Kind.SHOP: ("店铺", "shop"),
    Kind.COMPANY: ("公司", "company"),
    Kind.PHONE: ("电话", "phone"),
    Kind.ADDRESS: ("地址", "address"),
    Kind.EMAIL: ("邮箱", "e-mail"),
    Kind.WECHAT: ("微信号", "WeChat"),
    Kind.QQ: ("QQ号", "QQ"),
    Kind.ACCOUNT: ("账号", "account"),
    Kind.URL: ("网址", "link"),
    Kind.ORDER_NO: ("订单号", "order number"),
    Kind.TRACKING_NO: ("快递单号", "tracking number"),
    Kind.ID_CARD: ("身份证号", "ID number"),
    Kind.PASSPORT: ("护照号", "passport"),
    Kind.BANK_CARD: ("银行卡号", "bank card"),
    Kind.PLATE: ("车牌", "plate"),
    Kind.NUMBER: ("号码", "number"),
    Kind.COVERED: ("已遮盖", "covered"),
}
SAID = "|".join(re.escape(word) for pair in WORDS.values() for word in pair)
PLACEHOLDER = re.compile(rf"【((?:{SAID})(?: ?[0-9]{{1,3}})?)】")
ALWAYS_NUMBERED = frozenset({Kind.PERSON})
NEVER_NUMBERED = frozenset({Kind.BUYER, Kind.SELLER, Kind.COVERED})


@dataclass
class Placeholders:
    """The book of one case: which thing got which number.

    It lives with the case (``to_json``) and holds digests, never the identifiers.
    """

    language: str = "zh"
    numbers: dict[Kind, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def for_known(cls, known: Mapping[str, Sequence[str]], language: str = "zh") -> "Placeholders":
        """A book in which the order's own identifiers have the first numbers."""
        book = cls(language)
        for kind, identifiers in known.items():
            for identifier in identifiers:
                book.word(Kind(kind), identifier)
        return book

    def word(self, kind: Kind, key: str) -> str:
        """The placeholder of the thing ``key``, the same one each time it is asked for."""
        chinese, english = WORDS[kind]
        number = "" if kind in NEVER_NUMBERED else self._number(kind, key)
        if self.language.startswith("zh"):
            return f"【{chinese}{number}】"
        return f"【{english} {number}】" if number else f"【{english}】"

    def _number(self, kind: Kind, key: str) -> str:
        given = self.numbers.setdefault(kind, {})
        number = given.setdefault(_digest(kind, key), len(given) + 1)
        return "" if number == 1 and kind not in ALWAYS_NUMBERED else str(number)

    def to_json(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "numbers": {k.value: v for k, v in self.numbers.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Placeholders":
        numbers = {Kind(kind): dict(given) for kind, given in stored["numbers"].items()}
        return cls(stored["language"], numbers)


def unmarked(text: str) -> str:
    """The text with what only looks like a placeholder in other brackets, length kept."""
    return PLACEHOLDER.sub(r"〔\1〕", text)


def _digest(kind: Kind, key: str) -> str:
    return hashlib.sha256(f"{kind}:{key}".encode()).hexdigest()[:16]
