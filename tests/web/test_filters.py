from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale

from jury.clock import now
from jury.web import filters

T0 = datetime(2025, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def page() -> Iterator[Flask]:
    app = Flask(__name__)
    app.config["TIMEZONE"] = "Asia/Shanghai"
    Babel(app, default_locale="en")
    filters.init_app(app)
    with app.test_request_context():
        yield app


def test_a_moment_is_written_in_the_courts_zone_and_names_it_in_the_tooltip(page):
    html = filters.moment(T0)
    assert "25 Nov 2025 18:00</time>" in html
    assert 'datetime="2025-11-25T10:00:00+00:00"' in html
    assert "China Standard Time" in html and "+08:00" in html


def test_the_year_is_left_out_only_when_it_is_this_one(page):
    this_year = now().replace(month=6, day=1, hour=4, minute=0)
    assert filters.moment_words(this_year) == "1 Jun 12:00"
    assert filters.date(T0) == "25 Nov 2025"


def test_a_moment_is_written_in_chinese_for_a_chinese_reader(page):
    with force_locale("zh"):
        assert filters.moment_words(T0) == "2025年11月25日 18:00"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(0), "time is over"),
        (timedelta(seconds=59), "less than a minute left"),
        (timedelta(minutes=1), "1 minute left"),
        (timedelta(hours=1, minutes=59), "1 hour left"),
        (timedelta(hours=47, minutes=59), "47 hours left"),
        (timedelta(days=2, hours=23), "2 days left"),
    ],
)
def test_time_left_never_promises_more_than_there_is(page, left, words):
    assert filters.time_left(T0 + left, T0) == words


def test_the_script_gets_the_same_phrases_as_the_page(page):
    phrases = filters.time_left_words()
    assert phrases["hours"] == ["# hour left", "# hours left"]
    assert phrases["over"] == [filters.time_left(T0, T0)]


def test_due_turns_soon_at_a_day_and_late_at_the_moment(page):
    hour = timedelta(hours=1)
    states = [filters.due_state(T0, T0 - left) for left in (25 * hour, 24 * hour, 0 * hour)]
    assert states == ["calm", "soon", "late"]


def test_money_knows_how_many_minor_units_its_currency_has(page):
    assert filters.money(32905, "CNY") == "CN¥329.05"
    assert filters.money(329, "JPY") == "¥329"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1, "100.0%"),
        (0.9999, ">99.9%"),
        (0.9994, "99.9%"),
        (0.874, "87.4%"),
        (0.0001, "<0.1%"),
        (0, "0.0%"),
    ],
)
def test_a_share_is_never_rounded_to_certainty(page, share, words):
    assert filters.percent(share) == words


def test_a_placeholder_becomes_a_word_in_a_box_and_the_rest_stays_text(page):
    html = filters.redacted("<b>Call</b> 【电话】\nnow\n\n【卖家】 agreed")
    assert html.startswith("<p>&lt;b&gt;Call&lt;/b&gt; <span")
    assert "<br>now</p>\n<p>" in html
    assert html.count('class="redacted') == 2
    assert 'class="redacted seller"' in html


def test_templates_find_every_filter_by_its_name(page):
    written = render_template_string(
        "{{ t|moment_words }}|{{ 5|money('CNY') }}|{{ 0.5|percent(0) }}|{{ get_locale() }}", t=T0
    )
    assert written == "25 Nov 2025 18:00|CN¥0.05|50%|en"


def test_only_what_the_court_puts_in_is_boxed(page):
    assert "redacted" not in filters.redacted("商品标题【临期特惠】，【buyer wins】")
    assert filters.redacted_line("【人名2】和【order number 3】").count('class="redacted') == 2
