"""The words of messages."""

import re

import pytest

from jury.outside import letters

FACTS = {
    "code": "C-7K3M2Q",
    "item": "a kettle",
    "ref": "2026090112345678",
    "lapses_at": "2026-09-02T12:00:00+00:00",
    "opens_at": "2026-09-02T12:00:00+00:00",
    "loops_at": "2026-09-02T12:00:00+00:00",
    "ends": "2026-09-02T12:00:00+00:00",
    "appeal_ends_at": "2026-09-08T12:00:00+00:00",
    "ruled_at": "2026-09-01T12:00:00+00:00",
    "due_at": "2026-09-02T12:00:00+00:00",
    "amount_minor": 12_900,
    "currency": "CNY",
    "n": 6,
    "reason": "too many lapses",
    "way_back": "write to an admin",
}


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(letters.KINDS))
def test_every_kind_is_short_whole_and_names_no_gap(kind, locale):
    said = letters.render(kind, FACTS, locale, "Asia/Shanghai")
    assert 0 < len(said.subject) <= 60
    assert "…" not in said.body and "%(" not in said.body + said.subject
    assert "\n" not in said.subject


@pytest.mark.parametrize("kind", sorted(letters.KINDS))
def test_every_kind_is_translated_with_the_same_facts(kind):
    words = letters.KINDS[kind]
    say = letters._translations("zh").gettext
    for english in (words.subject, words.body):
        chinese = say(english)
        assert re.search("[\u4e00-\u9fff]", chinese), english
        facts = re.compile(r"%\((\w+)\)s")
        assert set(facts.findall(chinese)) == set(facts.findall(english))


NOT_FOR_THE_READER = {  # past, or others' to keep
    *("summons_lapsed", "escalated", "with_staff", "appeal_kept", "appeal_with_staff"),
    "with_staff_for_now",
    *("case_reversed", "due_moved", "return_due_seller", "ruled_unless_appealed"),
    "give_back_due_buyer",
    "seller_restricted",
}


@pytest.mark.parametrize("kind", sorted(letters.KINDS))
def test_a_kind_that_names_a_moment_to_act_by_has_a_deadline(kind):
    words = letters.KINDS[kind]
    named = set(re.findall(r"%\((\w+)\)s", words.subject + words.body))
    moments = {fact for fact in named if "T12:00" in str(FACTS.get(fact, ""))}
    if kind in NOT_FOR_THE_READER:
        assert not words.has_deadline
    else:
        assert words.has_deadline is bool(moments)
        assert not moments or words.act_by in moments


@pytest.mark.parametrize("kind", sorted(letters.KINDS))
def test_every_kind_belongs_to_a_group_and_what_has_a_deadline_stays_on(kind):
    words = letters.KINDS[kind]
    assert words.group
    assert letters.can_be_switched_off(kind) is (
        not words.has_deadline and words.group != letters.ALWAYS
    )


def test_moments_are_written_in_the_zone_and_say_which():
    said = letters.render("reminded", FACTS, "en", "Asia/Shanghai")
    assert "2 Sep 2026 20:00 (GMT+08:00)" in said.body


def test_money_is_written_as_the_reader_writes_it():
    facts = FACTS | {"amount_minor": 1}
    assert "¥0.01" in letters.render("refund_due", facts, "zh", "UTC").subject
    assert "CN¥0.01" in letters.render("refund_due", facts, "en", "UTC").subject
    yen = FACTS | {"currency": "JPY"}
    assert "¥12,900" in letters.render("refund_due", yen, "en", "UTC").subject


def test_a_missing_fact_or_an_unknown_kind_still_makes_a_letter():
    assert "…" in letters.render("summoned", {}, "en", "UTC").body
    assert letters.render("no such kind", {}, "en", "UTC").subject == "There is news for you"


def test_a_letter_carries_its_link_and_its_sender():
    said = letters.as_mail("recover", {}, "en", "UTC", "https://court.example/recover/x", "Jury")
    assert "https://court.example/recover/x" in said.body
    assert said.subject == "Set a new password · Jury"
    assert "We never ask for your password." in said.body
