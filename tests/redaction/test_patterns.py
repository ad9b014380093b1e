"""Identity nobody told us of is found by its shape, and ordinary complaints are left alone."""

import pytest

from jury.redaction.text import redact

HIDDEN = [
    ("手机13912345678随时打", "13912345678"),
    ("固话0571-88776655", "0571-88776655"),
    ("热线400-812-8735", "400-812-8735"),
    ("证件330106199001011234", "330106199001011234"),
    ("身份证 11010519960118557x", "11010519960118557x"),
    ("打到6222 0267 5148 4800 661", "6222 0267 5148 4800 661"),
    ("邮箱 a.b-c@mail.example.com", "a.b-c@mail.example.com"),
    ("邮箱lele1631艾特qq点com", "lele1631艾特qq点com"),
    ("QQ：8 8 4 6 1 2 3 5", "8 8 4 6 1 2 3 5"),
    ("扣扣八八四六一二三五", "八八四六一二三五"),
    ("加薇❤ abc-7788", "abc-7788"),
    ("威信zhang1990abc", "zhang1990abc"),
    ("微.信号是: msc496", "msc496"),
    ("➕V：zx_5566", "zx_5566"),
    ("旺旺tb95428761", "tb95428761"),
    ("订单3362062099913032403", "3362062099913032403"),
    ("单号SF9109106082415", "SF9109106082415"),
    ("车牌浙A·12345", "浙A·12345"),
    ("护照E12345678", "E12345678"),
    ("看 https://example.com/i?id=1 这里", "https://example.com/i?id=1"),
    ("尾号5678的手机", "5678"),
    ("138****5678", "138****5678"),
    ("号码1三8零零1三8零零零", "1三8零零1三8零零零"),
    ("①③⑧⓪⓪①③⑧⓪⓪⓪", "①③⑧⓪⓪①③⑧⓪⓪⓪"),
    ("138oo138ooo", "138oo138ooo"),
    ("一三八 零零一三 八零零零", "一三八 零零一三 八零零零"),
    ("家在杭州市西湖区文一路98号翠苑小区3幢2单元501", "杭州市西湖区文一路98号翠苑小区3幢2单元501"),
    ("地址：阳光花园三栋二单元五零一", "阳光花园三栋二单元五零一"),
    ("放在金色家园菜鸟驿站", "金色家园菜鸟驿站"),
    ("发票抬头是深圳麦田科技有限公司", "深圳麦田科技有限公司"),
    ("这家小鹿家居旗舰店", "小鹿家居旗舰店"),
    ("我叫马雅国，", "马雅国"),
    ("收件人：欧阳志远", "欧阳志远"),
    ("黄娜芳收，", "黄娜芳"),
    ("联系了梁女士。", "梁女士"),
    ("快递员小邓放在门口", "小邓"),
    ("店主就是王 小 明，", "王 小 明"),
    ("卖家是wang xiaoming，", "wang xiaoming"),
    ("王某某不承认", "王某某"),
    ("My name is Aisha Petrova.", "Aisha Petrova"),
    ("Mr. O'Connor said no", "O'Connor"),
    ("agent Fatima Okafor said", "Fatima Okafor"),
    ("call (235) 545-6425", "(235) 545-6425"),
    ("call +44 7416 254745", "+44 7416 254745"),
    ("order 389-3804611-7803279", "389-3804611-7803279"),
    ("tracking 1Z0866876438938550", "1Z0866876438938550"),
    ("at 1461 King Road, Leeds LS1 4DY,", "1461 King Road, Leeds LS1 4DY"),
    ("IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
    ("john.doe at gmail dot com", "john.doe at gmail dot com"),
    ("one three eight zero zero one three eight", "one three eight zero zero one three eight"),
    ("from Deerwood Trading Ltd", "Deerwood Trading Ltd"),
    ("number 00000000012345 here", "00000000012345"),
    ("call 903-140-4508x769", "903-140-4508x769"),
]


@pytest.mark.parametrize(("text", "personal"), HIDDEN)
def test_it_is_taken_out_whole(text, personal):
    redacted = redact(text, {})
    start = text.index(personal)
    hidden = {at for f in redacted.findings for at in range(f.start, f.end)}
    assert all(at in hidden for at in range(start, start + len(personal)) if text[at].isalnum()), (
        redacted.text
    )


PLAIN = [
    "我在2024-11-12下单，2024年11月15日收到，价格1299.00元，12000mAh电池，分辨率1920x1080。",
    "尺码170/92A，拍了3件，1999-2999元之间，第一次买家电。",
    "卖家说没问题，老板不在，客服不回，快递员说放门口了。",
    "颜色很白，温度很高，马上就坏了，老师也说不好，方便的时候再说。",
    "这个店铺是骗子，店家是不良商家，京东旗舰店也一样。",
    "The quality is bad. Seller refused. I want a refund on 2024-11-12 at 10:30. The "
    "Home button is broken.",
    "I paid $1,299.00 for 2 items, model RTX4090, 256/512/1024 GB, size 1920x1080.",
    "商家承诺7天无理由退货，我第3天申请，等了48小时，都没有人处理。",
]


@pytest.mark.parametrize("text", PLAIN)
def test_an_ordinary_complaint_is_left_alone(text):
    assert redact(text, {}).text == text
