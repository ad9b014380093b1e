"""A party's statement: drafts, pictures, what jurors will see, handing in."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from jury.court import hearing
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.cases import Passage
from tests.factories import (
    T0,
    make_case,
    make_policy,
)

STORY = "The kettle came with a crack. Call me on 13800138000."


def statement(session, case, **words):
    draft = case.statement_of(Side.BUYER)
    return {"story": STORY, "seen": hearing.version_of(draft), "then": "save"} | words


def picture(colour="red", form="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, form)
    file.seek(0)
    return file


@pytest.fixture
def case(session):
    make_policy(session)
    return make_case(session)


@pytest.fixture
def buyer(case):
    return case.person_on(Side.BUYER)


@pytest.fixture
def seller(case):
    return case.person_on(Side.SELLER)


def test_a_draft_is_kept_redacted_and_only_its_author_reads_it(web, session, case, buyer, seller):
    web.sign_in(buyer)
    response = web.post(f"/cases/{case.id}/statement", statement(session, case))
    assert response.status_code == 302
    assert STORY in web.get(f"/cases/{case.id}/statement").text
    check = web.page(f"/cases/{case.id}/check")
    assert "came with a crack" in check and "13800138000" not in check
    web.sign_in(seller)
    page = web.page(f"/cases/{case.id}")
    assert "crack" not in page and "Not handed in yet" in page


def test_handing_in_lets_the_other_side_read_the_redacted_words(web, session, case, buyer, seller):
    web.sign_in(buyer)
    web.post(f"/cases/{case.id}/statement", statement(session, case))
    nonce = "0123456789abcdef" * 2
    web.post(f"/cases/{case.id}/hand-in", {"nonce": nonce})
    assert case.phase is Phase.ANSWERING
    assert case.statement_of(Side.BUYER).nonce == nonce == case.hearings[0].draw.r_claimant
    web.sign_in(seller)
    page = web.page(f"/cases/{case.id}")
    assert "came with a crack" in page and "13800138000" not in page
    assert "Please answer or agree by 4 Sep" in page


def test_the_draw_is_committed_to_before_the_nonce_is_made(web, session, case, buyer):
    web.sign_in(buyer)
    web.post(f"/cases/{case.id}/statement", statement(session, case))
    page = web.get(f"/cases/{case.id}/check").text
    assert case.hearings[0].draw.commitment in page and "data-nonce" in page


def test_nothing_can_be_checked_or_handed_in_without_a_story(web, session, case, buyer):
    web.sign_in(buyer)
    empty = statement(session, case, story="", then="check")
    assert web.post(f"/cases/{case.id}/statement", empty).status_code == 422
    assert web.post(f"/cases/{case.id}/hand-in", {}).status_code == 422
    assert case.phase is Phase.EVIDENCE


def test_a_statement_of_100000_characters_is_refused_and_stays_in_the_form(
    web, session, case, buyer
):
    web.sign_in(buyer)
    long = "长" * 100_000
    response = web.post(f"/cases/{case.id}/statement", statement(session, case, story=long))
    assert response.status_code == 422
    assert long in response.text and "100000 characters" in response.text
    assert not session.query(Passage).count()


def test_a_second_tab_does_not_overwrite_the_first(web, session, case, buyer):
    web.sign_in(buyer)
    before = statement(session, case, story="From the first tab.")
    stale = before | {"story": "From the second tab."}
    web.post(f"/cases/{case.id}/statement", before)
    response = web.post(f"/cases/{case.id}/statement", stale)
    assert response.status_code == 409
    assert "From the first tab." in response.text and "From the second tab." in response.text
    assert session.query(Passage).one().raw == "From the first tab."
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', response.text).group(1)
    again = web.post(f"/cases/{case.id}/statement", stale | {"seen": seen})
    assert again.status_code == 302
    assert session.query(Passage).one().raw == "From the second tab."


def test_a_form_sent_after_the_session_ended_is_carried_through_the_sign_in(
    web, session, case, buyer
):
    web.sign_in(buyer)
    web.wind(timedelta(days=8))
    response = web.post(f"/cases/{case.id}/statement", statement(session, case))
    assert response.status_code == 401 and 'name="kept"' in response.text
    assert not session.query(Passage).count()


def test_a_picture_is_added_with_its_caption_and_the_text_is_saved_too(web, session, case, buyer):
    web.sign_in(buyer)
    sent = statement(session, case, caption="The crack", picture=(picture(), "a.png"))
    assert web.post(f"/cases/{case.id}/statement", sent).status_code == 302
    (exhibit,) = case.exhibits
    assert (exhibit.caption.raw, exhibit.media_type) == ("The crack", "image/png")
    assert "The crack" in web.page(f"/cases/{case.id}/statement")
    removed = statement(session, case, remove=str(exhibit.id))
    web.post(f"/cases/{case.id}/statement", removed)
    assert not case.exhibits and passage(session).raw == STORY


def passage(session):
    return session.query(Passage).filter_by(kind="story").one()


def test_a_picture_that_is_html_is_refused_and_the_text_is_kept(web, session, case, buyer):
    web.sign_in(buyer)
    folder = web.client.application.config["SETTINGS"].instance_dir / "exhibits"
    kept = set(folder.iterdir()) if folder.exists() else set()
    html = io.BytesIO(b"<html><script>alert(1)</script></html>")
    sent = statement(session, case, caption="The crack", picture=(html, "photo.jpg"))
    response = web.post(f"/cases/{case.id}/statement", sent)
    assert response.status_code == 422 and "not a picture" in response.text
    assert 'value="The crack"' in response.text
    assert not case.exhibits and passage(session).raw == STORY
    assert set(folder.iterdir()) == kept


def test_a_picture_needs_words_that_say_what_it_proves(web, session, case, buyer):
    web.sign_in(buyer)
    sent = statement(session, case, picture=(picture(), "a.png"))
    assert web.post(f"/cases/{case.id}/statement", sent).status_code == 422
    assert not case.exhibits


class Flood(io.RawIOBase):
    """A body that is too large to be held, and counts how much of it was taken."""

    taken = 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, *_):
        return 0

    def tell(self):
        return 0

    def readinto(self, into):
        self.taken += len(into)
        into[:] = b"x" * len(into)
        return len(into)


ANNOUNCED = {"CONTENT_LENGTH": str(200 * 1024**2)}
IN_CHUNKS = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}


@pytest.mark.parametrize("sent", [ANNOUNCED, IN_CHUNKS])
def test_an_upload_of_200_megabytes_is_refused_without_being_held(web, case, buyer, sent):
    web.sign_in(buyer)
    body = Flood()
    response = web.client.post(
        f"/cases/{case.id}/statement",
        input_stream=body,
        environ_overrides=sent,
        content_type="multipart/form-data; boundary=b",
    )
    assert response.status_code == 413 and "larger than this court accepts" in response.text
    assert body.taken < 40 * 1024**2


def test_a_party_covers_more_of_its_own_words(web, session, case, buyer):
    web.sign_in(buyer)
    web.post(f"/cases/{case.id}/statement", statement(session, case))
    web.post(f"/cases/{case.id}/cover", {"of": "mine", "words": "kettle"})
    assert "kettle" not in passage(session).redacted
    assert "kettle" not in web.page(f"/cases/{case.id}/check").split("Hand in")[0].replace(
        "A kettle", ""
    )


def test_the_other_side_covers_what_it_can_read_and_learns_nothing_by_guessing(
    web, session, case, buyer, seller
):
    web.sign_in(buyer)
    web.post(f"/cases/{case.id}/statement", statement(session, case))
    web.sign_in(seller)
    ask = {"of": "other", "words": "crack"}
    web.post(f"/cases/{case.id}/cover", ask)
    assert "crack" in passage(session).redacted, "a draft is not there yet"
    hearing.hand_in(session, case, Side.BUYER, None, T0)
    hidden = web.post(f"/cases/{case.id}/cover", ask | {"words": "13800138000"})
    nowhere = web.post(f"/cases/{case.id}/cover", ask | {"words": "13900139000"})
    assert hidden.location == nowhere.location and passage(session).covers == []
    web.post(f"/cases/{case.id}/cover", ask)
    assert "crack" not in passage(session).redacted


def test_before_handing_in_a_party_is_told_what_would_convince_more(web, session, case, buyer):
    web.sign_in(buyer)
    web.post(f"/cases/{case.id}/statement", statement(session, case))
    page = web.page(f"/cases/{case.id}/check")
    assert "When it happened." in page
    assert "so far your words alone stand for it" in page
    assert "your text names none" not in page

    whole = {"wish": "A new one.", "happened_on": "2026-08-30", "then": "picture"}
    shown = {"picture": (picture(), "crack.png"), "caption": "The crack."}
    web.post(f"/cases/{case.id}/statement", statement(session, case, **whole, **shown))
    page = web.page(f"/cases/{case.id}/check")
    assert "When it happened." not in page
    assert "your text names none" in page

    named = {"story": STORY + " See exhibit 1."} | whole | {"then": "save"}
    web.post(f"/cases/{case.id}/statement", statement(session, case, **named))
    assert "It would convince more" not in web.page(f"/cases/{case.id}/check")


def test_a_picture_too_small_to_show_anything_is_refused_with_the_reason(web, session, case, buyer):
    web.sign_in(buyer)
    dot = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(dot, "PNG")
    dot.seek(0)
    words = statement(session, case, then="add", picture=(dot, "dot.png"), caption="A dot")
    response = web.post(f"/cases/{case.id}/statement", words, content_type="multipart/form-data")
    assert "too small to show anything" in response.text
    assert not case.exhibits
