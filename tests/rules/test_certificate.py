"""Truths about certificates."""

import hashlib
import json

import pytest

from jury.rules import certificate as made
from jury.rules.draw import Outcome, Step
from jury.rules.recusal import SkipCode

GOLDEN = "720d723ab3ac81d125f5ca26e320362518a2063302db35abe3139ed0ffe6eb60"


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
    assert {step["code"] for step in steps} == {None, "unfit", "recused", "lapsed"}


def test_every_juror_passed_over_is_unfit_and_the_parties_read_no_reason(certificates):
    secret = {code.value for code in SkipCode if not code.gives_up_a_seat}
    steps = [step for cert in certificates for step in cert["steps"]]
    assert {s["code"] for s in steps if s["outcome"] == Outcome.SKIPPED} == {"unfit"}
    assert not secret & {step["code"] for step in steps}


def test_a_certificate_names_no_juror_whose_line_is_missing(certificates):
    epoch = made.Epoch("2026-11-23", bytes(32), 9)
    steps = [Step(0, 3, Outcome.CALLED)]
    with pytest.raises(KeyError):
        made.certificate("c", epoch, made.Nonces(bytes(32)), made.Quotas(True, 3), steps, {})
