"""The admin office: is the court well today, and under which terms."""

from datetime import timedelta

from flask import Blueprint, current_app, render_template

from jury.clock import now
from jury.court import alarming, assuring, policies, posting
from jury.reliability import audits as certifying
from jury.store import desk_free, executions, office_money, office_queries
from jury.store.base import db

from . import access, office_words, policy_words

bp = Blueprint("admin", __name__, url_prefix="/office")
bp.add_app_template_filter(office_words.word, "word")
bp.add_app_template_filter(office_words.act, "act")
bp.add_app_template_filter(policy_words.term, "term")
bp.add_app_template_filter(office_words.found, "found")
bp.add_app_template_filter(office_words.source, "source")
bp.add_app_template_filter(office_words.span, "span")
bp.add_app_template_filter(office_words.signed, "signed")

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@bp.get("")
@access.admin
def index() -> str:
    """The sentences that say whether the court is well, each figure a link to what is behind."""
    session, me, at = db.session(), access.me(), now()
    audited = office_queries.audits(session, me)
    book = policies.current(session, at).book
    return render_template(
        "admin/index.html",
        ruled=office_queries.ruled(session, me, at - WEEK),
        escalated=office_queries.escalated(session, me, at - MONTH),
        median=office_queries.median_time_to_ruling(session, me, at - MONTH),
        late=office_queries.late_reviews(session, me, at),
        stranded=desk_free.stranded(session, me),
        on_duty=office_queries.on_duty(session),
        duty=office_queries.duty(session),
        seats=max(policy.seats for policy in book.policies),
        policy=book.base,
        audited=audited,
        needed=certifying.needed(audited.wrong),
        most_wrong=certifying.most_wrong(audited.wrong, audited.n),
        alarm=alarming.standing(session),
        in_force=assuring.in_force(session, book.base),
        machine=office_queries.machine(session, me, at),
        marketplace=office_money.marketplace(session),
        is_connected=_is_connected(),
        now=at,
    )


@bp.get("/work")
@access.admin
def work() -> str:
    """What the worker did last, is late with, and could not deliver."""
    session, at = db.session(), now()
    return render_template(
        "admin/work.html",
        beats=office_queries.beats(session),
        overdue=office_queries.overdue(session, access.me(), at),
        letters=office_queries.failed_letters(session),
        events=office_money.failed_events(session),
        payments=executions.unanswered(session),
        marketplace=office_money.marketplace(session),
        is_connected=_is_connected(),
        now=at,
    )


def _is_connected() -> bool:
    return current_app.config["SETTINGS"].marketplace_url is not None


@bp.app_template_filter("without_address")
def without_address(text: str | None) -> str:
    """What a mail server said, without the addresses it named."""
    return posting.without_addresses(text or "")


from . import (  # noqa: E402
    office_calendar,  # noqa: F401
    office_cases,  # noqa: F401
    office_jurors,  # noqa: F401
    office_ledger_page,  # noqa: F401
    office_policy,  # noqa: F401
    office_reliability,  # noqa: F401
    office_staff,  # noqa: F401
)
from . import office_money as office_money_page  # noqa: E402, F401
