"""What was written for the demo town holds together: disputes, pictures, jurors, quiz."""

import random
import re
from collections import Counter
from io import BytesIO
from math import sqrt

import pytest
from PIL import Image

from jury.demo.ballots import (
    SEATS,
    USUAL,
    archived_cases,
    chance_right,
    seconds_taken,
    ticked,
    vote,
)
from jury.demo.disputes import Dispute, disputes
from jury.demo.people import ADMIN, PARTIES_WHO_SIGN_IN, STAFF, Juror, jurors
from jury.demo.pictures import draw, paper
from jury.rules import reasons
from jury.rules.quiz import MOCK_CASES
from jury.rules.words import Category, Choice, Remedy, Side, Stratum

DISPUTES = disputes()
TOWN = jurors()
HAN = re.compile(r"[\u4e00-\u9fff]")

each_dispute = pytest.mark.parametrize("dispute", DISPUTES, ids=lambda d: d.slug)


def mentions(dispute: Dispute, text: str) -> list[str]:
    """The known identifiers, and parts of Latin names, found in the text."""
    names = dispute.names
    parts = [w for who in (names.buyer, names.seller, names.shop) for w in who.split()]
    surnames = [p for p in parts if len(p) > 3 and p[0].isupper() and p.isascii()]
    return [each for each in {*names.identifiers(), *surnames} if each in text]


def test_there_are_enough_disputes_half_of_them_chinese():
    languages = Counter(dispute.language for dispute in DISPUTES)
    assert languages["zh"] == languages["en"] >= 12
    assert {dispute.category for dispute in DISPUTES} == set(Category)
    assert {dispute.claimant for dispute in DISPUTES} == set(Side)
    asked = {dispute.asks for dispute in DISPUTES}
    assert asked == set(Remedy) - {Remedy.REFUND_WITHOUT_RETURN}


def test_neither_side_is_right_by_habit():
    right = Counter((dispute.language, dispute.right) for dispute in DISPUTES)
    assert all(right[language, side] >= 5 for language in ("zh", "en") for side in Side)


@each_dispute
def test_both_sides_speak_at_length_and_in_their_language(dispute):
    for story in dispute.stories.values():
        if dispute.language == "zh":
            assert 80 <= len(story) <= 350
            assert len(HAN.findall(story)) > len(story) / 2
            assert not re.search(r"[\u4e00-\u9fff][,?!]", story)
        else:
            assert 80 <= len(story.split()) <= 350
    assert 3 <= len(dispute.chat) <= 8
    assert all(1 <= len(dispute.exhibits_of(side)) <= 3 for side in Side)


@each_dispute
def test_what_jurors_read_first_and_last_names_nobody(dispute):
    remarks = " ".join(remark for said in dispute.remarks.values() for remark in said)
    assert mentions(dispute, f"{dispute.summary} {dispute.lesson} {remarks}") == []
    assert not re.search(r"\d{7}", dispute.summary)


def test_the_stories_give_redaction_something_to_do():
    telling = [d for d in DISPUTES if mentions(d, " ".join(d.stories.values()))]
    assert len(telling) >= 20


@each_dispute
def test_no_telephone_in_it_can_ring_and_no_address_can_receive_mail(dispute):
    text = " ".join([*dispute.stories.values(), *vars(dispute.names).values()])
    assert all(
        number[:3] in {"154", "163", "164", "168", "169", "194"}
        for number in re.findall(r"(?<!\d)(1[3-9]\d ?\d{4} ?\d{4})(?!\d)", text)
    )
    assert all(host.endswith("example") for host in re.findall(r"@([\w.]+\w)", text))


@each_dispute
def test_things_happened_in_an_order_the_law_allows(dispute):
    days = dispute.days
    assert days.ordered >= days.paid >= days.shipped >= (days.received or days.applied)
    assert (days.received or days.shipped) >= days.applied >= days.refused > 0
    assert days.applied >= 3  # the buyer may ask for intervention no sooner


@each_dispute
def test_the_reasons_fit_their_choices(dispute):
    for choice in Choice:
        assert dispute.reasons[choice]
        assert reasons.fit(choice, dispute.reasons[choice])
    assert 0 < dispute.difficulty < 0.5


def test_an_order_number_or_tracking_number_belongs_to_one_dispute():
    for field in ("order_number", "tracking_number"):
        assert len({getattr(d.names, field) for d in DISPUTES}) == len(DISPUTES)


def test_the_same_login_is_the_same_person_everywhere():
    people = {(d.names.buyer_login, d.names.buyer, d.names.buyer_phone) for d in DISPUTES}
    people |= {(d.names.seller_login, d.names.seller, d.names.seller_phone) for d in DISPUTES}
    assert len({login for login, _, _ in people}) == len(people)


def test_a_code_belongs_to_one_choice_only():
    offered = [code for choice in Choice for code in reasons.codes(choice)]
    assert len(offered) == len(set(offered))
    assert all(5 <= len(reasons.codes(choice)) <= 7 for choice in Choice)
    assert not reasons.fit(Choice.BUYER, ["not_genuine", "claimed_too_late"])


@each_dispute
def test_every_exhibit_is_a_picture_of_a_fair_size(dispute):
    for exhibit in dispute.exhibits:
        data = draw(exhibit, dispute)
        assert len(data) <= 150_000
        with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as image:
            image.load()
            assert min(image.size) >= 400
            assert image.convert("L").getextrema()[1] - image.convert("L").getextrema()[0] > 60


def test_the_same_exhibit_is_always_the_same_picture_and_others_differ():
    pictures = [draw(e, d) for d in DISPUTES[:3] for e in d.exhibits]
    assert pictures == [draw(e, d) for d in DISPUTES[:3] for e in d.exhibits]
    assert len(set(pictures)) == len(pictures)


@pytest.fixture
def without_a_han_face(monkeypatch):
    monkeypatch.setattr(paper, "HAN_FACES", ())
    paper.han_face.cache_clear()
    paper.font.cache_clear()
    yield
    monkeypatch.undo()
    paper.han_face.cache_clear()
    paper.font.cache_clear()


@pytest.mark.usefixtures("without_a_han_face")
def test_a_machine_without_a_chinese_font_still_draws():
    chinese = next(dispute for dispute in DISPUTES if dispute.language == "zh")
    assert all(draw(exhibit, chinese) for exhibit in chinese.exhibits)


def test_no_line_of_text_is_wider_than_its_room_or_starts_with_a_comma():
    text = "亲，快递单上有提示：签收前验货哦，给您申请10元补偿可以吗？ and some English words too."
    lines = paper.wrap(text, 28, 200)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not [line for line in lines if line[0] in "，：？"]
    assert all(paper.width(line, 28) <= 200 + 28 for line in lines)


def test_the_town_has_the_jurors_it_says():
    assert jurors() == TOWN
    assert jurors(seed=1) != TOWN
    assert len(TOWN) == len({j.login for j in TOWN}) == len({j.nickname for j in TOWN}) == 160
    kinds = Counter(juror.kind for juror in TOWN)
    assert (kinds["good"], kinds["average"], kinds["sloppy"]) == (96, 40, 16)
    assert sum(juror.stratum is Stratum.BUYS for juror in TOWN) == 104
    for language in ("zh", "en"):  # enough for a panel, its refills and a second hearing
        assert sum(language in juror.languages for juror in TOWN) > 3 * SEATS


def test_everybody_in_the_town_has_a_login_of_their_own():
    parties = {login for d in DISPUTES for login in (d.names.buyer_login, d.names.seller_login)}
    staff = {member.login for member in (*STAFF, ADMIN)}
    assert len(staff) == 5
    assert set(PARTIES_WHO_SIGN_IN) <= parties
    assert not staff & parties
    assert not {juror.login for juror in TOWN} & (staff | parties)


@pytest.mark.parametrize("juror", TOWN[::16], ids=lambda j: f"{j.kind}-{j.login[5:8]}")
def test_simulated_jurors_are_as_right_as_they_are_said_to_be(juror: Juror):
    rng = random.Random(7)
    for truth in Side:
        votes = [vote(juror, truth, USUAL, rng) for _ in range(4000)]
        sided = [v for v in votes if v in (Choice.BUYER, Choice.SELLER)]
        for seen, said, n in (
            (sum(v == truth.value for v in sided), juror.right_for(truth), len(sided)),
            (votes.count(None), juror.lapse, len(votes)),
        ):
            assert abs(seen / n - said) < 4 * sqrt(said * (1 - said) / n) + 1e-9


def test_an_average_juror_is_misled_as_often_as_the_case_is_difficult():
    average = Juror(
        "a@demo.example", "a", ("zh",), Stratum.BUYS, "average", 0.78, 0.78, 0.0, 0.0, 60.0
    )
    for difficulty in (0.1, 0.3, 0.46):
        assert chance_right(average, Side.BUYER, difficulty) == pytest.approx(1 - difficulty)


def test_reasons_ticked_belong_to_the_choice():
    rng = random.Random(3)
    for dispute in DISPUTES:
        for choice in Choice:
            codes = ticked(choice, dispute.reasons, rng)
            assert codes
            assert reasons.fit(choice, codes)


def test_the_archive_holds_full_panels_of_readers_and_few_wrong_rulings():
    archive = archived_cases(TOWN, random.Random(11))
    assert len(archive) == 400
    for case in archive:
        assert case.votes_for(Side.BUYER) + case.votes_for(Side.SELLER) == SEATS
        assert all(case.language in call.juror.languages for call in case.calls)
        assert len({call.juror.login for call in case.calls}) == len(case.calls)
    known = Counter(case.known_by for case in archive)
    assert min(known[how] for how in ("gold", "audit", "staff", None)) > 5
    assert sum(case.ruled is case.truth for case in archive) >= 380
    assert archived_cases(TOWN, random.Random(11)) == archive


def test_ballots_take_about_a_jurors_usual_time():
    rng = random.Random(5)
    juror = next(j for j in TOWN if j.kind == "good")
    taken = sorted(seconds_taken(juror, rng) for _ in range(2001))
    assert taken[1000] == pytest.approx(juror.seconds, rel=0.1)


def test_the_quiz_is_written_in_both_languages_and_has_no_favourite():
    assert len({case.slug for case in MOCK_CASES}) == len(MOCK_CASES) == 8
    assert Counter(case.right for case in MOCK_CASES) == {Side.BUYER: 4, Side.SELLER: 4}
    for case in MOCK_CASES:
        for text in (case.question, case.buyer_says, case.seller_says, case.why):
            assert HAN.search(text.in_language("zh_Hans_CN"))
            assert not HAN.search(text.in_language("en"))
