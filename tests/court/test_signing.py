"""Sessions, passwords, one-time links and invitations."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import leaving, signing
from jury.court.links import LinkSpent, make_link, use_link
from jury.court.passwords import WeakPassword, WrongPassword
from jury.store.ledger import Entry
from jury.store.notices import Letter
from jury.store.people import OneTimeLink, SignIn
from tests.factories import make_account, make_juror, make_person

PASSWORD = "quiet river under stones"
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


@pytest.fixture
def person(session, now):
    return signing.add_person(session, " Li@Example.org ", "Li", now, "zh", PASSWORD)


def enter(session, now, password=PASSWORD, email="li@example.org"):
    return signing.sign_in(session, email, password, "Firefox", now, WEEK)


def test_whoever_knows_the_password_signs_in_and_only_the_hash_of_the_token_is_kept(
    session, person, now
):
    token = enter(session, now, email="LI@example.org ")

    visit = signing.visit_of(session, token, now)
    assert visit.person is person
    assert token not in {visit.token_hash, person.password_hash}
    assert PASSWORD not in person.password_hash


@pytest.mark.parametrize("email", ["li@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(session, person, now, email):
    assert enter(session, now, "wrong password", email) is None


def test_eight_failures_lock_the_account_even_for_the_right_password_until_it_has_rested(
    session, person, now
):
    for _ in range(signing.MOST_FAILURES):
        assert enter(session, now, "wrong password") is None

    assert enter(session, now) is None
    assert enter(session, now + signing.LOCKED_FOR - timedelta(microseconds=1)) is None
    assert enter(session, now + signing.LOCKED_FOR)


def test_a_right_password_forgives_the_failures_before_it(session, person, now):
    for _ in range(signing.MOST_FAILURES - 1):
        enter(session, now, "wrong password")
    assert enter(session, now)
    assert enter(session, now, "wrong password") is None
    assert enter(session, now)


def test_somebody_who_left_cannot_come_back_in(session, person, now):
    token = enter(session, now)
    leaving.leave(session, person, now)

    assert enter(session, now) is None
    assert signing.visit_of(session, token, now) is None


def test_a_session_ends_by_signing_out_by_time_and_by_being_revoked(session, person, now):
    out, late, revoked = (enter(session, now) for _ in range(3))
    signing.sign_out(session, signing.visit_of(session, out, now), now)
    assert signing.visit_of(session, out, now) is None
    assert signing.visit_of(session, late, now + WEEK - timedelta(seconds=1))
    assert signing.visit_of(session, late, now + WEEK) is None

    kept = signing.visit_of(session, late, now)
    signing.revoke_all(session, person, now, but=kept)
    session.expire_all()
    assert signing.visit_of(session, revoked, now) is None
    assert signing.sessions_of(session, person, now) == [kept]


def test_a_session_is_noted_as_used_only_every_few_minutes(session, person, now):
    visit = signing.visit_of(session, enter(session, now), now)
    assert not signing.saw(session, visit, now + signing.SEEN_EVERY - timedelta(seconds=1))
    assert signing.saw(session, visit, now + signing.SEEN_EVERY)
    assert visit.seen_at == now + signing.SEEN_EVERY


def test_a_one_time_link_opens_once_for_its_purpose_and_in_time(session, person, now):
    token = make_link(session, "recover", now, HOUR, person=person)

    for purpose, at in (("invite", now), ("recover", now + HOUR)):
        with pytest.raises(LinkSpent):
            use_link(session, token, purpose, at)
    assert use_link(session, token, "recover", now).person_id == person.id
    with pytest.raises(LinkSpent, match="used or has expired"):
        use_link(session, token, "recover", now)


def test_recovery_owes_a_letter_to_those_who_exist_and_nothing_to_others(session, person, now):
    signing.ask_recovery(session, "nobody@example.org", now)
    assert session.scalar(select(Letter)) is None

    signing.ask_recovery(session, "Li@example.org", now)
    letter = session.scalars(select(Letter)).one()
    assert (letter.to, letter.kind) == (person.email, "recover")
    token = letter.path.removeprefix("/recover/")
    assert token not in session.scalars(select(OneTimeLink.token_hash)).all()
    assert signing.reset_password(session, token, "another quiet river", now) is person


def test_a_new_password_ends_every_session_and_lifts_a_lock(session, person, now):
    old = enter(session, now)
    for _ in range(signing.MOST_FAILURES):
        enter(session, now, "wrong password")
    token = make_link(session, "recover", now, HOUR, person=person)

    signing.reset_password(session, token, "another quiet river", now)

    session.expire_all()
    assert signing.visit_of(session, old, now) is None
    assert enter(session, now) is None
    assert enter(session, now, "another quiet river")


def test_a_weak_password_is_refused_and_the_link_still_works(session, person, now):
    token = make_link(session, "recover", now, HOUR, person=person)
    for weak in ("short", "x" * 201, "LI@example.org"):
        with pytest.raises(WeakPassword), session.begin_nested():
            signing.reset_password(session, token, weak, now)
    signing.reset_password(session, token, "another quiet river", now)


def test_changing_a_password_needs_the_current_one_and_keeps_only_this_session(
    session, person, now
):
    here, there = (signing.visit_of(session, enter(session, now), now) for _ in range(2))
    with pytest.raises(WrongPassword):
        signing.change_password(session, here, "wrong password", "another quiet river", now)

    signing.change_password(session, here, PASSWORD, "another quiet river", now)

    session.expire_all()
    assert there.revoked_at and not here.revoked_at
    assert enter(session, now, "another quiet river")


def test_an_invitation_makes_the_account_of_the_address_it_went_to(session, now):
    account = make_account(session, email="Wang@example.org", name="Wang")
    token = make_link(session, "invite", now, WEEK, account=account)
    assert signing.invited_account(session, token, now) is account

    person = signing.accept_invite(session, token, "Wang", PASSWORD, "en", now)

    assert (person.email, person.locale, account.person) == ("wang@example.org", "en", person)
    with pytest.raises(LinkSpent):
        signing.accept_invite(session, token, "Wang", PASSWORD, "en", now)


def test_an_invitation_to_somebody_known_here_is_linked_after_signing_in(session, person, now):
    account = make_account(session, email=person.email)
    token = make_link(session, "invite", now, WEEK, account=account)
    with pytest.raises(signing.EmailTaken), session.begin_nested():
        signing.accept_invite(session, token, "Li", PASSWORD, "zh", now)

    signing.link_account(session, token, person, now)
    assert account.person is person


def test_of_two_invitations_to_one_account_the_second_is_spent(session, person, now):
    account = make_account(session, email=person.email)
    first, second = (make_link(session, "invite", now, WEEK, account=account) for _ in range(2))
    signing.link_account(session, first, person, now)
    with pytest.raises(LinkSpent):
        signing.link_account(session, second, make_person(session), now)
    assert account.person is person


def test_staff_and_admins_choose_their_own_password_by_a_link(session, person, now):
    token = signing.make_staff(session, "new@example.org", "New", True, now)
    new = signing.reset_password(session, token, PASSWORD, now)
    assert (new.is_staff, new.is_senior, new.is_admin) == (True, True, False)

    signing.make_admin(session, person.email, "ignored", now)
    assert person.is_admin and person.name == "Li"
    assert enter(session, now), "whoever had a password keeps it until they choose another"


def test_leaving_office_locks_no_party_or_juror_out(session, person, now):
    juror, party = make_juror(session).person, person
    make_account(session, party)
    for each in (juror, party):
        each.is_staff = each.is_senior = True
    token = enter(session, now)
    for each in (juror, party):
        leaving.leave(session, each, now)
        assert not (each.is_staff or each.is_senior or each.left_at)
    session.expire_all()
    assert signing.visit_of(session, token, now) is None
    assert juror.juror.on_duty
    assert enter(session, now)


def test_a_second_letter_is_owed_only_after_a_while_or_once_the_first_is_used(session, person, now):
    def n_letters(at):
        signing.ask_recovery(session, person.email, at)
        return len(session.scalars(select(Letter)).all())

    signing.make_staff(session, person.email, "Li", False, now)
    assert n_letters(now) == 1
    assert n_letters(now + signing.RECOVERY_EVERY - timedelta(seconds=1)) == 1
    assert n_letters(now + signing.RECOVERY_EVERY) == 2
    letter = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    later = now + signing.RECOVERY_EVERY
    signing.reset_password(session, letter.path.removeprefix("/recover/"), PASSWORD + "s", later)
    assert n_letters(later) == 3


def test_a_browser_known_by_its_mark_goes_past_the_lock_and_another_persons_does_not(
    session, person, now
):
    for _ in range(signing.MOST_FAILURES):
        enter(session, now, "wrong password")
    stranger = signing.mark_of(make_person(session))
    known = signing.mark_of(person)
    way = ("Firefox", now, WEEK)
    assert signing.sign_in(session, person.email, PASSWORD, *way, known=stranger) is None
    assert signing.sign_in(session, person.email, "wrong password", *way, known=known) is None
    assert signing.sign_in(session, person.email, PASSWORD, *way, known=known)


@pytest.mark.parametrize("email", ["notmail", "@", "a b@example.org", ""])
def test_nobody_is_added_under_what_is_no_address(session, now, email):
    with pytest.raises(signing.NoAddress):
        signing.make_staff(session, email, "X", False, now)


def test_entries_of_signing_hold_no_personal_data(session, person, now):
    token = enter(session, now)
    for _ in range(signing.MOST_FAILURES):
        enter(session, now, "wrong password")
    signing.ask_recovery(session, person.email, now)
    signing.sign_out(session, signing.visit_of(session, token, now), now)

    entries = session.scalars(select(Entry).order_by(Entry.id)).all()
    acts = [entry.act for entry in entries]
    assert acts == [
        "person_joined", "signed_in", "sign_in_locked", "recovery_asked", "signed_out",
    ]  # fmt: skip
    written = " ".join(f"{entry.actor} {entry.body}" for entry in entries)
    for secret in (person.email, person.name, token, session.scalars(select(SignIn)).one().device):
        assert secret not in written


def test_a_new_password_closes_every_older_link_to_one(session, person, now):
    first, second, third = (make_link(session, "recover", now, HOUR, person=person) for _ in "123")
    signing.reset_password(session, first, "another quiet river", now)
    with pytest.raises(LinkSpent):
        signing.reset_password(session, second, "a third quiet river", now)
    with pytest.raises(LinkSpent):
        use_link(session, third, "recover", now)
