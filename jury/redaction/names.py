"""Names of persons nobody told us of, by rule: a name beside a word that announces one."""

import re
from collections.abc import Iterator

from .finding import Kind
from .lexicon import (
    COMPOUND_SURNAMES,
    GIVEN_NAMES,
    NOT_ENGLISH_NAMES,
    NOT_NAMES,
    SHORT_TITLES,
    SURNAMES,
    TITLES,
)
from .notation import View
from .shapes import Shape, each

ONE = f"[{''.join(sorted(SURNAMES))}]"
TWO = f"(?:{'|'.join(COMPOUND_SURNAMES)})"
# Characters that go on with the sentence rather than with a given name.
NOT_GIVEN = (
    "的和是了在说收也就不都很我你他她它们个这那有没把被给让对跟与及或要来去到从会"
    "能可但却又还再已将着过吗呢吧啊呀哦嘛电手微邮身银地号卡签住式媒，"
)
GIVEN = rf"[\u4e00-\u9fff](?<![{NOT_GIVEN}])"
FULL = rf"(?:{TWO}{GIVEN}(?:{GIVEN})?|{ONE}{GIVEN}(?:{GIVEN})?)"
SPACED = rf"{ONE}[ .·]{GIVEN}(?:[ .·]{GIVEN})?"
LONG = "|".join(title for title in TITLES if title not in SHORT_TITLES)
SHORT = "|".join(SHORT_TITLES)
AFTER_NAME = r"(?=[\s,，.。;；:：!！?？、()（）]|$)"

ANNOUNCED = re.compile(
    r"(?:我叫|名叫|名字叫?|真名叫?|全名|姓名|收[件货]人|寄件人|发件人|联系人|开户[名人]|"
    r"户名|实名|签收人|持卡人|登记人|申请人|投保人|"
    r"本人|车主|患者|旅客|乘客|住户|业主|经办人|负责人|法人代?表?|户主|抬头|署名|"
    r"昵称叫)(?:[\s:]|是|为|叫|做|写的){0,3}"
    rf"(?P<it>{FULL}|{SPACED}|[A-Za-z]{{2,15}} ?{ONE}(?![\u4e00-\u9fff])|[A-Z][a-z]+ [A-Z][a-z]+)"
)
RELATED = re.compile(
    r"(?:我是(?:买家|卖家|店主|客户)?|买家|卖家|店主|店家|老板|店员|客服|快递员|配送员|"
    r"爱人|店长|代收人|售后|门卫|保安|物业|房东|快递小哥|主播|卖方|买方|"
    r"师傅|客户|顾客|用户|我?老公|我?老婆|我?丈夫|我?妻子|我?妈妈?|我?爸爸?|我?儿子|我?女儿|"
    r"我?同事|我?朋友|我?室友|我?邻居|医生|医师|律师|经理|同学|旅客|专员|员工|家属|核实|"
    r"查询|请?联系|转账给|汇款给|转给|发给|微信加|问一下|代签人?)"
    rf"(?:是|叫|:| ){{0,2}}(?P<it>{FULL})"
    r"(?=[\s,，.。;；:：!！?？、()（）]|$|签收|收到|说|告诉|和买|和卖|是亲|是骗|本人|亲自|"
    r"答应|推荐|为|负责|诊断|开具|介绍|承诺|表示|回复|威胁|来电|同意|态度|要求|告知|签字|"
    r"跟|向|对|那|在|"
    r"代收|已经|完成|账户|申请|名下|预约|答应|拒绝|电话|手机|微信|身份|的电|的手|的微|"
    r"的账|的卡|可以作证|作证|放在|不|骗|态度|打|没有|发|一直)"
)
CALLED = re.compile(rf"叫(?P<it>{FULL})(?=的)")
CERTAIN_ONE = re.compile(rf"(?P<it>(?:{TWO}|{ONE})某{{1,2}})(?![些种个天人地处时次件样])")
MYSELF = re.compile(rf"我(?P<it>{FULL})(?=本人|亲自|从未)")
THIS_IS = re.compile(
    rf"(?:这是|(?<!们)就是)(?P<it>{FULL})(?=的(?:号|电话|微信|手机|邮箱|卡)|[\s,，。]|$)"
)
ISLAND = re.compile(rf"(?<=[A-Za-z] )(?P<it>{FULL})(?= [A-Za-z\d])")
SURNAMED = re.compile(
    rf"(?<!百)姓(?P<it>{TWO}|{ONE})(?![名氏\u4e00-\u9fff]?[,，]?名)|姓(?P<both>(?:{TWO}|"
    rf"{ONE})[,，\s]?(?:名字?叫?|叫){GIVEN}(?:{GIVEN})?)"
)
STARRED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<it>(?:{TWO}|{ONE})(?:[*×○]{{1,2}}|[xX]{{2}}|"
    rf"某{{1,2}})[\u4e00-\u9fff]?)"
)
PARTIES = re.compile(rf"(?:和|与|跟|、)(?:买家|卖家|店主)(?P<it>{FULL})(?=是|[\s,，.。]|$)")
TITLED = re.compile(rf"(?P<it>{FULL})(?:{LONG})(?![\u4e00-\u9fff]*(?:店|器|机))")
ALIAS = re.compile(rf"(?<![\u4e00-\u9fff])(?P<it>(?:{TWO}|{ONE})(?:{LONG}))")
ALIAS_INSIDE = re.compile(rf"(?P<it>(?:{TWO}|{ONE})(?:{LONG}))")
SHORT_ALIAS = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[的了和跟给找员服家问是叫在让被]))(?P<it>(?:{TWO}|"
    rf"{ONE})(?:{SHORT}))"
    r"(?=[\s,，.。;；:：!！?？、]|$|说|放|一直|没|可以|签|打|告|的|和|给|让|拒|就|也|在|"
    r"收|发|那|帮|来|跟|不|已|回)"
)
NICK = re.compile(
    rf"(?:快递员|配送员|客服|售后|店长|卖家|买家|店主|老板|师傅|同事|邻居|的|了|联系|找|问|"
    rf"是|跟|和|"
    rf"^|[，。,!！\s])(?P<it>[小老阿]{ONE})"
    r"(?=[\s,，.。!！]|$|说|放|一直|没|可以|签|打电话|告|给我|让|拒|作证|收)"
)
PROBABLE_ALIAS = re.compile(
    r"(?P<it>[\u4e00-\u9fff]{1,2}[哥姐叔姨])(?=亲口|说|告诉|打|发|让|收|签|可以作证|放)"
)
RECEIVES = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[由给让被请]))(?P<it>{FULL})(?=(?:亲?收|签收)[\s,"
    rf"，.。;；)）]|[收转](?:$|[,，\s]))"
)
BESIDE_NUMBER = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[加给叫找系]))(?P<it>{FULL})[\s,"
    rf"，:：(]{{0,3}}(?:\+?86)?(?=[ -]?1[3-9]\d)"
)
OWNS = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|"
    rf"(?<=[给到至对加是把请查下叫问]))(?P<it>{FULL})的?(?:联系)?(?=[\s:]?(?:电话|手机|邮箱|微信|"
    rf"身份证|银行卡|护照|联系方式|号码?是?\d|号1|卡|护照号|证件|户籍|车牌|地址|账号|家里?住))"
)
MENTIONED_ALONE = re.compile(
    rf"(?:^|[\s,，。:：;；、])(?P<it>{FULL})(?=[,，、\s](?:男|女|证件|护照|联系|车牌|"
    rf"\d{{1,3}}岁|身份证|手机|电话|邮箱|\d|收)|[是，,](?:一位|一名|\d{{2}}岁))"
)
FOREIGN_HAN = re.compile(
    r"(?:(?<=[是叫人名:：,，。\s])|"
    r"^)(?P<it>[\u4e00-\u9fff]{2,6}[·•・][\u4e00-\u9fff]{2,8}(?:[·•・][\u4e00-\u9fff]{2,8})?)"
)
SPACED_NAME = re.compile(
    rf"(?:是|叫|:|店主|卖家|买家|老板)\s?(?P<it>{ONE} {GIVEN} {GIVEN}|"
    rf"{ONE}\.{GIVEN}\.{GIVEN})(?![\u4e00-\u9fff])"
)
SYLLABLE = (
    r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|uai|ang|eng|ong|ian|iao|"
    r"ing|uan|ai|ei|ao|ou|an|en|ia|ie|iu|in|ua|uo|ui|un|ue|er|[aeiouv])"
)
PINYIN = re.compile(
    rf"(?:[\u4e00-\u9fff]|[\u4e00-\u9fff][:：])\s?(?P<it>{SYLLABLE} {SYLLABLE}(?: "
    rf"?{SYLLABLE})?)(?=[\s,，。!！(（]|$)",
    re.I,
)

WORD = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’-]{1,20}"
ENGLISH = (
    rf"{WORD}(?: (?:[A-Z]\.? )?(?:(?:de|van|von|der|da|di|la|del|bin|al) ){{0,2}}{WORD}){{0,2}}"
)
HONORIFIC = re.compile(
    rf"\b(?:Mr|Ms|Mrs|Miss|Mx|Dr|Prof|Sir|Madam|Mister)\b\.? (?P<it>{ENGLISH})", re.M
)
INTRODUCED = re.compile(
    r"\b(?:[Mm]y (?:full )?name is|[Nn]ame(?: is|:| on (?:the )?(?:account|card|order)(?: "
    r"is|:)?)|[Tt]his is|I am|I['’]m|[Ss]igned(?: for)? by|[Aa]gent|[Ss]eller|"
    r"[Rr]ecipient(?: is|:)?|[Cc]ontact(?: person)?(?: is|:)?|[Aa]ttn\.?:?|[Dd]ear|"
    r"[Rr]egards,?|[Ss]incerely,?|[Tt]hanks,?|[Cc]ourier|[Dd]river|[Mm]anager|[Bb]uyer|"
    r"[Cc]ustomer|[Cc]ardholder|"
    r"[Mm]y (?:wife|husband|son|daughter|mother|father|mom|dad|brother|sister|friend|"
    r"neighbou?r|partner|colleague|roommate|boyfriend|girlfriend))"
    rf"[,:]? (?P<it>{ENGLISH})(?! (?:Store|Shop|Ltd|Trading|Home|Fashion))"
)
# "Seller: Out of stock" says who speaks; the word after it begins a sentence.
SPEAKER = re.compile(r"^(?:Buyer|Seller|Customer): ", re.M)
LOWER_NAME = re.compile(r"\bmy name is (?P<it>[a-z]{2,15} [a-z]{2,20})(?=[.,!?\s]|$)", re.I)
SAID = re.compile(
    rf"(?P<it>{WORD} {WORD})(?=,? (?:from [A-Z]|said|told|signed|says|refused|promised|"
    rf"lives|replied|wrote|called|emailed|confirmed|answered|asked))"
)
LISTED = re.compile(rf"\b(?P<it>(?P<given>[A-Z][a-z]{{1,14}})(?: [A-Z]\.?)? {WORD})\b")
LONE = re.compile(
    r"\b(?P<given>[A-Z][a-z]{2,14})(?='s\b|,? (?:said|told|signed|lives|refused|promised|"
    r"replied|and I)\b)"
)


def find(view: View) -> Iterator[Shape]:
    text = view.text
    for pattern in (
        RELATED, CALLED, CERTAIN_ONE, MYSELF, THIS_IS, ISLAND, PARTIES, TITLED, ALIAS,
        ALIAS_INSIDE, SHORT_ALIAS, NICK, RECEIVES, BESIDE_NUMBER, OWNS, MENTIONED_ALONE,
    ):  # fmt: skip
        for shape in each(pattern, text, Kind.PERSON, "it"):
            if text[shape.start : shape.start + 2] not in NOT_NAMES:
                yield shape
    for pattern in (ANNOUNCED, FOREIGN_HAN, SPACED_NAME, SURNAMED, STARRED):
        yield from each(pattern, text, Kind.PERSON, "it")
    yield from each(SURNAMED, text, Kind.PERSON, "both")
    yield from each(PROBABLE_ALIAS, text, Kind.PERSON, "it", sure=False)
    yield from each(PINYIN, text, Kind.PERSON, "it")
    for pattern in (HONORIFIC, INTRODUCED, LOWER_NAME, SAID, LONE):
        yield from _english(pattern, text)
    for match in LISTED.finditer(text):
        if match["given"].lower() in GIVEN_NAMES:
            yield Shape(*match.span("it"), Kind.PERSON)


def _english(pattern: re.Pattern[str], text: str) -> Iterator[Shape]:
    """Matches whose first word is not one of the words sentences are made of."""
    for match in pattern.finditer(text):
        group = "it" if "it" in pattern.groupindex else "given"
        words = match[group].lower().split()
        begins_a_message = SPEAKER.match(text, match.start()) and len(words) == 1
        if begins_a_message and words[0] not in GIVEN_NAMES:
            continue
        if words[0] not in NOT_ENGLISH_NAMES:
            yield Shape(*match.span(group), Kind.PERSON)
