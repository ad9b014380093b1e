"""Truths about the coded grounds of staff."""

from jury.rules import grounds
from jury.rules.words import Decision


def test_every_decision_has_grounds_and_every_ground_a_decision_and_a_sentence():
    used = {code for decision in Decision for code in grounds.codes(decision)}
    assert used == grounds.SENTENCES.keys()
    assert all(len(grounds.codes(decision)) >= 4 for decision in Decision)
    assert all(len(code) <= 40 for code in used)  # the column's width


def test_only_an_override_finds_fault_with_the_panel():
    for code in ("panel_missed_exhibit", "panel_misread", "against_policy"):
        fitting = [decision for decision in Decision if grounds.fit(decision, code)]
        assert fitting == [Decision.OVERRIDE]
    assert not grounds.fit(Decision.UPHOLD, "because")
