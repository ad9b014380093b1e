"""One notation for many: text folded so that it can be compared, with the way back to the original.

``fold`` keeps the look of a text (case, spaces, punctuation) and makes its characters uniform;
``squeeze`` keeps nothing but lower-case letters and digits; ``digital`` reads digits out of words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from .finding import Span

DIGITS = {
    ord(char): str(digit)
    for digit, chars in enumerate(
        (
            "零〇洞",
            "一壹幺弌",
            "二贰貳两",
            "三叁參",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒拐",
            "八捌",
            "九玖勾",
        )
    )
    for char in chars
}
HAN_DIGIT = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两"
TENS = re.compile(r"([1-9一二三四五六七八九])?[十拾]([1-9一二三四五六七八九])?")
LOOKALIKES = str.maketrans("аАеЕоОрРсСхХуУіІкКМТВНοΟαΑ", "aAeEoOpPcCxXyYiIkKMTBHoOaA")
TRADITIONAL = str.maketrans(
    "陳張劉楊黃趙吳週鄭孫馬羅韓馮鄧許葉蘇盧蔣賈譚鄒陸萬錢譙龍賀賴龔東國華偉麗強軍傑紅蘭鳳"
    "玲英雲夢潔穎瑩豐輝勝寧億號樓單區縣鎮鄉門棟層電話機",
    "陈张刘杨黄赵吴周郑孙马罗韩冯邓许叶苏卢蒋贾谭邹陆万钱谯龙贺赖龚东国华伟丽强军杰红兰凤"
    "玲英云梦洁颖莹丰辉胜宁亿号楼单区县镇乡门栋层电话机",
)


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    """The character in its plainest form; nothing for what cannot be seen."""
    if char in "\n\t":
        return " " if char == "\t" else char
    if unicodedata.category(char) in {"Cf", "Cc", "Mn", "Me"}:
        return ""
    form: Literal["NFKD", "NFKC"] = "NFKD" if char < "ɐ" else "NFKC"
    plain = "".join(c for c in unicodedata.normalize(form, char) if not unicodedata.combining(c))
    return plain.translate(LOOKALIKES).translate(TRADITIONAL)


@dataclass(frozen=True)
class View:
    """A text in another notation.

    Its i-th character was made of the original's ``origin[i]`` up to ``ends[i]``, which takes in
    what cannot be seen after it.
    """

    text: str
    origin: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> Span:
        """The original's characters that ``text[start:end]`` was made of."""
        return Span(self.origin[start], self.ends[end - 1])

    @cached_property
    def digital(self) -> str:
        """The same text, length kept, with Chinese digits read as digits."""
        return self.text.translate(DIGITS)


def fold(text: str) -> View:
    """The text with widths, accents, circled digits and look-alikes made plain."""
    plain: list[str] = []
    origin: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        folded = char if char.isascii() and char.isprintable() else _plain(char)
        plain.append(folded)
        origin += [index] * len(folded)
        ends += [index + 1] * len(folded)
        if not folded and ends:
            ends[-1] = index + 1
    return View("".join(plain), origin, ends)


def squeeze(view: View) -> View:
    """Letters and digits alone: no case, no separators, numerals as digits."""
    kept, places = [], []
    for index, char in enumerate(_tens(view.text)):
        if char.isalnum():
            for folded in char.lower().translate(DIGITS):
                kept.append(folded)
                places.append(index)
    origin, ends = [view.origin[at] for at in places], [view.ends[at] for at in places]
    return View("".join(kept), origin, ends)


def squeezed(text: str) -> str:
    """What ``squeeze`` makes of a bare string."""
    return squeeze(fold(text)).text


def _tens(text: str) -> str:
    """十二 as _2 and 三十 as 30, in place: two digits where two characters were, one where one."""

    def digits(match: re.Match[str]) -> str:
        tens, units = match.groups()
        if tens and units:  # 三十九: the middle character falls out
            return f"{tens}-{units}"
        if units:
            return f"1{units}"
        return f"{tens}0" if tens else "十"

    return TENS.sub(digits, text)
