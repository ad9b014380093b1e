"""The mock cases of the entry quiz: short disputes whose right answer can be explained."""

from dataclasses import dataclass

from .words import Side


@dataclass(frozen=True)
class Text:
    """One text in both languages of the court."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text in the language asked for; Chinese for zh in any script or region."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class MockCase:
    """A question of the quiz; ``why`` is told after the answer, right or wrong."""

    slug: str
    question: Text
    buyer_says: Text
    seller_says: Text
    right: Side
    why: Text


MOCK_CASES: tuple[MockCase, ...] = (
    MockCase(
        slug="sweater-shrunk",
        question=Text(
            en="A wool sweater shrank in the wash; the buyer wants the price back.",
            zh="羊毛衫洗后缩水，买家要求退款。",
        ),
        buyer_says=Text(
            en="I washed it once and now it fits my niece. Good wool does not shrink. I want "
            "my 399 back.",
            zh="就洗了一次，现在只有我外甥女能穿。好羊毛怎么会缩水？399全退。",
        ),
        seller_says=Text(
            en="The label says hand wash cold, and her photo shows the machine set to 60 °C.",
            zh="水洗标写着冷水手洗，她自己发来的照片里洗衣机设的是60度。",
        ),
        right=Side.SELLER,
        why=Text(
            en="The care label gave the right way to wash and the buyer's own picture shows "
            "another. The harm was done after delivery.",
            zh="水洗标写明了洗法，买家自己的照片说明没有照做。损坏发生在收货之后，责任在买家。",
        ),
    ),
    MockCase(
        slug="vase-broken-in-transit",
        question=Text(
            en="A glass vase arrived in pieces; the seller says it left the shop whole.",
            zh="玻璃花瓶到货已碎，卖家称发货时完好。",
        ),
        buyer_says=Text(
            en="I opened the box at the courier's counter because it rattled. Splinters. The "
            "clerk signed a note that it was broken.",
            zh="一晃箱子里面哗啦响，我当着快递点的面打开，全碎了，店员给我开了破损证明。",
        ),
        seller_says=Text(
            en="It was whole when we packed it. Please claim from the courier yourself.",
            zh="我们打包的时候是好的，您自己找快递索赔吧。",
        ),
        right=Side.BUYER,
        why=Text(
            en="Until the buyer holds the goods, breakage is the seller's risk; the seller "
            "chose the courier and claims from it.",
            zh="货到买家手里之前，破损的风险由卖家承担。快递是卖家选的，该由卖家向快递索赔。",
        ),
    ),
    MockCase(
        slug="keyboard-missing-receiver",
        question=Text(
            en="A wireless keyboard came without its receiver; the seller asks for proof.",
            zh="无线键盘少了接收器，卖家要求买家举证。",
        ),
        buyer_says=Text(
            en="No receiver in the box. I wrote within ten minutes with a photo of the empty "
            "slot, and asked for the part only.",
            zh="盒子里没有接收器。拆开十分钟我就拍了空卡槽发给客服，只要求补发一个。",
        ),
        seller_says=Text(
            en="Everything is checked before it goes out. Without a film of the unpacking we "
            "can do nothing.",
            zh="出库都检查过，没有开箱视频我们处理不了。",
        ),
        right=Side.BUYER,
        why=Text(
            en="A prompt, modest claim with a photo is credible. No rule obliges buyers to "
            "film, and the seller shows nothing of its own check.",
            zh="反馈及时、有照片、要求也不过分，可信。没有规定买家必须拍开箱视频，而卖家也没有"
            "拿出自己检查的任何记录。",
        ),
    ),
    MockCase(
        slug="engraved-ring",
        question=Text(
            en="A ring engraved with a name is to be returned because plans changed.",
            zh="刻了名字的戒指，买家因计划有变要求退货。",
        ),
        buyer_says=Text(
            en="We are no longer together. It is unworn, in its box, on day three. Seven "
            "days' return is my right.",
            zh="我们分手了。戒指没戴过，盒子都在，才第三天。七天无理由是我的权利。",
        ),
        seller_says=Text(
            en="It has their names inside, as ordered; the page says engraved items cannot be "
            "returned, and he confirmed the text.",
            zh="里面按他的要求刻了两个人的名字。页面写了刻字不退，刻什么也是他确认过的。",
        ),
        right=Side.SELLER,
        why=Text(
            en="Goods made to the buyer's wish are outside the return without a reason, he "
            "was told so, and the ring has no fault.",
            zh="按买家要求定制的商品不适用无理由退货，下单前已经告知，戒指本身没有问题。",
        ),
    ),
    MockCase(
        slug="signed-by-nobody",
        question=Text(
            en="Tracking says delivered; the buyer never got the parcel.",
            zh="物流显示已签收，买家说没有收到。",
        ),
        buyer_says=Text(
            en="Signed by “front desk”. I live in a farmhouse. Nobody rang.",
            zh="签收人写的“前台”，可我住的是农村自建房，也没人打过电话。",
        ),
        seller_says=Text(
            en="The carrier says delivered, so for us the order is done.",
            zh="快递显示签收，我们这边订单就完成了。",
        ),
        right=Side.BUYER,
        why=Text(
            en="A signature that cannot be the buyer's does not prove delivery. The seller "
            "has to show that the parcel reached the address.",
            zh="不可能是买家本人或其代收人的签收，证明不了已送达。该由卖家证明包裹到了约定的地址。",
        ),
    ),
    MockCase(
        slug="phone-scratches-listed",
        question=Text(
            en="A second-hand phone has scratches that the listing described.",
            zh="二手手机有划痕，但卖家在描述中已写明。",
        ),
        buyer_says=Text(
            en="It is full of scratches! That is not “good condition” to me.",
            zh="背面全是划痕！这也叫成色好？",
        ),
        seller_says=Text(
            en="The listing said “scratches on the back, see photos 4 to 6”, and he got 100 "
            "off for them.",
            zh="描述里写了“背面有划痕，见图4到图6”，而且因为这个已经便宜了他100块。",
        ),
        right=Side.SELLER,
        why=Text(
            en="The wear was described, shown and paid for by a lower price. Disappointment "
            "is not a misdescription.",
            zh="划痕写了、拍了，还因此降了价。失望不等于与描述不符。",
        ),
    ),
    MockCase(
        slug="handbag-authentic-claim",
        question=Text(
            en="A handbag sold as genuine is doubted by an authenticator.",
            zh="承诺正品的手提包被鉴定为仿品。",
        ),
        buyer_says=Text(
            en="Two independent authenticators say fake. The seller promised “genuine or your "
            "money back” and now has no receipt.",
            zh="两家鉴定都说是假的。卖家承诺“假一退全”，现在连购买凭证都拿不出来。",
        ),
        seller_says=Text(
            en="I bought it as genuine. Authenticators online are often wrong.",
            zh="我买的时候就是当正品买的，网上鉴定经常不准。",
        ),
        right=Side.BUYER,
        why=Text(
            en="Who promises that goods are genuine answers for it. Two agreeing opinions "
            "stand against no proof at all.",
            zh="承诺正品就要对承诺负责。两份一致的鉴定意见，对面没有任何凭证。",
        ),
    ),
    MockCase(
        slug="parcel-late-no-promise",
        question=Text(
            en="A parcel took six days; the buyer wants half the price back.",
            zh="包裹走了六天，买家要求退一半货款。",
        ),
        buyer_says=Text(
            en="Six days for a book! I needed it at the weekend. Half back, or a bad review.",
            zh="一本书走了六天！我周末就要用的。退一半，不然差评。",
        ),
        seller_says=Text(
            en="The page says three to seven days. He never mentioned a date.",
            zh="页面写的是三到七天送达，他也从来没提过要哪天到。",
        ),
        right=Side.SELLER,
        why=Text(
            en="It came within the time stated, and no date was agreed. A threat of a bad "
            "review is no evidence.",
            zh="在页面写明的时间内送达，双方也没有另外约定日期。拿差评要挟不是证据。",
        ),
    ),
)
