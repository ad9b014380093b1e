"""Truths about the path of a panel to its closing, and about audits that serve a looser rule."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, text

import jury.jobs  # noqa: F401  # the tasks are known, as they are to a worker
from jury.court import assuring, deciding, policies
from jury.rules.policy_book import PolicyBook
from jury.rules.stopping import at_closing, digest, fingerprint, read, rounded_up, rule_of
from jury.rules.words import Answer, Side, Why
from jury.store import audited
from jury.store.ledger import Entry
from jury.store.outcomes import ErrorCertificate, Outcome
from jury.store.panels import Panel
from tests.certificate_makers import (
    CERTIFYING,
    HOUR,
    NEEDED,
    answer,
    certifying_policy,
    make_certificate,
    outcome_of,
)
from tests.factories import T0, make_panel, make_person, make_policy, seated, tick, vote

LATER = T0 + 4 * HOUR
WORDS = {"b": "buyer", "s": "seller", "c": "cannot_judge"}
STRICT, LOOSE = 0.999, 0.9


@pytest.fixture
def strict(session):
    """Terms under which hardly a panel closes for being sure, so that paths are long."""
    return certifying_policy(session, seats=9, sure_posterior=STRICT)


def cast(session, panel, burst, now):
    """The next jurors vote so, before the clock looks again."""
    waiting = [each for each in seated(session, panel) if each.answer is Answer.AWAITED]
    for choice, summons in zip(burst, waiting, strict=False):
        vote(session, summons, WORDS[choice], now)
    tick(session, now)


def hear(session, panel, bursts, now=T0):
    """The jurors vote so, burst by burst; to the panel's end."""
    for burst in bursts:
        cast(session, panel, burst, now)
        if panel.closed_at:
            return outcome_of(session, panel)
    return deciding.close_panel(session, panel.hearing.case, panel, now + HOUR)


def sample_of(session, rule):
    return audited.sample(audited.known(session, rule), rule)


def other_panel(session, now=T0, **terms):
    policy = certifying_policy(session, **{"seats": 9} | terms)
    return make_panel(session, now, n_jurors=30, policy=policy)


@pytest.fixture
def panel(session, strict):
    return make_panel(session, n_jurors=30, policy=strict)


def test_each_look_is_kept_and_the_entry_covers_it(session, panel):
    outcome = hear(session, panel, ["bs", "b", "bb", "c", "b"])
    path = read(outcome.path)

    assert [look.ballots for look in path] == [
        3,
        5,
        6,
        7,
        7,
    ]  # at the quorum first, at its end last
    assert [look.side for look in path] == [Side.BUYER] * 5
    assert path[0].score == 0 < path[1].score == path[2].score < path[3].score
    assert path[-1].score == outcome.score
    entry = session.scalars(select(Entry).where(Entry.act == "panel_closed")).one()
    assert json.loads(entry.body)["path"] == digest(path)
    again = deciding.recompute(session, panel.hearing.case)
    assert again.agrees and ("path", True, "5 looks") in again.found


@pytest.mark.parametrize(
    "bursts",
    [["bbb", "b", "b", "b"], ["b", "b", "bs", "bb", "b"], ["ss", "sc", "bs", "ss"], ["bs"] * 5],
)
def test_a_strict_panel_tells_what_a_looser_one_made_of_the_same_ballots(session, panel, bursts):
    strict_path = read(hear(session, panel, bursts).path)
    looser = other_panel(session, sure_posterior=LOOSE, fallback_posterior=LOOSE)
    outcome = hear(session, looser, bursts)

    assert looser.sure_posterior == LOOSE and panel.family == looser.family
    assert at_closing(strict_path, LOOSE) == read(outcome.path)[-1]
    assert at_closing(strict_path, LOOSE).score == outcome.score


def test_a_path_that_goes_on_after_the_panel_was_sure_is_not_believed(session, panel):
    outcome = hear(session, panel, ["bs", "b", "bb", "b"])
    panel.sure_posterior = outcome.path[1][2]  # as if it had been to close there
    session.flush()

    assert ("path", False, "4 looks") in deciding.recompute(session, panel.hearing.case).found


def test_a_panel_opened_by_an_older_court_keeps_no_path(session, panel):
    panel.family = panel.sure_posterior = None
    outcome = hear(session, panel, ["bs", "b", "bb"])

    assert outcome.path is None and outcome.score is not None
    assert session.scalar(select(Outcome.panel_id).where(Outcome.path.is_(None))) == panel.id
    assert deciding.recompute(session, panel.hearing.case).agrees


def test_a_looser_rule_is_certified_at_once_by_the_audits_of_the_stricter(session, strict):
    made = make_certificate(session, strict)
    looser = certifying_policy(session, seats=9, sure_posterior=LOOSE)
    found = assuring.assure(session, LATER)

    name = fingerprint(looser.policy)
    (carried,) = [each for each in found if each.stopping == name]
    assert (made.audited, carried.audited) == (NEEDED, NEEDED)
    panel = make_panel(session, LATER, policy=looser)
    assert panel.certificate is carried and panel.sure_posterior == LOOSE


def test_a_stricter_rule_can_use_nothing_and_begins_anew(session):
    looser = certifying_policy(session, seats=9, sure_posterior=LOOSE, fallback_posterior=LOOSE)
    make_certificate(session, looser)
    stricter = certifying_policy(session, seats=9, sure_posterior=0.95)
    assuring.assure(session, LATER)

    assert sample_of(session, rule_of(stricter.policy)) == []
    assert audited.heard(session, rule_of(stricter.policy)) == []
    panel = make_panel(session, LATER, policy=stricter)
    assert panel.certificate is None


def test_a_carried_audit_judges_the_side_and_the_score_of_that_moment(session, strict):
    panel = make_panel(session, n_jurors=30, policy=strict)
    outcome = hear(session, panel, ["bs", "b", "b", "b", "s", "s", "s", "s"])
    answer(session, panel, Side.BUYER, LATER)
    path = read(outcome.path)
    sure = max(path, key=lambda look: look.score)
    assert sure.score > outcome.score and sure.ballots < 9

    rule = rule_of(replace(panel.terms, sure_posterior=sure.score))
    assert sample_of(session, rule) == [audited.Audited(sure.score, True)]
    assert audited.closed(audited.heard(session, rule), rule) == [
        audited.Closed(sure.score, sure.ballots, 9)
    ]
    own = sample_of(session, rule_of(panel.terms))
    assert own == [audited.Audited(outcome.score, False)]


def test_a_panel_that_ended_by_no_rule_serves_only_one_that_had_closed_it_before(session, strict):
    panel = make_panel(session, n_jurors=30, policy=strict)
    for burst in ["bb", "b", "b"]:
        cast(session, panel, burst, T0)
    outcome = deciding.give_up(session, panel.hearing.case, panel, Why.ROLL_TOO_THIN, T0)
    answer(session, panel, Side.BUYER, LATER)

    assert (outcome.score, outcome.in_sample) == (None, True)
    least = read(outcome.path)[0]
    before = rule_of(replace(panel.terms, sure_posterior=least.score))
    never = rule_of(replace(panel.terms, sure_posterior=0.9985))
    assert sample_of(session, before) == [audited.Audited(least.score, True)]
    assert sample_of(session, never) == sample_of(session, rule_of(panel.terms)) == []
    assert deciding.recompute(session, panel.hearing.case).agrees


def test_without_a_certificate_panels_close_no_sooner_than_they_may_rule(session):
    panel = other_panel(session, sure_posterior=0.7, fallback_posterior=0.9)
    assert panel.certificate is None
    assert panel.terms.sure_posterior == panel.sure_posterior == 0.9
    assert panel.stopping == fingerprint(panel.terms)


def test_the_certificate_offers_to_close_where_it_lets_panels_rule(session, strict):
    for _ in range(NEEDED):
        panel = make_panel(session, n_jurors=30, policy=strict)
        hear(session, panel, ["bb", "b", "b", "b", "bb", "s"])
        answer(session, panel, Side.BUYER, LATER)
    (made,) = assuring.assure(session, LATER)
    offer = made.found["offer"]

    assert rounded_up(made.threshold) == offer["closing"] < offer["threshold"] < STRICT
    assert (offer["audited"], offer["wrong"], offer["panels"]) == (NEEDED, 0, NEEDED)
    assert offer["ballots"] < offer["ballots_now"] == 8 * NEEDED
    adopted = certifying_policy(session, seats=9, sure_posterior=offer["closing"])
    assuring.assure(session, LATER + HOUR)
    kept = assuring.in_force(session, adopted.policy)
    assert kept.found["too_soon"] == 0  # whoever closes there may rule
    assert (kept.threshold, kept.audited) == (offer["threshold"], offer["audited"])


def test_nothing_is_offered_where_it_would_spare_no_ballot(session, strict):
    for _ in range(NEEDED):
        panel = make_panel(session, n_jurors=30, policy=strict)
        hear(session, panel, ["bbb"])
        answer(session, panel, Side.BUYER, LATER)
    (made,) = assuring.assure(session, LATER)

    assert made.threshold is not None and made.found["offer"] is None


def test_adopting_terms_owes_a_computation(session):
    jobs = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'assure'")
    before = make_policy(session, **CERTIFYING)
    admin = make_person(session, is_admin=True)
    book = PolicyBook(replace(before.policy, sure_posterior=0.97))
    policies.revise(session, book, "Panels close sooner.", None, before.id, admin, LATER)

    assert session.scalar(jobs) == 1


def test_terms_to_come_are_certified_before_they_start(session, strict):
    make_certificate(session, strict)
    coming = policies.adopt(
        session,
        replace(strict.policy, sure_posterior=LOOSE, alpha=0.39),
        "Panels close sooner.",
        LATER,
        "operator",
        LATER + HOUR,
    )
    assuring.assure(session, LATER)

    name = fingerprint(coming.policy)
    made = session.scalars(select(ErrorCertificate).where(ErrorCertificate.stopping == name)).all()
    assert [each.alpha for each in made] == [0.39]
    assert session.scalars(select(Panel.family).distinct()).all() == [rule_of(coming.policy).family]
