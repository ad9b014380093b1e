"""A redacted text: placeholders, covers, uncovers, suggestions, refusals."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.redaction.finding import Finding, Kind, Source
from jury.redaction.placeholders import Placeholders
from jury.redaction.text import redact

ORDER = {
    "buyer": ["王小明"],
    "seller": ["李建国"],
    "shop": ["小鹿家居旗舰店"],
    "phone": ["13800138000"],
}
ALPHABET = "王小明李建国1３8零微信薇QQ@.abc-_ ，。：我叫收北京市路号栋室订单电话John Smith\u200b️"


def test_placeholders_are_typed_and_the_parties_are_named_by_side():
    redacted = redact("王小明在小鹿家居旗舰店找李建国，电话13800138000", ORDER)
    assert redacted.text == "【买家】在【店铺】找【卖家】，电话【电话】"
    english = redact("王小明 called 13800138000", ORDER, language="en")
    assert english.text == "【buyer】 called 【phone】"


def test_one_person_is_one_placeholder_in_every_text_of_the_case():
    book = Placeholders.for_known(ORDER)
    first = redact("我叫张三丰，电话13911112222，快递员是赵大海。", ORDER, placeholders=book)
    stored = json.loads(json.dumps(book.to_json()))
    second = redact(
        "联系人：赵大海，联系人：张三丰，打139 1111 2222",
        ORDER,
        placeholders=Placeholders.from_json(stored),
    )
    assert first.text == "我叫【人名1】，电话【电话2】，快递员是【人名2】。"
    assert second.text == "联系人：【人名2】，联系人：【人名1】，打【电话2】"


def test_a_number_is_the_same_with_and_without_the_code_of_its_country():
    assert redact("打+86 13800138000", ORDER).text == "打【电话】"
    assert redact("13911112222也是+86 139 1111 2222", {}).text == "【电话】也是【电话】"


def test_who_speaks_in_an_english_chat_takes_no_word_from_what_is_said():
    chat = "Buyer: It's been 12 days\nSeller: Out of stock dear\nSeller: That is a photo, sorry"
    assert redact(chat, {}, language="en").text == chat
    assert redact("It's only October and I'm cold", {}, language="en").text.count("【") == 0
    named = redact("Seller: John here\nBuyer: Grace Whitlock said so", {}, language="en").text
    assert named == "Seller: 【person 1】 here\nBuyer: 【person 2】 said so"


def test_the_book_holds_no_identifier():
    assert "13800138000" not in json.dumps(Placeholders.for_known(ORDER).to_json())


def test_a_name_found_once_is_taken_out_wherever_it_stands():
    redacted = redact("我叫张三丰。后来张三丰又打电话，他们说张三丰不在。", {})
    assert "张三丰" not in redacted.text


def test_an_identifier_beside_a_pattern_keeps_the_name_of_its_side():
    assert redact("我叫王小明。", ORDER).text == "我叫【买家】。"


def test_a_cover_takes_out_what_nothing_found():
    redacted = redact("红色的那间屋子", {}, covers=[(0, 2), (4, 7, "address")])
    assert redacted.text == "【已遮盖】的那【地址】"
    assert {f.source for f in redacted.findings} == {Source.COVER}


def test_what_overlaps_in_part_is_taken_out_together():
    assert redact("打13911112222转八号", {}, covers=[(5, 14)]).text == "打【电话】号"


def test_what_cannot_be_seen_goes_with_what_it_hides_in():
    assert redact("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", {}).text == "【电话】"


def test_an_uncover_puts_a_finding_back_and_a_cover_outlives_it():
    text = "打13911112222"
    assert redact(text, {}, uncovers=[(1, 12)]).text == text
    assert redact(text, {}, uncovers=[(1, 12)], covers=[(1, 12)]).text == "打【已遮盖】"


def test_an_uncover_of_a_part_lays_nothing_bare():
    assert redact("打13911112222", {}, uncovers=[(1, 5)]).text == "打【电话】"


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 9), (2, 1)])
def test_a_span_outside_the_text_is_refused(span):
    with pytest.raises(ValueError, match="span"):
        redact("五个字的句", {}, covers=[span])


def test_a_text_past_5000_characters_is_refused():
    assert redact("好" * 5000, {}).text == "好" * 5000
    with pytest.raises(ValueError, match="5000"):
        redact("好" * 5001, {})


def test_what_is_doubtful_is_shown_to_people_and_not_taken_out():
    redacted = redact("大伟哥亲口说的", {})
    assert redacted.text == "大伟哥亲口说的"
    assert [(f.start, f.end, f.sure) for f in redacted.unresolved] == [(0, 3, False)]
    assert redact("大伟哥亲口说的", {}, uncovers=[(0, 3)]).unresolved == []
    assert redact("大伟哥亲口说的", {}, covers=[(0, 3)]).unresolved == []


def test_findings_survive_json():
    redacted = redact("王小明，大伟哥亲口说的，13911112222", ORDER)
    stored = json.loads(json.dumps(redacted.findings_json()))
    assert [Finding.from_json(one) for one in stored] == redacted.findings
    assert redacted.unresolved_json()[0]["sure"] is False


@given(st.text(ALPHABET, max_size=120) | st.text(max_size=60))
def test_segments_are_the_redacted_text_and_findings_are_apart_and_in_order(text):
    redacted = redact(text, ORDER)
    assert "".join(words for words, _ in redacted.segments()) == redacted.text
    ends = 0
    for finding in redacted.findings:
        assert ends <= finding.start < finding.end <= len(text)
        ends = finding.end


@given(st.text(ALPHABET, max_size=120))
def test_redacting_is_the_same_each_time(text):
    assert redact(text, ORDER) == redact(text, ORDER)


@given(st.text(ALPHABET, max_size=80), st.integers(0, 200), st.integers(1, 20))
def test_what_is_covered_is_never_in_the_redacted_text(text, start, length):
    text += "甲乙丙丁" * 5
    start = start % (len(text) - 1)
    end = min(len(text), start + length)
    redacted = redact(text, ORDER, covers=[(start, end)])
    assert any(f.start <= start and end <= f.end for f in redacted.findings)


def test_kinds_are_known_to_a_template():
    assert redact("打13911112222吧", {}).segments() == [
        ("打", None),
        ("【电话】", Kind.PHONE),
        ("吧", None),
    ]


def test_what_only_looks_like_a_placeholder_is_told_from_one():
    spoof = redact("【买家】骗人，【buyer 2】也是，标题【临期特惠】，我叫张三丰。", ORDER)
    assert spoof.text == "〔买家〕骗人，〔buyer 2〕也是，标题【临期特惠】，我叫【人名1】。"
    assert "".join(words for words, _kind in spoof.segments()) == spoof.text
    quoted = redact("【买家】 told 【卖家】", ORDER, language="en", is_quoting=True)
    assert quoted.text == "【买家】 told 【卖家】"


def test_an_address_ends_with_its_sentence():
    text = "I live at 12 Bamboo Road, flat 3B, Hangzhou. Parcel SF123456789012. WeChat dan_ok88"
    assert redact(text, ORDER, language="en").text == (
        "I live at 【address】. Parcel 【tracking number】. WeChat 【WeChat】"
    )


def test_a_bracket_is_taken_with_a_company_only_in_a_pair():
    assert redact("收款方（杭州竹韵贸易有限公司）", {}).text == "收款方（【公司】）"
    assert redact("找竹韵（上海）贸易有限公司", {}).text.endswith("【公司】")


def test_a_party_that_signs_with_its_surname_is_found_and_an_ordinary_word_is_not():
    assert redact("退全款，王。", ORDER).text == "退全款，【买家】。"
    assert redact("姓王的都这么说，王婆卖瓜", {"buyer": ["王小明"]}).text.endswith("王婆卖瓜")
    assert redact("退款了我们就是路人。", {}).text == "退款了我们就是路人。"
