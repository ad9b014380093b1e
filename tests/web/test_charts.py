from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import Babel
from scipy.stats import binom

from jury.web import charts
from jury.web.charts import FunnelPoint, Span

SVG = "{*}"


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def shapes(svg: str, kind: str) -> list[ElementTree.Element]:
    return [el for el in ElementTree.fromstring(svg).iter() if el.get("class") == kind]


def test_funnel_limits_hold_about_the_share_they_promise():
    for n in (20, 100, 400):
        low, high = charts.funnel_limits(0.8, n, 0.95)
        inside = binom.cdf(high * n, n, 0.8) - binom.cdf(low * n - 1, n, 0.8)
        assert inside == pytest.approx(0.95, abs=0.04)


def test_funnel_limits_narrow_as_votes_are_added_and_stay_shares():
    widths = [hi - lo for lo, hi in (charts.funnel_limits(0.9, n, 0.998) for n in (1, 10, 100))]
    assert widths == sorted(widths, reverse=True)
    assert all(0 <= edge <= 1 for n in (1, 2, 3) for edge in charts.funnel_limits(0.9, n, 0.998))


def test_a_juror_with_few_votes_is_not_called_worse_than_luck():
    drawn = charts.funnel([FunnelPoint("J-1", 4, 2), FunnelPoint("J-2", 200, 100)], 0.85)
    assert [row[-1] for row in drawn.rows] == ["within luck", "below the 99.8% line"]
    assert len(shapes(drawn.svg, "dot out")) == 1


def test_a_short_perfect_record_is_not_called_better_than_luck():
    drawn = charts.funnel([FunnelPoint("J-1", 10, 10), FunnelPoint("J-2", 90, 90)], 0.87)
    assert [row[-1] for row in drawn.rows] == ["within luck", "better than luck"]


def test_a_juror_without_known_truth_is_left_out_of_the_funnel():
    drawn = charts.funnel([FunnelPoint("J-1", 0, 0)], 0.85)
    assert drawn.rows == []
    ElementTree.fromstring(drawn.svg)


def test_only_jurors_worth_a_look_are_links_in_the_drawing_and_all_are_in_the_table():
    points = [FunnelPoint("J-1", 9, 8, "/a?b=1&c=2"), FunnelPoint("J-2", 90, 45, "/b")]
    drawn = charts.funnel(points, 0.85)
    assert "/a?" not in drawn.svg and 'href="/b"' in drawn.svg and 'role="group"' in drawn.svg
    assert 'href="/a?b=1&amp;c=2"' in drawn.rows[0][0]


def test_a_name_cannot_break_out_of_a_chart():
    drawn = charts.bars([("<script>x</script>", 3)], "Why & how", "cases")
    assert "<script>" not in drawn.svg
    assert drawn.rows == [["<script>x</script>", "3"]]
    assert ElementTree.fromstring(drawn.svg).find(f"{SVG}title").text == "Why & how"


def test_the_longest_bar_is_longest_in_proportion():
    drawn = charts.bars([("a", 2), ("b", 4)], "t", "u")
    short, tall = (float(el.get("width")) for el in shapes(drawn.svg, "fill accent"))
    assert tall == pytest.approx(2 * short)


def test_reliability_over_time_has_a_band_and_a_row_a_day():
    spans = [Span(date(2026, 1, 1), 0.6, 0.7, 0.8), Span(date(2026, 2, 1), 0.65, 0.75, 0.8)]
    drawn = charts.reliability_over_time(spans, "When the buyer is right")
    assert len(shapes(drawn.svg, "band")) == 1
    assert drawn.rows[0] == ["2026-01-01", "60.0%", "70.0%", "80.0%"]
    assert "2026-02-01" in drawn.svg


def test_an_empty_history_is_still_a_drawing():
    ElementTree.fromstring(charts.reliability_over_time([], "x").svg)
    ElementTree.fromstring(charts.bars([], "x", "y").svg)


def test_the_posterior_bar_says_in_words_what_it_shows():
    svg = charts.posterior_bar(0.9997, 0.95)
    label = ElementTree.fromstring(svg).get("aria-label")
    assert "that the buyer is right >99.9%" in label and "a side needs 95%" in label


def test_the_interval_runs_from_its_low_to_its_high_end():
    svg = charts.interval(0.25, 0.5, 0.75)
    (span,) = shapes(svg, "span")
    assert span.get("d") == "M31.0 8H89.0"


def test_no_chart_carries_a_style_that_the_content_policy_would_drop():
    drawn = charts.funnel([FunnelPoint("J-1", 9, 8)], 0.85).svg + charts.posterior_bar(0.5, 0.9)
    assert "style=" not in drawn and "fill=" not in drawn
