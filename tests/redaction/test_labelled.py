"""Labelled texts: the shares of identity taken out do not fall."""

import pytest

from bench.redaction import DATA, measure

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(),
    reason="the labelled texts of ../shared/data/pii are not beside this checkout",
)


@pytest.mark.parametrize(
    ("name", "recall"),
    [
        ("dispute_zh_synth", 0.98),
        ("dispute_en_synth", 0.99),
        ("dispute_zh_evasion", 0.85),
        ("multipriv_zh", 0.97),
        ("pii_bench_zh_chat", 0.91),
        ("pii_bench_zh_formal", 0.92),
        ("presidio_synth_v2_en", 0.44),
    ],
)
def test_rules_alone_find_most(name, recall):
    assert measure(name, with_known=False)["recall"] >= recall


@pytest.mark.parametrize("name", ["dispute_zh_synth", "dispute_en_synth"])
def test_what_the_order_knows_never_leaks_and_little_else_is_touched(name):
    figures = measure(name, with_known=True)
    known = {kind: got for kind, got in figures["by_type"].items() if kind != "PERSON_ALIAS"}
    assert all(masked == total for masked, total in known.values()), known
    assert figures["precision"] >= 0.98
    touched, clean = figures["clean_touched"]
    assert touched <= 0.03 * clean
