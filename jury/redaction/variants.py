"""The notations one identifier is written in: whole, in part, with a form of address, shortened."""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import combinations
from typing import NamedTuple

from .finding import PEOPLE, TRADERS, Kind
from .lexicon import COMPOUND_SURNAMES, EVERYDAY_NAMES, NOT_NICKNAMES, PROVINCES, SURNAMES, TITLES
from .notation import HAN_DIGIT, fold, squeezed

HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
SHOP_TAIL = re.compile(
    r"(?:官方|品牌|海外)?(?:旗舰店|专营店|专卖店|官方店|直营店|企业店|小铺|商城|超市|"
    r"便利店|工厂店|店铺|小店|店|铺)$"
    r"|\s+(?:official\s+)?(?:store|shop|outlet|boutique)$",
    re.I,
)
COMPANY_TAIL = re.compile(
    r"(?:股份|集团)?(?:有限责任公司|有限公司|公司|集团|商行|经营部|工作室)$"
    r"|[\s,]+(?:co\.?,?\s*)?(?:ltd|limited|llc|inc|corp|gmbh|plc|s\.?a|pty)\.?(?:\s*ltd\.?)?$",
    re.I,
)
TRADE = re.compile(
    r"(?:网络科技|电子商务|信息技术|贸易|科技|商贸|实业|服饰|食品|电器|家居|网络|国际)+$"
)
CITY = re.compile(rf"^(?:{'|'.join(PROVINCES)})?省?(?:[\u4e00-\u9fff]{{2,4}}?市)?")
REGION = re.compile(
    rf"^((?:{'|'.join(PROVINCES)})(?:维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)?)?"
    r"([\u4e00-\u9fff]{2,7}?(?:自治州|地区|市|盟|州))?"
    r"([\u4e00-\u9fff]{1,5}?(?:区|县|市|旗))?([\u4e00-\u9fff]{1,5}?(?:街道|镇|乡))?"
)
COUNT = f"[0-9{HAN_DIGIT}十百]"
PLACE_PIECE = re.compile(
    rf"[\u4e00-\u9fff]{{1,7}}?(?:大道|路|街|巷|弄|胡同|道|村)(?={COUNT}|$)"
    rf"|{COUNT}+(?:号楼|单元|[^\W\d])?|[^\W\d]+?(?={COUNT}|$)"
)
UNIT = re.compile(rf"(?<={COUNT})(?:号楼|单元|[栋幢座室号弄层楼户])")
ROAD_WORDS = {
    "street": "st", "road": "rd", "avenue": "ave", "drive": "dr", "lane": "ln", "boulevard": "blvd",
    "court": "ct", "place": "pl", "square": "sq", "apartment": "apt", "terrace": "ter",
}  # fmt: skip


class Fit(Enum):
    """How strictly a notation must stand in the text to count."""

    ANYWHERE = "anywhere"  # whatever stands between its characters
    NAME = "name"  # no sentence may end inside it
    WORD = "word"  # and it is a word of its own


class Notation(NamedTuple):
    squeezed: str
    fit: Fit


def notations(kind: Kind, identifier: str) -> Iterator[Notation]:
    """Every notation of the identifier, squeezed; too short ones (a single character) left out."""
    plain = fold(identifier.strip()).text
    if kind in PEOPLE:
        found = _person(plain)
    elif kind in TRADERS:
        found = _trader(plain)
    elif kind is Kind.ADDRESS:
        found = _address(plain)
    elif kind is Kind.PHONE:
        found = _phone(plain)
    else:
        found = _handle(plain)
    for text, fit in found:
        short = squeezed(text)
        if len(short) >= 2:
            yield Notation(short, fit)


def _person(name: str) -> Iterator[tuple[str, Fit]]:
    yield name, Fit.NAME
    han = [part for part in HAN.findall(name) if len(part) > 1 or name != part]
    latin = LATIN.findall(name)
    if not latin and len(han) == 1 and len(han[0]) <= 4:
        yield from _han_name(han[0])
    elif len(han) > 1:
        yield from ((part, Fit.NAME) for part in han if len(part) > 1)
    if latin:
        yield from _latin_name(latin)
        yield from ((f"{part}{title}", Fit.WORD) for part in han for title in TITLES)


def _han_name(name: str) -> Iterator[tuple[str, Fit]]:
    size = 2 if name[:2] in COMPOUND_SURNAMES else 1 if name[0] in SURNAMES or len(name) < 4 else 0
    surname, given = name[:size], name[size:]
    if surname:
        yield from ((surname + title, Fit.WORD) for title in TITLES)
        if len(surname) == 1:
            nicks = (before + surname for before in "小老阿")
            yield from ((nick, Fit.WORD) for nick in nicks if nick not in NOT_NICKNAMES)
        else:
            yield surname, Fit.WORD
        yield given + surname, Fit.NAME
    if len(given) > 1:
        yield given, Fit.WORD
    for last in {given, given[-1:]} - {""}:
        yield from ((last + title, Fit.WORD) for title in TITLES)
        yield from ((before + last, Fit.WORD) for before in "小阿老")
        yield last + last, Fit.WORD


def _latin_name(parts: list[str]) -> Iterator[tuple[str, Fit]]:
    yield " ".join(reversed(parts)), Fit.NAME
    if len(parts) > 1:
        yield f"{parts[0]} {parts[-1]}", Fit.NAME
        yield f"{parts[0][0]} {parts[-1]}", Fit.NAME
    yield from ((part, Fit.WORD) for part in parts if len(part) > 2 or len(parts) == 1)
    if len(parts) > 1:
        short = (part for part in parts if len(part) == 2)
        yield from ((part, Fit.WORD) for part in short if part.lower() not in {"al", "de", "la"})


def is_everyday(short: str) -> bool:
    """Whether the squeezed name is also an everyday word, to be taken only when capitalised."""
    return short in EVERYDAY_NAMES


def _trader(name: str) -> Iterator[tuple[str, Fit]]:
    yield name, Fit.ANYWHERE
    core = COMPANY_TAIL.sub("", SHOP_TAIL.sub("", name)).strip()
    yield core, Fit.NAME if len(squeezed(core)) > 3 else Fit.WORD
    bare, local = CITY.sub("", core), CITY.sub("", name)
    for piece in {bare, local, TRADE.sub("", bare)}:
        if HAN.fullmatch(piece) and len(piece) > 2:
            yield piece, Fit.NAME
    if HAN.match(name) and len(core) > 5:
        yield from ((core[cut:], Fit.NAME) for cut in (2, 3))  # without the city before it


def _address(address: str) -> Iterator[tuple[str, Fit]]:
    yield address, Fit.ANYWHERE
    if len(HAN.findall(address)) and len("".join(HAN.findall(address))) > 3:
        yield from _chinese_address(re.sub(r"\W+", "", address))
    else:
        yield from _english_address(address)


def _chinese_address(short: str) -> Iterator[tuple[str, Fit]]:
    matched = REGION.match(short)
    regions = [unit for unit in (matched.groups() if matched else ()) if unit]
    detail = short[matched.end() :] if matched else short
    for start in range(len(regions)):
        yield "".join(regions[start:]) + detail, Fit.ANYWHERE
    for start, end in combinations(range(len(regions) + 1), 2):
        if end - start > 1:
            yield "".join(regions[start:end]), Fit.ANYWHERE
    pieces = PLACE_PIECE.findall(detail)[:12]
    for start, end in combinations(range(len(pieces) + 1), 2):
        piece = "".join(pieces[start:end])
        if end - start > 1 or len(piece) > 2 and not piece[0].isdigit() or len(piece) > 4:
            yield piece, Fit.NAME
            if len(bare := UNIT.sub("", piece)) > 4:
                yield bare, Fit.NAME  # 翡翠城39-2-501
            yield re.sub(rf"{UNIT.pattern}$", "", piece), Fit.NAME


def _english_address(address: str) -> Iterator[tuple[str, Fit]]:
    pieces = [piece.strip() for piece in re.split(r"[,\n]", address) if piece.strip()]
    for start, end in combinations(range(len(pieces) + 1), 2):
        piece = ", ".join(pieces[start:end])
        if re.search(r"\d", piece):
            yield piece, Fit.ANYWHERE
            yield _abbreviated(piece), Fit.ANYWHERE
    for piece in pieces:
        road = re.sub(
            r"^(?:\d+[A-Za-z]?|(?:apt|suite|unit|flat)\b\.?\s*\S+)\s+",
            "",
            piece,
            flags=re.I,
        )
        if road != piece and not re.search(r"\d", road):
            yield road, Fit.NAME
            yield _abbreviated(road), Fit.NAME
        yield from (
            (code, Fit.NAME) for code in re.findall(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{5}", piece)
        )


def _abbreviated(piece: str) -> str:
    words = piece.split()
    return " ".join(ROAD_WORDS.get(word.lower().strip("."), word) for word in words)


def _phone(phone: str) -> Iterator[tuple[str, Fit]]:
    digits = re.sub(r"\D", "", squeezed(phone))
    numbers = {digits, digits.lstrip("0")}
    if phone.startswith(("+", "00")):
        bare = digits.lstrip("0")
        numbers |= {bare[1:]} if bare[:1] in "17" else {bare[2:], bare[3:]}
    elif digits.startswith("86") and len(digits) == 13:
        numbers.add(digits[2:])
    elif digits.startswith("0") and len(digits) >= 10:
        numbers |= {digits[3:], digits[4:]}  # without the area code
    for number in numbers:
        if len(number) >= 7:
            yield number, Fit.ANYWHERE
            yield number[:3] + number[-4:], Fit.WORD  # 138****5678
        elif len(number) >= 5:
            yield number, Fit.WORD


def _handle(handle: str) -> Iterator[tuple[str, Fit]]:
    yield handle, Fit.ANYWHERE if len(squeezed(handle)) >= 6 else Fit.WORD
    local, at, domain = handle.partition("@")
    if at:
        dots = [domain, domain.replace(".", "点"), domain.replace(".", "dot")]
        for between in ("at", "艾特", "圈"):
            yield from ((f"{local}{between}{spelt}", Fit.ANYWHERE) for spelt in dots)
        yield from ((f"{local}{spelt}", Fit.ANYWHERE) for spelt in dots)
        if len(squeezed(local)) >= 4:
            yield local, Fit.WORD
