"""Truths about the terms a case is judged under."""

import json
from dataclasses import FrozenInstanceError

import pytest

from jury.rules.errors import Invalid
from jury.rules.policy import BadPolicy, Policy


def test_the_defaults_are_those_of_the_mission_and_pass_their_own_check():
    policy = Policy()
    policy.check()
    assert (policy.seats, policy.quorum, policy.voting_hours) == (17, 9, 48)
    assert (policy.summons_hours, policy.alpha, policy.max_open_summonses) == (24, 0.05, 5)
    assert (policy.evidence_hours, policy.answer_hours, policy.staff_working_days) == (72, 24, 4)
    assert (policy.unclear_share, policy.stratum_share) == (1 / 3, 1 / 3)


def test_what_a_row_stored_reads_back_the_same():
    policy = Policy(seats=5, quorum=3, fallback_posterior=0.9)
    assert Policy.from_terms(json.loads(json.dumps(policy.terms()))) == policy


def test_a_term_that_was_not_stored_has_its_default():
    assert Policy.from_terms({"seats": 21}) == Policy(seats=21)


@pytest.mark.parametrize(
    ("terms", "name"),
    [
        ({"chairs": 17}, "chairs"),
        ({"seats": -1}, "seats"),
        ({"seats": "17"}, "seats"),
        ({"seats": None}, "seats"),
        ({"seats": True}, "seats"),
        ({"gold_share": 1.1}, "gold_share"),
        ({"quorum": 0}, "quorum"),
        ({"quorum": 18}, "quorum"),
        ({"seats": 8}, "quorum"),
        ({"threshold": 0.95}, "threshold"),
        ({"fallback_posterior": 0.5}, "fallback_posterior"),
        ({"fallback_posterior": 1}, "fallback_posterior"),
        ({"fallback_posterior": float("nan")}, "fallback_posterior"),
        ({"sure_posterior": 0.98, "alpha": 0}, "sure_posterior"),
        ({"sure_posterior": 0.5}, "sure_posterior"),
        ({"alpha": 0.5}, "alpha"),
        ({"delta": 0}, "delta"),
        ({"quiz_pass": 6}, "quiz_pass"),
        ({"quiz_cases": 99}, "quiz_cases"),
        ({"staff_working_days": 0}, "staff_working_days"),
        ({"reminder_hours": 25}, "reminder_hours"),
        ({"appeal_days": 100_001}, "appeal_days"),
        ({"crowd_max_minor": 10**15}, "crowd_max_minor"),
        ({"seats": 1_002}, "seats"),
        ({"staff_working_days": 1_001}, "staff_working_days"),
        ({"newcomer_ballots": 2**31}, "newcomer_ballots"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused_by_name(terms, name):
    with pytest.raises(BadPolicy, match=f"cannot have {name} =") as refused:
        Policy.from_terms(terms)
    assert isinstance(refused.value, Invalid)
    assert refused.value.facts["name"] == name


@pytest.mark.parametrize(
    "terms",
    [
        *({"quorum": 17}, {"seats": 1_001}, {"gold_share": 0}),
        *({"unclear_share": 1}, {"sure_posterior": 1}, {"alpha": 0}),
        {"sure_posterior": 0.951},
    ],
)
def test_terms_at_the_very_edge_are_lawful(terms):
    Policy.from_terms(terms)


def test_a_policy_cannot_be_changed_under_a_case():
    with pytest.raises(FrozenInstanceError):
        Policy().seats = 3
