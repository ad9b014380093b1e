"""What is known of the order is found however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.redaction.known import Known
from jury.redaction.text import redact

ORDER = {
    "buyer": ["王小明"],
    "seller": ["Alice Thompson"],
    "person": ["欧阳志远", "阿依古丽·买买提"],
    "phone": ["13800138000", "+44 7416 254745", "0571-60923930"],
    "address": [
        "浙江省杭州市西湖区文三路319号翡翠城39栋2单元501室",
        "1461 King Road, Leeds LS1 4DY",
    ],
    "shop": ["小鹿家居旗舰店"],
    "company": ["深圳市麦田科技有限公司", "Deerwood Trading Ltd"],
    "email": ["lele1631@126.com"],
    "account": ["tb_5566_x", "爱吃鱼的喵6306"],
    "order_no": ["E2024986416417410524"],
    "tracking_no": ["JDV9550848991003"],
}
KNOWN = Known(ORDER)
NOISE = st.sampled_from(["", " ", "-", ".", "·", "_", "  ", "\u200b", "*", "~"])


def found(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in KNOWN.find(text)]


MENTIONS = [
    "王小明",
    "王 小 明",
    "王.小.明",
    "王，小，明",
    "王姐",
    "王先生",
    "王女士",
    "王老板",
    "小王",
    "老王",
    "王某",
    "小明",
    "明哥",
    "阿明",
    "alice thompson",
    "ALICE THOMPSON",
    "Thompson, Alice",
    "Alice",
    "THOMPSON",
    "A. Thompson",
    "Àlice",
    "欧阳志远",
    "欧阳先生",
    "志远",
    "阿依古丽·买买提",
    "阿依古丽",
    "买买提",
    "13800138000",
    "138 0013 8000",
    "+86 13800138000",
    "１３８００１３８０００",
    "一三八零零一三八零零零",
    "138****8000",
    "07416 254745",
    "+447416254745",
    "(0571) 6092 3930",
    "60923930",
    "文三路319号",
    "文三路",
    "翡翠城",
    "翡翠城三十九栋",
    "翡翠城39-2-501",
    "浙江省 杭州市 西湖区",
    "39栋2单元501",
    "翡翠城39栋2单元501室",
    "1461 king rd",
    "King Road",
    "LS1 4DY",
    "ls14dy",
    "小鹿家居",
    "小 鹿 家 居",
    "小.鹿.家.居.旗.舰.店",
    "麦田科技",
    "麦田科技有限公司",
    "Deerwood Trading",
    "DEERWOOD TRADING LTD.",
    "lele1631@126.com",
    "lele1631 艾特 126点com",
    "lele1631 at 126 dot com",
    "LELE1631",
    "tb_5566_x",
    "TB 5566 X",
    "爱吃鱼的喵6306",
    "爱吃鱼的喵 六三零六",
    "e2024 9864 1641 7410 524",
    "JDV-9550-8489-91003",
]


@pytest.mark.parametrize("mention", MENTIONS)
def test_each_way_of_writing_it_is_taken_out_whole(mention):
    for text in (mention, f"昨天，{mention}，不肯退款", f"yesterday ({mention}) said no"):
        redacted = redact(text, KNOWN)
        hidden = {at for f in redacted.findings for at in range(f.start, f.end)}
        start = text.index(mention)
        assert all(
            at in hidden for at in range(start, start + len(mention)) if text[at].isalnum()
        ), redacted.text


@given(st.sampled_from([i for given in ORDER.values() for i in given]), st.data())
def test_noise_between_the_characters_leaves_no_identifier_behind(identifier, data):
    plain = identifier.replace(" ", "")
    noise = data.draw(NOISE)
    written = noise.join(plain) if data.draw(st.booleans()) else identifier
    redacted = redact(f"我说的是（{written}）这个", KNOWN)
    left = "".join(words for words, kind in redacted.segments() if kind is None)
    assert "".join(char for char in left if char.isalnum()) == "我说的是这个"


@given(st.text(max_size=80), st.text(max_size=80))
def test_hits_lie_in_the_text_whatever_stands_around(before, after):
    text = f"{before}王小明{after}"
    hits = list(KNOWN.find(text))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "小，明天再说",
        "the kingdom and the road",
        "Alicea",
        "过了一小时",
        "颜色不明显",
        "他说小鹿，家居用品",
        "39元",
        "tomorrow at 2",
    ],
)
def test_what_only_looks_alike_stays(text):
    assert found(text) == []


def test_an_everyday_word_is_a_name_only_when_capitalised():
    known = Known({"buyer": ["Will Young"]})
    assert list(known.find("it will be a young man")) == []
    assert len(list(known.find("Will said so"))) == 1


def test_part_of_a_number_is_never_left():
    redacted = redact("电话00138001380009999", {"phone": ["13800138000"]})
    assert not any(char.isdigit() for char in redacted.text)


def test_nothing_known_finds_nothing():
    assert list(Known({}).find("王小明")) == []


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="planet"):
        Known({"planet": ["Mars"]})
