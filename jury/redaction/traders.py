"""Names of shops and companies."""

import re
from collections.abc import Iterator

from .finding import Kind
from .notation import View
from .shapes import Shape, each

# Characters that end the words before a name rather than begin it.
NAME = r"[^\W_在这家叫是本店们的了到从给跟和与或被让去来买我你他她说写为向找对把及有个那]"
SHOP_WORD = (
    "旗舰店|专营店|专卖店|官方店|直营店|企业店|工厂店|便利店|小铺|商行|商铺|"
    "经营部|工作室|批发部|体验店|淘宝店|网店"
)
TRADE = (
    "服饰|数码|母婴|美妆|零食|鞋业|家电|电器|食品|箱包|家纺|化妆品|生鲜|图书|玩具|"
    "办公|运动|户外|珠宝|家具|家居|女装|男装|童装"
)
SHOP = re.compile(
    rf"(?P<it>(?:{NAME}|(?<=[\u4e00-\u9fff])家(?=[居具电纺])|在(?=线)){{2,12}}(?:{SHOP_WORD}))"
)
NAMED_SHOP = re.compile(
    r"(?:店铺?名?(?:字)?(?:叫做?|:|(?=[“\"「『]))|店名是|这家叫|店家叫|卖家叫|店铺:)\s?[“\"「『]?"
    r"(?P<it>(?:[^\W_的][.· ]?){2,14}?)(?=[”\"」』]|的?店|[,，。!！;；\s]|$)"
)
PLAIN_SHOP = re.compile(
    rf"(?:[在家店]|卖家)[“\"「『]?(?P<it>{NAME}{{2,8}}(?:{TRADE}))(?=[”\"」』]?(?:的?店|买|"
    rf"下单|购))"
)
GENERIC = re.compile(
    r"^(?:一|某|各|官方|自营|京东|天猫|淘宝|拼多多|品牌|海外|正品|授权|实体|专业|普通|同|"
    r"其|另外?|几|多|线上|线下|网上|大|小|不|么|什|怎|哪|就|都|"
    r"官方旗舰|苏宁|国美|抖音|唯品会|亚马逊|当当|卓越|商城)*(?:旗舰店|专营店|专卖店|"
    r"官方店|直营店|企业店|工厂店|便利店|小铺|商行|商铺|经营部|工作室|批发部|体验店|淘宝店|网店)$"
)
COMPANY = re.compile(
    rf"(?P<it>(?:{NAME}|\({NAME}{{1,8}}\)){{2,24}}(?:股份有限公司|有限责任公司|有限公司|集团公司|分公司|集团))"
)

CAP = r"(?:[A-Z][\w'’&-]{0,24}|&)"
STORE_WORD = (
    "Store|Shop|Outlet|Boutique|Fashion|Home|Electronics|Trading|Market|Mart|"
    "Supplies|Mall|Emporium|Official|Deals|Direct|Goods|Gifts|Studio"
)
ENGLISH_SHOP = re.compile(
    rf"(?<![\w])(?P<it>(?:{CAP} ){{1,3}}(?:{STORE_WORD})(?: (?:Store|Shop|Official))?)(?!\w)"
)
CUED_SHOP = re.compile(
    rf"\b(?:[Ss]eller|[Ss]hop|[Ss]tore|[Mm]erchant|[Vv]endor|[Bb]ought (?:it )?from|"
    rf"[Oo]rdered (?:it )?from|[Pp]urchased (?:it )?from|[Ss]old by|[Ss]hop (?:called|"
    rf"named)|[Ss]tore (?:called|named))"
    rf"(?: (?:is|called|named))?[: ]{{1,2}}[\"“']?(?P<it>[A-Z][\w'&-]{{1,24}}(?: "
    rf"{CAP}){{0,3}})(?! ?\()(?=[\"”']| (?:asked|told|said|refused|sent|never|is|was|has|"
    rf"did|does|keeps|and|for|on|in|who|with|\(|but|then|claims|wants)|[,.;!?]|$| \()"
)
ENGLISH_COMPANY = re.compile(
    rf"(?<!\w)(?P<it>(?:{CAP}[ ,]{{1,2}}){{1,4}}(?:(?:Co\.?,? ?)?(?:Ltd|Limited|LLC|Inc|"
    rf"Corp|Corporation|GmbH|PLC|Plc|Pty|LLP)\b\.?))"
)
NOT_A_SHOP = re.compile(
    r"(?:The|My|Your|This|That|A|An|Our|His|Her|Amazon|Ebay|eBay|Google|App|Apple|I|In|At|"
    r"On|Hi|And) (?:\w+)$"
)
# Who speaks, in a chat: the word after it begins a sentence.
SPEAKER = re.compile(r"(?:^|\n)Seller: $")
SERVICE = frozenset(
    {
        "Customer",
        "Service",
        "Support",
        "Amazon",
        "eBay",
        "Ebay",
        "AliExpress",
        "PayPal",
        "China",
        "Hi",
        "I",
    }
)


def find(view: View) -> Iterator[Shape]:
    text = view.text
    for shape in each(SHOP, text, Kind.SHOP, "it"):
        if not GENERIC.match(text[shape.start : shape.end]):
            yield shape
    for pattern in (NAMED_SHOP, PLAIN_SHOP):
        yield from each(pattern, text, Kind.SHOP, "it")
    yield from each(COMPANY, text, Kind.COMPANY, "it")
    yield from each(ENGLISH_COMPANY, text, Kind.COMPANY, "it")
    for shape in each(ENGLISH_SHOP, text, Kind.SHOP, "it"):
        if not NOT_A_SHOP.match(text[shape.start : shape.end]):
            yield shape
    for shape in each(CUED_SHOP, text, Kind.SHOP, "it"):
        words = text[shape.start : shape.end].split()
        begins_a_message = len(words) == 1 and SPEAKER.search(text, 0, shape.start)
        if words[0] not in SERVICE and not begins_a_message:
            yield shape
