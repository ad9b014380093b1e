"""Truths about the certificate of the court's errors, and who is decided under it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

import jury.jobs  # noqa: F401  # the tasks are known, as they are to a worker
from jury.court import assuring, deciding
from jury.rules.policy import Policy
from jury.rules.stopping import Rule, fingerprint, rule_of
from jury.rules.words import Side, Task, Why
from jury.store import audited
from jury.store.ledger import Entry
from jury.store.outcomes import ErrorCertificate, Review
from tests.certificate_makers import (
    HOUR,
    NEEDED,
    answer,
    certifying_policy,
    make_certificate,
    make_closed,
    outcome_of,
)
from tests.factories import T0, make_panel, make_policy

LATER = T0 + 4 * HOUR


@pytest.fixture
def policy(session):
    return certifying_policy(session)


def test_audits_enough_make_a_certificate_and_the_ledger_keeps_it(session, policy):
    made = make_certificate(session, policy)

    assert made.threshold == pytest.approx(made.found["curve"][-1][0])
    assert (made.audited, made.n_decided, made.n_wrong, made.coverage) == (NEEDED, NEEDED, 0, 1.0)
    assert made.certified_error <= made.alpha
    entry = session.scalars(select(Entry).where(Entry.act == "error_certified")).one()
    assert json.loads(entry.body)["threshold"] == repr(made.threshold)


@pytest.mark.parametrize(("n", "wrong"), [(NEEDED - 1, 0), (NEEDED, 1)])
def test_too_few_audits_or_too_many_wrong_ones_promise_nothing(session, policy, n, wrong):
    made = make_certificate(session, policy, n, wrong)

    assert (made.threshold, made.certified_error, made.coverage) == (None, None, 0.0)
    panel = make_panel(session, LATER, policy=policy)
    assert panel.certificate is None and panel.bar.dissent is not None


def test_a_panel_keeps_the_certificate_it_was_drawn_under(session, policy):
    before = make_panel(session, policy=policy)
    made = make_certificate(session, policy)
    after = make_panel(session, LATER, policy=policy)

    assert (before.certificate, after.certificate) == (None, made)
    assert after.bar.posterior == made.threshold
    make_certificate(session, policy)
    assert after.certificate is made


def test_a_panel_is_decided_by_its_certificate_and_recomputed_so(session, policy):
    make_certificate(session, policy)
    sure = make_closed(session, policy, "bbbbb", LATER)
    unsure = make_closed(session, policy, "bbbbs", LATER)

    assert (outcome_of(session, sure).side, sure.certified is None) == (Side.BUYER, False)
    assert outcome_of(session, unsure).why is Why.BORDERLINE
    assert 0 < outcome_of(session, unsure).score < unsure.certified
    for panel in (sure, unsure):
        again = deciding.recompute(session, panel.hearing.case)
        assert again.agrees, again.lines()
        assert {"score", "error certificate"} <= {what for what, _, _ in again.found}


def test_the_newest_computation_counts_also_where_it_takes_a_promise_back(session, policy):
    make_certificate(session, policy)
    make_certificate(session, policy, n=2, wrong=2)

    assert make_panel(session, LATER, policy=policy).certificate is None


def test_escalated_panels_are_in_the_sample_with_staffs_blind_view_as_truth(session, policy):
    panel = make_closed(session, policy, "bbbss")
    outcome = outcome_of(session, panel)
    assert outcome.side is None and outcome.in_sample
    answer(session, panel, Side.SELLER)

    rule = Rule(panel.stopping)
    (known,) = audited.sample(audited.known(session, rule), rule)
    assert (known.is_right, known.score) == (False, outcome.score)
    assert audited.verdicts(session) == []
    assert session.scalars(select(Review.task)).all() == [Task.ESCALATION]


def test_a_panel_that_no_bar_would_let_rule_scores_nothing(session, policy):
    assert outcome_of(session, make_closed(session, policy, "bb")).score == 0


def test_an_audit_counts_once_none_of_a_panel_closed_before_it_is_waited_for(session, policy):
    hard, easy = (make_closed(session, policy, now=T0 + n * HOUR) for n in range(2))
    rule = Rule(easy.stopping)
    answer(session, easy, now=LATER)
    assert audited.known(session, rule) == []
    assert assuring.assure(session, LATER) == []

    answer(session, hard, Side.SELLER, LATER + HOUR)
    known = audited.sample(audited.known(session, rule), rule)
    assert [each.is_right for each in known] == [True, False]


def test_nobody_waits_for_an_audit_that_was_overdue_when_staff_answered_last(session, policy):
    overdue, easy = (make_closed(session, policy, now=T0 + n * HOUR) for n in range(2))
    answer(session, easy, now=T0 + timedelta(days=30))

    rule = Rule(overdue.stopping)
    assert len(audited.known(session, rule)) == 1


def test_only_what_the_seed_chose_is_in_the_sample(session):
    policy = certifying_policy(session, audit_share=0.0)
    outcome = outcome_of(session, make_closed(session, policy))

    assert not outcome.in_sample
    assert session.scalars(select(Review)).all() == []


def test_a_changed_stopping_rule_starts_a_new_sample(session, policy):
    make_certificate(session, policy)
    other = certifying_policy(session, voting_hours=47)
    panel = make_panel(session, LATER, policy=other)

    assert panel.certificate is None
    assert audited.known(session, rule_of(panel.terms)) == []


def test_a_term_that_bears_on_no_ballot_leaves_the_sample_as_it_is(session, policy):
    made = make_certificate(session, policy)
    other = certifying_policy(session, appeal_days=3, fallback_posterior=0.9)

    assert make_panel(session, LATER, policy=other).certificate is made


def test_another_promise_needs_a_computation_of_its_own(session, policy):
    make_certificate(session, policy)
    stricter = certifying_policy(session, alpha=0.39)
    assert make_panel(session, LATER, policy=stricter).certificate is None

    assuring.assure(session, LATER)
    assert make_panel(session, LATER, policy=stricter).certificate.alpha == 0.39


def test_a_court_that_uses_no_certificate_computes_none(session):
    policy = certifying_policy(session)
    answer(session, make_closed(session, policy))
    make_policy(session, LATER, alpha=0.0)

    assert assuring.assure(session, LATER) == []


def test_staffs_answer_to_an_audit_asks_for_a_computation(session, policy):
    jobs = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'assure'")
    panel = make_closed(session, policy)
    assert session.scalar(jobs) == 0
    answer(session, panel)
    assert session.scalar(jobs) == 1
    answer(session, make_closed(session, policy))  # and a second is no error where one is owed
    assert session.scalar(jobs) == 2


def test_a_certificate_that_was_altered_is_found_out(session, policy):
    made = make_certificate(session, policy)
    panel = make_closed(session, policy, now=LATER)
    assert assuring.holds(session, panel)
    forged = ErrorCertificate(
        made_at=made.made_at, stopping=made.stopping, alpha=made.alpha, delta=made.delta,
        audited=made.audited, n_decided=1, n_wrong=0, threshold=0.5, certified_error=0.1,
        needed=1, found={},
    )  # fmt: skip
    session.add(forged)
    session.flush()
    panel.certificate = forged
    assert assuring.holds(session, panel) is False


def test_equal_rules_have_equal_fingerprints(session):
    panel = make_panel(session, policy=make_policy(session))
    alike = Policy(sure_posterior=1.0, wave_margin=1000, appeal_days=3)
    assert panel.stopping == fingerprint(panel.terms) == fingerprint(alike)
    assert len(panel.stopping) == 16
    assert panel.opened_at + timedelta(hours=48) == panel.closes_at
