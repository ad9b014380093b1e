"""Numbers that identify: telephones, cards, orders, parcels, plates; and any long number at all."""

import re
from collections.abc import Iterator

from .finding import Kind
from .lexicon import PLATE_PROVINCES
from .notation import HAN_DIGIT, View
from .shapes import Shape, each

SEPARATOR = r"[ \-.·•_~—–()、,|]"
RUN = re.compile(
    rf"(?:\+ ?|\((?=\d{{2,5}}\)))?\d(?:{SEPARATOR}{{0,3}}\d){{6,40}}(?:[xX](?!\d)| ?(?:x|ext\.?) "
    rf"?\d{{1,6}})?"
)
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[-./年] ?(?:1[0-2]|0?[1-9])(?:[-./月] ?(?:3[01]|[12]\d|0?[1-9])日?)?)"
    r"(?![\d-])(?:[ T]?\d{1,2}:\d\d(?::\d\d)?)?|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
)
QUANTITY = re.compile(
    r" ?(?:元|块|万|毫安|mah|ml|kg|mm|cm|克|斤|%|人|次|usd|rmb|dollars|rub|eur)", re.I
)
CUES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:{words})[^\d\n]{{0,8}}$", re.I))
    for kind, words in (
        (Kind.TRACKING_NO, "快递单号|运单|物流单|物流号|(?<!订)单号|tracking|waybill|parcel n"),
        (Kind.ORDER_NO, "订单|order|交易号|流水号"),
        (Kind.ID_CARD, "身份证|证件|社保|ssn|social security|national id"),
        (Kind.BANK_CARD, "卡号|银行|这张卡|信用卡|储蓄卡|account n|card|账户"),
        (Kind.QQ, "qq|扣扣|企鹅"),
        (
            Kind.PHONE,
            "电话|手机|座机|固话|打|联系方式|tel|phone|call|whatsapp|mobile|sms|fax|传真|热线",
        ),
    )
)
SHAPES = (
    (Kind.PHONE, re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}$|400\d{7}$|0\d{9,11}$")),
    (Kind.ID_CARD, re.compile(r"\d{6}(?:19|20)\d\d(?:0\d|1[0-2])\d{5}[\dxX]$")),
    (Kind.BANK_CARD, re.compile(r"(?:62|4\d|5[1-5]|3[47])\d{13,17}$")),
    (Kind.ORDER_NO, re.compile(r"\d{17,}$")),
    (Kind.TRACKING_NO, re.compile(r"\d{12,16}$")),
)
STARRED = re.compile(r"(?<!\d)\d{3,6} ?[*xX×#•某]{2,12} ?\d{2,4}(?!\d)")
LAST_DIGITS = re.compile(
    r"(?:尾号|后[四六4-6]位|末[四六4-6]位|取件码|提货码|验证码|ending (?:in|with)|last (?:four|4))"
    r"[^\w\n]{0,3}(?:digits|是|为)?[^\w\n]{0,3}(?P<it>\d[\d-]{2,11})",
    re.I,
)
WORDY = re.compile(
    r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)[ ,\-]{1,3}){6,20}"
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b",
    re.I,
)
NUMERALS = re.compile(rf"[0-9{HAN_DIGIT}](?:[ \-.·]{{0,2}}[0-9{HAN_DIGIT}]){{6,20}}")
DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
TRACKING = re.compile(
    r"(?<![A-Za-z0-9])(?:1Z ?[0-9A-Z]{4}[0-9A-Z ]{10,16}|[A-Z]{2} ?\d{9} ?[A-Z]{2}|"
    r"[A-Z]{1,4}-?\d{9,20})(?![A-Za-z0-9])"
)
ORDER = re.compile(
    r"(?:订单编?号?|单号|order(?: ?(?:no\.?|number|num|id|ref(?:erence)?|#))?)"
    r"[\s:#(是为]{0,4}(?P<it>(?=[A-Za-z-]{0,6}\d)[A-Za-z0-9][A-Za-z0-9-]{4,30})",
    re.I,
)
LETTERED = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[0-9-]{0,12}[A-Za-z])[A-Za-z0-9]{1,40}(?:-[A-Za-z0-9]{1,20}){0,6}(?![A-Za-z0-9])"
)
RESOLUTION = re.compile(r"\d{1,5}[xX]\d{1,5}|\d+(?:[A-Za-z]{1,4}|mAh|MAH)$")
PLATE = re.compile(
    rf"[{PLATE_PROVINCES}] ?[A-Z][·. -]?(?:[A-Z0-9]{{5,7}}(?![A-Za-z0-9])|[A-Z0-9]{{4}}[学警港澳])"
)
PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EGDSPHCM][A-Z]?\d{7,9}|[A-Z]{2}\d{6,7})(?![A-Za-z0-9])")
PASSPORT_CUE = re.compile(
    r"(?:护照|通行证|passport)[^\w\n]{0,3}(?:号码?|no\.?|"
    r"number)?[\s:是为]{0,3}(?P<it>[A-Za-z]{0,2}\d{6,9})",
    re.I,
)
IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
)
IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
POSTCODE = re.compile(
    r"(?:\b(?:zip(?: code)?|post(?:al)? ?code)\b|邮编|邮政编码)(?: is| are|是|"
    r"为)?[\s:]{0,3}(?P<it>[A-Z0-9][A-Z0-9 -]{2,9}\d(?: ?[A-Z]{1,2}\b)?|\d{4,6})",
    re.I,
)
LICENCE = re.compile(
    r"(?:licen[cs]e|sort code|驾照|驾驶证|税号)(?: ?(?:number|no\.?|号))?(?: is|是|"
    r"为)?[\s:]{0,3}(?P<it>[A-Z0-9]{5,20})",
    re.I,
)


def find(view: View) -> Iterator[Shape]:
    text, digital = view.text, view.digital
    yield from _runs(text, DATE.sub(lambda date: "/" * len(date.group()), text))
    yield from _spelt(text, digital)
    yield from each(STARRED, text, Kind.NUMBER)
    yield from each(LAST_DIGITS, digital, Kind.NUMBER, "it")
    yield from each(WORDY, text, Kind.PHONE)
    yield from each(TRACKING, text, Kind.TRACKING_NO)
    yield from each(ORDER, text, Kind.ORDER_NO, "it")
    yield from each(PLATE, text, Kind.PLATE)
    yield from each(PASSPORT, text, Kind.PASSPORT)
    yield from each(PASSPORT_CUE, text, Kind.PASSPORT, "it")
    yield from each(IBAN, text, Kind.BANK_CARD)
    yield from each(IP, text, Kind.NUMBER)
    yield from each(POSTCODE, text, Kind.ADDRESS, "it")
    yield from each(LICENCE, text, Kind.NUMBER, "it")
    yield from _lettered(text)


def _runs(text: str, undated: str) -> Iterator[Shape]:
    """Runs of seven digits and more, whatever separates them."""
    for match in RUN.finditer(undated):
        start, end = match.span()
        run = undated[start:end]
        kind = _kind(text[max(0, start - 24) : start], run)
        if kind or not _is_amount(run, text[end : end + 8], text[max(0, start - 2) : start]):
            yield Shape(start, end, kind or Kind.NUMBER)


def _spelt(text: str, digital: str) -> Iterator[Shape]:
    """Runs in which some digits are written as Chinese numerals."""
    for match in NUMERALS.finditer(text):
        start, end = match.span()
        if not match.group().isascii():
            kind = _kind(text[max(0, start - 24) : start], digital[start:end])
            yield Shape(start, end, kind or Kind.NUMBER)


def _kind(before: str, run: str) -> Kind | None:
    """What the number is, by the words before it, else by its shape."""
    digits = re.sub(r"[^\dxX]", "", run)
    cued = [(cue.search(before), kind) for kind, cue in CUES]
    nearest = [(match.start(), kind) for match, kind in cued if match]
    if nearest:
        return max(nearest)[1]
    return next((kind for kind, shape in SHAPES if shape.match(digits)), None)


def _is_amount(run: str, after: str, before: str) -> bool:
    """Money, a range, a measure, a row of sizes: numbers that say nothing of anybody."""
    groups = re.findall(r"\d+", run)
    if DAY.match(run) or QUANTITY.match(after) or before.endswith(("¥", "$", "£", "€")):
        return True
    if re.fullmatch(r"\d+(?:,\d{3})*\.\d{1,2}|\d{1,3}(?:,\d{3})+", run):
        return True
    if re.search(r"[、,]", run) and all(len(group) <= 5 for group in groups):
        return True
    short = len(groups) == 2 and all(len(group) <= 4 for group in groups)
    return short and re.sub(r"\d", "", run).strip(" -~—–.") == ""


def _lettered(text: str) -> Iterator[Shape]:
    """Handles of letters and digits: many digits are sure, a few are for human eyes."""
    for match in LETTERED.finditer(text):
        n_digits = sum(char.isdigit() for char in match.group())
        if n_digits >= 6 and not RESOLUTION.match(match.group()):
            yield Shape(*match.span(), Kind.NUMBER)
