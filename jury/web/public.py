"""What anybody may read: what this is, how jurors are drawn; and how to become one."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from jury.clock import now
from jury.court import alarming, assuring, joining, policies
from jury.rules.policy import Policy
from jury.store.base import db
from jury.store.people import Person, QuizAttempt

from . import access, policy_words
from .waiting import cases_due, open_summonses, waiting_for

bp = Blueprint("public", __name__)


@bp.get("/")
@access.public
def index() -> Any:
    """What this is; for whoever is signed in, what waits for them."""
    if not current_user.is_authenticated:
        return render_template("public/index.html")
    person = access.me()
    return render_template(
        "public/waiting.html",
        person=person,
        n_summonses=open_summonses(person) if person.juror else 0,
        n_cases=cases_due(person),
        waiting=waiting_for(person),
    )


@bp.get("/how")
@access.public
def how() -> Any:
    """How the court works, with the numbers in force: for most cases, and for kinds of trade."""
    book = policies.current(db.session(), now()).book
    return render_template(
        "public/how.html",
        policy=book.base,
        alarm=alarming.standing(db.session()),
        in_force=assuring.in_force(db.session(), book.base),
        currency=policy_words.currency_of(book.base),
        bands=policy_words.bands(book),
    )


@bp.get("/join")
@access.public
def join() -> Any:
    """The rules, and where the reader stands on the way to being a juror."""
    at = now()
    policy = _policy(at)
    if not current_user.is_authenticated:
        return render_template("public/join.html", policy=policy, person=None)
    person = access.me()
    last = joining.last_quiz(db.session(), person)
    again_at = joining.again_at(last, policy)
    return render_template(
        "public/join.html",
        policy=policy,
        person=person,
        account=joining.qualifying_account(db.session(), person, policy, at),
        has_accounts=bool(person.accounts),
        attempt=joining.open_quiz(db.session(), person),
        last=last,
        again_at=again_at if again_at and at < again_at else None,
    )


@bp.post("/join/quiz")
@access.signed_in
def begin_quiz() -> Any:
    at = now()
    joining.begin_quiz(db.session(), access.me(), _policy(at), at)
    db.session.commit()
    return redirect(url_for(".quiz"))


@bp.get("/join/quiz")
@access.signed_in
def quiz() -> Any:
    """The next question of the open try, or the result of the last."""
    person = access.me()
    attempt = joining.open_quiz(db.session(), person)
    if attempt is None:
        return _result(person)
    return _question(attempt)


def _question(attempt: QuizAttempt, fault: bool = False) -> str:
    at = len(attempt.answers)
    return render_template(
        "public/quiz.html",
        case=joining.BY_SLUG[attempt.cases[at]],
        at=at,
        of=len(attempt.cases),
        fault=fault,
    )


def _result(person: Person) -> Any:
    last = joining.last_quiz(db.session(), person)
    if last is None:
        return redirect(url_for(".join"))
    policy = _policy(now())
    cases = [joining.BY_SLUG.get(slug) for slug in last.cases]
    answered = [pair for pair in zip(cases, last.answers, strict=True) if pair[0]]
    return render_template(
        "public/quiz_result.html",
        attempt=last,
        answered=answered,
        n_right=joining.n_right(last),
        policy=policy,
        again_at=joining.again_at(last, policy),
        juror=person.juror,
    )


@bp.post("/join/quiz/<int:at>")
@access.signed_in
def answer_quiz(at: int) -> Any:
    person, answer, moment = access.me(), request.form.get("answer", ""), now()
    attempt = joining.open_quiz(db.session(), person)
    if attempt and not answer:
        return _question(attempt, fault=True), 422
    joining.answer_quiz(db.session(), person, at, answer, _policy(moment), moment)
    db.session.commit()
    return redirect(url_for(".quiz"))


def _policy(at: datetime) -> Policy:
    return policies.current(db.session(), at).policy
