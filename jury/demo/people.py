"""The invented people of the demo town: jurors of known quality, staff, and parties who sign in."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from jury.rules.words import Side, Stratum

T = TypeVar("T")
Kind = Literal["good", "average", "sloppy", "biased", "adversarial"]

SEED = 20261123
MIX: dict[Kind, int] = {"good": 96, "average": 40, "sloppy": 16, "biased": 5, "adversarial": 3}
MOSTLY_SELL = 56  # of 160, that is 35 %
READ: tuple[tuple[tuple[str, ...], int], ...] = ((("zh",), 70), (("en",), 36), (("zh", "en"), 54))

ZH_FIRST = [
    "村口",
    "半糖",
    "晚睡的",
    "楼下",
    "南城",
    "胖胖的",
    "早起的",
    "会修车的",
    "不喝酒的",
    "路过的",
    "爱较真的",
    "小区里的",
]
ZH_LAST = [
    "橘猫",
    "土豆",
    "芝麻",
    "年糕",
    "豆包",
    "花卷",
    "石榴",
    "阿黄",
    "海苔",
    "麻雀",
    "汤圆",
    "锦鲤",
]
EN_FIRST = [
    "Quiet",
    "Rusty",
    "Paper",
    "Green",
    "Second",
    "Plain",
    "Copper",
    "Northern",
    "Sunday",
    "Little",
]
EN_LAST = [
    "Kettle",
    "Sparrow",
    "Lantern",
    "Button",
    "Pebble",
    "Otter",
    "Compass",
    "Teacup",
    "Ladder",
    "Maple",
]


@dataclass(frozen=True)
class Juror:
    """A simulated juror, on a case of usual difficulty.

    ``right_for_buyer`` is the chance of supporting the buyer where the buyer
    is right, given that the juror takes a side; ``right_for_seller`` likewise.
    """

    login: str
    nickname: str
    languages: tuple[str, ...]
    stratum: Stratum
    kind: Kind
    right_for_buyer: float
    right_for_seller: float
    cannot_judge: float
    lapse: float
    seconds: float  # a median ballot takes

    def right_for(self, truth: Side) -> float:
        return self.right_for_buyer if truth is Side.BUYER else self.right_for_seller


@dataclass(frozen=True)
class StaffMember:
    login: str
    name: str
    senior: bool = False
    leaving: bool = False


STAFF = (
    StaffMember("mei@demo.example", "梅若兰"),
    StaffMember("tobias@demo.example", "Tobias Lindgren"),
    StaffMember("qiao@demo.example", "乔一鸣", senior=True),
    StaffMember("nadia@demo.example", "Nadia Farouk", leaving=True),
)
ADMIN = StaffMember("admin@demo.example", "孔书言", senior=True)

# Logins, as in the disputes: a buyer and a seller of each language, each with more than one case.
PARTIES_WHO_SIGN_IN = (
    "xiaotong.lin@demo.example",
    "qinghe@demo.example",
    "daniel.okafor@demo.example",
    "harbourpine@demo.example",
)


def jurors(seed: int = SEED) -> tuple[Juror, ...]:
    """The town's 160 jurors, always the same for the same seed."""
    rng = random.Random(seed)
    kinds = _dealt(rng, MIX.items())
    reading = _dealt(rng, READ)
    n_buy = len(kinds) - MOSTLY_SELL
    strata = _dealt(rng, ((Stratum.SELLS, MOSTLY_SELL), (Stratum.BUYS, n_buy)))
    each = zip(_nicknames(rng, reading), reading, strata, kinds, strict=True)
    return tuple(_juror(rng, number, *traits) for number, traits in enumerate(each, start=1))


def _dealt(rng: random.Random, counts: Iterable[tuple[T, int]]) -> list[T]:
    """Each thing as often as counted, in random order."""
    cards = [thing for thing, count in counts for _ in range(count)]
    rng.shuffle(cards)
    return cards


def _nicknames(rng: random.Random, reading: list[tuple[str, ...]]) -> list[str]:
    chinese = [first + last for first in ZH_FIRST for last in ZH_LAST]
    english = [f"{first} {last}" for first in EN_FIRST for last in EN_LAST]
    rng.shuffle(chinese)
    rng.shuffle(english)
    return [chinese.pop() if "zh" in languages else english.pop() for languages in reading]


def _juror(
    rng: random.Random,
    number: int,
    nickname: str,
    languages: tuple[str, ...],
    stratum: Stratum,
    kind: Kind,
) -> Juror:
    for_buyer, for_seller = _accuracies(rng, kind)
    lean = 0.03 if stratum is Stratum.SELLS else -0.01  # who sells understands sellers better
    careless = kind == "sloppy"
    return Juror(
        login=f"juror{number:03}@demo.example",
        nickname=nickname,
        languages=languages,
        stratum=stratum,
        kind=kind,
        right_for_buyer=_within(for_buyer - lean),
        right_for_seller=_within(for_seller + lean),
        cannot_judge=0.01 if careless else rng.betavariate(2, 38),
        lapse=rng.betavariate(4, 16) if careless else rng.betavariate(1.5, 24),
        seconds=rng.uniform(14, 35) if careless else rng.lognormvariate(4.6, 0.35),
    )


def _accuracies(rng: random.Random, kind: Kind) -> tuple[float, float]:
    """How often right when the buyer is right, and when the seller is."""
    low, high = {
        "good": (0.84, 0.96),
        "average": (0.70, 0.83),
        "sloppy": (0.50, 0.66),
        "biased": (0.90, 0.98),
        "adversarial": (0.15, 0.35),
    }[kind]
    pair = (rng.uniform(low, high), rng.uniform(low, high))
    if kind == "biased":  # always for the same side, whoever is right
        pair = (pair[0], rng.uniform(0.15, 0.35))
        return pair if rng.random() < 0.6 else (pair[1], pair[0])
    return pair


def _within(chance: float) -> float:
    return min(max(chance, 0.02), 0.98)
