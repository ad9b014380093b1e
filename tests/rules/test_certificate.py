"""Truths about certificates."""

import hashlib
import json

import pytest

from jury.rules import certificate as made
from jury.rules.draw import Outcome, Step
from jury.rules.recusal import SkipCode

GOLDEN = "18a5ae4e33202d9aa52938e2e0c451ef91e55c228c77273813b436bd20e5d506"


def test_a_certificate_is_plain_json_and_keeps_its_digest_through_it(certificates):
    for cert in certificates:
        again = json.loads(json.dumps(cert, indent=2))
        assert again == cert
        assert made.digest(again) == cert["digest"]


def test_the_golden_certificates_are_those_of_the_first_day(certificates):
    """A change here breaks every certificate that was ever handed out."""
    digests = "".join(cert["digest"] for cert in certificates)
    assert hashlib.sha256(digests.encode()).hexdigest() == GOLDEN


def test_the_golden_certificates_hold_every_kind_of_step(certificates):
    steps = [step for cert in certificates for step in cert["steps"]]
    assert {step["outcome"] for step in steps} == set(Outcome) - {Outcome.REJECTED}
    assert {step["code"] for step in steps} == {None, *SkipCode}


def test_a_certificate_names_no_juror_whose_line_is_missing(certificates):
    epoch = made.Epoch("2026-11-23", bytes(32), 9)
    steps = [Step(0, 3, Outcome.CALLED)]
    with pytest.raises(KeyError):
        made.certificate("c", epoch, made.Nonces(bytes(32)), made.Quotas(True, 3), steps, {})
