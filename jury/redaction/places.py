"""Postal addresses, Chinese and English, from a whole address to an estate and a block."""

import re
from collections.abc import Iterator

from .finding import Kind
from .lexicon import PROVINCES
from .notation import HAN_DIGIT, View
from .shapes import Shape, each

# Characters that end the words before a place name rather than begin it.
HAN = r"[\u4e00-\u9fff]"
PLACE = (
    "(?:解放|开放|和平|和谐|和睦|和田|和县|和顺|共和|泰和|云和|人和|呼和浩特|上海|上城|"
    "上饶|下城|历下|成都|江都|新都|丰都|于都|都江堰|都匀|"
    r"回龙观|回民|来宾|来安|"
    r"[^\W\d_a-zA-Z在到至往住是寄退送放回从去址为给的了和与或我你他她它们说就也都很这那哪"
    r"有来被把让叫走上下每个一])"
)
N = rf"[0-9{HAN_DIGIT}十百]"
PROVINCE = (
    rf"(?:{'|'.join(PROVINCES)})(?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|省|市)?"
)
REGION = (
    rf"(?:{PROVINCE}[ ,]{{0,2}}(?:{PLACE}{{1,7}}(?:自治州|地区|(?<!城)市|盟|州|区|县)[ ,"
    rf"]{{0,2}}){{0,3}}"
    rf"|(?:{PLACE}{{1,6}}(?:自治州|地区|(?<!城)市|区|县)[ ,"
    rf"]{{0,2}}){{1,3}})(?:{PLACE}{{1,5}}(?:街道|镇|乡)[ ,]{{0,2}})?"
)
ROAD = rf"(?:{PLACE}|[{HAN_DIGIT}]){{1,7}}?(?:大道|路|街|巷|胡同|道|弄|村)(?:[东西南北中]段?)?"
BLOCK = (
    rf"(?:[A-Za-z]{{0,2}}-?{N}{{1,5}}[A-Za-z]?(?:-{N}{{1,4}}){{0,3}}(?:号楼|号院|单元|"
    rf"[号栋幢座弄室层楼户期房])[ ,]{{0,2}}"
    rf"|[A-Za-z](?:座|栋|幢|区|单元)|(?:\d{{2,5}}[A-Z]?|"
    rf"[{HAN_DIGIT}]{{3,5}})(?:-{N}{{1,4}}){{0,3}}(?!\d)[ ,]?)"
)
ESTATE_WORD = (
    "花园|小区|公寓|家园|新村|广场|大厦|大楼|中心|新城|之光|庄园|国际|华府|名苑|名都|"
    "豪庭|半岛|山庄|家属院|宿舍|工业园|科技园|产业园|"
    "[城苑府里湾园庭郡邸阁居院村寓厦汇]"
)
ESTATE = rf"(?:{PLACE}|[{HAN_DIGIT}]){{1,9}}?(?:{ESTATE_WORD})"
LOCKER = r"(?:菜鸟驿站|驿站|丰巢柜?|快递柜|自提点|代收点|门卫室?|传达室|物业)"
ESTATE_TAIL = rf"[A-Za-z]{{0,8}}{ESTATE}(?= ?[0-9A-Za-z{HAN_DIGIT}]| ?{LOCKER}|[\s,.。;)]|$)"
FULL = re.compile(
    rf"{REGION}(?:{ROAD}[ ,]{{0,2}}(?:{BLOCK}){{0,3}})?(?:{ESTATE_TAIL}[ ,"
    rf"]{{0,2}})?(?:{BLOCK}){{0,6}}(?:{LOCKER})?"
)
STREET = re.compile(
    rf"{ROAD} ?{N}{{1,5}}(?:-\d{{1,4}})?[号弄](?:{BLOCK}){{0,2}}(?:{ESTATE_TAIL} "
    rf"?)?(?:{BLOCK}){{0,5}}(?:{LOCKER})?"
)
BLOCKS = re.compile(
    rf"{ESTATE} ?(?:[A-Za-z]?{N}{{1,4}}(?:号楼|单元|[栋幢座]|-{N}{{1,4}}-{N}{{2,5}})[ ,"
    rf"]?(?:{BLOCK}){{0,4}})"
)
BARE_BLOCKS = re.compile(rf"{N}{{1,3}}(?:号楼|[栋幢座])(?:{BLOCK}){{1,4}}")
LOCKERS = re.compile(rf"(?:{ESTATE}|{ROAD}){HAN}{{0,4}}?{LOCKER}")
NEAR_LOCKER = re.compile(rf"{PLACE}{{2,8}}?{LOCKER}")
CUED = re.compile(
    rf"(?:地址(?:是|写的是|为)?|住在|家住|家在|寄[到回往]|送[到往]|退[到回])[:\s]{{0,2}}"
    rf"(?P<it>(?:[^\W_]|[ -]){{0,14}}?(?:{ROAD}|{ESTATE}|村|镇)(?:[^\W_]|-){{0,10}})"
)
LANDMARK = re.compile(rf"{ROAD}{HAN}{{1,8}}?(?:楼上|楼下|对面|旁边|隔壁|附近|门口)")
ANY_UNIT = re.compile(
    "[路街道巷弄村号栋幢座楼元室省市区县镇乡柜站点园寓场厦心城光际府苑都庭岛庄院舍湾郡邸阁居汇里]"
)
DETAILED = re.compile(rf"{N}|[路街弄巷]")

SUFFIX = (
    "Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|"
    "Square|Sq|Terrace|Way|Close|"
    "Crescent|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Gardens|Mews|Row|Walk|Grove|Hill|Park|"
    "Alley|Trail|Quay|Rise"
)
CAP = r"[A-Z0-9À-Þ][\w'’.-]{0,24}"
POST = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2},? \d{5}(?:-\d{4})?|\d{4,6}(?: "
    r"[A-Z]{2})?|[A-Z]{2})\b"
)
FLAT = (
    r"(?:[Aa]pt|[Aa]partment|[Ss]uite|[Uu]nit|[Ff]lat|[Rr]oom|[Ff]loor|#)\.? ?#?[A-Za-z0-9-]{1,6}"
)
TOWN_WORD = r"(?:St\.|[A-Z0-9À-Þ][\w'’-]{0,24})"  # any other full stop ends the address
TOWN = rf"(?:{TOWN_WORD}(?:[ -]{TOWN_WORD}){{0,3}})"
TAIL = (
    rf"(?:[,\s]{{1,3}}{FLAT})?(?:,?\s{{1,2}}{TOWN})?(?:[,\s]{{1,3}}{POST})?(?:[,"
    rf"\s]{{1,3}}(?:USA?|UK|England|China))?"
)
ENGLISH = re.compile(
    rf"(?:{FLAT},? )?(?<![\w.])\d{{1,6}}[A-Za-z]?,? (?:{CAP} ){{1,4}}(?:{SUFFIX})\b\.?{TAIL}"
)
FOREIGN = re.compile(rf"(?<![\w.])\d{{1,6}} (?:{CAP} ){{1,4}}\d{{1,4}}(?:[,\s]{{1,3}}{FLAT}){TAIL}")
NAMED_ROAD = re.compile(
    rf"\b(?:live[sd]?|deliver(?:ed)?|sent|ship(?:ped)?|address|located|house|home|"
    rf"return(?:ed)?)\b[\w ]{{0,16}}\b(?:at|on|in|to|is|:) "
    rf"(?P<it>\d{{0,6}} ?(?:{CAP} ){{1,3}}(?:{SUFFIX})\b{TAIL})"
)
CUED_ENGLISH = re.compile(
    rf"\b(?:address|live[sd]? at|located at|is at|return to|reside[sd]? at|deliver(?:ed)? "
    rf"to|ship(?:ped)? to)\b[^\n\d]{{0,24}}"
    rf"(?P<it>\d{{1,6}}[A-Za-z]? {CAP}[^.!?;\n]{{0,40}}(?:\n ?(?:{FLAT}|"
    rf"{TOWN}[^.!?;\n]{{0,20}})){{0,3}})"
)
PO_BOX = re.compile(r"\bP\.? ?O\.? ?Box \d{1,6}\b", re.I)
UK_POSTCODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![A-Za-z0-9])")


def find(view: View) -> Iterator[Shape]:
    if ANY_UNIT.search(view.text):
        yield from _chinese(view.text)
    for pattern in (ENGLISH, FOREIGN, PO_BOX, UK_POSTCODE):
        yield from each(pattern, view.text, Kind.ADDRESS)
    for pattern in (NAMED_ROAD, CUED_ENGLISH):
        yield from each(pattern, view.text, Kind.ADDRESS, "it")


def _chinese(text: str) -> Iterator[Shape]:
    for match in FULL.finditer(text):
        detailed = DETAILED.search(match.group(), 3) is not None
        if detailed or len(match.group()) >= 6:
            yield Shape(*match.span(), Kind.ADDRESS, sure=detailed)
    for pattern in (STREET, BLOCKS, BARE_BLOCKS, LOCKERS, LANDMARK):
        yield from each(pattern, text, Kind.ADDRESS)
    yield from each(NEAR_LOCKER, text, Kind.ADDRESS, sure=False)
    yield from each(CUED, text, Kind.ADDRESS, "it", sure=False)
